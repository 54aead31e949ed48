"""Differences between contacts with and without something, compared only within the same reason."""

from statistics import NormalDist
from typing import TYPE_CHECKING

from headwater.analysis.estimates import Estimate, cannot_tell, t_quantile

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FEWEST = 50
"""Comparable contacts on either side below which a difference says more about chance."""
_FEWEST_IN_REASON = 5


def mean_difference(
    values: "NDArray[np.float64]", done: "NDArray[np.bool_]", reason: "NDArray[np.str_]"
) -> Estimate:
    """Return the mean of contacts with less that of contacts without, within reasons.

    Notes
    -----
    Differences of each reason with 5 contacts or more on either side are weighed by n1 n0 / (n1 + n0), which
    is best where their variances are alike; each keeps its own variance (Welch).

    Examples
    --------
    >>> import numpy as np
    >>> done = np.arange(400) % 2 == 0
    >>> found = mean_difference(200.0 + 30 * done, done, np.repeat(["bill", "fault"], 200))
    >>> found.value, found.n
    (30.0, 400)
    """
    import numpy as np

    top = weights = variance = degrees = 0.0
    sizes = [0, 0]
    for one in np.unique(reason):
        inside = reason == one
        with_, without = values[inside & done], values[inside & ~done]
        if min(len(with_), len(without)) < _FEWEST_IN_REASON:
            continue
        weight = len(with_) * len(without) / (len(with_) + len(without))
        top += weight * (with_.mean() - without.mean())
        variance += weight**2 * (with_.var(ddof=1) / len(with_) + without.var(ddof=1) / len(without))
        weights += weight
        degrees += min(len(with_), len(without)) - 1
        sizes = [sizes[0] + len(with_), sizes[1] + len(without)]
    if min(sizes) < FEWEST:
        return cannot_tell(_too_few(sizes), sum(sizes))
    value = top / weights
    half = t_quantile(0.975, degrees) * variance**0.5 / weights
    return Estimate(
        float(value), float(value - half), float(value + half), n=sum(sizes), method="within reasons"
    )


def share_difference(
    hits: "NDArray[np.bool_]", done: "NDArray[np.bool_]", reason: "NDArray[np.str_]"
) -> Estimate:
    """Return the share among contacts with less that among contacts without, within reasons.

    Notes
    -----
    Mantel-Haenszel's risk difference; in its variance each share is moved towards one half by one success and
    one failure, so that a share of 0 or 1 does not count as certain.

    References
    ----------
    Agresti, A. and Caffo, B. (2000). Simple and effective confidence intervals for proportions and
    differences of proportions result from adding two successes and two failures. The American Statistician,
    54(4), 280-288.
    Greenland, S. and Robins, J. M. (1985). Estimation of a common effect parameter from sparse follow-up
    data. Biometrics, 41(1), 55-68.
    """
    import numpy as np

    top = weights = variance = 0.0
    sizes = [0, 0]
    for one in np.unique(reason):
        inside = reason == one
        with_, without = hits[inside & done], hits[inside & ~done]
        n1, n0 = len(with_), len(without)
        if min(n1, n0) < _FEWEST_IN_REASON:
            continue
        weight = n1 * n0 / (n1 + n0)
        top += weight * (with_.mean() - without.mean())
        p1, p0 = (with_.sum() + 1) / (n1 + 2), (without.sum() + 1) / (n0 + 2)
        variance += weight**2 * (p1 * (1 - p1) / (n1 + 2) + p0 * (1 - p0) / (n0 + 2))
        weights += weight
        sizes = [sizes[0] + n1, sizes[1] + n0]
    if min(sizes) < FEWEST:
        return cannot_tell(_too_few(sizes), sum(sizes))
    value = float(top / weights)
    half = float(NormalDist().inv_cdf(0.975) * variance**0.5 / weights)
    low, high = max(value - half, -1.0), min(value + half, 1.0)
    return Estimate(value, low, high, n=sum(sizes), method="Mantel-Haenszel")


def _too_few(sizes: list[int]) -> str:
    return (
        f"only {sizes[0]} contacts with it and {sizes[1]} without it can be compared within a reason; "
        f"{FEWEST} of each are needed"
    )
