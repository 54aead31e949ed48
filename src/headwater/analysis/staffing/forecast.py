"""Arrivals of the coming days by half-hour, with an interval, tried on weeks that are already known."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from headwater.analysis.errors import BadDataError, UsageError
from headwater.analysis.frames import Backend, to_frame
from headwater.analysis.staffing.arrival_model import count_interval, fit_arrivals, rate_interval
from headwater.analysis.staffing.checking import Array, plain
from headwater.analysis.staffing.half_hours import HalfHours

_FEWEST_DAYS = 12
"""Two working weeks."""
_MOST_DAYS_AHEAD = 92


@dataclass(frozen=True)
class BackTest:
    """How the forecast did on weeks that were held back, against last week's figures.

    Attributes
    ----------
    weeks, half_hours : int
        Weeks held back one after the other, and half-hours in them.
    error, naive_error : float
        Mean absolute error of a half-hour; the second of repeating the week before.
    day_error, naive_day_error : float
        Mean absolute error of a day's total, as a share of the mean day.
    covered : float
        Share of half-hours within the interval.
    """

    weeks: int
    half_hours: int
    error: float
    naive_error: float
    day_error: float
    naive_day_error: float
    covered: float
    level: float

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as plain data."""
        return {name: plain(getattr(self, name)) for name in self.__dataclass_fields__}

    def __str__(self) -> str:
        better = 1 - self.error / self.naive_error if self.naive_error else 0.0
        word = f"{better:.0%} smaller" if better >= 0 else f"{-better:.0%} LARGER"
        return (
            f"Tried on {self.weeks} week{'' if self.weeks == 1 else 's'} held back: off by {self.error:.2f} "
            f"contacts a half-hour, {word} than repeating last week ({self.naive_error:.2f}); days off by "
            f"{self.day_error:.1%} against {self.naive_day_error:.1%}. The {self.level:.0%} interval held "
            f"{self.covered:.0%} of the half-hours."
        )


@dataclass(frozen=True)
class Forecast:
    """Arrivals by half-hour of the coming days; closed half-hours are left out.

    Attributes
    ----------
    mean : array
        Expected arrivals.
    low, high : array
        Interval for the count.
    rate_low, rate_high : array
        Interval for the rate behind it: what staff is planned for, since queues know of counting already.
    rate_cv : array
        Standard deviation of the rate over its mean.
    back_test : BackTest or None
        None where the record is too short; `why` then says so.
    """

    at: tuple[tuple[date, int], ...]
    mean: Array
    low: Array
    high: Array
    rate_low: Array
    rate_high: Array
    rate_cv: Array
    level: float
    weekly_trend: float
    handle_seconds: float | None
    back_test: BackTest | None
    why: str
    skipped: tuple[date, ...]

    def columns(self) -> dict[str, Any]:
        """Return a column for each figure."""
        names = ("mean", "low", "high", "rate_low", "rate_high", "rate_cv")
        return {"start": [clock(slot) for slot in self.at]} | {n: getattr(self, n).tolist() for n in names}

    def to_dict(self) -> dict[str, Any]:
        """Return the forecast and how it was tried, as plain data."""
        named = self.columns()
        return {
            "level": self.level,
            "weekly_trend": self.weekly_trend,
            "handle_seconds": self.handle_seconds,
            "back_test": None if self.back_test is None else self.back_test.to_dict(),
            "why": self.why,
            "skipped_days": [day.isoformat() for day in self.skipped],
            "half_hours": [dict(zip(named, row, strict=True)) for row in zip(*named.values(), strict=True)],
        }

    def to_frame(self, backend: Backend | None = None) -> Any:
        """Return a row for each half-hour."""
        return to_frame(self.columns(), backend)

    def __str__(self) -> str:
        days: dict[date, float] = {}
        for (day, _), mean in zip(self.at, self.mean, strict=True):
            days[day] = days.get(day, 0.0) + float(mean)
        lines = [
            f"{len(self.at)} half-hours from {min(days)} to {max(days)}: {sum(days.values()):,.0f} contacts "
            f"expected; the level moves {self.weekly_trend:+.1%} a week",
            self.why if self.back_test is None else str(self.back_test),
        ]
        if self.skipped:
            lines.append(
                f"No forecast for {', '.join(map(str, self.skipped))}: no such weekday in the record."
            )
        return "\n".join(lines + [f"  {day:%a %Y-%m-%d}  {total:8,.0f}" for day, total in days.items()])


def clock(slot: tuple[date, int]) -> str:
    """Return a half-hour as text, such as 2026-03-02 09:30."""
    day, half = slot
    return f"{day.isoformat()} {half // 2:02d}:{30 * (half % 2):02d}"


def forecast(
    half_hours: HalfHours,
    *,
    days: int = 7,
    start: date | None = None,
    level: float = 0.8,
    held_back_weeks: int = 4,
) -> Forecast:
    """Forecast arrivals by half-hour.

    Parameters
    ----------
    days : int
        Days to forecast.
    start : date, optional
        First of them; by default the day after the record's last.
    level : float
        Of the intervals.
    held_back_weeks : int
        Weeks to try it on; fewer where the record is short. Each is forecast from what came before it alone.

    Notes
    -----
    Mean: the day's level with a fading trend, times the weekday's profile (`fit_arrivals`). Interval: the
    count is Poisson around a rate that itself varies (gamma), by as much as past half-hours varied beyond
    counting, and is known only from a few weeks: together negative binomial.
    """
    if not 0 < level < 1:
        raise UsageError(f"level is {level:g}: give a share between 0 and 1, such as 0.8.")
    if not 1 <= days <= _MOST_DAYS_AHEAD:
        raise UsageError(f"days is {days}: give 1 to {_MOST_DAYS_AHEAD}; beyond that there is no saying.")
    first, last = half_hours.days[0], half_hours.days[-1]
    if (last - first).days + 1 < _FEWEST_DAYS:
        raise BadDataError(
            f"{half_hours.name} spans {(last - first).days + 1} days, from {first} to {last}. A forecast by "
            f"weekday needs two working weeks: {_FEWEST_DAYS} days."
        )
    begin = start or last + timedelta(days=1)
    if begin <= last:
        raise UsageError(f"start ({begin}) lies within the record, which ends on {last}. Give a later day.")
    if (begin - last).days > _MOST_DAYS_AHEAD:
        raise UsageError(f"start ({begin}) lies {(begin - last).days} days after the record's end ({last}).")
    model = fit_arrivals(half_hours)
    slots, means, cvs, skipped = [], [], [], []
    for day in (begin + timedelta(days=i) for i in range(days)):
        mean = model.mean(day)
        if np.isnan(mean).any():
            skipped.append(day)
            continue
        cv = model.rate_cv(day, mean)
        for half in np.flatnonzero(mean > 0):
            slots.append((day, int(half)))
            means.append(float(mean[half]))
            cvs.append(float(cv[half]))
    if not slots:
        raise BadDataError("None of these weekdays is in the record, so none can be forecast.")
    mean, cv = np.array(means), np.array(cvs)
    low, high = count_interval(mean, cv, level)
    rate_low, rate_high = rate_interval(mean, cv, level)
    tried = _back_test(half_hours, held_back_weeks, level)
    return Forecast(
        tuple(slots),
        mean,
        low,
        high,
        rate_low,
        rate_high,
        cv,
        level,
        model.trend,
        half_hours.handle_seconds,
        tried,
        "" if tried else "Not tried on held-back weeks: the record is shorter than three weeks.",
        tuple(skipped),
    )


def _back_test(half_hours: HalfHours, weeks: int, level: float) -> BackTest | None:
    first, last = half_hours.days[0], half_hours.days[-1]
    there = set(half_hours.days)
    done, inside = 0, 0
    seen: list[float] = []
    said: list[float] = []
    naive: list[float] = []
    day_errors: list[tuple[float, float, float]] = []
    for back in range(weeks, 0, -1):
        until = last - timedelta(days=7 * back)
        if (until - first).days + 1 < _FEWEST_DAYS:
            continue
        model = fit_arrivals(half_hours, until)
        before = len(seen)
        for day in (until + timedelta(days=i) for i in range(1, 8)):
            previous = day - timedelta(days=7)
            mean = model.mean(day)
            # a day that is missing in either week says nothing of either method
            if day not in there or previous not in there or np.isnan(mean).any():
                continue
            count, week_ago = half_hours.of_day(day), half_hours.of_day(previous)
            low, high = count_interval(mean, model.rate_cv(day, mean), level)
            # while it is closed, any method is right
            open_ = (mean > 0) | (count > 0) | (week_ago > 0)
            count, week_ago, mean, low, high = (part[open_] for part in (count, week_ago, mean, low, high))
            inside += int(((count >= low) & (count <= high)).sum())
            seen += count.tolist()
            said += mean.tolist()
            naive += week_ago.tolist()
            day_errors.append((count.sum(), abs(count.sum() - mean.sum()), abs(count.sum() - week_ago.sum())))
        done += len(seen) > before
    if not done:
        return None
    truth = np.array(seen)
    totals, own, other = (np.array(part) for part in zip(*day_errors, strict=True))
    scale = max(float(totals.mean()), 1e-9)
    return BackTest(
        done,
        truth.size,
        float(np.abs(truth - np.array(said)).mean()),
        float(np.abs(truth - np.array(naive)).mean()),
        float(own.mean()) / scale,
        float(other.mean()) / scale,
        inside / truth.size,
        level,
    )
