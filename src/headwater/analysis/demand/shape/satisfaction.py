"""Satisfaction: the mean rating, with an interval that knows one customer may rate many times."""

from collections.abc import Mapping
from math import sqrt

import numpy as np

from headwater.analysis.demand.distributions import student_t_quantile
from headwater.analysis.estimates import Estimate, cannot_tell

FEWEST_RATERS = 20
_MOST_CELLS = 1000
_BLOCK = 200


def mean_rating(
    raters: Mapping[tuple[int, int], int], *, level: float, replicates: int, seed: int
) -> Estimate:
    """Estimate the mean rating from a table of raters.

    Parameters
    ----------
    raters : mapping of (ratings, sum) to int
        How many customers gave that many ratings with that sum, in thousandths of the scale. A rating
        without a customer is a rater of its own.
    level : float
        Confidence level, 0 to 1.
    replicates, seed : int
        Draws of the bootstrap, and their seed.

    Returns
    -------
    Estimate
        Mean on the scale 0 to 1; *cannot tell* below 20 raters.

    Notes
    -----
    Customers are drawn with replacement: the number drawn of each kind is multinomial, so that the table
    of kinds is enough and no rating leaves the engine. The bounds are quantiles of the means drawn. Where
    there are more than 1000 kinds of raters, a linearised interval takes the bootstrap's place.

    References
    ----------
    Davison, A. C. and Hinkley, D. V. (1997). Bootstrap Methods and their Application, section 3.8
    (hierarchical data). Cambridge University Press.

    Examples
    --------
    >>> e = mean_rating({(1, 1000): 60, (1, 0): 20, (2, 2000): 10}, level=0.95, replicates=500, seed=1)
    >>> round(e.value, 2), e.n
    (0.8, 100)
    """
    cells = sorted(raters.items())
    clusters = sum(raters.values())
    n = sum(count * many for (count, _), many in cells)
    if clusters < FEWEST_RATERS:
        said = f"only {clusters} customers rated" if clusters else "nobody rated"
        return cannot_tell(f"{said}; a mean needs {FEWEST_RATERS}", n)
    value = sum(total * many for (_, total), many in cells) / n / 1000
    ratings = np.array([count for (count, _), _ in cells], dtype=np.int64)
    sums = np.array([total for (_, total), _ in cells], dtype=np.int64)
    many = np.array([m for _, m in cells], dtype=np.int64)
    if len(cells) > _MOST_CELLS:
        spread = float(((sums / 1000 - value * ratings) ** 2 * many).sum())
        half = (
            student_t_quantile(0.5 + level / 2, clusters - 1) * sqrt(clusters / (clusters - 1) * spread) / n
        )
        low, high = max(value - half, 0.0), min(value + half, 1.0)
        return Estimate(value, low, high, n=n, level=level, method="linearised, clustered by customer")
    random = np.random.default_rng(seed)
    means = []
    for start in range(0, replicates, _BLOCK):
        drawn = random.multinomial(clusters, many / clusters, size=min(_BLOCK, replicates - start))
        means.append((drawn @ sums) / (drawn @ ratings) / 1000)
    low, high = np.quantile(np.concatenate(means), [0.5 - level / 2, 0.5 + level / 2])
    return Estimate(
        value, float(low), float(high), n=n, level=level, method="bootstrap, clustered by customer"
    )
