"""Whether a set of policies can be met at all, and by which way of working."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

from headwater.analysis.policy.demands import CEILING_OF_AGENTS, TINY, Demands, demands_of
from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.on_floor import Staff, queue_slack
from headwater.analysis.policy.operation import WayOfWorking, resolved_share
from headwater.analysis.policy.policy import Cell, Policy
from headwater.analysis.policy.within_contact import Caps, WithinContact, authority_for

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

_COARSE, _FINE, _ROUNDS = 65, 33, 3


@dataclass(frozen=True)
class Answer:
    """Whether demands can be met, and one way of meeting them."""

    feasible: bool
    way: WayOfWorking | None = None


class Oracle:
    """Decides whether a set of policies can be met, by computation, not by a table.

    Parameters
    ----------
    facts : Facts
        What they are weighed against.

    Attributes
    ----------
    calls : int
        How often it was asked.

    Notes
    -----
    Whatever is best for everyone is taken at its best: the highest authority allowed, the shortest wrap-up,
    as many agents as upper limits leave. What remains is one number, the talk time, in which
    resolution rises and work may fall and rise again. It is searched on a grid that is refined where the
    smallest slack is largest. A way of working that is found is kept, so that it can be checked.
    """

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.calls = 0
        self._caps: Caps = {}

    def feasible(self, policies: Sequence[Policy], values: Mapping[str, float] | None = None) -> bool:
        """Say whether the policies can all be met; `values` replaces some of their values."""
        return self.answer(policies, values).feasible

    def answer(self, policies: Sequence[Policy], values: Mapping[str, float] | None = None) -> Answer:
        """Return whether the policies can all be met, and one way of doing so."""
        self.calls += 1
        demands = demands_of(policies, self.facts, values)
        if demands.contradiction():
            return Answer(False)
        contact = WithinContact.of(demands, self.facts, self._caps)
        if contact is None:
            return Answer(False)
        staff = Staff.of(demands, self.facts)
        if staff is None:
            return Answer(False)
        return _search(contact, staff, demands, self.facts)


def _search(contact: WithinContact, staff: Staff, demands: Demands, facts: Facts) -> Answer:
    import numpy as np

    steps = np.linspace(0, 1, _COARSE) ** 2
    grid = contact.low + (contact.high - contact.low) * steps
    if contact.high - contact.low < 1e-9 * max(contact.high, 1):
        grid = np.array([contact.low])
    tried = _slack(grid, contact, staff, demands, facts)
    for _ in range(_ROUNDS):
        best = int(np.argmax(tried.slack))
        if tried.slack[best] >= -TINY or len(grid) == 1:
            break
        peaks = _peaks(tried.slack)
        grid = np.unique(
            np.concatenate(
                [np.linspace(grid[max(i - 1, 0)], grid[min(i + 1, len(grid) - 1)], _FINE) for i in peaks]
            )
        )
        tried = _slack(grid, contact, staff, demands, facts)
    best = int(np.argmax(tried.slack))
    if tried.slack[best] < -TINY:
        return Answer(False)
    return Answer(True, _way(float(grid[best]), best, tried, contact, staff, facts))


def _peaks(slack: "Array") -> list[int]:
    """Return the places of the two largest local maxima."""
    import numpy as np

    padded = np.concatenate([[-np.inf], slack, [-np.inf]])
    local = np.flatnonzero((padded[1:-1] >= padded[:-2]) & (padded[1:-1] >= padded[2:]))
    return [int(i) for i in local[np.argsort(slack[local])[::-1][:2]]]


@dataclass(frozen=True)
class _Tried:
    """What was tried: the smallest slack of each talk time, and what went with it."""

    slack: "Array"
    wrap: "Array"
    blocked: "Array"
    agents: "Array"


def _slack(c: "Array", contact: WithinContact, staff: Staff, demands: Demands, facts: Facts) -> _Tried:
    """Return the smallest slack over all demands, for each talk time; 0 or more is met."""
    import numpy as np

    blocked = np.full_like(c, contact.blocked)
    parts = []
    if facts.resolution is not None:
        at_best = facts.resolution.share(c)
        with np.errstate(divide="ignore"):
            blocked = np.maximum(blocked, 1 - contact.resolved_most / np.maximum(at_best, 1e-12))
        parts.append(contact.blocked_most - blocked)
        resolved = at_best * (1 - blocked)
    else:
        resolved = np.full_like(c, resolved_share(facts, 0.0, 0.0))
        parts.append(contact.resolved_most - resolved)
    extra = demands.latency_s * blocked
    wrap = np.maximum(contact.wrap_low, demands.least("aht_s") - c - contact.hold - extra)
    handle = c + contact.hold + wrap + extra
    handle_most = demands.most("aht_s")
    if handle_most < inf:
        parts.append((handle_most - handle) / max(handle_most, 1.0))
    parts.append(
        (contact.wrap_high - wrap) / max(contact.wrap_high, 1.0) if contact.wrap_high < inf else 0 * c
    )
    agents = np.full_like(c, staff.high)
    slack = np.minimum.reduce(parts)
    open_ = slack >= -TINY  # where the contact itself is possible, the queue is looked at
    if facts.issues_per_hour is not None and open_.any():
        agents[open_], queued = queue_slack(resolved[open_], handle[open_], staff, demands, facts)
        slack[open_] = np.minimum(slack[open_], queued)
    return _Tried(slack, wrap, blocked, agents)


def _way(  # noqa: PLR0917
    c: float, at: int, tried: _Tried, contact: WithinContact, staff: Staff, facts: Facts
) -> WayOfWorking:
    agents, shrinkage = staff.agents_high, staff.shrinkage[0]
    on_floor = float(tried.agents[at])
    if on_floor < staff.high:  # fewer agents than allowed, or more of their time away from contacts
        agents = on_floor / (1 - shrinkage) if shrinkage < 1 else 0.0
        if agents < staff.agents_low:
            agents, shrinkage = staff.agents_low, 1 - on_floor / staff.agents_low
    return WayOfWorking(
        talk_s=c,
        hold_s=contact.hold,
        wrap_s=float(tried.wrap[at]),
        authority=authority_for(float(tried.blocked[at]), contact, facts),
        agents_scheduled=inf if agents >= CEILING_OF_AGENTS else agents,
        shrinkage_frac=shrinkage,
        chats=staff.chats,
    )


class EveryKindOfWork:
    """Says whether policies can be met in every kind of work they hold for."""

    def __init__(self, oracle: Oracle, cells: Sequence[Cell]) -> None:
        self._oracle, self._cells = oracle, tuple(cells)

    def feasible(self, policies: Sequence[Policy], values: Mapping[str, float] | None = None) -> bool:
        """Say whether the policies can all be met everywhere."""
        return all(
            self._oracle.feasible([policy for policy in policies if policy.covers(cell)], values)
            for cell in self._cells
        )
