"""Where the time goes: contacts, handle time and money by reason, team, channel, month or week."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import narwhals as nw

from headwater.analysis.contacts.engines import collect
from headwater.analysis.demand.cost import CostRates
from headwater.analysis.demand.grouping import IN_TIME, label
from headwater.analysis.demand.scope import (
    By,
    ScopeCounts,
    as_day,
    check_days,
    check_level,
    count_scope,
    countable,
    day_number,
    group_key,
    handle_ms,
    week_number,
    without_bots,
)
from headwater.analysis.demand.shares import share_over_contacts, share_over_periods
from headwater.analysis.demand.workload_result import Workload, WorkloadRow
from headwater.analysis.demand.workload_sums import COUNT, MS_AN_HOUR, TIME, Amount, Cells, Sums
from headwater.analysis.estimates import Estimate, cannot_tell

_MOST_SQUARED = 1_000_000
_LEAST_WEEKS = 8
_LEAST_DAYS = 14


@dataclass(frozen=True)
class WorkloadSettings:
    """What to count and how to price it.

    Attributes
    ----------
    since, until : date, optional
        First and last local day, both included.
    rates : CostRates, optional
        Without rates nothing is priced.
    level : float
        Confidence level of the intervals.
    """

    since: date | None = None
    until: date | None = None
    rates: CostRates | None = None
    level: float = 0.95

    def __post_init__(self) -> None:
        check_days(self.since, self.until)
        check_level(self.level)


def workload(
    contacts: nw.LazyFrame[Any], settings: WorkloadSettings | None = None, by: By = "reason"
) -> Workload:
    """Say where the contacts, the handle time and the money go.

    Parameters
    ----------
    contacts : narwhals.LazyFrame
        Contacts of any engine.
    settings : WorkloadSettings
        Days, rates, confidence level.
    by : {'reason', 'team', 'channel', 'month', 'week'}
        What to split by.

    Returns
    -------
    Workload
        One row a group: the largest share of time first, or in the order of time for months and weeks.

    Raises
    ------
    UsageError
        An unknown grouping.

    Notes
    -----
    Counted are inbound contacts that were not merged, without those handled by a bot. Shares of time rest
    on contacts that have a handle time. Intervals take weeks as replicates (`share_over_periods`); days
    where the data span less than eight weeks, single contacts where they span less than two.

    Examples
    --------
    >>> from datetime import datetime, UTC
    >>> from headwater.analysis.contacts.frames import contacts_from_rows
    >>> rows = [{"opened_at": datetime(2026, 3, 2, 9, tzinfo=UTC), "reason_source": reason,
    ...          "handle_seconds": seconds}
    ...         for reason, seconds in [("late parcel", 140.0)] * 4 + [("address", 100.0)] * 6]
    >>> found = workload(contacts_from_rows(rows))
    >>> [(row.group, f"{row.share_of_contacts.value:.1%}", f"{row.share_of_time.value:.1%}")
    ...  for row in found.rows]
    [('address', '60.0%', '51.7%'), ('late parcel', '40.0%', '48.3%')]
    """
    key = group_key(by)
    settings = settings or WorkloadSettings()
    scope = count_scope(contacts, settings.since, settings.until)
    unit = _replicates(scope)
    groups = _cells(contacts, settings, key, unit)
    everything = Cells()
    for cells in groups.values():
        for cell, sums in cells.by.items():
            everything.by[cell].add(sums)
    periods = sorted({period for _, period in everything.by})

    def share(amount: Amount, cells: Cells, n: int) -> Estimate:
        if by in IN_TIME:  # a month's share has no other period in which it could come out otherwise
            own, total = (amount.total(c.channels().items()) for c in (cells, everything))
            return Estimate(own / total, n=n, method="share of the span")
        if unit:
            part, whole = (amount.by_period(c, periods) for c in (cells, everything))
            return share_over_periods(part, whole, n=n, level=settings.level, unit=unit)
        own, total = (amount.total(c.channels().items()) for c in (cells, everything))
        return share_over_contacts(
            own, total, amount.squares(cells), amount.squares(everything), n=n, level=settings.level
        )

    all_sums, total_cost = everything.all(), _cost(everything, settings.rates)
    rows = [
        _row(
            label(group),
            cells,
            total=all_sums,
            total_cost=total_cost,
            rates=settings.rates,
            share=share,
        )
        for group, cells in sorted(groups.items(), key=lambda item: str(item[0]))
    ]
    if by not in IN_TIME:
        rows.sort(key=lambda row: (-(row.handle_hours if all_sums.ms else row.contacts), row.group))
    return Workload(
        by=by,
        rows=tuple(_with_running_shares(rows)),
        contacts=all_sums.contacts,
        timed_contacts=all_sums.timed,
        abandoned_without_time=all_sums.abandoned,
        handle_hours=all_sums.ms / MS_AN_HOUR,
        cost=total_cost,
        rates=settings.rates,
        not_priced=_not_priced(everything, settings.rates),
        hours_not_priced=_hours_not_priced(everything, settings.rates),
        scope=scope,
    )


def _replicates(scope: ScopeCounts) -> str:
    """Choose what serves as replicates: weeks, days, or nothing (single contacts)."""
    if scope.first is None or scope.last is None:
        return ""
    days = as_day(scope.last) - as_day(scope.first) + 1
    if days >= _LEAST_WEEKS * 7:
        return "weeks"
    return "days" if days >= _LEAST_DAYS else ""


def _cells(
    contacts: nw.LazyFrame[Any], settings: WorkloadSettings, key: nw.Expr, unit: str
) -> dict[Any, Cells]:
    period = {"weeks": week_number(), "days": day_number(), "": nw.lit(0)}[unit]
    kept = without_bots(countable(contacts, settings.since, settings.until))
    ms = handle_ms()
    # beyond 11 days a handle time is a mistake; its square must not overflow the sum
    long = ms > _MOST_SQUARED * 1000
    seconds = nw.when(long).then(_MOST_SQUARED).otherwise((ms + 500) // 1000).cast(nw.Int64)
    lost = ms.is_null() & nw.col("abandoned").fill_null(False)
    parts = kept.select(
        key=key,
        channel=nw.col("channel"),
        period=period,
        ms=ms,
        square=seconds * seconds,
        lost=nw.when(lost).then(1).otherwise(0),
    )
    found = collect(
        parts.group_by("key", "channel", "period").agg(
            contacts=nw.len(),
            timed=nw.col("ms").count(),
            abandoned=nw.col("lost").sum(),
            ms=nw.col("ms").sum(),
            squares=nw.col("square").sum(),
        )
    )
    groups: dict[Any, Cells] = defaultdict(Cells)
    for group, channel, period_, *sums in zip(*found.values(), strict=True):
        groups[group].by[channel, period_].add(Sums(*(int(value or 0) for value in sums)))
    return groups


def _row(
    group: str,
    cells: Cells,
    *,
    total: Sums,
    total_cost: float | None,
    rates: CostRates | None,
    share: Callable[[Amount, Cells, int], Estimate],
) -> WorkloadRow:
    own = cells.all()
    no_time = cannot_tell("no contact has a handle time", own.contacts)
    if rates is None:
        of_cost = cannot_tell("no cost rates were given", own.contacts)
    elif not total_cost:
        of_cost = cannot_tell("no contact could be priced", own.contacts)
    else:
        of_cost = share(_amount_of(rates), cells, total.contacts)
    return WorkloadRow(
        group=group,
        contacts=own.contacts,
        timed_contacts=own.timed,
        handle_hours=own.ms / MS_AN_HOUR,
        mean_handle_seconds=own.ms / 1000 / own.timed if own.timed else None,
        cost=_cost(cells, rates),
        share_of_contacts=share(COUNT, cells, total.contacts),
        share_of_time=share(TIME, cells, total.timed) if total.ms else no_time,
        share_of_cost=of_cost,
    )


def _amount_of(rates: CostRates) -> Amount:
    return Amount(
        per_contact=lambda channel: rates.contact_rate(channel) or 0.0,
        per_hour=lambda channel: rates.hour_rate(channel) or 0.0,
    )


def _cost(cells: Cells, rates: CostRates | None) -> float | None:
    if rates is None or not any(rates.prices(channel) for channel in cells.channels()):
        return None
    return _amount_of(rates).total(cells.channels().items())


def _not_priced(cells: Cells, rates: CostRates | None) -> dict[str, int]:
    if rates is None:
        return {}
    return {channel: sums.contacts for channel, sums in cells.channels().items() if not rates.prices(channel)}


def _hours_not_priced(cells: Cells, rates: CostRates | None) -> int:
    """Count contacts whose channel has an hourly rate but whose handle time is not known."""
    if rates is None:
        return 0
    return sum(
        sums.contacts - sums.timed
        for channel, sums in cells.channels().items()
        if rates.hour_rate(channel) is not None
    )


def _with_running_shares(rows: list[WorkloadRow]) -> Iterable[WorkloadRow]:
    running = [0.0, 0.0, 0.0]
    for row in rows:
        for i, estimate in enumerate((row.share_of_contacts, row.share_of_time, row.share_of_cost)):
            running[i] += estimate.value or 0.0
        yield row.with_running(
            running[0],
            running[1] if row.share_of_time.known else None,
            running[2] if row.share_of_cost.known else None,
        )
