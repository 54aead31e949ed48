"""Patience: how long customers are willing to wait, read from those who did and those who did not."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from scipy import special

from headwater.analysis.errors import BadDataError
from headwater.analysis.estimates import Estimate, cannot_tell
from headwater.analysis.staffing.checking import Array, Bools, plain

EDGES = (0.0, 10.0, 30.0, 60.0, 120.0, 300.0, np.inf)
"""Seconds of waiting between which patience is looked at apart."""

_FEWEST = 10
"""Customers who left below which patience is not told."""


@dataclass(frozen=True)
class Patience:
    """Mean patience, and whether it is the same throughout the wait.

    Attributes
    ----------
    seconds : Estimate
        Mean patience, if its hazard were constant.
    spans : tuple
        From, to, customers who left in between, and mean patience by them alone; where the hazard is constant
        all spans say the same.
    """

    seconds: Estimate
    spans: tuple[tuple[float, float, int, float | None], ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the estimate and its spans as plain data."""
        names = ("from_seconds", "to_seconds", "left", "patience_seconds")
        spans = [dict(zip(names, span, strict=True)) for span in self.spans]
        return {
            "seconds": self.seconds.to_dict(),
            "spans": [s | {"to_seconds": plain(s["to_seconds"])} for s in spans],
        }

    def __str__(self) -> str:
        if self.seconds.value is None:
            return f"Patience: cannot tell: {self.seconds.why}"
        shown = f"{self.seconds.value:.0f} s ({self.seconds.low:.0f} to {self.seconds.high:.0f})"
        return f"Patience: {shown}, from {self.seconds.n:,} who left. {self.steadiness}"

    @property
    def steadiness(self) -> str:
        """Whether one mean describes it, in words."""
        known = [span for span in self.spans if span[3] is not None and span[2] >= _FEWEST]
        if len(known) < 2:
            return "Whether it stays the same while they wait cannot be told."
        first, last = known[0], known[-1]
        assert first[3] is not None
        assert last[3] is not None
        change = last[3] / first[3]
        if 0.8 < change < 1.25:
            return "It stays about the same while they wait, as the model takes it to."
        word = "grows" if change > 1 else "falls"
        return (
            f"It {word} while they wait: {first[3]:.0f} s in the first {first[1]:.0f} seconds, "
            f"{last[3]:.0f} s after {last[0]:.0f}. The model takes it to stay the same."
        )


def patience(wait: Array, left: Bools, level: float = 0.95) -> Patience:
    """Estimate mean patience from waits that ended in an answer or in leaving.

    Parameters
    ----------
    wait : array
        Seconds each customer waited.
    left : array of bool
        Whether they left; the others would have waited longer, nobody knows how long.

    Notes
    -----
    For exponential patience the maximum likelihood estimate is all waiting time over the number who
    left; the mean wait of those who left would be far too short. The interval is exact for a Poisson count.

    References
    ----------
    Brown, L. et al. (2005). Statistical analysis of a telephone call center: a queueing-science perspective.
    Journal of the American Statistical Association, 100(469), 36-50.

    Examples
    --------
    >>> import numpy as np
    >>> print(patience(np.full(200, 30.0), np.arange(200) < 20).seconds.value)
    300.0
    """
    waits = np.asarray(wait, dtype=float)
    gone = np.asarray(left, dtype=bool)
    if waits.shape != gone.shape:
        raise BadDataError(
            f"{waits.size} waits and {gone.size} marks of leaving: give one of each a customer."
        )
    if not np.isfinite(waits).all() or (waits < 0).any():
        at = int(np.flatnonzero(~np.isfinite(waits) | (waits < 0))[0])
        raise BadDataError(f"The wait of customer {at + 1} is {waits[at]:g}: it has to be 0 or more.")
    total, count = float(waits.sum()), int(gone.sum())
    spans: list[tuple[float, float, int, float | None]] = []
    for low, high in pairwise(EDGES):
        time = float((np.clip(waits, low, high) - low).sum())
        # who left at once did so in the first span
        within = int((gone & (waits <= high) & ((waits > low) | (low == 0))).sum())
        spans.append((low, high, within, time / within if within else None))
    if count < _FEWEST:
        found = cannot_tell(f"only {count} customers left; patience needs at least {_FEWEST}", count)
        return Patience(found, tuple(spans))
    low_rate = float(special.gammaincinv(count, (1 - level) / 2))
    high_rate = float(special.gammaincinv(count + 1, (1 + level) / 2))
    found = Estimate(
        total / count, total / high_rate, total / low_rate, count, level, "censored exponential, exact"
    )
    return Patience(found, tuple(spans))
