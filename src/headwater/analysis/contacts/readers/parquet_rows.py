"""Rows of Parquet files, read by DuckDB."""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import arro3.core
import duckdb

from headwater.analysis.contacts.engines.duckdb import identifier, quoted
from headwater.analysis.contacts.readers.batch import ROW, SourceBatch, check_columns
from headwater.analysis.contacts.readers.compression import compression_of, open_bytes
from headwater.analysis.errors import BadDataError

_MOST_IN_MEMORY = 2 << 30
"""Largest Parquet file that is unpacked into memory."""


def memory_connection() -> duckdb.DuckDBPyConnection:
    """Return a connection that never writes to the disk: raw identifiers pass through it."""
    connection = duckdb.connect()
    connection.execute("SET temp_directory = ''")
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET enable_progress_bar = false")
    # it plans a join for every IN of a projection, and takes longer over that than the batch itself
    connection.execute("SET disabled_optimizers = 'in_clause'")
    return connection


def read_parquet(path: Path, wanted: Mapping[str, bool] | None, batch_rows: int) -> Iterator[SourceBatch]:
    """Yield the rows of a Parquet file as text columns; structs are taken apart by dot path."""
    with _plain(path) as plain, memory_connection() as connection:
        source = f"read_parquet({quoted(str(plain))}, file_row_number = true)"
        try:
            relation = connection.sql(f"SELECT * FROM {source}")
            columns = {
                name: sql
                for top, kind in zip(relation.columns, relation.types, strict=True)
                if top != "file_row_number"
                for name, sql in _leaves(top, identifier(top), kind)
            }
            if wanted is None:
                wanted = dict.fromkeys(columns, False)
            check_columns(path, wanted, list(columns))
            taken = [name for name in wanted if name in columns]
            parts = [f"{columns[name]} AS c{number}" for number, name in enumerate(taken)]
            parts.append(f"file_row_number + 1 AS {ROW}")
            reader = arro3.core.RecordBatchReader.from_arrow(
                connection.sql(f"SELECT {', '.join(parts)} FROM {source}")
            )
            done = 0
            for batch in reader:
                for start in range(0, batch.num_rows, batch_rows):
                    part = batch.slice(start, min(batch_rows, batch.num_rows - start))
                    yield SourceBatch(tuple(taken), part.num_rows, arro3.core.Table.from_batches([part]), ())
                    done += part.num_rows
        except duckdb.Error as error:
            raise BadDataError(
                f"{path} cannot be read as Parquet: {str(error).splitlines()[0]}. Export it again.",
                file=str(path),
            ) from error
    if not done:
        raise BadDataError(f"{path} has columns but no rows: there is nothing to import.", file=str(path))


def _leaves(name: str, sql: str, kind: Any) -> Iterator[tuple[str, str]]:
    if kind.id == "struct":
        for child, child_kind in kind.children:
            yield from _leaves(f"{name}.{child}", f"{sql}[{quoted(child)}]", child_kind)
    elif kind.id in ("list", "map", "array"):
        yield name, f"to_json({sql})::VARCHAR"
    elif kind.id in ("double", "float"):
        # a number that is not one stands for a missing value in files written by data frames
        yield name, f"CASE WHEN isfinite({sql}) THEN regexp_replace({sql}::VARCHAR, '\\.0$', '') END"
    else:
        yield name, f"{sql}::VARCHAR"


@contextmanager
def _plain(path: Path) -> Iterator[Path]:
    """Give a packed file as a plain one; in memory where the system can, since DuckDB has to seek in it."""
    if not compression_of(path):
        yield path
        return
    if hasattr(os, "memfd_create"):
        with os.fdopen(os.memfd_create("headwater"), "wb") as target:
            _copy(path, target)
            yield Path(f"/proc/self/fd/{target.fileno()}")
        return
    with tempfile.TemporaryDirectory(prefix="headwater-") as folder:
        plain = Path(folder) / "plain.parquet"
        with plain.open("wb") as target:
            _copy(path, target)
        yield plain


def _copy(path: Path, target: Any) -> None:
    done = 0
    with open_bytes(path) as packed:
        while part := packed.read(1 << 20):
            done += len(part)
            if done > _MOST_IN_MEMORY:
                raise BadDataError(
                    f"{path} is packed around a Parquet file of more than {_MOST_IN_MEMORY >> 30} GB, which "
                    "would have to be held in memory. Unpack it: Parquet is packed inside already.",
                    file=str(path),
                )
            target.write(part)
    target.flush()
