"""CSV files as rows with their line numbers, and cells that are refused with the place where they stand."""

import csv
import gzip
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from headwater.analysis.errors import BadDataError, UsageError, nearest


@dataclass(frozen=True)
class Table:
    """A file's column names and its rows."""

    name: str
    columns: tuple[str, ...]
    rows: tuple["Row", ...]

    def has(self, column: str) -> bool:
        """Say whether there is such a column."""
        return column in self.columns

    def need(self, *columns: str) -> None:
        """Refuse a file without one of these columns."""
        for column in columns:
            if column not in self.columns:
                raise BadDataError(
                    f"{self.name} has no column {column!r}.{nearest(column, list(self.columns))} "
                    f"It needs {', '.join(columns)}."
                )


@dataclass(frozen=True)
class Row:
    """One row, and where it stands."""

    where: str
    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        """Return a cell's text; empty where there is none."""
        return (self.cells.get(column) or "").strip()

    def number(self, column: str, *, least: float = 0.0, above: bool = False) -> float:
        """Return a cell as a number that is at least `least`, or above it."""
        text = self.text(column)
        try:
            found = float(text)
        except ValueError:
            found = math.nan
        if not math.isfinite(found):
            said = f"{text!r} is no number" if text else "it is empty"
            raise BadDataError(f"{self.where}, column {column!r}: {said}.")
        if found < least or (above and found == least):
            rule = f"above {least:g}" if above else f"at least {least:g}"
            raise BadDataError(f"{self.where}, column {column!r}: {found:g} has to be {rule}.")
        return found

    def moment(self, column: str) -> datetime:
        """Return a cell as local date and time; one that names a zone is refused, since it may be another."""
        text = self.text(column)
        try:
            found = datetime.fromisoformat(text)
        except ValueError as error:
            raise BadDataError(
                f"{self.where}, column {column!r}: {text!r} is no date and time. Write 2026-03-02 09:30."
            ) from error
        if found.tzinfo is not None:
            raise BadDataError(
                f"{self.where}, column {column!r}: {text!r} names a time zone. Give local time without one: "
                "days and half-hours are those of the people who work in them."
            )
        return found

    def flag(self, column: str) -> bool:
        """Return a cell as yes or no."""
        text = self.text(column).lower()
        if text in ("1", "true", "yes", "y"):
            return True
        if text in ("0", "false", "no", "n", ""):
            return False
        raise BadDataError(f"{self.where}, column {column!r}: {text!r} is neither yes nor no.")


def read_table(path: Path, what: str) -> Table:
    """Read a CSV file (comma, semicolon or tab; .gz as well).

    Parameters
    ----------
    what : str
        What the file should hold, as the end of the message when it is not there.
    """
    if not path.is_file():
        raise UsageError(f"There is no file {path}. Give {what}.")
    try:
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    except (OSError, EOFError) as error:
        raise BadDataError(f"{path.name} cannot be unpacked: {error}. Is it gzip?") from error
    return table_of(path.name, data, what)


def table_of(name: str, data: bytes, what: str) -> Table:
    """Read a CSV file that is in memory: one with names in it has no need to reach a disk."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadDataError(
            f"{name} is not UTF-8 text (byte {error.start}). Save it as CSV in UTF-8."
        ) from error
    head = text.split("\n", 1)[0]
    reader = csv.reader(text.splitlines(), delimiter=max(",;\t", key=head.count))
    columns = tuple(name.strip() for name in next(reader, []))
    if not any(columns):
        raise BadDataError(f"{name} is empty. Give {what}.")
    rows = tuple(_rows(name, columns, reader))
    if not rows:
        raise BadDataError(f"{name} has no rows below its header. Give {what}.")
    return Table(name, columns, rows)


def _rows(name: str, columns: Sequence[str], reader: Iterator[list[str]]) -> Iterator[Row]:
    for number, cells in enumerate(reader, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        where = f"{name}, line {number}"
        if len(cells) != len(columns):
            raise BadDataError(f"{where} has {len(cells)} cells; the header names {len(columns)}.")
        yield Row(where, dict(zip(columns, cells, strict=True)))
