"""Sheets that people coded apart, as one sheet again."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from headwater.analysis.demand.coding.one_draw import one_design
from headwater.analysis.demand.coding.problems import Problems
from headwater.analysis.demand.coding.queue import decides
from headwater.analysis.demand.coding.rows import PlacedRow, Sheet, SheetRow
from headwater.analysis.errors import UsageError


def combine(sheets: Sequence[Sheet]) -> Sheet:
    """Put sheets of one draw together: one sheet a coder, or copies of the whole that several people filled.

    Parameters
    ----------
    sheets : sequence of Sheet

    Returns
    -------
    Sheet
        Each person's row of a contact once, in the order of coding; rows that are nobody's as often as a
        reading is still to be made. Separator and further columns are the first sheet's and all others'.

    Raises
    ------
    UsageError
        There is no sheet.
    BadDataError
        The sheets are of different draws, or one person coded a contact in two of them differently.

    Examples
    --------
    >>> from headwater.analysis.demand.coding.sampled import Coding, Design, SampledContact, Stratum
    >>> design = Design({"all contacts": Stratum(40, 1)})
    >>> contact = SampledContact("crm/1", "crm", "1", "all contacts", 0.025)
    >>> codings = [Coding(name, {"demand_type": "value"}) for name in ("amara", "bela")]
    >>> apart = [Sheet((SheetRow(contact, coding=c, coder=c.coder),), design, population=40) for c in codings]
    >>> [row.coder for row in combine(apart).rows]
    ['amara', 'bela']
    """
    if not sheets:
        raise UsageError("No sheet is named. Name the sheets that are to be one.")
    problems = Problems()
    design = one_design(sheets, problems)
    placed = [
        PlacedRow(sheet, row, place / len(sheet.rows))
        for sheet in sheets
        for place, row in enumerate(sheet.rows)
    ]
    placed.sort(key=lambda entry: entry.depth)
    by_item: dict[str, list[PlacedRow]] = defaultdict(list)
    for entry in placed:
        by_item[entry.row.contact.item].append(entry)
    extra = tuple(dict.fromkeys(name for sheet in sheets for name in sheet.extra))
    rows = [row for same in by_item.values() for row in _of_contact(same, problems)]
    problems.settle()
    whole = tuple(
        replace(row, extra={name: row.extra.get(name, "") for name in extra}, number=number)
        for number, row in enumerate(rows, 2)
    )
    return replace(sheets[0], rows=whole, design=design, extra=extra)


def _of_contact(same: Sequence[PlacedRow], problems: Problems) -> list[SheetRow]:
    """Return a contact's rows: each person's once, then those nobody has taken, then decisions."""
    named: dict[tuple[str, bool], PlacedRow] = {}
    for entry in same:
        row = entry.row
        if not row.coder.strip():
            continue
        key = (row.coder.strip().casefold(), decides(row))
        before = named.setdefault(key, entry)
        if before.row.is_coded and row.is_coded and before.row.coding != row.coding:
            problems.add(
                entry.sheet.path,
                row.number,
                "coder",
                f"{row.coder} has coded {row.contact.item} here and in row {before.row.number:,} of "
                f"{before.sheet.path} in another way. Keep the coding that holds and empty the other.",
            )
        elif row.is_coded and not before.row.is_coded:
            named[key] = entry
    readings = [entry.row for (_, decision), entry in named.items() if not decision]
    decisions = [entry.row for (_, decision), entry in named.items() if decision]
    open_rows = [entry.row for entry in same if not entry.row.coder.strip()]
    wanted = max(Counter(id(entry.sheet) for entry in same if not decides(entry.row)).values(), default=0)
    coded_namelessly = [row for row in open_rows if row.is_coded]
    free = [row for row in open_rows if not row.is_coded]
    missing = max(0, wanted - len(readings) - len(coded_namelessly))
    return [*readings, *coded_namelessly, *free[:missing], *decisions]
