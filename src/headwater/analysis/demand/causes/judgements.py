"""Value-irritant judgements of reasons, as an organisation writes them down where it disagrees."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from headwater.analysis.demand.causes.rows import Problems, read_rows
from headwater.analysis.errors import nearest

Worth = Literal["valuable", "irritant"]
"""What a contact is to one side: worth having, or a nuisance."""

WORTHS: tuple[Worth, ...] = ("valuable", "irritant")
_COLUMNS = ("reason", "value_to_customer", "value_to_company", "note")


@dataclass(frozen=True)
class Judgement:
    """What a reason is worth to both sides; None where nothing was said of one."""

    customer: Worth | None = None
    company: Worth | None = None


def read_judgements(path: Path, reasons: Collection[str]) -> dict[str, Judgement]:
    """Read judgements by reason, as YAML (list `reasons`) or CSV.

    Raises
    ------
    BadDataError
        With every wrong row: its line, what is wrong, what to do.
    """
    problems, found = Problems(), {}
    for row in read_rows(path, "reasons", _COLUMNS).rows:
        name = row["reason"]
        if not name:
            problems.add(row, "`reason` is missing. Say which reason is judged.")
        elif name not in reasons:
            hint = nearest(name, sorted(reasons))
            problems.add(row, f"there is no reason {name!r} in the codes or in the codebook.{hint[:300]}")
        elif name in found:
            problems.add(row, f"{name!r} is judged twice. Keep one.")
        sides = [_worth(problems.choice(row, c, WORTHS)) for c in ("value_to_customer", "value_to_company")]
        if name and not (row["value_to_customer"] or row["value_to_company"]):
            problems.add(row, f"{name!r} has no judgement. Say value_to_customer or value_to_company.")
        found[name] = Judgement(*sides)
    problems.raise_any()
    return found


def _worth(text: str) -> Worth | None:
    return next((worth for worth in WORTHS if worth == text), None)
