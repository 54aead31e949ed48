"""What long queues do to handle time: do people speed up, slow down, or neither? Both signs are tried."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import expm1, sqrt
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from headwater.analysis.errors import UsageError
from headwater.analysis.estimates import Estimate, cannot_tell, t_quantile
from headwater.analysis.policy.absorbing import absorbed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

FEWEST_CONTACTS = 1_000
FEWEST_DAYS = 20
FEWEST_WITH_QUEUE = 50
_LONG = 0.75
"""Quantile of the queues there were above which a queue is a long one."""

Word = Literal["faster", "slower", "faster, then slower", "slower, then faster", "no sign", "cannot tell"]


@dataclass(frozen=True)
class Overload:
    """How handle time changes with the queue, against the same agent, reason and hour without one.

    Attributes
    ----------
    some, long : Estimate
        Relative change of handle time with a short and with a long queue; -0.05 is 5% less.
    long_from : float
        As many waiting make a long queue.
    """

    word: Word
    some: Estimate
    long: Estimate
    long_from: float
    sentence: str

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain data."""
        return asdict(self)

    def __str__(self) -> str:
        return self.sentence


def overload(
    handle_seconds: "Array",
    queue: "Array",
    wait_seconds: "Array",
    groups: "Sequence[NDArray[np.int64]]",
    cluster: "NDArray[np.int64]",
) -> Overload:
    """Estimate what a short and a long queue do to handle time, within agent, reason and hour.

    Parameters
    ----------
    handle_seconds : array of shape (contacts,)
        Above 0.
    queue : array
        How many others waited when the contact was answered.
    wait_seconds : array
        How long its own customer had waited: who waited long may talk longer about it, so that is taken out.
    groups : sequence of int array
        What like is compared with like by.
    cluster : array of int
        Contacts that share their luck, such as those of a day.

    Notes
    -----
    Least squares of the logarithm of handle time on two marks (some queue; a long one: the upper quarter of
    the queues there were), with group means and own wait taken out; standard errors by cluster. Both are
    needed: studies found that people first speed up with load and slow down once it lasts.

    References
    ----------
    Kc, D. S. and Terwiesch, C. (2009). Impact of workload on service time and patient safety: an econometric
    analysis of hospital operations. Management Science, 55(9), 1486-1498.
    """
    sizes = {len(handle_seconds), len(queue), len(wait_seconds), len(cluster), *(len(g) for g in groups)}
    if len(sizes) != 1:
        raise UsageError(f"The columns of the contacts have different lengths: {sorted(sizes)}.")
    n, days = len(handle_seconds), len(np.unique(cluster))
    if n < FEWEST_CONTACTS or days < FEWEST_DAYS:
        return _untold(
            f"{n:,} contacts on {days} days are too few; it takes {FEWEST_CONTACTS:,} on {FEWEST_DAYS}", n
        )
    if not (handle_seconds > 0).all():
        raise UsageError("A handle time is 0 or less. Leave out contacts that nobody handled.")
    waiting = queue[queue > 0]
    if waiting.size < 2 * FEWEST_WITH_QUEUE:
        return _untold(f"only {waiting.size:,} contacts were answered while somebody waited", n)
    long_from = max(float(np.quantile(waiting, _LONG)), 2.0)
    long, some = queue >= long_from, (queue > 0) & (queue < long_from)
    if min(int(long.sum()), int(some.sum())) < FEWEST_WITH_QUEUE:
        return _untold("queues were too much alike to tell a short one from a long one", n)
    waits = np.log1p(wait_seconds)
    columns = np.column_stack([np.log(handle_seconds), some, long]).astype(float)
    left = absorbed(columns, groups, np.column_stack([waits, waits**2])).columns
    y, x = left[:, 0], left[:, 1:]
    inverse = np.linalg.pinv(x.T @ x)
    slopes = inverse @ x.T @ y
    residual = y - x @ slopes
    scores = np.column_stack([np.bincount(cluster, weights=x[:, at] * residual) for at in (0, 1)])
    used = int((np.abs(scores).sum(axis=1) > 0).sum())
    variance = inverse @ (scores.T @ scores) @ inverse * used / max(used - 1, 1)
    t = t_quantile(0.975, max(used - 1, 5))
    found = [_relative(slopes[at], t * sqrt(max(variance[at, at], 0.0)), n) for at in (0, 1)]
    word = _word(*found)
    return Overload(word, found[0], found[1], long_from, _sentence(word, found[0], found[1], long_from))


def _relative(slope: float, half: float, n: int) -> Estimate:
    ends = (expm1(slope - half), expm1(slope + half))
    return Estimate(expm1(slope), *ends, n=n, method="same agent, reason and hour, by day")


def _word(some: Estimate, long: Estimate) -> Word:
    first, then = _sign(some), _sign(long)
    if first and then and first != then:
        return "faster, then slower" if first < 0 else "slower, then faster"
    sign = then or first
    return "faster" if sign < 0 else "slower" if sign > 0 else "no sign"


def _sign(found: Estimate) -> int:
    assert found.low is not None
    assert found.high is not None
    return 1 if found.low > 0 else -1 if found.high < 0 else 0


_MEANING: dict[Word, str] = {
    "faster": "People speed up when customers wait",
    "slower": "People slow down when customers wait",
    "faster, then slower": "People speed up when a few customers wait, and slow down when many do",
    "slower, then faster": "People slow down when a few customers wait, and speed up when many do",
    "no sign": "No sign that people speed up or slow down when customers wait",
}


def _sentence(word: Word, some: Estimate, long: Estimate, long_from: float) -> str:
    return (
        f"{_MEANING[word]}: handle time changes by {_percent(some)} with a short queue and "
        f"by {_percent(long)} with {long_from:g} or more waiting, for the same agent, reason and hour."
    )


def _percent(found: Estimate) -> str:
    assert found.value is not None
    return f"{found.value:+.0%} ({found.low:+.0%} to {found.high:+.0%})"


def _untold(why: str, n: int) -> Overload:
    none = cannot_tell(why, n)
    return Overload(
        "cannot tell", none, none, 0.0, f"Whether people speed up or slow down cannot be told: {why}."
    )
