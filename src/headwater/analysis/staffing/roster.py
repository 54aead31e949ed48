"""Rosters: who is scheduled when, from CSV or iCalendar, and how many that makes in each half-hour."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Protocol

import numpy as np

from headwater.analysis.errors import BadDataError
from headwater.analysis.staffing.checking import Array
from headwater.analysis.staffing.faults import Faults
from headwater.analysis.staffing.tables import Table, read_table, table_of

FILE = "a CSV with a row for each shift: start and end, and agent or agents; or an iCalendar file (.ics)"
_LONGEST_SHIFT = timedelta(hours=24)


@dataclass(frozen=True)
class Shift:
    """One stretch of scheduled time, in local time.

    Attributes
    ----------
    agents : float
        How many it is for.
    """

    start: datetime
    end: datetime
    agents: float = 1.0


class Source(Protocol):
    """Where shifts come from; repeating ones are only known for a span of days."""

    def between(self, first: date, last: date) -> Sequence[Shift]:
        """Return the shifts that touch days from `first` to `last`."""
        ...


@dataclass(frozen=True)
class ListedShifts:
    """Shifts that were listed one by one."""

    shifts: tuple[Shift, ...]

    def between(self, first: date, last: date) -> Sequence[Shift]:
        """Return the shifts that touch days from `first` to `last`."""
        begin, end = datetime.combine(first, datetime.min.time()), datetime.combine(last, datetime.max.time())
        return [shift for shift in self.shifts if shift.start <= end and shift.end > begin]


@dataclass(frozen=True)
class Roster:
    """Scheduled shifts under a name."""

    name: str
    source: Source

    def agents(self, at: Sequence[tuple[date, int]]) -> Array:
        """Return the agents scheduled in each half-hour; who is there for half of it counts half.

        Examples
        --------
        >>> nine = datetime(2026, 3, 2, 9)
        >>> roster = Roster("r", ListedShifts((Shift(nine, nine + timedelta(minutes=45)),)))
        >>> roster.agents([(nine.date(), 18), (nine.date(), 19), (nine.date(), 20)]).tolist()
        [1.0, 0.5, 0.0]
        """
        days = [day for day, _ in at]
        first = min(days)
        halves = np.zeros(((max(days) - first).days + 1) * 48)
        origin = datetime.combine(first, datetime.min.time())
        for shift in self.source.between(first, max(days)):
            begin = (shift.start - origin).total_seconds() / 1800
            end = (shift.end - origin).total_seconds() / 1800
            for half in range(max(int(np.floor(begin)), 0), min(int(np.ceil(end)), halves.size)):
                halves[half] += shift.agents * (min(end, half + 1) - max(begin, half))
        return np.array([halves[(day - first).days * 48 + half] for day, half in at])


def read_roster(path: Path, *, timezone: str | None = None) -> Roster:
    """Read a roster from CSV or iCalendar.

    Parameters
    ----------
    timezone : str, optional
        The organisation's own, for calendars that name another one or UTC.

    Raises
    ------
    BadDataError
        A shift ends before it begins, is longer than a day, or cannot be read; with its line.
    """
    if path.suffix.lower() in (".ics", ".ical"):
        from headwater.analysis.staffing.calendar_roster import read_calendar

        return Roster(path.name, read_calendar(path, timezone=timezone))
    return _listed(read_table(path, FILE))


def roster_of(name: str, data: bytes, *, timezone: str | None = None) -> Roster:
    """Read a roster that is in memory, CSV or iCalendar by its name, so that names in it reach no disk."""
    if name.lower().endswith((".ics", ".ical")):
        from headwater.analysis.staffing.calendar_roster import calendar_of

        return Roster(name, calendar_of(name, data, timezone=timezone))
    return _listed(table_of(name, data, FILE))


def _listed(table: Table) -> Roster:
    """Return the shifts of a table."""
    table.need("start", "end")
    shifts, faults = [], Faults()
    for row in table.rows:
        with faults.gathered():
            agents = row.number("agents") if table.has("agents") else 1.0
            shift = Shift(row.moment("start"), row.moment("end"), agents)
            check_shift(shift, row.where)
            shifts.append(shift)
    faults.refuse()
    return Roster(table.name, ListedShifts(tuple(shifts)))


def check_shift(shift: Shift, where: str) -> None:
    """Refuse a shift that ends before it begins, or lasts longer than a day."""
    if shift.end <= shift.start:
        raise BadDataError(
            f"{where}: the shift ends at {shift.end:%Y-%m-%d %H:%M}, not after its start at "
            f"{shift.start:%Y-%m-%d %H:%M}. A shift past midnight ends on the next day."
        )
    if shift.end - shift.start > _LONGEST_SHIFT:
        hours = (shift.end - shift.start).total_seconds() / 3600
        raise BadDataError(f"{where}: the shift lasts {hours:g} hours. Give each day's shift a row.")
