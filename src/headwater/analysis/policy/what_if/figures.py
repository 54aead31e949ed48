"""Every figure that follows from a way of working, for the facts and all their draws at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import floor

import numpy as np
from numpy.typing import NDArray

from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.operation import paid_per_contact
from headwater.analysis.policy.what_if.drawn import Drawn
from headwater.analysis.policy.what_if.lacking import reasons, says
from headwater.analysis.policy.what_if.targets import Targets
from headwater.analysis.policy.what_if.working import Working
from headwater.analysis.staffing.levels import definition_named, service_level
from headwater.analysis.staffing.queues import Model, Queue
from headwater.analysis.staffing.search import Problems, fewest_whole

Array = NDArray[np.float64]

_NO_WORK = 1e-9


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


def figures(facts: Facts, seen: Drawn, ways: Sequence[Working], targets: Targets) -> list[Figures]:
    """Return the figures of several ways of working, solved together."""
    parts = [_before_the_queue(facts, seen, way) for way in ways]
    ready = [
        i for i, part in enumerate(parts) if "contacts_per_hour" in part.values and "load" in part.values
    ]
    if ready:
        _needed([parts[i] for i in ready], seen, [ways[i] for i in ready], targets)
        _queued([parts[i] for i in ready], seen, [ways[i] for i in ready], targets)
        for i in ready:
            _paid(facts, parts[i], ways[i])
    for part in parts:
        reasons(facts, part.values, part.why)
    return parts


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


def _needed(parts: list[Figures], seen: Drawn, ways: list[Working], targets: Targets) -> None:
    """Add how many people the answer target takes: on the floor, scheduled, and short of it."""
    load = np.concatenate([part.values["load"] for part in parts])
    same = np.ones_like(load)
    sizes = [len(part.values["load"]) for part in parts]
    each = [np.full(size, way.target) for size, way in zip(sizes, ways, strict=True)]
    within = [np.full(size, way.threshold) for size, way in zip(sizes, ways, strict=True)]
    busy = np.maximum(load, _NO_WORK)
    problems = Problems(
        model=_model(seen),
        load=busy,
        handle=np.concatenate([part.values["handle_s"] for part in parts]),
        patience=_patience(seen, parts),
        threshold=np.concatenate(within),
        short=same * targets.short,
        level=np.concatenate(each),
        longest=same * targets.longest,
        abandon=same * (targets.abandon if seen.patience is not None else 1.0),
        busiest=same * targets.busiest,
        definition=targets.definition,
        engine="scipy",
    )
    needed = np.split(fewest_whole(problems), np.cumsum(sizes)[:-1])
    for part, way, agents in zip(parts, ways, needed, strict=True):
        part.values["agents_needed"] = agents
        if way.shrinkage is not None:
            scheduled = np.ceil(agents / (1 - way.shrinkage) * (1 - 1e-12))
            part.values["agents_to_schedule"] = scheduled


def _queued(parts: list[Figures], seen: Drawn, ways: list[Working], targets: Targets) -> None:
    """Add what customers get from those who are there."""
    there = [(part, way) for part, way in zip(parts, ways, strict=True) if way.on_floor is not None]
    if not there:
        return
    parts = [part for part, _ in there]
    load = np.concatenate([part.values["load"] for part in parts])
    sizes = [len(part.values["load"]) for part in parts]
    agents = np.concatenate([np.full(len(p.values["load"]), way.on_floor) for p, way in there])
    threshold = np.concatenate([np.full(len(p.values["load"]), way.threshold) for p, way in there])
    stable = np.ones_like(load, dtype=bool) if seen.patience is not None else agents > load * (1 + 1e-9)
    found = {name: np.full_like(load, end) for name, end in _WITHOUT_END.items()}
    asked = {f"service_level:{p.id}": p for p in targets.services}
    found |= {name: np.zeros_like(load) for name in asked}
    if stable.any():
        handle = np.concatenate([part.values["handle_s"] for part in parts])
        queue = Queue(
            _model(seen),
            np.maximum(load[stable], _NO_WORK),
            handle[stable],
            agents[stable],
            _patience(seen, parts)[stable],
        )
        same = np.ones(int(stable.sum()))
        level = service_level(queue, threshold[stable], same * targets.short, targets.definition)
        found["service_level"][stable] = level
        found["wait_s"][stable] = queue.mean_wait_of_answered
        found["abandon_frac"][stable] = queue.abandonment
        found["occupancy_frac"][stable] = queue.occupancy
        for name, policy in asked.items():
            found[name][stable] = service_level(
                queue, same * policy.threshold_s, same * policy.short_s, definition_named(policy.definition)
            )
    ends = np.cumsum(sizes)[:-1]
    for name, values in found.items():
        for part, own in zip(parts, np.split(values, ends), strict=True):
            part.values[name] = own
    for part, way in there:
        contacts, lost = part.values["contacts_per_hour"], part.values["abandon_frac"]
        part.values["contacts_per_agent_hour"] = contacts * (1 - lost) / max(way.on_floor or 0.0, _NO_WORK)
        if seen.patience is None:
            part.values.pop("abandon_frac")
            first = float(part.values["load"][0])
            if (way.on_floor or 0.0) <= first * (1 + 1e-9):
                least = floor(first) + 1
                endless = (
                    f"{way.on_floor:.1f} people on the floor cannot serve work for {first:.1f}: waits grow "
                    f"without end. At least {least} are needed, or say patience_s, with which some leave"
                )
                part.why.update(dict.fromkeys(("service_level", "wait_s", "occupancy_frac"), endless))


_WITHOUT_END = {
    "service_level": 0.0,
    "wait_s": float("inf"),
    "abandon_frac": 0.0,
    "occupancy_frac": 1.0,
}
"""What is so where waits grow without end."""


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


def _model(seen: Drawn) -> Model:
    return "erlang-c" if seen.patience is None else "erlang-a"


def _patience(seen: Drawn, parts: list[Figures]) -> Array:
    if seen.patience is None:
        return np.concatenate([np.full_like(part.values["load"], np.inf) for part in parts])
    return np.concatenate([np.broadcast_to(seen.patience, part.values["load"].shape) for part in parts])
