"""How many contacts to draw from each stratum."""

from collections.abc import Mapping
from math import ceil, floor

from headwater.analysis.errors import UsageError

LEAST = 2
"""Contacts a stratum needs for the spread within it to be estimated at all."""

MOST_TIMES = 10.0
"""No stratum is drawn from at more than so many times the overall rate. A stratum that looks hopelessly
mixed by one measure would otherwise take the whole sample, and every other figure would pay for it."""

_NOTHING = 1e-9
"""A weight that is a smaller part of the largest one is none."""

_HALVINGS = 120


def proportional(
    sizes: Mapping[str, int], n: int, *, least: int = LEAST, drawn: Mapping[str, int] | None = None
) -> dict[str, int]:
    """Share out a sample in proportion to the strata's contacts, by largest remainders.

    Parameters
    ----------
    sizes : mapping of str to int
        Contacts in each stratum.
    n : int
        Contacts to draw in all.
    least : int
        Contacts each stratum gets, unless it has fewer.
    drawn : mapping of str to int, optional
        Contacts of each stratum that have been drawn already and stay.

    Returns
    -------
    dict of str to int
        Adds up to n, or to what `least` and `drawn` ask for where that is more.

    Raises
    ------
    UsageError
        The sample is too small for `least`.

    Examples
    --------
    >>> proportional({"phone": 620, "chat": 280, "email": 100}, n=15)
    {'phone': 9, 'chat': 4, 'email': 2}
    """
    return share_out({label: float(size) for label, size in sizes.items()}, sizes, n, least, drawn)


def neyman(
    sizes: Mapping[str, int],
    spreads: Mapping[str, float],
    n: int,
    *,
    least: int = LEAST,
    drawn: Mapping[str, int] | None = None,
    most_times: float = MOST_TIMES,
) -> dict[str, int]:
    """Share out a sample so that the total is estimated with the least variance.

    Parameters
    ----------
    sizes : mapping of str to int
        Contacts in each stratum.
    spreads : mapping of str to float
        Standard deviation within each stratum of what is estimated.
    n, least, drawn
        As for `proportional`.
    most_times : float
        A stratum is drawn from at no more than so many times the rate n / contacts.

    Returns
    -------
    dict of str to int
        As of `proportional`; no stratum gives more than it has.

    Notes
    -----
    n_h is proportional to N_h S_h. What a stratum cannot give, because it has fewer contacts or would be
    drawn from too densely, is shared out again among the others.

    References
    ----------
    Neyman, J. (1934). On the two different aspects of the representative method. Journal of the Royal
    Statistical Society, 97(4), 558-625.
    Cochran, W. G. (1977). Sampling Techniques, 3rd ed., sections 5.5 and 5.8. Wiley.

    Examples
    --------
    >>> neyman({"large cities": 16, "others": 48}, {"large cities": 53843**.5, "others": 5581**.5}, n=24)
    {'large cities': 12, 'others': 12}
    """
    weights = {label: size * spreads[label] for label, size in sizes.items()}
    if not any(weights.values()):
        return proportional(sizes, n, least=least, drawn=drawn)
    rate = most_times * n / sum(sizes.values())
    most = {label: min(size, max(ceil(rate * size), least)) for label, size in sizes.items()}
    return share_out(weights, most, n, least, drawn)


def share_out(
    weights: Mapping[str, float],
    most: Mapping[str, int],
    n: int,
    least: int,
    drawn: Mapping[str, int] | None = None,
) -> dict[str, int]:
    """Share out n by weight between bounds, by largest remainders."""
    if n < 1:
        raise UsageError(f"A sample of {n} contacts is none: draw at least 1.")
    if least < 1:
        raise UsageError(f"Each stratum is to get at least {least} contacts: give 1 or more.")
    low = {label: min(least, most[label]) for label in weights}
    if drawn is None and sum(low.values()) > n:
        raise UsageError(
            f"{least} contacts of each stratum make {sum(low.values()):,} and the sample has {n:,}. Draw "
            "more, ask for fewer of each, or take fewer variables for the strata."
        )
    for label, count in (drawn or {}).items():
        low[label] = max(low[label], count)
    high = {label: max(most[label], low[label]) for label in weights}
    n = min(max(n, sum(low.values())), sum(high.values()))
    found = _rounded(_between(weights, low, high, n), low, high, n)
    return {label: found[label] for label in weights}


def _between(
    weights: Mapping[str, float], low: Mapping[str, int], high: Mapping[str, int], n: int
) -> dict[str, float]:
    """Return shares in proportion to the weights where the bounds allow it; they add up to n."""
    largest = max(weights.values())
    weighty = {label: weight / largest for label, weight in weights.items() if weight > _NOTHING * largest}
    most = sum(high[label] if label in weighty else low[label] for label in weights)
    if most < n:  # what has no weight to speak of takes the rest
        rest = {label: float(high[label]) for label in weights if label not in weighty}
        return {label: float(high[label]) for label in weighty} | _between(
            rest, low, high, n - sum(high[label] for label in weighty)
        )

    def shares(factor: float) -> dict[str, float]:
        return {
            label: min(max(factor * weighty.get(label, 0.0), low[label]), high[label]) for label in weights
        }

    # their sum grows with the factor, so halve the span it must lie in
    below, above = 0.0, float(n)
    while sum(shares(above).values()) < n:
        above *= 2
    for _ in range(_HALVINGS):
        middle = (below + above) / 2
        if sum(shares(middle).values()) < n:
            below = middle
        else:
            above = middle
    return shares(above)


def _rounded(
    shares: Mapping[str, float], low: Mapping[str, int], high: Mapping[str, int], n: int
) -> dict[str, int]:
    """Round to whole contacts that add up to n: down, then up where most was cut off."""
    found = {label: min(max(floor(share + 1e-9), low[label]), high[label]) for label, share in shares.items()}
    by_rest = sorted(shares, key=lambda label: (found[label] - shares[label], label))
    missing = n - sum(found.values())
    while missing > 0:
        for label in by_rest:
            if missing and found[label] < high[label]:
                found[label] += 1
                missing -= 1
    return found
