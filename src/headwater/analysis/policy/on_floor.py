"""What demands leave open of staff, and whether the queue then holds what is demanded of it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import inf
from typing import TYPE_CHECKING

from headwater.analysis.policy.demands import CEILING_OF_AGENTS, TINY, Demands, ServiceDemand
from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.operation import contacts_per_hour, throughput
from headwater.analysis.policy.waiting import abandonment, average_wait, service_level

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@dataclass(frozen=True)
class Staff:
    """How many agents there may be on the floor, and chats at once."""

    low: float
    high: float
    chats: int
    agents_low: float
    agents_high: float
    shrinkage: tuple[float, float]

    @classmethod
    def of(cls, demands: Demands, facts: Facts) -> "Staff | None":
        """Return the range; None where it is empty."""
        least, most = demands.shrinkage
        if least > most + TINY:
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


def queue_slack(
    resolved: "Array", handle: "Array", staff: Staff, demands: Demands, facts: Facts
) -> tuple["Array", "Array"]:
    """Return the most agents that upper limits leave, and the smallest slack of what then has to hold."""
    import numpy as np

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
    open_ = slack >= -TINY
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
                agents = self._largest(agents, None, partial(self._no_better, service))
        return agents

    def _no_better(self, service: ServiceDemand, agents: "Array") -> "NDArray[np.bool_]":
        import numpy as np

        return np.asarray(self.level(agents, service) <= service.high)

    def _largest(
        self, agents: "Array", direct: "Array | None", holds: "Callable[[Array], NDArray[np.bool_]]"
    ) -> "Array":
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
