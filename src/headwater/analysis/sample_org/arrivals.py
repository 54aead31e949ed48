"""When customers come and how long they wait: half-hour shapes, load, patience."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from headwater.analysis.sample_org.clock import epoch
from headwater.analysis.sample_org.settings import LEAD_DAYS, SampleSettings

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

DAY = 86_400
PHONE, CHAT, EMAIL, WEB, SOCIAL, MESSAGE = range(6)
OPEN_HALF_HOURS = ((16, 40), (16, 44), (0, 48), (0, 48), (0, 48), (0, 48))
"""First half-hour, and first after, in which each channel can be used."""
SUNDAY = 6
_PEAKS = ((10.25, 2.0, 1.0), (14.5, 2.5, 0.75), (19.5, 2.0, 0.35))
"""Hour, width and weight of the three humps of a day."""
_STEPS = 4_096
SEASON_KNOWN_TO_PLAN = 0.7
"""Exponent on the season: 1 would be a plan that follows it fully."""
DELAYED_POWER, DELAY_SECONDS, LEAST_SLACK = 4, 45, 0.06
"""Share of contacts that wait: load to this power; their mean wait: so many seconds over the slack."""
_WRITTEN_QUEUE = {
    EMAIL: (5 * 3600.0, 0.8),
    WEB: (4 * 3600.0, 0.8),
    SOCIAL: (3600.0, 0.7),
    MESSAGE: (1500.0, 0.8),
}
"""Median and spread of the wait, by channel that is answered later, at planned load."""


def half_hour_shape(channel: int) -> npt.NDArray[np.float64]:
    """Return the share of a channel's contacts in each half-hour of a day."""
    hour = np.arange(48) / 2 + 0.25
    shape = np.full(48, 0.03)
    for at, width, weight in _PEAKS:
        shape += weight * np.exp(-0.5 * ((hour - at) / width) ** 2)
    first, after = OPEN_HALF_HOURS[channel]
    shape[:first] = 0
    shape[after:] = 0
    return np.asarray(shape / shape.sum())


@dataclass(frozen=True)
class Line:
    """Load by day and half-hour, and the draws that depend on it.

    Attributes
    ----------
    load : array of float32, shape (days, 48)
        Expected work over planned capacity in each half-hour; day 0 lies LEAD_DAYS before the export.
    daily : array of float32, shape (days,)
        The same over whole days.
    """

    load: Floats
    daily: Floats
    _moments: npt.NDArray[np.int16]

    def seconds_of_day(self, channel: npt.NDArray[np.int8], rng: np.random.Generator) -> Ints:
        """Draw the time of day of contacts, in whole seconds since midnight."""
        step = rng.integers(0, _STEPS, len(channel), dtype=np.int16)
        within = rng.integers(0, 1_800, len(channel), dtype=np.int64)
        return self._moments[channel, step] * np.int64(1_800) + within

    def wait(
        self,
        channel: npt.NDArray[np.int8],
        wall: Ints,
        day: Ints,
        settings: SampleSettings,
        rng: np.random.Generator,
    ) -> tuple[Floats, npt.NDArray[np.bool_]]:
        """Draw the wait of each contact and whether the customer gave up first."""
        planted = settings.planted
        n = len(channel)
        load = self.load[day + LEAD_DAYS, (wall % DAY) // 1_800]
        live = channel <= CHAT
        delayed = rng.random(n, dtype=np.float32) < np.clip(load, 0, 1) ** DELAYED_POWER
        mean = DELAY_SECONDS / np.clip(1 - load, LEAST_SLACK, 1)
        wait = np.where(delayed, rng.standard_exponential(n, dtype=np.float32) * mean, 3).astype(np.float32)
        patience = np.where(channel == PHONE, planted.phone_patience_seconds, planted.chat_patience_seconds)
        patience = (patience * rng.standard_exponential(n, dtype=np.float32)).astype(np.float32)
        abandoned = live & (patience < wait) & (wait > 5)
        wait = np.where(abandoned, patience, wait)
        later = np.flatnonzero(~live)
        median = np.array([_WRITTEN_QUEUE.get(c, (0.0, 0.0))[0] for c in range(6)], dtype=np.float32)
        spread = np.array([_WRITTEN_QUEUE.get(c, (0.0, 0.0))[1] for c in range(6)], dtype=np.float32)
        kind = channel[later]
        noise = rng.standard_normal(len(later), dtype=np.float32)
        busy = self.daily[day[later] + LEAD_DAYS] / planted.planned_utilisation
        wait[later] = median[kind] * np.exp(spread[kind] * noise) * busy**2
        return np.rint(wait), abandoned


def open_line(
    settings: SampleSettings,
    expected: npt.NDArray[np.float64],
    season: npt.NDArray[np.float64],
    rng: np.random.Generator,
) -> Line:
    """Set up the line from the first contacts expected on each day, and the season of each day.

    The staffing plan knows the usual weekday before the fix and most of the season, not what happens
    on the day; within the day it is flatter than demand. The difference is what customers wait for.
    """
    within = demand_over_plan()
    planned = season**SEASON_KNOWN_TO_PLAN
    weekday = np.arange(len(expected)) % 7
    before = np.arange(len(expected)) < LEAD_DAYS + settings.fix_day
    usual = np.array([np.mean((expected / planned)[before & (weekday == w)]) for w in range(7)])
    ratio = expected / np.maximum(usual[weekday] * planned, 1e-9)
    daily = np.clip(settings.planted.planned_utilisation * ratio, 0.2, 1.5)
    load = daily[:, None] * within * np.exp(0.10 * rng.standard_normal((len(daily), 48)))
    moments = np.stack([_moments(half_hour_shape(c)) for c in range(6)])
    return Line(load.astype(np.float32), daily.astype(np.float32), moments)


def demand_over_plan() -> npt.NDArray[np.float64]:
    """Return demand over the staffing plan in each half-hour of a day: the plan is flatter than demand."""
    shape = half_hour_shape(PHONE)
    open_share = (shape > 0) / (shape > 0).sum()
    plan = 0.65 * shape + 0.35 * open_share
    return np.asarray(np.divide(shape, plan, out=np.full(48, 0.7), where=plan > 0))


def next_opening(
    line: Line,
    channel: npt.NDArray[np.int8],
    wall: Ints,
    *,
    ended: Ints,
    start: date,
    rng: np.random.Generator,
) -> Ints:
    """Move return times into the hours in which the channel can be used.

    A return on the day of the earlier contact keeps its time when the channel is open; any other gets
    a time drawn from the day's shape.
    """
    first = np.array([o[0] for o in OPEN_HALF_HOURS])[channel] * 1_800
    after = np.array([o[1] for o in OPEN_HALF_HOURS])[channel] * 1_800
    of_day = wall % DAY
    same_day = wall // DAY == ended // DAY
    keep = same_day & (of_day >= first) & (of_day < after)
    day = wall // DAY + (same_day & ~keep)
    weekday = (day - epoch(start) // DAY + start.weekday()) % 7
    closed = (channel == PHONE) & (weekday == SUNDAY)
    keep &= ~closed
    day += closed
    return np.where(keep, wall, day * DAY + line.seconds_of_day(channel, rng))


def _moments(shape: npt.NDArray[np.float64]) -> npt.NDArray[np.int16]:
    return np.searchsorted(np.cumsum(shape), (np.arange(_STEPS) + 0.5) / _STEPS).astype(np.int16)
