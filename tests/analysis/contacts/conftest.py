"""Small exports through small mappings."""

import tempfile
from collections.abc import Callable, Mapping
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
def value(run: Run) -> Callable[..., Any]:
    """Return a function that reads one value through an expression for one canonical column.

    The answer is the value, or the reason why the row was rejected.
    """

    def read(column: str, expression: str, *cells: str, zone: str = "UTC", section: str = "columns") -> Any:
        defaults = {
            "contact_id": "{constant: c1}",
            "opened_at": "{constant: 2026-01-15}",
            "channel": "{constant: web}",
        }
        columns = dict(defaults)
        custom = ""
        if section == "columns":
            columns[column] = expression
        else:
            custom = f"custom:\n  {column}: {expression}\n"
        lines = "\n".join(f"  {name}: {text}" for name, text in columns.items())
        mapping = f"mapping: one\ntimezone: {zone}\ncolumns:\n{lines}\n{custom}"
        header = ",".join("abcdefgh"[: len(cells)])
        quoted = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
        outcome = run(f"{header}\n{quoted}\n", mapping)
        assert outcome.adds_up()
        if outcome.rejects:
            return outcome.rejects[0].reason
        row = outcome.rows[0]
        return row[column] if section == "columns" else dict(row["custom"] or {}).get(column)

    return read
