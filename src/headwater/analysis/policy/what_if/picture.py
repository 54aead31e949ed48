"""The break-even line: how long handling may take, for what it resolves, before it needs more people."""

from collections.abc import Sequence
from typing import Any

from headwater.analysis.charts.figure import Figure
from headwater.analysis.charts.grammar import altair, drawn_from, sized, title_on_top
from headwater.analysis.charts.theme import colour
from headwater.analysis.errors import UsageError
from headwater.analysis.policy.what_if.result import BreakEven, WhatIf


def break_even_figure(told: WhatIf) -> Figure:
    """Draw handle times of constant work against resolution, with today and the change as points.

    Raises
    ------
    UsageError
        Handle time or resolution of today are not known.
    """
    even = told.break_even
    if even is None:
        raise UsageError(
            "There is no break-even line: handle time and first-contact resolution of today have to be known."
        )
    points = [("today", *even.before)]
    if told.change:
        points.append(("after", *even.after))
    at = _read_off(even)
    columns: dict[str, Sequence[Any]] = {
        "Resolved at first contact": [f"{share:.0%}" for share, _ in at],
        "Handle time without more people": [f"{seconds:.0f} s" for _, seconds in at],
    }
    said = (
        f"{even.sentence} Today {even.before[0]:.0%} are resolved at once in {even.before[1]:.0f} s; after "
        f"the change {even.after[0]:.0%} in {even.after[1]:.0f} s. Below the line fewer people are needed, "
        "above it more."
    )
    charts = [_drawn(even, points, narrow=narrow) for narrow in (False, True)]
    return Figure(
        charts[0], "How long handling may take before it needs more people", said, columns, charts[1]
    )


def _read_off(even: BreakEven) -> list[tuple[float, float]]:
    """Return the line at every fifth point of resolution, for the table."""
    first, last = even.line[0][0], even.line[-1][0]
    shares = [n / 20 for n in range(21) if first - 1e-9 <= n / 20 <= last + 1e-9]
    return [(share, _height(even, share)) for share in shares]


def _height(even: BreakEven, share: float) -> float:
    """Return the line's height at a resolution."""
    (x0, y0), (x1, y1) = even.line[0], even.line[-1]
    return y0 + (y1 - y0) * (share - x0) / (x1 - x0) if x1 > x0 else y0


def _drawn(even: BreakEven, points: Sequence[tuple[str, float, float]], *, narrow: bool) -> Any:
    alt = altair()
    seconds = [y for _, y in even.line] + [y for _, _, y in points]
    shares = [x for x, _ in even.line] + [x for _, x, _ in points]
    room = max((max(seconds) - min(seconds)) * 0.08, 5.0)
    ends = [max(min(seconds) - room, 0.0), max(seconds) + room]
    x = alt.X(
        "share:Q",
        title="resolved at first contact",
        scale=alt.Scale(domain=[min(shares), 1.0], nice=False),
        axis=alt.Axis(
            format=".0%", grid=False, values=[n / 10 for n in range(11) if not narrow or n % 2 == 0]
        ),
    )
    y = alt.Y(
        "seconds:Q",
        title="handle time, seconds",
        scale=alt.Scale(domain=ends, nice=True, zero=False),
        axis=title_on_top(tickCount=5, grid=False, format=",.0f"),
    )
    line = drawn_from([{"share": a, "seconds": b, "floor": ends[0]} for a, b in even.line])
    below = line.mark_area(color=colour("1"), opacity=0.12).encode(x=x, y=y, y2="floor:Q")
    edge = line.mark_line(color=colour("1"), strokeWidth=2.2).encode(x=x, y=y)
    marks = drawn_from([{"name": name, "share": a, "seconds": b} for name, a, b in points])
    dots = marks.mark_point(size=95, filled=True, opacity=1).encode(
        x=x,
        y=y,
        color=alt.Color(
            "name:N",
            legend=None,
            scale=alt.Scale(domain=["today", "after"], range=[colour("muted"), colour("2")]),
        ),
    )
    # above the line a name stands to the left of its point, elsewhere below it: the line runs through neither
    names = []
    for above in (True, False):
        some = drawn_from(
            {"name": n, "share": a, "seconds": b}
            for n, a, b in points
            if (b > _height(even, a) + 0.5) is above
        )
        place = {"align": "right", "dx": -9, "dy": -7} if above else {"align": "left", "dx": 9, "dy": 11}
        names.append(some.mark_text(color=colour("ink"), **place).encode(x=x, y=y, text="name:N"))
    wide, tall, left = 1 - min(shares), ends[1] - ends[0], min(shares)
    sides = drawn_from(
        [
            {"name": "needs more people", "share": left + 0.04 * wide, "seconds": ends[1] - 0.1 * tall},
            {"name": "needs fewer people", "share": left + 0.55 * wide, "seconds": ends[0] + 0.1 * tall},
        ]
    )
    said = sides.mark_text(align="left", color=colour("quiet")).encode(x=x, y=y, text="name:N")
    return sized(alt.layer(below, edge, said, dots, *names), narrow=narrow, height=230 if narrow else 280)
