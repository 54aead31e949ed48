"""Days on the floor: a way of working as something to simulate, and what its figures are made of."""

from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.what_if.working import Working
from headwater.analysis.staffing.simulation import ContactKind, Floor, Group, Simulated

Array = NDArray[np.float64]

_BACK_AFTER = 1200.0
"""Mean seconds until somebody comes back. In the long run as many come, whenever they do."""
MOST_AGAIN = 0.98
_SPELL_HOURS = 0.5


def floor_of(facts: Facts, way: Working, hours: float) -> Floor | None:
    """Return the floor of a way of working; None where the facts do not say all that it takes."""
    there = way.on_floor
    if way.handle is None or way.resolved is None or there is None or facts.issues_per_hour is None:
        return None
    again = facts.call_back_share * (1 - float(way.resolved[0]))
    if again >= MOST_AGAIN:
        return None
    warm_up = max(2.0, 6 * _BACK_AFTER / 3600 / (1 - again))
    warm_up = _SPELL_HOURS * np.ceil(warm_up / _SPELL_HOURS)
    spells = int(np.ceil((hours + warm_up) / _SPELL_HOURS))
    agents = np.diff(np.floor(np.arange(spells + 1) * there + 1e-9))
    contacts = ContactKind(
        "contacts",
        facts.issues_per_hour,
        float(way.handle[0]),
        handle_spread=-1.0 if facts.handle_spread is None else sqrt(log(1 + facts.handle_spread**2)),
        patience_seconds=float("inf") if facts.patience_s is None else facts.patience_s,
        redial_share=min(facts.call_back_share, MOST_AGAIN),
        redial_after_seconds=_BACK_AFTER / 2,
        back_share=again,
        back_after_seconds=_BACK_AFTER,
    )
    return Floor(
        [contacts],
        [Group("people", agents.tolist(), ["contacts"])],
        hours=spells * _SPELL_HOURS,
        warm_up_hours=float(warm_up),
        threshold_seconds=way.threshold,
    )


def parts_of(found: Simulated, key: str) -> tuple[Array, Array]:
    """Return what a figure is a ratio of, run by run."""
    count = {
        name: found.total(name) for name in ("arrivals", "answered", "gave_up", "within", "wait_answered")
    }
    through = count["answered"] + count["gave_up"]
    fresh = count["arrivals"] - found.total("repeats") - found.total("redials")
    there = np.full_like(through, found.staffed_seconds())
    ratios = {
        "service_level": (count["within"], through),
        "wait_s": (count["wait_answered"], count["answered"]),
        "abandon_frac": (count["gave_up"], through),
        "occupancy_frac": (found.busy_seconds.sum(axis=(1, 2)), there),
        "contacts_per_hour": (count["arrivals"], np.full_like(through, found.counted_hours())),
        "repeat_frac": (found.total("repeats"), count["arrivals"]),
        "redial_frac": (found.total("redials"), count["arrivals"]),
        "handle_s": (found.total("handled"), count["answered"]),
        "customer_seconds": (found.total("handled"), fresh),
    }
    return ratios[key]
