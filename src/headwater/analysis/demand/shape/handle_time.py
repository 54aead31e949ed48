"""Handle time: how long contacts take, and whether the figures can be believed."""

from collections import defaultdict
from typing import Any

import narwhals as nw

from headwater.analysis.contacts.engines import collect
from headwater.analysis.demand.grouping import IN_TIME, label
from headwater.analysis.demand.scope import By, count_scope, countable, group_key, handle_ms, without_bots
from headwater.analysis.demand.shape.handle_time_result import GroupHandleTime, HandleTimes
from headwater.analysis.demand.shape.seconds import (
    MOST_SECONDS,
    bins,
    heaps,
    in_whole_minutes,
    quantile,
)
from headwater.analysis.demand.shape.settings import ShapeSettings
from headwater.analysis.estimates import cannot_tell, wilson

_MINUTES_ENTERED = 0.5


def handle_times(
    contacts: nw.LazyFrame[Any], settings: ShapeSettings | None = None, by: By | None = "channel"
) -> HandleTimes:
    """Say how long contacts take.

    Parameters
    ----------
    contacts : narwhals.LazyFrame
        Contacts of any engine.
    settings : ShapeSettings
        Days, confidence level, what is implausible.
    by : {'channel', 'team', 'reason', 'month', 'week'}, optional
        What to split by.

    Returns
    -------
    HandleTimes
        For each group a histogram, the deciles, the share over an hour, and what looks odd.

    Raises
    ------
    UsageError
        An unknown grouping.

    Notes
    -----
    Counted are inbound contacts that were not merged, without those handled by a bot. A zero of a contact
    that was abandoned is no handle time. Deciles are those of times rounded to whole seconds. Times over a
    day count as one day.

    Examples
    --------
    >>> from datetime import datetime, UTC
    >>> from headwater.analysis.contacts.frames import contacts_from_rows
    >>> rows = [{"opened_at": datetime(2026, 3, 2, tzinfo=UTC), "channel": "phone", "handle_seconds": s}
    ...         for s in (0.0, 180.0, 200.0, 220.0, 4000.0)]
    >>> (phone,) = handle_times(contacts_from_rows(rows)).groups
    >>> phone.deciles[4], phone.zero, phone.over_an_hour.value
    (200, 1, 0.2)
    """
    settings = settings or ShapeSettings()
    ms = handle_ms()
    whole = (ms + 500) // 1000
    second = nw.when(whole > MOST_SECONDS).then(MOST_SECONDS).otherwise(whole).cast(nw.Int64)
    kept = without_bots(countable(contacts, settings.since, settings.until))
    parts = kept.select(key=group_key(by), ms=ms, second=second)
    found = collect(parts.group_by("key", "second").agg(n=nw.len(), ms=nw.col("ms").sum()))
    counts: dict[str, dict[int | None, int]] = defaultdict(lambda: defaultdict(int))
    sums: dict[str, int] = defaultdict(int)
    for group, value, n, total in zip(*(found[k] for k in ("key", "second", "n", "ms")), strict=True):
        counts[label(group)][value] += n
        sums[label(group)] += int(total or 0)
    groups = [_group(name, counts[name], sums[name], settings) for name in sorted(counts)]
    if by not in IN_TIME:
        groups.sort(key=lambda group: (-group.contacts, group.group))
    return HandleTimes(
        by=by,
        groups=tuple(groups),
        implausible_seconds=settings.implausible_seconds,
        scope=count_scope(contacts, settings.since, settings.until),
    )


def _group(name: str, counts: dict[int | None, int], ms: int, settings: ShapeSettings) -> GroupHandleTime:
    seconds = {value: n for value, n in counts.items() if value is not None}
    timed, contacts = sum(seconds.values()), sum(counts.values())
    if not timed:
        why = "no contact has a handle time; the column handle_seconds would bring it"
        return GroupHandleTime(name, contacts, 0, None, (), (), cannot_tell(why, contacts), 0, 0, 0.0, ())
    minutes = in_whole_minutes(seconds)
    return GroupHandleTime(
        group=name,
        contacts=contacts,
        timed_contacts=timed,
        mean_seconds=ms / 1000 / timed,
        deciles=tuple(quantile(seconds, tenths) for tenths in range(1, 10)),
        bins=bins(seconds),
        over_an_hour=wilson(sum(n for s, n in seconds.items() if s > 3600), timed, settings.level),
        zero=seconds.get(0, 0),
        implausible=sum(n for s, n in seconds.items() if s > settings.implausible_seconds),
        whole_minutes=minutes,
        # entered minutes pile up on round figures by themselves
        heaps=heaps(seconds) if minutes < _MINUTES_ENTERED else (),
    )
