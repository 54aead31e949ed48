"""The rows of one import before they are committed, and how they differ from what the store holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import narwhals as nw

from headwater.analysis.contacts.delta import StoreTable
from headwater.analysis.contacts.engines.duckdb import DuckDBEngine, identifier, quoted
from headwater.analysis.contacts.schema import CONTACT_TEXTS, TABLES

_ROWS_PER_FILE = 1 << 40
"""More rows than any one file has; makes one number of file and row."""

SUPERSEDED = "superseded by a later row of this import"
"""Name under which rows are excluded whose key comes again further down."""


@dataclass(frozen=True)
class Comparison:
    """How the staged rows stand to the store, in source rows."""

    loaded: int
    updated: int
    unchanged: int
    superseded: int
    split: int


class Staging:
    """Parquet files of one import, and the questions an import asks of them.

    Parameters
    ----------
    folder : Path
        A folder of its own, empty; the caller removes it.
    table : str
        The canonical table the rows are for.
    store : Path
        The store they go to.
    """

    def __init__(self, folder: Path, table: str, store: Path) -> None:
        self.folder = folder
        self.table = TABLES[table]
        self.store = store
        self.engine = DuckDBEngine()
        self._connection = self.engine.connection
        self._parts = 0
        self.has_text = False
        self.words_from: str | None = None
        """Local day before which no words are taken."""

    def add(self, rows: Any) -> None:
        """Keep one batch of typed rows (an Arrow table)."""
        self.has_text = "body" in rows.schema.names
        target = self.folder / f"part-{self._parts:06d}.parquet"
        self._connection.register("batch_rows", rows)
        self._connection.execute(
            f"COPY (SELECT * FROM batch_rows) TO {quoted(str(target))} (FORMAT parquet, COMPRESSION lz4)"
        )
        self._connection.unregister("batch_rows")
        self._parts += 1

    def compare(self, existing: Sequence[str], existing_texts: Sequence[str]) -> Comparison:
        """Find what is new, what changed and what repeats, against the files of the store's version."""
        if not self._parts:
            return Comparison(0, 0, 0, 0, 0)
        self._mark_last_rows()
        self._mark_status(existing, existing_texts)
        by_row = (
            "SELECT min(last) AS last, bool_and(status = 'loaded') AS loaded, "
            "bool_and(status = 'unchanged') AS unchanged, count(*) AS parts "
            "FROM marked GROUP BY position"
        )
        loaded, updated, unchanged, superseded, split = self._one(
            "SELECT count(*) FILTER (last AND loaded), "
            "count(*) FILTER (last AND NOT loaded AND NOT unchanged), "
            "count(*) FILTER (last AND unchanged), count(*) FILTER (NOT last), "
            f"coalesce(sum(parts) - count(*), 0) FROM ({by_row})"
        )
        return Comparison(loaded, updated, unchanged, superseded, int(split))

    def changed(self, name: str) -> tuple[str, list[str]]:
        """Return SQL for the rows to write into table `name`, and the months they touch."""
        types = TABLES[name].store_types
        if name == CONTACT_TEXTS.name:
            wanted = f"text_status <> 'unchanged' AND NOT ({self._no_words('staged')})"
        else:
            wanted = "row_status <> 'unchanged'"
        columns = ", ".join(
            f"{identifier(column)}::{kind} AS {identifier(column)}" for column, kind in types.items()
        )
        sql = (
            f"SELECT {columns} FROM staged JOIN marked USING (position, split_number) WHERE last AND {wanted}"
        )
        months = [row[0] for row in self._connection.sql(f"SELECT DISTINCT month FROM ({sql})").fetchall()]
        return sql, sorted(months)

    def write(self, name: str, version: int | None, folder: str | None = None) -> int | None:
        """Write what changed into one table of the store and return its Delta version."""
        if not self._parts or (name == CONTACT_TEXTS.name and not self.has_text):
            return version
        target = StoreTable(self.store / (folder or name))
        sql, months = self.changed(name)
        if not months:
            return version
        outdated = self._months_of_updated(name, sql, target.files(version))
        if outdated:
            touched = sorted({*months, *outdated})
            whole = self._with_kept(name, sql, target.files(version, touched))
            target.replace_months(self._connection.sql(whole), touched)
        else:
            target.append(self._connection.sql(sql))
        return target.compact(months)

    def _with_kept(self, name: str, sql: str, files: Sequence[str]) -> str:
        """Return SQL for the whole new content of some files: what changed, and what stays of the old."""
        old = self._scan(name, files)
        columns = ", ".join(identifier(column) for column in TABLES[name].store_types)
        return (
            f"SELECT {columns} FROM ({old}) AS e "
            f"WHERE NOT EXISTS (SELECT 1 FROM ({sql}) AS s WHERE {self._same_key(name)}) "
            f"UNION ALL SELECT {columns} FROM ({sql})"
        )

    def _months_of_updated(self, name: str, sql: str, files: Sequence[str]) -> list[str]:
        """Months in which the store holds earlier versions of rows that changed."""
        if not files:
            return []
        rows = self._connection.sql(
            f"SELECT DISTINCT e.month FROM ({self._scan(name, files)}) AS e "
            f"WHERE EXISTS (SELECT 1 FROM ({sql}) AS s WHERE {self._same_key(name)})"
        ).fetchall()
        return [row[0] for row in rows]

    def _mark_last_rows(self) -> None:
        """Make the view `staged`, and say of each row whether it is the last of its key."""
        parts = quoted(str(self.folder / "part-*.parquet"))
        key = ", ".join(identifier(column) for column in self.table.key)
        self._connection.execute(
            "CREATE OR REPLACE VIEW staged AS "
            f"SELECT *, file_number * {_ROWS_PER_FILE} + row_number AS position FROM read_parquet({parts})"
        )
        self._connection.execute(
            "CREATE OR REPLACE TEMP TABLE positions AS SELECT position, split_number, "
            "min(last) OVER (PARTITION BY position) AS last FROM (SELECT position, split_number, "
            f"position = max(position) OVER (PARTITION BY {key}) AS last FROM staged)"
        )

    def _mark_status(self, existing: Sequence[str], existing_texts: Sequence[str]) -> None:
        """Say of each staged row whether the store lacks it, holds it otherwise, or holds it as it is."""
        own = self._status("s", "e", self.table.store_types, bool(existing))
        joins = self._join("e", self.table.name, existing)
        if self.has_text:
            text_types = CONTACT_TEXTS.store_types
            empty = self._no_words("s")
            status = self._status("s", "t", text_types, bool(existing_texts))
            text = f"CASE WHEN {empty} THEN 'unchanged' ELSE {status} END"
            joins += self._join("t", CONTACT_TEXTS.name, existing_texts)
        else:
            text = "'unchanged'"
        self._connection.execute(
            "CREATE OR REPLACE TEMP TABLE marked AS "
            "SELECT *, CASE WHEN row_status = 'loaded' THEN 'loaded' WHEN row_status = 'unchanged' "
            "AND text_status = 'unchanged' THEN 'unchanged' ELSE 'updated' END AS status "
            f"FROM (SELECT position, split_number, p.last, {own} AS row_status, "
            f"{text} AS text_status FROM staged AS s "
            f"JOIN positions AS p USING (position, split_number) {joins})"
        )

    def _no_words(self, rows: str) -> str:
        """Say of which rows no words are kept."""
        none = f"{rows}.subject IS NULL AND {rows}.body IS NULL"
        if self.words_from is None:
            return none
        return f"({none}) OR {rows}.local_date < DATE {quoted(self.words_from)}"

    def _join(self, alias: str, name: str, files: Sequence[str]) -> str:
        if not files:
            return ""
        return f" LEFT JOIN ({self._scan(name, files)}) AS {alias} ON {self._same_key(name, alias)}"

    def _status(self, new: str, old: str, types: dict[str, str], known: bool) -> str:
        if not known:
            return "'loaded'"
        differs = " OR ".join(
            f"{new}.{identifier(column)} IS DISTINCT FROM {old}.{identifier(column)}" for column in types
        )
        return (
            f"CASE WHEN {old}.source IS NULL THEN 'loaded' WHEN {differs} THEN 'updated' ELSE 'unchanged' END"
        )

    def _same_key(self, name: str, old: str = "e") -> str:
        fast = f"s.contact_key = {old}.contact_key AND " if "contact_key" in TABLES[name].store_types else ""
        return fast + " AND ".join(
            f"s.{identifier(column)} = {old}.{identifier(column)}" for column in TABLES[name].key
        )

    def _scan(self, name: str, files: Sequence[str]) -> str:
        frame = self.engine.scan(files, TABLES[name].store_types, {})
        sql: str = nw.to_native(frame).sql_query()
        return sql

    def _one(self, sql: str) -> tuple[Any, ...]:
        row = self._connection.sql(sql).fetchall()[0]
        return tuple(row)

    def close(self) -> None:
        """Give back what the comparison held."""
        self.engine.close()
