"""How texts and numbers stand in a cell, so that they survive a spreadsheet and do no harm in it."""

import math
import re
from datetime import date

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_MONTHS = (
    "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mai|okt|dez|fév|avr|aoû|déc|ene|abr|ago|dic|"
    "gen|mag|giu|lug|set|ott|out|fev|maa|mrt|mei"
)
_REWRITTEN = re.compile(rf"\s*\d|(?:true|false)$|(?:{_MONTHS})[^\W\d]*[ ./-]*\d{{1,4}}$", re.IGNORECASE)
"""What a spreadsheet takes for a number, a date or a truth value, and then writes in its own way."""

_LONGEST = 30_000
"""A spreadsheet cuts cells at 32,767 characters and lets the rest run into the next row."""


def safe(text: str, *, exact: bool = False) -> str:
    """Return a text as it is written: one that a spreadsheet would run as a formula gets an apostrophe.

    Parameters
    ----------
    exact : bool
        Also keep the spreadsheet from taking it for a number or a date, which it would write differently.

    Examples
    --------
    >>> safe("=1+1"), safe("hello"), safe("2026-03"), safe("2026-03", exact=True)
    ("'=1+1", 'hello', '2026-03', "'2026-03")
    """
    return f"'{text}" if _needs_mark(text, exact) else text


def plain(cell: str, *, exact: bool = False) -> str:
    """Return the text of a cell, without the apostrophe that `safe` put before it.

    Examples
    --------
    >>> plain("'=1+1"), plain("'tis late"), plain(safe("'=x"))
    ('=1+1', "'tis late", "'=x")
    """
    return cell[1:] if cell.startswith("'") and _needs_mark(cell[1:], exact) else cell


def _needs_mark(text: str, exact: bool) -> bool:
    return text.startswith((*_FORMULA, "'")) or (exact and _REWRITTEN.match(text) is not None)


def shortened(text: str) -> str:
    """Return a text that fits into one cell of a spreadsheet."""
    if len(text) <= _LONGEST:
        return text
    return f"{text[:_LONGEST]}\n[cut here: {len(text) - _LONGEST:,} characters more]"


def number(cell: str) -> float | None:
    """Read a number, with a point or a comma before the decimals; None when it is none.

    Examples
    --------
    >>> number("0.02"), number("0,020000"), number("1,5E-05"), number("two")
    (0.02, 0.02, 1.5e-05, None)
    """
    try:
        read = float(cell.strip().replace(",", "."))
    except ValueError:
        return None
    return read if math.isfinite(read) else None


def whole(cell: str) -> int | None:
    """Read a whole number, 0 or more, also one that a spreadsheet gave decimals; None when it is none.

    Examples
    --------
    >>> whole("12"), whole("12,00"), whole("12.5"), whole("-1"), whole("")
    (12, 12, None, None, None)
    """
    text = cell.strip()
    if text.isascii() and text.isdigit():
        return int(text)
    read = number(text)
    # an exponent has lost digits, and three decimals may be thousands
    if read is None or read < 0 or read != int(read) or re.search(r"e|[.,]\d{3}$", text.lower()):
        return None
    return int(read)


def day(cell: str) -> date | None:
    """Read a day: ISO, or day first as a spreadsheet may write it; None when it cannot be told.

    Examples
    --------
    >>> day("2026-03-01"), day("01.03.2026"), day("13/03/2026"), day("01/03/2026")
    (datetime.date(2026, 3, 1), datetime.date(2026, 3, 1), datetime.date(2026, 3, 13), None)
    """
    text = cell.strip()
    try:
        return date.fromisoformat(text)
    except ValueError:
        parts = re.fullmatch(r"(\d{1,2})([./])(\d{1,2})\2(\d{4})", text)
    if parts is None:
        return None
    first, second, year = int(parts[1]), int(parts[3]), int(parts[4])
    orders = [(first, second)] if parts[2] == "." else [(first, second), (second, first)]
    found = {made for d, m in orders if (made := _made(year, m, d)) is not None}
    return found.pop() if len(found) == 1 else None


def _made(year: int, month: int, day_of_month: int) -> date | None:
    try:
        return date(year, month, day_of_month)
    except ValueError:
        return None


def same_identifier(cell: str, true: str) -> bool:
    """Say whether a cell holds an identifier, perhaps as a spreadsheet rewrote it (1.23457E+16, 123).

    Examples
    --------
    >>> same_identifier("T7", "T7"), same_identifier("123", "00123")
    (True, True)
    >>> same_identifier("1,23457E+16", "12345678901234567")
    True
    >>> same_identifier("124", "123"), same_identifier("", "123")
    (False, False)
    """
    if cell.strip() == true.strip():
        return True
    one, other = number(cell), number(true)
    if one is None or other is None:
        return False
    tolerance = 1e-4 if "e" in cell.lower() else 0.0
    return math.isclose(one, other, rel_tol=tolerance, abs_tol=0.0)
