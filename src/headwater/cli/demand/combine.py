"""`headwater demand combine`: make one sheet of those that people coded apart."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from typing import Any

import click

from headwater.analysis.errors import UsageError
from headwater.cli.output import Output, with_output


@dataclass(frozen=True)
class Combined:
    """What became of the sheets."""

    out: Path
    sheets: int
    contacts: int
    readings: int
    to_decide: int

    def __str__(self) -> str:
        text = (
            f"{self.sheets} {'sheet' if self.sheets == 1 else 'sheets'} became {self.out}. Contacts: "
            f"{self.contacts:,}; readings: {self.readings:,}; contacts whose readings differ, "
            f"undecided: {self.to_decide:,}."
        )
        if self.to_decide:
            text += (
                f" Decide with: headwater demand code {quote(str(self.out))} --adjudicate --coder NAME "
                "--codebook FILE"
            )
        return text

    def to_dict(self) -> dict[str, Any]:
        """Return the same as plain data."""
        return {
            "out": str(self.out),
            "sheets": self.sheets,
            "contacts": self.contacts,
            "readings": self.readings,
            "to_decide": self.to_decide,
        }


@click.command("combine")
@click.argument("sheets", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Sheet to write; a new file.",
)
@with_output
def combine(output: Output, *, sheets: tuple[Path, ...], out: Path) -> None:
    """Make one sheet of SHEETS that people coded apart, so that differing readings can be decided.

    SHEETS are of one draw: one a coder, or copies of the whole. They stay as they are.
    """
    from headwater.analysis.demand.coding.combining import combine as put_together
    from headwater.analysis.demand.coding.queue import disagreements, readings_by_item
    from headwater.analysis.demand.coding.sheet import read_sheet, write_sheet

    if out.exists():
        raise UsageError(f"{out} is there already, and there may be codes in it. Name a new file with --out.")
    whole = put_together([read_sheet(path) for path in sheets])
    write_sheet(
        out,
        whole.rows,
        whole.design,
        delimiter=whole.delimiter,
        extra=whole.extra,
        population=whole.population,
    )
    output.result(
        Combined(
            out,
            len(sheets),
            len({row.contact.item for row in whole.rows}),
            sum(len(said) for said in readings_by_item(whole.rows).values()),
            len(disagreements(whole.rows, "")),
        )
    )
