"""Every figure that follows from a way of working, for the facts and all their draws at once."""

from dataclasses import dataclass, field
from math import floor

import numpy as np
from numpy.typing import NDArray

from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.operation import paid_per_contact
from headwater.analysis.policy.what_if.drawn import Drawn
from headwater.analysis.policy.what_if.lacking import reasons, says
from headwater.analysis.policy.what_if.solving import from_those_there, people_needed
from headwater.analysis.policy.what_if.targets import Targets
from headwater.analysis.policy.what_if.working import Working

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Figures:
    """What comes of one way of working.

    Attributes
    ----------
    values : dict
        By key of the row, one entry for the facts and one for each draw; endless where waits grow so.
    why : dict
        Why a figure cannot be told, by key.
    """

    values: dict[str, Array] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)


def figures(facts: Facts, seen: Drawn, way: Working, targets: Targets) -> Figures:
    """Return the figures of a way of working."""
    found = _before_the_queue(facts, seen, way)
    if "load" in found.values:
        _needed(found, seen, way, targets)
        if way.on_floor is not None:
            _queued(found, seen, way, way.on_floor, targets)
        _paid(facts, found, way)
    reasons(facts, found.values, found.why)
    return found


def _before_the_queue(facts: Facts, seen: Drawn, way: Working) -> Figures:
    found = Figures()
    values, why = found.values, found.why
    handle = way.handle
    if handle is not None:
        values["handle_s"] = handle
    if facts.remedies:
        if way.authority is None:
            why["escalation_frac"] = says("today.authority")
        else:
            size = 1 if handle is None else len(handle)
            values["escalation_frac"] = np.full(size, min(facts.escalation_other + way.blocked, 1.0))
    else:
        why["escalation_frac"] = says("remedies")
    if way.resolved is not None:
        values["fcr_frac"] = way.resolved
        values["repeat_frac"] = facts.call_back_share * (1 - way.resolved)
        if (values["repeat_frac"] >= 1 - 1e-9).any():
            endless = "every contact comes back, so contacts grow without end"
            why |= dict.fromkeys(("contacts_per_hour", "customer_seconds"), endless)
            return found
        again = 1 - values["repeat_frac"]
        if handle is not None:
            values["customer_seconds"] = handle / again
        if seen.issues is not None:
            values["contacts_per_hour"] = seen.issues / again
            if handle is not None:
                values["load"] = values["contacts_per_hour"] * handle / 3600
    return found


def _needed(found: Figures, seen: Drawn, way: Working, targets: Targets) -> None:
    """Add how many people the answer target takes, on the floor and scheduled."""
    load, handle = found.values["load"], found.values["handle_s"]
    agents = people_needed(load, handle, seen.patience, way.target, way.threshold, targets)
    found.values["agents_needed"] = agents
    if way.shrinkage is not None:
        found.values["agents_to_schedule"] = np.ceil(agents / (1 - way.shrinkage) * (1 - 1e-12))


def _queued(found: Figures, seen: Drawn, way: Working, there: float, targets: Targets) -> None:
    """Add what customers get from those who are there."""
    values = found.values
    load, handle = values["load"], values["handle_s"]
    values |= from_those_there(load, handle, seen.patience, there, way.threshold, targets)
    answered = values["contacts_per_hour"] * (1 - values["abandon_frac"])
    values["contacts_per_agent_hour"] = answered / max(there, 1e-9)
    if seen.patience is not None:
        return
    values.pop("abandon_frac")
    first = float(load[0])
    if there <= first * (1 + 1e-9):
        endless = (
            f"{there:.1f} people on the floor cannot serve work for {first:.1f}: waits grow without end. "
            f"At least {floor(first) + 1} are needed, or say patience_s, with which some leave"
        )
        found.why.update(dict.fromkeys(("service_level", "wait_s", "occupancy_frac"), endless))


def _paid(facts: Facts, part: Figures, way: Working) -> None:
    """Add what the staff costs that the work needs, what that costs which is there, and hours short."""
    needed = part.values.get("agents_to_schedule")
    if needed is not None and way.agents is not None:
        part.values["hours_short"] = np.maximum(needed - way.agents, 0.0) * facts.hours_per_year
    if facts.remedies and way.authority is not None:
        paid = paid_per_contact(facts, {kind.kind: way.authority for kind in facts.remedies})
        contacts = part.values["contacts_per_hour"] * facts.hours_per_year
        part.values["remedies_per_year"] = contacts * paid
    if facts.cost_per_agent_hour is None:
        return
    a_year = facts.cost_per_agent_hour * facts.hours_per_year
    if needed is not None:
        part.values["cost_per_year"] = needed * a_year
    if way.agents is not None:
        part.values["scheduled_cost_per_year"] = np.full_like(part.values["load"], way.agents * a_year)
