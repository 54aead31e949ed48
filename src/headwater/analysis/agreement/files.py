"""Codes from CSV files: one row says what one coder said of one item, in one field or in several."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from headwater.analysis.agreement.readings import Reading
from headwater.analysis.errors import BadDataError, UsageError, nearest

CODE = "code"
"""Column of the plain form: item, coder, code."""

_LONGEST_FIELD = 16 << 20
"""A field longer than this is a quote that nobody closed."""

_YES = ("yes", "y", "true", "x", "1")
"""What people and spreadsheets write in the column `adjudicates` of a row that decides."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula; an apostrophe in front keeps it text."""


def read_readings(
    paths: Sequence[Path], *, field: str | None = None, fields: Sequence[str] = ()
) -> dict[str, list[Reading]]:
    """Read what coders said from CSV files with the columns item, coder and one for each field.

    Parameters
    ----------
    paths : sequence of Path
        Several files, such as one a coder, are taken together.
    field : str, optional
        The column to read. Without it the column `code`, and where there is none those of `fields` that the
        files have.
    fields : sequence of str
        Columns that a coding sheet may have.

    Returns
    -------
    dict of str to list of Reading
        By field. Rows that adjudicate (column `adjudicates` says yes) are left out, and so are rows nobody
        has taken: no coder and no code.

    Raises
    ------
    BadDataError
        A file is empty, has not the columns or is not text, or a row names no item or no coder.
    UsageError
        A file is not there, or has no column called `field`.
    """
    found: dict[str, list[Reading]] = {}
    for path in paths:
        header, rows = _table(path)
        for name in _columns(path, header, field, fields):
            found.setdefault(name, [])
        for number, row in rows:
            if (row.get("adjudicates") or "").strip().lower() in _YES:
                continue
            _take(path, number, row, found)
    return found


def _take(path: Path, number: int, row: Mapping[str, str], found: dict[str, list[Reading]]) -> None:
    item, coder = plain(row["item"]), plain(row["coder"])
    codes = {name: plain(row[name]) for name in found if name in row}
    where = f"{path.name}, row {number}"
    given = [name for name, code in codes.items() if code]
    if not coder and not given:
        return
    missing = "item" if not item else "coder" if not coder else None
    if missing:
        said = f" but {given[0]} {codes[given[0]]!r}" if given else ""
        raise BadDataError(
            f"{where}: the column {missing!r} is empty{said}. Every row needs the item that was read and the "
            "name of who read it.",
            file=str(path),
            row=number,
        )
    for name, code in codes.items():
        found[name].append(Reading(item, coder, code, where))


def plain(text: str) -> str:
    """Return a cell without spaces around it, and without the apostrophe that protects it in spreadsheets.

    Examples
    --------
    >>> plain(" '=2 "), plain("'quoted'")
    ('=2', "'quoted'")
    """
    text = text.strip(" \n\r")
    return text[1:] if text[:1] == "'" and text[1:2] in _FORMULA and len(text) > 1 else text


def protected(text: str) -> str:
    """Return a cell that no spreadsheet runs as a formula.

    Examples
    --------
    >>> protected("=HYPERLINK(A1)"), protected("value")
    ("'=HYPERLINK(A1)", 'value')
    """
    return f"'{text}" if text[:1] in _FORMULA else text


def _columns(path: Path, header: list[str], field: str | None, fields: Sequence[str]) -> list[str]:
    has = ", ".join(name or "(no name)" for name in header)
    for name in ("item", "coder"):
        if name not in header:
            raise BadDataError(
                f"{path.name} has no column {name!r}; it has {has}. Agreement needs the columns item, coder "
                "and code, or a coding sheet.",
                file=str(path),
            )
    if field is not None:
        if field not in header:
            others = [name for name in header if name not in ("item", "coder", "adjudicates", "")]
            ending = nearest(field, others) if others else ""
            raise UsageError(f"{path.name} has no column {field!r}.{ending}", file=str(path))
        return [field]
    if CODE in header:
        return [CODE]
    known = [name for name in fields if name in header]
    if not known:
        sheet = f", or a coding sheet with {', '.join(fields)}" if fields else ""
        raise BadDataError(
            f"{path.name} has no column 'code'; it has {has}. Agreement needs the columns item, coder and "
            f"code{sheet}. If the codes are in another column, name it with --field.",
            file=str(path),
        )
    return known


def _table(path: Path) -> tuple[list[str], Iterator[tuple[int, dict[str, str]]]]:
    """Return the header, and the rows by their number in a spreadsheet."""
    text = _text(path)
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    csv.field_size_limit(_LONGEST_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    numbered = _numbered(path, reader)
    number, cells = next(numbered, (0, []))
    if not cells:
        raise BadDataError(
            f"{path.name} is empty. Give a CSV file with the columns item, coder and code.", file=str(path)
        )
    header = [name.strip() for name in cells]
    twice = next((name for name in header if name and header.count(name) > 1), None)
    if twice is not None:
        raise BadDataError(
            f"{path.name} has two columns {twice!r}. Remove or rename one.", file=str(path), column=twice
        )
    return header, _rows(path, header, numbered, number)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadDataError(
            f"{path.name} is not UTF-8 text (byte {error.start + 1:,}). Save it again as CSV UTF-8.",
            file=str(path),
        ) from error
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read: {error.strerror}. Check the name of the file.", file=str(path)
        ) from error


def _numbered(path: Path, reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise BadDataError(
                f"{path.name}, row {number} is not valid CSV: {error}. Look for a quote that is not closed.",
                file=str(path),
                row=number,
            ) from error
        if any(cell.strip() for cell in cells):
            yield number, cells


def _rows(
    path: Path, header: list[str], numbered: Iterator[tuple[int, list[str]]], number: int
) -> Iterator[tuple[int, dict[str, str]]]:
    last = number
    for last, cells in numbered:
        if len(cells) != len(header):
            raise BadDataError(
                f"{path.name}, row {last} has {len(cells)} cells, and the header has {len(header)}. Quote "
                "text that holds the separator, or remove what is too much.",
                file=str(path),
                row=last,
            )
        yield last, dict(zip(header, cells, strict=True))
    if last == number:
        raise BadDataError(
            f"{path.name} has a header but no rows. Code some items first, then ask for agreement.",
            file=str(path),
        )
