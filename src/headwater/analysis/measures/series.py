"""A measure over time: regular periods, with what is missing and where its definition changed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from headwater.analysis.errors import BadDataError, UsageError
from headwater.analysis.frames import Columns, to_frame
from headwater.analysis.measures.grains import Grain, likely_grain, periods_between, place_from, shifted
from headwater.analysis.measures.measure import Measure

FEWEST_PERIODS = 12
"""Below this a series says nothing about how much it varies by itself."""


@dataclass(frozen=True)
class Point:
    """One row of a series as it was handed over.

    Attributes
    ----------
    value : float or None
        None means that the period was not measured.
    place : str
        Where it stands, such as "line 7", for messages.
    """

    day: date
    value: float | None
    denominator: float | None = None
    place: str = ""

    @property
    def where(self) -> str:
        """Place and date, for messages."""
        return f"{self.place} ({self.day.isoformat()})" if self.place else self.day.isoformat()


@dataclass(frozen=True)
class Series:
    """One measure in regular periods.

    Attributes
    ----------
    days : tuple of date
        First day of each period; none is left out.
    values : tuple of float or None
        A count for counts, the counted part for shares, else the value itself; None where it is missing.
    denominators : tuple of float or None, optional
        Orders or accounts behind a count, contacts behind a share, answers behind a mean.
    changes : tuple of date
        Days from which the measure was defined or recorded differently.
    """

    measure: Measure
    grain: Grain
    days: tuple[date, ...]
    values: tuple[float | None, ...]
    denominators: tuple[float | None, ...] | None = None
    changes: tuple[date, ...] = ()
    group: str = ""

    def __len__(self) -> int:
        return len(self.days)

    @property
    def end(self) -> date:
        """The first day after the last period."""
        return shifted(self.days[-1], 1, self.grain)

    @property
    def missing(self) -> tuple[date, ...]:
        """First days of the periods that were not measured."""
        return tuple(day for day, value in zip(self.days, self.values, strict=True) if value is None)

    @property
    def rates(self) -> tuple[float | None, ...]:
        """Values as people read them: counts and counted parts over their denominators, if any."""
        if self.denominators is None or self.measure.kind not in ("count", "share"):
            return self.values
        pairs = zip(self.values, self.denominators, strict=True)
        return tuple(None if v is None or not d else v / d for v, d in pairs)

    def place_of(self, day: date) -> int:
        """Return the number of the period that a day lies in.

        Raises
        ------
        UsageError
            The day is outside the series.
        """
        if not self.days[0] <= day < self.end:
            last = self.end - timedelta(days=1)
            raise UsageError(
                f"{day.isoformat()} is outside the series, which runs from {self.days[0].isoformat()} to "
                f"{last.isoformat()}. Choose a day inside it, or bring a longer series."
            )
        return place_from(self.days[0], day, self.grain)

    def part(self, first: int, last: int) -> "Series":
        """Return the periods from number `first` up to, not including, `last`."""
        held = self.denominators
        return replace(
            self,
            days=self.days[first:last],
            values=self.values[first:last],
            denominators=None if held is None else held[first:last],
        )

    def columns(self) -> Columns:
        """Return the series as columns."""
        found: dict[str, Sequence[Any]] = {
            "date": [day.isoformat() for day in self.days],
            "value": list(self.values),
        }
        if self.denominators is not None:
            found["denominator"] = list(self.denominators)
            if self.measure.kind in ("count", "share"):
                found["rate"] = list(self.rates)
        return found

    def to_dict(self) -> dict[str, Any]:
        """Return the series as plain data."""
        return {
            "measure": self.measure.to_dict(),
            "grain": self.grain,
            "group": self.group,
            "changes": [day.isoformat() for day in self.changes],
            "points": dict(self.columns()),
        }

    def to_frame(self) -> Any:
        """Return the series as a data frame."""
        return to_frame(self.columns())

    def __str__(self) -> str:
        group = f", {self.group}" if self.group else ""
        gaps = f", {len(self.missing)} missing" if self.missing else ""
        return (
            f"{self.measure.title}{group}: {len(self)} {self.grain}s from {self.days[0].isoformat()} "
            f"to {self.days[-1].isoformat()}{gaps}"
        )


def series_of(
    measure: Measure,
    points: Sequence[Point],
    *,
    grain: Grain | None = None,
    changes: Sequence[date] = (),
    group: str = "",
    source: str = "The series",
) -> Series:
    """Put points in order and check that they make a regular series of the measure.

    Parameters
    ----------
    points : sequence of Point
        In any order; one a period; a period that was not measured has the value None.
    grain : {'day', 'week', 'month'}, optional
        Told from the dates by default.
    source : str
        What messages call the series, such as the file's name.

    Raises
    ------
    BadDataError
        Too few periods, a period twice or left out, dates that are not regular, a value that the measure
        cannot have, or no variation.

    Examples
    --------
    >>> weeks = [Point(date(2025, 1, 6) + timedelta(weeks=i), 20 + i % 3) for i in range(20)]
    >>> print(series_of(Measure("repeats", kind="count"), weeks))
    repeats: 20 weeks from 2025-01-06 to 2025-05-19
    """
    ordered = sorted(points, key=lambda point: point.day)
    if len(ordered) < FEWEST_PERIODS:
        raise BadDataError(
            f"{source} has {len(ordered)} periods. A series needs at least {FEWEST_PERIODS}, and a verdict "
            "a year before the start.",
            periods=len(ordered),
        )
    for earlier, later in pairwise(ordered):
        if earlier.day == later.day:
            raise BadDataError(
                f"{source} has {earlier.day.isoformat()} twice: {earlier.where} and {later.where}. Keep one "
                "row a period, or name the group to read.",
                day=earlier.day.isoformat(),
            )
    chosen = grain or likely_grain([point.day for point in ordered])
    if chosen is None:
        raise BadDataError(
            f"{source} is neither daily, weekly nor monthly: its dates lie unevenly. Give one row for each "
            "day, week or month."
        )
    _without_gaps(ordered, chosen, source)
    for point in ordered:
        _possible(measure, point, source)
    has_denominators = any(point.denominator is not None for point in ordered)
    values = _counted(measure, ordered) if has_denominators else [point.value for point in ordered]
    made = Series(
        measure=measure,
        grain=chosen,
        days=tuple(point.day for point in ordered),
        values=tuple(values),
        denominators=tuple(point.denominator for point in ordered) if has_denominators else None,
        changes=tuple(sorted(changes)),
        group=group,
    )
    _varied(made, source)
    return made


def _without_gaps(ordered: Sequence[Point], grain: Grain, source: str) -> None:
    for earlier, later in pairwise(ordered):
        between = periods_between(earlier.day, later.day, grain)
        if between is None:
            raise BadDataError(
                f"{source} is by {grain}, but {later.where} does not start a {grain} when {earlier.where} "
                "does. Give the first day of each period.",
                day=later.day.isoformat(),
            )
        if between > 1:
            first = shifted(earlier.day, 1, grain).isoformat()
            many = f"{between - 1} {grain}s are" if between > 2 else f"the {grain} of {first} is"
            raise BadDataError(
                f"{source} has a gap: {many} missing between {earlier.where} and {later.where}. Add a row "
                "for each, with an empty value if nothing was measured and 0 if nothing happened.",
                first=first,
                periods=between - 1,
            )


def _possible(measure: Measure, point: Point, source: str) -> None:
    """Refuse what the measure cannot have."""

    def refuse(what: str, do: str) -> None:
        raise BadDataError(f"{source}, {point.where}: {what} {do}", day=point.day.isoformat())

    value, denominator = point.value, point.denominator
    if denominator is not None and denominator <= 0 and value is not None:
        kind = "zero" if denominator == 0 else "negative"
        refuse(
            f"the denominator is {kind}, so there is no rate.",
            "Leave the value empty where nothing could have been counted, or correct the denominator.",
        )
    if value is None:
        return
    if measure.kind == "count" and value < 0:
        refuse(
            f"the count is negative ({value:g}).", "Counts start at 0; for differences use kind continuous."
        )
    if measure.kind == "count" and value != round(value):
        refuse(
            f"the count is not whole ({value:g}).", "Give counts and a denominator, or use kind continuous."
        )
    if measure.kind == "share" and (
        value < 0 or (denominator is not None and value > denominator) or (denominator is None and value > 1)
    ):
        of = f" of {denominator:g}" if denominator is not None else ""
        refuse(
            f"{value:g}{of} is not a share.",
            "Give a number from 0 to 1, or how many and, as the denominator, of how many.",
        )
    if measure.kind == "bounded" and not measure.bounds[0] <= value <= measure.bounds[1]:
        refuse(
            f"{value:g} is outside the scale from {measure.bounds[0]:g} to {measure.bounds[1]:g}.",
            "Say the ends of the scale, or correct the value.",
        )


def _counted(measure: Measure, ordered: Sequence[Point]) -> list[float | None]:
    """Return values as counted parts: shares may come as such beside their denominators."""
    known = [point.value for point in ordered if point.value is not None]
    as_shares = measure.kind == "share" and all(v <= 1 for v in known) and any(v != round(v) for v in known)
    if not as_shares:
        return [point.value for point in ordered]
    return [None if p.value is None or p.denominator is None else p.value * p.denominator for p in ordered]


def _varied(made: Series, source: str) -> None:
    known = [rate for rate in made.rates if rate is not None]
    if len(known) < FEWEST_PERIODS:
        raise BadDataError(
            f"{source} has values in {len(known)} of its {len(made)} periods; at least {FEWEST_PERIODS} are "
            "needed."
        )
    if max(known) == min(known):
        raise BadDataError(
            f"{source} is constant: every value is {known[0]:g}. Nothing can be told from it; check that the "
            "right column was read."
        )
    for place, denominator in enumerate(made.denominators or ()):
        if denominator is None and made.values[place] is not None:
            raise BadDataError(
                f"{source}, {made.days[place].isoformat()}: there is a value and no denominator. Give "
                "both or neither."
            )
