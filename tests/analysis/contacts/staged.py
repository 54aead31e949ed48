"""Typed batches made by hand, as an import hands them over."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import arro3.core
import narwhals as nw

from headwater.analysis.contacts.engines.duckdb import DuckDBEngine
from headwater.analysis.contacts.frames import contacts_from_rows

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def batch(rows: Sequence[Mapping[str, Any]], *, with_text: bool = False, file_number: int = 0) -> Any:
    """Return contacts as a staged table; rows may have `row_number`, `split_number`, `subject`, `body`."""
    extra = ("row_number", "split_number", "subject", "body")
    plain = [{"opened_at": NOON, **{k: v for k, v in row.items() if k not in extra}} for row in rows]
    engine = DuckDBEngine()
    engine.connection.execute("SET preserve_insertion_order = true")
    contacts = nw.to_native(contacts_from_rows(plain, engine=engine)).sql_query()
    engine.connection.execute(
        "CREATE TABLE added (position INTEGER, row_number BIGINT, split_number SMALLINT, "
        "subject VARCHAR, body VARCHAR)"
    )
    for n, row in enumerate(rows):
        added = [
            n,
            row.get("row_number", n + 1),
            row.get("split_number", 0),
            row.get("subject"),
            row.get("body"),
        ]
        engine.connection.execute("INSERT INTO added VALUES (?, ?, ?, ?, ?)", added)
    text = "subject, body, " if with_text else ""
    relation = engine.connection.sql(
        f"SELECT c.* EXCLUDE (position), {text}{file_number}::INTEGER AS file_number, row_number, "
        "split_number FROM (SELECT *, row_number() OVER () - 1 AS position "
        f"FROM ({contacts})) AS c JOIN added USING (position) ORDER BY position"
    )
    return arro3.core.Table.from_arrow(relation)
