"""Readers: a file of any format Headwater reads becomes batches of text columns."""

from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

from headwater.analysis.contacts.readers.ahead import read_ahead
from headwater.analysis.contacts.readers.batch import ROW, Malformed, SourceBatch
from headwater.analysis.contacts.readers.csv_rows import read_csv
from headwater.analysis.contacts.readers.detect import Detected, detect
from headwater.analysis.contacts.readers.json_rows import read_json
from headwater.analysis.contacts.readers.parquet_rows import memory_connection, read_parquet

__all__ = [
    "ROW",
    "Detected",
    "Malformed",
    "SourceBatch",
    "detect",
    "memory_connection",
    "read",
    "read_ahead",
    "sample",
]


def read(
    path: Path,
    wanted: Mapping[str, bool] | None = None,
    *,
    records: str | None = None,
    encoding: str | None = None,
    batch_rows: int = 50_000,
) -> Iterator[SourceBatch]:
    """Yield the rows of a file in bounded memory.

    Parameters
    ----------
    path : Path
        CSV, JSON, JSON Lines or Parquet; each also packed as .gz or .zst.
    wanted : mapping of str to bool, optional
        Columns to take, and whether each may be missing from the file. None takes all.
    records : str, optional
        JSON only: dot path to the list of records.
    encoding : str, optional
        Encoding of the text; None finds it out.
    batch_rows : int
        Most rows in a batch.

    Raises
    ------
    UsageError
        The file is not there, or is of no kind that can be read.
    BadDataError
        The file is empty, damaged, or lacks a wanted column.
    """
    detected = detect(path, encoding)
    if detected.format == "parquet":
        return read_parquet(path, wanted, batch_rows)
    if detected.format == "csv":
        return read_csv(path, detected, wanted, batch_rows)
    return read_json(path, detected, wanted, batch_rows, records)


def sample(
    path: Path, rows: int = 200, *, records: str | None = None, encoding: str | None = None
) -> dict[str, list[str | None]]:
    """Return the first rows of a file as text columns by name.

    Parameters
    ----------
    path : Path
        A file of any kind `read` takes.
    rows : int
        Most rows to take.
    records, encoding
        As for `read`.
    """
    first = next(iter(islice(read(path, records=records, encoding=encoding, batch_rows=rows), 1)))
    return {name: list(first.table[f"c{i}"].to_pylist()) for i, name in enumerate(first.names)}
