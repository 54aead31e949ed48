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
    are looked at anew with it known, because bunching at one value bends the shape around the next. In the
    end each has to stand against values that are no target, with the others known.

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
    values = [float(value) for value in range(LEAST, MOST + 1, STEP_SECONDS)]
    values = [value for value in values if all(abs(value - other) >= STEP_SECONDS for other in known)]
    suspected: list[float] = []
    tried, needed = 0, float("inf")
    while len(suspected) < MOST_FOUND:
        looks = {value: first_look(times, value, known + suspected) for value in values}
        told = {value: z for value, z in looks.items() if z is not None and value not in suspected}
        tried = max(tried, len(told))
        if not told:
            break
        needed = NormalDist().inv_cdf(1 - chance / tried)
        best = max(told, key=lambda value: told[value])
        if told[best] <= needed:
            break
        suspected.append(best)
    found = []
    for value in suspected:
        others = known + [other for other in suspected if other != value]
        looked = find_gaming(times, value, also_targets=others, harm=False)
        if looked.word == "bunched" and looked.z is not None and looked.z > needed:
            found.append(looked)
    return LikelyTargets(tuple(found), tried)
