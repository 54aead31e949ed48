"""What the half-hours of the past needed, with a band, against who was there: short, tight or enough."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from headwater.analysis.estimates import Estimate, cannot_tell, t_quantile
from headwater.analysis.staffing.arrival_model import fit_arrivals, rate_interval
from headwater.analysis.staffing.checking import Array, Bools
from headwater.analysis.staffing.floor import Floor
from headwater.analysis.staffing.half_hours import HalfHours
from headwater.analysis.staffing.over_days import ratio_over_days
from headwater.analysis.staffing.required import required

_POOLED = 50.0
"""Contacts of all weekdays' profile that each weekday's own is mixed with."""
_HUNDREDTH = 0.01
"""A hundredth of an agent is no shortage."""
_FEWEST_WEEKS = 3


@dataclass(frozen=True)
class LookBack:
    """Needed against there; every array has the shape (days, 48), NaN where nobody was expected.

    Attributes
    ----------
    expected : array
        Contacts expected in the half-hour, by its week and its half-hour of the week.
    needed, needed_low, needed_high : array
        Agents who would have had to be there, at the expected rate and at the ends of its interval.
    short, tight, enough : Estimate
        Shares of half-hours: fewer there than even the low end needs, within the band, at or above the high
        end.
    short_hours : Estimate
        Hours of agents missing a week, at the expected rate.
    short_share : Estimate
        The same over the hours needed.
    """

    floor: Floor
    expected: Array
    rate_cv: float
    needed: Array
    needed_low: Array
    needed_high: Array
    level: float
    short: Estimate
    tight: Estimate
    enough: Estimate
    short_hours: Estimate
    short_share: Estimate

    @property
    def watched(self) -> Bools:
        """Half-hours in which contacts are expected."""
        return np.asarray(~np.isnan(self.needed))

    @property
    def is_short_for_certain(self) -> Bools:
        """Half-hours with fewer there than even the low end of demand needs."""
        return np.asarray(self.watched & (self.floor.there < np.nan_to_num(self.needed_low) - _HUNDREDTH))

    def by_half_hour_of_week(self) -> list[dict[str, Any]]:
        """Return the mean of each open half-hour of the week: needed with its band, there, at work."""
        weekday = np.array([day.weekday() for day in self.floor.days])
        rows = []
        at_work = self.floor.work / 1800
        for day in range(7):
            here = weekday == day
            for half in range(48):
                mask = here & self.watched[:, half]
                if not mask.any():
                    continue

                def mean(values: Array, mask: Bools = mask, half: int = half) -> float:
                    return float(values[mask, half].mean())

                there = mean(self.floor.there)
                rows.append(
                    {
                        "weekday": day,
                        "half_hour": half,
                        "days": int(mask.sum()),
                        "contacts": mean(self.floor.arrivals),
                        "needed": mean(self.needed),
                        "needed_low": mean(self.needed_low),
                        "needed_high": mean(self.needed_high),
                        "scheduled": mean(self.floor.scheduled),
                        "there": there,
                        "at_work": mean(at_work),
                        "occupancy": mean(at_work) / there if there else None,
                        "left": mean(self.floor.left),
                        "in_time": mean(self.floor.in_time),
                    }
                )
        return rows

    def to_dict(self) -> dict[str, Any]:
        """Return shares, hours and the half-hours of the week as plain data."""
        names = ("short", "tight", "enough", "short_hours", "short_share")
        return {name: getattr(self, name).to_dict() for name in names} | {
            "level": self.level,
            "rate_cv": self.rate_cv,
            "days": [self.floor.days[0].isoformat(), self.floor.days[-1].isoformat()],
            "half_hours": self.by_half_hour_of_week(),
        }

    def __str__(self) -> str:
        return (
            f"{self.floor.days[0]} to {self.floor.days[-1]}: short for certain in {self.short.percent()} of "
            f"half-hours, within the band in {self.tight.percent()}, enough in {self.enough.percent()}; "
            f"agent hours short a week: {_hours(self.short_hours)}"
        )


def look_back(
    floor: Floor, *, patience_seconds: float | None = None, level: float = 0.8, **targets: Any
) -> LookBack:
    """Say what past half-hours needed, and how many were short of it.

    Parameters
    ----------
    patience_seconds : float, optional
        Mean patience; without it Erlang C is asked, which no customer leaves.
    level : float
        Of the band: how far demand of a half-hour is uncertain when a roster is made.
    targets
        As of `required`: `service_level`, `max_occupancy` and so on.

    Notes
    -----
    Expected is the level of the week times the profile of the weekday, so that nobody is asked to have
    staffed for a count that chance made. The band is that of the forecast: how much rates vary beyond
    counting, and how few weeks have been seen. Agents needed are left unrounded, for people who are there
    less shrinkage are a mean as well.
    """
    expected = expected_rates(floor)
    known = expected > 1e-6
    rate = np.where(known, expected, np.nan)
    model = fit_arrivals(_half_hours(floor))
    spread = np.array([model.rate_cv(day, mean) for day, mean in zip(floor.days, expected, strict=True)])
    low, high = rate_interval(rate[known], spread[known], level)

    def agents(rates: Array) -> Array:
        found = np.full(expected.shape, np.nan)
        asked, place = np.unique(np.round(np.maximum(rates, 1e-6), 4), return_inverse=True)
        many = required(
            asked * 2, floor.handle_seconds, patience_seconds=patience_seconds, whole=False, **targets
        ).agents
        found[known] = np.asarray(many)[place]
        return found

    needed, needed_low, needed_high = agents(rate[known]), agents(low), agents(high)
    there, n = floor.there, int(known.sum())
    short = known & (there < np.nan_to_num(needed_low) - _HUNDREDTH)
    enough = known & (there >= np.nan_to_num(needed_high) - _HUNDREDTH)
    missing = np.where(known, np.maximum(np.nan_to_num(needed) - there, 0), 0).sum(axis=1) / 2
    wanted = np.nan_to_num(needed).sum(axis=1) / 2
    of = known.sum(axis=1)
    return LookBack(
        floor=floor,
        expected=rate,
        rate_cv=model.cv,
        needed=needed,
        needed_low=needed_low,
        needed_high=needed_high,
        level=level,
        short=ratio_over_days(short.sum(axis=1), of, n=n, share=True),
        tight=ratio_over_days((known & ~short & ~enough).sum(axis=1), of, n=n, share=True),
        enough=ratio_over_days(enough.sum(axis=1), of, n=n, share=True),
        short_hours=_by_week(floor, missing),
        short_share=ratio_over_days(missing, wanted, n=n),
    )


def expected_rates(floor: Floor) -> Array:
    """Return contacts expected in each half-hour; 0 while nobody comes."""
    weekday = np.array([day.weekday() for day in floor.days])
    week = np.array([(day - floor.days[0]).days // 7 for day in floor.days])
    used = floor.arrivals.sum(axis=1) > 0
    pooled = floor.arrivals[used].sum(axis=0)
    pooled = pooled / max(pooled.sum(), 1e-300)
    share, usual = np.zeros((7, 48)), np.zeros(7)
    for one in range(7):
        here = used & (weekday == one)
        own = floor.arrivals[here].sum(axis=0)
        if not own.sum():
            continue
        mixed = (own + _POOLED * pooled) / (own.sum() + _POOLED)
        share[one] = np.where(own > 0, mixed, 0.0)
        share[one] /= share[one].sum()
        usual[one] = own.sum() / here.sum()
    # the level of a week: what came over what its weekdays usually bring
    came = np.bincount(week[used], weights=floor.arrivals[used].sum(axis=1))
    would = np.bincount(week[used], weights=usual[weekday[used]], minlength=came.size)
    level = np.divide(came, would, out=np.ones_like(came), where=would > 0)
    filled = np.append(level, np.ones(max(week.max() + 1 - level.size, 0)))
    return np.where(used[:, None], (usual[weekday] * filled[week])[:, None] * share[weekday], 0.0)


def _half_hours(floor: Floor) -> HalfHours:
    counts = {
        (day, int(half)): int(floor.arrivals[at, half])
        for at, day in enumerate(floor.days)
        for half in np.flatnonzero(floor.arrivals[at])
    }
    return HalfHours(counts, floor.handle_seconds, floor.name)


def _by_week(floor: Floor, missing: Array) -> Estimate:
    """Return hours missing a week; weeks differ, and an incomplete one counts for its days."""
    weeks = len(floor.days) // 7
    if weeks < _FEWEST_WEEKS:
        return cannot_tell(f"only {weeks} whole weeks; it takes {_FEWEST_WEEKS}", len(floor.days))
    sums = missing[: weeks * 7].reshape(weeks, 7).sum(axis=1)
    mean = float(sums.mean())
    half = t_quantile(0.975, weeks - 1) * float(sums.std(ddof=1)) / weeks**0.5
    return Estimate(mean, max(mean - half, 0.0), mean + half, n=weeks, method="mean over weeks")


def _hours(found: Estimate) -> str:
    if found.value is None:
        return f"cannot tell: {found.why}"
    return f"{found.value:,.1f} ({found.low:,.1f} to {found.high:,.1f})"
