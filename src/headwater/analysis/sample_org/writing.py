"""Write a simulation to files, streamed so that ten million contacts fit on a laptop."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import arro3.core as arrow
import duckdb
import numpy as np

from headwater.analysis.errors import UsageError
from headwater.analysis.sample_org.columns import AGENTS, CONTACTS, VOLUMES
from headwater.analysis.sample_org.reasons import CHANNELS, phrases, reasons
from headwater.analysis.sample_org.simulation import SampleOrg
from headwater.analysis.sample_org.text import body_sql, pieces, subject_sql
from headwater.analysis.sample_org.workforce import BOT, TEAMS

Format = Literal["csv", "parquet"]
Progress = Callable[[int, int | None], None]
_FIRST_TICKET = 100_000_001
_OPTIONS = {"csv": "FORMAT csv, HEADER", "parquet": "FORMAT parquet, COMPRESSION zstd"}


@dataclass(frozen=True)
class Written:
    """What was written, and the few figures one looks for first."""

    folder: Path
    files: dict[str, int]
    """Rows by file name; the truth has none."""
    headline: dict[str, Any]

    def __str__(self) -> str:
        listed = "\n".join(
            f"  {self.folder / name}" + (f"  {rows:,} rows" if rows else "")
            for name, rows in self.files.items()
        )
        h = self.headline
        return (
            f"A delivery company, {h['first_day']} to {h['last_day']}, seed {h['seed']}:\n{listed}\n"
            f"Planted: {_percent(h['failure_share_of_time'])} of agents' time is failure demand; "
            f"{_percent(h['repeat_share_7_days'])} come back with the same reason within 7 days; "
            f"a fix on {h['fix_date']}. The rest is in truth.json."
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the same as plain data."""
        return {"folder": str(self.folder), "files": self.files, **self.headline}


def write(
    sample: SampleOrg, folder: Path, progress: Progress | None = None, format: Format = "csv"
) -> Written:
    """Write the export, the volumes, the agents and the truth into a folder.

    Parameters
    ----------
    sample : SampleOrg
        From `simulate`.
    folder : Path
        Made when missing; files of the same names are replaced.
    progress : callable, optional
        Called with contacts written so far and in all.
    format : {'csv', 'parquet'}
        Of the contacts; the other tables are CSV, the truth is JSON.

    Raises
    ------
    UsageError
        The folder is a file or cannot be written to, or the format is unknown.
    """
    if format not in _OPTIONS:
        raise UsageError(f"The format {format!r} is not known. Choose csv or parquet.")
    check_folder(folder)
    names = {"contacts": f"contacts.{format}", "volumes": "volumes.csv", "agents": "agents.csv"}
    queries = {"contacts": _contacts(sample), "volumes": _volumes(sample), "agents": _agents(sample)}
    files: dict[str, int] = {}
    for name, (table, query) in queries.items():
        kind: Format = format if name == "contacts" else "csv"
        target = str(folder / names[name]).replace("'", "''")
        with duckdb.connect() as connection:
            connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
            connection.register("given", table)
            written = connection.execute(f"COPY ({query}) TO '{target}' ({_OPTIONS[kind]})").fetchone()
        files[names[name]] = int(written[0]) if written else 0
        if progress and name == "contacts":
            progress(len(sample), len(sample))
    (folder / "truth.json").write_text(json.dumps(sample.truth, indent=2, ensure_ascii=False) + "\n", "utf-8")
    files["truth.json"] = 0
    return Written(folder, files, _headline(sample))


def check_folder(folder: Path) -> None:
    """Make the folder, or say why it cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".headwater-can-write"
        probe.touch()
        probe.unlink()
    except (FileExistsError, NotADirectoryError) as error:
        raise UsageError(
            f"--out {folder} is a file, or lies below one. Name a folder to write to."
        ) from error
    except OSError as error:
        raise UsageError(
            f"--out {folder} cannot be written to ({error.strerror}). Name another folder."
        ) from error


def _contacts(sample: SampleOrg) -> tuple[arrow.Table, str]:
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
        "merged": np.where(seen.merged_into >= 0, seen.merged_into - sample.window.start, -(2**31)),
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
        "merged_into": f"CASE WHEN merged > {-(2**31)} THEN 'T' || ({_FIRST_TICKET} + merged) END",
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


def _volumes(sample: SampleOrg) -> tuple[arrow.Table, str]:
    days = np.arange(sample.settings.days, dtype=np.int32)
    table = _table({"day": days, "orders": sample.orders, "parcels": sample.parcels})
    date = f"DATE '{sample.settings.start.isoformat()}' + day"
    parts = [
        f"SELECT {date} AS date, '{d}' AS driver, {d} AS count FROM given" for d in ("orders", "parcels")
    ]
    return table, f"SELECT {', '.join(VOLUMES)} FROM ({' UNION ALL '.join(parts)}) ORDER BY date, driver"


def _agents(sample: SampleOrg) -> tuple[arrow.Table, str]:
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


def _headline(sample: SampleOrg) -> dict[str, Any]:
    truth = sample.truth
    failure = truth["shares"]["demand_type"].get("failure", {})
    return {
        "contacts": len(sample),
        "orders": truth["volumes"]["orders"],
        "agents": truth["people"]["agents"],
        "seed": sample.settings.seed,
        "first_day": truth["about"]["first_day"],
        "last_day": truth["about"]["last_day"],
        "fix_date": truth["fix"]["date"],
        "failure_share_of_contacts": failure.get("contacts"),
        "failure_share_of_time": failure.get("time"),
        "repeat_share_7_days": truth["repeats"]["within_days"]["7"]["same_reason"]["true"],
    }


def _table(columns: dict[str, Any]) -> arrow.Table:
    return arrow.Table({name: _array(np.ascontiguousarray(values)) for name, values in columns.items()})


def _array(values: Any) -> arrow.Array:
    # a flag travels as one byte: arrow would pack it into bits
    return arrow.Array.from_numpy(values.astype(np.int8) if values.dtype == np.bool_ else values)


def _list(values: Any) -> str:
    return "[" + ", ".join("'" + v.replace("'", "''") + "'" for v in values) + "]"


def _local_time(name: str) -> str:
    sign = f"CASE WHEN {name}_offset < 0 THEN '-' ELSE '+' END"
    hours = f"lpad((abs({name}_offset) // 3600)::VARCHAR, 2, '0')"
    minutes = f"lpad((abs({name}_offset) % 3600 // 60)::VARCHAR, 2, '0')"
    wall = f"replace(make_timestamp({name} * 1000000)::VARCHAR, ' ', 'T')"
    return f"{wall} || {sign} || {hours} || ':' || {minutes}"


def _percent(share: float | None) -> str:
    return "an unknown share" if share is None else f"{share:.1%}"
