"""Differences and ratios of two independent figures, put together from the figures' own intervals.

References
----------
Zou, G. Y. and Donner, A. (2008). Construction of confidence limits about effect measures: a general
approach. Statistics in Medicine, 27(10), 1693-1702.
Donner, A. and Zou, G. Y. (2012). Closed-form confidence intervals for functions of the normal mean and
standard deviation. Statistical Methods in Medical Research, 21(4), 347-359.
"""

from math import sqrt

from headwater.analysis.estimates import Estimate, cannot_tell


def minus(one: Estimate, other: Estimate) -> Estimate:
    """Return the difference of two independent figures, from their own intervals.

    Examples
    --------
    >>> d = minus(Estimate(0.20, 0.15, 0.27, 100), Estimate(0.40, 0.31, 0.49, 100))
    >>> round(d.value, 3), round(d.low, 3), round(d.high, 3)
    (-0.2, -0.303, -0.086)
    """
    if None in (one.value, one.low, one.high, other.value, other.low, other.high):
        return cannot_tell(one.why or other.why or "a figure has no interval", min(one.n, other.n))
    a, la, ua = (float(x) for x in (one.value, one.low, one.high) if x is not None)
    b, lb, ub = (float(x) for x in (other.value, other.low, other.high) if x is not None)
    value = a - b
    low = value - sqrt((a - la) ** 2 + (ub - b) ** 2)
    high = value + sqrt((ua - a) ** 2 + (b - lb) ** 2)
    return Estimate(value, low, high, n=min(one.n, other.n), level=one.level, method="MOVER difference")


def over(one: Estimate, other: Estimate) -> Estimate:
    """Return the ratio of two independent figures above zero, from their own intervals.

    Examples
    --------
    >>> r = over(Estimate(0.12, 0.08, 0.17, 200), Estimate(0.40, 0.34, 0.47, 200))
    >>> round(r.value, 2), 0.18 < r.low < 0.21, 0.43 < r.high < 0.46
    (0.3, True, True)
    """
    if None in (one.value, one.low, one.high, other.value, other.low, other.high):
        return cannot_tell(one.why or other.why or "a figure has no interval", min(one.n, other.n))
    a, la, ua = (float(x) for x in (one.value, one.low, one.high) if x is not None)
    b, lb, ub = (float(x) for x in (other.value, other.low, other.high) if x is not None)
    n = min(one.n, other.n)
    if b <= 0 or lb <= 0:
        return cannot_tell("the share before may have been zero", n)
    if ub >= 2 * b:
        return cannot_tell("the share before is too uncertain to be divided by", n)
    product = a * b
    low_root = sqrt(max(product**2 - la * ub * (2 * a - la) * (2 * b - ub), 0.0))
    high_root = sqrt(max(product**2 - ua * lb * (2 * a - ua) * (2 * b - lb), 0.0))
    low = (product - low_root) / (ub * (2 * b - ub))
    high = (product + high_root) / (lb * (2 * b - lb))
    return Estimate(a / b, max(low, 0.0), high, n=n, level=one.level, method="MOVER ratio")
