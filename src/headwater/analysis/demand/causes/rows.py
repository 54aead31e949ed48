"""Rows that people keep in YAML or CSV: read as text, each with its place, problems gathered."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import StringIO
from math import isfinite
from pathlib import Path
from typing import Any

from headwater.analysis.contacts.yaml_places import load_with_places
from headwater.analysis.errors import BadDataError, UsageError, nearest

_MOST_SHOWN = 20


@dataclass(frozen=True)
class Row:
    """One row: its texts by column, and where it stands.

    Attributes
    ----------
    where : str
        File and line, as messages begin.
    """

    values: Mapping[str, str]
    where: str

    def __getitem__(self, column: str) -> str:
        return self.values.get(column, "")


@dataclass(frozen=True)
class Rows:
    """The rows of a file, and what stands above them (YAML only)."""

    rows: tuple[Row, ...]
    head: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Problems:
    """What is wrong with a file, gathered so that all of it can be put right at once."""

    said: list[str] = field(default_factory=list)

    def add(self, row: Row, what: str) -> None:
        """Note a problem of a row."""
        self.said.append(f"{row.where}: {what}")

    def amount(self, row: Row, column: str) -> float | None:
        """Read a number of 0 or more; None where the cell is empty or wrong."""
        text = row[column].replace(" ", "").replace("_", "")
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            self.add(row, f"{column} is {row[column]!r}: give a plain number, such as 1200 or 4.5.")
            return None
        if not isfinite(value) or value < 0:
            self.add(row, f"{column} is {row[column]}: it cannot be below 0. Leave it empty when not known.")
            return None
        return value

    def day(self, row: Row, column: str) -> date | None:
        """Read a day; None where the cell is empty or wrong."""
        if not row[column]:
            return None
        try:
            return date.fromisoformat(row[column])
        except ValueError:
            self.add(row, f"{column} is {row[column]!r}: give a day as 2026-03-31.")
            return None

    def choice(self, row: Row, column: str, known: Sequence[str]) -> str:
        """Read one of several words; empty where the cell is empty or wrong."""
        if row[column] and row[column] not in known:
            self.add(row, f"{column} cannot be {row[column]!r}.{nearest(row[column], list(known))}")
            return ""
        return row[column]

    def raise_any(self) -> None:
        """Refuse the file where anything is wrong."""
        if self.said:
            more = len(self.said) - _MOST_SHOWN
            rest = [f"... and {more} more."] if more > 0 else []
            raise BadDataError("\n".join([*self.said[:_MOST_SHOWN], *rest]), problems=list(self.said))


def read_rows(path: Path, listed: str, columns: Sequence[str], head: Sequence[str] = ()) -> Rows:
    """Read a table kept as YAML (a list under `listed`) or as CSV (a header and rows).

    Parameters
    ----------
    listed : str
        Key of the list in YAML.
    columns : sequence of str
        Columns there may be; all are optional here.
    head : sequence of str
        Keys that may stand beside the list in YAML.

    Raises
    ------
    UsageError
        There is no such file, or its name says neither YAML nor CSV.
    BadDataError
        It is not such a table, or has a column nobody knows.
    """
    text = _text(path)
    kind = path.suffix.lower()
    if kind in (".yaml", ".yml"):
        return _from_yaml(text, str(path), listed, columns, head)
    if kind == ".csv":
        return _from_csv(text, str(path), columns)
    raise UsageError(f"{path}: give a .yaml or a .csv file; this name says neither.")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise UsageError(f"There is no file {path}.") from error
    except UnicodeDecodeError as error:
        raise BadDataError(f"{path} has to be UTF-8; byte {error.start} is not. Save it as UTF-8.") from error
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error


def _from_yaml(text: str, name: str, listed: str, columns: Sequence[str], head: Sequence[str]) -> Rows:
    content, places = load_with_places(text, name)
    if not isinstance(content, dict) or not isinstance(content.get(listed) or [], list):
        raise BadDataError(f"{name}: it has to be a set of keys with a list under `{listed}:`.")
    problems = Problems()
    for key, value in content.items():
        if key != listed and key not in head:
            hint = nearest(key, [listed, *head])
            problems.said.append(f"{name}, line {places[(key,)]}: there is no key {key!r} here.{hint}")
        elif key != listed and isinstance(value, (dict, list)):
            problems.said.append(f"{name}, line {places[(key,)]}: {key} has to be a single value.")
    rows = []
    for number, item in enumerate(content.get(listed) or []):
        row = Row({}, f"{name}, line {places[listed, number]}")
        if not isinstance(item, dict):
            problems.add(row, "an entry has to be a set of keys, such as `action: ...`.")
            continue
        for key, value in item.items():
            at = Row({}, f"{name}, line {places[listed, number, key]}")
            if key not in columns:
                problems.add(at, f"there is no key {key!r} here.{nearest(key, list(columns))}")
            elif isinstance(value, (dict, list)):
                problems.add(at, f"{key} has to be a single value.")
        rows.append(Row({k: _one_line(v) for k, v in item.items()}, row.where))
    problems.raise_any()
    return Rows(tuple(rows), {key: _one_line(content.get(key)) for key in head if content.get(key)})


def _from_csv(text: str, name: str, columns: Sequence[str]) -> Rows:
    first = text.split("\n", 1)[0]
    separator = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
    header = [cell.strip() for cell in next(reader, [])]
    for column in header:
        if column and column not in columns:
            raise BadDataError(
                f"{name}, line 1: there is no column {column!r}.{nearest(column, list(columns))}"
            )
    if not any(header):
        raise BadDataError(f"{name} is empty. Its first line names the columns: {', '.join(columns)}.")
    rows, problems, line = [], Problems(), reader.line_num + 1
    for cells in reader:
        where = Row({}, f"{name}, line {line}")
        line = reader.line_num + 1
        if any(cell.strip() for cell in cells[len(header) :]):
            problems.add(
                where, f"it has {len(cells)} cells under {len(header)} columns. Quote text with commas."
            )
        values = {c: _one_line(v) for c, v in zip(header, cells, strict=False) if c}
        if any(values.values()):
            rows.append(Row(values, where.where))
    problems.raise_any()
    return Rows(tuple(rows))


def _one_line(value: Any) -> str:
    return " ".join(str(value).split()) if isinstance(value, str) else ""
