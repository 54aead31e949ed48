"""What in a sample of values can be an instant, a day or a time of day, and in which form."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from headwater.analysis.contacts.suggesting.column_values import Fit, Values

INSTANT_FORMATS = (
    "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%y %H:%M", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M",
    "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %I:%M %p", "%d/%m/%Y %I:%M %p",
    "%d/%b/%y %I:%M %p", "%d-%m-%Y %H:%M:%S", "%d-%m-%Y %H:%M",
    "%a %b %d %H:%M:%S %Y", "%a %b %d %H:%M:%S %z %Y", "%a, %d %b %Y %H:%M:%S %z", "%d.%m.%Y", "%d/%m/%Y",
    "%m/%d/%Y", "%Y%m%d", "%y%m%d",
)  # fmt: skip
"""Forms of instants besides ISO and seconds since 1970, each tried on every value."""


def instants(values: Values) -> Fit:
    """Test for instants, and find the form they are written in.

    Examples
    --------
    >>> instants(Values.of("Datum", ["02.03.2026 09:15", "13.03.2026 10:00"])).modifiers
    {'format': '%d.%m.%Y %H:%M'}
    """
    n = len(values.filled)
    if not n:
        return Fit(0.0, "it has no values")
    tried = [("iso", values.count(_is_iso)), ("epoch_seconds", values.count(_is_epoch(1))),
             ("epoch_milliseconds", values.count(_is_epoch(1000)))]  # fmt: skip
    tried += [(form, values.count(lambda v, form=form: _parses(v, form))) for form in INSTANT_FORMATS]
    form, hits = max(tried, key=lambda t: t[1])
    rivals = [other for other, count in tried if count == hits and other != form and _swapped(form) == other]
    doubt = f"{form} and {rivals[0]} both fit: check which of the two numbers is the day" if rivals else ""
    return Fit(hits / n, f"values parse as instants ({form}) {hits} of {n}", {"format": form}, doubt)


def days(values: Values) -> str | None:
    """Return the form of values that are days without a time, or None."""
    forms = (
        "%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%Y/%m/%d", "%d-%m-%Y", "%Y%m%d", "%y%m%d",
    )  # fmt: skip
    return _form_of_most(values, forms)


def times_of_day(values: Values) -> str | None:
    """Return the form of values that are times of day, or None."""
    return _form_of_most(values, ("%H:%M:%S", "%H:%M", "%I:%M %p"))


def _form_of_most(values: Values, forms: Sequence[str]) -> str | None:
    """Return the first form that nine of ten values have; exports are dirty."""
    enough = max(1, 0.9 * len(values.filled))
    return next((f for f in forms if values.count(lambda v, f=f: _parses(v, f)) >= enough), None)


_DIGITS = {"%Y%m%d": r"\d{8}", "%y%m%d": r"\d{6}"}


def as_instant(text: str, form: str) -> float | None:
    """Return an instant as seconds since 1970 (its zone does not matter for differences), or None."""
    if form in _DIGITS and not re.fullmatch(_DIGITS[form], text):
        return None  # Python would take fewer digits too
    try:
        if form.startswith("epoch"):
            return float(text) / (1000 if form.endswith("milliseconds") else 1)
        plain_iso = text.replace("/", "-") if form == "iso" else text
        moment = datetime.fromisoformat(plain_iso) if form == "iso" else datetime.strptime(text, form)  # noqa: DTZ007
        return moment.replace(tzinfo=None).timestamp() if moment.tzinfo is None else moment.timestamp()
    except ValueError:
        return None


def _is_iso(text: str) -> bool:
    return (
        bool(re.match(r"\d{4}[-/]\d\d[-/]\d\d([T ]\d\d:\d\d|$)", text))
        and as_instant(text, "iso") is not None
    )


def _is_epoch(factor: int) -> Any:
    # 1995 to 2065, so that a ticket number is seldom taken for an instant
    return lambda v: bool(re.fullmatch(r"\d+(\.\d+)?", v)) and 788e6 <= float(v) / factor < 3e9


def _parses(text: str, form: str) -> bool:
    return as_instant(text, form) is not None


def _swapped(form: str) -> str:
    return form.replace("%d/%m", "%?").replace("%m/%d", "%d/%m").replace("%?", "%m/%d")
