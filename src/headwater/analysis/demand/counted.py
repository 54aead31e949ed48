"""Months of counted contacts put together: sums, people and reasons of every week and month, of any teams."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from headwater.analysis.demand.daily_sums import Sums, start_of
from headwater.analysis.demand.days import DayFacts, day_facts
from headwater.analysis.demand.monthly_counts import MonthCounts
from headwater.analysis.measures.grains import Grain, shifted

YEAR = 52
"""Weeks over which it is averaged how contacts cluster in customers."""

HALF_YEAR = 26
"""A reason is frequent by its best half-year: it does not stop being a measure because a fix works."""

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Reason:
    """One reason over all the weeks.

    Attributes
    ----------
    plain : str
        Without capitals and needless blanks.
    name : str
        As it is written most often.
    contacts : int
        Contacts in complete weeks.
    best : float
        Mean contacts a week in its best half-year.
    """

    plain: str
    name: str
    contacts: int
    best: float


class Counted:
    """Counts of months, ready to be read by period and team.

    Parameters
    ----------
    months : iterable of MonthCounts
        All there are.
    """

    def __init__(self, months: Iterable[MonthCounts]) -> None:
        self._months = sorted(months, key=lambda month: month.month)
        rows = [row for month in self._months for row in month.days]
        self._teams = _Names(team for team, _, _ in rows)
        self._day_team = _integers(self._teams.place(team) for team, _, _ in rows)
        self._days = [day for _, day, _ in rows]
        sums = [parts for _, _, parts in rows]
        self._sums = np.array(sums, dtype=np.int64).reshape(len(rows), len(Sums.__dataclass_fields__))

    @cached_property
    def facts(self) -> DayFacts:
        """Which days there are, and which are missing."""
        counts: dict[date, int] = {}
        for day, n in zip(self._days, self._sums[:, 0].tolist(), strict=True):
            counts[day] = counts.get(day, 0) + n
        return day_facts(counts)

    def by_period(self, grain: Grain, teams: Collection[str] | None = None) -> dict[date, Sums]:
        """Put days into periods, the earliest first; `teams` are names in lower case, by default all."""
        starts, places = self._periods[grain]
        inside = slice(None) if teams is None else self._of(self._teams, self._day_team, teams)
        added = np.zeros((len(starts), self._sums.shape[1]), dtype=np.int64)
        np.add.at(added, places[inside], self._sums[inside])
        held = np.zeros(len(starts), dtype=bool)
        held[places[inside]] = True
        rows = added.tolist()
        return {start: Sums(*rows[at]) for at, start in enumerate(starts) if held[at]}

    def people(self, grain: Grain, start: date, teams: Collection[str] | None = None) -> int:
        """Return at least how many agents worked in a period: those of the team with most of them."""
        here = self._agents.get((grain, start), {})
        return max((n for team, n in here.items() if teams is None or team in teams), default=0)

    def design_effects(self, grain: Grain, start: date) -> tuple[float, float]:
        """Return how much more the share of returned and of repeated contacts varies than with each alone.

        Averaged over the year of weeks that ends with the period, or over the first year while there is no
        whole one: figures of last year stay as they were when new weeks come.
        """
        weeks = self._clusters[0]
        if not len(weeks):
            return 1.0, 1.0
        last = int(np.searchsorted(weeks, shifted(start, 1, grain).toordinal())) - 1
        end = min(max(last + 1, YEAR), len(weeks))
        first = max(end - YEAR, 0)
        returned, repeated = (self._average(which, first, end) for which in (1, 2))
        return returned, repeated

    def reasons(self, weeks: Sequence[date], teams: Collection[str] | None = None) -> list[Reason]:
        """Return every reason of the weeks given, the most frequent first."""
        names, place, team, starts, n = self._reason_columns["week"]
        if not len(weeks) or not len(n):
            return []
        inside = self._of(self._reason_teams, team, teams)
        counts = _grid(place[inside], starts[inside], n[inside], len(names.plain), weeks)
        running = np.cumsum(np.pad(counts, ((0, 0), (1, 0))), axis=1)
        length = min(HALF_YEAR, len(weeks))
        best = (running[:, length:] - running[:, :-length]).max(axis=1) / length
        found = [
            Reason(plain, names.shown(at), total, most)
            for at, (plain, total, most) in enumerate(
                zip(names.plain, counts.sum(axis=1).tolist(), best.tolist(), strict=True)
            )
            if total
        ]
        return sorted(found, key=lambda one: (-one.contacts, one.plain))

    def of_reasons(
        self,
        grain: Grain,
        starts: Sequence[date],
        groups: Sequence[Collection[str]],
        teams: Collection[str] | None = None,
    ) -> list[list[int]]:
        """Count contacts of groups of reasons in periods: a row a group, a number a period.

        Parameters
        ----------
        groups : sequence of collection of str
            Reasons without capitals; a reason may be in several groups.
        """
        names, place, team, days, n = self._reason_columns[grain]
        wanted = set().union(*groups) if groups else set()
        at = {plain: row for row, plain in enumerate(p for p in names.plain if p in wanted)}
        row_of = np.array([at.get(plain, -1) for plain in names.plain], dtype=np.int64)
        inside = self._of(self._reason_teams, team, teams)
        if len(row_of):
            inside &= row_of[place] >= 0
        rows = row_of[place[inside]] if len(row_of) else place[inside]
        counts = _grid(rows, days[inside], n[inside], len(at), starts)
        mine = [[at[plain] for plain in group if plain in at] for group in groups]
        return [counts[rows].sum(axis=0, dtype=np.int64).tolist() for rows in mine]

    @cached_property
    def _periods(self) -> Mapping[Grain, tuple[list[date], Integers]]:
        found: dict[Grain, tuple[list[date], Integers]] = {}
        grains: tuple[Grain, ...] = ("week", "month")
        for grain in grains:
            of_days = {day: start_of(day, grain) for day in set(self._days)}
            starts = sorted(set(of_days.values()))
            at = {start: place for place, start in enumerate(starts)}
            found[grain] = starts, _integers(at[of_days[day]] for day in self._days)
        return found

    @cached_property
    def _agents(self) -> Mapping[tuple[Grain, date], Mapping[str, int]]:
        found: dict[tuple[Grain, date], dict[str, int]] = {}
        for month in self._months:
            for team, grain, day, n in month.agents:
                here = found.setdefault((grain, day), {})
                name = plain_name(team or "")
                here[name] = max(n, here.get(name, 0))
        return found

    @cached_property
    def _clusters(self) -> tuple[Integers, NDArray[np.float64], NDArray[np.float64]]:
        """Return Mondays, and for returned and repeated the design effect and the contacts it rests on."""
        rows = [row for month in self._months for row in month.weeks]
        shown = [
            np.array([(parts.design_effect if parts.n else 1.0, parts.n) for parts in column]).reshape(-1, 2)
            for column in ([row[1] for row in rows], [row[2] for row in rows])
        ]
        return _integers(day.toordinal() for day, _, _ in rows), shown[0], shown[1]

    def _average(self, which: int, first: int, end: int) -> float:
        effects, contacts = self._clusters[which][first:end].T
        return float((effects * contacts).sum() / contacts.sum()) if contacts.sum() else 1.0

    @cached_property
    def _reason_teams(self) -> "_Names":
        return _Names(team for month in self._months for _, team, *_ in month.reasons)

    @cached_property
    def _reason_columns(
        self,
    ) -> Mapping[Grain, tuple["_Names", Integers, Integers, Integers, Integers]]:
        names = _Names(reason for month in self._months for reason, *_ in month.reasons)
        found: dict[Grain, tuple[_Names, Integers, Integers, Integers, Integers]] = {}
        grains: tuple[Grain, ...] = ("week", "month")
        for grain in grains:
            rows = [row for month in self._months for row in month.reasons if row[2] == grain]
            for reason, _, _, _, n in rows:
                names.written(reason, n)
            found[grain] = (
                names,
                _integers(names.place(reason) for reason, *_ in rows),
                _integers(self._reason_teams.place(team) for _, team, *_ in rows),
                _integers(day.toordinal() for *_, day, _ in rows),
                _integers(n for *_, n in rows),
            )
        return found

    def _of(self, names: "_Names", places: Integers, teams: Collection[str] | None) -> NDArray[np.bool_]:
        """Say which rows are of the teams."""
        if teams is None:
            return np.ones(len(places), dtype=bool)
        return np.isin(places, [at for at, plain in enumerate(names.plain) if plain in teams])


class _Names:
    """Names by number, whatever their capitals and blanks; of each the way it is written most often."""

    def __init__(self, names: Iterable[str | None]) -> None:
        self._plain_of = {name: plain_name(name or "") for name in set(names)}
        self.plain = sorted(set(self._plain_of.values()))
        self._at = {plain: at for at, plain in enumerate(self.plain)}
        self._written: dict[int, dict[str, int]] = {}

    def place(self, name: str | None) -> int:
        """Return the number of a name."""
        return self._at[self._plain_of[name]]

    def written(self, name: str, times: int) -> None:
        """Note that a name was written this way."""
        here = self._written.setdefault(self.place(name), {})
        here[name] = here.get(name, 0) + times

    def shown(self, at: int) -> str:
        """Return a name as it is written most often."""
        ways = self._written[at]
        return min(ways, key=lambda way: (-ways[way], way))


def plain_name(text: str) -> str:
    """Return text without capitals and needless blanks: what two spellings of a reason have in common.

    Examples
    --------
    >>> plain_name(" Where is  my parcel")
    'where is my parcel'
    """
    return " ".join(text.split()).casefold()


def _grid(rows: Integers, days: Integers, n: Integers, height: int, starts: Sequence[date]) -> Integers:
    """Add numbers up in rows and periods; what lies in none of the periods is left out."""
    wanted = _integers(start.toordinal() for start in starts)
    found = np.zeros((height, len(starts)), dtype=np.int64)
    if len(wanted):
        at = np.minimum(np.searchsorted(wanted, days), len(wanted) - 1)
        inside = wanted[at] == days
        np.add.at(found, (rows[inside], at[inside]), n[inside])
    return found


def _integers(values: Iterable[int]) -> Integers:
    return np.fromiter(values, dtype=np.int64)
