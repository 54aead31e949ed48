"""The sheet that people fill: a CSV file that survives spreadsheets."""

from collections.abc import Sequence
from pathlib import Path

from headwater.analysis.demand.coding.cells import safe, shortened
from headwater.analysis.demand.coding.design_reading import read_design
from headwater.analysis.demand.coding.grid import read_grid, write_grid
from headwater.analysis.demand.coding.problems import Problems
from headwater.analysis.demand.coding.row_reading import RowReader
from headwater.analysis.demand.coding.rows import COLUMNS, DESIGN, EXACT, SHOWN, Sheet, SheetRow
from headwater.analysis.demand.coding.sampled import CHOSEN_BY_CHANCE, Design
from headwater.analysis.demand.frame import FIELDS
from headwater.analysis.errors import BadDataError, UsageError, nearest

__all__ = ["Sheet", "SheetRow", "read_sheet", "write_sheet"]

_NEEDED = ("item", "coder", *FIELDS, *DESIGN)


def write_sheet(
    path: Path,
    rows: Sequence[SheetRow],
    design: Design,
    *,
    delimiter: str = ",",
    extra: Sequence[str] = (),
    population: int | None = None,
) -> None:
    """Write the rows of a sample for people to code: the whole file or nothing of it.

    Parameters
    ----------
    path : Path
        What was there is replaced.
    rows : sequence of SheetRow
        In the order of coding.
    design : Design
        Written on every row, so that a row can be checked wherever it ends up.
    delimiter : str
        What separates the cells.
    extra : sequence of str
        Names of further columns, written last.
    population : int, optional
        Contacts the whole sample stands for, where this sheet holds only a part of its strata.

    Raises
    ------
    UsageError
        A row belongs to a stratum the design does not know, or nothing was drawn from a stratum.
    TryAgainError
        The file cannot be written; it is as it was.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from headwater.analysis.demand.coding.sampled import SampledContact, Stratum
    >>> design = Design({"phone": Stratum(contacts=50, drawn=1)}, variables=("channel",))
    >>> row = SheetRow(SampledContact("crm/7", "crm", "7", "phone", 0.02), {"body": "=late again"})
    >>> with TemporaryDirectory() as folder:
    ...     write_sheet(Path(folder) / "to_code.csv", [row], design)
    ...     sheet = read_sheet(Path(folder) / "to_code.csv")
    >>> sheet.rows[0].shown["body"], sheet.rows[0].contact.inclusion_probability, sheet.design == design
    ('=late again', 0.02, True)
    """
    for label, stratum in design.strata.items():
        if stratum.contacts and not stratum.drawn:
            raise UsageError(
                f"Nothing was drawn from the stratum {label!r} with its {stratum.contacts:,} contacts, so "
                "the sample cannot stand for them. Draw from it, or merge it with another."
            )
    for row in rows:
        if row.contact.chosen == CHOSEN_BY_CHANCE and row.contact.stratum not in design.strata:
            raise UsageError(f"{row.contact.item} lies in a stratum that the design does not hold.")
    whole = design.contacts if population is None else population
    lines = [_line(row, design, extra, whole) for row in rows]
    write_grid(path, [[*COLUMNS, *extra], *lines], delimiter)


def read_sheet(path: Path) -> Sheet:
    """Read a sheet as people and spreadsheets left it.

    A byte mark, semicolons, Windows line ends, line breaks in cells, empty columns and rows at the end,
    columns in another order, further columns and decimal commas are all read. Whether the codes exist, and
    whether all rows are there, is for `read_codes` to say.

    Parameters
    ----------
    path : Path
        A CSV file that `write_sheet` wrote, edited since or not.

    Raises
    ------
    UsageError
        There is no such file.
    BadDataError
        Columns are missing, or rows do not say rightly how their contact was drawn; all such rows are told.
    """
    problems = Problems()
    grid = read_grid(path, COLUMNS, problems)
    missing = [name for name in _NEEDED if name not in grid.names]
    if missing:
        raise BadDataError(_missing(path, missing, grid.names), file=str(path), missing=missing)
    extra = tuple(name for name in grid.names if name not in COLUMNS)
    rows = tuple(RowReader(path, problems, extra).row(line) for line in grid.lines)
    if not rows:
        problems.add(path, 0, "", "holds a header and no rows. Draw a sample with `headwater demand sample`.")
    design, population = read_design(path, grid.lines, rows, problems)
    problems.settle()
    return Sheet(rows, design, path, grid.delimiter, extra, population)


def _line(row: SheetRow, design: Design, extra: Sequence[str], population: int) -> list[str]:
    contact, coding = row.contact, row.coding
    stratum = design.strata.get(contact.stratum)
    cells: dict[str, str] = {
        **{name: shortened(row.shown.get(name, "")) for name in SHOWN},
        **row.extra,
        "item": contact.item,
        "coder": coding.coder if coding and coding.coder else row.coder,
        "codebook": coding.codebook if coding and coding.codebook else row.codebook,
        "source": contact.source,
        "contact_id": contact.contact_id,
        "stratum": contact.stratum,
        "chosen": contact.chosen,
        "since": design.since.isoformat() if design.since else "",
        "until": design.until.isoformat() if design.until else "",
        "strata_by": ",".join(design.variables),
    }
    if coding:
        cells |= coding.codes
        cells |= {"evidence_quote": coding.evidence_quote, "note": coding.note}
        cells["adjudicates"] = "yes" if coding.adjudicates else ""
    numbers = {
        "stratum_contacts": str(stratum.contacts) if stratum else "",
        "stratum_drawn": str(stratum.drawn) if stratum else "",
        "inclusion_probability": repr(float(contact.inclusion_probability)),
        "batch": str(contact.batch),
        "store_version": str(design.store_version),
        "seed": str(design.seed),
        "population": str(population),
    }
    return [
        numbers[name] if name in numbers else safe(cells.get(name, ""), exact=name in EXACT)
        for name in (*COLUMNS, *extra)
    ]


def _missing(path: Path, missing: Sequence[str], names: Sequence[str]) -> str:
    columns = "columns" if len(missing) > 1 else "column"
    hint = nearest(missing[0], [name for name in names if name not in COLUMNS] or list(names))
    if len(missing) == len(_NEEDED):
        return f"{path} is not a coding sheet: none of its columns is one of `headwater demand sample`'s."
    return (
        f"{path} lacks the {columns} {', '.join(missing)}.{hint if len(missing) < 3 else ''} "
        "Take them from the sheet as it was drawn."
    )
