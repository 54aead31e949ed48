"""Sums, differences and multiples of estimates, never more certain than their parts."""

from collections.abc import Sequence
from math import hypot

from headwater.analysis.estimates import Estimate


def scaled(estimate: Estimate, by: float) -> Estimate:
    """Return an estimate times a number above 0.

    Examples
    --------
    >>> scaled(Estimate(10, 8, 12, 50), 2).high
    24
    """
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return estimate
    return Estimate(
        estimate.value * by,
        estimate.low * by,
        estimate.high * by,
        n=estimate.n,
        level=estimate.level,
        method=estimate.method,
    )


def added(estimates: Sequence[Estimate]) -> Estimate:
    """Return the sum of estimates, its ends those of all together; untold where one of them is."""
    total = estimates[0]
    for one in estimates[1:]:
        unknown = next((each for each in (total, one) if not each.known), None)
        if unknown is not None:
            return unknown
        assert total.value is not None and one.value is not None  # noqa: PT018
        low = None if total.low is None or one.low is None else total.low + one.low
        high = None if total.high is None or one.high is None else total.high + one.high
        total = Estimate(total.value + one.value, low, high, n=total.n + one.n, method=total.method)
    return total


def less(one: Estimate, other: Estimate) -> Estimate:
    """Return the difference of two estimates; their errors count as independent.

    Examples
    --------
    >>> found = less(Estimate(10, 7, 13, 5), Estimate(4, 0, 8, 5))
    >>> found.value, found.low, found.high
    (6.0, 1.0, 11.0)
    """
    parts = (one.value, one.low, one.high, other.value, other.low, other.high)
    if any(part is None for part in parts):
        return one if not one.known else other
    value, low, high, gone, least, most = (float(part) for part in parts if part is not None)
    return Estimate(
        value - gone,
        value - gone - hypot(value - low, most - gone),
        value - gone + hypot(high - value, gone - least),
        n=one.n,
        method=one.method,
    )
