"""Who was on the phones of the delivery company: the roster that goes with the waits it simulates.

The simulation does not seat agents half-hour by half-hour: it takes a load for each from demand over what the
staffing plan knew. Here the load is turned into the agents with whom a queue answers as many in time.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import narwhals as nw
import numpy as np
import numpy.typing as npt

from headwater.analysis.contacts.engines import collect
from headwater.analysis.sample_org.arrivals import (
    DELAY_SECONDS,
    DELAYED_POWER,
    LEAST_SLACK,
    SEASON_KNOWN_TO_PLAN,
    demand_over_plan,
)
from headwater.analysis.sample_org.operation import season
from headwater.analysis.sample_org.settings import Planted, SampleSettings

WEEKS, WEEKS_AHEAD = 26, 2
SHRINKAGE = 0.3
CHANNEL = "phone"
_THRESHOLD = 20.0
_LAST_LEVEL = 4
"""Weeks whose level is taken for those to come."""

Floats = npt.NDArray[np.float64]


def phone_roster(contacts: nw.LazyFrame[Any], truth: Mapping[str, Any]) -> list[list[Any]]:
    """Return a row for each half-hour with anybody scheduled: its start in local time, and how many.

    Parameters
    ----------
    contacts : narwhals.LazyFrame
        Of the sample organisation.
    truth : mapping
        What `truth.json` says of it.

    Returns
    -------
    list of [str, float]
        For the last 26 weeks of contacts, and the two after; empty where there are no calls.
    """
    settings = _settings(truth)
    found = collect(
        contacts.group_by("local_date", "channel", "local_half_hour").agg(
            n=nw.len(), seconds=nw.col("handle_seconds").sum(), known=nw.col("handle_seconds").count()
        )
    )
    rows = list(
        zip(*(found[name] for name in ("local_date", "channel", "local_half_hour", "n")), strict=True)
    )
    last = settings.days
    daily, phone = np.zeros(last), np.zeros((last, 48))
    for day, channel, half, n in rows:
        at = (day - settings.start).days
        if 0 <= at < last:
            daily[at] += n
            if channel == CHANNEL:
                phone[at, half] += n
    calls = [at for at, row in enumerate(rows) if row[1] == CHANNEL]
    known = sum(found["known"][at] for at in calls)
    if not known:
        return []
    handle = sum(found["seconds"][at] or 0.0 for at in calls) / known
    first = max(last - 7 * WEEKS, 0)
    load = _load(settings, daily, first)
    expected = _expected(settings, phone, first, len(load))
    agents = _answering_as_many(expected, handle, load, settings.planted.phone_patience_seconds)
    scheduled = np.where(expected > 0, np.maximum(np.round(agents / (1 - SHRINKAGE)), 1), 0)
    return [
        [_clock(settings.day(first + at), int(half)), float(scheduled[at, half])]
        for at in range(len(load))
        for half in np.flatnonzero(scheduled[at])
    ]


def _load(settings: SampleSettings, daily: Floats, first: int) -> Floats:
    """Return work over planned capacity from day `first` on, of shape (days, 48)."""
    numbers = np.arange(settings.days + 7 * WEEKS_AHEAD)
    planned = season(settings, numbers) ** SEASON_KNOWN_TO_PLAN
    weekday = (numbers + settings.start.weekday()) % 7
    past = numbers < settings.days
    before = numbers < settings.fix_day
    usual = np.array(
        [
            np.mean(daily[before[past] & (weekday[past] == w)] / planned[before & (weekday == w)])
            for w in range(7)
        ]
    )
    capacity = np.maximum(usual[weekday] * planned, 1e-9)
    ratio = np.empty(len(numbers))
    for week in range(0, len(numbers), 7):
        span = (
            slice(week, week + 7)
            if week < settings.days
            else slice(settings.days - 7 * _LAST_LEVEL, settings.days)
        )
        ratio[week : week + 7] = daily[span].sum() / capacity[span].sum()
    day_load = np.clip(settings.planted.planned_utilisation * ratio, 0.2, 1.5)
    return np.asarray(day_load[first:, None] * demand_over_plan())


def _expected(settings: SampleSettings, phone: Floats, first: int, days: int) -> Floats:
    """Return calls expected in each half-hour from day `first` on, by weekday."""
    weekday = (np.arange(first, first + days) + settings.start.weekday()) % 7
    usual = np.stack([phone[first:][weekday[: len(phone) - first] == w].mean(axis=0) for w in range(7)])
    return np.asarray(usual[weekday])


def _answering_as_many(expected: Floats, handle: float, load: Floats, patience: float) -> Floats:
    """Return the agents, fractions included, with whom as many are answered in time as at such a load."""
    from headwater.analysis.staffing import performance

    asked = expected > 0
    slack = np.clip(1 - load[asked], LEAST_SLACK, 1)
    in_time = 1 - np.clip(load[asked], 0, 1) ** DELAYED_POWER * np.exp(-_THRESHOLD * slack / DELAY_SECONDS)
    rate = expected[asked] * 2
    low, high = np.full(rate.size, 0.05), rate * handle / 3600 * 4 + 10
    for _ in range(40):
        middle = (low + high) / 2
        level = performance(
            rate, handle, middle, patience_seconds=patience, threshold_seconds=_THRESHOLD
        ).service_level
        enough = np.asarray(level) >= in_time
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    found = np.zeros(expected.shape)
    found[asked] = high
    return found


def _settings(truth: Mapping[str, Any]) -> SampleSettings:
    about, planted = truth["about"], truth["planted"]
    said: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in planted.items()
    }
    return SampleSettings(
        contacts=about["contacts"],
        weeks=about["weeks"],
        seed=about["seed"],
        start=date.fromisoformat(about["start"]),
        planted=replace(Planted(), **said),
    )


def _clock(day: date, half: int) -> str:
    return f"{day.isoformat()}T{half // 2:02d}:{30 * (half % 2):02d}"


def days_of(truth: Mapping[str, Any]) -> tuple[date, date]:
    """Return the first and the last day of the roster."""
    settings = _settings(truth)
    first = settings.day(max(settings.days - 7 * WEEKS, 0))
    return first, settings.day(settings.days - 1) + timedelta(days=7 * WEEKS_AHEAD)
