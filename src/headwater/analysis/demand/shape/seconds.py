"""What can be read from how many contacts took each whole second."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, log, log10, sqrt
from statistics import NormalDist

MOST_SECONDS = 86_400
"""Longer handle times are counted at this value: a day of touch time is a mistake anyway."""

TARGETS = (60, 90, 120, 150, 180, 210, 240, 270, 300, 360, 420, 480, 540, 600, 720, 900, 1200)
"""Round handle times, such as organisations set as targets."""

_OVERLAP = 44
_LEAST_IN_WINDOW = 30
_LEAST_EXCESS = 1.1
_PER_DECADE = 10
_BIN_SECONDS = 15
_MOST_EVEN_BINS = 80


@dataclass(frozen=True)
class Bin:
    """Contacts whose handle time is at least `low` and below `high` seconds; None: no upper end."""

    low: float
    high: float | None
    contacts: int


@dataclass(frozen=True)
class Heap:
    """More handle times just under a round figure than those around it lead to expect.

    Attributes
    ----------
    under, over : int
        Contacts in the 14 seconds before the figure, and in the 14 after it.
    excess, low, high : float
        Ratio of under to over, against what the slope farther out gives; 1 is nothing special. Bounds are
        wide enough to hold for all the figures looked at together.
    """

    seconds: int
    under: int
    over: int
    excess: float
    low: float
    high: float


def quantile(counts: Mapping[int, int], tenths: int) -> int:
    """Return the smallest second at or below which at least that many tenths of the contacts lie.

    Whole numbers throughout, so that every engine gives the same.

    Examples
    --------
    >>> counts = {10: 5, 20: 4, 300: 1}
    >>> [quantile(counts, tenths) for tenths in (1, 5, 6, 9)]
    [10, 10, 20, 20]
    """
    total, running = sum(counts.values()), 0
    for second in sorted(counts):
        running += counts[second]
        if 10 * running >= tenths * total:
            return second
    raise ValueError("no contacts")


def bins(counts: Mapping[int, int]) -> tuple[Bin, ...]:
    """Cut handle times into 15-second bins, or into ten a decade where they spread over hours.

    The last bin is open; it begins beyond the 99th percentile or the 80th bin.

    Examples
    --------
    >>> [(piece.low, piece.high, piece.contacts) for piece in bins({3: 2, 14: 1, 15: 4})]
    [(0.0, 15.0, 3), (15.0, 30.0, 4)]
    """
    if not counts:
        return ()
    total, running, high = sum(counts.values()), 0, 0
    for second in sorted(counts):
        running, high = running + counts[second], second
        if 100 * running >= 99 * total:
            break
    even = (high // _BIN_SECONDS + 1) <= _MOST_EVEN_BINS
    if even:
        edges = [float(i * _BIN_SECONDS) for i in range(high // _BIN_SECONDS + 2)]
    else:
        steps = range(_PER_DECADE, int(log10(high + 1) * _PER_DECADE) + 2)
        edges = [0.0, *(float(round(10 ** (step / _PER_DECADE))) for step in steps)]
    found = [0] * len(edges)
    place = 0
    for second in sorted(counts):
        while place + 1 < len(edges) and second >= edges[place + 1]:
            place += 1
        found[place] += counts[second]
    ends = [*edges[1:], None]
    made = [Bin(low, end, n) for low, end, n in zip(edges, ends, found, strict=True)]
    return tuple(made[:-1] if not found[-1] else made)


def in_whole_minutes(counts: Mapping[int, int]) -> float:
    """Return the share of handle times above zero that are whole minutes; one in sixty by chance."""
    above = {second: n for second, n in counts.items() if 0 < second < MOST_SECONDS}
    total = sum(above.values())
    return sum(n for second, n in above.items() if second % 60 == 0) / total if total else 0.0


def heaps(counts: Mapping[int, int], level: float = 0.99) -> tuple[Heap, ...]:
    """Find round figures just under which handle times pile up.

    Parameters
    ----------
    counts : mapping of int to int
        Contacts by whole second of handle time.
    level : float
        Confidence that not one of the figures reported is chance alone.

    Notes
    -----
    With A, B the contacts in the 14 seconds before and after a figure and A', B' those 15 to 29 seconds away
    from it, a density whose logarithm is straight there has log(A/B) = log(A'/B') / 3. The excess is the
    ratio of the two sides; the variance of its logarithm is 1/A + 1/B + (1/A' + 1/B') / 9. The figure itself
    is left out, since rounded entries would heap on it. Reported is an excess whose lower bound lies
    above 1.1, at a level shared out over all figures (Bonferroni). A heap empties the seconds beside it,
    which makes a neighbouring figure look heaped: of two within 44 seconds only the clearer one is kept.

    References
    ----------
    McCrary, J. (2008). Manipulation of the running variable in the regression discontinuity design: a
    density test. Journal of Econometrics, 142(2), 698-714. (The idea; the estimator here is simpler.)

    Examples
    --------
    >>> level = {second: 40 for second in range(180, 300)}
    >>> heaps(level)
    ()
    >>> moved = {s: 12 if 240 < s < 255 else 68 if 225 < s < 240 else 40 for s in level}
    >>> [(heap.seconds, heap.under, heap.over) for heap in heaps(moved)]
    [(240, 952, 168)]
    """
    z = NormalDist().inv_cdf(1 - (1 - level) / (2 * len(TARGETS)))
    found = []
    for target in TARGETS:
        near_under, near_over = (_between(counts, target + a, target + b) for a, b in ((-14, -1), (1, 14)))
        far_under, far_over = (_between(counts, target + a, target + b) for a, b in ((-29, -15), (15, 29)))
        if min(near_under, near_over, far_under, far_over) < _LEAST_IN_WINDOW:
            continue
        middle = log(near_under / near_over) - log(far_under / far_over) / 3
        error = sqrt(1 / near_under + 1 / near_over + (1 / far_under + 1 / far_over) / 9)
        low = exp(middle - z * error)
        if low > _LEAST_EXCESS:
            found.append(Heap(target, near_under, near_over, exp(middle), low, exp(middle + z * error)))
    kept: list[Heap] = []
    for heap in sorted(found, key=lambda heap: -heap.low):
        if all(abs(heap.seconds - other.seconds) > _OVERLAP for other in kept):
            kept.append(heap)
    return tuple(sorted(kept, key=lambda heap: heap.seconds))


def _between(counts: Mapping[int, int], low: int, high: int) -> int:
    return sum(counts.get(second, 0) for second in range(low, high + 1))
