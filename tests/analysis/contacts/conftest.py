"""Small exports through small mappings."""

import csv
import io
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from headwater.analysis.contacts.mapping import parse_mapping
from headwater.analysis.contacts.pseudonyms import PseudonymKey
from headwater.analysis.contacts.transform import Batch, Reject, transform

KEY = PseudonymKey(bytes(range(32)))

LEAST = """
mapping: least
timezone: UTC
columns:
  contact_id: id
  opened_at: at
  channel: {constant: email}
"""


@dataclass(frozen=True)
class Outcome:
    """What became of an export."""

    batches: list[Batch]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Accepted rows."""
        return [row for batch in self.batches for row in _rows(batch)]

    @property
    def rejects(self) -> list[Reject]:
        return [reject for batch in self.batches for reject in batch.rejects]

    @property
    def excluded(self) -> dict[str, int]:
        total: dict[str, int] = {}
        for batch in self.batches:
            for name, count in batch.excluded.items():
                total[name] = total.get(name, 0) + count
        return total

    @property
    def source_rows(self) -> int:
        return sum(batch.source_rows for batch in self.batches)

    def adds_up(self) -> bool:
        accepted = {(row["file_number"], row["row_number"]) for row in self.rows}
        return self.source_rows == len(accepted) + sum(self.excluded.values()) + len(self.rejects)


def _rows(batch: Batch) -> list[dict[str, Any]]:
    names = list(batch.table.column_names)
    columns = [batch.table[name].to_pylist() for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


Run = Callable[..., Outcome]


@pytest.fixture(scope="session")
def run() -> Run:
    """Return a function that writes an export, takes it through a mapping and returns what came of it."""

    def through(
        content: str | bytes | Mapping[str, str | bytes],
        mapping: str = LEAST,
        name: str = "export.csv",
        **options: Any,
    ) -> Outcome:
        given = content if isinstance(content, Mapping) else {name: content}
        options = {"source": "test", "timezone": "UTC", "key": KEY, **options}
        with tempfile.TemporaryDirectory() as folder:
            files = []
            for file_name, data in given.items():
                files.append(Path(folder) / file_name)
                files[-1].write_bytes(data.encode() if isinstance(data, str) else data)
            return Outcome(list(transform(files, parse_mapping(mapping, "test.yaml"), **options)))

    return through


@pytest.fixture(scope="session")
def values(run: Run) -> Callable[..., list[Any]]:
    """Return a function that reads rows of cells through an expression for one canonical column.

    The answers are the values, or for rejected rows the reason. The columns are called a, b, c, ...
    """

    def read(
        column: str,
        expression: str,
        rows: Sequence[Sequence[str]],
        zone: str = "UTC",
        section: str = "columns",
    ) -> list[Any]:
        columns = {
            "contact_id": "{row: true}",
            "opened_at": "{constant: 2026-01-15}",
            "channel": "{constant: web}",
        }
        custom = f"custom:\n  {column}: {expression}\n" if section == "custom" else ""
        if not custom:
            columns[column] = expression
        lines = "\n".join(f"  {name}: {text}" for name, text in columns.items())
        buffer = io.StringIO(newline="")
        writer = csv.writer(buffer, quoting=csv.QUOTE_ALL)
        writer.writerow("abcdefgh"[: len(rows[0])])
        writer.writerows(rows)
        outcome = run(buffer.getvalue(), f"mapping: one\ntimezone: {zone}\ncolumns:\n{lines}\n{custom}")
        assert outcome.adds_up()
        found: dict[int, Any] = {reject.row: reject.reason for reject in outcome.rejects}
        for row in outcome.rows:
            found[row["row_number"]] = dict(row["custom"] or {}).get(column) if custom else row[column]
        return [found[number] for number in range(1, len(rows) + 1)]

    return read


@pytest.fixture(scope="session")
def value(values: Callable[..., list[Any]]) -> Callable[..., Any]:
    """Return a function that reads one row of cells; see `values`."""

    def read(column: str, expression: str, *cells: str, **options: Any) -> Any:
        return values(column, expression, [cells], **options)[0]

    return read
