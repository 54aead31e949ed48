"""A sheet that was drawn before: its rows stay, and what is drawn now goes on from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from pathlib import Path

from headwater.analysis.contacts.frames import contact_key
from headwater.analysis.demand.coding.one_draw import one_design
from headwater.analysis.demand.coding.problems import Problems
from headwater.analysis.demand.coding.rows import SheetRow
from headwater.analysis.demand.coding.sampled import CHOSEN_BY_CHANCE, Design
from headwater.analysis.demand.coding.sheet import read_sheet
from headwater.analysis.demand.sampling.candidates import Pool
from headwater.analysis.demand.sampling.numbers import LIMIT, number_of
from headwater.analysis.errors import BadDataError

_FOREIGN = 0.5
"""With more than this part of a sheet's contacts not in the store, it is the sheet of another one."""


@dataclass(frozen=True)
class Earlier:
    """Rows of a sample drawn before, coded or not, and the design they were drawn by."""

    rows: tuple[SheetRow, ...]
    design: Design
    files: str = "the sheet"
    delimiter: str = ","

    @property
    def by_chance(self) -> dict[str, SheetRow]:
        """One row for each contact drawn by chance, by its name in the sheet."""
        return {row.contact.item: row for row in self.rows if row.contact.chosen == CHOSEN_BY_CHANCE}

    @property
    def next_batch(self) -> int:
        """Number of the next draw."""
        return max((row.contact.batch for row in self.rows), default=0) + 1

    def check_rows(self) -> None:
        """Refuse rows that the sheet's seed did not draw.

        Raises
        ------
        BadDataError
            A row's contact has a permanent random number by which it was not drawn.
        """
        for item, row in self.by_chance.items():
            stratum = self.design.strata[row.contact.stratum]
            most = (stratum.drawn + 6 * sqrt(stratum.drawn) + 12) / stratum.contacts
            if self._number(row) / LIMIT > most:
                raise BadDataError(
                    f"{_where(row)} of {self.files} was not drawn with seed {self.design.seed}: its "
                    "permanent random number is too large. Rows, their stratum or their seed were edited. "
                    "Take the sheet as it was drawn.",
                    item=item,
                )

    @property
    def furthest(self) -> int:
        """The largest permanent random number of a contact drawn by chance."""
        return max((self._number(row) for row in self.by_chance.values()), default=-1)

    def needed(self, pool: Pool) -> tuple[dict[str, int], set[str]]:
        """Say how many of each stratum must be drawn for all earlier contacts to be among them.

        Parameters
        ----------
        pool : Pool
            What there is to draw from now; read here as far as needed.

        Returns
        -------
        needed : dict of str to int
            By stratum.
        gone : set of str
            Earlier contacts that no longer count: merged into another since, or removed.

        Raises
        ------
        BadDataError
            Most of the earlier contacts are not in this store.
        """
        pool.read(self.furthest)
        wanted = self.by_chance
        needed: dict[str, int] = {}
        found = set()
        for label, rank, candidate in pool.ranks():
            if candidate.item in wanted:
                needed[label] = max(rank, needed.get(label, 0))
                found.add(candidate.item)
        gone = wanted.keys() - found
        if len(gone) > _FOREIGN * len(wanted):
            raise BadDataError(
                f"{len(gone):,} of the {len(wanted):,} contacts drawn for {self.files} are not among this "
                "store's contacts of those days. The sheet was drawn from another store: give that one with "
                "--store.",
                not_found=len(gone),
            )
        return needed, gone

    def _number(self, row: SheetRow) -> int:
        return number_of(contact_key(row.contact.source, row.contact.contact_id), self.design.seed)


def read_earlier(paths: Sequence[Path]) -> Earlier:
    """Read sheets of one draw, coded or not, to draw more of it.

    Several sheets are those that several coders got.

    Raises
    ------
    BadDataError
        The sheets are of different draws, or a reading stands in two of them.
    """
    sheets = [read_sheet(path) for path in paths]
    problems = Problems()
    design = one_design(sheets, problems)
    problems.settle()
    rows = [row for sheet in sheets for row in sheet.rows]
    if len(sheets) > 1:
        _check_once(paths, rows)
        rows.sort(key=lambda row: (row.contact.batch, _place(row, design)))
    files = ", ".join(str(path) for path in paths)
    return Earlier(tuple(rows), design, files, sheets[0].delimiter)


def updated(row: SheetRow, drawn: Mapping[str, tuple[str, float]]) -> SheetRow:
    """Return a row with the stratum and the chance its contact has in the sample as it is now."""
    if row.contact.item not in drawn:
        return row
    stratum, chance = drawn[row.contact.item]
    contact = replace(row.contact, stratum=stratum, inclusion_probability=chance, chosen=CHOSEN_BY_CHANCE)
    return replace(row, contact=contact)


def _check_once(paths: Sequence[Path], rows: Sequence[SheetRow]) -> None:
    seen: set[tuple[str, str]] = set()
    for row in rows:
        reading = (row.contact.item, row.coder)
        if row.coder and reading in seen:
            raise BadDataError(
                f"{_where(row)} stands twice for the coder {row.coder} in "
                f"{', '.join(str(path) for path in paths)}. Name either the whole sheet or the coders' own "
                "ones.",
                item=row.contact.item,
            )
        seen.add(reading)


def _where(row: SheetRow) -> str:
    return f"The contact in row {row.number}" if row.number else f"The contact {row.contact.item}"


def _place(row: SheetRow, design: Design) -> float:
    key = contact_key(row.contact.source, row.contact.contact_id)
    return number_of(key, design.seed) / LIMIT / (row.contact.inclusion_probability or 1.0)
