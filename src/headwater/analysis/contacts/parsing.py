"""Text to typed values, as SQL for DuckDB; every expression gives null for what it cannot read."""

import re
from collections.abc import Sequence

from headwater.analysis.contacts.engines.duckdb import quoted

SPACE = quoted(" \t\n\r\x0b\x0c\u00a0\ufeff")
"""What is cut off at both ends of a text."""
SPACES = "(" + ", ".join(quoted(c) for c in " \t\n\r\x0b\x0c\u00a0\ufeff") + ")"
"""The same characters one by one."""

_BLANK = r"[\s\x{a0}\x{feff}]"
_DATE = r"\d{4}([-/])\d{1,2}[-/]\d{1,2}"
_TIME = r"[Tt ]\s*\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?"
_NAIVE = f"{_DATE}({_TIME})?"
_ZONED = rf"{_DATE}{_TIME} ?([Zz]|UTC|GMT|[+-]\d{{2}}(:?\d{{2}})?)"
_CLOCK = r"(\d+):([0-5]\d):([0-5]\d(\.\d+)?)"

_WITH_COMMA = r"[+-]?(\d+|\d{1,3}([. ]\d{3})+)(,\d+)?"

SECONDS_IN = {"seconds": 1.0, "milliseconds": 0.001, "minutes": 60.0, "hours": 3600.0}
_TRUE = ("true", "t", "yes", "y", "1")
_FALSE = ("false", "f", "no", "n", "0")

EARLIEST, LATEST = "TIMESTAMPTZ '1990-01-01 00:00:00+00'", "TIMESTAMPTZ '2100-01-01 00:00:00+00'"


def listed(values: Sequence[str]) -> str:
    """Return texts as the list behind IN."""
    return "(" + ", ".join(quoted(value) for value in values) + ")"


def instant(text: str, formats: Sequence[str], zone: str) -> str:
    """Return SQL that reads an instant: the first of the formats that fits.

    Notes
    -----
    A time without an offset is local to `zone`. A time that the clocks skipped in spring moves forward by
    what they skipped; a time that came twice in autumn is taken as the second, in standard time.
    """
    tried = [_instant(text, form, zone) for form in formats or ["iso"]]
    return tried[0] if len(tried) == 1 else f"coalesce({', '.join(tried)})"


def _instant(text: str, form: str, zone: str) -> str:
    if form == "iso":
        # most texts are cast as they stand; only what that refuses is put into the engine's form first
        dotted = f"replace(upper({text}), ',', '.')"
        joined = f"replace(replace(replace({dotted}, ' +', '+'), ' -', '-'), 'GMT', 'UTC')"
        zoned, naive = _cast(text, joined, "TIMESTAMPTZ"), _cast(text, dotted, "TIMESTAMP")
        return (
            f"CASE WHEN regexp_full_match({text}, {quoted(_ZONED)}) THEN {zoned} "
            f"WHEN regexp_full_match({text}, {quoted(_NAIVE)}) THEN timezone({quoted(zone)}, {naive}) END"
        )
    if form in ("epoch_seconds", "epoch_milliseconds"):
        factor = 1_000_000 if form == "epoch_seconds" else 1_000
        plain = number(text)
        # larger numbers are no instants, and would not fit
        fits = f"CASE WHEN abs({plain}) < 1e16 / {factor} THEN round({plain} * {factor})::BIGINT END"
        return f"make_timestamptz({fits})"
    parsed = f"try_strptime({text}, {quoted(form)})"
    return parsed if "%z" in form or "%Z" in form else f"timezone({quoted(zone)}, {parsed})"


def _cast(text: str, fixed: str, kind: str) -> str:
    return f"coalesce(try_cast({text} AS {kind}), try_cast({fixed} AS {kind}))"


def number(text: str, decimal: str = ".") -> str:
    """Return SQL that reads a finite number, with a decimal point or a decimal comma."""
    if decimal == ",":
        plain = f"replace(replace(replace({text}, '.', ''), ' ', ''), ',', '.')"
        text = f"CASE WHEN regexp_full_match({text}, {quoted(_WITH_COMMA)}) THEN {plain} END"
    value = f"try_cast({text} AS DOUBLE)"
    # the engine would also take 1_000, nan and inf
    return f"CASE WHEN isfinite({value}) AND NOT contains({text}, '_') THEN {value} END"


def seconds(text: str, unit: str, decimal: str) -> str:
    """Return SQL that reads a length of time in some unit as seconds."""
    if unit == "clock":
        part = [f"try_cast(regexp_extract({text}, {quoted(_CLOCK)}, {n}) AS DOUBLE)" for n in (1, 2, 3)]
        total = f"{part[0]} * 3600 + {part[1]} * 60 + {part[2]}"
        sign = f"CASE WHEN {text} LIKE '-%' THEN -1 ELSE 1 END"
        return f"CASE WHEN regexp_full_match({text}, {quoted('-?' + _CLOCK)}) THEN ({total}) * {sign} END"
    factor = SECONDS_IN[unit]
    plain = number(text, decimal)
    if factor == 1.0:
        return plain
    # rounded to the microsecond, so that 1.1 minutes are 66 seconds and not 66.00000000000001
    return f"round(({plain}) * {factor!r}, 6)"


def flag(text: str, true_when: Sequence[str] | None) -> str:
    """Return SQL that reads yes or no; with `true_when`, anything else is no."""
    if true_when is not None:
        return f"{text} IN {listed(true_when)}"
    yes, no = (f"lower({text}) IN {listed(words)}" for words in (_TRUE, _FALSE))
    return f"CASE WHEN {yes} THEN true WHEN {no} THEN false END"


def choice(text: str, choices: Sequence[str]) -> str:
    """Return SQL that keeps one of the known words, however it is capitalised."""
    return f"CASE WHEN lower({text}) IN {listed(choices)} THEN lower({text}) END"


def texts(text: str, separator: str | None, as_list: bool) -> str:
    """Return SQL that reads a list of texts: separated, as JSON, or a single one."""
    trimmed = f"lambda x: trim(x, {SPACE})"
    if as_list:
        items = f"try(from_json({text}, '[\"VARCHAR\"]'))"
        # a list of objects is a list of their names, as in [{"id": 7, "name": "parcel"}]
        named = "CASE WHEN starts_with(x, '{') THEN try(json_extract_string(x, '$.name')) ELSE x END"
        untidy, found = "true", f"list_transform({items}, lambda x: {named})"
    elif separator is not None:
        s = re.escape(separator)
        found = f"string_split({text}, {quoted(separator)})"
        untidy = f"regexp_matches({text}, {quoted(f'{_BLANK}{s}|{s}{_BLANK}|{s}{s}|^{s}|{s}$')})"
    else:
        untidy, found = "false", f"[{text}]"
    tidy = f"list_filter(list_transform({found}, {trimmed}), lambda x: x <> '')"
    return f"CASE WHEN {text} IS NULL THEN NULL WHEN {untidy} THEN {tidy} ELSE {found} END"
