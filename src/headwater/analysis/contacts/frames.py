"""Contacts from rows in memory: for notebooks, small analyses and tests."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import arro3.core
import narwhals as nw

from headwater.analysis.contacts.engines.duckdb import DuckDBEngine, quoted
from headwater.analysis.contacts.schema import CONTACTS, TABLES
from headwater.analysis.errors import UsageError, nearest


def contacts_from_rows(
    rows: Sequence[Mapping[str, Any]],
    *,
    timezone_name: str = "UTC",
    engine: DuckDBEngine | None = None,
) -> nw.LazyFrame[Any]:
    """Return a lazy contacts table, with every canonical and stored column, from a few rows.

    Parameters
    ----------
    rows : sequence of mapping
        Canonical column names and Python values. `opened_at` is an aware datetime. `source` defaults to
        "memory", `contact_id` to the row's number, `channel` to "other", `direction` to "inbound".
    timezone_name : str
        Zone of the local date and hour.

    Raises
    ------
    UsageError
        A row has a column that contacts do not have.

    Examples
    --------
    >>> from datetime import datetime, UTC
    >>> from headwater.analysis.contacts.engines import collect
    >>> frame = contacts_from_rows([{"opened_at": datetime(2026, 2, 28, 23, 30, tzinfo=UTC)}],
    ...                            timezone_name="Europe/Berlin")
    >>> collect(frame.select("month", "local_date", "local_half_hour"))
    {'month': ['2026-03'], 'local_date': [datetime.date(2026, 3, 1)], 'local_half_hour': [1]}
    """
    zone = ZoneInfo(timezone_name)
    full = [_complete(row, number, zone) for number, row in enumerate(rows)]
    return rows_as_frame(full, CONTACTS.name, engine=engine)


def rows_as_frame(
    rows: Sequence[Mapping[str, Any]], table: str, *, engine: DuckDBEngine | None = None
) -> nw.LazyFrame[Any]:
    """Return rows of any canonical table as a lazy table of its stored types; absent columns are null."""
    types = TABLES[table].store_types
    connection = (engine or _engine_in_memory()).connection
    name = f"rows_{hashlib.sha256(repr(rows).encode()).hexdigest()[:16]}"
    shape = json.dumps(types)
    lines = [json.dumps({k: row.get(k) for k in types}, default=_as_text) for row in rows]
    given = arro3.core.Table({"line": arro3.core.Array(lines, type=arro3.core.DataType.string())})
    connection.register("given_rows", given)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {name} AS "
        f"SELECT unnest(from_json(line::JSON, {quoted(shape)})) FROM given_rows"
    )
    connection.unregister("given_rows")
    return nw.from_native(connection.table(name))


@cache
def _engine_in_memory() -> DuckDBEngine:
    """Return the one engine of this process for rows in memory: opening one takes longer than most uses."""
    return DuckDBEngine()


def contact_key(source: str, contact_id: str) -> int:
    """Return a contact's 64-bit key: the first 8 bytes of SHA-256 of source and id, as a signed integer."""
    return signed_64(hashlib.sha256(f"{source}\x1f{contact_id}".encode()).digest())


def customer_key(pseudonym: str) -> int:
    """Return the 64-bit key of a customer: the first 16 hexadecimal digits of the pseudonym, signed."""
    return signed_64(bytes.fromhex(pseudonym[:16]))


def signed_64(digest: bytes) -> int:
    """Read the first 8 bytes of a digest as a signed integer, big-endian."""
    return int.from_bytes(digest[:8], "big", signed=True)


def _complete(row: Mapping[str, Any], number: int, zone: ZoneInfo) -> dict[str, Any]:
    for name in row:
        if name not in CONTACTS.names:
            raise UsageError(
                f"Row {number + 1} has an unknown column {name!r}.{nearest(name, CONTACTS.names)}"
            )
    opened: datetime = row["opened_at"]
    local, utc = opened.astimezone(zone), opened.astimezone(UTC)
    full = {"source": "memory", "contact_id": str(number), "channel": "other", "direction": "inbound", **row}
    customer = full.get("customer_id")
    full |= {
        "month": local.strftime("%Y-%m"),
        "opened_epoch": int(utc.timestamp()),
        "local_date": local.date(),
        "local_hour": local.hour,
        "local_half_hour": local.hour * 2 + local.minute // 30,
        "contact_key": contact_key(full["source"], full["contact_id"]),
        "customer_key": None if customer is None else signed_64(hashlib.sha256(customer.encode()).digest()),
        "direction_defaulted": "direction" not in row,
    }
    return full


def _as_text(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
