"""Which declared policies a change would break, newly meet, or leave broken."""

from collections.abc import Sequence
from math import isfinite
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from headwater.analysis.policy.demands import percentile_over_mean
from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.metrics import METRICS, TIMES
from headwater.analysis.policy.operation import paid_per_contact
from headwater.analysis.policy.policy import Policy
from headwater.analysis.policy.what_if.figures import Figures
from headwater.analysis.policy.what_if.summing import estimate_of
from headwater.analysis.policy.what_if.units import shown
from headwater.analysis.policy.what_if.working import Working

Array = NDArray[np.float64]
State = Literal["met", "broken", "unsure"]

_ROW_OF = {
    "aht_s": "handle_s",
    "occupancy_frac": "occupancy_frac",
    "asa_s": "wait_s",
    "abandon_frac": "abandon_frac",
    "fcr_frac": "fcr_frac",
    "repeat_frac": "repeat_frac",
    "escalation_frac": "escalation_frac",
    "contacts_per_agent_hour": "contacts_per_agent_hour",
}
_SURE = 0.975
_UNITS = {"time": "s", "share": "share", "people": "agents", "score": "contacts"}


def policies_met(
    policies: Sequence[Policy],
    facts: Facts,
    parts: tuple[Figures, Figures],
    ways: tuple[Working, Working],
    n: int,
) -> tuple[str, ...]:
    """Return a sentence for each policy that is not met after the change, or was not before.

    A policy whose limit lies within the interval of its figure is neither met nor broken: it cannot be told.
    """
    said: dict[str, list[str]] = {"Broken": [], "Newly met": [], "Cannot be told": [], "Still broken": []}
    for policy in policies:
        values = [_values(policy, facts, part, way) for part, way in zip(parts, ways, strict=True)]
        if values[0] is None or values[1] is None:
            continue
        before, after = (_state(policy, value) for value in values)
        if before == "met" and after == "met":
            continue
        kind = {"met": "Newly met", "unsure": "Cannot be told"}.get(
            after, "Still broken" if before == "broken" else "Broken"
        )
        told = [_shown(policy, value, n) for value in values]
        moved = f"{told[0]} before, {told[1]} after" if told[0] != told[1] else f"{told[1]} before and after"
        said[kind].append(f"{kind}: {policy}; {moved}.")
    return tuple(line for lines in said.values() for line in lines)


def _values(policy: Policy, facts: Facts, part: Figures, way: Working) -> Array | None:
    """Return the metric of a policy, for the facts and all draws; None where it is not known."""
    if policy.kind:
        return None
    metric = policy.metric
    if metric == "service_level":
        values = part.values.get(f"service_level:{policy.id}")
    elif metric in _ROW_OF:
        values = part.values.get(_ROW_OF[metric])
    elif metric in ("talk_s", "script_s", "script_step"):
        values = way.talk
    elif metric == "transfer_frac" and "escalation_frac" in part.values:
        values = np.minimum(part.values["escalation_frac"] + facts.transfer_other, 1.0)
    else:
        values = _set(metric, facts, way)
    if values is not None and policy.percentile is not None and metric in TIMES:
        values = values * percentile_over_mean(policy.percentile, facts.handle_spread or 0.0)
    return values


def _set(metric: str, facts: Facts, way: Working) -> Array | None:
    """Return what is set, and does not follow from anything uncertain."""
    known: dict[str, float | None] = {
        "hold_s": way.hold if facts.today.hold_s is not None else None,
        "wrap_s": way.wrap if facts.today.wrap_s is not None else None,
        "agents_scheduled": way.agents,
        "shrinkage_frac": way.shrinkage,
        "authority": way.authority,
    }
    if metric == "remedy_cost_per_contact" and facts.remedies and way.authority is not None:
        limits = {kind.kind: way.authority for kind in facts.remedies}
        known[metric] = paid_per_contact(facts, limits)
    value = known.get(metric)
    return None if value is None else np.array([value])


def _state(policy: Policy, values: Array | None) -> State:
    if values is None:
        return "unsure"
    room = 1e-9 * max(abs(policy.value), 1.0)
    met = np.ones(values.shape, dtype=bool)
    if policy.upper:
        met &= values <= policy.value + room
    if policy.lower:
        met &= values >= policy.value - room
    share = float(np.mean(met[1:])) if len(met) > 1 else float(met[0])
    return "met" if share >= _SURE else "broken" if share <= 1 - _SURE else "unsure"


def _shown(policy: Policy, values: Array | None, n: int) -> str:
    if values is None or not isfinite(values[0]):
        return "waits without end"
    family = METRICS[policy.metric].family
    return shown(estimate_of(values, n), _UNITS.get(family, policy.currency))
