"""Intervals of agreement: items are drawn anew, and with them all their readings."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import numpy as np

from headwater.analysis.agreement.coefficients import Statistic
from headwater.analysis.agreement.readings import Flags, Numbers
from headwater.analysis.estimates import Estimate, cannot_tell, t_quantile, wilson

FEWEST_ITEMS = 10
"""Items with two readings that an interval needs."""

_MOST_CELLS = 4_000_000
_MOST_JACKKNIFED = 2_000
"""With more patterns than this the acceleration is too small to matter, and costly to compute."""

METHOD = "bootstrap over items, bias-corrected and accelerated"
METHOD_ALL_ALIKE = "all items say the same: Wilson's bound on the share that could say otherwise"


@dataclass(frozen=True)
class Asked:
    """A statistic whose interval is asked for.

    Attributes
    ----------
    name : str
        How it is called in a reason why it cannot be told.
    items : int
        Items it rests on: those with two readings or more. Below `fewest` it cannot be told.
    when_share_differs : callable, optional
        The figure if this share of items were coded differently; gives bounds where all items say the same,
        and resampling them shows nothing.
    widen : callable, optional
        Takes the bounds and the level, and returns wider ones where too few items differ, or hold a rarer
        code, for resampling to show what others might.
    """

    name: str
    statistic: Statistic
    items: int
    when_share_differs: Callable[[float], float] | None = None
    fewest: int = FEWEST_ITEMS
    widen: Callable[[float, float, float], tuple[float, float]] | None = None


def item_intervals(
    items: Numbers,
    strata: Flags,
    asked: Sequence[Asked],
    rng: np.random.Generator,
    *,
    draws: int = 2_000,
    level: float = 0.95,
) -> list[Estimate]:
    """Estimate statistics of agreement, with intervals from one set of resampled items.

    Parameters
    ----------
    items : array, (patterns,)
        How many items show each pattern of readings; statistics take arrays of (draws, patterns).
    strata : array of bool, (patterns,)
        Patterns with two readings or more; the others have one.
    asked : sequence of Asked
        What is to be estimated.
    rng : numpy.random.Generator
        Where the draws come from.
    draws : int
        Number of resamples.
    level : float
        Confidence level, 0 to 1.

    Returns
    -------
    list of Estimate
        In the order asked; *cannot tell* below 10 items with two readings, where the figure is not defined,
        and where it is not defined in so many resamples that the bounds are open.

    Notes
    -----
    Items with two readings or more, and items with one, are drawn apart, each as many as there are. The
    quantiles are taken further out by Student's t and sqrt(n / (n - 1)), as few items ask for. A resample in
    which the figure is not defined could lie anywhere: it counts below the lower bound and above the upper
    one.

    References
    ----------
    Efron, B. and Tibshirani, R. J. (1993). An Introduction to the Bootstrap, section 14.3. Chapman & Hall.
    Hesterberg, T. C. (2015). What teachers should know about the bootstrap: resampling in the undergraduate
    statistics curriculum. The American Statistician, 69(4), 371-386 (the expanded percentile interval).
    """
    told = [one for one in asked if one.items >= one.fewest]
    drawn = np.empty((len(told), draws))
    done = 0
    for block in _resamples(items, strata, rng, draws) if told else ():
        for place, one in enumerate(told):
            drawn[place, done : done + len(block)] = one.statistic(block)
        done += len(block)
    # with one item of each pattern left out, where there are not too many
    left_out = items[None, :] - np.eye(len(items)) if len(items) <= _MOST_JACKKNIFED else None
    resampled = iter(drawn)
    made = []
    for one in asked:
        if one.items < one.fewest:
            made.append(too_few(one.items))
            continue
        point = float(one.statistic(items[None, :])[0])
        skewness = 0.0 if left_out is None else _acceleration(one.statistic(left_out), items)
        made.append(_estimate(one, point, next(resampled), skewness, level))
    return made


def _resamples(items: Numbers, strata: Flags, rng: np.random.Generator, draws: int) -> Iterator[Numbers]:
    per_block = max(1, _MOST_CELLS // len(items))
    for start in range(0, draws, per_block):
        block = np.zeros((min(per_block, draws - start), len(items)))
        for part in (strata, ~strata):
            here = items[part]
            if len(here):
                block[:, part] = rng.multinomial(round(here.sum()), here / here.sum(), size=len(block))
        yield block


def _estimate(one: Asked, point: float, drawn: Numbers, acceleration: float, level: float) -> Estimate:
    items = one.items
    if np.isnan(point):
        return cannot_tell(f"{one.name} is not defined where all readings are the same", items)
    values = np.sort(drawn[~np.isnan(drawn)])
    open_share = 1 - len(values) / len(drawn)
    if open_share > (1 - level) / 2:
        return cannot_tell(
            f"{one.name} is {point:.2f} in these items, but rests on so few items with a rarer code that "
            f"{open_share:.0%} of resamples hold none",
            items,
        )
    if one.when_share_differs is not None and values[0] == values[-1]:
        share = wilson(0, items, level).high
        assert share is not None
        away = 1 - one.when_share_differs(share)
        low, high = max(point - away, one.when_share_differs(1.0), -1.0), min(point + away, 1.0)
        return Estimate(point, min(low, point), high, n=items, level=level, method=METHOD_ALL_ALIKE)
    normal = NormalDist()
    below = (np.sum(values < point) + np.sum(values <= point)) / (2 * len(values))
    edge = 1 / (2 * len(drawn))
    bias = normal.inv_cdf(min(max(float(below), edge), 1 - edge))

    # resampling divides the variance by n instead of n - 1, and takes it as known
    reach = t_quantile(0.5 + level / 2, max(items - 1, 4)) * sqrt(items / (items - 1))

    def place(away: float) -> float:
        z = bias + away
        return normal.cdf(bias + z / (1 - acceleration * z)) * len(drawn)

    undefined = len(drawn) - len(values)
    first = max((place(-reach) - undefined) / len(values), 0.0)
    last = min(place(reach) / len(values), 1.0)
    low, high = float(np.quantile(values, first)), float(np.quantile(values, last))
    if one.widen is not None:
        low, high = one.widen(low, high, level)
    return Estimate(point, min(low, point), max(high, point), n=items, level=level, method=METHOD)


def too_few(items: int) -> Estimate:
    """Return the answer where fewer items were read twice than an interval needs."""
    few = f"{items} item{'' if items == 1 else 's'}"
    return cannot_tell(f"only {few} with two readings; a figure needs {FEWEST_ITEMS}", items)


def _acceleration(without: Numbers, items: Numbers) -> float:
    """Skewness of the influence of single items on the figure."""
    defined = ~np.isnan(without)
    without, times = without[defined], items[defined]
    if not len(without):
        return 0.0
    away = (times @ without) / times.sum() - without
    spread = float(times @ away**2) ** 1.5
    return 0.0 if spread < 1e-30 else float(times @ away**3) / (6 * spread)
