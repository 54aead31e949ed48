"""Which days the data hold, and which are missing: facts about the data, not about the demand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_CLOSED = 0.2
"""A weekday with contacts on fewer than this share of its dates is one on which nobody answers."""

_THIN = 0.2
_LEAST_TYPICAL = 20


@dataclass(frozen=True)
class DayFacts:
    """Days between the first and the last contact.

    Attributes
    ----------
    days : int
        Calendar days from `first` to `last`.
    days_with_contacts : int
        Days on which there is at least one.
    closed_weekdays : tuple of int
        Weekdays (Monday 0) that have contacts on fewer than one in five of their dates.
    holes : tuple of date
        Days without contacts on a weekday that usually has some: a holiday, or a gap in the export.
    thin_days : tuple of date
        Days with less than a fifth of what is usual for their weekday: often a cut-off export.
    """

    first: date | None
    last: date | None
    days: int
    days_with_contacts: int
    closed_weekdays: tuple[int, ...]
    holes: tuple[date, ...]
    thin_days: tuple[date, ...]

    @property
    def facts(self) -> tuple[str, ...]:
        """What a reader should know about the days, a sentence each."""
        if self.first is None:
            return ("No contacts on any day.",)
        facts = [
            f"{self.days:,} days from {self.first} to {self.last}, {self.days_with_contacts:,} with contacts."
        ]
        if self.closed_weekdays:
            facts.append(
                f"Rarely or never contacts on {', '.join(WEEKDAYS[d] for d in self.closed_weekdays)}."
            )
        if self.holes:
            facts.append(f"No contacts where there usually are some (holiday or gap): {_spans(self.holes)}.")
        if self.thin_days:
            facts.append(f"Less than a fifth of the usual (cut-off export?): {_spans(self.thin_days)}.")
        return tuple(facts)

    def __str__(self) -> str:
        return " ".join(self.facts)

    def to_dict(self) -> dict[str, Any]:
        """Return the facts as plain data."""
        return {
            "first": self.first and self.first.isoformat(),
            "last": self.last and self.last.isoformat(),
            "days": self.days,
            "days_with_contacts": self.days_with_contacts,
            "closed_weekdays": [WEEKDAYS[d] for d in self.closed_weekdays],
            "holes": [d.isoformat() for d in self.holes],
            "thin_days": [d.isoformat() for d in self.thin_days],
        }


def day_facts(counts: Mapping[date, int]) -> DayFacts:
    """Read what days there are from the contacts on each.

    Parameters
    ----------
    counts : mapping of date to int
        Contacts on each day that has any.

    Examples
    --------
    >>> week = [date(2026, 3, 2) + timedelta(days=i) for i in range(14)]
    >>> facts = day_facts({d: 50 for d in week if d.weekday() < 6 and d.day != 5})
    >>> facts.holes, facts.closed_weekdays
    ((datetime.date(2026, 3, 5),), (6,))
    """
    present = {day: n for day, n in counts.items() if n > 0}
    if not present:
        return DayFacts(None, None, 0, 0, (), (), ())
    first, last = min(present), max(present)
    days = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    closed, usual = [], {}
    for weekday in range(7):
        dates = [day for day in days if day.weekday() == weekday]
        with_contacts = [present[day] for day in dates if day in present]
        if dates and len(with_contacts) < _CLOSED * len(dates):
            closed.append(weekday)
        elif with_contacts:
            usual[weekday] = median(with_contacts)
    return DayFacts(
        first=first,
        last=last,
        days=len(days),
        days_with_contacts=len(present),
        closed_weekdays=tuple(closed),
        holes=tuple(day for day in days if day not in present and day.weekday() in usual),
        thin_days=tuple(
            day
            for day in days
            if day in present
            and usual.get(day.weekday(), 0) >= _LEAST_TYPICAL
            and present[day] < _THIN * usual[day.weekday()]
        ),
    )


def _spans(days: tuple[date, ...], most: int = 6) -> str:
    """Write days as spans, so that a missing month is one line and not thirty dates."""
    spans: list[list[date]] = []
    for day in days:
        if spans and day - spans[-1][1] == timedelta(days=1):
            spans[-1][1] = day
        else:
            spans.append([day, day])
    texts = [f"{a}" if a == b else f"{a} to {b}" for a, b in spans]
    more = f" and {len(texts) - most} more" if len(texts) > most else ""
    return ", ".join(texts[:most]) + more
