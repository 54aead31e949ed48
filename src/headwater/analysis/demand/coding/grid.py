"""The cells of a CSV file, whatever spreadsheet wrote it last."""

import csv
import io
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import copymode

from headwater.analysis.contacts.readers.detect import DELIMITERS, SEPARATOR_LINE, encoding_of
from headwater.analysis.demand.coding.problems import Problems
from headwater.analysis.errors import BadDataError, TryAgainError, UsageError

_LONGEST_CELL = 16 << 20


@dataclass(frozen=True)
class Line:
    """One row of a file.

    Attributes
    ----------
    number : int
        As a spreadsheet counts: the header is 1.
    cells : mapping of str to str
        By the name of the column; a cell that is missing at the end of the row is empty.
    """

    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Grid:
    """A file as a spreadsheet shows it."""

    names: tuple[str, ...]
    lines: tuple[Line, ...]
    delimiter: str


def read_grid(path: Path, known: Sequence[str], problems: Problems) -> Grid:
    """Read a delimited file in any encoding and with any delimiter a spreadsheet may have given it.

    Parameters
    ----------
    known : sequence of str
        Names of columns; those of the header that differ in case only are given this name.
    problems : Problems
        Takes rows whose cells do not fit the header.

    Raises
    ------
    UsageError
        There is no such file, or it cannot be opened.
    BadDataError
        The file is empty, is a workbook, or a quote in it is never closed.
    """
    text = _text(path)
    mark = SEPARATOR_LINE.match(text)
    above = 1 if mark else 0
    body = text[mark.end() :] if mark else text
    delimiter = mark.group(1) if mark else _delimiter(body, known)
    rows = _rows(path, body, delimiter)
    start = next((i for i, row in enumerate(rows) if any(cell.strip() for cell in row)), None)
    if start is None:
        raise BadDataError(f"{path} is empty. Name the sheet that `headwater demand sample` wrote.")
    by_fold = {name.casefold(): name for name in known}
    names = [by_fold.get(cell.strip().casefold(), cell.strip()) for cell in rows[start]]
    for name in sorted({name for name in names if name and names.count(name) > 1}):
        problems.add(path, start + above + 1, name, "two columns have this name. Rename or remove one.")
    lines = [
        Line(number, _cells(path, number, names, row, problems))
        for number, row in enumerate(rows[start + 1 :], start + above + 2)
        if any(cell.strip() for cell in row)
    ]
    return Grid(tuple(dict.fromkeys(name for name in names if name)), tuple(lines), delimiter)


def write_grid(path: Path, rows: Iterable[Sequence[str]], delimiter: str = ",") -> None:
    """Write rows whole or not at all: a stop at any moment leaves the old file or the new one.

    Folders on the way are made. The file begins with a mark by which spreadsheets know UTF-8.

    Raises
    ------
    TryAgainError
        The file cannot be written.
    """
    target = path.resolve()
    unfinished = target.with_name(f".{target.name}.unfinished")
    done = False
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.open("w", encoding="utf-8-sig", newline="", errors="replace") as file:
            csv.writer(file, delimiter=delimiter).writerows(rows)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            copymode(target, unfinished)
        unfinished.replace(target)
        done = True
    except OSError as error:
        raise TryAgainError(
            f"{path} cannot be written: {error.strerror}. Nothing of it was changed. Close it elsewhere "
            "or make room, and try again."
        ) from error
    finally:
        if not done:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)


def _text(path: Path) -> str:
    try:
        found = path.read_bytes()
    except FileNotFoundError as error:
        raise UsageError(f"There is no file {path}. `headwater demand sample` writes one to code.") from error
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
    if found.startswith(b"PK\x03\x04"):
        raise BadDataError(f"{path} is a workbook. Save it as CSV (UTF-8) and name that file.")
    encoding = encoding_of(found)
    # a mark in front of the text belongs to the file, not to its first column
    return found.decode(encoding, errors="replace").lstrip("\ufeff")


def _delimiter(text: str, known: Sequence[str]) -> str:
    """Return the delimiter under which the header holds most of the known names."""
    folded = {name.casefold() for name in known}

    def fitting(delimiter: str) -> int:
        rows = csv.reader(io.StringIO(text[: 1 << 16], newline=""), delimiter=delimiter)
        header = next((row for row in rows if any(cell.strip() for cell in row)), [])
        return len(folded & {cell.strip().casefold() for cell in header})

    return max(DELIMITERS, key=fitting)


def _rows(path: Path, text: str, delimiter: str) -> list[list[str]]:
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    while True:
        try:
            rows.append(next(reader))
        except StopIteration:
            return rows
        except csv.Error as error:
            raise BadDataError(
                f"{path}, row {len(rows) + 1:,}: the quotes around a text are broken (read to line "
                f"{reader.line_num:,}). Put the row right, or take the file as it was before the last edit.",
                row=len(rows) + 1,
            ) from error


def _cells(
    path: Path, number: int, names: Sequence[str], row: Sequence[str], problems: Problems
) -> dict[str, str]:
    cells = {name: "" for name in names if name}
    for name, cell in zip(names, row, strict=False):
        if name:
            cells[name] = cells[name] or cell
    unnamed = [cell for name, cell in zip(names, row, strict=False) if not name]
    if any(cell.strip() for cell in unnamed):
        problems.add(
            path, number, "", "text stands under a column without a name. Name the column or empty it."
        )
    if any(cell.strip() for cell in row[len(names) :]):
        problems.add(
            path,
            number,
            "",
            f"has {len(row)} cells where the header has {len(names)}: a text was split. "
            "Take the row from the sheet as it was drawn.",
        )
    return cells
