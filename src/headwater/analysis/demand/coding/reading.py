"""Sheets that people filled, as one coded sample: whole, by one draw, by one codebook."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from headwater.analysis.demand.coding.completeness import notes_on
from headwater.analysis.demand.coding.matching import column_of, matched, problems_with
from headwater.analysis.demand.coding.one_draw import check_counts, one_design
from headwater.analysis.demand.coding.problems import Problems, listed_rows
from headwater.analysis.demand.coding.protocol import Codebook
from headwater.analysis.demand.coding.rows import PlacedRow, Sheet
from headwater.analysis.demand.coding.sampled import CodedSample, SampledContact
from headwater.analysis.demand.coding.sheet import read_sheet
from headwater.analysis.demand.frame import as_code
from headwater.analysis.errors import BadDataError, UsageError


def read_codes(paths: Sequence[Path | str], codebook: Codebook | None = None) -> CodedSample:
    """Read what people said of sampled contacts, from one sheet or from several of the same draw.

    Parameters
    ----------
    paths : sequence of Path or str
        For instance one sheet a coder; a contact may stand in several.
    codebook : Codebook, optional
        What the codes are checked by; without it only codes that every codebook shares are checked.

    Returns
    -------
    CodedSample
        Coded in part is fine: its notes say what is left uncoded.

    Raises
    ------
    UsageError
        A file is not there, or is named twice.
    BadDataError
        An unknown code, two codings of a contact by one coder, a contact outside the sample, rows that were
        deleted or added, different codebooks or draws: all such rows with what to do. Or nothing is coded.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from headwater.analysis.demand.coding.rows import SheetRow
    >>> from headwater.analysis.demand.coding.sampled import Coding, Design, Stratum
    >>> from headwater.analysis.demand.coding.sheet import write_sheet
    >>> design = Design({"all contacts": Stratum(contacts=40, drawn=2)})
    >>> drawn = [SampledContact(f"crm/{n}", "crm", str(n), "all contacts", 0.05) for n in (1, 2)]
    >>> said = Coding("amara", {"demand_type": "failure", "reason": "Parcel is late"}, "delivery 1")
    >>> with TemporaryDirectory() as folder:
    ...     sheet = Path(folder) / "to_code.csv"
    ...     write_sheet(sheet, [SheetRow(drawn[0], coding=said), SheetRow(drawn[1])], design)
    ...     sample = read_codes([sheet])
    >>> len(sample.by_chance), sample.codebook
    (1, 'delivery 1')
    >>> print(sample.notes[0])
    1 of the 2 contacts drawn by chance is coded. The coded ones are the first rows, which are a random part
    of the sample.
    """
    sheets = [read_sheet(path) for path in _each_once([Path(path) for path in paths])]
    problems = Problems()
    entries = [
        _matched(PlacedRow(sheet, row, place / len(sheet.rows)), codebook)
        for sheet in sheets
        for place, row in enumerate(sheet.rows)
    ]
    # each sheet is in the order of coding: several are merged by how far down a row stands
    entries.sort(key=lambda entry: entry.depth)
    design = one_design(sheets, problems)
    by_item: dict[str, list[PlacedRow]] = defaultdict(list)
    for entry in entries:
        by_item[entry.row.contact.item].append(entry)
    for same in by_item.values():
        _check_contact(same, problems)
        for entry in same:
            _check_codes(entry, codebook, problems)
    title = _one_codebook(entries, codebook, problems)
    check_counts(sheets, by_item, design, problems)
    problems.settle()
    if not any(entry.row.is_coded for entry in entries):
        raise BadDataError(
            f"Nothing is coded yet in {_files(sheets)}. Code contacts with `headwater demand code`, or fill "
            "the columns demand_type to cause_owner in a spreadsheet.",
            files=[str(sheet.path) for sheet in sheets],
        )
    return CodedSample(
        contacts=tuple(_contact(same, title) for same in by_item.values()),
        design=design,
        codebook=title,
        notes=(*notes_on(sheets), *_without_codebook(entries, title)),
    )


def _each_once(paths: Sequence[Path]) -> Sequence[Path]:
    if not paths:
        raise UsageError("No sheet is named. Name the sheet that `headwater demand sample` wrote.")
    seen: set[Path] = set()
    for path in paths:
        if path.resolve() in seen:
            raise UsageError(f"{path} is named twice. Name each sheet once.")
        seen.add(path.resolve())
    return paths


def _matched(entry: PlacedRow, codebook: Codebook | None) -> PlacedRow:
    coding = entry.row.coding
    if coding is None:
        return entry
    return replace(
        entry, row=replace(entry.row, coding=replace(coding, codes=matched(coding.codes, codebook)))
    )


def _check_contact(same: Sequence[PlacedRow], problems: Problems) -> None:
    """Check the rows of one contact against each other."""
    first, by_coder = same[0], dict[tuple[str, bool], PlacedRow]()
    for entry in same:
        contact, row, path = entry.row.contact, entry.row, entry.sheet.path
        if contact != first.row.contact:
            problems.add(
                path,
                row.number,
                "stratum",
                f"{contact.item} was drawn in another way than {_where(first, path)} says. Take both rows "
                "from the sheet as it was drawn.",
            )
        if not row.is_coded or row.coding is None:
            continue
        if not row.coder:
            problems.add(
                path, row.number, "coder", f"{contact.item} is coded and nobody is named. Write who coded it."
            )
            continue
        decides = row.coding.adjudicates
        before = by_coder.setdefault(("" if decides else row.coder.casefold(), decides), entry)
        if before is entry:
            continue
        place = _where(before, path)
        problems.add(
            path,
            row.number,
            "adjudicates" if decides else "coder",
            f"{contact.item} is decided here and in {place}. Keep one of the two rows."
            if decides
            else f"{row.coder} has coded {contact.item} here and in {place}. Keep the coding that holds and "
            "empty the codes of the other row, or name the person who made it.",
        )


def _where(entry: PlacedRow, path: Path) -> str:
    file = "" if entry.sheet.path == path else f" of {entry.sheet.path}"
    return f"row {entry.row.number:,}{file}"


def _check_codes(entry: PlacedRow, codebook: Codebook | None, problems: Problems) -> None:
    if entry.row.is_coded and entry.row.coding is not None:
        for message in problems_with(entry.row.coding.codes, codebook):
            problems.add(entry.sheet.path, entry.row.number, column_of(message), message)


def _one_codebook(entries: Sequence[PlacedRow], codebook: Codebook | None, problems: Problems) -> str:
    """Return the codebook that all codings follow; those that follow another go to the problems."""
    rows: dict[str, list[PlacedRow]] = defaultdict(list)
    for entry in entries:
        if entry.row.is_coded and entry.row.codebook:
            rows[entry.row.codebook].append(entry)
    titles = sorted(rows, key=lambda title: -len(rows[title]))
    holds = codebook.title if codebook is not None else titles[0] if titles else ""
    for title in titles:
        if title == holds:
            continue
        others = f"the {len(rows[holds]):,} others follow" if holds in rows else "the codebook given is"
        for path in dict.fromkeys(entry.sheet.path for entry in rows[title]):
            numbers = [entry.row.number for entry in rows[title] if entry.sheet.path == path]
            problems.add(
                path,
                0,
                "codebook",
                f"{listed_rows(numbers)} {'is' if len(numbers) == 1 else 'are'} coded by {as_code(title)}, "
                f"and {others} {as_code(holds)}. Where one is the next version of the other, `headwater "
                "demand codebook carry` brings the rows to it. Otherwise code them again by one of the two.",
            )
    return holds


def _without_codebook(entries: Sequence[PlacedRow], title: str) -> list[str]:
    count = sum(entry.row.is_coded and not entry.row.codebook for entry in entries)
    if not count or not title:
        return []
    return [f"Coded rows without a codebook, taken to follow {title!r}: {count:,}."]


def _contact(same: Sequence[PlacedRow], title: str) -> SampledContact:
    codings = [e.row.coding for e in same if e.row.is_coded and e.row.coding is not None]
    named = [replace(coding, codebook=coding.codebook or title) for coding in codings]
    return replace(same[0].row.contact, codings=tuple(sorted(named, key=lambda c: c.adjudicates)))


def _files(sheets: Sequence[Sheet]) -> str:
    return ", ".join(str(sheet.path) for sheet in sheets)
