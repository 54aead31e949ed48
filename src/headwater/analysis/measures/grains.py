"""Days, weeks and months: how long a period is, and where the next one starts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal, cast

from headwater.analysis.errors import UsageError

Grain = Literal["day", "week", "month"]
_Unit = Literal["d", "w", "m", "y"]
GRAINS: tuple[Grain, ...] = ("day", "week", "month")

DAYS_IN: dict[Grain, float] = {"day": 1.0, "week": 7.0, "month": 365.25 / 12}
PERIODS_A_YEAR: dict[Grain, float] = {"day": 365.25, "week": 365.25 / 7, "month": 12.0}

_DURATION = re.compile(r"^\s*(\d+)\s*([dwmy])[a-z]*\s*$", re.IGNORECASE)
_DAYS_OF = {"d": 1.0, "w": 7.0, "m": 365.25 / 12, "y": 365.25}
_WORDS = {"d": "day", "w": "week", "m": "month", "y": "year"}


@dataclass(frozen=True)
class Duration:
    """A length of time as people plan it: 4 weeks, 6 months."""

    count: int
    unit: _Unit = "w"

    @property
    def days(self) -> float:
        """Length in days; a month is a twelfth of a year."""
        return self.count * _DAYS_OF[self.unit]

    def periods(self, grain: Grain) -> int:
        """Return how many periods of a series that is, rounded; at least 1 unless it is nothing."""
        return 0 if not self.count else max(1, round(self.days / DAYS_IN[grain]))

    def __str__(self) -> str:
        return f"{self.count} {_WORDS[self.unit]}{'' if self.count == 1 else 's'}"

    @property
    def code(self) -> str:
        """As it is typed: 26w."""
        return f"{self.count}{self.unit}"


def duration(text: str) -> Duration:
    """Read a length of time such as 4w, 6m or 180d.

    Raises
    ------
    UsageError
        It is not a whole number and a unit.

    Examples
    --------
    >>> str(duration("4w")), duration("26w").periods("month")
    ('4 weeks', 6)
    """
    found = _DURATION.match(text)
    if found is None:
        raise UsageError(
            f"{text!r} is not a length of time. Write a whole number and d, w, m or y, such as 26w or 6m."
        )
    return Duration(int(found[1]), cast("_Unit", found[2].lower()))


def shifted(day: date, periods: int, grain: Grain) -> date:
    """Return the day that many periods later (or earlier).

    Examples
    --------
    >>> shifted(date(2024, 11, 1), 3, "month").isoformat()
    '2025-02-01'
    """
    if grain == "month":
        months = day.year * 12 + day.month - 1 + periods
        return date(months // 12, months % 12 + 1, day.day)
    return day + timedelta(days=periods * (1 if grain == "day" else 7))


def periods_between(first: date, second: date, grain: Grain) -> int | None:
    """Return how many periods lie between two starts of periods; None when it is not a whole number."""
    if grain == "month":
        return (
            None if first.day != second.day else (second.year - first.year) * 12 + second.month - first.month
        )
    periods, rest = divmod((second - first).days, 1 if grain == "day" else 7)
    return None if rest else periods


def place_from(first: date, day: date, grain: Grain) -> int:
    """Return the number of the period that a day lies in, counted from the one that begins on `first`.

    Examples
    --------
    >>> monday = date(2025, 1, 6)
    >>> place_from(monday, date(2025, 1, 19), "week"), place_from(monday, date(2025, 1, 5), "week")
    (1, -1)
    """
    if grain == "month":
        return (day.year - first.year) * 12 + day.month - first.month - (day.day < first.day)
    return (day - first).days // (1 if grain == "day" else 7)


def likely_grain(days: Sequence[date]) -> Grain | None:
    """Return the grain that most neighbouring dates agree on; None when no grain fits.

    Examples
    --------
    >>> likely_grain([date(2025, 1, 6), date(2025, 1, 13), date(2025, 1, 20)])
    'week'
    """
    steps = [(later - earlier).days for earlier, later in pairwise(days) if later > earlier]
    if not steps:
        return None
    middle = sorted(steps)[len(steps) // 2]
    if middle in (1, 7):
        return "day" if middle == 1 else "week"
    return "month" if 28 <= middle <= 31 else None
