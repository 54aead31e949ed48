"""Contacts day by day and team by team, as whole numbers: what weeks and months are put together from."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import date, timedelta
from typing import Any

import narwhals as nw

from headwater.analysis.contacts.engines import collect
from headwater.analysis.demand.clusters import how_many, ratio_sums, total
from headwater.analysis.demand.days import DayFacts, day_facts
from headwater.analysis.demand.scope import as_day, countable, handle_ms, week_number, without_bots
from headwater.analysis.estimates import ClusterSums
from headwater.analysis.measures.grains import Grain, shifted

WINDOW_DAYS = 7
"""How long one waits for a customer to come back."""
RETURN_SECONDS = WINDOW_DAYS * 86_400
_MISSING = 0.25
"""A period with contacts on fewer than three in four of its open days was not recorded as a whole."""


@dataclass(frozen=True)
class Sums:
    """What is counted of some contacts; sums of days add up to sums of weeks.

    Attributes
    ----------
    handled, handle_ms : int
        Contacts whose handle time is known, bots left out, and that time.
    left, told : int
        Contacts that were abandoned, and those that say whether they were.
    ratings, rated, squares : int
        How many rated; the sum of ratings in thousandths of the scale, and of its squares.
    known, returned : int
        Contacts of known customers, and those after which the customer came back within 7 days.
    reasoned, repeated : int
        The same for contacts with a reason, coming back for the same one.
    """

    contacts: int = 0
    handled: int = 0
    handle_ms: int = 0
    left: int = 0
    told: int = 0
    ratings: int = 0
    rated: int = 0
    squares: int = 0
    known: int = 0
    returned: int = 0
    reasoned: int = 0
    repeated: int = 0


_OF_CONTACTS = ("contacts", "handled", "handle_ms", "left", "told", "ratings", "rated", "squares")
_OF_CHAINS = ("known", "returned", "reasoned", "repeated")


@dataclass(frozen=True)
class Daily:
    """Sums by team and day, and how many people stand behind a team's week or month.

    Attributes
    ----------
    days : dict
        By name of the team (None where there is none) and day.
    agents : dict
        Different agents, by team, grain and first day of the period.
    design_effects : tuple of float
        How much more a week's share of returned and of repeated contacts varies because contacts of one
        customer are alike.
    """

    days: dict[tuple[str | None, date], Sums]
    agents: dict[tuple[str | None, Grain, date], int]
    design_effects: tuple[float, float]

    def facts(self) -> DayFacts:
        """Return which days there are, and which are missing."""
        counts: dict[date, int] = {}
        for (_, day), sums in self.days.items():
            counts[day] = counts.get(day, 0) + sums.contacts
        return day_facts(counts)

    def by_period(self, grain: Grain, teams: Collection[str] | None = None) -> dict[date, Sums]:
        """Put days into periods, the earliest first; `teams` are names in lower case, by default all."""
        found: dict[date, list[Sums]] = {}
        for (team, day), sums in self.days.items():
            if teams is None or (team or "").casefold() in teams:
                found.setdefault(start_of(day, grain), []).append(sums)
        return {start: added(found[start]) for start in sorted(found)}

    def people(self, grain: Grain, start: date, teams: Collection[str] | None = None) -> int:
        """Return at least how many agents worked in a period: those of the team with most of them."""
        found = (
            n
            for (team, by, day), n in self.agents.items()
            if (by, day) == (grain, start) and (teams is None or (team or "").casefold() in teams)
        )
        return max(found, default=0)


def daily_sums(contacts: nw.LazyFrame[Any], chains: nw.LazyFrame[Any]) -> Daily:
    """Count contacts day by day and team by team.

    Parameters
    ----------
    contacts : narwhals.LazyFrame
        Contacts of any engine.
    chains : narwhals.LazyFrame
        From `next_contacts`, with the gaps to the next contact for any reason and for the same.

    Examples
    --------
    >>> from datetime import datetime, timedelta, UTC
    >>> from headwater.analysis.contacts.chains import next_contacts
    >>> from headwater.analysis.contacts.frames import contacts_from_rows
    >>> first = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> contacts = contacts_from_rows([{"opened_at": first + timedelta(days=n), "team": "Phone",
    ...                                 "customer_id": "ann"} for n in (0, 1, 12)])
    >>> found = daily_sums(contacts, next_contacts(contacts)).by_period("week")
    >>> [(str(week), sums.contacts, sums.returned) for week, sums in sorted(found.items())]
    [('2026-03-02', 2, 1), ('2026-03-09', 1, 0)]
    """
    found = {key: dict(zip(_OF_CONTACTS, parts, strict=True)) for key, parts in day_sums(contacts).items()}
    for key, parts in follow_up_sums(chains).items():
        found.setdefault(key, {}).update(zip(_OF_CHAINS, parts, strict=True))
    return Daily(
        days={key: Sums(**values) for key, values in found.items()},
        agents=agents_of(contacts),
        design_effects=_design_effects(week_clusters(chains)),
    )


def week_clusters(chains: nw.LazyFrame[Any]) -> dict[date, dict[str, ClusterSums]]:
    """Say how the returned and the repeated contacts of each week cluster in customers, by its Monday."""
    known, reasoned, returned, repeated = _followed()
    weekly = chains.filter(known).with_columns(week=week_number())
    ratios = {"returned": (returned, known), "repeated": (repeated, reasoned)}
    found = ratio_sums(weekly, ratios, keys=("week",))
    return {monday_of(week): parts for (week,), parts in found.items()}


def day_sums(contacts: nw.LazyFrame[Any]) -> dict[tuple[str | None, date], tuple[int, ...]]:
    """Sum the contacts of each team and day: the first eight sums of `Sums`, in their order."""
    by_people = ~handle_ms().is_null() & ~(nw.col("handled_by") == "bot").fill_null(False)
    rating = (nw.col("satisfaction") * 1000).round(0).cast(nw.Int64)
    rows = countable(contacts, None, None).select(
        "local_date",
        "abandoned",
        team=nw.col("team"),
        handled=by_people,
        ms=nw.when(by_people).then(handle_ms()),
        rating=rating,
    )
    sums = rows.group_by("team", "local_date").agg(
        contacts=nw.len(),
        handled=how_many(nw.col("handled")),
        handle_ms=total(nw.col("ms")),
        left=how_many(nw.col("abandoned").fill_null(False)),
        told=how_many(~nw.col("abandoned").is_null()),
        ratings=how_many(~nw.col("rating").is_null()),
        rated=total(nw.col("rating")),
        squares=total(nw.col("rating") * nw.col("rating")),
    )
    return _by_team_and_day(sums, _OF_CONTACTS)


def follow_up_sums(chains: nw.LazyFrame[Any]) -> dict[tuple[str | None, date], tuple[int, ...]]:
    """Sum what follows contacts, by team and day: the last four sums of `Sums`, in their order."""
    known, reasoned, returned, repeated = _followed()
    sums = chains.group_by("team", "local_date").agg(
        known=how_many(known),
        returned=how_many(returned),
        reasoned=how_many(reasoned),
        repeated=how_many(repeated),
    )
    return _by_team_and_day(sums, _OF_CHAINS)


def _by_team_and_day(
    sums: nw.LazyFrame[Any], names: Sequence[str]
) -> dict[tuple[str | None, date], tuple[int, ...]]:
    table = collect(sums)
    keys = zip(table["team"], table["local_date"], strict=True)
    return {key: tuple(int(table[name][at] or 0) for name in names) for at, key in enumerate(keys)}


def _followed() -> tuple[nw.Expr, nw.Expr, nw.Expr, nw.Expr]:
    """Return which contacts are of a known customer, which also have a reason, and which are followed."""
    known = nw.col("identified")
    reasoned = known & ~nw.col("reason_source").is_null()
    returned = (known & (nw.col("next_any_reason") <= RETURN_SECONDS)).fill_null(False)
    repeated = (reasoned & (nw.col("next_same_reason") <= RETURN_SECONDS)).fill_null(False)
    return known, reasoned, returned, repeated


def complete_periods(facts: DayFacts, grain: Grain, *, wait_days: int = 0) -> list[date]:
    """Return the first days of the periods that were recorded from end to end.

    Parameters
    ----------
    wait_days : int
        How many days of contacts have to follow a period before it counts.
    """
    if facts.first is None or facts.last is None:
        return []
    day = timedelta(days=1)
    last = facts.last - day if facts.last in facts.thin_days else facts.last
    # a closed weekday at either end is no reason to wait for more
    while (last + day).weekday() in facts.closed_weekdays and last < facts.last + 6 * day:
        last += day
    first = facts.first
    while (first - day).weekday() in facts.closed_weekdays and first > facts.first - 6 * day:
        first -= day
    found, start = [], start_of(first, grain)
    while start <= last:
        end = shifted(start, 1, grain) - day
        if start >= first and end + timedelta(days=wait_days) <= last and _recorded(facts, start, end):
            found.append(start)
        start = shifted(start, 1, grain)
    return found


def start_of(day: date, grain: Grain) -> date:
    """Return the first day of the period a day lies in; weeks begin on Monday."""
    if grain == "month":
        return day.replace(day=1)
    return day if grain == "day" else day - timedelta(days=day.weekday())


def added(parts: Iterable[Sums]) -> Sums:
    """Return the sum of sums."""
    return Sums(*(sum(column) for column in zip(*map(astuple, parts), strict=True)))


def _recorded(facts: DayFacts, start: date, end: date) -> bool:
    days = [start + timedelta(days=n) for n in range(as_day(end) - as_day(start) + 1)]
    open_days = [day for day in days if day.weekday() not in facts.closed_weekdays]
    missing = set(facts.holes)
    return sum(day in missing for day in open_days) <= _MISSING * len(open_days)


def agents_of(contacts: nw.LazyFrame[Any]) -> dict[tuple[str | None, Grain, date], int]:
    """Count the different agents of each team in each week and month."""
    counted = countable(contacts, None, None)
    found: dict[tuple[str | None, Grain, date], int] = {}
    rows = without_bots(counted).filter(~nw.col("agent_id").is_null())
    weekly = rows.with_columns(at=week_number())
    monthly = rows.with_columns(at=nw.col("month").cast(nw.String))
    grains: tuple[tuple[Grain, nw.LazyFrame[Any]], ...] = (("week", weekly), ("month", monthly))
    for grain, frame in grains:
        table = collect(frame.group_by("team", "at").agg(n=nw.col("agent_id").n_unique()))
        for team, at, n in zip(table["team"], table["at"], table["n"], strict=True):
            start = date.fromisoformat(f"{at}-01") if grain == "month" else monday_of(at)
            found[team, grain, start] = int(n)
    return found


def monday_of(week: int) -> date:
    """Return the first day of a week by its number since that of 1 January 1970."""
    return date(1969, 12, 29) + timedelta(weeks=week)


def _design_effects(weeks: dict[Any, dict[str, Any]]) -> tuple[float, float]:
    """Average the weeks' design effects, each by its contacts."""

    def pooled(name: str) -> float:
        sums = [parts[name] for parts in weeks.values() if parts[name].n]
        contacts = sum(part.n for part in sums)
        return sum(part.design_effect * part.n for part in sums) / contacts if contacts else 1.0

    return pooled("returned"), pooled("repeated")
