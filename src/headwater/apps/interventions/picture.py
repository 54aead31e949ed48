"""A picture of a record so far, with the start and the window of a plan marked in it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from headwater.analysis.interventions.plan import Plan
from headwater.analysis.interventions.promise import day_words
from headwater.analysis.measures import Series
from headwater.analysis.measures.grains import DAYS_IN

WIDTH, HEIGHT, BOTTOM, TOP, MARGIN = 400.0, 170.0, 140.0, 22.0, 6.0
_MOST_WEEKS = 130


@dataclass(frozen=True)
class Picture:
    """The record so far with what is planned, as a template draws it.

    Attributes
    ----------
    lines : tuple of str
        Points of each unbroken part, as SVG writes them.
    start, settled, end : float
        Where the start, the end of the phase-in, and the verdict lie.
    """

    title: str
    lines: tuple[str, ...]
    start: float
    settled: float
    end: float
    first: date
    last: date
    high: str
    low: str
    start_text: str
    window: float
    phase: float
    width: float = WIDTH
    height: float = HEIGHT
    top: float = TOP
    bottom: float = BOTTOM

    @property
    def tall(self) -> float:
        """Height of what is marked."""
        return self.bottom - self.top

    @property
    def start_at_end(self) -> bool:
        """Whether the word at the start has to stand left of it."""
        return self.start > 0.7 * self.width


def picture_of(plan: Plan, series: Series, per: float = 1.0) -> Picture | None:
    """Draw the record so far, with the start and the window marked; None where there is nothing to draw."""
    day_end = plan.start + timedelta(days=round(plan.window.days))
    earliest = min(plan.start, series.end) - timedelta(weeks=_MOST_WEEKS)
    shown = [
        (day, rate * per)
        for day, rate in zip(series.days, series.rates, strict=True)
        if rate is not None and day >= earliest
    ]
    if len(shown) < 2:
        return None
    first, last = shown[0][0], max(day_end, shown[-1][0])
    values = [value for _, value in shown]
    low, high = min(values), max(values)
    span = high - low or 1.0

    def x(day: date) -> float:
        part = (day - first).days / max(1, (last - first).days)
        return round(MARGIN + min(max(part, 0.0), 1.0) * (WIDTH - 2 * MARGIN), 1)

    def y(value: float) -> float:
        return round(BOTTOM - 4 - (value - low) / span * (BOTTOM - TOP - 8), 1)

    settled = plan.start + timedelta(days=round(plan.phase_in.days))
    start_x, settled_x, end_x = x(plan.start), x(settled), x(day_end)
    return Picture(
        title=(
            f"{plan.measure.title}, {len(shown)} {series.grain}s from {day_words(first)} to "
            f"{day_words(shown[-1][0])}, between {_read(low)} and {_read(high)}. The change begins on "
            f"{day_words(plan.start)}; the verdict is due on {day_words(day_end)}."
        ),
        lines=tuple(_parts(shown, series, x, y)),
        start=start_x,
        settled=settled_x,
        end=end_x,
        first=first,
        last=last,
        high=_read(high),
        low=_read(low),
        start_text=f"start {plan.start.day} {plan.start:%b %Y}",
        window=round(end_x - start_x, 1),
        phase=round(settled_x - start_x, 1),
    )


def _parts(
    shown: Sequence[tuple[date, float]],
    series: Series,
    x: Callable[[date], float],
    y: Callable[[float], float],
) -> list[str]:
    """Return the points of every unbroken part of the line."""
    parts: list[list[str]] = []
    before: date | None = None
    for day, value in shown:
        if before is None or (day - before).days > 1.5 * DAYS_IN[series.grain]:
            parts.append([])
        parts[-1].append(f"{x(day)},{y(value)}")
        before = day
    return [" ".join(part) for part in parts if len(part) > 1]


def _read(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
