"""A roster as half-hour counts: how many are scheduled when, and nothing of who they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from headwater.analysis.errors import BadDataError
from headwater.analysis.staffing.checking import Array
from headwater.analysis.staffing.half_hours import Slot
from headwater.analysis.staffing.roster import ListedShifts, Roster

_LONGEST = 1_100
"""Days a roster may span."""


@dataclass(frozen=True)
class HalfHourRoster:
    """Agents scheduled by half-hour; within its days a half-hour that is not named has nobody.

    Attributes
    ----------
    days : tuple of date
        Every day it covers, those without anybody in between included.

    Examples
    --------
    >>> roster = HalfHourRoster.from_rows("r", [["2026-03-02T09:00", 3.0], ["2026-03-04T09:00", 2.0]])
    >>> len(roster.days), roster.agents([(date(2026, 3, 2), 18), (date(2026, 3, 3), 18)]).tolist()
    (3, [3.0, 0.0])
    """

    name: str
    counts: Mapping[Slot, float]
    days: tuple[date, ...] = field(default=())

    def __post_init__(self) -> None:
        if not any(self.counts.values()):
            raise BadDataError(f"{self.name} schedules nobody.")
        if not self.days:
            named = sorted({day for day, _ in self.counts})
            span = (named[-1] - named[0]).days + 1
            object.__setattr__(self, "days", tuple(named[0] + timedelta(days=n) for n in range(span)))

    @classmethod
    def from_rows(cls, name: str, rows: Sequence[Sequence[Any]]) -> "HalfHourRoster":
        """Read it back from rows of local half-hour and agents, as `rows` returns them."""
        counts: dict[Slot, float] = {}
        for at, agents in rows:
            start = datetime.fromisoformat(at)
            counts[start.date(), start.hour * 2 + start.minute // 30] = float(agents)
        return cls(name, counts)

    def rows(self) -> list[list[Any]]:
        """Return a row for each half-hour in which somebody is scheduled: its start in local time, agents."""
        return [
            [f"{day.isoformat()}T{half // 2:02d}:{30 * (half % 2):02d}", round(agents, 3)]
            for (day, half), agents in sorted(self.counts.items())
            if agents
        ]

    def agents(self, at: Sequence[Slot]) -> Array:
        """Return the agents scheduled in each half-hour."""
        return np.array([self.counts.get(slot, 0.0) for slot in at], dtype=float)

    def of_days(self, days: Sequence[date]) -> Array:
        """Return agents by day and half-hour, of shape (days, 48)."""
        found = np.zeros((len(days), 48))
        place = {day: at for at, day in enumerate(days)}
        for (day, half), agents in self.counts.items():
            if day in place:
                found[place[day], half] = agents
        return found

    def as_shifts(self, first: date, last: date) -> Roster:
        """Return the days from `first` to `last` as a roster of shifts, each half an hour long."""
        from headwater.analysis.staffing.roster import Shift

        shifts = []
        for (day, half), agents in self.counts.items():
            if first <= day <= last and agents:
                start = datetime.combine(day, datetime.min.time()) + timedelta(minutes=30 * half)
                shifts.append(Shift(start, start + timedelta(minutes=30), agents))
        return Roster(self.name, ListedShifts(tuple(shifts)))


def counted(roster: Roster, first: date, last: date) -> HalfHourRoster:
    """Count a roster's shifts by half-hour, from `first` to `last`; who is scheduled is left behind.

    Raises
    ------
    BadDataError
        Nobody is scheduled in these days, or they are more than three years.
    """
    span = (last - first).days + 1
    if span > _LONGEST:
        raise BadDataError(f"{roster.name} spans {span:,} days. Give {_LONGEST:,} days or fewer at once.")
    slots = [(first + timedelta(days=n), half) for n in range(span) for half in range(48)]
    agents = roster.agents(slots)
    there = {slot: float(count) for slot, count in zip(slots, agents, strict=True) if count > 0}
    if not there:
        raise BadDataError(f"{roster.name} schedules nobody from {first} to {last}. Is it of other days?")
    return HalfHourRoster(roster.name, there)
