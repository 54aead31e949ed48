"""`headwater sample-code`: let simulated coders fill a sheet of the sample organisation."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import click

from headwater.analysis.errors import UsageError
from headwater.cli.output import Output, with_output


@dataclass(frozen=True)
class Simulated:
    """What simulated coders did."""

    sheet: Path
    codebook: str
    noise: float
    rows_by_coder: dict[str, int]
    contacts: int
    decided: int

    def __str__(self) -> str:
        rows = ", ".join(f"{name} {count:,}" for name, count in self.rows_by_coder.items())
        return (
            f"Simulated coders, no people: {self.contacts:,} contacts in {self.sheet} by {self.codebook}, "
            f"each reading wrong with probability {self.noise:g}. Rows: {rows}. Decided by the truth where "
            f"readings differ: {self.decided:,}. For trying things; it says nothing about your contacts."
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the same as plain data."""
        return {
            "simulated": True,
            "sheet": str(self.sheet),
            "codebook": self.codebook,
            "noise": self.noise,
            "rows_by_coder": self.rows_by_coder,
            "contacts": self.contacts,
            "decided": self.decided,
        }


@click.command("sample-code")
@click.argument("sheet", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--truth",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The simulation's truth.json.",
)
@click.option(
    "--codebook", default="delivery", show_default=True, help="Codebook that is written on the rows."
)
@click.option(
    "--noise", type=float, default=0.1, show_default=True, help="Probability of a wrong reading, 0 to 1."
)
@click.option("--coders", default="amara,bela", show_default=True, help="Names of the simulated coders.")
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    help="The same seed makes the same mistakes.",
)
@click.option(
    "--mistakes",
    type=click.Choice(["frequent", "uniform"]),
    default="frequent",
    show_default=True,
    help="Which reason a contact is taken for: frequent ones more often, or all alike.",
)
@click.option(
    "--adjudicate/--no-adjudicate",
    default=True,
    show_default=True,
    help="Decide readings that differ by the truth.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Sheet to write, a new file; without it SHEET itself is filled.",
)
@with_output
def sample_code(
    output: Output,
    *,
    sheet: Path,
    truth: Path,
    codebook: str,
    noise: float,
    coders: str,
    seed: int,
    mistakes: Literal["frequent", "uniform"],
    adjudicate: bool,
    out: Path | None,
) -> None:
    """Let simulated coders fill SHEET, which was drawn from the sample organisation, from its truth.

    They are no people: the codes come from truth.json, with mistakes at the rate you give. Rows that are
    coded stay as they are.
    """
    import numpy as np

    from headwater.analysis.demand.codebook.reading import read_codebook
    from headwater.analysis.demand.coding.desk import Desk
    from headwater.analysis.demand.coding.rows import Sheet
    from headwater.analysis.demand.coding.sheet import write_sheet
    from headwater.analysis.sample_org.coding import NOTE, code_sheet, true_codes

    if out is not None and out.exists():
        raise UsageError(f"{out} is there already, and there may be codes in it. Name a new file with --out.")
    book, known = read_codebook(codebook), _read_truth(truth)
    for reason, codes in true_codes(known).items():
        for problem in book.problems_with(codes):
            raise UsageError(f"The codebook {book.title} does not hold the truth: {reason}: {problem}")

    def filled(now: Sheet) -> Sheet:
        return code_sheet(
            now,
            known,
            coders=coders.split(","),
            noise=noise,
            rng=np.random.default_rng(seed),
            codebook=book.title,
            adjudicate=adjudicate,
            mistakes=mistakes,
        )

    desk = Desk(sheet)
    if out is None:
        done = desk.change(filled)
    else:
        done = filled(desk.read())
        write_sheet(
            out,
            done.rows,
            done.design,
            delimiter=done.delimiter,
            extra=done.extra,
            population=done.population,
        )
    made = [row for row in done.rows if row.coding is not None and row.coding.note == NOTE]
    readings = [row for row in made if row.coding is not None and not row.coding.adjudicates]
    output.result(
        Simulated(
            out or sheet,
            book.title,
            noise,
            dict(sorted(Counter(row.coder for row in readings).items())),
            len({row.contact.item for row in readings}),
            len(made) - len(readings),
        )
    )


def _read_truth(path: Path) -> dict[str, Any]:
    from headwater.analysis.demand.frame import FIELDS

    try:
        found: Any = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read: {error.strerror}. `headwater sample-org` writes it beside the contacts."
        ) from error
    except ValueError as error:
        raise UsageError(f"{path} is no JSON. Name the truth.json of the simulation.") from error
    reasons = found.get("reasons") if isinstance(found, dict) else None
    needed = {*FIELDS, "contacts"}
    if not isinstance(reasons, list) or not all(isinstance(r, dict) and needed <= r.keys() for r in reasons):
        raise UsageError(f"{path} holds no reasons with their codes. Name the truth.json of the simulation.")
    return dict(found)
