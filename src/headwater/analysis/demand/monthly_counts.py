"""Contacts counted month by month, each month for itself: what weekly measures are put together from.

What is counted for a month depends on the contacts of that month and of the next one alone. So a month is
counted again only when the files of one of the two differ, whatever made them differ: an import, a
correction, an import taken back.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import narwhals as nw

from headwater.analysis.contacts.chains import next_contacts
from headwater.analysis.contacts.engines import collect
from headwater.analysis.demand.clusters import how_many
from headwater.analysis.demand.daily_sums import (
    agents_of,
    day_sums,
    follow_up_sums,
    monday_of,
    week_clusters,
)
from headwater.analysis.demand.scope import countable, week_number
from headwater.analysis.estimates import ClusterSums
from headwater.analysis.measures.grains import Grain

MOST_REASONS = 3_000
"""Different reasons of one month that are counted; where there are more, somebody types them freely."""

LAYOUT = 1
"""Raised whenever months are counted differently, so that those counted before are counted again."""

Row = tuple[str | None, date, tuple[int, ...]]


@dataclass(frozen=True)
class MonthCounts:
    """What is counted of one month.

    Attributes
    ----------
    days : tuple
        Team, day, and the sums of `Sums` in their order, for the days of the month.
    agents : tuple
        Team, 'week' or 'month', first day, and how many different agents worked then.
    weeks : tuple
        Monday, and how contacts of the week that are followed by another, for any reason and for the same,
        cluster in customers.
    reasons : tuple
        Reason, team, 'week' or 'month', first day, contacts.

    Weeks are those that begin in the month, whole: their last days may lie in the next one.
    """

    month: str
    days: tuple[Row, ...]
    agents: tuple[tuple[str | None, Grain, date, int], ...]
    weeks: tuple[tuple[date, ClusterSums, ClusterSums], ...]
    reasons: tuple[tuple[str, str | None, Grain, date, int], ...]

    def to_text(self) -> str:
        """Return the counts as text, short enough to be kept."""
        names = sorted({reason for reason, *_ in self.reasons})
        teams = sorted({team or "" for _, team, *_ in self.reasons})
        place = {name: at for at, name in enumerate(names)}
        team_place = {name: at for at, name in enumerate(teams)}
        content = {
            "days": [[team, day.toordinal(), *sums] for team, day, sums in self.days],
            "agents": [[team, grain, day.toordinal(), n] for team, grain, day, n in self.agents],
            "weeks": [[day.toordinal(), _parts(a), _parts(b)] for day, a, b in self.weeks],
            "names": names,
            "teams": teams,
            "reasons": [
                [place[reason], team_place[team or ""], grain == "week", day.toordinal(), n]
                for reason, team, grain, day, n in self.reasons
            ],
        }
        return json.dumps(content, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_text(cls, month: str, text: str) -> "MonthCounts":
        """Return counts that were kept."""
        held = json.loads(text)
        names, teams, day = held["names"], [team or None for team in held["teams"]], date.fromordinal
        return cls(
            month,
            tuple((team, day(at), tuple(sums)) for team, at, *sums in held["days"]),
            tuple((team, grain, day(at), n) for team, grain, at, n in held["agents"]),
            tuple((day(at), ClusterSums(*a), ClusterSums(*b)) for at, a, b in held["weeks"]),
            tuple(
                (names[name], teams[team], "week" if weekly else "month", day(at), n)
                for name, team, weekly, at, n in held["reasons"]
            ),
        )


def count_months(contacts: nw.LazyFrame[Any], months: Collection[str]) -> dict[str, MonthCounts]:
    """Count months, each for itself, in one reading.

    Parameters
    ----------
    contacts : narwhals.LazyFrame
        Contacts of any engine: all of these months and of the month after each of them; more do no harm.
    months : collection of str
        Such as 2026-03.

    Returns
    -------
    dict of str to MonthCounts
        Every month asked for, those without contacts too.

    Examples
    --------
    >>> from datetime import datetime, UTC
    >>> from headwater.analysis.contacts.frames import contacts_from_rows
    >>> opened = [datetime(2026, 3, day, 9, tzinfo=UTC) for day in (2, 30)]
    >>> rows = [{"opened_at": at, "team": "Phone", "reason_source": "parcel"} for at in opened]
    >>> found = count_months(contacts_from_rows(rows), ["2026-03"])["2026-03"]
    >>> [(str(day), sums[0]) for team, day, sums in found.days]
    [('2026-03-02', 1), ('2026-03-30', 1)]
    >>> [(reason, str(day), n) for reason, team, grain, day, n in found.reasons if grain == "month"]
    [('parcel', '2026-03-01', 2)]
    """
    wanted = set(months)
    chains = next_contacts(contacts, variants=["next_same_reason", "next_any_reason"])
    days: dict[str, list[Row]] = {month: [] for month in wanted}
    sums = day_sums(contacts)
    followed = follow_up_sums(chains)
    for key in sorted(sums.keys() | followed.keys(), key=lambda key: (key[1], key[0] or "")):
        team, day = key
        if f"{day:%Y-%m}" in wanted:
            parts = (*sums.get(key, (0,) * 8), *followed.get(key, (0,) * 4))
            days[f"{day:%Y-%m}"].append((team, day, parts))
    agents: dict[str, list[Any]] = {month: [] for month in wanted}
    for (team, grain, day), n in sorted(agents_of(contacts).items(), key=_by_scope):
        if f"{day:%Y-%m}" in wanted:
            agents[f"{day:%Y-%m}"].append((team, grain, day, n))
    weeks: dict[str, list[Any]] = {month: [] for month in wanted}
    for monday, of_week in sorted(week_clusters(chains).items(), key=lambda item: item[0]):
        if f"{monday:%Y-%m}" in wanted:
            weeks[f"{monday:%Y-%m}"].append((monday, of_week["returned"], of_week["repeated"]))
    reasons = _reasons(contacts, wanted)
    return {
        month: MonthCounts(
            month, tuple(days[month]), tuple(agents[month]), tuple(weeks[month]), tuple(reasons[month])
        )
        for month in sorted(wanted)
    }


def months_with(months: Iterable[str]) -> list[str]:
    """Return the months to count where these hold contacts: each with the one before it.

    A week that begins in the last days of a month may hold nothing but contacts of the next.

    Examples
    --------
    >>> months_with(["2026-01", "2026-02"])
    ['2025-12', '2026-01', '2026-02']
    """
    found = set(months)
    return sorted(found | {month_before(month) for month in found})


def month_after(month: str) -> str:
    """Return the next month.

    Examples
    --------
    >>> month_after("2025-12")
    '2026-01'
    """
    return f"{date.fromisoformat(f'{month}-01') + timedelta(days=31):%Y-%m}"


def month_before(month: str) -> str:
    """Return the month before."""
    return f"{date.fromisoformat(f'{month}-01') - timedelta(days=1):%Y-%m}"


def _reasons(contacts: nw.LazyFrame[Any], wanted: set[str]) -> Mapping[str, list[Any]]:
    """Count the contacts of each reason and team in weeks and months."""
    rows = countable(contacts, None, None).filter(~nw.col("reason_source").is_null())
    cells = collect(
        rows.with_columns(week=week_number(), in_month=nw.col("month").cast(nw.String))
        .group_by("reason_source", "team", "week", "in_month")
        .agg(n=how_many(~nw.col("reason_source").is_null()))
    )
    columns = (cells[name] for name in ("reason_source", "team", "week", "in_month", "n"))
    found: dict[tuple[str, str | None, Grain, date], int] = {}
    for reason, team, week, month, n in zip(*columns, strict=True):
        first = date.fromisoformat(f"{month}-01")
        for key in ((reason, team, "week", monday_of(week)), (reason, team, "month", first)):
            found[key] = found.get(key, 0) + int(n)
    by_month: dict[str, dict[tuple[str, str | None, Grain, date], int]] = {month: {} for month in wanted}
    for key, n in found.items():
        month = f"{key[3]:%Y-%m}"
        if month in wanted:
            by_month[month][key] = n
    return {month: _most_frequent(held) for month, held in by_month.items()}


def _most_frequent(held: Mapping[tuple[str, str | None, Grain, date], int]) -> list[Any]:
    totals: dict[str, int] = {}
    for (reason, *_), n in held.items():
        totals[reason] = totals.get(reason, 0) + n
    kept = set(sorted(totals, key=lambda reason: (-totals[reason], reason))[:MOST_REASONS])
    rows = ((*key, n) for key, n in held.items() if key[0] in kept)
    return sorted(rows, key=lambda row: (row[0], row[1] or "", row[2], row[3]))


def _parts(sums: ClusterSums) -> list[int]:
    return [sums.clusters, sums.y, sums.n, sums.yy, sums.yn, sums.nn]


def _by_scope(item: tuple[tuple[str | None, Grain, date], int]) -> tuple[str, str, date]:
    (team, grain, day), _ = item
    return team or "", grain, day
