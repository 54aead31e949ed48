"""What rushing does to whether customers come back, told from the moments at which queues rush people.

Contacts that are hard take longer and come back more often, so that whoever compares short with long
contacts finds that short ones are better. What moves handle time and nothing else has to be used instead:
how many wait when a contact begins.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import log, sqrt
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from headwater.analysis.errors import UsageError
from headwater.analysis.estimates import Estimate, cannot_tell
from headwater.analysis.policy.absorbing import Absorbed, absorbed
from headwater.analysis.policy.grades import GRADES, Grade

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

FEWEST_CONTACTS = 2_000
FEWEST_CLUSTERS = 30
WEAK = 10.0
"""First-stage F below which an instrument is refused."""
PLACEBO_T = 3.0
_SQUARE = 3.841459
"""95% quantile of chi-square with one degree of freedom."""
_NORMAL = 1.959964
TENTH = log(0.9)

Word = Literal["rushing costs", "rushing pays", "no sign", "cannot tell"]


@dataclass(frozen=True)
class Worked:
    """Contacts one by one; every array has the shape (contacts,).

    Attributes
    ----------
    handle_seconds : array
        Above 0.
    came_back : array
        1 where the customer came back within the time that is watched, else 0.
    queue : array
        How many waited when the contact was answered, for the same people.
    wait_seconds : array
        How long this customer had waited.
    groups : sequence of array of int
        What like is compared with like by: agent, reason, hour of the week.
    cluster : array of int
        Contacts that share their luck, such as those of a day.
    was_repeat : array or None
        1 where the contact was itself a repeat: decided before it began, so that no queue can move it.
    """

    handle_seconds: "Array"
    came_back: "Array"
    queue: "Array"
    wait_seconds: "Array"
    groups: Sequence["NDArray[np.int64]"]
    cluster: "NDArray[np.int64]"
    was_repeat: "Array | None" = None


@dataclass(frozen=True)
class Rushing:
    """What a tenth less handle time does to the share of customers who come back.

    Attributes
    ----------
    word : {'rushing costs', 'rushing pays', 'no sign', 'cannot tell'}
    effect : Estimate
        Change of the share who come back, for a tenth less handle time. Its interval is Anderson and
        Rubin's, which holds however weak the instrument is.
    naive, like_with_like : Estimate
        What a plain comparison gives, and one of contacts of the same agent, reason and hour: to show how
        far they mislead.
    first_stage_f : float
        How strongly queues move handle time.
    placebo_t : float or None
        What the method finds where nothing can be.
    """

    word: Word
    effect: Estimate
    naive: Estimate
    like_with_like: Estimate
    first_stage_f: float
    placebo_t: float | None
    grade: Grade
    sentence: str

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain data."""
        return asdict(self) | {"grade_means": GRADES[self.grade]}

    def __str__(self) -> str:
        lines = [self.sentence]
        if self.effect.known:
            lines += [
                f"Plain comparison: {_points(self.naive)}; same agent, reason and hour: "
                f"{_points(self.like_with_like)}. Both mistake hard contacts for slow ones.",
                f"Grade {self.grade}: {GRADES[self.grade]}.",
            ]
        return "\n".join(lines)


def waiting_at(opened: "Array", wait_seconds: "Array") -> "Array":
    """Return how many others waited at the moment each contact's own wait ended.

    Parameters
    ----------
    opened : array of shape (contacts,)
        Seconds since any fixed moment, of all contacts of one queue, given up ones included.

    Examples
    --------
    >>> import numpy as np
    >>> waiting_at(np.array([0.0, 1.0, 2.0]), np.array([0.0, 5.0, 5.0])).tolist()
    [0.0, 1.0, 0.0]
    """
    ended = opened + wait_seconds
    come = np.searchsorted(np.sort(opened), ended, side="right")
    gone = np.searchsorted(np.sort(ended), ended, side="right")
    return np.asarray(np.maximum(come - gone, 0), dtype=float)


def effect_of_rushing(worked: Worked) -> Rushing:
    """Estimate what less handle time does to repeats.

    Returns
    -------
    Rushing
        *cannot tell* where contacts are few, queues hardly move handle time, or the method finds something
        where nothing can be.

    Raises
    ------
    UsageError
        Arrays differ in length, or a handle time is not above 0.

    Notes
    -----
    Two-stage least squares with one instrument, log(1 + queue). Own wait and what like is compared by are
    partialled out of all columns first. Standard errors are clustered. The interval inverts the
    Anderson-Rubin test, a quadratic in the effect.

    References
    ----------
    Anderson, T. W. and Rubin, H. (1949). Estimation of the parameters of a single equation in a complete
    system of stochastic equations. Annals of Mathematical Statistics, 20(1), 46-63.
    Staiger, D. and Stock, J. H. (1997). Instrumental variables regression with weak instruments.
    Econometrica, 65(3), 557-586.
    """
    _check(worked)
    n = len(worked.handle_seconds)
    clusters = len(np.unique(worked.cluster))
    if n < FEWEST_CONTACTS or clusters < FEWEST_CLUSTERS:
        return _untold(
            f"{n:,} contacts on {clusters} days are too few; it takes {FEWEST_CONTACTS:,} contacts on "
            f"{FEWEST_CLUSTERS} days",
            n,
        )
    waits = np.log1p(worked.wait_seconds)
    columns = [np.log(worked.handle_seconds), worked.came_back, np.log1p(worked.queue)]
    if worked.was_repeat is not None:
        columns.append(worked.was_repeat)
    controls = np.column_stack([waits, waits**2, worked.wait_seconds / 60])
    left = absorbed(np.column_stack(columns), worked.groups, controls)
    x, y, z = left.columns[:, :3].T
    if not z @ z > 1e-9 * n or not x @ x > 1e-9 * n:
        return _untold("queues, or handle times, did not vary between like contacts", n)
    first, first_error = _slope(z, x, worked.cluster, left)
    strength = (first / first_error) ** 2
    naive = _scaled(*_slope(*_plain(worked), worked.cluster, None), n, "plain comparison")
    alike = _scaled(*_slope(x, y, worked.cluster, left), n, "same agent, reason and hour")
    placebo = None
    if worked.was_repeat is not None:
        found, error = _slope(z, left.columns[:, 3], worked.cluster, left)
        placebo = found / error if error > 0 else 0.0
    if strength < WEAK:
        why = (
            f"queues hardly move handle time here (first-stage F {strength:.1f}, {WEAK:g} are needed), so "
            "what handle time does cannot be read from them"
        )
        return _untold(why, n, naive=naive, alike=alike, strength=strength, placebo=placebo)
    if placebo is not None and abs(placebo) > PLACEBO_T:
        why = (
            "longer queues go with contacts that were repeats before they began, so other contacts come when "
            "queues are long"
        )
        return _untold(why, n, naive=naive, alike=alike, strength=strength, placebo=placebo)
    value = float(z @ y / (z @ x))
    low, high = _anderson_rubin(x, y, z, worked.cluster, left)
    ends = sorted((TENTH * low, TENTH * high))
    effect = Estimate(
        TENTH * value, ends[0], ends[1], n=n, method="queue length as instrument, Anderson-Rubin interval"
    )
    word: Word = "rushing costs" if ends[0] > 0 else "rushing pays" if ends[1] < 0 else "no sign"
    return Rushing(
        word, effect, naive, alike, strength, placebo, "B", _SENTENCES[word].format(_points(effect))
    )


_SENTENCES: dict[Word, str] = {
    "rushing costs": "A tenth less handle time brings more customers back: {} of contacts.",
    "rushing pays": "A tenth less handle time brings fewer customers back: {} of contacts.",
    "no sign": "No sign that less handle time brings customers back: {} of contacts for a tenth less.",
}


def _check(worked: Worked) -> None:
    lengths = {len(worked.handle_seconds), len(worked.came_back), len(worked.queue), len(worked.wait_seconds)}
    lengths |= {len(worked.cluster), *(len(group) for group in worked.groups)}
    if len(lengths) != 1:
        raise UsageError(f"The columns of the contacts have different lengths: {sorted(lengths)}.")
    if not (worked.handle_seconds > 0).all():
        raise UsageError("A handle time is 0 or less. Leave out contacts that nobody handled.")
    if (worked.wait_seconds < 0).any() or (worked.queue < 0).any():
        raise UsageError("A wait or a queue is below 0.")


def _plain(worked: Worked) -> tuple["Array", "Array"]:
    x = np.log(worked.handle_seconds)
    return x - x.mean(), worked.came_back - worked.came_back.mean()


def _slope(
    x: "Array", y: "Array", cluster: "NDArray[np.int64]", left: Absorbed | None
) -> tuple[float, float]:
    """Return the slope of y on x through 0 with its clustered standard error."""
    square = float(x @ x)
    slope = float(x @ y) / square
    scores = np.bincount(cluster, weights=x * (y - slope * x))
    return slope, sqrt(_correction(len(x), scores, left) * float(scores @ scores)) / square


def _anderson_rubin(
    x: "Array", y: "Array", z: "Array", cluster: "NDArray[np.int64]", left: Absorbed
) -> tuple[float, float]:
    """Return the effects at which z tells nothing of y less the effect of x, as one stretch.

    The first stage is strong, so the quadratic opens upwards and the stretch has two ends.
    """
    of_y = np.bincount(cluster, weights=z * y)
    of_x = np.bincount(cluster, weights=z * x)
    scale = _SQUARE * _correction(len(x), of_x, left)
    a = float(z @ x) ** 2 - scale * float(of_x @ of_x)
    b = float(z @ x) * float(z @ y) - scale * float(of_x @ of_y)
    c = float(z @ y) ** 2 - scale * float(of_y @ of_y)
    if a <= 0:  # only where clusters make the first stage weaker than its F says
        return -np.inf, np.inf
    root = sqrt(max(b * b - a * c, 0.0))
    return (b - root) / a, (b + root) / a


def _correction(n: int, scores: "NDArray[Any]", left: Absorbed | None) -> float:
    clusters = int(np.count_nonzero(scores))
    used = 1 + (0 if left is None else left.degrees)
    return clusters / (clusters - 1) * (n - 1) / max(n - used, 1)


def _scaled(slope: float, error: float, n: int, method: str) -> Estimate:
    value, half = TENTH * slope, abs(TENTH) * _NORMAL * error
    return Estimate(value, value - half, value + half, n=n, method=method)


def _untold(
    why: str,
    n: int,
    *,
    naive: Estimate | None = None,
    alike: Estimate | None = None,
    strength: float = 0.0,
    placebo: float | None = None,
) -> Rushing:
    nothing = cannot_tell(why, n)
    return Rushing(
        word="cannot tell",
        effect=nothing,
        naive=naive or nothing,
        like_with_like=alike or nothing,
        first_stage_f=strength,
        placebo_t=placebo,
        grade="D",
        sentence=f"What rushing does cannot be told: {why}.",
    )


def _points(estimate: Estimate) -> str:
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return f"cannot tell: {estimate.why}"
    ends = f"{100 * estimate.low:+.1f} to {100 * estimate.high:+.1f}"
    return f"{100 * estimate.value:+.1f} points ({ends})"
