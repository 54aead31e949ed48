"""Half-hours of the week in words: which stretch is shortest of people, and when."""

from dataclasses import replace
from typing import TYPE_CHECKING

from headwater.analysis.estimates import Estimate

if TYPE_CHECKING:
    from headwater.analysis.staffing.looking_back import LookBack

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_LEAST = 0.05


def between(weekday: int, first: int, after: int) -> str:
    """Return a stretch of half-hours in words.

    Examples
    --------
    >>> between(0, 20, 25)
    'Mondays from 10:00 to 12:30'
    """
    return f"{WEEKDAYS[weekday]}s from {clock(first)} to {clock(after)}"


def clock(half: int) -> str:
    """Return when a half-hour of the day begins."""
    return f"{half // 2:02d}:{30 * (half % 2):02d}"


def worst_stretch(back: "LookBack") -> tuple[int, int, int, float] | None:
    """Return weekday, first half-hour, first after, and agents missing on the mean; None if nowhere.

    Of all stretches of half-hours on which, on the mean of the weeks, people are missing, it is the one with
    the most hours missing.
    """
    rows = back.by_half_hour_of_week()
    best: tuple[float, tuple[int, int, int, float]] | None = None
    begin, total = -1, 0.0
    for at, row in enumerate(rows):
        missing = row["needed"] - row["there"]
        follows = (
            at > 0
            and rows[at - 1]["weekday"] == row["weekday"]
            and rows[at - 1]["half_hour"] == row["half_hour"] - 1
        )
        if missing <= _LEAST:
            begin = -1
            continue
        if begin < 0 or not follows:
            begin, total = row["half_hour"], 0.0
        total += missing
        after = row["half_hour"] + 1
        if best is None or total > best[0]:
            best = (total, (row["weekday"], begin, after, total / (after - begin)))
    return None if best is None else best[1]


def hours_words(found: Estimate) -> str:
    """Return hours with their interval, no more certain than they are."""
    if found.value is None or found.low is None or found.high is None:
        return f"an unknown number of ({found.why})"
    digits = 0 if found.high - found.low >= 5 else 1
    return f"{found.value:,.{digits}f} ({found.low:,.{digits}f} to {found.high:,.{digits}f})"


def minutes(hours: Estimate) -> Estimate:
    """Return hours as minutes, which read better where they are few."""
    if hours.value is None:
        return hours
    low, high = (None if end is None else 60 * end for end in (hours.low, hours.high))
    return replace(hours, value=60 * hours.value, low=low, high=high)
