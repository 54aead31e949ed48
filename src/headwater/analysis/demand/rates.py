"""Counts over what drives them: a rate, how unevenly it comes, and its interval."""

from collections.abc import Sequence
from statistics import NormalDist

from headwater.analysis.demand.distributions import poisson_limits, student_t_quantile
from headwater.analysis.estimates import Estimate, cannot_tell

_LEAST_PERIODS = 4


def dispersion(counts: Sequence[int], exposures: Sequence[float]) -> float | None:
    """Say how much more counts vary between periods than chance alone would make them.

    Parameters
    ----------
    counts, exposures : sequence of float
        What was counted, and what it is counted per, in each period.

    Returns
    -------
    float or None
        Pearson's chi-square over its degrees of freedom: near 1 when only chance is at work, 4 when counts
        are spread twice as far. None below four periods, or when nothing was counted.

    References
    ----------
    McCullagh, P. and Nelder, J. A. (1989). Generalized Linear Models, 2nd ed., section 6.2. Chapman & Hall.

    Examples
    --------
    >>> dispersion([10, 30, 10, 30], [100, 100, 100, 100])
    6.666666666666667
    """
    pairs = [(y, x) for y, x in zip(counts, exposures, strict=True) if x > 0]
    total, exposure = sum(y for y, _ in pairs), sum(x for _, x in pairs)
    if len(pairs) < _LEAST_PERIODS or total == 0:
        return None
    rate = total / exposure
    return sum((y - rate * x) ** 2 / (rate * x) for y, x in pairs) / (len(pairs) - 1)


def rate(
    count: int,
    exposure: float,
    *,
    per: float = 1.0,
    spread: float | None = None,
    periods: int = 0,
    level: float = 0.95,
) -> Estimate:
    """Estimate a rate from a count.

    Parameters
    ----------
    count : int
        What was counted.
    exposure : float
        What it is counted per; zero gives *cannot tell*.
    per : float
        Unit of the rate: 100 gives the count per 100 of the exposure.
    spread : float, optional
        Dispersion between periods; above 1 it widens the interval.
    periods : int
        Number of periods the dispersion was computed from.

    Notes
    -----
    Garwood's exact Poisson limits of the count. With dispersion f > 1 they are f times the limits of
    count / f, and f is enlarged by (t / z)^2 because it was itself estimated (t: Student's quantile on
    periods - 1 degrees of freedom).

    Examples
    --------
    >>> e = rate(10, 1000, per=100)
    >>> round(e.low, 4), round(e.high, 3)
    (0.4795, 1.839)
    """
    if exposure <= 0:
        return cannot_tell("there is nothing to count per", count)
    factor, method = 1.0, "Poisson, exact"
    if spread is not None and spread > 1 and periods > 1:
        tail = 0.5 + level / 2
        factor = spread * (student_t_quantile(tail, periods - 1) / NormalDist().inv_cdf(tail)) ** 2
        method = f"Poisson, widened for a dispersion of {spread:.1f}"
    low, high = (limit * factor * per / exposure for limit in poisson_limits(count / factor, level))
    return Estimate(count * per / exposure, low, high, n=count, level=level, method=method)
