"""A coded sheet brought to the next version of its codebook."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from headwater.analysis.demand.codebook.book import Codebook
from headwater.analysis.demand.codebook.versions import carry_over, diff
from headwater.analysis.demand.codebook.versions_result import CodebookDiff, Recode
from headwater.analysis.demand.coding.rows import Sheet, SheetRow
from headwater.analysis.demand.coding.sampled import Coding
from headwater.analysis.errors import BadDataError

_MOST_SHOWN = 20


@dataclass(frozen=True)
class CarriedSheet:
    """A sheet under the new version, and what of it has to be coded again.

    Attributes
    ----------
    sheet : Sheet
        Readings that still stand, under the new version's name. A reading that does not is empty; its note
        says what it was.
    carried, again : int
        Readings that stand, and readings to be made again.
    undecided : int
        Decisions between readings that are left out, because what they decided has to be coded again.
    because : mapping of Recode to int
        Which codes did not stand, and in how many readings.
    """

    sheet: Sheet
    old: str
    new: str
    carried: int
    again: int
    undecided: int
    because: Mapping[Recode, int]

    def __str__(self) -> str:
        lines = [
            f"{self.old} to {self.new}: {self.carried:,} readings stand, {self.again:,} are to be made again."
        ]
        if self.undecided:
            lines.append(f"{self.undecided:,} decisions between readings are left out: decide them anew.")
        ordered = sorted(self.because.items(), key=lambda item: -item[1])
        lines += [f"  {count:>5,}  {recode}" for recode, count in ordered[:_MOST_SHOWN]]
        more = len(ordered) - _MOST_SHOWN
        return "\n".join([*lines, *([f"  ... and {more} more codes"] if more > 0 else [])])

    def to_dict(self) -> dict[str, Any]:
        """Return the counts as plain data."""
        return {
            "old": self.old,
            "new": self.new,
            "carried": self.carried,
            "again": self.again,
            "undecided": self.undecided,
            "because": [{**recode.__dict__, "readings": count} for recode, count in self.because.items()],
        }


def carry_sheet(sheet: Sheet, old: Codebook, new: Codebook) -> CarriedSheet:
    """Bring the readings of a sheet to the next version of the codebook.

    Parameters
    ----------
    sheet : Sheet
        Coded by the old version, wholly or in part.

    Raises
    ------
    BadDataError
        The versions do not fit together, or a row was coded by another codebook.

    Examples
    --------
    >>> from headwater.analysis.demand.coding.sampled import Design, SampledContact, Stratum
    >>> old = Codebook.model_validate({"codebook": "shop", "version": 1, "reason": {"Late": "Too late."}})
    >>> new = Codebook.model_validate({"codebook": "shop", "version": 2, "reason": {"Not here": "Too late."},
    ...     "changed_from": {"version": 1, "changes": [
    ...         {"field": "reason", "from": "Late", "to": "Not here"}]}})
    >>> row = SheetRow(SampledContact("crm/7", "crm", "7", "all", 0.1), coding=Coding(
    ...     "Amara", {"demand_type": "failure", "reason": "Late"}, "shop 1"))
    >>> found = carry_sheet(Sheet((row,), Design({"all": Stratum(10, 1)})), old, new)
    >>> found.sheet.rows[0].coding.codes["reason"], found.carried, found.again
    ('Not here', 1, 0)
    """
    changes = diff(old, new)
    if changes.problems:
        raise BadDataError("\n".join(["The sheet cannot be carried over:", *changes.problems]))
    _check(sheet, old)
    rows: list[SheetRow] = []
    because: Counter[Recode] = Counter()
    carried = again = undecided = 0
    for row in sheet.rows:
        found, recode = _carried(row, changes, new)
        if recode and row.coding is not None and row.coding.adjudicates:
            undecided += 1
            continue
        rows.append(found)
        because.update(recode)
        again += bool(recode)
        carried += row.is_coded and not recode
    return CarriedSheet(
        replace(sheet, rows=tuple(rows)), old.title, new.title, carried, again, undecided, dict(because)
    )


def _check(sheet: Sheet, old: Codebook) -> None:
    foreign = Counter(
        row.coding.codebook
        for row in sheet.rows
        if row.coding is not None and row.is_coded and row.coding.codebook not in ("", old.title)
    )
    if foreign:
        name, count = foreign.most_common(1)[0]
        raise BadDataError(
            f"{sheet.path}: {count:,} rows are coded by {name!r}, not by {old.title!r}. Give the codebook "
            "they were coded by as --from."
        )


def _carried(row: SheetRow, changes: CodebookDiff, new: Codebook) -> tuple[SheetRow, tuple[Recode, ...]]:
    coding = row.coding
    if coding is None or not coding.codes:
        return replace(row, codebook=new.title), ()
    found = carry_over(coding.codes, changes)
    if not found.recode:
        return replace(
            row, codebook=new.title, coding=replace(coding, codes=found.codes, codebook=new.title)
        ), ()
    was = ", ".join(f"{name} {code}" for name, code in coding.codes.items())
    note = f"{coding.note} [{changes.old}: {was}]".strip()
    emptied = Coding(coding.coder, {}, new.title, coding.evidence_quote, note)
    return replace(row, codebook=new.title, coding=emptied), found.recode
