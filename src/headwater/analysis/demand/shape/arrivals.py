"""Arrivals: when contacts come, by half-hour and weekday, by day and by week."""

from collections import defaultdict
from datetime import date
from typing import Any

import narwhals as nw

from headwater.analysis.contacts.engines import collect
from headwater.analysis.demand.days import day_facts
from headwater.analysis.demand.grouping import label
from headwater.analysis.demand.scope import By, count_scope, countable, day_number, group_key
from headwater.analysis.demand.shape.arrivals_result import Arrivals, GroupArrivals
from headwater.analysis.demand.shape.settings import ShapeSettings
from headwater.analysis.demand.shape.weekly import weekly_index

_MONDAY_ZERO = 3  # 1 January 1970 was a Thursday


def arrivals(
    contacts: nw.LazyFrame[Any], settings: ShapeSettings | None = None, by: By | None = None
) -> Arrivals:
    """Say when contacts come.

    Parameters
    ----------
    contacts : narwhals.LazyFrame
        Contacts of any engine.
    settings : ShapeSettings
        Days and confidence level.
    by : {'month', 'week', 'team', 'channel', 'reason'}, optional
        What to split by.

    Returns
    -------
    Arrivals
        For each group: contacts by weekday and half-hour, by day, and the weekly pattern.

    Raises
    ------
    UsageError
        An unknown grouping.

    Notes
    -----
    Counted are inbound contacts that were not merged, in local time. Means are over the days of a weekday
    that have any contacts at all, so that a gap in the export does not make Mondays look quiet.

    Examples
    --------
    >>> from datetime import datetime, timedelta, UTC
    >>> from headwater.analysis.contacts.frames import contacts_from_rows
    >>> monday = datetime(2026, 3, 2, 9, 40, tzinfo=UTC)
    >>> rows = [{"opened_at": monday + timedelta(weeks=week)} for week in (0, 1, 1)]
    >>> found = arrivals(contacts_from_rows(rows))
    >>> found.mean_per_day("all", weekday=0, half_hour=19)
    1.5
    """
    settings = settings or ShapeSettings()
    kept = countable(contacts, settings.since, settings.until).select(
        "local_date", "local_half_hour", key=group_key(by)
    )
    daily: dict[str, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    found = collect(kept.group_by("key", "local_date").agg(n=nw.len()))
    for group, day, n in zip(found["key"], found["local_date"], found["n"], strict=True):
        daily[label(group)][day] += n
    slots: dict[str, list[list[int]]] = defaultdict(lambda: [[0] * 48 for _ in range(7)])
    weekday = ((day_number() + _MONDAY_ZERO) % 7).cast(nw.Int64)
    timed = kept.select("key", "local_half_hour", weekday=weekday)
    found = collect(timed.group_by("key", "weekday", "local_half_hour").agg(n=nw.len()))
    names = ("key", "weekday", "local_half_hour", "n")
    for group, day_of_week, half_hour, n in zip(*(found[name] for name in names), strict=True):
        slots[label(group)][day_of_week][half_hour] += n
    total: dict[date, int] = defaultdict(int)
    for counts in daily.values():
        for day, n in counts.items():
            total[day] += n
    days = day_facts(total)
    groups = [
        GroupArrivals(
            group=group,
            contacts=sum(counts.values()),
            half_hours=tuple(tuple(row) for row in slots[group]),
            daily=dict(sorted(counts.items())),
            weekly=weekly_index(counts, days, settings.level),
        )
        for group, counts in sorted(daily.items())
    ]
    return Arrivals(
        by=by,
        groups=tuple(groups),
        days=days,
        days_of_weekday=tuple(sum(day.weekday() == d for day in total) for d in range(7)),
        weekly=weekly_index(total, days, settings.level),
        scope=count_scope(contacts, settings.since, settings.until),
    )
