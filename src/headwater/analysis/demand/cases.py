"""Cases: how many contacts one issue takes, and how long it lasts."""

from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist
from typing import Any

import narwhals as nw

from headwater.analysis.contacts.chains import derive_cases
from headwater.analysis.contacts.engines import collect
from headwater.analysis.demand.cases_result import Cases, CasesBy, CaseSize
from headwater.analysis.demand.definitions import SECONDS_PER_DAY
from headwater.analysis.demand.grouping import Grouping, in_order, label
from headwater.analysis.estimates import Estimate, cannot_tell, wilson
from headwater.analysis.frames import to_rows

__all__ = ["CaseSize", "Cases", "CasesBy", "cases", "cases_by"]

_FEWEST_CASES = 10
_HOURS_PER_DAY = 24
_SECONDS_PER_HOUR = 3_600
_MILLISECONDS_PER_HOUR = 3_600_000
_LONGEST_SHOWN = 6
"""Cases of so many contacts and more share one row."""


def cases(contacts: nw.LazyFrame[Any], *, window_days: float = 7, level: float = 0.95) -> Cases:
    """Say how many contacts a case takes and how long it lasts.

    Parameters
    ----------
    contacts : narwhals.LazyFrame
        The canonical contacts with the store's helper columns.
    window_days : float
        Longest gap inside a case, for cases the helpdesk does not give.
    level : float
        Confidence level, 0 to 1.

    Returns
    -------
    Cases
        Cases count as independent in the intervals.

    See Also
    --------
    headwater.analysis.contacts.chains.derive_cases : what makes a case.

    Examples
    --------
    >>> from datetime import datetime, timedelta, UTC
    >>> from headwater.analysis.contacts.frames import contacts_from_rows
    >>> first = datetime(2026, 3, 1, tzinfo=UTC)
    >>> rows = [{"customer_id": f"customer {n % 20}", "reason_source": "parcel",
    ...          "opened_at": first + timedelta(days=n % 20 + n // 20)} for n in range(30)]
    >>> found = cases(contacts_from_rows(rows))
    >>> found.cases, found.contacts, found.more_than_one.percent(), found.median_days
    (20, 30, '50% (30% to 70%)', 1.0)
    """
    everything = _tables(contacts, window_days, Grouping())
    return _cases(everything.get((), []), window_days, level)


def cases_by(
    contacts: nw.LazyFrame[Any], by: str | Sequence[str], *, window_days: float = 7, level: float = 0.95
) -> CasesBy:
    """Say the same for each month, week, team, channel or reason.

    A case belongs to the group of its first contact.

    Parameters
    ----------
    contacts : narwhals.LazyFrame
        The canonical contacts with the store's helper columns.
    by : str or sequence of str
        Month, week, team, channel or reason, or several of them.
    window_days, level : float
        As for `cases`.

    Raises
    ------
    UsageError
        Results cannot be split that way.

    Examples
    --------
    >>> from datetime import datetime, timedelta, UTC
    >>> from headwater.analysis.contacts.frames import contacts_from_rows
    >>> first = datetime(2026, 3, 1, tzinfo=UTC)
    >>> rows = [{"customer_id": f"customer {n}", "reason_source": "parcel", "team": "ab"[n % 2],
    ...          "opened_at": first + timedelta(days=n)} for n in range(30)]
    >>> found = cases_by(contacts_from_rows(rows), "team")
    >>> [(group, one.cases) for group, one in found.groups.items()]
    [(('a',), 15), (('b',), 15)]
    """
    grouping = Grouping.of(by)
    tables = _tables(contacts, window_days, grouping)
    return CasesBy(
        grouping.names,
        {
            tuple(label(value) for value in group): _cases(tables[group], window_days, level)
            for group in sorted(tables, key=in_order)
        },
    )


_Row = tuple[str, int, int, bool, int, int]
"""Origin, size, hours, whether it may go on, how many such cases, their milliseconds."""


def _tables(
    contacts: nw.LazyFrame[Any], window_days: float, grouping: Grouping
) -> dict[tuple[Any, ...], list[_Row]]:
    """Count the cases of each group by what matters of them."""
    derived = grouping.over(derive_cases(contacts, window_days))
    one_a_case = derived.group_by("case_key", "case_origin").agg(
        size=nw.len(),
        began=nw.col("opened_epoch").min(),
        ended=nw.col("opened_epoch").max(),
        milliseconds=nw.col("handle_milliseconds").sum(),
    )
    if grouping.keys:
        before = nw.col("opened_epoch").shift(1).over("case_key", order_by=["opened_epoch", "contact_key"])
        first = derived.with_columns(_before=before).filter(nw.col("_before").is_null())
        one_a_case = one_a_case.join(first.select("case_key", *grouping.keys), on="case_key", how="inner")
    last = collect(derived.select(last=nw.col("opened_epoch").max()))["last"][0] or 0
    edge = last - round(window_days * SECONDS_PER_DAY)
    hours = ((nw.col("ended") - nw.col("began")) / _SECONDS_PER_HOUR).floor().cast(nw.Int64)
    maybe_open = (nw.col("ended") > edge) & (nw.col("case_origin") == "chained")
    table = collect(
        one_a_case.with_columns(hours=hours, maybe_open=maybe_open)
        .group_by(*grouping.keys, "case_origin", "size", "hours", "maybe_open")
        .agg(cases=nw.len(), milliseconds=nw.col("milliseconds").sum())
    )
    found: dict[tuple[Any, ...], list[_Row]] = {}
    for row in to_rows(table):
        group = tuple(row[key] for key in grouping.keys)
        parts = (row["case_origin"], row["size"], row["hours"], row["maybe_open"], row["cases"])
        found.setdefault(group, []).append((*parts, int(row["milliseconds"] or 0)))
    return found


def _cases(rows: list[_Row], window_days: float, level: float) -> Cases:
    all_cases = sum(row[4] for row in rows)
    all_contacts = sum(row[1] * row[4] for row in rows)
    several = [(row[2], row[4]) for row in rows if row[1] > 1]
    squares = sum(row[1] ** 2 * row[4] for row in rows)
    by_origin = {
        origin: sum(row[1] * row[4] for row in rows if row[0] == origin)
        for origin in ("helpdesk", "chained", "alone")
    }
    return Cases(
        window_days=window_days,
        cases=all_cases,
        contacts=all_contacts,
        by_origin=by_origin,
        per_case=_mean(all_contacts, squares, all_cases, level),
        more_than_one=wilson(sum(count for _, count in several), all_cases, level)
        if all_cases >= _FEWEST_CASES
        else cannot_tell(_few(all_cases), all_cases),
        median_days=_quantile_days(several, 0.5),
        ninetieth_days=_quantile_days(several, 0.9),
        maybe_open=sum(row[4] for row in rows if row[3]),
        sizes=_sizes([(row[1], row[4], row[5]) for row in rows], all_cases, all_contacts),
    )


def _mean(contacts: int, squares: int, count: int, level: float) -> Estimate:
    if count < _FEWEST_CASES:
        return cannot_tell(_few(count), count)
    mean = contacts / count
    variance = (squares * count - contacts**2) / (count * (count - 1))
    half = NormalDist().inv_cdf(0.5 + level / 2) * sqrt(variance / count)
    return Estimate(mean, mean - half, mean + half, n=count, level=level, method="mean, normal interval")


def _few(count: int) -> str:
    return f"only {count} case{'' if count == 1 else 's'}; a figure needs at least {_FEWEST_CASES}"


def _quantile_days(several: list[tuple[int, int]], share: float) -> float | None:
    """Smallest duration that at least `share` of the cases do not exceed."""
    all_several = sum(count for _, count in several)
    if all_several < _FEWEST_CASES:
        return None
    reached = 0
    for hours, count in sorted(several):
        reached += count
        if reached >= share * all_several:
            return hours / _HOURS_PER_DAY
    return None


def _sizes(rows: list[tuple[int, int, int]], all_cases: int, all_contacts: int) -> tuple[CaseSize, ...]:
    grouped: dict[int, list[int]] = {}
    for size, count, milliseconds in rows:
        sums = grouped.setdefault(min(size, _LONGEST_SHOWN), [0, 0, 0])
        sums[0] += count
        sums[1] += size * count
        sums[2] += milliseconds
    return tuple(
        CaseSize(
            contacts=f"{size} or more" if size == _LONGEST_SHOWN else str(size),
            cases=count,
            share_of_cases=count / all_cases,
            share_of_contacts=contacts / all_contacts,
            handle_hours=milliseconds / _MILLISECONDS_PER_HOUR,
        )
        for size, (count, contacts, milliseconds) in sorted(grouped.items())
    )
