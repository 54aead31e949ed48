"""From draws to a figure with its interval."""

import numpy as np
from numpy.typing import NDArray

from headwater.analysis.estimates import Estimate, cannot_tell

Array = NDArray[np.float64]

SAID = "from what people said, without an interval"
_DRAWN = "facts drawn from their intervals"
_LEVEL = 0.95


def estimate_of(values: Array, n: int, *, drawn: bool = False) -> Estimate:
    """Return the first entry with the interval of the others; without one where none of them differs.

    Parameters
    ----------
    drawn : bool
        Whether it is known to follow from facts that were drawn: whole people may be as many in each draw.

    Examples
    --------
    >>> import numpy as np
    >>> estimate_of(np.array([240.0]), 0).method
    'from what people said, without an interval'
    """
    value = float(values[0])
    if not np.isfinite(value):
        return cannot_tell("it has no end", n)
    rest = values[1:]
    same = not len(rest) or np.ptp(values[np.isfinite(values)]) <= 1e-12 * max(abs(value), 1.0)
    if same and not (drawn and len(rest)):
        return Estimate(value, method=SAID)
    endless = float(np.mean(~np.isfinite(rest)))
    ordered = np.sort(rest)  # what has no end comes last
    low, high = (float(_quantile(ordered, share)) for share in (0.025, 0.975))
    if not np.isfinite(high):
        method = f"no upper end: in {endless:.0%} of what the facts allow it grows without end"
        return Estimate(value, min(low, value), None, n=n, level=_LEVEL, method=method)
    return Estimate(value, min(low, value), max(high, value), n=n, level=_LEVEL, method=_DRAWN)


def _quantile(ordered: Array, share: float) -> float:
    # places of (n + 1) parts, so that with few draws the interval is not too narrow
    place = min(max(share * (len(ordered) + 1) - 1, 0.0), len(ordered) - 1.0)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    if not np.isfinite(ordered[high]):
        return float(ordered[high] if place > low else ordered[low])
    return float(ordered[low] + (ordered[high] - ordered[low]) * (place - low))
