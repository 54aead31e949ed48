"""What rushing does to whether customers come back, told from the moments at which queues rush people.

Contacts that are hard take longer and come back more often, so that whoever compares short with long
contacts finds that short ones are better. What moves handle time and nothing else has to be used instead:
how many wait when a contact begins.
"""

from dataclasses import asdict, dataclass
from math import log
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from headwater.analysis.estimates import Estimate, cannot_tell
from headwater.analysis.policy.absorbing import Absorbed, absorbed
from headwater.analysis.policy.grades import GRADES, Grade
from headwater.analysis.policy.rushing_method import anderson_rubin, slope_of
from headwater.analysis.policy.worked import Worked, check

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

FEWEST_CONTACTS = 2_000
FEWEST_CLUSTERS = 30
WEAK = 10.0
"""First-stage F below which an instrument is refused."""
PLACEBO_T = 3.0
_NORMAL = 1.959964
TENTH = log(0.9)

Word = Literal["rushing costs", "rushing pays", "no sign", "cannot tell"]


@dataclass(frozen=True)
class Rushing:
    """What a tenth less handle time does to the share of customers who come back, or to satisfaction.

    Attributes
    ----------
    word : {'rushing costs', 'rushing pays', 'no sign', 'cannot tell'}
    effect : Estimate
        Change of the share who come back, or of mean satisfaction from 0 to 1, for a tenth less handle time.
        Its interval is Anderson and Rubin's, which holds however weak the instrument is.
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
                f"Plain comparison: {points(self.naive)}; same agent, reason and hour: "
                f"{points(self.like_with_like)}. Both mistake hard contacts for slow ones.",
                f"Grade {self.grade}: {GRADES[self.grade]}.",
            ]
        return "\n".join(lines)


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
    check(worked)
    return _found(worked, worked.came_back, _REPEATS)


def effect_on_satisfaction(worked: Worked) -> Rushing:
    """Estimate what less handle time does to the satisfaction of customers who say it, by the same method.

    Returns
    -------
    Rushing
        *cannot tell* also where nobody rates, or where more or fewer rate when queues are long: those who do
        would then not be alike.

    Raises
    ------
    UsageError
        Arrays differ in length, or a handle time is not above 0.
    """
    check(worked)
    if worked.satisfaction is None or np.isnan(worked.satisfaction).all():
        return _untold("nobody asked customers whether they were satisfied", 0, _SATISFACTION)
    rated = ~np.isnan(worked.satisfaction)
    few = _too_few(worked.only(rated), "rated contacts")
    if few:
        return _untold(few, int(rated.sum()), _SATISFACTION)
    if not rated.all() and abs(_moved_by_queues(worked, rated.astype(float))) > PLACEBO_T:
        why = "more or fewer customers rate when queues are long, so that those who do are not alike"
        return _untold(why, int(rated.sum()), _SATISFACTION)
    return _found(worked.only(rated), worked.satisfaction[rated], _SATISFACTION)


@dataclass(frozen=True)
class _Outcome:
    """What is looked at: which sign of its effect means that rushing costs, and how it is told."""

    what: str
    costs_when: int
    contacts: str
    sentences: dict[Word, str]


_REPEATS = _Outcome(
    "What rushing does",
    1,
    "contacts",
    {
        "rushing costs": "A tenth less handle time brings more customers back: {} of contacts.",
        "rushing pays": "A tenth less handle time brings fewer customers back: {} of contacts.",
        "no sign": "No sign that less handle time brings customers back: {} of contacts for a tenth less.",
    },
)
_SATISFACTION = _Outcome(
    "What rushing does to satisfaction",
    -1,
    "rated contacts",
    {
        "rushing costs": "A tenth less handle time leaves customers less satisfied: {} of 100.",
        "rushing pays": "A tenth less handle time leaves customers more satisfied: {} of 100.",
        "no sign": "No sign that less handle time changes satisfaction: {} of 100 for a tenth less.",
    },
)


def _found(worked: Worked, outcome: "Array", told: _Outcome) -> Rushing:
    n = len(worked.handle_seconds)
    few = _too_few(worked, told.contacts)
    if few:
        return _untold(few, n, told)
    columns = [np.log(worked.handle_seconds), outcome, np.log1p(worked.queue)]
    if worked.was_repeat is not None:
        columns.append(worked.was_repeat)
    left = _like_with_like(worked, columns)
    x, y, z = left.columns[:, :3].T
    if not z @ z > 1e-9 * n or not x @ x > 1e-9 * n:
        return _untold("queues, or handle times, did not vary between like contacts", n, told)
    first, first_error = slope_of(z, x, worked.cluster, left)
    strength = (first / first_error) ** 2
    times = np.log(worked.handle_seconds)
    plain = slope_of(times - times.mean(), outcome - outcome.mean(), worked.cluster, None)
    naive = _scaled(*plain, n, "plain comparison")
    alike = _scaled(*slope_of(x, y, worked.cluster, left), n, "same agent, reason and hour")
    placebo = None
    if worked.was_repeat is not None:
        found, error = slope_of(z, left.columns[:, 3], worked.cluster, left)
        placebo = found / error if error > 0 else 0.0
    why = ""
    if strength < WEAK:
        why = (
            f"queues hardly move handle time here (first-stage F {strength:.1f}, {WEAK:g} are needed), so "
            "what handle time does cannot be read from them"
        )
    elif placebo is not None and abs(placebo) > PLACEBO_T:
        why = (
            "longer queues go with contacts that were repeats before they began, so other contacts come when "
            "queues are long"
        )
    if why:
        return _untold(why, n, told, naive=naive, alike=alike, strength=strength, placebo=placebo)
    value = float(z @ y / (z @ x))
    low, high = anderson_rubin(x, y, z, worked.cluster, left)
    ends = sorted((TENTH * low, TENTH * high))
    effect = Estimate(
        TENTH * value, ends[0], ends[1], n=n, method="queue length as instrument, Anderson-Rubin interval"
    )
    up: Word = "rushing costs" if told.costs_when > 0 else "rushing pays"
    down: Word = "rushing pays" if told.costs_when > 0 else "rushing costs"
    word: Word = up if ends[0] > 0 else down if ends[1] < 0 else "no sign"
    sentence = told.sentences[word].format(points(effect))
    return Rushing(word, effect, naive, alike, strength, placebo, "B", sentence)


def _too_few(worked: Worked, contacts: str) -> str:
    """Say that contacts or days are too few; nothing where they are enough."""
    n, days = len(worked.handle_seconds), len(np.unique(worked.cluster))
    if n >= FEWEST_CONTACTS and days >= FEWEST_CLUSTERS:
        return ""
    if not n:
        return f"none of the {contacts} of known customers has a wait and a handle time"
    return (
        f"{n:,} {contacts} on {days} days are too few; it takes {FEWEST_CONTACTS:,} contacts on "
        f"{FEWEST_CLUSTERS} days"
    )


def _like_with_like(worked: Worked, columns: "list[Array]") -> Absorbed:
    waits = np.log1p(worked.wait_seconds)
    controls = np.column_stack([waits, waits**2, worked.wait_seconds / 60])
    return absorbed(np.column_stack(columns), worked.groups, controls)


def _moved_by_queues(worked: Worked, what: "Array") -> float:
    """Return by how many standard errors something goes with the queue among like contacts."""
    left = _like_with_like(worked, [what, np.log1p(worked.queue)])
    y, z = left.columns.T
    if not z @ z > 1e-9 * len(z):
        return 0.0
    slope, error = slope_of(z, y, worked.cluster, left)
    return slope / error if error > 0 else 0.0


def _scaled(slope: float, error: float, n: int, method: str) -> Estimate:
    value, half = TENTH * slope, abs(TENTH) * _NORMAL * error
    return Estimate(value, value - half, value + half, n=n, method=method)


def _untold(
    why: str,
    n: int,
    told: _Outcome,
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
        sentence=f"{told.what} cannot be told: {why}.",
    )


def points(estimate: Estimate) -> str:
    """Return a change of a share as points of 100."""
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return f"cannot tell: {estimate.why}"
    ends = f"{100 * estimate.low:+.1f} to {100 * estimate.high:+.1f}"
    return f"{100 * estimate.value:+.1f} points ({ends})"
