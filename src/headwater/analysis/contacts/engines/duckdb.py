"""The laptop's engine: DuckDB, on a list of Parquet files."""

import hashlib
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw

_MEMORY = "3GB"
"""A laptop has other things to do; what does not fit spills to disk."""
MOST_CODES = 20_000
"""A dictionary with more values than this costs more to look up than the codes save."""


def quoted(text: str) -> str:
    """Return text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """Return a name as a quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


class DuckDBEngine:
    """Computes in this process; spills to a temporary folder when memory runs short.

    Parameters
    ----------
    memory_limit : str, optional
        What DuckDB may hold in memory before it spills.
    threads : int, optional
        All cores by default.
    """

    name = "duckdb"

    def __init__(self, memory_limit: str | None = None, threads: int | None = None) -> None:
        self._spill = tempfile.TemporaryDirectory(prefix="headwater-")
        self.connection = duckdb.connect()
        self.connection.execute(f"SET temp_directory = {quoted(self._spill.name)}")
        self.connection.execute("SET preserve_insertion_order = false")
        self.connection.execute("SET TimeZone = 'UTC'")
        self.connection.execute("SET enable_progress_bar = false")
        self.connection.execute(f"SET memory_limit = {quoted(memory_limit or _MEMORY)}")
        if threads:
            self.connection.execute(f"SET threads = {int(threads)}")

    def scan(
        self,
        files: Sequence[str],
        types: Mapping[str, str],
        dictionaries: Mapping[str, Sequence[str]],
    ) -> nw.LazyFrame[Any]:
        """Return a lazy table over Parquet files; columns with a dictionary come as ENUM."""
        if not files:
            columns = ", ".join(f"NULL::{kind} AS {identifier(name)}" for name, kind in types.items())
            return nw.from_native(self.connection.sql(f"SELECT {columns} WHERE false"))
        listed = ", ".join(quoted(path) for path in files)
        columns = ", ".join(self._column(name, kind, dictionaries.get(name)) for name, kind in types.items())
        options = "hive_partitioning = true, hive_types_autocast = false"
        return nw.from_native(
            self.connection.sql(f"SELECT {columns} FROM read_parquet([{listed}], {options})")
        )

    def _column(self, name: str, kind: str, values: Sequence[str] | None) -> str:
        column = identifier(name)
        if values and len(values) <= MOST_CODES:
            kind = f"codes_{hashlib.sha256(chr(31).join(values).encode()).hexdigest()[:16]}"
            listed = ", ".join(quoted(value) for value in values)
            self.connection.execute(f"CREATE TYPE IF NOT EXISTS {kind} AS ENUM ({listed})")
        return f"{column}::{kind} AS {column}"

    def keep(self, frame: nw.LazyFrame[Any], path: Path) -> None:
        """Compute a lazy table into a database file: its codes are read several times quicker than text."""
        relation = nw.to_native(frame)
        self.connection.execute(f"ATTACH {quoted(str(path))} AS being_kept")
        try:
            self.connection.execute(f"CREATE TABLE being_kept.kept AS {relation.sql_query()}")
        finally:
            self.connection.execute("DETACH being_kept")

    def kept(self, path: Path, types: Mapping[str, str]) -> nw.LazyFrame[Any]:
        """Return a table kept in a database file, lazily; codes keep their type."""
        name = f"kept_{hashlib.sha256(str(path).encode()).hexdigest()[:16]}"
        self.connection.execute(f"ATTACH IF NOT EXISTS {quoted(str(path))} AS {name} (READ_ONLY)")
        columns = ", ".join(identifier(column) for column in types)
        return nw.from_native(self.connection.sql(f"SELECT {columns} FROM {name}.kept"))

    def close(self) -> None:
        """Close the connection and remove what it spilled."""
        self.connection.close()
        self._spill.cleanup()
