"""Rows as programs send them: read, and looked at one by one before a mapping sees them."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NoReturn

from headwater.analysis.contacts.mapping import Mapping as ContactMapping
from headwater.analysis.contacts.mapping import parse_mapping
from headwater.analysis.contacts.readers.json_rows import Record
from headwater.analysis.errors import UsageError, nearest
from headwater.apps.api.errors import TooLargeError, UnsupportedError

MOST_ROWS = 10_000
LONGEST = {"subject": 2_000, "body": 100_000}
_LONG = 1_000
_MAPPINGS = {"contacts": "pushed_contacts", "events": "pushed_events"}

JSON, LINES = ("application/json",), ("application/x-ndjson", "application/jsonl", "application/json-lines")


@cache
def mapping_text(kind: str) -> str:
    """Return the mapping by which rows of a kind go from the inbox into the store."""
    return (files(__package__) / "mappings" / f"{_MAPPINGS[kind]}.yaml").read_text("utf-8")


@cache
def first_mapping(kind: str) -> ContactMapping:
    """Return the same mapping for rows as they come: their identifiers are raw."""
    whole = parse_mapping(mapping_text(kind), f"{_MAPPINGS[kind]}.yaml")
    raw = {name: e.model_copy(update={"pseudonym": False}) for name, e in whole.columns.items()}
    return whole.model_copy(update={"columns": raw})


@cache
def columns_of(kind: str) -> tuple[str, ...]:
    """Return the columns rows of a kind may have."""
    mapping = first_mapping(kind)
    return (*mapping.columns, *mapping.text)


def read_rows(content: bytes, content_type: str) -> list[Any]:
    """Return the rows of a request: a list in JSON, or an object a line."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind not in (*JSON, *LINES):
        raise UnsupportedError(
            f"Send {JSON[0]} (a list of objects) or {LINES[0]} (an object a line), in UTF-8."
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"The content is not UTF-8: byte {error.start} does not fit.") from None
    rows = list(_lines(text)) if kind in LINES else _listed(text)
    if not rows:
        raise UsageError("There are no rows in it.")
    if len(rows) > MOST_ROWS:
        raise TooLargeError(
            f"These are {len(rows):,} rows: send at most {MOST_ROWS:,} at once.", most=MOST_ROWS
        )
    return rows


def look_at(kind: str, rows: list[Any]) -> list[Record]:
    """Return the rows for the mapping; in place of one that cannot be taken, the reason."""
    known = columns_of(kind)
    return [_problem(row, kind, known) or row for row in rows]


def _listed(text: str) -> list[Any]:
    try:
        rows = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        at = (
            f" at line {error.lineno}, column {error.colno}"
            if isinstance(error, json.JSONDecodeError)
            else ""
        )
        raise UsageError(f"The content is not JSON{at}.") from None
    if not isinstance(rows, list):
        raise UsageError("The content is JSON, but not a list: put the rows between [ and ].")
    return rows


def _lines(text: str) -> Iterator[Any]:
    for line in text.split("\n"):
        if line.strip():
            try:
                yield json.loads(line, parse_constant=_no_number)
            except (ValueError, RecursionError):
                yield "this line is not JSON"


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number of JSON")


def _problem(row: Any, kind: str, known: tuple[str, ...]) -> str:
    """Say why a row cannot be taken; the words never repeat a value."""
    if isinstance(row, str):
        return row if row == "this line is not JSON" else "a text, not an object with columns"
    if not isinstance(row, dict):
        return "not an object with columns"
    return next(filter(None, (_wrong(name, value, kind, known) for name, value in row.items())), "")


def _wrong(name: str, value: Any, kind: str, known: tuple[str, ...]) -> str:
    if name not in known:
        # a name may itself be somebody's: only what looks like the name of a column is repeated
        plain = name.isascii() and name.isidentifier() and len(name) <= 40
        said = f"a column {name!r}" if plain else "a column"
        return (
            f"{kind} do not have {said}.{nearest(name[:40], list(known))}"
            if plain
            else (f"{kind} do not have one of its columns")
        )
    if name == "tags":
        if value is not None and not (isinstance(value, list) and all(isinstance(v, str) for v in value)):
            return "tags is not a list of texts"
        words = value or []
    elif isinstance(value, Mapping | list):
        return f"{name} is not a single value"
    else:
        words = [value] if isinstance(value, str) else []
    longest = LONGEST.get(name, _LONG)
    if sum(map(len, words)) > longest:
        return f"{name} has more than {longest:,} characters"
    if not all(_is_text(word) for word in words):
        return f"{name} holds something that is no text"
    return ""


def _is_text(word: str) -> bool:
    if "\0" in word:
        return False
    try:
        word.encode()
    except UnicodeEncodeError:  # half a letter
        return False
    return True
