"""A sheet that was drawn before: its rows stay, and what is drawn now goes on from it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from pathlib import Path

from headwater.analysis.contacts.frames import contact_key
from headwater.analysis.demand.coding.one_draw import check_counts, one_design
from headwater.analysis.demand.coding.problems import Problems
from headwater.analysis.demand.coding.rows import PlacedRow, SheetRow
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

    def needed(self, pool: Pool, then: Pool | None = None) -> tuple[dict[str, int], set[str]]:
        """Say how many of each stratum must be drawn for all earlier contacts to be among them.

        Parameters
        ----------
        pool : Pool
            What there is to draw from now; read here as far as needed.
        then : Pool, optional
            What there was to draw from for the sheet, where that was something else.

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
        wanted = self.by_chance.keys()
        limit = self.furthest
        while True:
            pool.read(limit)
            before = None
            if then:
                then.read(limit)
                before = then.items()
            reached = {label: reach(own, wanted, before) for label, own in pool.in_order().items()}
            if limit >= LIMIT or None not in reached.values() or pool.is_far(2 * limit + 1):
                break
            limit = 2 * limit + 1
        gone = wanted - pool.items()
        if len(gone) > _FOREIGN * len(wanted):
            raise BadDataError(
                f"{len(gone):,} of the {len(wanted):,} contacts drawn for {self.files} are not among this "
                "store's contacts of those days. The sheet was drawn from another store: give that one with "
                "--store.",
                not_found=len(gone),
            )
        for label, own in pool.in_order().items():
            if reached[label] is None:  # nothing that was left then comes after, or none is near
                reached[label] = len(own) if limit >= LIMIT else reach(own, wanted, None)
        return {label: n for label, n in reached.items() if n}, gone

    def _number(self, row: SheetRow) -> int:
        return number_of(contact_key(row.contact.source, row.contact.contact_id), self.design.seed)


def reach(in_order: Sequence[str], drawn: Collection[str], before: Collection[str] | None) -> int | None:
    """Say how many contacts of a stratum must be drawn for those that were drawn before to be among them.

    Parameters
    ----------
    in_order : sequence of str
        Its contacts in the order of drawing, as far as they were read.
    drawn : collection of str
        Contacts that were drawn before.
    before : collection of str, optional
        Contacts there were to draw from then, as far as they were read; None where they are those of now.

    Returns
    -------
    int or None
        None when the contacts read do not suffice to say.

    Notes
    -----
    The draw goes on until just before the next contact that was there then and not drawn. Were it to end
    with the last one that was drawn, that one would always be an old contact, and old ones would make too
    much of the sample: this is inverse sampling, whose unbiased estimator leaves out the last draw.

    References
    ----------
    Haldane, J. B. S. (1945). On a method of estimating frequencies. Biometrika, 33(3), 222-225.

    Examples
    --------
    >>> reach(["old 1", "new 1", "old 2", "new 2", "old 3"], {"old 1", "old 2"}, {"old 1", "old 2", "old 3"})
    4
    >>> reach(["a", "b", "c"], {"a", "b"}, None)
    2
    """
    last = max((rank for rank, item in enumerate(in_order, start=1) if item in drawn), default=0)
    if before is None or not last:
        return last
    return next((last + i for i, item in enumerate(in_order[last:]) if item in before), None)


def read_earlier(paths: Sequence[Path]) -> Earlier:
    """Read sheets of one draw, coded or not, to draw more of it.

    Several sheets are those that several coders got.

    Raises
    ------
    BadDataError
        The sheets are of different draws or not all of one, or a reading stands in two of them.
    """
    sheets = [read_sheet(path) for path in paths]
    problems = Problems()
    design = one_design(sheets, problems)
    by_item: dict[str, list[PlacedRow]] = defaultdict(list)
    for sheet in sheets:
        for row in sheet.rows:
            by_item[row.contact.item].append(PlacedRow(sheet, row, 0.0))
    check_counts(sheets, by_item, design, problems)
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
