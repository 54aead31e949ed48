"""The break-even line as a template draws it: light enough to be drawn anew while a slider moves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from headwater.analysis.frames import Columns
    from headwater.analysis.policy.what_if import BreakEven

_LEFT, _RIGHT, _TOP, _BOTTOM = 46.0, 12.0, 28.0, 44.0
_ROWS = 9
"""Rows of the table beside the picture."""


@dataclass(frozen=True)
class Tick:
    """A line of the grid with what stands at it."""

    at: float
    text: str


@dataclass(frozen=True)
class Dot:
    """One way of working in the picture, with its name beside it."""

    x: float
    y: float
    text: str
    text_x: float
    text_y: float
    anchor: str


@dataclass(frozen=True)
class Drawing:
    """One size of the picture.

    Attributes
    ----------
    line : str
        Points of the line on which the load stays the same.
    area : str
        Outline of all that lies above it: handling that frees staff.
    ceiling : float or None
        Where the ceiling stands, if it is inside.
    """

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    line: str
    area: str
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    ceiling: float | None
    ceiling_text: str
    ceiling_turned: bool
    today: Dot
    tried: Dot | None
    frees_x: float
    frees_y: float
    costs_x: float
    costs_y: float

    @property
    def tick_end(self) -> float:
        """Where the small lines under the axis end."""
        return self.bottom + 5

    @property
    def tick_text(self) -> float:
        """Where the figures under the axis stand."""
        return self.bottom + 19

    @property
    def ceiling_y(self) -> float:
        """Where the name of the ceiling stands: below the middle, away from the line's upper end."""
        return round(self.top + 0.62 * (self.bottom - self.top), 1)


@dataclass(frozen=True)
class LinePicture:
    """The break-even line: in words, as a drawing for a desk and one for a phone, and as a table."""

    title: str
    description: str
    wide: Drawing
    narrow: Drawing
    columns: "Columns"


def line_picture(found: "BreakEven", moved: bool) -> LinePicture | None:
    """Draw the break-even line; None where there are no points to draw."""
    if len(found.line) < 2:
        return None
    ceiling = found.ceiling_seconds.value
    said = (
        f"Handle time across, resolution up. On the line the load stays what it is today "
        f"({_seconds(found.before[1])} at {found.before[0]:.0%}); above it staff are freed, below it more "
        f"are needed."
    )
    if ceiling is not None:
        said += f" Beyond {_seconds(ceiling)} nothing pays for itself, even if nobody came back."
    return LinePicture(
        title="How much has to be resolved for longer handling to pay for itself",
        description=f"{said} {found.sentence}" if moved else said,
        wide=_drawing(found, 640.0, 340.0, moved),
        narrow=_drawing(found, 350.0, 320.0, moved),
        columns=_table(found),
    )


def _drawing(found: "BreakEven", width: float, height: float, moved: bool) -> Drawing:
    ceiling = found.ceiling_seconds.value
    spots = [found.before, found.after] if moved else [found.before]
    times = [seconds for _, seconds in (*spots, *found.line)]
    shares = [share for share, _ in (*spots, *found.line)]
    first, last = min(times), max([*times, *([ceiling] if ceiling is not None else [])])
    room = 0.06 * (last - first) or 10.0
    first, last = max(0.0, first - room), last + room
    lowest = min([*shares, 0.9])
    left, right, top, bottom = _LEFT, width - _RIGHT, _TOP, height - _BOTTOM

    def x(seconds: float) -> float:
        return round(left + (seconds - first) / (last - first) * (right - left), 1)

    def y(share: float) -> float:
        return round(bottom - (share - lowest) / (1.0 - lowest) * (bottom - top), 1)

    points = sorted((x(seconds), y(share)) for share, seconds in found.line)
    line = " ".join(f"{a},{b}" for a, b in points)
    # the line rises with handle time: what lies above it ends at the top and at the left edge
    x0, x1 = points[0][0], points[-1][0]
    area = f"{left},{bottom} {x0},{bottom} {line} {x1},{top} {left},{top}"
    at = None if ceiling is None else x(ceiling)
    today = _dot(found.before, "today", x=x, y=y, right=right, other=found.after if moved else None)
    tried = _dot(found.after, "tried", x=x, y=y, right=right, other=found.before) if moved else None
    return Drawing(
        width=width,
        height=height,
        left=left,
        right=right,
        top=top,
        bottom=bottom,
        line=line,
        area=area,
        across=tuple(Tick(x(n), f"{n:,.0f} s") for n in _steps(first, last, 6 if width > 500 else 4)),
        up=tuple(Tick(y(n), f"{n:.0%}") for n in _steps(lowest, 1.0, 5)),
        ceiling=at,
        ceiling_text="" if ceiling is None else f"ceiling {_seconds(ceiling)}",
        ceiling_turned=at is not None and at > left + 0.5 * (right - left),
        today=today,
        tried=tried,
        frees_x=round(left + 8, 1),
        frees_y=round(top + 16, 1),
        costs_x=round(min(right, right if at is None else at) - 8, 1),
        costs_y=round(bottom - 10, 1),
    )


def _dot(
    spot: tuple[float, float],
    name: str,
    *,
    x: Callable[[float], float],
    y: Callable[[float], float],
    right: float,
    other: tuple[float, float] | None,
) -> Dot:
    """Place a way of working, its name where that of the other one is not."""
    share, seconds = spot
    at_x, at_y = x(seconds), y(share)
    below = other is not None and abs(y(other[0]) - at_y) < 22 and y(other[0]) <= at_y and spot != other
    at_end = at_x > right - 90
    return Dot(
        at_x,
        at_y,
        name,
        round(at_x + (-9 if at_end else 9), 1),
        round(at_y + (17 if below else -7), 1),
        "end" if at_end else "start",
    )


def _steps(low: float, high: float, most: int) -> list[float]:
    """Return round numbers inside a span, no more than so many."""
    span = high - low
    for power in range(-3, 7):
        for times in (1, 2, 5):
            size = times * 10.0**power
            if span / size <= most:
                first = -(-low // size)
                count = int((high - first * size) // size) + 1
                return [round((first + n) * size, 6) for n in range(count)]
    return []


def _table(found: "BreakEven") -> "Columns":
    line: Sequence[tuple[float, float]] = sorted(found.line, key=lambda one: one[1])
    step = max(1, (len(line) - 1) // (_ROWS - 1))
    kept = [*line[:-1:step], line[-1]]
    return {
        "Handle time": [_seconds(seconds) for _, seconds in kept],
        "Resolution at which the load stays the same": [f"{share:.1%}" for share, _ in kept],
    }


def _seconds(value: float) -> str:
    return f"{value:,.0f} s"
