"""`headwater demand code`: code the contacts of a sheet, one after the other."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

from headwater.analysis.errors import BadDataError
from headwater.cli.output import Output, with_output

if TYPE_CHECKING:
    from headwater.analysis.demand.coding.progress import Progress
    from headwater.analysis.demand.coding.rows import Sheet


@dataclass(frozen=True)
class Coded:
    """How far a coder has come with a sheet."""

    sheet: Path
    coder: str
    codebook: str
    adjudicate: bool
    progress: Progress

    def __str__(self) -> str:
        what = "decided" if self.adjudicate else "coded"
        return f"{self.coder}: {str(self.progress).replace('coded', what, 1)} in {self.sheet}."

    def to_dict(self) -> dict[str, Any]:
        """Return the same as plain data."""
        return {
            "sheet": str(self.sheet),
            "coder": self.coder,
            "codebook": self.codebook,
            "adjudicate": self.adjudicate,
            **self.progress.to_dict(),
        }


@click.command("code")
@click.argument("sheet", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--coder", required=True, help="Your name: codes are kept under it.")
@click.option(
    "--codebook", required=True, help="Codebook to code by: a YAML file, or the name of one that ships."
)
@click.option(
    "--adjudicate", is_flag=True, help="Decide contacts whose independent readings differ, names not shown."
)
@click.option("--limit", type=click.IntRange(min=1), help="Stop after this many contacts.")
@with_output
def code(
    output: Output, *, sheet: Path, coder: str, codebook: str, adjudicate: bool, limit: int | None
) -> None:
    """Code the contacts of SHEET one after the other; each is saved as it is done, and you can stop anywhere.

    Rows with your name come first, then rows that are nobody's. You never see what others said of a contact,
    and never get one twice. Several people may code in one sheet at the same time.
    """
    from headwater.analysis.demand.codebook.reading import read_codebook
    from headwater.analysis.demand.coding.desk import Desk
    from headwater.analysis.demand.coding.session import Session
    from headwater.cli.demand.code_dialogue import Dialogue
    from headwater.cli.demand.code_keys import Keys
    from headwater.cli.demand.code_screen import Screen

    book, desk = read_codebook(codebook), Desk(sheet)
    start = desk.read()
    _check_codebook(start, book.title)
    session = Session(start, book, coder, adjudicate=adjudicate, clock=monotonic)
    with desk.seat(session.coder):
        Dialogue(desk, session, Screen(), Keys(), limit).run()
    output.result(Coded(sheet, session.coder, book.title, adjudicate, session.progress))


def _check_codebook(sheet: Sheet, title: str) -> None:
    """Keep two codebooks out of one sheet."""
    others = Counter(
        row.codebook for row in sheet.rows if row.is_coded and row.codebook and row.codebook != title
    )
    for other, count in others.most_common(1):
        raise BadDataError(
            f"{sheet.path}: {count:,} {'row is' if count == 1 else 'rows are'} coded by {other!r}, and you "
            f"want to code by {title!r}. One sheet follows one codebook: code by {other!r}, or, where one is "
            "the next version of the other, bring the rows to it first: `headwater demand codebook carry`."
        )
