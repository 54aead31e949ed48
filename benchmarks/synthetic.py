"""A store of any size, made without an import, for timing what reads it."""

from pathlib import Path

from headwater.analysis.contacts import versions
from headwater.analysis.contacts.delta import StoreTable
from headwater.analysis.contacts.engines.duckdb import DuckDBEngine, identifier
from headwater.analysis.contacts.schema import CONTACTS

REASONS, TEAMS = 40, 12
_CHUNK = 10_000_000
_YEAR = 31_536_000


def build_store(folder: Path, contacts: int) -> None:
    """Write a store of that many contacts over one year, about 3.3 contacts a customer."""
    if (folder / "versions").is_dir():
        return
    engine = DuckDBEngine(memory_limit="6GB")
    version = 0
    for first in range(0, contacts, _CHUNK):
        rows = engine.connection.sql(_rows(first, min(first + _CHUNK, contacts), contacts))
        version = StoreTable(folder / "contacts").append(rows)
    versions.commit(folder, versions.Version(1, {"contacts": version}))
    engine.close()


def _rows(first: int, last: int, contacts: int) -> str:
    drawn = {
        "source": "'synthetic'",
        "contact_id": "'c' || n",
        "customer_id": "substr(sha256(customer::VARCHAR), 1, 32)",
        "opened_at": "make_timestamptz(opened * 1000000)",
        "channel": "(['phone', 'chat', 'email'])[(1 + hash(n * 13) % 3)::BIGINT]",
        "direction": "'inbound'",
        "handle_seconds": "(60 + hash(n * 17) % 900)::DOUBLE",
        "transfers": "(hash(n * 19) % 10 = 0)::INTEGER",
        "agent_id": "'agent ' || (hash(n * 23) % 400)",
        "team": f"'team ' || (hash(n * 11) % {TEAMS})",
        "reason_source": f"'reason number ' || (hash(n * 5) % {REASONS})",
        "month": "strftime(make_timestamp(opened * 1000000), '%Y-%m')",
        "opened_epoch": "opened",
        "local_date": "make_timestamp(opened * 1000000)::DATE",
        "local_hour": "hour(make_timestamp(opened * 1000000))",
        "local_half_hour": "hour(make_timestamp(opened * 1000000)) * 2",
        "contact_key": "(hash(n) >> 1)::BIGINT",
        "customer_key": "(hash(customer) >> 1)::BIGINT",
        "direction_defaulted": "false",
    }
    columns = ", ".join(
        f"({drawn.get(name, 'NULL')})::{kind} AS {identifier(name)}"
        for name, kind in CONTACTS.store_types.items()
    )
    customers = max(contacts * 3 // 10, 1)
    return (
        f"SELECT {columns} FROM (SELECT range AS n, hash(range * 7 + 1) % {customers} AS customer, "
        f"1704067200 + (hash(range * 3) % {_YEAR})::BIGINT AS opened FROM range({first}, {last}))"
    )
