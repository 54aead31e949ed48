"""Repeat contacts within 7 days for the same reason, matured, by month, reason and team."""

import argparse
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.runs import Timed, in_turn, report, show
from benchmarks.synthetic import build_store

_WINDOW = 7 * 86_400


def headwater(store: Path, cached: bool) -> tuple[int, int]:
    """Count as the product does: narwhals expressions over the store."""
    from headwater.analysis.contacts.chains import next_contacts
    from headwater.analysis.contacts.engines import collect
    from headwater.analysis.contacts.store import ContactStore
    from headwater.analysis.demand.definitions import Definition
    from headwater.analysis.demand.repeat_counts import repeat_counts

    opened = ContactStore(store)
    chains = opened.chains() if cached else next_contacts(opened.contacts(), variants=["next_same_reason"])
    span = opened.span()
    assert span is not None
    _, last = span
    counts = collect(repeat_counts(chains, Definition(), observed_until=last, by=["month", "reason", "team"]))
    return sum(counts["contacts"]), sum(counts["repeats"])


def sql(store: Path) -> tuple[int, int]:
    """Count in DuckDB's SQL, written by hand on the same columns."""
    from headwater.analysis.contacts.engines.duckdb import DuckDBEngine, quoted
    from headwater.analysis.contacts.store import ContactStore

    opened = ContactStore(store)
    codes = opened.dictionaries()
    kinds = {
        name: f"ENUM({', '.join(map(quoted, codes[name]))})" for name in ("reason_source", "team", "month")
    }
    files = ", ".join(map(quoted, _files(store)))
    engine = DuckDBEngine()
    rows = engine.connection.execute(
        f"""
        WITH c AS (
            SELECT month::{kinds["month"]} AS month, reason_source::{kinds["reason_source"]} AS reason,
                   team::{kinds["team"]} AS team, customer_key, opened_epoch, contact_key
            FROM read_parquet([{files}], hive_partitioning = true, hive_types_autocast = false)
            WHERE merged_into IS NULL AND (direction IS NULL OR direction <> 'outbound')
        ), n AS (
            SELECT month, reason, team, opened_epoch, customer_key,
                   lead(opened_epoch) OVER (
                       PARTITION BY customer_key, reason ORDER BY opened_epoch, contact_key
                   ) - opened_epoch AS gap
            FROM c
        )
        SELECT month, reason, team, count(*), count(*) FILTER (gap <= {_WINDOW})
        FROM n
        WHERE customer_key IS NOT NULL AND reason IS NOT NULL
          AND opened_epoch <= (SELECT max(opened_epoch) FROM c) - {_WINDOW}
        GROUP BY ALL
        """
    ).fetchall()
    return sum(r[3] for r in rows), sum(r[4] for r in rows)


def pandas(store: Path) -> tuple[int, int]:
    """Count as one would in pandas: read the columns, sort, shift within groups, group."""
    import pandas as pd

    columns = [
        "customer_key",
        "reason_source",
        "team",
        "month",
        "opened_epoch",
        "contact_key",
        "merged_into",
        "direction",
    ]
    data = pd.read_parquet(store / "contacts", columns=columns, filters=None)
    data = data[data["merged_into"].isna() & (data["direction"] != "outbound")]
    data = data.sort_values(["opened_epoch", "contact_key"])
    following = data.groupby(["customer_key", "reason_source"], observed=True)["opened_epoch"].shift(-1)
    data["repeat"] = (following - data["opened_epoch"]) <= _WINDOW
    matured = data[data["opened_epoch"] <= data["opened_epoch"].max() - _WINDOW]
    table = matured.groupby(["month", "reason_source", "team"], observed=True)["repeat"].agg(["size", "sum"])
    return int(table["size"].sum()), int(table["sum"].sum())


def polars(store: Path) -> tuple[int, int]:
    """Count in Polars' lazy expressions on its streaming engine."""
    import polars as pl

    data = pl.scan_parquet(store / "contacts" / "**" / "*.parquet", hive_partitioning=True).filter(
        pl.col("merged_into").is_null() & (pl.col("direction") != "outbound")
    )
    gap = pl.col("opened_epoch").shift(-1).over(
        ["customer_key", "reason_source"], order_by=["opened_epoch", "contact_key"]
    ) - pl.col("opened_epoch")
    data = data.select(
        "customer_key", "reason_source", "team", "month", "opened_epoch", "contact_key"
    ).with_columns(gap=gap)
    table = (
        data.filter(pl.col("opened_epoch") <= pl.col("opened_epoch").max() - _WINDOW)
        .group_by("month", "reason_source", "team")
        .agg(n=pl.len(), repeats=(pl.col("gap") <= _WINDOW).sum())
        .collect(engine="streaming")
    )
    return int(table["n"].sum()), int(table["repeats"].sum())


def _files(store: Path) -> list[str]:
    from headwater.analysis.contacts import versions
    from headwater.analysis.contacts.delta import StoreTable

    return StoreTable(store / "contacts").files(versions.read(store).tables["contacts"])


_LIBRARIES = {
    "pandas": ["pandas", "pyarrow.parquet"],
    "Polars, streaming": ["polars"],
}
"""What each contestant imports before the clock starts; Headwater's own libraries by default."""

_CONTESTANTS: dict[str, Any] = {
    "Headwater, cold from the store": lambda store: headwater(store, cached=False),
    "Headwater, derived chains there": lambda store: headwater(store, cached=True),
    "DuckDB SQL by hand": sql,
    "pandas": pandas,
    "Polars, streaming": polars,
}


def main(
    contacts: int, folder: Path, runs: int, only: list[str] | None = None, *, derive: bool = True
) -> list[Timed]:
    """Build the store when it is not there, run every contestant in turn, check that they agree."""
    store = folder / f"store-{contacts}"
    build_store(store, contacts)
    if derive:
        headwater(store, cached=True)
    names = [name for name in _CONTESTANTS if not only or name in only]
    commands = {name: ["-m", "benchmarks.repeats", "--one", name, "--store", str(store)] for name in names}
    rows = in_turn(commands, runs)
    if len({row.checksum for row in rows}) != 1:
        raise SystemExit(f"The contestants disagree: {[(row.name, row.checksum) for row in rows]}")
    show(f"Repeats over {contacts:,} contacts", rows, names[0])
    return rows


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--one")
    parser.add_argument("--store", type=Path)
    parser.add_argument("--contacts", type=int, default=10_000_000)
    parser.add_argument("--folder", type=Path, default=Path("out/bench"))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--no-derive", dest="derive", action="store_false")
    options = parser.parse_args()
    if options.one:
        own = ["headwater.analysis.contacts.store", "headwater.analysis.demand.repeat_counts"]
        for library in _LIBRARIES.get(options.one, own):
            import_module(library)
        started = time.perf_counter()
        report(started, _CONTESTANTS[options.one](options.store))
        sys.exit()
    main(options.contacts, options.folder, options.runs, options.only, derive=options.derive)
