"""What each programme truly did, counted in the simulation."""

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from headwater.analysis.sample_org.arrivals import DAY
from headwater.analysis.sample_org.cases import SPOILT_BY_SCRIPT, SPOILT_BY_TARGET, Contacts
from headwater.analysis.sample_org.operation import fix_effects
from headwater.analysis.sample_org.programmes import SCRIPTED_TEAM
from headwater.analysis.sample_org.reasons import reasons
from headwater.analysis.sample_org.repeats import share
from headwater.analysis.sample_org.three_years import planned
from headwater.analysis.sample_org.workforce import TEAMS

if TYPE_CHECKING:
    from headwater.analysis.sample_org.simulation import SampleOrg

Flags = npt.NDArray[np.bool_]
_SOON_DAYS = 7


def programme_truth(sample: "SampleOrg", seen: Contacts, day: npt.NDArray[np.int64]) -> list[dict[str, Any]]:
    """Return what was started when, what it truly did, and the verdict that is right.

    Parameters
    ----------
    seen : Contacts
        Inbound, unmerged contacts of the export, in order of time.
    day : array of int, shape (contacts,)
        Days from the start of the export.
    """
    counted = {
        "fix": _fix,
        "target": _target,
        "workshop": _workshop,
        "script": _script,
        "hiring": _hiring,
    }
    return [
        {
            "key": one.key,
            "name": one.name,
            "kind": one.kind,
            "start": one.start(sample.settings).isoformat(),
            "measure": one.measure,
            "team": one.team or None,
            "honest_verdict": one.honest,
            "why": one.why,
            "did": counted[one.key](sample, seen, day),
        }
        for one in planned(sample.settings)
    ]


def _fix(sample: "SampleOrg", seen: Contacts, day: npt.NDArray[np.int64]) -> dict[str, Any]:
    """Count whole cases that began with a reason the fix makes rarer, and those that did not come to be."""
    at, effects = sample.settings.fix_day, fix_effects(sample.settings.planted)
    everything = sample.contacts
    began = np.zeros(int(everything.case.max(initial=0)) + 1, dtype=np.int8)
    first = everything.attempt == 0
    began[everything.case[first]] = everything.reason[first]
    drivers = np.array([r.driver for r in reasons()])
    driver = drivers[began[seen.case]]
    after = day >= at
    avoided = sum(
        float((after & (driver == name)).sum()) * -change / (1 + change) for name, change in effects.items()
    )
    left = int(after.sum())
    return {
        "counted": "contacts of cases that began with these reasons; shorter waits avoid some more",
        "reasons": [r.name for r in reasons() if r.driver in effects],
        "planted_change": {name: round(change, 6) for name, change in effects.items()},
        "contacts_avoided": round(avoided),
        "change_in_contacts_per_order": round(-avoided / (left + avoided), 6) if left else None,
    }


def _target(sample: "SampleOrg", seen: Contacts, day: npt.NDArray[np.int64]) -> dict[str, Any]:
    """Count the calls that only the target kept from being resolved, while it was in force."""
    first, after = sample.settings.target_days
    phone = _team(seen, SCRIPTED_TEAM) & (day >= first) & (day < after)
    spoilt = phone & (seen.spoilt == SPOILT_BY_TARGET)
    return {
        "counted": "phone contacts while the target was in force; lifting it gives these back",
        "contacts": int(phone.sum()),
        "unresolved_because_of_it": int(spoilt.sum()),
        "share_unresolved_because_of_it": share(seen.spoilt[phone] == SPOILT_BY_TARGET),
        "share_back_within_7_days_because_of_it": _back(seen, phone, spoilt),
    }


def _script(sample: "SampleOrg", seen: Contacts, day: npt.NDArray[np.int64]) -> dict[str, Any]:
    """Count the contacts that only the script kept from being resolved."""
    since = sample.settings.script_day
    programmes = sample.settings.programmes
    assert since is not None
    assert programmes is not None
    scripted = _team(seen, SCRIPTED_TEAM) & (day >= since)
    spoilt = scripted & (seen.spoilt == SPOILT_BY_SCRIPT)
    seconds = float(seen.handle[scripted & (seen.handle > 0)].sum())
    return {
        "counted": "contacts of the team from then on",
        "contacts": int(scripted.sum()),
        "unresolved_because_of_it": int(spoilt.sum()),
        "share_unresolved_because_of_it": share(seen.spoilt[scripted] == SPOILT_BY_SCRIPT),
        "share_back_within_7_days_because_of_it": _back(seen, scripted, spoilt),
        "hours_of_handle_time_added": round(seconds * (1 - 1 / programmes.script_handle_ratio) / 3600, 1),
    }


def _workshop(sample: "SampleOrg", seen: Contacts, day: npt.NDArray[np.int64]) -> dict[str, Any]:
    return {"counted": "nothing: no part of the simulation reads its date", "effect": 0.0}


def _hiring(sample: "SampleOrg", seen: Contacts, day: npt.NDArray[np.int64]) -> dict[str, Any]:
    programmes, force = sample.settings.programmes, sample.workforce
    assert programmes is not None
    since = 7 * programmes.hiring_week
    new = (force.entry >= since) & (force.entry < sample.settings.days)
    handled = (day >= since) & (seen.agent >= 0)
    return {
        "counted": "agents hired from then on, within the data",
        "planted_skill": programmes.hiring_skill,
        "agents_hired": int(new.sum()),
        "share_of_contacts_they_handled": share(new[seen.agent[handled]]),
    }


def _team(seen: Contacts, name: str) -> Flags:
    return np.asarray(seen.team == TEAMS.index(name))


def _back(seen: Contacts, of: Flags, spoilt: Flags) -> float | None:
    """Return the share of contacts whose case went on within 7 days only because they were spoilt."""
    if not of.any():
        return None
    order = np.lexsort((seen.attempt, seen.case))
    case, wall = seen.case[order], seen.wall[order]
    soon = (case[1:] == case[:-1]) & (wall[1:] - wall[:-1] <= _SOON_DAYS * DAY)
    back = np.zeros(len(seen), dtype=np.bool_)
    back[order[:-1][soon]] = True
    return round(int((back & spoilt).sum()) / int(of.sum()), 6)
