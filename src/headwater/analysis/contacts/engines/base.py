"""What an engine must do, and how a small result leaves it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import narwhals as nw

from headwater.analysis.errors import UsageError, nearest


class Engine(Protocol):
    """Reads Parquet files as a lazy table and computes narwhals expressions over it."""

    name: str

    def scan(
        self,
        files: Sequence[str],
        types: Mapping[str, str],
        dictionaries: Mapping[str, Sequence[str]],
    ) -> nw.LazyFrame[Any]:
        """Return a lazy table over Parquet files of one schema.

        Parameters
        ----------
        files : sequence of str
            Absolute paths; a partition's value stands in the path as `name=value`.
        types : mapping
            Column names and their DuckDB types.
        dictionaries : mapping
            Columns with few distinct values, and all their values, for engines that compute on codes.
        """
        ...

    def keep(self, frame: nw.LazyFrame[Any], path: Path) -> None:
        """Compute a lazy table and keep it at `path`, in whatever form this engine reads quickest."""
        ...

    def kept(self, path: Path, types: Mapping[str, str]) -> nw.LazyFrame[Any]:
        """Return a table that this engine has kept at `path`, lazily."""
        ...

    def close(self) -> None:
        """Give back what the engine holds."""
        ...


def collect(frame: nw.LazyFrame[Any]) -> dict[str, list[Any]]:
    """Compute a lazy table of any engine and return it as columns of plain Python values.

    Meant for aggregates: everything returned is held in memory.
    """
    native = nw.to_native(frame)
    names = list(native.columns)
    rows = native.fetchall() if hasattr(native, "fetchall") else [tuple(row) for row in native.collect()]
    values = zip(*rows, strict=True) if rows else ((),) * len(names)
    return {name: list(column) for name, column in zip(names, values, strict=True)}


def engine_named(name: str, memory_limit: str | None = None) -> Engine:
    """Return the engine of that name: `duckdb` or `spark`."""
    if name == "duckdb":
        from headwater.analysis.contacts.engines.duckdb import DuckDBEngine

        return DuckDBEngine(memory_limit=memory_limit)
    if name == "spark":
        from headwater.analysis.contacts.engines.spark import SparkEngine

        return SparkEngine()
    raise UsageError(f"There is no engine {name!r}.{nearest(name, ['duckdb', 'spark'])}")
