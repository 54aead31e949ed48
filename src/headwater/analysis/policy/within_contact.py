"""What demands leave open within one contact: talk time, wrap-up, authority."""

from dataclasses import dataclass
from math import inf

from headwater.analysis.policy.demands import TINY, Demands
from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.operation import blocked_share, paid_per_contact, resolved_share

_LONGEST_SECONDS = 6 * 3600.0
"""Nobody talks longer than that."""
_LARGEST_AMOUNT, _HALVINGS = 1e9, 60

Caps = dict[tuple[float, ...], float]
"""Limits on all remedies that were found to keep what is paid within bounds, by what they had to keep to."""


@dataclass(frozen=True)
class WithinContact:
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
    def of(cls, demands: Demands, facts: Facts, caps: Caps) -> "WithinContact | None":  # noqa: PLR0911
        """Return what is left open; None where nothing is."""
        talk_low = max(demands.least("talk_s"), demands.script_s)
        low, high, hold = talk_low, demands.most("talk_s"), demands.least("hold_s")
        wrap_low, wrap_high = demands.least("wrap_s"), demands.most("wrap_s")
        if low > high or low == inf or hold > demands.most("hold_s"):
            return None
        limits = {kind.kind: demands.most(f"authority:{kind.kind}") for kind in facts.remedies}
        least = {kind.kind: demands.least(f"authority:{kind.kind}") for kind in facts.remedies}
        within = _within_cost(limits, least, demands, facts, caps)
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
        if blocked > blocked_most + TINY:
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
        if low > high * (1 + TINY) + TINY:
            return None
        if low > _LONGEST_SECONDS:
            return None
        high = max(low, min(high, _LONGEST_SECONDS))
        return cls(low, high, hold, wrap_low, wrap_high, blocked, blocked_most, resolved_most, within, least)


def _within_cost(
    limits: dict[str, float], least: dict[str, float], demands: Demands, facts: Facts, caps: Caps
) -> dict[str, float] | None:
    """Return the highest limits whose payments stay within what may be paid per contact."""
    most, floor = demands.most("remedy_cost_per_contact"), demands.least("remedy_cost_per_contact")
    if any(least[kind] > limits[kind] for kind in limits):
        return None
    if most == inf and floor <= 0:
        return limits
    paid = paid_per_contact(facts, limits)
    if paid < floor - TINY:
        return None
    if paid <= most:
        return limits
    if paid_per_contact(facts, least) > most + TINY:
        return None

    def capped(cap: float) -> dict[str, float]:
        return {kind: max(least[kind], min(limits[kind], cap)) for kind in limits}

    asked = (most, *limits.values(), *least.values())
    if asked not in caps:
        low, high = 0.0, _LARGEST_AMOUNT
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            low, high = (middle, high) if paid_per_contact(facts, capped(middle)) <= most else (low, middle)
        caps[asked] = low
    return capped(caps[asked])


def _soonest(resolved: float, blocked: float, low: float, facts: Facts) -> float | None:
    """Return the shortest talk time after which so many contacts are resolved; None where none is."""
    if resolved <= 0 or resolved_share(facts, low, blocked) >= resolved - TINY:
        return 0.0
    if facts.resolution is None or blocked >= 1:
        return None
    return facts.resolution.seconds_for((resolved - TINY) / (1 - blocked))


def authority_for(blocked: float, contact: WithinContact, facts: Facts) -> dict[str, float]:
    """Return limits under which that share of contacts is blocked."""
    if blocked <= contact.blocked + TINY:
        return dict(contact.authority)
    low, high = 0.0, _LARGEST_AMOUNT
    capped = dict(contact.authority)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        capped = {
            kind: max(contact.authority_low[kind], min(limit, middle))
            for kind, limit in contact.authority.items()
        }
        low, high = (low, middle) if blocked_share(facts, capped) <= blocked else (middle, high)
    return capped
