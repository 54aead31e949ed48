"""What a real export also holds: calls the company makes, and duplicates that were merged away."""

import numpy as np

from headwater.analysis.sample_org.arrivals import DAY, EMAIL, PHONE, WEB, next_opening
from headwater.analysis.sample_org.cases import Contacts, World
from headwater.analysis.sample_org.settings import TAIL_DAYS

_OUTBOUND_MEDIAN_SECONDS = 110
_MERGED_WITHIN_SECONDS = 7_200


def with_oddities(world: World, contacts: Contacts, rng: np.random.Generator) -> Contacts:
    """Add outbound calls and merged duplicates in their planted shares of all rows."""
    planted = world.settings.planted
    n = len(contacts)
    wanted = 1 - planted.outbound_share - planted.merged_share
    handled = contacts.agent >= 0
    written = (contacts.channel == EMAIL) | (contacts.channel == WEB)
    outbound = _drawn(handled, n * planted.outbound_share / wanted, rng)
    merged = _drawn(written, n * planted.merged_share / wanted, rng)
    return Contacts.join(
        [contacts, _outbound(world, contacts, outbound, rng), _merged(world, contacts, merged, rng)]
    )


def _drawn(candidates: np.ndarray, expected: float, rng: np.random.Generator) -> np.ndarray:
    share = min(1.0, expected / max(int(candidates.sum()), 1))
    return np.flatnonzero(candidates & (rng.random(len(candidates), dtype=np.float32) < share))


def _outbound(world: World, contacts: Contacts, rows: np.ndarray, rng: np.random.Generator) -> Contacts:
    calls = contacts.take(rows)
    n = len(rows)
    ended = calls.wall + calls.queue + calls.handle
    later = ended + (DAY * (0.3 + 1.7 * rng.random(n))).astype(np.int64)
    calls.channel[:] = PHONE
    settings = world.settings
    calls.wall = next_opening(world.line, calls.channel, later, ended=ended, start=settings.start, rng=rng)
    spread = np.exp(settings.planted.handle_sigma * rng.standard_normal(n))
    calls.handle = np.maximum(np.rint(_OUTBOUND_MEDIAN_SECONDS * spread), 5).astype(np.int32)
    calls.queue[:] = 0
    calls.cut[:] = False
    calls.spoilt[:] = 0
    calls.resolved[:] = True
    calls.outbound[:] = True
    day = calls.wall // DAY - world.first_day
    calls = calls.take(day < settings.days + TAIL_DAYS)
    day = calls.wall // DAY - world.first_day
    calls.agent = world.workforce.pick(calls.team, day, rng)
    return calls


def _merged(world: World, contacts: Contacts, rows: np.ndarray, rng: np.random.Generator) -> Contacts:
    copies = contacts.take(rows)
    copies.merged_into = rows.astype(np.int32)
    copies.wall = copies.wall + rng.integers(60, _MERGED_WITHIN_SECONDS, len(rows))
    copies.agent[:] = -1
    copies.handle[:] = -1
    copies.cut[:] = False
    copies.spoilt[:] = 0
    return copies.take(copies.wall // DAY - world.first_day < world.settings.days + TAIL_DAYS)
