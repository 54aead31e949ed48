"""Whether something is said more often than before, told only where the counts can carry it."""

from math import comb

WEEKS = 4


def trend(recent: int, before: int) -> str:
    """Say how two counts of equally long times differ.

    Under no change each of n flags falls into either time with the same chance, so the smaller count is
    binomial (n, 1/2); the words rising and falling need a two-sided probability below 5%.

    Examples
    --------
    >>> trend(6, 0), trend(5, 0), trend(1, 9), trend(0, 0)
    ('rising', 'too few to tell', 'falling', 'none lately')
    """
    total = recent + before
    if not total:
        return "none lately"
    tail = sum(comb(total, k) for k in range(min(recent, before) + 1)) / 2**total
    if 2 * tail >= 0.05:
        return "too few to tell" if total < 10 else "no clear change"
    return "rising" if recent > before else "falling"
