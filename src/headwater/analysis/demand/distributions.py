"""Quantiles that intervals need, in plain Python: gamma (and so Poisson limits) and Student's t."""

from collections.abc import Callable
from functools import lru_cache
from math import exp, inf, lgamma, log, sqrt
from statistics import NormalDist

_TINY = 1e-300
_STEPS = 10_000


def gamma_cdf(x: float, shape: float) -> float:
    """Return the regularised lower incomplete gamma function P(shape, x).

    Notes
    -----
    Power series below shape + 1, continued fraction (modified Lentz) above it.

    Examples
    --------
    >>> round(gamma_cdf(1.0, 1.0), 6)  # 1 - 1/e
    0.632121
    """
    if x <= 0:
        return 0.0
    scale = exp(shape * log(x) - x - lgamma(shape))
    if x < shape + 1:
        term = total = 1.0 / shape
        k = shape
        while abs(term) > abs(total) * 1e-16:
            k += 1
            term *= x / k
            total += term
        return min(1.0, total * scale)
    b = x + 1 - shape

    def pair(i: int) -> tuple[float, float]:
        return -i * (i - shape), b + 2 * i

    return max(0.0, 1.0 - scale / _lentz(b, pair))


def gamma_quantile(p: float, shape: float) -> float:
    """Return x with P(shape, x) = p.

    Examples
    --------
    >>> round(2 * gamma_quantile(0.95, 5.0), 3)  # chi-square, 10 degrees of freedom
    18.307
    """
    if p <= 0:
        return 0.0
    if p >= 1:
        return inf
    # Wilson and Hilferty (1931) give a start; Newton's steps are kept inside a shrinking bracket
    z, ninth = NormalDist().inv_cdf(p), 1 / (9 * shape)
    x = max(shape * max(1 - ninth + z * sqrt(ninth), 0.0) ** 3, 1e-8)
    low, high = 0.0, inf
    for _ in range(_STEPS):
        off = gamma_cdf(x, shape) - p
        low, high = (low, x) if off > 0 else (x, high)
        density = exp((shape - 1) * log(x) - x - lgamma(shape))
        step = x - off / density if density > 0 else -1.0
        if not low < step < high:
            step = (low + high) / 2 if high < inf else 2 * x
        if abs(step - x) <= 1e-13 * x:
            return step
        x = step
    return x


def poisson_limits(count: float, level: float = 0.95) -> tuple[float, float]:
    """Return the exact interval of a Poisson mean, given a count.

    Parameters
    ----------
    count : float
        What was counted, at least 0. A count that is not whole (one divided by a dispersion) is taken
        in the same formula.
    level : float
        Confidence level, 0 to 1.

    Notes
    -----
    The bounds are the gamma quantiles G(alpha/2; count) and G(1 - alpha/2; count + 1).

    References
    ----------
    Garwood, F. (1936). Fiducial limits for the Poisson distribution. Biometrika, 28(3/4), 437-442.

    Examples
    --------
    >>> low, high = poisson_limits(10)
    >>> round(low, 3), round(high, 3)
    (4.795, 18.39)
    """
    tail = (1 - level) / 2
    return (gamma_quantile(tail, count) if count > 0 else 0.0), gamma_quantile(1 - tail, count + 1)


@lru_cache(maxsize=4096)
def student_t_quantile(p: float, degrees: float) -> float:
    """Return the quantile of Student's t.

    Examples
    --------
    >>> round(student_t_quantile(0.975, 10), 3)
    2.228
    """
    if p < 0.5:
        return -student_t_quantile(1 - p, degrees)

    def cdf(t: float) -> float:
        return 1 - beta_cdf(degrees / (degrees + t * t), degrees / 2, 0.5) / 2

    high = 1.0
    while cdf(high) < p:
        high *= 2
    return _bisected(cdf, p, 0.0, high)


def beta_cdf(x: float, a: float, b: float) -> float:
    """Return the regularised incomplete beta function I_x(a, b).

    Examples
    --------
    >>> round(beta_cdf(0.5, 2.0, 2.0), 6)
    0.5
    """
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_cdf(1 - x, b, a)
    scale = exp(a * log(x) + b * log(1 - x) + lgamma(a + b) - lgamma(a) - lgamma(b)) / a

    def pair(i: int) -> tuple[float, float]:
        m, odd = divmod(i, 2)
        if odd:
            return -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)), 1.0
        return m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)), 1.0

    return scale / _lentz(1.0, pair)


def _lentz(first: float, pair: Callable[[int], tuple[float, float]]) -> float:
    """Return first + a1/(b1 + a2/(b2 + ...)), by the modified Lentz method."""
    value = c = first or _TINY
    d = 0.0
    for i in range(1, _STEPS):
        a, b = pair(i)
        d = 1 / ((b + a * d) or _TINY)
        c = (b + a / c) or _TINY
        value *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return value


def _bisected(cdf: Callable[[float], float], p: float, low: float, high: float) -> float:
    while high - low > 1e-12 * high:
        middle = (low + high) / 2
        low, high = (middle, high) if cdf(middle) < p else (low, middle)
    return (low + high) / 2
