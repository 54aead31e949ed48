"""What a new scorecard does to staffing, with the error of the facts it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from headwater.analysis.estimates import Estimate, cannot_tell
from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.operation import resolved_today
from headwater.analysis.policy.scorecard_result import Scorecard

if TYPE_CHECKING:
    import numpy as np

_DRAWS = 4000
_Z = 1.959964


@dataclass(frozen=True)
class StaffingChange:
    """What handling that resolves more does to the work, with its interval.

    Attributes
    ----------
    contacts : Estimate
        Contacts an hour, after less before.
    work : Estimate
        Agents busy at once, after less before; above 0 more are needed.
    known_only_as_said : tuple of str
        Facts that somebody said without their error; the interval leaves them as they are.
    """

    contacts: Estimate
    work: Estimate
    known_only_as_said: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the change as plain data."""
        return {
            "contacts": self.contacts.to_dict(),
            "work": self.work.to_dict(),
            "known_only_as_said": list(self.known_only_as_said),
        }


def staffing_change(
    scorecard: Scorecard,
    facts: Facts,
    measured: Mapping[str, Estimate] | None = None,
    *,
    rng: "np.random.Generator | None" = None,
) -> StaffingChange:
    """Return what a scorecard does to contacts and work, with the error of what was measured.

    Parameters
    ----------
    scorecard : Scorecard
        From `redesign`.
    measured : mapping of str to Estimate, optional
        Facts with their interval: `issues_per_hour`, `handle_seconds`, `fcr_frac`. Those without one are
        taken as said.
    rng : numpy.random.Generator, optional
        Seeded with 1 by default.

    Notes
    -----
    Each measured fact is drawn from a normal distribution with its interval, independently of the others; the
    time that the aimed-at resolution takes beyond today's stays as the curve says. Without any measured fact
    there is no interval: nobody said how sure the facts are.
    """
    import numpy as np

    found = scorecard.staffing
    if found is None:
        nothing = cannot_tell(scorecard.staffing_why.removeprefix("cannot tell: "))
        return StaffingChange(nothing, nothing, ())
    measured = {} if measured is None else measured
    rng = np.random.default_rng(1) if rng is None else rng
    issues, handle, before = facts.issues_per_hour, found.handle_before, resolved_today(facts)
    after, longer = scorecard.targets[0].policy.value, found.handle_after - found.handle_before
    assert issues is not None  # staffing was told from them
    assert before is not None

    def drawn(name: str, value: float, low: float, high: float) -> Any:
        said = measured.get(name)
        if said is None or said.low is None or said.high is None:
            return np.full(_DRAWS, value)
        return np.clip(rng.normal(value, (said.high - said.low) / (2 * _Z), _DRAWS), low, high)

    at = (
        drawn("issues_per_hour", issues, 1e-9, np.inf),
        drawn("handle_seconds", handle, 1.0, np.inf),
        drawn("fcr_frac", before, 0.0, 0.999),
    )
    contacts, work = _change(facts, after, longer, at)
    point = _change(facts, after, longer, tuple(np.array([x]) for x in (issues, handle, before)))
    names = ("issues_per_hour", "handle_seconds", "fcr_frac")
    unsure = tuple(name for name in names if name not in measured or measured[name].low is None)
    n = max((one.n for one in measured.values()), default=0)
    figures = [
        Estimate(float(value[0]), n=n, method="as said")
        if len(unsure) == len(names)
        else _with_interval(float(value[0]), spread, n)
        for value, spread in zip(point, (contacts, work), strict=True)
    ]
    return StaffingChange(figures[0], figures[1], unsure)


def _change(facts: Facts, after: float, longer: float, at: tuple[Any, ...]) -> Any:
    """Return the change of contacts an hour and of agents busy, at issues, handle time and resolution."""
    issues, handle, before = at
    first = issues / (1 - facts.call_back_share * (1 - before))
    second = issues / (1 - facts.call_back_share * (1 - after))
    return second - first, (second * (handle + longer) - first * handle) / 3600


def _with_interval(value: float, drawn: Any, n: int) -> Estimate:
    import numpy as np

    low, high = np.quantile(drawn, (0.025, 0.975))
    return Estimate(value, float(low), float(high), n=n, method="simulated from the error of the facts")
