"""Weekly seasonality: how much busier than the average day each weekday is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp, log, sqrt
from typing import Any

from headwater.analysis.demand.days import WEEKDAYS, DayFacts
from headwater.analysis.demand.distributions import student_t_quantile
from headwater.analysis.estimates import Estimate, cannot_tell

_LEAST_DAYS = 14


@dataclass(frozen=True)
class WeeklyIndex:
    """Contacts of each weekday over those of the average day.

    Attributes
    ----------
    index : tuple of Estimate
        Monday first; 1 is an average day, and the seven average 1. Empty when it cannot be told.
    weeks : int
        Spans of seven days it rests on.
    weeks_left_out : int
        Spans left out for a day without contacts, or nearly so.
    why : str
        Why it cannot be told; empty when it can.
    """

    index: tuple[Estimate, ...]
    weeks: int
    weeks_left_out: int
    why: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the index as plain data."""
        return {
            "index": {WEEKDAYS[d]: e.to_dict() for d, e in enumerate(self.index)},
            "weeks": self.weeks,
            "weeks_left_out": self.weeks_left_out,
            "why": self.why,
        }


def whole_weeks(days: DayFacts) -> tuple[list[date], int]:
    """Return the first days of the spans of seven days without a hole, and how many spans have one."""
    if days.first is None:
        return [], 0
    broken = {(day - days.first).days // 7 for day in (*days.holes, *days.thin_days)}
    spans = range(days.days // 7)
    return (
        [days.first + timedelta(weeks=i) for i in spans if i not in broken],
        sum(i in broken for i in spans),
    )


def weekly_index(daily: Mapping[date, int], days: DayFacts, level: float = 0.95) -> WeeklyIndex:
    """Estimate the weekly pattern, with weeks as replicates.

    Parameters
    ----------
    daily : mapping of date to int
        Contacts on each day, of all contacts or of one group.
    days : DayFacts
        The days of all contacts: which weeks are whole.
    level : float
        Confidence level, 0 to 1.

    Returns
    -------
    WeeklyIndex
        Without figures below 14 days, when fewer than two weeks are whole, or when most days are empty.

    Notes
    -----
    With y the contacts on a weekday and x those of the whole week, the index is 7 sum(y) / sum(x) over m
    weeks. Its linearised variance is 49 m/(m-1) sum((y - R x)^2) / sum(x)^2 with R = sum(y) / sum(x); the
    interval is made for its logarithm, with Student's t on m - 1 degrees of freedom. A busy month weighs
    on all weekdays alike and so does not widen it.

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd ed., chapter 6 (ratio estimators). Wiley.

    Examples
    --------
    >>> from headwater.analysis.demand.days import day_facts
    >>> days = [date(2026, 3, 2) + timedelta(days=i) for i in range(21)]
    >>> daily = {day: 160 if day.weekday() == 0 else 90 for day in days}
    >>> [round(e.value, 2) for e in weekly_index(daily, day_facts(daily)).index]
    [1.6, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9]
    """
    if days.days < _LEAST_DAYS:
        return WeeklyIndex(
            (), 0, 0, f"the contacts span {days.days} days; a weekly pattern needs {_LEAST_DAYS}"
        )
    if len(days.closed_weekdays) == 7:
        return WeeklyIndex(
            (), 0, 0, "fewer than one day in five has a contact: a few stray ones may stretch the span"
        )
    starts, broken = whole_weeks(days)
    if len(starts) < 2:
        return WeeklyIndex((), len(starts), broken, "fewer than two weeks are without a gap")
    weeks = [_by_weekday(daily, start) for start in starts]
    totals = [sum(week) for week in weeks]
    if not sum(totals):
        return WeeklyIndex((), len(starts), broken, "there are no contacts in the weeks without a gap")
    index = tuple(_index([week[d] for week in weeks], totals, level) for d in range(7))
    return WeeklyIndex(index, len(starts), broken)


def _by_weekday(daily: Mapping[date, int], start: date) -> list[int]:
    counts = [0] * 7
    for i in range(7):
        day = start + timedelta(days=i)
        counts[day.weekday()] = daily.get(day, 0)
    return counts


def _index(own: list[int], totals: list[int], level: float) -> Estimate:
    m, whole, n = len(own), sum(totals), sum(own)
    share = n / whole
    method = "ratio over weeks"
    if not n:
        return Estimate(0.0, None, None, n=0, level=level, method=method)
    spread = sum((y - share * x) ** 2 for y, x in zip(own, totals, strict=True))
    error = sqrt(m / (m - 1) * spread) / whole
    reach = student_t_quantile(0.5 + level / 2, m - 1) * error / share
    if reach > 50:
        return cannot_tell("too few contacts on this weekday", n)
    low, high = (exp(log(7 * share) + side * reach) for side in (-1, 1))
    return Estimate(7 * share, low, min(high, 7.0), n=n, level=level, method=method)
