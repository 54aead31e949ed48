"""One way of working, and what comes of it: from handle time, authority and staff to every metric."""

from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING, Any

from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.policy import Policy
from headwater.analysis.policy.waiting import abandonment, average_wait, service_level

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@dataclass(frozen=True)
class WayOfWorking:
    """What an organisation chooses, as far as policies are about it.

    Attributes
    ----------
    talk_s, hold_s, wrap_s : float
        Parts of handle time.
    authority : dict
        Limit for each kind of remedy.
    """

    talk_s: float
    hold_s: float
    wrap_s: float
    authority: dict[str, float] = field(default_factory=dict)
    agents_scheduled: float = inf
    shrinkage_frac: float = 0.0
    chats: int = 1

    @property
    def on_floor(self) -> float:
        """Agents on the floor, on average."""
        return self.agents_scheduled * (1 - self.shrinkage_frac)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "talk_s": self.talk_s,
            "hold_s": self.hold_s,
            "wrap_s": self.wrap_s,
            "authority": {kind: None if limit == inf else limit for kind, limit in self.authority.items()},
            "agents_scheduled": None if self.agents_scheduled == inf else self.agents_scheduled,
            "shrinkage_frac": self.shrinkage_frac,
            "chats": self.chats,
        }


@dataclass(frozen=True)
class Outcome:
    """What comes of a way of working; None where the facts do not say.

    Attributes
    ----------
    load : float, optional
        Agents busy at once on average, all work together.
    metrics : dict
        Every metric that can be told, in its own unit.
    """

    contacts_per_hour: float | None
    load: float | None
    metrics: dict[str, float]


def blocked_share(facts: Facts, authority: dict[str, float]) -> float:
    """Return the share of contacts whose remedy lies above what agents may give."""
    return sum(kind.share * kind.above(authority.get(kind.kind, inf)) for kind in facts.remedies)


def paid_per_contact(facts: Facts, authority: dict[str, float]) -> float:
    """Return the mean amount agents pay per contact."""
    return sum(kind.share * kind.paid(authority.get(kind.kind, inf)) for kind in facts.remedies)


def resolved_share(facts: Facts, talk_s: Any, blocked: Any) -> Any:
    """Return first-contact resolution after so much talk time, with so many remedies blocked."""
    if facts.resolution is not None:
        return facts.resolution.share(talk_s) * (1 - blocked)
    return 1.0 if facts.today.fcr_frac is None else facts.today.fcr_frac


def resolved_today(facts: Facts) -> float | None:
    """Return first-contact resolution as it is now: measured, or from the curves."""
    today = facts.today
    if today.fcr_frac is not None:
        return today.fcr_frac
    if facts.resolution is None or today.talk_s is None:
        return None
    limit = inf if today.authority is None else today.authority
    blocked = blocked_share(facts, {kind.kind: limit for kind in facts.remedies})
    return float(resolved_share(facts, today.talk_s, blocked))


def contacts_per_hour(facts: Facts, resolved: Any) -> Any:
    """Return contacts an hour when those without a solution come back, and come back again.

    Notes
    -----
    issues / (1 - c (1 - F)), with c the share of the unresolved that come back and F the share resolved.
    """
    return (facts.issues_per_hour or 0.0) / (1 - facts.call_back_share * (1 - resolved))


def outcome(way: WayOfWorking, facts: Facts, asked: tuple[Policy, ...] = ()) -> Outcome:
    """Return what comes of a way of working.

    Parameters
    ----------
    asked : tuple of Policy
        Policies whose thresholds and definitions the service level is computed for, under `service_level:ID`.

    Examples
    --------
    >>> from headwater.analysis.policy.curves import ResolutionCurve
    >>> facts = Facts(issues_per_hour=400, resolution=ResolutionCurve(best=0.65, seconds=0))
    >>> found = outcome(WayOfWorking(240, 0, 0), facts)
    >>> round(found.contacts_per_hour, 2), round(found.load, 2)
    (583.94, 38.93)
    """
    blocked = blocked_share(facts, way.authority)
    escalated = min(facts.escalation_other + blocked, 1.0)
    handle = way.talk_s + way.hold_s + way.wrap_s + facts.approval_s * blocked
    found: dict[str, float] = {
        "talk_s": way.talk_s,
        "hold_s": way.hold_s,
        "wrap_s": way.wrap_s,
        "aht_s": handle,
        "shrinkage_frac": way.shrinkage_frac,
        "concurrency": float(way.chats),
    }
    if facts.remedies:
        found["escalation_frac"] = escalated
        found["transfer_frac"] = min(escalated + facts.transfer_other, 1.0)
        found["remedy_cost_per_contact"] = paid_per_contact(facts, way.authority)
    resolved = float(resolved_share(facts, way.talk_s, blocked))
    if facts.resolution is not None or facts.today.fcr_frac is not None:
        found["fcr_frac"] = resolved
        found["repeat_frac"] = facts.call_back_share * (1 - resolved)
    if facts.issues_per_hour is None:
        return Outcome(None, None, found)
    contacts = float(contacts_per_hour(facts, resolved))
    effective = handle / throughput(facts, way.chats)
    load = contacts * effective / 3600
    if way.agents_scheduled != inf:
        found |= _queued(contacts, effective, way, facts, asked)
    return Outcome(contacts, load, found)


def throughput(facts: Facts, chats: int) -> float:
    """Return the work done with so many chats at once, against one at a time."""
    return facts.throughput[min(chats, len(facts.throughput)) - 1] if facts.throughput else 1.0


def _queued(
    contacts: float, effective: float, way: WayOfWorking, facts: Facts, asked: tuple[Policy, ...]
) -> dict[str, float]:
    import numpy as np

    agents = way.on_floor
    found = {"agents_scheduled": way.agents_scheduled}
    load = contacts * effective / 3600
    if agents <= 0:
        return found
    c, h, n = np.array([contacts]), np.array([effective]), np.array([agents])
    lost = float(abandonment(c, h, n, facts.patience_s)[0])
    found["abandon_frac"] = lost
    found["occupancy_frac"] = min(load * (1 - lost) / agents, 1.0)
    found["contacts_per_agent_hour"] = contacts * (1 - lost) / agents
    found["asa_s"] = float(average_wait(c, h, n, facts.patience_s)[0])
    for policy in asked:
        if policy.metric == "service_level":
            found[f"service_level:{policy.id}"] = float(
                service_level(
                    c, h, n, facts.patience_s, policy.threshold_s, policy.definition, policy.short_s
                )[0]
            )
    return found
