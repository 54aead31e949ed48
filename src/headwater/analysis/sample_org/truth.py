"""The truth of a simulation: what was planted, and what came of it."""

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from headwater.analysis.sample_org.arrivals import DAY
from headwater.analysis.sample_org.cases import Contacts
from headwater.analysis.sample_org.clock import epoch
from headwater.analysis.sample_org.handling import (
    abandonment,
    behaviour,
    gaming,
    people,
    repeat_handling,
    satisfaction,
)
from headwater.analysis.sample_org.operation import fix_effects
from headwater.analysis.sample_org.programme_truth import programme_truth
from headwater.analysis.sample_org.reasons import reasons
from headwater.analysis.sample_org.repeats import Returns, returns, share
from headwater.analysis.sample_org.settings import ZONE
from headwater.analysis.sample_org.workforce import BOT

if TYPE_CHECKING:
    from headwater.analysis.sample_org.simulation import SampleOrg

_FRAME = ("demand_type", "failure_code", "preventable", "cause", "cause_owner", "owner_inside_support")


def truth(sample: "SampleOrg") -> dict[str, Any]:
    """Return everything known about a simulation, as JSON-ready data."""
    everything, settings = sample.contacts, sample.settings
    counted = ~everything.outbound & (everything.merged_into < 0)
    exported = np.zeros(len(everything), dtype=np.bool_)
    exported[sample.window] = True
    rows = np.flatnonzero(counted & exported)
    seen = everything.take(rows)
    day = seen.wall // DAY - epoch(settings.start) // DAY
    rating = sample.record.satisfaction[rows - sample.window.start]
    known = counted & ~sample.guests[everything.customer]
    edge = sample.clock.instants(np.array([epoch(settings.end)], dtype=np.int64))
    back = returns(
        opened=sample.opened[known],
        customer=everything.customer[known],
        reason=everything.reason[known],
        case=everything.case[known],
        exported=exported[known],
        end=int(edge[0]),
    )
    said: dict[str, Any] = {
        "about": {
            **{k: v for k, v in settings.to_dict().items() if k != "planted"},
            "first_day": settings.start.isoformat(),
            "last_day": settings.day(settings.days - 1).isoformat(),
            "time_zone": ZONE,
            "counted": "shares and times below count inbound contacts that were not merged away",
        },
        "planted": settings.to_dict()["planted"],
        "behaviour": behaviour(),
        "rows": _rows(sample, exported, len(rows)),
        "fix": _fix(sample, seen, day),
        "shares": _shares(seen),
        "repeats": {
            "counted": "identified, inbound, unmerged contacts; repeat: a later such contact of the customer",
            "true": "with contacts after the end of the data",
            "naive": "only contacts in the data, all contacts in the denominator",
            "matured": "true, for contacts whose window ends inside the data",
            "contacts": len(back.opened),
            "within_days": back.shares(),
        },
        "repeat_handling": repeat_handling(settings, seen),
        "handle_time_target": gaming(sample, seen, day),
        "resolution": {
            "share_resolved": share(seen.resolved),
            "share_of_cases_resolved_at_once": share(seen.resolved[seen.attempt == 0]),
            "repeats_share_of_contacts": share(seen.attempt > 0),
            "repeats_share_of_time": _time_share(seen, seen.attempt > 0),
        },
        "satisfaction": satisfaction(seen, rating),
        "abandonment": abandonment(settings, seen, day),
        "people": people(sample),
        "volumes": _volumes(sample, day),
        "reasons": _reasons(seen, back),
    }
    if settings.programmes is not None:
        said["programmes"] = programme_truth(sample, seen, day)
    return said


def _rows(sample: "SampleOrg", exported: npt.NDArray[np.bool_], counted: int) -> dict[str, Any]:
    seen = sample.contacts.take(np.flatnonzero(exported))
    chat = (seen.channel == 1) & ~seen.outbound & (seen.merged_into < 0)
    return {
        "contacts": len(seen),
        "counted": counted,
        "outbound": int(seen.outbound.sum()),
        "merged": int((seen.merged_into >= 0).sum()),
        "bot": int((seen.team[chat] == BOT).sum()),
        "bot_share_of_chat": share(seen.team[chat] == BOT),
        "unidentified": int(sample.guests[seen.customer].sum()),
        "unidentified_share": share(sample.guests[seen.customer]),
        "abandoned": int(seen.abandoned.sum()),
    }


def _fix(sample: "SampleOrg", seen: Contacts, day: npt.NDArray[np.int64]) -> dict[str, Any]:
    """Compare the contacts per parcel of each driver before the fix and after it."""
    at, effects = sample.settings.fix_day, fix_effects(sample.settings.planted)
    driver = np.array([r.driver for r in reasons()])
    before, after = sample.parcels[:at].sum(), sample.parcels[at:].sum()
    found = {}
    for name in sorted(set(driver)):
        mine = np.isin(seen.reason, np.flatnonzero(driver == name))
        first = mine & (seen.attempt == 0)
        found[str(name)] = {
            "planted_change_in_first_contacts_per_parcel": _planted(str(name), effects),
            "change_in_first_contacts_per_parcel": _change(first, day >= at, before, after),
            "change_in_contacts_per_parcel": _change(mine, day >= at, before, after),
            "reasons": [r.name for r in reasons() if r.driver == name],
        }
    return {
        "date": sample.settings.day(at).isoformat(),
        "what": "the failing depot gets a hand-over scan, and the tracking feed is repaired",
        "by_driver": found,
        "change_in_contacts_per_parcel": _change(
            np.ones(len(seen), dtype=np.bool_), day >= at, before, after
        ),
    }


def _planted(driver: str, effects: dict[str, float]) -> float | None:
    """Return the planted change; None for drivers that do not follow parcels, which the fix leaves alone."""
    return None if driver in ("customers", "businesses") else round(effects.get(driver, 0.0), 6)


def _change(
    counted: npt.NDArray[np.bool_], later: npt.NDArray[np.bool_], before: int, after: int
) -> float | None:
    first, then = int((counted & ~later).sum()), int((counted & later).sum())
    if not (first and before and after):
        return None
    return round((then / after) / (first / before) - 1, 6)


def _shares(seen: Contacts) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in _FRAME:
        values = [
            str(getattr(r, name)).lower() if name.startswith("owner") else getattr(r, name) for r in reasons()
        ]
        found[name] = _by(seen, np.array(["none" if v in (None, "none") else v for v in values])[seen.reason])
    demand = np.array([r.demand_type for r in reasons()])[seen.reason]
    again = (demand == "value") & (seen.attempt > 0)
    found["demand_type_with_repeats_as_failure"] = {
        "meaning": "as demand_type, and a value contact that had to be made again counts as failure",
        **_by(seen, np.where(again, "failure", demand)),
    }
    return found


def _by(seen: Contacts, label: npt.NDArray[np.str_]) -> dict[str, Any]:
    return {
        str(value): {"contacts": share(label == value), "time": _time_share(seen, label == value)}
        for value in np.unique(label)
    }


def _time_share(seen: Contacts, chosen: npt.NDArray[np.bool_]) -> float | None:
    seconds = np.maximum(seen.handle, 0).astype(np.int64)
    total = int(seconds.sum())
    return round(int(seconds[chosen].sum()) / total, 6) if total else None


def _volumes(sample: "SampleOrg", day: npt.NDArray[np.int64]) -> dict[str, Any]:
    at = sample.settings.fix_day
    orders = (int(sample.orders[:at].sum()), int(sample.orders[at:].sum()))
    contacts = (int((day < at).sum()), int((day >= at).sum()))
    rates = [round(100 * c / o, 6) if o else None for c, o in zip(contacts, orders, strict=True)]
    return {
        "orders": sum(orders),
        "parcels": int(sample.parcels.sum()),
        "contacts_per_100_orders": round(100 * sum(contacts) / sum(orders), 6) if sum(orders) else None,
        "contacts_per_100_orders_before_fix": rates[0],
        "contacts_per_100_orders_after_fix": rates[1],
    }


def _reasons(seen: Contacts, back: Returns) -> list[dict[str, Any]]:
    n, size = len(seen), len(reasons())
    seconds = np.maximum(seen.handle, 0)
    count = np.bincount(seen.reason, minlength=size)
    first = np.bincount(seen.reason[seen.attempt == 0], minlength=size)
    time = np.bincount(seen.reason, weights=seconds, minlength=size)
    resolved = np.bincount(seen.reason, weights=seen.resolved, minlength=size)
    weights = np.array([r.weight for r in reasons()])
    weights = weights / weights.sum()
    again = back.by_reason(7)
    return [
        {
            "reason": r.name,
            **r.frame,
            "driver": r.driver,
            "planted_share_of_first_contacts_before_fix": round(float(weights[i]), 6),
            "planted_resolution": r.resolves,
            "planted_handle_seconds": r.handle_seconds,
            "contacts": int(count[i]),
            "share_of_contacts": round(int(count[i]) / n, 6) if n else None,
            "first_contacts": int(first[i]),
            "handle_seconds": int(time[i]),
            "share_of_time": round(float(time[i] / time.sum()), 6) if time.sum() else None,
            "share_resolved": round(float(resolved[i] / count[i]), 6) if count[i] else None,
            "repeat_share_7_days": None if np.isnan(again[i]) else round(float(again[i]), 6),
        }
        for i, r in enumerate(reasons())
    ]
