"""Where no target is declared: at which values counts bunch as if there were one."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

from headwater.analysis.policy.gaming import Gaming, find_gaming, first_look
from headwater.analysis.policy.handle_times import HandleTimes

STEP_SECONDS = 30
LEAST, MOST = 90, 1200
MOST_FOUND = 3


@dataclass(frozen=True)
class LikelyTargets:
    """Values that look like targets.

    Attributes
    ----------
    found : tuple of Gaming
        From the clearest, each looked at with the clearer ones known.
    tried : int
        How many values were looked at; the more, the clearer each has to be.
    """

    found: tuple[Gaming, ...]
    tried: int


def likely_targets(
    times: HandleTimes, *, also_targets: Sequence[float] = (), chance: float = 0.05
) -> LikelyTargets:
    """Look for values that contacts bunch below, though nobody declared a target there.

    Parameters
    ----------
    times : HandleTimes
    also_targets : sequence of float
        Targets that are known.
    chance : float
        How likely it may be that any value looks like a target though there is none.

    Notes
    -----
    Whole half-minutes are tried. For each the one-sided p-value times the number tried has to stay below
    `chance` (Bonferroni). The clearest is taken, and the others
    are looked at anew with it known, because bunching at one value bends the shape around the next.

    Examples
    --------
    >>> import numpy as np
    >>> draw = np.random.default_rng(3)
    >>> times = np.exp(draw.normal(5.6, 0.5, 100_000))
    >>> cut = (times > 240) & (times < 320) & (draw.random(100_000) < 0.3)
    >>> seconds, contacts = np.unique(np.where(cut, 235, times).astype(int), return_counts=True)
    >>> none = np.zeros(len(seconds))
    >>> likely = likely_targets(HandleTimes(seconds.astype(float), contacts.astype(float), none, none))
    >>> [one.target for one in likely.found]
    [240.0]
    """
    known = list(also_targets)
    found: list[Gaming] = []
    values = [float(value) for value in range(LEAST, MOST + 1, STEP_SECONDS)]
    values = [value for value in values if all(abs(value - other) >= STEP_SECONDS for other in known)]
    tried = 0
    while len(found) < MOST_FOUND:
        looks = {value: first_look(times, value, known) for value in values}
        told = {value: z for value, z in looks.items() if z is not None}
        tried = max(tried, len(told))
        if not told:
            break
        needed = NormalDist().inv_cdf(1 - chance / tried)
        looked = [
            find_gaming(times, value, also_targets=known, harm=False)
            for value, z in told.items()
            if z > needed
        ]
        clear = [one for one in looked if one.z is not None and one.z > needed]
        if not clear:
            break
        best = max(clear, key=lambda one: one.z or 0.0)
        found.append(best)
        known.append(best.target)
        values = [value for value in values if value != best.target]
    return LikelyTargets(tuple(found), tried)
