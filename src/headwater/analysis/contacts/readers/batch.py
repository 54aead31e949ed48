"""What every reader hands over: a batch of source rows as text columns, and the rows that have no shape."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import arro3.core

from headwater.analysis.errors import BadDataError, nearest

ROW = "row_number"
"""Column of a source batch that holds the number of the row in its file, from 1."""


@dataclass(frozen=True)
class Malformed:
    """A row that cannot be taken apart into columns."""

    row: int
    reason: str


@dataclass(frozen=True)
class SourceBatch:
    """Some rows of one file, as text.

    Attributes
    ----------
    names : tuple of str
        The columns of the export; column i of `table` is called `c<i>`.
    source_rows : int
        Rows taken from the file: those in `table` plus the malformed ones.
    table : arro3.core.Table
        Text columns `c0`, `c1`, ... and `row_number`.
    """

    names: tuple[str, ...]
    source_rows: int
    table: arro3.core.Table
    malformed: tuple[Malformed, ...]


def text_block(columns: Sequence[Sequence[str | None]], rows: Sequence[int]) -> arro3.core.RecordBatch:
    """Return text columns and row numbers as one Arrow batch."""
    data = {f"c{number}": _texts(values) for number, values in enumerate(columns)}
    data[ROW] = arro3.core.Array(list(rows), type=arro3.core.DataType.int64())
    return arro3.core.RecordBatch(data)


def _texts(values: Sequence[str | None]) -> Any:
    try:
        return arro3.core.Array(values, type=arro3.core.DataType.string())
    except UnicodeEncodeError:
        # JSON may escape half of a surrogate pair, which no encoding can carry
        whole = [v if v is None else v.encode("utf-8", "replace").decode("utf-8") for v in values]
        return arro3.core.Array(whole, type=arro3.core.DataType.string())


def check_columns(path: Path, wanted: Mapping[str, bool], found: Sequence[str]) -> None:
    """Refuse a file that lacks a column the mapping needs.

    Parameters
    ----------
    path : Path
        The file, for the message.
    wanted : mapping of str to bool
        Columns the mapping reads, and whether each may be missing.
    found : sequence of str
        Columns the file has.
    """
    missing = [name for name, optional in wanted.items() if not optional and name not in found]
    if not missing:
        return
    said = "; ".join(f"{name!r}.{nearest(name, list(found)[:40])}".rstrip(".") for name in missing)
    raise BadDataError(
        f"{path} lacks {'a column' if len(missing) == 1 else 'columns'} that the mapping reads: {said}. "
        "Name the column as the file does, or mark it `optional: true` in the mapping.",
        file=str(path),
        columns=missing,
    )
