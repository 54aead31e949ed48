"""Whether a set of policies can be met at all, and by which way of working."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Any

from headwater.analysis.policy.demands import CEILING_OF_AGENTS, Demands, ServiceDemand, demands_of
from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.operation import (
    WayOfWorking,
    blocked_share,
    contacts_per_hour,
    paid_per_contact,
    resolved_share,
)
from headwater.analysis.policy.policy import Cell, Policy
from headwater.analysis.policy.waiting import abandonment, average_wait, service_level

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

_LONGEST_SECONDS = 3600.0
_COARSE, _FINE, _ROUNDS = 65, 33, 3
_TINY = 1e-9


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

    def feasible(self, policies: Sequence[Policy], values: Mapping[str, float] | None = None) -> bool:
        """Say whether the policies can all be met; `values` replaces some of their values."""
        return self.answer(policies, values).feasible

    def answer(self, policies: Sequence[Policy], values: Mapping[str, float] | None = None) -> Answer:
        """Return whether the policies can all be met, and one way of doing so."""
        self.calls += 1
        demands = demands_of(policies, self.facts, values)
        if demands.contradiction():
            return Answer(False)
        contact = _Contact.of(demands, self.facts)
        if contact is None:
            return Answer(False)
        staff = _Staff.of(demands, self.facts)
        if staff is None:
            return Answer(False)
        return _search(contact, staff, demands, self.facts)


@dataclass(frozen=True)
class _Contact:
    """What is left open within one contact: talk time from `low` to `high`."""

    low: float
    high: float
    hold: float
    wrap_low: float
    wrap_high: float
    blocked: float
    blocked_most: float
    resolved_most: float
    authority: dict[str, float]
    authority_low: dict[str, float]

    @classmethod
    def of(cls, demands: Demands, facts: Facts) -> "_Contact | None":
        """Return what is left open; None where nothing is."""
        talk_low = max(demands.least("talk_s"), demands.script_s)
        low, high, hold = talk_low, demands.most("talk_s"), demands.least("hold_s")
        wrap_low, wrap_high = demands.least("wrap_s"), demands.most("wrap_s")
        if low > high or low == inf or hold > demands.most("hold_s"):
            return None
        limits = {kind.kind: demands.most(f"authority:{kind.kind}") for kind in facts.remedies}
        least = {kind.kind: demands.least(f"authority:{kind.kind}") for kind in facts.remedies}
        within = _within_cost(limits, least, demands, facts)
        if within is None:
            return None
        blocked, blocked_most = blocked_share(facts, within), blocked_share(facts, least)
        other = facts.escalation_other
        blocked = max(
            blocked,
            demands.least("escalation_frac", -inf) - other,
            demands.least("transfer_frac", -inf) - other - facts.transfer_other,
        )
        most = min(
            demands.most("escalation_frac") - other,
            demands.most("transfer_frac") - other - facts.transfer_other,
        )
        blocked_most = min(blocked_most, most)
        if blocked > blocked_most + _TINY:
            return None
        back = facts.call_back_share
        resolved_low = max(demands.least("fcr_frac"), 1 - demands.most("repeat_frac") / back if back else 0.0)
        resolved_most = min(
            demands.most("fcr_frac"), 1 - demands.least("repeat_frac") / back if back else 1.0
        )
        quickest = _soonest(resolved_low, blocked, low, facts)
        if quickest is None:
            return None
        low = max(low, quickest)
        handle_high = demands.most("aht_s")
        high = min(high, handle_high - hold - wrap_low - demands.latency_s * blocked)
        if low > high * (1 + _TINY) + _TINY:
            return None
        high = max(low, min(high, max(_LONGEST_SECONDS, 2 * low)))
        return cls(low, high, hold, wrap_low, wrap_high, blocked, blocked_most, resolved_most, within, least)


def _within_cost(
    limits: dict[str, float], least: dict[str, float], demands: Demands, facts: Facts
) -> dict[str, float] | None:
    """Return the highest limits whose payments stay within what may be paid per contact."""
    most, floor = demands.most("remedy_cost_per_contact"), demands.least("remedy_cost_per_contact")
    if any(least[kind] > limits[kind] for kind in limits):
        return None
    if paid_per_contact(facts, limits) < floor - _TINY:
        return None
    if paid_per_contact(facts, limits) <= most:
        return limits
    if paid_per_contact(facts, least) > most + _TINY:
        return None
    low, high = 0.0, 1e9
    for _ in range(100):
        middle = (low + high) / 2
        capped = {kind: max(least[kind], min(limits[kind], middle)) for kind in limits}
        low, high = (middle, high) if paid_per_contact(facts, capped) <= most else (low, middle)
    return {kind: max(least[kind], min(limits[kind], low)) for kind in limits}


def _soonest(resolved: float, blocked: float, low: float, facts: Facts) -> float | None:
    """Return the shortest talk time after which so many contacts are resolved."""
    if resolved <= 0 or resolved_share(facts, low, blocked) >= resolved - _TINY:
        return 0.0
    if facts.resolution is None or resolved_share(facts, 1e7, blocked) < resolved - _TINY:
        return None
    high = 1e7
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (low, middle) if resolved_share(facts, middle, blocked) >= resolved else (middle, high)
    return high


@dataclass(frozen=True)
class _Staff:
    """How many agents there may be on the floor, and chats at once."""

    low: float
    high: float
    chats: int
    agents_low: float
    agents_high: float
    shrinkage: tuple[float, float]

    @classmethod
    def of(cls, demands: Demands, facts: Facts) -> "_Staff | None":
        """Return the range; None where it is empty."""
        least, most = demands.shrinkage
        if least > most + _TINY:
            return None
        agents_low = demands.least("agents_scheduled")
        agents_high = min(demands.most("agents_scheduled"), CEILING_OF_AGENTS)
        if agents_low > agents_high:
            return None
        chats = _chats(demands, facts)
        if chats is None:
            return None
        low, high = agents_low * (1 - min(most, 1.0)), agents_high * (1 - least)
        return cls(low, high, chats, agents_low, agents_high, (least, most))


def _chats(demands: Demands, facts: Facts) -> int | None:
    """Return the number of chats at once, within its bounds, with which most work is done."""
    low, high = demands.least("concurrency", 1.0), demands.most("concurrency", inf)
    if not facts.throughput:
        return 1 if high >= 1 else None
    allowed = [k for k in range(1, len(facts.throughput) + 1) if low <= k <= high]
    return max(allowed, key=lambda k: (facts.throughput[k - 1], -k)) if allowed else None


def _search(contact: _Contact, staff: _Staff, demands: Demands, facts: Facts) -> Answer:
    import numpy as np

    steps = np.linspace(0, 1, _COARSE) ** 2
    grid = contact.low + (contact.high - contact.low) * steps
    if contact.high - contact.low < 1e-9 * max(contact.high, 1):
        grid = np.array([contact.low])
    tried = _slack(grid, contact, staff, demands, facts)
    for _ in range(_ROUNDS):
        best = int(np.argmax(tried.slack))
        if tried.slack[best] >= -_TINY or len(grid) == 1:
            break
        peaks = _peaks(tried.slack)
        grid = np.unique(
            np.concatenate(
                [np.linspace(grid[max(i - 1, 0)], grid[min(i + 1, len(grid) - 1)], _FINE) for i in peaks]
            )
        )
        tried = _slack(grid, contact, staff, demands, facts)
    best = int(np.argmax(tried.slack))
    if tried.slack[best] < -_TINY:
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


def _slack(c: "Array", contact: _Contact, staff: _Staff, demands: Demands, facts: Facts) -> _Tried:
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
    open_ = slack >= -_TINY  # where the contact itself is possible, the queue is looked at
    if facts.issues_per_hour is not None and open_.any():
        agents[open_], queued = _queue_slack(resolved[open_], handle[open_], staff, demands, facts)
        slack[open_] = np.minimum(slack[open_], queued)
    return _Tried(slack, wrap, blocked, agents)


def _queue_slack(
    resolved: "Array", handle: "Array", staff: _Staff, demands: Demands, facts: Facts
) -> tuple["Array", "Array"]:
    """Return the most agents that upper limits leave, and the smallest slack of what then has to hold."""
    import numpy as np

    from headwater.analysis.policy.operation import throughput

    contacts = contacts_per_hour(facts, resolved)
    handle = handle / throughput(facts, staff.chats)
    load = contacts * handle / 3600
    queue = _Queue(contacts, handle, load, facts.patience_s)
    agents = queue.most_agents(np.full_like(load, staff.high), demands)
    parts = [(agents - staff.low) / max(staff.low, 1.0)]
    if facts.patience_s is None:
        parts.append((agents - load * (1 + 1e-7)) / np.maximum(load, 1.0))
    parts.append(demands.most("occupancy_frac") - queue.occupancy(agents))
    per_hour = demands.most("contacts_per_agent_hour")
    if per_hour < inf:
        parts.append((per_hour - queue.handled(agents)) / max(per_hour, 1.0))
    slack = np.minimum.reduce(parts)
    open_ = slack >= -_TINY
    if open_.any():
        slack[open_] = np.minimum(slack[open_], _waiting_slack(queue.at(open_), agents[open_], demands))
    return agents, slack


def _waiting_slack(queue: "_Queue", agents: "Array", demands: Demands) -> "Array":
    """Return the smallest slack of what is demanded of waiting."""
    import numpy as np

    parts = [np.full_like(agents, inf)]
    if demands.most("asa_s") < inf:
        parts.append(_short_of(queue.wait(agents), demands.most("asa_s")))
    if demands.most("abandon_frac") < inf:
        parts.append(demands.most("abandon_frac") - queue.lost(agents))
    for service in demands.services:
        level = queue.level(agents, service)
        parts.append(np.minimum(level - service.low, service.high - level))
    parts += queue.not_too_good(agents, demands)
    return np.asarray(np.minimum.reduce(parts))


def _short_of(value: "Array", most: float) -> "Array":
    """Return how far below its limit a wait is; an endless one is as far above as counts."""
    import numpy as np

    return np.maximum((most - value) / max(most, 1.0), -1e6)


@dataclass(frozen=True)
class _Queue:
    contacts: "Array"
    handle: "Array"
    load: "Array"
    patience: float | None

    def at(self, places: "Array") -> "_Queue":
        """Return some of the problems."""
        return _Queue(self.contacts[places], self.handle[places], self.load[places], self.patience)

    def lost(self, agents: "Array") -> "Array":
        """Share that gives up."""
        return abandonment(self.contacts, self.handle, agents, self.patience)

    def occupancy(self, agents: "Array") -> "Array":
        """Share of time agents are busy."""
        import numpy as np

        carried = self.load if self.patience is None else self.load * (1 - self.lost(agents))
        return np.asarray(carried / np.maximum(agents, 1e-12))

    def handled(self, agents: "Array") -> "Array":
        """Contacts an agent handles in an hour."""
        import numpy as np

        handled = self.contacts if self.patience is None else self.contacts * (1 - self.lost(agents))
        return np.asarray(handled / np.maximum(agents, 1e-12))

    def wait(self, agents: "Array") -> "Array":
        """Average wait."""
        return average_wait(self.contacts, self.handle, agents, self.patience)

    def level(self, agents: "Array", service: ServiceDemand) -> "Array":
        """Share answered in time."""
        return service_level(
            self.contacts,
            self.handle,
            agents,
            self.patience,
            service.threshold_s,
            service.definition,
            service.short_s,
        )

    def not_too_good(self, agents: "Array", demands: Demands) -> list["Array"]:
        """Return the slack of limits that ask for busy agents or long waits."""
        asked = (
            ("occupancy_frac", self.occupancy),
            ("contacts_per_agent_hour", self.handled),
            ("asa_s", self.wait),
            ("abandon_frac", self.lost),
        )
        return [
            (figure(agents) - demands.least(name)) / max(demands.least(name), 1.0)
            for name, figure in asked
            if demands.least(name) > 0
        ]

    def most_agents(self, agents: "Array", demands: Demands) -> "Array":
        """Return the most agents with which no limit on idleness or on too good a service is broken."""
        busy = demands.least("occupancy_frac")
        if busy > 0:
            agents = self._largest(agents, self.load / busy, lambda n: self.occupancy(n) >= busy)
        each = demands.least("contacts_per_agent_hour")
        if each > 0:
            agents = self._largest(agents, self.contacts / each, lambda n: self.handled(n) >= each)
        waits, lost = demands.least("asa_s"), demands.least("abandon_frac")
        if waits > 0:
            agents = self._largest(agents, None, lambda n: self.wait(n) >= waits)
        if lost > 0:
            agents = self._largest(agents, None, lambda n: self.lost(n) >= lost)
        for service in demands.services:
            if service.high < 1:
                most = service.high
                agents = self._largest(agents, None, lambda n, s=service, m=most: self.level(n, s) <= m)
        return agents

    def _largest(self, agents: "Array", direct: "Array | None", holds: Any) -> "Array":
        """Return the largest number of agents, up to those given, for which something still holds."""
        import numpy as np

        if direct is not None and self.patience is None:
            return np.minimum(agents, direct)
        good = holds(agents)
        if good.all():
            return agents
        low = np.zeros_like(agents)
        high = np.minimum(agents, self.load * 3 + 200 if direct is None else direct + 1)
        high = np.where(holds(high), agents, high)
        for _ in range(36):
            middle = (low + high) / 2
            fine = holds(middle)
            low, high = np.where(fine, middle, low), np.where(fine, high, middle)
        return np.where(good, agents, low)


def _way(c: float, at: int, tried: _Tried, contact: _Contact, staff: _Staff, facts: Facts) -> WayOfWorking:
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
        authority=_authority(float(tried.blocked[at]), contact, facts),
        agents_scheduled=inf if agents >= CEILING_OF_AGENTS else agents,
        shrinkage_frac=shrinkage,
        chats=staff.chats,
    )


def _authority(blocked: float, contact: _Contact, facts: Facts) -> dict[str, float]:
    """Return limits under which that share of contacts is blocked."""
    if blocked <= contact.blocked + _TINY:
        return dict(contact.authority)
    low, high = 0.0, 1e9
    capped = dict(contact.authority)
    for _ in range(100):
        middle = (low + high) / 2
        capped = {
            kind: max(contact.authority_low[kind], min(limit, middle))
            for kind, limit in contact.authority.items()
        }
        low, high = (low, middle) if blocked_share(facts, capped) <= blocked else (middle, high)
    return capped


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
