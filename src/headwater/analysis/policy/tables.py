"""Rows of a CSV file, with the line of everything that cannot be taken."""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import StringIO
from math import isfinite
from typing import TypeVar

from headwater.analysis.errors import BadDataError, nearest

Taken = TypeVar("Taken")

MOST_ROWS = 100_000
"""A table with more says no more than its newest rows would."""
_MOST_NAMED = 50
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

    def name(self, longest: int) -> str:
        """Read a short name."""
        if len(self.text) > longest:
            raise self.wrong(f"it has {len(self.text)} characters; at most {longest} are taken.")
        return self.text

    def day(self) -> date:
        """Read a day."""
        try:
            return date.fromisoformat(self.text[:10])
        except ValueError:
            raise self.wrong(f"{self.text!r} is not a day. Write it as 2026-01-31.") from None

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


@dataclass
class Faults:
    """What is wrong with a table, gathered so that all of it can be mended at once."""

    problems: list[str] = field(default_factory=list)

    def read(self, cell: Cell, how: Callable[[Cell], Taken], otherwise: Taken) -> Taken:
        """Read a cell; where it cannot be taken, note why and go on with something else."""
        try:
            return how(cell)
        except BadDataError as error:
            self.problems.append(error.message)
            return otherwise

    def raise_if_wrong(self) -> None:
        """Refuse the table when anything in it is wrong; the first fifty faults are named."""
        if not self.problems:
            return
        named = self.problems[:_MOST_NAMED]
        if len(self.problems) > len(named):
            named.append(f"There are {len(self.problems) - len(named):,} more faults of this kind.")
        raise BadDataError("\n".join(named), problems=tuple(named))


def rows_of(text: str, source: str, required: Sequence[str], what: str) -> Rows:
    """Read CSV text (comma, semicolon or tab); `source` is what messages call it.

    Raises
    ------
    BadDataError
        It has no rows, too many, or lacks a column; rows of another length are named all at once.
    """
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.DictReader(StringIO(text), delimiter=delimiter)
    rows, faults = [], Faults()
    try:
        columns = tuple(name.strip() for name in reader.fieldnames or ())
        reader.fieldnames = list(columns)
        _check_columns(columns, source, required)
        for row in reader:
            if None in row or None in row.values():
                faults.problems.append(
                    f"{source}, line {reader.line_num}: it has another number of cells than the head line."
                )
            rows.append((reader.line_num, row))
            if len(rows) > MOST_ROWS:
                raise BadDataError(
                    f"{source} has more than {MOST_ROWS:,} rows: leave the oldest out; fewer say as much."
                )
    except csv.Error as error:
        raise BadDataError(f"{source}, line {reader.line_num}: it is no CSV file: {error}.") from error
    faults.raise_if_wrong()
    if not rows:
        raise BadDataError(f"{source} has no rows: it needs one for each of the {what}.")
    return Rows(source, columns, tuple(rows))


def _check_columns(columns: tuple[str, ...], source: str, required: Sequence[str]) -> None:
    missing = [name for name in required if name not in columns]
    if missing:
        close = nearest(missing[0], list(columns)) if columns else ""
        named = (
            f"the column {missing[0]!r} is" if len(missing) == 1 else f"the columns {', '.join(missing)} are"
        )
        raise BadDataError(f"{source}: {named} missing.{close} It needs {', '.join(required)}.")
    twice = next((name for name in columns if columns.count(name) > 1), None)
    if twice is not None:
        raise BadDataError(f"{source}: the column {twice!r} stands twice. Keep one.")
