"""Rows of delimited text."""

import codecs
import csv
import io
from collections.abc import Iterator, Mapping
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

import arro3.core

from headwater.analysis.contacts.readers.batch import Malformed, SourceBatch, check_columns, text_block
from headwater.analysis.contacts.readers.compression import open_bytes
from headwater.analysis.contacts.readers.detect import SEPARATOR_LINE, Detected, misfit
from headwater.analysis.errors import BadDataError

if TYPE_CHECKING:
    from _csv import Reader as CsvReader

_LONGEST_FIELD = 16 << 20
"""A field longer than this is a quote that nobody closed."""

_BLOCK_ROWS = 2_048
"""Rows taken apart together: so few that they are still in the processor's cache when turned into columns."""


def read_csv(
    path: Path, detected: Detected, wanted: Mapping[str, bool] | None, batch_rows: int
) -> Iterator[SourceBatch]:
    """Yield the rows of a delimited file; `wanted` None takes every column."""
    csv.field_size_limit(_LONGEST_FIELD)
    with (
        open_bytes(path, lines=True) as file,
        io.TextIOWrapper(file, encoding=detected.encoding, newline="") as lines,
    ):
        if SEPARATOR_LINE.match(detected.head):
            lines.readline()
        reader = csv.reader(lines, delimiter=detected.delimiter, strict=True)
        try:
            yield from _batches(path, reader, wanted, batch_rows)
        except UnicodeDecodeError as error:
            raise _located(path, detected.encoding) from error


def unique_names(header: list[str]) -> list[str]:
    """Return the names of a header, trimmed; a name that stands twice gets a number.

    Examples
    --------
    >>> unique_names(["Variant", " Activity", "Variant"])
    ['Variant', 'Activity', 'Variant_2']
    """
    trimmed = [name.lstrip("\ufeff").strip() for name in header]
    names: list[str] = []
    for name in trimmed:
        new, number = name, 1
        while new in names or (number > 1 and new in trimmed):
            number += 1
            new = f"{name}_{number}"
        names.append(new)
    return names


def _batches(
    path: Path, reader: "CsvReader", wanted: Mapping[str, bool] | None, batch_rows: int
) -> Iterator[SourceBatch]:
    header: list[str] = []
    while not header:
        try:
            header = next(reader)
        except StopIteration:
            raise BadDataError(f"{path} is empty.", file=str(path)) from None
        except csv.Error as error:
            raise _unreadable(path, 0, reader.line_num, error) from error
    names = unique_names(header)
    if wanted is None:
        wanted = dict.fromkeys(names, False)
    check_columns(path, wanted, names)
    taken = [(name, names.index(name)) for name in wanted if name in names]
    kept = tuple(name for name, _ in taken)
    done = 0
    while True:
        blocks: list[arro3.core.RecordBatch] = []
        broken: list[Malformed] = []
        size = 0
        while size < batch_rows:
            block = _next_rows(path, reader, min(_BLOCK_ROWS, batch_rows - size), done + size)
            if not block.size:
                break
            rows = block.rows_of(len(names))
            columns = [list(map(itemgetter(index), rows)) for _, index in taken]
            blocks.append(text_block(columns, block.numbers))
            broken += block.broken
            size += block.size
        if not size:
            break
        yield SourceBatch(kept, size, arro3.core.Table.from_batches(blocks), tuple(broken))
        done += size
    if not done:
        raise BadDataError(f"{path} has a header but no rows: there is nothing to import.", file=str(path))


class _Block:
    """Some rows in a row: those that were parsed, and those that could not be."""

    def __init__(self, first: int, rows: list[list[str]], broken: list[Malformed]) -> None:
        self.rows, self.broken, self.size = rows, broken, len(rows) + len(broken)
        lost = {bad.row for bad in broken}
        self.numbers = [n for n in range(first, first + self.size) if n not in lost]

    def rows_of(self, width: int) -> list[list[str]]:
        """Return the rows with as many fields as the header; the others are named as broken."""
        if any(len(row) != width for row in self.rows):
            pairs = list(zip(self.numbers, self.rows, strict=True))
            self.broken += [Malformed(n, _wrong_width(len(r), width)) for n, r in pairs if len(r) != width]
            self.broken.sort(key=lambda bad: bad.row)
            self.numbers = [n for n, r in pairs if len(r) == width]
            self.rows = [r for _, r in pairs if len(r) == width]
        return self.rows


def _next_rows(path: Path, reader: "CsvReader", most: int, done: int) -> _Block:
    """Return up to `most` rows; a row that cannot be parsed is named, and reading goes on behind it."""
    rows: list[list[str]] = []
    broken: list[Malformed] = []
    while len(rows) + len(broken) < most:
        before = len(rows)
        try:
            rows.extend(islice(reader, most - len(rows) - len(broken)))
        except csv.Error as error:
            rows = _without_blank(rows)
            number = done + len(rows) + len(broken) + 1
            if "field larger" in str(error) or "unexpected end" in str(error):
                raise _unreadable(path, number, reader.line_num, error) from error
            broken.append(Malformed(number, "text stands behind a closing quote"))
            continue
        if len(rows) == before:
            break
        rows = _without_blank(rows)
    return _Block(done + 1, rows, broken)


def _without_blank(rows: list[list[str]]) -> list[list[str]]:
    return rows if all(rows) else [row for row in rows if row]


def _wrong_width(found: int, expected: int) -> str:
    fields = "1 field" if found == 1 else f"{found} fields"
    return f"{fields} where the header has {expected}"


def _unreadable(path: Path, row: int, line: int, error: csv.Error) -> BadDataError:
    where = f"data row {row}" if row else "the header"
    return BadDataError(
        f"{path}: a quote that opens in {where} is never closed (read to line {line:,}). "
        "Correct the row or export the file again.",
        file=str(path),
        row=row,
    )


def _located(path: Path, encoding: str) -> BadDataError:
    """Find the first byte that does not fit; only worth a second reading once something is wrong."""
    decoder, position = codecs.getincrementaldecoder(encoding)(), 0
    with open_bytes(path) as file:
        while True:
            part = file.read(1 << 20)
            held = len(decoder.getstate()[0])
            try:
                decoder.decode(part, final=not part)
            except UnicodeDecodeError as error:
                whole = error.object
                return misfit(path, encoding, position - held + error.start, whole[error.start])
            if not part:
                return BadDataError(f"{path} changed while it was read.", file=str(path))
            position += len(part)
