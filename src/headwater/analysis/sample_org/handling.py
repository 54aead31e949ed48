"""The truth about handling: repeats that take longer, the gamed target, ratings, waits, people."""

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from headwater.analysis.sample_org.arrivals import CHAT, PHONE, half_hour_shape
from headwater.analysis.sample_org.cases import HANDLE_BY_CHANNEL, Contacts
from headwater.analysis.sample_org.reasons import CHANNEL_MIX, CHANNELS, FOLLOW_UP_REASONS, reasons
from headwater.analysis.sample_org.record import EXTRA_REPLIES, NEVER_MARKED, REOPENED, TRANSFERS
from headwater.analysis.sample_org.repeats import share
from headwater.analysis.sample_org.settings import SampleSettings
from headwater.analysis.sample_org.workforce import TEAMS

if TYPE_CHECKING:
    from headwater.analysis.sample_org.simulation import SampleOrg

Flags = npt.NDArray[np.bool_]


def behaviour() -> dict[str, Any]:
    """Give what is planted for all settings alike: by channel, by half-hour, in the record."""
    return {
        "channel_mix_of_first_contacts": {
            kind: dict(zip(CHANNELS, mix, strict=True)) for kind, mix in CHANNEL_MIX.items()
        },
        "reasons_by_channel_mix": {
            kind: [r.name for r in reasons() if r.channels == kind] for kind in CHANNEL_MIX
        },
        "share_of_contacts_by_half_hour": {
            name: [round(float(s), 6) for s in half_hour_shape(i)] for i, name in enumerate(CHANNELS)
        },
        "handle_time_by_channel": _by_channel(HANDLE_BY_CHANNEL),
        "replies_after_the_first": _by_channel(EXTRA_REPLIES),
        "transfers_per_contact": TRANSFERS,
        "reopened_share_of_unresolved_written": REOPENED,
        "never_marked_share_of_unresolved": NEVER_MARKED,
        "reasons_of_those_who_come_back_with_another": list(FOLLOW_UP_REASONS),
    }


def _by_channel(values: npt.NDArray[np.float32]) -> dict[str, float]:
    return {name: round(float(value), 6) for name, value in zip(CHANNELS, values, strict=True)}


def repeat_handling(settings: SampleSettings, seen: Contacts) -> dict[str, Any]:
    """Compare the handle time of repeats with that of first contacts."""
    worked = (seen.handle > 0) & ~seen.cut
    first, again = worked & (seen.attempt == 0), worked & (seen.attempt > 0)
    cell = seen.reason.astype(np.int64) * len(CHANNELS) + seen.channel
    size = len(reasons()) * len(CHANNELS)
    log = np.log(np.maximum(seen.handle, 1))
    count = [np.bincount(cell[rows], minlength=size) for rows in (first, again)]
    total = [np.bincount(cell[rows], weights=log[rows], minlength=size) for rows in (first, again)]
    both = (count[0] > 0) & (count[1] > 0)
    ratio = None
    if both.any():
        gap = total[1][both] / count[1][both] - total[0][both] / count[0][both]
        ratio = round(float(np.exp(np.average(gap, weights=count[1][both]))), 6)
    return {
        "planted_ratio": settings.planted.repeat_handle_ratio,
        "ratio": ratio,
        "meaning": "geometric mean over reason and channel, agents only, without gamed contacts",
        "mean_seconds_first": _mean(seen.handle[first]),
        "mean_seconds_repeat": _mean(seen.handle[again]),
    }


def gaming(sample: "SampleOrg", seen: Contacts, day: npt.NDArray[np.int64]) -> dict[str, Any]:
    """Say when the handle-time target was in force, who gamed it, and what that did."""
    settings, planted = sample.settings, sample.settings.planted
    first, after = settings.target_days
    phone = (seen.channel == PHONE) & (seen.agent >= 0) & (day >= first) & (day < after)
    below = phone & (seen.handle >= planted.target_seconds - 11) & (seen.handle < planted.target_seconds)
    return {
        "channel": "phone",
        "seconds": planted.target_seconds,
        "first_day": settings.day(first).isoformat(),
        "last_day": settings.day(after - 1).isoformat(),
        "planted_share_of_agents": planted.gaming_agents,
        "agents": int(sample.workforce.games.sum()),
        "share_of_agents": share(sample.workforce.games),
        "phone_contacts": int(phone.sum()),
        "cut_contacts": int(seen.cut.sum()),
        "cut_share_of_phone_contacts": share(seen.cut[phone]),
        "cut_share_of_contacts_in_last_11_seconds": share(seen.cut[below]),
        "share_resolved_when_cut": share(seen.resolved[seen.cut]),
        "share_resolved_otherwise_on_phone": share(seen.resolved[phone & ~seen.cut]),
    }


def satisfaction(seen: Contacts, rating: npt.NDArray[np.int8]) -> dict[str, Any]:
    """Give the mean rating (1 to 5) by what drives it."""
    rated, again = rating > 0, seen.attempt > 0
    groups: dict[str, Flags] = {
        "all": rated,
        "resolved": rated & seen.resolved,
        "unresolved": rated & ~seen.resolved,
        "first_contact": rated & ~again,
        "repeat": rated & again,
        "gamed": rated & seen.cut,
    }
    return {
        "rated": int(rated.sum()),
        "share_rated": share(rated),
        "mean": {name: _mean(rating[rows]) for name, rows in groups.items()},
    }


def abandonment(settings: SampleSettings, seen: Contacts, day: npt.NDArray[np.int64]) -> dict[str, Any]:
    """Give the share of customers on the live channels who gave up, and the wait."""
    fixed = day >= settings.fix_day
    found: dict[str, Any] = {}
    for channel in (PHONE, CHAT):
        mine = seen.channel == channel
        found[CHANNELS[channel]] = {
            "share": share(seen.abandoned[mine]),
            "share_before_fix": share(seen.abandoned[mine & ~fixed]),
            "share_after_fix": share(seen.abandoned[mine & fixed]),
            "mean_wait_seconds": _mean(seen.queue[mine]),
        }
    return found


def people(sample: "SampleOrg") -> dict[str, Any]:
    """Count agents, and those who came and left within the export."""
    force, days = sample.workforce, sample.settings.days
    there = (force.entry < days) & (force.exit >= 0)
    span = np.minimum(force.exit, days - 1) - np.maximum(force.entry, 0) + 1
    years = float(span[there].sum()) / 365.25
    left = there & (force.exit < days)
    return {
        "agents": int(there.sum()),
        "by_team": {name: int((there & (force.team == i)).sum()) for i, name in enumerate(TEAMS[:-1])},
        "entries": int((there & (force.entry >= 0)).sum()),
        "exits": int(left.sum()),
        "agent_years": round(years, 3),
        "planted_turnover_per_year": sample.settings.planted.turnover_per_year,
        "exits_per_agent_year": round(int(left.sum()) / years, 6) if years else None,
        "still_employed_at_end": int((there & (force.exit >= days)).sum()),
    }


def _mean(values: npt.NDArray[np.integer[Any]]) -> float | None:
    return round(float(values.mean()), 6) if len(values) else None
