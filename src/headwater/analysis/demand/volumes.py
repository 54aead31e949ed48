"""Volumes, such as orders: what contacts are counted per, and for which periods."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import fsum
from typing import Any, Literal

import narwhals as nw

from headwater.analysis.contacts.engines import collect
from headwater.analysis.errors import BadDataError

Grain = Literal["day", "week", "month"]


@dataclass(frozen=True)
class Period:
    """A span of days a volume is given for; `end` is its last day."""

    start: date
    end: date

    @property
    def dates(self) -> list[date]:
        """Every day of the period."""
        return [self.start + timedelta(days=i) for i in range((self.end - self.start).days + 1)]


@dataclass(frozen=True)
class Volumes:
    """One driver's volumes by period.

    Attributes
    ----------
    sources : tuple of str
        Systems whose counts were added up.
    """

    driver: str
    grain: Grain
    counts: Mapping[Period, float]
    sources: tuple[str, ...]


def read_volumes(volumes: nw.LazyFrame[Any], grain: Grain | None = None) -> dict[str, Volumes]:
    """Return the volumes of each driver, by name of driver.

    Parameters
    ----------
    volumes : narwhals.LazyFrame
        The canonical volumes of any engine.
    grain : {'day', 'week', 'month'}, optional
        What a period is. When not given: months when every period begins on the first of a month, weeks
        when all begin on the same weekday, else days.

    Raises
    ------
    BadDataError
        A volume is negative, or two lie in one period of the grain given.

    Notes
    -----
    A period is stored as the instant its first day begins. Its date is the one of the nearest midnight in
    UTC: right wherever local time is within twelve hours of UTC, whichever side.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from headwater.analysis.contacts.frames import rows_as_frame
    >>> rows = [{"source": "shop", "period": datetime(2026, month, 1, tzinfo=UTC), "driver": "orders",
    ...          "count": 3000.0} for month in (3, 4)]
    >>> orders = read_volumes(rows_as_frame(rows, "volumes"))["orders"]
    >>> orders.grain, [period.end.isoformat() for period in orders.counts]
    ('month', ['2026-03-31', '2026-04-30'])
    """
    instant = nw.col("period").dt
    found = collect(
        volumes.select("source", "driver", "count", day=instant.date(), hour=instant.hour())
        .group_by("source", "driver", "day", "hour", "count")
        .agg(rows=nw.len())
    )
    given: dict[str, dict[date, list[float]]] = defaultdict(lambda: defaultdict(list))
    sources: dict[str, set[str]] = defaultdict(set)
    names = ("source", "driver", "day", "hour", "count", "rows")
    for source, driver, day, hour, count, rows in zip(*(found[n] for n in names), strict=True):
        if count < 0:
            raise BadDataError(
                f"The volumes hold {count:g} {driver} for {day} (source {source}): "
                "a volume cannot be below 0. Correct the row in the export and import it again."
            )
        given[driver][day + timedelta(days=int(hour >= 12))].append(count * rows)
        sources[driver].add(source)
    return {
        driver: Volumes(driver, kind := grain or _grain_of(days), _periods(driver, days, kind), systems)
        for driver, days in sorted(given.items())
        for systems in [tuple(sorted(sources[driver]))]
    }


def _periods(driver: str, days: Mapping[date, list[float]], grain: Grain) -> dict[Period, float]:
    periods = {_period(day, grain): fsum(counts) for day, counts in sorted(days.items())}
    for one, two in pairwise(periods):
        if two.start <= one.end:
            raise BadDataError(
                f"The volumes of {driver} do not go by {grain}: {one.start} and {two.start} "
                f"lie in one {grain}. Set grain to what a row of the volumes covers."
            )
    return periods


def _grain_of(days: Iterable[date]) -> Grain:
    found = set(days)
    if all(day.day == 1 for day in found):
        return "month"
    return "week" if len(found) > 1 and len({day.weekday() for day in found}) == 1 else "day"


def _period(day: date, grain: Grain) -> Period:
    if grain == "day":
        return Period(day, day)
    if grain == "week":
        return Period(day, day + timedelta(days=6))
    return Period(day, (day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1))
