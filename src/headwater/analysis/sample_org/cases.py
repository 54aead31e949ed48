"""Cases: a first contact, what becomes of it, and the contacts it causes when it is not resolved."""

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from headwater.analysis.sample_org.arrivals import CHAT, DAY, PHONE, SUNDAY, Line, next_opening
from headwater.analysis.sample_org.clock import epoch
from headwater.analysis.sample_org.programmes import SCRIPTED_TEAM
from headwater.analysis.sample_org.reasons import CHANNEL_MIX, FOLLOW_UP_REASONS, reasons
from headwater.analysis.sample_org.settings import TAIL_DAYS, SampleSettings
from headwater.analysis.sample_org.workforce import BOT, BUSINESS, TEAM_OF_CHANNEL, TEAMS, Workforce

HANDLE_BY_CHANNEL = np.array([1.0, 1.15, 0.95, 0.95, 0.7, 0.85], dtype=np.float32)
SPOILT_BY_TARGET, SPOILT_BY_SCRIPT = 1, 2
_MOST_ATTEMPTS = 12
_SHORTEST_RETURN_SECONDS = 600


@dataclass
class Contacts:
    """Contacts as columns; all arrays have one length.

    `wall` is local clock time in seconds since 1970; `handle` is -1 where no agent worked; `agent` is
    -1 where there was none; `merged_into` is -1 or the position of the contact it was merged into.
    `spoilt` says what alone kept a contact from being resolved: SPOILT_BY_TARGET, SPOILT_BY_SCRIPT, or 0.
    """

    case: npt.NDArray[np.int32]
    attempt: npt.NDArray[np.int8]
    customer: npt.NDArray[np.int32]
    reason: npt.NDArray[np.int8]
    channel: npt.NDArray[np.int8]
    wall: npt.NDArray[np.int64]
    team: npt.NDArray[np.int8]
    agent: npt.NDArray[np.int32]
    queue: npt.NDArray[np.int32]
    handle: npt.NDArray[np.int32]
    abandoned: npt.NDArray[np.bool_]
    resolved: npt.NDArray[np.bool_]
    cut: npt.NDArray[np.bool_]
    spoilt: npt.NDArray[np.int8]
    outbound: npt.NDArray[np.bool_]
    merged_into: npt.NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.wall)

    def take(self, rows: npt.NDArray[np.int64] | npt.NDArray[np.bool_]) -> "Contacts":
        """Return the rows at these positions; `merged_into` is left as it is."""
        return Contacts(*(getattr(self, f.name)[rows] for f in fields(self)))

    @classmethod
    def join(cls, parts: list["Contacts"]) -> "Contacts":
        """Put parts one after the other."""
        return cls(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(cls)))


@dataclass(frozen=True)
class World:
    """What contacts meet: the people, the line and the settings."""

    settings: SampleSettings
    workforce: Workforce
    line: Line

    @property
    def first_day(self) -> int:
        """Days from 1970 to the first day of the export."""
        return epoch(self.settings.start) // DAY


def follow(
    world: World, counts: npt.NDArray[np.int64], first_column: int, rng: np.random.Generator
) -> Contacts:
    """Follow every first contact and all it causes.

    Parameters
    ----------
    counts : array of int, shape (days, reasons)
        First contacts by day and reason.
    first_column : int
        Day number of the first row, counted from the first day of the export.
    """
    settings = world.settings
    cells = np.repeat(np.arange(counts.size, dtype=np.int32), counts.ravel())
    day = cells // counts.shape[1] + first_column
    reason = (cells % counts.shape[1]).astype(np.int8)
    customer = _customers(counts, reason, rng)
    weekday = (day + settings.start.weekday()) % 7
    channel = _choose_channel(reason, weekday, rng)
    wall = (day + world.first_day) * np.int64(DAY) + world.line.seconds_of_day(channel, rng)
    case = np.arange(len(cells), dtype=np.int32)
    waves: list[Contacts] = []
    for attempt in range(_MOST_ATTEMPTS):
        wave = _handle(
            world,
            case=case,
            attempt=attempt,
            customer=customer,
            reason=reason,
            channel=channel,
            wall=wall,
            rng=rng,
        )
        waves.append(wave)
        back, wall, channel, reason = _come_back(world, wave, rng)
        case, customer = wave.case[back], wave.customer[back]
        if not len(back):
            break
    return Contacts.join(waves)


def _customers(
    counts: npt.NDArray[np.int64],
    reason: npt.NDArray[np.int8],
    rng: np.random.Generator,
) -> npt.NDArray[np.int32]:
    """Draw who it is: some customers come more often than others; businesses are few and come often."""
    people = customer_count(len(reason), counts.shape[0])
    draw = rng.random(len(reason))
    business = np.array([r.channels == "business" for r in reasons()])[reason]
    return np.where(business, draw * max(5, people * 0.03), people * draw**1.5).astype(np.int32)


def customer_count(first_contacts: int, days: int) -> int:
    """Return how many customers there are: about one and a half first contacts each in a year."""
    return max(50, int(first_contacts * 365 / days / 1.5))


def _choose_channel(
    reason: npt.NDArray[np.int8], weekday: npt.NDArray[np.int64], rng: np.random.Generator
) -> npt.NDArray[np.int8]:
    mix = np.array([CHANNEL_MIX[r.channels] for r in reasons()])
    closed = mix.copy()
    closed[:, PHONE] = 0
    tables = np.stack([mix, closed / closed.sum(axis=1, keepdims=True)]).cumsum(axis=2).astype(np.float32)
    sunday = (weekday == SUNDAY).astype(np.int8)
    draw = rng.random(len(reason), dtype=np.float32)
    chosen = np.zeros(len(reason), dtype=np.int8)
    for step in range(tables.shape[2] - 1):
        chosen += draw > tables[sunday, reason, step]
    return chosen


def _handle(
    world: World,
    *,
    case: npt.NDArray[np.int32],
    attempt: int,
    customer: npt.NDArray[np.int32],
    reason: npt.NDArray[np.int8],
    channel: npt.NDArray[np.int8],
    wall: npt.NDArray[np.int64],
    rng: np.random.Generator,
) -> Contacts:
    """Queue, handle and resolve (or not) one wave of contacts."""
    planted, people, n = world.settings.planted, world.workforce, len(case)
    day = wall // DAY - world.first_day
    queue, abandoned = world.line.wait(channel, wall, day, world.settings, rng)
    bot = (channel == CHAT) & (rng.random(n, dtype=np.float32) < planted.bot_share_of_chat)
    abandoned &= ~bot
    queue = np.where(bot, 0, queue)
    business = np.array([r.channels == "business" for r in reasons()])[reason]
    team = np.where(business, BUSINESS, np.array(TEAM_OF_CHANNEL)[channel]).astype(np.int8)
    agent = people.pick(team, day, rng)
    newness = np.exp(-(day - people.entry[agent]) / planted.newcomer_days).astype(np.float32)

    median = np.array([r.handle_seconds for r in reasons()], dtype=np.float32)[reason]
    pace = 1 + planted.newcomer_pace * newness
    spread = np.exp(planted.handle_sigma * rng.standard_normal(n, dtype=np.float32))
    again = planted.repeat_handle_ratio if attempt else 1.0
    handle = median * HANDLE_BY_CHANNEL[channel] * pace * spread * again
    scripted = _scripted(world.settings, team, day) & ~bot
    slower, worse = _script_effects(world.settings)
    handle = np.maximum(np.rint(np.where(scripted, handle * slower, handle)), 5)

    from_day, until_day = world.settings.target_days
    tempted = (channel == PHONE) & (day >= from_day) & (day < until_day) & people.games[agent]
    tempted &= (handle >= planted.target_seconds) & (handle < planted.gaming_band_until) & ~abandoned
    cut = tempted & (rng.random(n, dtype=np.float32) < planted.gaming_share)
    handle = np.where(
        cut, planted.target_seconds - 1 - (rng.random(n, dtype=np.float32) * 11).astype(int), handle
    )

    base = np.array([np.log(r.resolves / (1 - r.resolves)) for r in reasons()], dtype=np.float32)[reason]
    logit = (
        base + planted.skill_on_resolution * people.skill[agent] + planted.newcomer_on_resolution * newness
    )
    unhindered = 1 / (1 + np.exp(-logit))
    untimed = np.where(scripted, unhindered * worse, unhindered)
    chance = np.where(cut, untimed * planted.gaming_resolution_factor, untimed)
    chance = np.where(bot, planted.bot_resolution, chance)
    luck = rng.random(n, dtype=np.float32)
    resolved = ~abandoned & (luck < chance)
    worked = ~bot & ~abandoned
    spoilt = np.where(luck < untimed, SPOILT_BY_TARGET, np.where(luck < unhindered, SPOILT_BY_SCRIPT, 0))
    return Contacts(
        case=case,
        attempt=np.full(n, attempt, dtype=np.int8),
        customer=customer,
        reason=reason,
        channel=channel,
        wall=wall,
        team=np.where(bot, BOT, team).astype(np.int8),
        agent=np.where(worked, agent, -1).astype(np.int32),
        queue=queue.astype(np.int32),
        handle=np.where(worked, handle, -1).astype(np.int32),
        abandoned=abandoned,
        resolved=resolved,
        cut=cut,
        spoilt=np.where(worked & ~resolved, spoilt, 0).astype(np.int8),
        outbound=np.zeros(n, dtype=np.bool_),
        merged_into=np.full(n, -1, dtype=np.int32),
    )


def _scripted(
    settings: SampleSettings, team: npt.NDArray[np.int8], day: npt.NDArray[np.int64]
) -> npt.NDArray[np.bool_]:
    """Say which contacts an agent has to handle by the script."""
    since = settings.script_day
    if since is None:
        return np.zeros(len(team), dtype=np.bool_)
    return np.asarray((team == TEAMS.index(SCRIPTED_TEAM)) & (day >= since))


def _script_effects(settings: SampleSettings) -> tuple[np.float32, np.float32]:
    """Return how much longer a scripted contact takes, and how much rarer it is resolved."""
    planned = settings.programmes
    ratio, factor = (
        (1.0, 1.0) if planned is None else (planned.script_handle_ratio, planned.script_resolution_factor)
    )
    return np.float32(ratio), np.float32(factor)


def _come_back(
    world: World, wave: Contacts, rng: np.random.Generator
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int8], npt.NDArray[np.int8]]:
    """Return who comes back (positions in the wave), when, by which channel, and with which reason."""
    planted, settings = world.settings.planted, world.settings
    share = np.where(wave.abandoned, planted.redial_share, planted.return_share)
    back = np.flatnonzero(~wave.resolved & (rng.random(len(wave), dtype=np.float32) < share))
    n = len(back)
    median = np.where(wave.abandoned[back], planted.redial_days_median, planted.return_days_median)
    delay = median * np.exp(planted.return_days_sigma * rng.standard_normal(n)) * DAY
    ended = wave.wall[back] + wave.queue[back] + np.maximum(wave.handle[back], 0)
    wall = ended + np.maximum(delay, _SHORTEST_RETURN_SECONDS).astype(np.int64)

    other = rng.random(n, dtype=np.float32) < planted.return_other_channel
    channel = np.where(
        other, _choose_channel(wave.reason[back], np.ones(n, dtype=np.int64), rng), wave.channel[back]
    )
    channel = channel.astype(np.int8)
    names = [r.name for r in reasons()]
    others = np.array([names.index(name) for name in FOLLOW_UP_REASONS], dtype=np.int8)
    moved = (rng.random(n, dtype=np.float32) < planted.return_other_reason) & ~wave.abandoned[back]
    reason = np.where(moved, others[rng.integers(0, len(others), n)], wave.reason[back]).astype(np.int8)

    wall = next_opening(world.line, channel, wall, ended=ended, start=settings.start, rng=rng)
    in_time = wall // DAY - world.first_day < settings.days + TAIL_DAYS
    return back[in_time], wall[in_time], channel[in_time], reason[in_time]
