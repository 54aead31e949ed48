"""How often customers come back after short and long contacts, and what handle time itself does to that."""

from math import exp, log

import numpy as np

from headwater.analysis.estimates import wilson
from headwater.analysis.frames import Columns
from headwater.analysis.policy.handle_times import HandleTimes
from headwater.analysis.policy.rushing import TENTH, Rushing

GROUPS = 12
FEWEST = 100
_POINTS = 25
_REACH = 0.4
"""How far the line goes from what is usual, on the logarithm of time: queues move it no further."""


def repeat_curve(times: HandleTimes, groups: int = GROUPS) -> Columns:
    """Return the share who come back by how long the contact took, in groups of about equal size.

    Nothing where fewer than 100 contacts of known customers were watched. It is a plain comparison: long
    contacts differ from short ones in more than their length.

    Examples
    --------
    >>> import numpy as np
    >>> some = np.array([100.0, 200.0]), np.array([80.0, 80.0])
    >>> repeat_curve(HandleTimes(*some, np.array([80.0, 80.0]), np.array([20.0, 40.0])), 2)["share"]
    [0.25, 0.5]
    """
    followed = float(times.followed.sum())
    if followed < FEWEST:
        return {}
    reached = np.cumsum(times.followed) - times.followed / 2
    group = np.minimum((reached / followed * groups).astype(int), groups - 1)
    found: dict[str, list[float | None]] = {
        name: [] for name in ("from", "to", "middle", "contacts", "share", "low", "high")
    }
    for number in range(groups):
        mine = (group == number) & (times.followed > 0)
        if not mine.any():
            continue
        known, back = times.followed[mine], times.returned[mine]
        share = wilson(float(back.sum()), float(known.sum()))
        found["from"].append(float(times.seconds[mine][0]))
        found["to"].append(float(times.seconds[mine][-1]) + 1)
        found["middle"].append(exp(float(known @ np.log(times.seconds[mine] + 0.5) / known.sum())))
        found["contacts"].append(round(float(known.sum())))
        found["share"].append(share.value)
        found["low"].append(share.low)
        found["high"].append(share.high)
    return found


def effect_curve(curve: Columns, found: Rushing) -> Columns:
    """Return the share who would come back were contacts made shorter or longer; nothing where untold.

    The line goes through what is usual today; its slope is the effect of handle time, and its band is the
    interval of that slope. It ends at a third shorter and half as long again.
    """
    effect = found.effect
    if not curve or effect.value is None or effect.low is None or effect.high is None:
        return {}
    if not np.isfinite([effect.low, effect.high]).all():
        return {}
    weights = np.array(curve["contacts"], dtype=float)
    logs = np.log(np.array(curve["middle"], dtype=float))
    shares = np.array(curve["share"], dtype=float)
    at, usual = float(weights @ logs / weights.sum()), float(weights @ shares / weights.sum())
    ends = max(logs[0], at - _REACH), min(logs[-1], at + _REACH)
    seconds = np.exp(np.linspace(*ends, _POINTS))
    columns: dict[str, list[float]] = {"seconds": [], "share": [], "low": [], "high": []}
    for second in seconds:
        away = log(second) - at
        band = sorted(usual + end / TENTH * away for end in (effect.low, effect.high))
        columns["seconds"].append(float(second))
        for name, value in zip(
            ("share", "low", "high"), (usual + effect.value / TENTH * away, *band), strict=True
        ):
            columns[name].append(float(np.clip(value, 0, 1)))
    return columns
