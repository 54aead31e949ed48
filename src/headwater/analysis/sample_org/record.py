"""What the helpdesk notes about a contact: when it was resolved, transfers, reopens, replies, the rating."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from headwater.analysis.sample_org.arrivals import CHAT, DAY, EMAIL, WEB
from headwater.analysis.sample_org.cases import Contacts
from headwater.analysis.sample_org.reasons import reasons
from headwater.analysis.sample_org.settings import SampleSettings
from headwater.analysis.sample_org.workforce import BOT

_BOT_SECONDS = 90
NEVER_MARKED = 0.10
_LINGERS = 0.30
REOPENED = 0.18
TRANSFERS = 0.08
EXTRA_REPLIES = np.array([0.0, 3.0, 0.35, 0.30, 0.9, 1.6], dtype=np.float32)


@dataclass(frozen=True)
class Record:
    """The exported contacts' other columns; `resolved_at` is 0 and `satisfaction` 0 where there is none."""

    resolved_at: npt.NDArray[np.int64]
    transfers: npt.NDArray[np.int8]
    reopens: npt.NDArray[np.int8]
    replies: npt.NDArray[np.int8]
    satisfaction: npt.NDArray[np.int8]


def keep_record(
    settings: SampleSettings,
    seen: Contacts,
    opened: npt.NDArray[np.int64],
    *,
    end: int,
    rng: np.random.Generator,
) -> Record:
    """Draw the record of the exported contacts; what lies after `end` is not known yet."""
    n = len(seen)
    later = seen.channel > CHAT
    worked = seen.agent >= 0
    bot = (seen.team == BOT) & (seen.merged_into < 0) & ~seen.outbound
    written = (seen.channel == EMAIL) | (seen.channel == WEB)

    lingering = later & worked & (rng.random(n, dtype=np.float32) < _LINGERS)
    extra = np.where(lingering, rng.standard_exponential(n, dtype=np.float32) * 0.7 * DAY, 0)
    duration = seen.queue + np.where(worked, seen.handle, np.where(bot, _BOT_SECONDS, 0)) + extra
    resolved_at = opened + duration.astype(np.int64)
    unmarked = ~seen.resolved & (rng.random(n, dtype=np.float32) < NEVER_MARKED)
    resolved_at = np.where(seen.abandoned | unmarked | (resolved_at >= end), 0, resolved_at)

    names = [r.name for r in reasons()]
    rate = np.full(len(names), TRANSFERS, dtype=np.float32)
    rate += [0.0 if r.handle_seconds < 300 else 0.12 for r in reasons()]
    rate[names.index("Sent to the wrong department")] += 0.5
    transfers = np.where(
        worked & ~seen.outbound, rng.poisson(rate[seen.reason] * (1.6 - 0.6 * seen.resolved)), 0
    )
    reopened = later & worked & ~seen.resolved & (rng.random(n, dtype=np.float32) < REOPENED)
    talk = EXTRA_REPLIES[seen.channel] + 0.4 * (later & ~seen.resolved)
    replies = np.where(worked & (seen.channel > 0), 1 + rng.poisson(talk), 0)
    return Record(
        resolved_at=resolved_at,
        transfers=transfers.astype(np.int8),
        reopens=(reopened.astype(np.int8)),
        replies=np.minimum(replies, 100).astype(np.int8),
        satisfaction=_ratings(settings, seen, written, worked | bot, rng),
    )


def _ratings(
    settings: SampleSettings,
    seen: Contacts,
    written: npt.NDArray[np.bool_],
    asked: npt.NDArray[np.bool_],
    rng: np.random.Generator,
) -> npt.NDArray[np.int8]:
    planted, n = settings.planted, len(seen)
    unit = np.where(seen.channel > CHAT, 2 * 3600.0, 60.0).astype(np.float32)
    felt = planted.satisfaction_base + rng.standard_normal(n, dtype=np.float32)
    felt += planted.satisfaction_unresolved * ~seen.resolved
    felt += planted.satisfaction_repeat * (seen.attempt > 0)
    felt += planted.satisfaction_wait * np.log1p(seen.queue / unit)
    answered = asked & ~seen.outbound & (rng.random(n, dtype=np.float32) < planted.satisfaction_answered)
    return np.where(answered, np.clip(np.rint(felt), 1, 5), 0).astype(np.int8)
