"""The rows of the exported files: simulated arrays as Arrow tables, and the SQL that words them."""

from collections.abc import Sequence
from typing import Any

import arro3.core as arrow
import numpy as np

from headwater.analysis.sample_org.columns import AGENTS, CONTACTS, VOLUMES
from headwater.analysis.sample_org.reasons import CHANNELS, phrases, reasons
from headwater.analysis.sample_org.simulation import SampleOrg
from headwater.analysis.sample_org.text import body_sql, pieces, subject_sql
from headwater.analysis.sample_org.workforce import BOT, TEAMS

_FIRST_TICKET = 100_000_001
_NOT_MERGED = -(2**31)


def contacts(sample: SampleOrg) -> tuple[arrow.Table, str]:
    """Return the contacts as codes, and the query that turns the table `given` into the export."""
    seen = sample.contacts.take(np.arange(sample.window.start, sample.window.stop))
    record, opened = sample.record, sample.opened[sample.window]
    offset, offset_resolved = sample.clock.offset(opened), sample.clock.offset(record.resolved_at)
    columns = {
        "row": np.arange(len(seen), dtype=np.int64),
        "customer": np.where(sample.guests[seen.customer], -1, seen.customer).astype(np.int32),
        "opened": opened + offset,
        "opened_offset": offset.astype(np.int32),
        "resolved": np.where(record.resolved_at > 0, record.resolved_at + offset_resolved, 0),
        "resolved_offset": offset_resolved.astype(np.int32),
        "channel": seen.channel,
        "outbound": seen.outbound,
        "bot": (seen.team == BOT) & (seen.merged_into < 0) & ~seen.outbound,
        "merged": np.where(seen.merged_into >= 0, seen.merged_into - sample.window.start, _NOT_MERGED),
        "queue": seen.queue,
        "handle": seen.handle,
        "abandoned": seen.abandoned,
        "transfers": record.transfers,
        "reopens": record.reopens,
        "replies": record.replies,
        "agent": seen.agent,
        "team": seen.team,
        "reason": seen.reason,
        "satisfaction": record.satisfaction,
        **pieces(seen, sample.settings),
    }
    first, last, domains = (phrases()[n] for n in ("first_names", "surnames", "domains"))
    expressions = {
        "contact_id": f"'T' || ({_FIRST_TICKET} + row)",
        "customer_id": f"CASE WHEN customer >= 0 THEN {_list(first)}[1 + customer % {len(first)}] || '.' || "
        f"{_list(last)}[1 + (customer // {len(first)}) % {len(last)}] || customer || '@' || "
        f"{_list(domains)}[1 + customer % {len(domains)}] END",
        "opened_at": _local_time("opened"),
        "resolved_at": f"CASE WHEN resolved > 0 THEN {_local_time('resolved')} END",
        "channel": f"{_list(CHANNELS)}[1 + channel]",
        "direction": "CASE WHEN outbound = 1 THEN 'outbound' ELSE 'inbound' END",
        "handled_by": "CASE WHEN agent >= 0 THEN 'agent' WHEN bot = 1 THEN 'bot' ELSE 'none' END",
        "merged_into": f"CASE WHEN merged > {_NOT_MERGED} THEN 'T' || ({_FIRST_TICKET} + merged) END",
        "queue_seconds": "queue",
        "handle_seconds": "CASE WHEN handle >= 0 THEN handle END",
        "abandoned": "abandoned = 1",
        "transfers": "transfers",
        "reopens": "reopens",
        "agent_replies": "replies",
        "agent_id": f"CASE WHEN agent >= 0 THEN {_list(sample.workforce.names)}[1 + agent] END",
        "team": f"{_list(TEAMS)}[1 + team]",
        "reason": f"{_list([r.name for r in reasons()])}[1 + reason]",
        "satisfaction": "CASE WHEN satisfaction > 0 THEN satisfaction END",
        "subject": f"nullif({subject_sql()}, '')",
        "body": f"nullif({body_sql()}, '')",
    }
    query = ", ".join(f"{expressions[name]} AS {name}" for name in CONTACTS)
    return _table(columns), f"SELECT {query} FROM given"


def volumes(sample: SampleOrg) -> tuple[arrow.Table, str]:
    """Return orders and parcels by day."""
    days = np.arange(sample.settings.days, dtype=np.int32)
    table = _table({"day": days, "orders": sample.orders, "parcels": sample.parcels})
    date = f"DATE '{sample.settings.start.isoformat()}' + day"
    parts = [
        f"SELECT {date} AS date, '{d}' AS driver, {d} AS count FROM given" for d in ("orders", "parcels")
    ]
    return table, f"SELECT {', '.join(VOLUMES)} FROM ({' UNION ALL '.join(parts)}) ORDER BY date, driver"


def agents(sample: SampleOrg) -> tuple[arrow.Table, str]:
    """Return the agents employed at any time of the export."""
    force, days = sample.workforce, sample.settings.days
    there = np.flatnonzero((force.entry < days) & (force.exit >= 0))
    table = _table(
        {
            "number": there,
            "team": force.team[there],
            "entry": force.entry[there].astype(np.int32),
            "exit": force.exit[there].astype(np.int32),
            "skill": force.skill[there],
        }
    )
    start = f"DATE '{sample.settings.start.isoformat()}'"
    expressions = {
        "agent": f"{_list(force.names)}[1 + number]",
        "team": f"{_list(TEAMS)}[1 + team]",
        "entry_date": f"{start} + entry",
        "exit_date": f'CASE WHEN "exit" < {days} THEN {start} + "exit" END',
        "skill": "round(skill::DOUBLE, 3)",
    }
    query = ", ".join(f"{expressions[name]} AS {name}" for name in AGENTS)
    return table, f"SELECT {query} FROM given ORDER BY number"


def _table(columns: dict[str, Any]) -> arrow.Table:
    return arrow.Table({name: _array(np.ascontiguousarray(values)) for name, values in columns.items()})


def _array(values: Any) -> arrow.Array:
    # a flag travels as one byte: arrow would pack it into bits
    return arrow.Array.from_numpy(values.astype(np.int8) if values.dtype == np.bool_ else values)


def _list(values: Sequence[str]) -> str:
    return "[" + ", ".join("'" + v.replace("'", "''") + "'" for v in values) + "]"


def _local_time(name: str) -> str:
    sign = f"CASE WHEN {name}_offset < 0 THEN '-' ELSE '+' END"
    hours = f"lpad((abs({name}_offset) // 3600)::VARCHAR, 2, '0')"
    minutes = f"lpad((abs({name}_offset) % 3600 // 60)::VARCHAR, 2, '0')"
    wall = f"replace(make_timestamp({name} * 1000000)::VARCHAR, ' ', 'T')"
    return f"{wall} || {sign} || {hours} || ':' || {minutes}"
