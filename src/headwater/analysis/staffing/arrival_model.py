"""A model of arrivals: level and trend of the days, a profile for each weekday, and how far both err."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy import special

from headwater.analysis.staffing.checking import Array
from headwater.analysis.staffing.half_hours import HalfHours

HALF_LIFE_DAYS = 42.0
"""A day this long ago counts half."""

_TREND_SPREAD = 0.01
"""How far the level is taken to move in a week before the record is seen, as a standard deviation."""

_POOLED = 50.0
"""Contacts of the pooled profile that each weekday's own is mixed with."""

_FEWEST_WEEKS_FOR_TREND = 4


@dataclass(frozen=True)
class ArrivalModel:
    """Mean arrivals by weekday and half-hour, at the level of a day, with their uncertainty.

    Attributes
    ----------
    log_level : array
        Logarithm of the contacts of each weekday at the last day; NaN where that weekday was never seen.
    trend : float
        Change of the logarithm in a week.
    profile : array
        Share of a weekday's contacts in each of 48 half-hours.
    cv : float
        Standard deviation of the true rate of a half-hour over its mean, beyond what counting gives.
    weeks_seen : array
        Effective number of days of each weekday.
    """

    last: date
    log_level: Array
    trend: float
    profile: Array
    cv: float
    weeks_seen: Array

    def mean(self, day: date) -> Array:
        """Return expected arrivals in each half-hour of a day; NaN where its weekday was never seen."""
        weekday = day.weekday()
        # a trend is not to run on for ever: it fades with the half-life it was measured over
        ahead = (day - self.last).days
        reach = (1 - 0.5 ** (ahead / HALF_LIFE_DAYS)) * HALF_LIFE_DAYS / np.log(2) if ahead > 0 else ahead
        return np.asarray(np.exp(self.log_level[weekday] + self.trend * reach / 7) * self.profile[weekday])

    def rate_cv(self, day: date, mean: Array) -> Array:
        """Return the standard deviation of the rate over its mean: it varies, and it is only estimated."""
        seen = np.maximum(self.weeks_seen[day.weekday()], 1e-9)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(
                mean > 0, np.sqrt(self.cv**2 + (1 / np.maximum(mean, 1e-9) + self.cv**2) / seen), 0.0
            )


def fit_arrivals(half_hours: HalfHours, until: date | None = None) -> ArrivalModel:
    """Fit the model to the days up to and with `until`.

    Notes
    -----
    Days: a weighted quasi-Poisson regression of their totals on weekday and week, weights falling by half in
    42 days, the trend held back by a prior of 1% a week and left out below four weeks. Half-hours:
    weighted shares of each weekday, mixed with the pooled profile as if 50 contacts more were seen. The
    variance beyond counting is the moment estimate of squared errors over squared means.
    """
    days = [day for day in half_hours.days if until is None or day <= until]
    last = days[-1]
    matrix = np.zeros((len(days), 48))
    place = {day: i for i, day in enumerate(days)}
    for (day, half), count in half_hours.counts.items():
        if day in place:
            matrix[place[day], half] = count
    age = np.array([(last - day).days for day in days], dtype=float)
    weekday = np.array([day.weekday() for day in days])
    weight = 0.5 ** (age / HALF_LIFE_DAYS)
    levels, trend = _levels(matrix.sum(axis=1), weekday, age, weight)
    pooled = (weight[:, None] * matrix).sum(axis=0)
    pooled = pooled / max(pooled.sum(), 1e-300)
    profile, seen = np.empty((7, 48)), np.zeros(7)
    for one in range(7):
        here = weekday == one
        own = (weight[here, None] * matrix[here]).sum(axis=0)
        profile[one] = (own + _POOLED * pooled) / (own.sum() + _POOLED)
        # a half-hour in which a weekday never had a contact stays closed
        profile[one] = np.where(matrix[here].sum(axis=0) > 0, profile[one], 0.0) if here.any() else pooled
        profile[one] /= max(profile[one].sum(), 1e-300)
        seen[one] = weight[here].sum() ** 2 / max((weight[here] ** 2).sum(), 1e-300) if here.any() else 0.0
    mean = np.exp(levels[weekday] - trend * age / 7)[:, None] * profile[weekday]
    free = np.maximum(1 - 1 / np.maximum(seen[weekday], 1.5), 0.2)[:, None]
    beyond = (weight[:, None] * ((matrix - mean) ** 2 / free - mean)).sum()
    cv = float(np.sqrt(max(beyond / max((weight[:, None] * mean**2).sum(), 1e-300), 0.0)))
    return ArrivalModel(last, levels, trend, profile, cv, seen)


def _levels(totals: Array, weekday: Array, age: Array, weight: Array) -> tuple[Array, float]:
    """Return the logarithm of each weekday's level on the last day, and the weekly trend."""
    trended = age.max() >= 7 * _FEWEST_WEEKS_FOR_TREND
    design = np.zeros((totals.size, 8))
    design[np.arange(totals.size), weekday.astype(int)] = 1.0
    design[:, 7] = -age / 7
    used = [i for i in range(7) if (weekday == i).any()] + ([7] if trended else [])
    x = design[:, used]
    start = np.log(np.maximum((weight * totals).sum() / weight.sum(), 0.5))
    b = np.array([start if i < 7 else 0.0 for i in used])
    spread = 1.0
    for _ in range(50):
        mean = np.exp(np.clip(x @ b, -20, 25))
        spread = max(float((weight * (totals - mean) ** 2 / mean).sum() / weight.sum()), 1.0)
        penalty = np.diag([1e-6 if i < 7 else spread / _TREND_SPREAD**2 for i in used])
        pull = np.where(np.array(used) == 7, 0.0, start)
        gradient = x.T @ (weight * (totals - mean)) - penalty @ (b - pull)
        step = np.linalg.solve(x.T @ ((weight * mean)[:, None] * x) + penalty, gradient)
        b += np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-10:
            break
    levels = np.full(7, np.nan)
    for i, value in zip(used, b, strict=True):
        if i < 7:
            levels[i] = value
    return levels, float(b[-1]) if trended else 0.0


def count_interval(mean: Array, cv: Array, level: float) -> tuple[Array, Array]:
    """Return an interval for a count whose rate varies by `cv` around `mean`: negative binomial quantiles.

    Examples
    --------
    >>> import numpy as np
    >>> [v.tolist() for v in count_interval(np.array([50.0, 50.0]), np.array([0.0, 0.2]), 0.8)]
    [[41.0, 35.0], [59.0, 66.0]]
    """
    return _count_quantile(mean, cv, (1 - level) / 2), _count_quantile(mean, cv, (1 + level) / 2)


def rate_interval(mean: Array, cv: Array, level: float) -> tuple[Array, Array]:
    """Return an interval for the rate itself: quantiles of a gamma distribution."""
    shape = 1 / np.maximum(cv, 1e-6) ** 2
    low, high = (
        mean * special.gammaincinv(shape, share) / shape for share in ((1 - level) / 2, (1 + level) / 2)
    )
    return low, high


def _count_quantile(mean: Array, cv: Array, share: float) -> Array:
    """Return the smallest count with at least that share of the distribution at or below it."""

    def below(count: Array) -> Array:
        shape = 1 / np.maximum(cv, 1e-3) ** 2
        negative_binomial = special.betainc(shape, count + 1, shape / (shape + mean))
        return np.asarray(np.where(cv > 1e-3, negative_binomial, special.gammaincc(count + 1, mean)))

    high = np.ceil(mean + 10 * np.sqrt(mean + (mean * cv) ** 2) + 10)
    low = np.full_like(mean, -1.0)
    while (high - low > 1).any():
        middle = np.floor((low + high) / 2)
        enough = below(np.maximum(middle, 0)) >= share
        enough &= middle >= 0
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return np.asarray(np.where(mean > 0, high, 0.0))
