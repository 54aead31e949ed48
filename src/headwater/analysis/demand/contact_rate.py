"""Contact rate: contacts per order, account or whatever else brings them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import fsum
from typing import Any

import narwhals as nw

from headwater.analysis.contacts.engines import collect
from headwater.analysis.demand.contact_rate_result import ContactRate, ContactRates, LeftOut, RateRow
from headwater.analysis.demand.days import DayFacts, day_facts
from headwater.analysis.demand.grouping import IN_TIME, label
from headwater.analysis.demand.rates import dispersion, rate
from headwater.analysis.demand.scope import (
    By,
    check_days,
    check_level,
    count_scope,
    countable,
    group_key,
)
from headwater.analysis.demand.volumes import Grain, Period, Volumes, read_volumes
from headwater.analysis.errors import UsageError, nearest
from headwater.analysis.estimates import cannot_tell

_NO_PERIOD = "no period is held by both the contacts and the volumes"
_MISSING_DAYS = 0.1
"""A period counts when contacts are there for all but this share of its days."""


@dataclass(frozen=True)
class ContactRateSettings:
    """What to count, and per what.

    Attributes
    ----------
    since, until : date, optional
        First and last local day, both included.
    driver : str, optional
        What to count per, such as orders. None takes every driver there is.
    per : float
        Contacts per this many of the driver.
    grain : {'day', 'week', 'month'}, optional
        What a row of the volumes covers; read from their dates when not given.
    """

    since: date | None = None
    until: date | None = None
    driver: str | None = None
    per: float = 100
    grain: Grain | None = None
    level: float = 0.95

    def __post_init__(self) -> None:
        check_days(self.since, self.until)
        check_level(self.level)
        if not self.per > 0:
            raise UsageError(f"per is {self.per}: contacts are counted per 1, 100 or 1000 of the driver.")


def contact_rate(
    contacts: nw.LazyFrame[Any],
    volumes: nw.LazyFrame[Any] | None,
    settings: ContactRateSettings | None = None,
    by: By | None = None,
) -> ContactRates:
    """Say how many contacts each order, account or other driver brings.

    Parameters
    ----------
    contacts : narwhals.LazyFrame
        Contacts of any engine.
    volumes : narwhals.LazyFrame or None
        The canonical volumes; None or no rows gives a result that says so.
    settings : ContactRateSettings
        Days, driver, unit, confidence level.
    by : {'month', 'week', 'team', 'channel', 'reason'}, optional
        What to split by, besides the overall rate.

    Returns
    -------
    ContactRates
        One `ContactRate` a driver.

    Raises
    ------
    UsageError
        The driver or the grouping does not exist, or volumes by month are to be split by week.
    BadDataError
        A volume is negative.

    Notes
    -----
    Counted are inbound contacts that were not merged, bots included: the customer had to ask. A period
    counts only where both tables hold it: at most one in ten of its days may be without contacts, weekdays
    on which nobody answers aside. The interval is exact for a Poisson count and widened when weeks (months,
    for volumes by month) vary more than chance alone explains.

    Examples
    --------
    >>> from datetime import datetime, timedelta, UTC
    >>> from headwater.analysis.contacts.frames import contacts_from_rows, rows_as_frame
    >>> days = [datetime(2026, 3, 2, tzinfo=UTC) + timedelta(days=i) for i in range(28)]
    >>> contacts = contacts_from_rows([{"opened_at": d + timedelta(hours=9)} for d in days for _ in range(6)])
    >>> volumes = rows_as_frame([{"source": "shop", "period": d, "driver": "orders", "count": 200.0,
    ...                           "month": "2026-03"} for d in days], "volumes")
    >>> found = contact_rate(contacts, volumes).drivers[0].overall
    >>> found.value, round(found.low, 2), round(found.high, 2)
    (3.0, 2.56, 3.49)
    """
    settings = settings or ContactRateSettings()
    key = nw.lit("all") if by in IN_TIME else group_key(by)
    scope = count_scope(contacts, settings.since, settings.until)
    found = {} if volumes is None else read_volumes(volumes, settings.grain)
    if settings.driver is not None and found and settings.driver not in found:
        raise UsageError(f"No volumes of {settings.driver!r}.{nearest(settings.driver, list(found))}")
    chosen = [v for name, v in found.items() if settings.driver in (None, name)]
    cells = _cells(contacts, settings, key) if chosen else {}
    return ContactRates(
        by=by,
        per=settings.per,
        drivers=tuple(_of_driver(cells, v, settings, by) for v in chosen),
        scope=scope,
    )


def _cells(
    contacts: nw.LazyFrame[Any], settings: ContactRateSettings, key: nw.Expr
) -> dict[date, dict[str, int]]:
    kept = countable(contacts, settings.since, settings.until).select("local_date", key=key)
    found = collect(kept.group_by("local_date", "key").agg(n=nw.len()))
    cells: dict[date, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for day, group, n in zip(found["local_date"], found["key"], found["n"], strict=True):
        cells[day][label(group)] += n
    return cells


def _of_driver(
    cells: Mapping[date, Mapping[str, int]], volumes: Volumes, settings: ContactRateSettings, by: By | None
) -> ContactRate:
    if by == "week" and volumes.grain == "month":
        raise UsageError(
            f"The volumes of {volumes.driver} are by month, so their rate cannot be split by week. "
            "Split it by month, or load volumes by week or day."
        )
    daily = {day: sum(groups.values()) for day, groups in cells.items()}
    used, left_out = _matched(daily, volumes, settings)
    counts: dict[str, dict[Period, int]] = defaultdict(lambda: dict.fromkeys(used, 0))
    for period in used:
        for day in period.dates:
            for group, n in cells.get(day, {}).items():
                counts[group][period] += n
    total = {period: sum(group[period] for group in counts.values()) for period in used}
    spread, replicates = _spread(total, volumes)

    def row(
        group: str, own: Mapping[Period, int], over: Sequence[Period], own_spread: float | None
    ) -> RateRow:
        n, exposure = sum(own[period] for period in over), fsum(volumes.counts[period] for period in over)
        estimate = rate(
            n, exposure, per=settings.per, spread=own_spread, periods=replicates, level=settings.level
        )
        return RateRow(group, n, exposure, estimate, own_spread)

    if by in IN_TIME:
        spans: dict[str, list[Period]] = defaultdict(list)
        for period in used:
            spans[_time_label(period.start, by)].append(period)
        rows = [row(name, total, over, spread) for name, over in sorted(spans.items())]
    elif by is None:
        rows = []
    else:
        rows = [row(group, own, used, _spread(own, volumes)[0]) for group, own in sorted(counts.items())]
        rows.sort(key=lambda r: (-r.contacts, r.group))
    everything = row("all", total, used, spread)
    return ContactRate(
        driver=volumes.driver,
        sources=volumes.sources,
        grain=volumes.grain,
        overall=everything.rate if used else cannot_tell(_NO_PERIOD),
        contacts=everything.contacts,
        volume=everything.volume,
        dispersion=spread,
        periods=len(used),
        rows=tuple(rows),
        left_out=left_out,
    )


def _matched(
    daily: Mapping[date, int], volumes: Volumes, settings: ContactRateSettings
) -> tuple[list[Period], LeftOut]:
    """Find the periods both tables hold, and count what lies outside them."""
    days = day_facts(daily)

    def asked_for(period: Period) -> bool:
        return (settings.since is None or period.end >= settings.since) and (
            settings.until is None or period.start <= settings.until
        )

    first, last = _with_closed_days(days)

    def held(period: Period) -> bool:
        missing = [d for d in period.dates if d not in daily and d.weekday() not in days.closed_weekdays]
        return (
            period.start <= last
            and period.end >= first
            and (len(missing) <= _MISSING_DAYS * len(period.dates))
        )

    in_question = [period for period in sorted(volumes.counts, key=lambda p: p.start) if asked_for(period)]
    used = [period for period in in_question if held(period)]
    covered = {day for period in used for day in period.dates}
    unmatched = [period for period in in_question if period not in set(used)]
    outside = {day: n for day, n in daily.items() if day not in covered}
    return used, LeftOut(
        periods_without_contacts=len(unmatched),
        volume_without_contacts=fsum(volumes.counts[period] for period in unmatched),
        days_without_volumes=len(outside),
        contacts_without_volumes=sum(outside.values()),
    )


def _with_closed_days(days: DayFacts) -> tuple[date, date]:
    """Return the span of the contacts, the closed weekdays before and after it included."""
    if days.first is None or days.last is None:
        return date.max, date.min
    first, last, step = days.first, days.last, timedelta(days=1)
    for _ in range(6):
        first -= step * ((first - step).weekday() in days.closed_weekdays)
        last += step * ((last + step).weekday() in days.closed_weekdays)
    return first, last


def _spread(counts: Mapping[Period, int], volumes: Volumes) -> tuple[float | None, int]:
    """Return the dispersion between weeks (months, for volumes by month), and how many there are."""
    cells: dict[object, list[Any]] = defaultdict(lambda: [0, 0.0])
    for period, n in counts.items():
        week = period.start - timedelta(days=period.start.weekday())
        cell = cells[period.start if volumes.grain == "month" else week]
        cell[0] += n
        cell[1] += volumes.counts[period]
    return dispersion([n for n, _ in cells.values()], [x for _, x in cells.values()]), len(cells)


def _time_label(day: date, by: By | None) -> str:
    if by == "month":
        return f"{day:%Y-%m}"
    return (day - timedelta(days=day.weekday())).isoformat()
