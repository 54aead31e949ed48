"""A small sheet as sampling would write it, and a codebook of a few codes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from headwater.analysis.demand.coding.rows import SheetRow
from headwater.analysis.demand.coding.sampled import (
    CHOSEN_BY_CHANCE,
    Coding,
    Design,
    SampledContact,
    Stratum,
)
from headwater.analysis.demand.coding.sheet import write_sheet
from headwater.analysis.demand.frame import FIXED_CODES
from headwater.analysis.errors import nearest

DESIGN = Design(
    {"Refund / phone": Stratum(contacts=150, drawn=3), "Refund / *": Stratum(contacts=77, drawn=2)},
    variables=("reason_source", "channel"),
    store_version=4,
    since=date(2026, 1, 5),
    until=date(2026, 3, 31),
    seed=7,
)
FAILURE = {
    "demand_type": "failure",
    "failure_code": "progress_chasing",
    "reason": "Parcel is late",
    "preventable": "yes",
    "cause": "process",
    "cause_owner": "Depot operations",
}
VALUE = {"demand_type": "value", "reason": "New address"}


def contact(number: int, stratum: str = "Refund / phone", **changes: object) -> SampledContact:
    share = DESIGN.strata[stratum]
    made = SampledContact(f"crm/{number}", "crm", str(number), stratum, share.drawn / share.contacts)
    return replace(made, **changes)  # type: ignore[arg-type]


def row(number: int, codes: Mapping[str, str] | None = None, coder: str = "", **changes: object) -> SheetRow:
    """Row of contact `number`: 1 to 3 lie in one stratum, 4 and 5 in the other."""
    coding = None if codes is None else Coding(coder, codes, "delivery 1")
    made = SheetRow(
        contact(number, "Refund / phone" if number < 4 else "Refund / *"),
        {
            "opened_at": "2026-01-05T09:15:00",
            "channel": "phone",
            "reason_source": "Refund",
            "subject": f"Number {number}",
            "body": f"My parcel {number} is late.\nThird time now.",
        },
        coding,
        coder,
        "delivery 1",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def rows() -> list[SheetRow]:
    """Five contacts, the second of them to be read twice, nothing coded."""
    return [row(n) for n in (1, 2, 2, 4, 3, 5)]


def write(path: Path, made: Sequence[SheetRow] | None = None, design: Design = DESIGN) -> Path:
    write_sheet(path, rows() if made is None else made, design)
    return path


def edited(path: Path, *changes: tuple[str, str]) -> Path:
    """Change the text of a sheet as an editor would."""
    text = path.read_bytes().decode("utf-8-sig")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    path.write_bytes(text.encode("utf-8-sig"))
    return path


@dataclass(frozen=True)
class SmallCodebook:
    """Stands in for the codebook of its own room: the members coding relies on."""

    title: str = "delivery 1"
    reasons: tuple[str, ...] = ("Parcel is late", "New address", "Where is my parcel", "Advice")
    owners: tuple[str, ...] = ("Depot operations", "Support", "Tracking IT")

    def codes(self, field: str) -> tuple[str, ...]:
        return {"reason": self.reasons, "cause_owner": self.owners}.get(field) or FIXED_CODES[field]

    def problems_with(self, codes: Mapping[str, str]) -> list[str]:
        found = [
            f"{name} has no code {code!r}.{nearest(code, list(self.codes(name)))}"
            for name, code in codes.items()
            if code not in self.codes(name)
        ]
        if "failure_code" in codes and codes.get("demand_type") != "failure":
            found.append("failure_code is given though demand_type is not failure.")
        return found


__all__ = [
    "CHOSEN_BY_CHANCE",
    "DESIGN",
    "FAILURE",
    "VALUE",
    "SmallCodebook",
    "contact",
    "edited",
    "row",
    "write",
]
