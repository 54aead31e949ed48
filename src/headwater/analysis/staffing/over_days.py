"""Figures over days: days are what differs by itself, half-hours of one day share their luck."""

from collections.abc import Callable
from math import sqrt

import numpy as np

from headwater.analysis.estimates import Estimate, cannot_tell, t_quantile
from headwater.analysis.staffing.checking import Array, Counts

FEWEST_DAYS = 10
_DRAWS = 1_000


def ratio_over_days(tops: Array, bottoms: Array, *, n: int, share: bool = False) -> Estimate:
    """Return a ratio of sums over days, with an interval that takes days as independent.

    Parameters
    ----------
    tops, bottoms : array of shape (days,)
        What is counted on each day, and of how much.
    n : int
        Units it rests on.
    share : bool
        Whether it lies between 0 and 1; the interval then does too (on the logit scale).

    Notes
    -----
    The linearised variance of a ratio of means, d/(d-1) * sum((y - r x)^2) / (sum x)^2, with Student's t.

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd ed., Wiley, section 6.4.

    Examples
    --------
    >>> import numpy as np
    >>> found = ratio_over_days(np.array([1.0, 2.0] * 6), np.full(12, 4.0), n=48, share=True)
    >>> print(found.percent())
    38% (30% to 46%)
    """
    kept = bottoms > 0
    y, x = tops[kept], bottoms[kept]
    if y.size < FEWEST_DAYS:
        return cannot_tell(f"only {y.size} days; a figure needs at least {FEWEST_DAYS}", n)
    value = float(y.sum() / x.sum())
    error = sqrt(y.size / (y.size - 1) * float(((y - value * x) ** 2).sum())) / float(x.sum())
    t = t_quantile(0.975, y.size - 1)
    method = "ratio over days, days as independent"
    if not share:
        return Estimate(value, value - t * error, value + t * error, n=n, method=method)
    if value <= 0 or value >= 1:
        # a day that never showed it says less than three days of it would: the rule of three over days
        edge = min(3.0 / y.size, 1.0)
        low, high = (0.0, edge) if value <= 0 else (1 - edge, 1.0)
        return Estimate(min(max(value, 0.0), 1.0), low, high, n=n, method=method)
    logit, spread = np.log(value / (1 - value)), t * error / (value * (1 - value))
    low, high = (float(1 / (1 + np.exp(-end))) for end in (logit - spread, logit + spread))
    return Estimate(value, low, high, n=n, method=method)


def by_drawing_days(
    days: int, figure: Callable[[Counts], float], *, n: int, method: str = "bootstrap of days", seed: int = 1
) -> Estimate:
    """Return a figure with the interval of drawing days anew, for figures no formula knows.

    Parameters
    ----------
    figure : callable
        Returns the figure for how often each day was drawn; of shape (days,).
    """
    if days < FEWEST_DAYS:
        return cannot_tell(f"only {days} days; a figure needs at least {FEWEST_DAYS}", n)
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(days, np.full(days, 1 / days), size=_DRAWS)
    found = np.array([figure(one) for one in drawn])
    low, high = np.nanquantile(found, (0.025, 0.975))
    return Estimate(figure(np.ones(days, dtype=np.int64)), float(low), float(high), n=n, method=method)
