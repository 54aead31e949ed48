"""Rows of a CSV file, with the line of everything that cannot be taken."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from math import isfinite
from pathlib import Path

from headwater.analysis.contacts.entries import file_text
from headwater.analysis.errors import BadDataError, nearest

_YES, _NO = ("1", "true", "yes", "y"), ("0", "false", "no", "n")


@dataclass(frozen=True)
class Cell:
    """One cell, and where it stands."""

    text: str
    line: int
    column: str
    source: str

    def wrong(self, message: str) -> BadDataError:
        """Return the error that says what is wrong with it."""
        return BadDataError(f"{self.source}, line {self.line}, {self.column}: {message}")

    def amount(self) -> float:
        """Read a number of 0 or more."""
        try:
            value = float(self.text.replace(",", ".") if "." not in self.text else self.text)
        except ValueError:
            raise self.wrong(f"{self.text!r} is not a number.") from None
        if not isfinite(value) or value < 0:
            raise self.wrong(f"it is {self.text}: a number of 0 or more is needed.")
        return value

    def flag(self) -> bool:
        """Read yes or no."""
        value = self.text.strip().lower()
        if value not in (*_YES, *_NO):
            raise self.wrong(f"{self.text!r} is neither yes nor no: write 1 or 0.")
        return value in _YES


@dataclass(frozen=True)
class Rows:
    """The rows of a file by column name."""

    source: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]

    def cells(self, column: str) -> list[Cell]:
        """Return the cells of a column."""
        return [Cell((row.get(column) or "").strip(), line, column, self.source) for line, row in self.rows]


def read_rows(path: Path, required: Sequence[str], what: str) -> Rows:
    """Read a CSV file (comma, semicolon or tab).

    Raises
    ------
    UsageError
        There is no such file.
    BadDataError
        It has no rows, or lacks a column; a value that cannot be taken is refused when it is read.
    """
    text = file_text(path, what)
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.DictReader(StringIO(text), delimiter=delimiter)
    columns = tuple(name.strip() for name in reader.fieldnames or ())
    reader.fieldnames = list(columns)
    for name in required:
        if name not in columns:
            close = nearest(name, list(columns)) if columns else ""
            raise BadDataError(
                f"{path.name}: the column {name!r} is missing.{close} It needs {', '.join(required)}."
            )
    twice = next((name for name in columns if columns.count(name) > 1), None)
    if twice is not None:
        raise BadDataError(f"{path.name}: the column {twice!r} stands twice. Keep one.")
    rows = []
    for row in reader:
        if None in row or None in row.values():
            raise BadDataError(
                f"{path.name}, line {reader.line_num}: it has another number of cells than the head line."
            )
        rows.append((reader.line_num, row))
    if not rows:
        raise BadDataError(f"{path.name} has no rows: it needs one for each of the {what}.")
    return Rows(path.name, columns, tuple(rows))
