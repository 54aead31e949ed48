"""What two ways of working lead to, side by side: handle time, repeats, staff, wait and cost."""

from dataclasses import dataclass, replace
from math import inf, isfinite
from typing import Any

from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.operation import WayOfWorking, outcome
from headwater.analysis.policy.waiting import average_wait

_HALVINGS, _ROOM = 40, 1e-6


@dataclass(frozen=True)
class Line:
    """One figure before and after a change; None where it cannot be told, endless for a wait without end."""

    key: str
    words: str
    before: float | None
    after: float | None
    unit: str

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data, as people read it."""
        return {
            "key": self.key,
            "words": self.words,
            "before": in_words(self.before, self.unit),
            "after": in_words(self.after, self.unit),
        }


def lines_of(before: WayOfWorking, after: WayOfWorking, facts: Facts) -> tuple[Line, ...]:
    """Return every figure that can be told of two ways of working."""
    then, now = outcome(before, facts), outcome(after, facts)
    years = a_year(before, facts), a_year(after, facts)

    def of(key: str, words: str, unit: str) -> Line:
        return Line(key, words, then.metrics.get(key), now.metrics.get(key), unit)

    lines = [of("aht_s", "Handle time", "s")]
    if after.hold_s + after.wrap_s < before.hold_s + before.wrap_s - 0.05:
        lines.append(
            Line(
                "rest_s",
                "Of it hold and wrap-up",
                before.hold_s + before.wrap_s,
                after.hold_s + after.wrap_s,
                "s",
            )
        )
    if facts.resolution is not None:
        lines += [
            of("fcr_frac", "Resolved at first contact", "share"),
            of("repeat_frac", "Contacts that bring the customer back", "share"),
        ]
    if facts.remedies:
        lines.append(of("escalation_frac", "Escalations", "share"))
    if years[0] is None or years[1] is None:
        return tuple(lines)
    lines += [
        Line("contacts", "Contacts an hour", then.contacts_per_hour, now.contacts_per_hour, ""),
        Line("load", "Agents at work at once", then.load, now.load, ""),
    ]
    if before.agents_scheduled < inf:
        lines += [
            of("agents_scheduled", "Scheduled staff", ""),
            of("occupancy_frac", "Occupancy", "share"),
            of("asa_s", "Average wait", "s"),
        ]
        wait = then.metrics.get("asa_s")
        if wait is not None and isfinite(wait):
            lines.append(
                Line(
                    "same_wait",
                    "Staff to schedule for today's wait",
                    before.agents_scheduled,
                    _staff_for(wait, after, facts),
                    "",
                )
            )
    lines.append(Line("hours", "Agents' hours a year", years[0][1], years[1][1], "hours"))
    if years[0][2] is not None:
        lines.append(Line("money", "Cost of them a year", years[0][2], years[1][2], facts.currency))
    return tuple(lines)


def a_year(way: WayOfWorking, facts: Facts) -> tuple[float, float, float | None] | None:
    """Return contacts, hours of agents and their cost in a year of a way of working; None without arrivals.

    Examples
    --------
    >>> facts = Facts(issues_per_hour=100, hours_per_year=3000, cost_per_agent_hour=30)
    >>> a_year(WayOfWorking(240, 0, 0), facts)
    (300000.0, 20000.0, 600000.0)
    """
    found = outcome(replace(way, agents_scheduled=inf), facts)
    if found.contacts_per_hour is None or found.load is None:
        return None
    hours = found.load * facts.hours_per_year
    cost = facts.cost_per_agent_hour
    return found.contacts_per_hour * facts.hours_per_year, hours, None if cost is None else hours * cost


def in_words(value: float | None, unit: str) -> str:
    """Return a figure as people read it.

    Examples
    --------
    >>> in_words(0.2843, "share"), in_words(1250.4, "contacts"), in_words(float("inf"), "s")
    ('28%', '1,250 contacts', 'grows without end')
    """
    if value is None:
        return "cannot tell"
    if not isfinite(value):
        return "grows without end"
    if unit == "share":
        return f"{value:.0%}"
    if unit == "s":
        return f"{value:.0f} s" if value >= 9.95 or value == 0 else f"{value:.1f} s"
    if value >= 1e6:
        return f"{value / 1e6:,.2f} million {unit}".strip()
    return f"{value:,.0f} {unit}".strip() if value >= 100 else f"{value:,.3g} {unit}".strip()


def _staff_for(wait: float, way: WayOfWorking, facts: Facts) -> float | None:
    """Return the fewest agents to schedule with which customers wait no longer."""
    import numpy as np

    found = outcome(replace(way, agents_scheduled=inf), facts)
    if found.contacts_per_hour is None or not found.load or way.shrinkage_frac >= 1:
        return None
    handle = found.load * 3600 / found.contacts_per_hour

    contacts, each = np.array([found.contacts_per_hour]), np.array([handle])

    def waits(agents: float) -> float:
        return float(average_wait(contacts, each, np.array([agents]), facts.patience_s)[0])

    low, high = 0.0, max(found.load, 1.0)
    while waits(high) > wait * (1 + _ROOM):
        low, high = high, high * 1.5 + 1
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if waits(middle) <= wait * (1 + _ROOM) else (middle, high)
    return float(np.ceil(high / (1 - way.shrinkage_frac) - 1e-3))
