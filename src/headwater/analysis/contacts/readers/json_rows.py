"""Rows of JSON: one list of records, or one record a line."""

import io
import json
import math
from collections.abc import Iterator, Mapping
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any

import arro3.core

from headwater.analysis.contacts.readers.batch import Malformed, SourceBatch, check_columns, text_block
from headwater.analysis.contacts.readers.compression import open_bytes
from headwater.analysis.contacts.readers.detect import Detected
from headwater.analysis.errors import BadDataError, nearest

Record = dict[str, Any] | str
"""A record, or the reason why there is none."""

_ABSENT = object()


def read_json(
    path: Path,
    detected: Detected,
    wanted: Mapping[str, bool] | None,
    batch_rows: int,
    records: str | None,
) -> Iterator[SourceBatch]:
    """Yield the records of a JSON file as text columns by dot path; `wanted` None takes every path."""
    lines = detected.format == "jsonl" or _one_a_line(detected.head, records)
    with open_bytes(path, lines=lines) as file:
        found = _lines(path, file, detected) if lines else _listed(path, file, detected, records)
        names: tuple[str, ...] | None = None
        done = 0
        while True:
            part = list(islice(found, batch_rows))
            if not part:
                break
            if names is None:
                names, found_names = _names(part, wanted)
                if wanted is not None and any(isinstance(r, dict) for r in part):
                    check_columns(path, wanted, found_names)
            yield _batch(part, names, done)
            done += len(part)
    if not done:
        raise BadDataError(f"{path} holds no records: there is nothing to import.", file=str(path))


def as_text(value: Any) -> str | None:
    """Return a JSON value as text: numbers in their shortest form, lists and objects as JSON.

    Examples
    --------
    >>> [as_text(v) for v in (None, True, 3.0, 2.50, "x", ["a", 1])]
    [None, 'true', '3', '2.5', 'x', '["a", 1]']
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def records_batch(records: list[Record], names: tuple[str, ...]) -> SourceBatch:
    """Return records that are in memory already as a batch of text columns by dot path."""
    return _batch(records, names, 0)


def _batch(part: list[Record], names: tuple[str, ...], done: int) -> SourceBatch:
    numbers = [done + i for i, record in enumerate(part, 1) if isinstance(record, dict)]
    broken = tuple(Malformed(done + i, r) for i, r in enumerate(part, 1) if isinstance(r, str))
    whole = [record for record in part if isinstance(record, dict)]
    columns = []
    for name in names:
        steps = name.split(".")
        columns.append([_known_text(_at(record, name, steps)) for record in whole])
    return SourceBatch(
        names, len(part), arro3.core.Table.from_batches([text_block(columns, numbers)]), broken
    )


def _known_text(value: Any) -> str | None:
    return None if value is _ABSENT else as_text(value)


def _at(record: dict[str, Any], name: str, steps: list[str]) -> Any:
    """Return the value at a dot path; a missing key below a null is a null, not a missing column."""
    if name in record:
        return record[name]
    node: Any = record
    for step in steps:
        if isinstance(node, dict):
            node = node.get(step, _ABSENT)
        elif isinstance(node, list) and step.isdigit():
            node = node[int(step)] if int(step) < len(node) else None
        elif node is None:
            return None
        else:
            return _ABSENT
    return node


def _names(part: list[Record], wanted: Mapping[str, bool] | None) -> tuple[tuple[str, ...], list[str]]:
    """Return the columns to take, and those that the first records have."""
    paths: dict[str, None] = {}
    for record in part:
        if isinstance(record, dict):
            paths.update(dict.fromkeys(_paths(record)))
    if wanted is None:
        return tuple(paths), list(paths)
    steps = {name: name.split(".") for name in wanted}
    there = [
        name
        for name in wanted
        if any(isinstance(r, dict) and _at(r, name, steps[name]) is not _ABSENT for r in part)
    ]
    return tuple(wanted), [*there, *(p for p in paths if p not in wanted)]


def _paths(node: dict[str, Any], above: str = "") -> Iterator[str]:
    for key, value in node.items():
        if isinstance(value, dict) and value:
            yield from _paths(value, f"{above}{key}.")
        else:
            yield f"{above}{key}"


def _one_a_line(head: str, records: str | None) -> bool:
    if head.lstrip()[:1] != "{":
        return False
    lines = [line for line in head.splitlines() if line.strip()]
    try:
        first = json.loads(lines[0])
    except ValueError:
        return False
    return records is None or records.split(".")[0] not in first


def _lines(path: Path, file: IO[bytes], detected: Detected) -> Iterator[Record]:
    lines = io.TextIOWrapper(file, encoding=detected.encoding, errors="surrogateescape", newline="\n")
    done = 0
    try:
        for line in lines:
            if line.strip():
                done += 1
                yield _record(line, detected.encoding)
    except UnicodeDecodeError as error:
        # in encodings of two bytes a letter, one that does not fit cannot be kept to its line
        raise _misfit(path, detected, done) from error


def _record(line: str, encoding: str) -> Record:
    if not line.isascii() and not _encodable(line):
        return f"bytes that are not {encoding}; if the whole file is in another encoding, say so"
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return "not a line of JSON"
    return record if isinstance(record, dict) else "not an object of JSON"


def _encodable(line: str) -> bool:
    try:
        line.encode()
    except UnicodeEncodeError:
        return False
    return True


class _AsUtf8:
    """A text in another encoding, for a parser that reads only UTF-8."""

    def __init__(self, file: IO[bytes], encoding: str) -> None:
        self._text = io.TextIOWrapper(file, encoding=encoding, newline="")

    def read(self, size: int = -1) -> bytes:
        return self._text.read(size).encode("utf-8")


def _listed(path: Path, file: IO[bytes], detected: Detected, records: str | None) -> Iterator[Record]:
    import ijson

    top_level = detected.head.lstrip().startswith("[")
    if not top_level and records is None:
        raise BadDataError(
            f"{path} is one JSON object, not a list. Say in the mapping where its records are: "
            f"`records: NAME`.{_lists_in(path, detected)}",
            file=str(path),
        )
    prefix = "item" if top_level else f"{records}.item"
    stream: Any = file if detected.encoding == "utf-8" else _AsUtf8(file, detected.encoding)
    items = ijson.items(stream, prefix, use_float=True)
    done = 0
    try:
        for record in items:
            done += 1
            yield record if isinstance(record, dict) else "not an object of JSON"
    except ijson.JSONError as error:
        if "UTF8" in str(error):
            raise _misfit(path, detected, done) from error
        raise BadDataError(
            f"{path}: the JSON breaks behind record {done:,}. Export the file again, or bring it as JSON "
            "Lines (one record a line), where a broken line costs only itself.",
            file=str(path),
            row=done + 1,
        ) from error
    except UnicodeDecodeError as error:
        raise _misfit(path, detected, done) from error
    if not done and not top_level:
        raise BadDataError(
            f"{path} has no records at {records!r}.{_lists_in(path, detected, records)}", file=str(path)
        )


def _misfit(path: Path, detected: Detected, done: int) -> BadDataError:
    return BadDataError(
        f"{path}: behind record {done:,} stand bytes that are not {detected.encoding}. If the file is in "
        "another encoding, say so, for instance --encoding latin-1.",
        file=str(path),
        row=done + 1,
    )


def _lists_in(path: Path, detected: Detected, near: str | None = None) -> str:
    """Name the lists of a JSON object, as an ending for an error message."""
    import ijson

    found: list[str] = []
    with open_bytes(path) as file:
        stream: Any = file if detected.encoding == "utf-8" else _AsUtf8(file, detected.encoding)
        try:
            for prefix, event, _ in islice(ijson.parse(stream), 100_000):
                if event == "start_array" and ".item" not in prefix and prefix not in found:
                    found.append(prefix)
        except (ijson.JSONError, UnicodeDecodeError):
            return " It is not whole JSON."
    if not found:
        return " It holds no list."
    return nearest(near, found) if near else f" Lists in it: {', '.join(chain(found))}."
