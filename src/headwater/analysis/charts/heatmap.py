"""When contacts arrive: the half-hours of a week."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import ceil, floor, log10
from typing import Any

from headwater.analysis.charts.figure import Figure
from headwater.analysis.charts.grammar import altair, drawn_from, sized
from headwater.analysis.charts.theme import NARROW, STEPS, colour

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def week_heatmap(
    rows: Sequence[Mapping[str, Any]], *, title: str, description: str, measure: str = "Contacts"
) -> Figure:
    """Return the half-hours of a week as a map of six steps; a half-hour without any stays empty.

    Parameters
    ----------
    rows : sequence of mapping
        `weekday` (1 Monday to 7 Sunday), `half_hour` (0 to 47) and `value`, such as mean contacts.
    measure : str
        What the values are; heads the legend.
    """
    values = {(int(row["weekday"]), int(row["half_hour"])): float(row["value"]) for row in rows}
    edges = _edges(max(values.values(), default=1.0))
    names = [_between(low, high) for low, high in pairwise(edges)]
    cells = [
        {
            "day": DAYS[day - 1],
            "short": DAYS[day - 1][:2],
            "begin": slot - 0.46,
            "end": slot + 0.46,
            "step": names[min(sum(value > edge for edge in edges[1:]), len(names) - 1)],
        }
        for (day, slot), value in values.items()
        if value > 0
    ]
    columns: dict[str, Sequence[Any]] = {"Half-hour from": [_clock(slot) for slot in range(48)]}
    for number, day in enumerate(DAYS, 1):
        columns[day] = [_read(values.get((number, slot), 0.0)) for slot in range(48)]
    charts = [_map(cells, names, measure, narrow=narrow) for narrow in (False, True)]
    return Figure(charts[0], title, description, columns, charts[1])


def _map(cells: list[dict[str, Any]], names: list[str], measure: str, *, narrow: bool) -> Any:
    alt = altair()

    names_of_days = [day[:2] if narrow else day for day in DAYS]
    clock = alt.Axis(
        values=list(range(0, 48, 4 if narrow else 6)),
        labelExpr="format(floor(datum.value / 2), '02') + ':00'",
        grid=False,
        title=None,
        orient="left" if narrow else "bottom",
    )
    day_axis = alt.Axis(labelColor=colour("ink"), labelAngle=0, orient="top" if narrow else "left")
    along = {"scale": alt.Scale(domain=[-0.5, 47.5], nice=False, reverse=narrow), "axis": clock}
    across = {
        "sort": names_of_days,
        "title": None,
        "scale": alt.Scale(domain=names_of_days, padding=0.06),
        "axis": day_axis,
    }
    fill = alt.Color(
        "step:N",
        title=measure,
        sort=names,
        scale=alt.Scale(domain=names, range=[colour(step) for step in STEPS][-len(names) :]),
        legend=alt.Legend(columns=2 if narrow else 6, symbolSize=180, titleLimit=NARROW - 20),
    )
    marks = drawn_from(cells).mark_rect()
    if narrow:
        day, begin = alt.X("short:N", **across), alt.Y("begin:Q", **along)
        return sized(marks.encode(x=day, y=begin, y2="end:Q", color=fill), narrow=True, height=48 * 9)
    day, begin = alt.Y("day:N", **across), alt.X("begin:Q", **along)
    return sized(marks.encode(y=day, x=begin, x2="end:Q", color=fill), narrow=False, height=7 * 26)


def _edges(largest: float) -> list[float]:
    """Return round edges of at most six steps that reach the largest value."""
    rough = max(largest, 1e-9) / len(STEPS)
    power = 10.0 ** floor(log10(rough))
    width = next(
        factor * power for factor in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if factor * power >= rough * 0.999999
    )
    return [width * n for n in range(min(len(STEPS), ceil(largest / width - 1e-9)) + 1)]


def _between(low: float, high: float) -> str:
    return f"{'over ' if low > 0 else ''}{_short(low)} to {_short(high)}"


def _short(value: float) -> str:
    return f"{value:,.4g}"


def _read(value: float) -> str:
    return f"{value:,.0f}" if value == round(value) else f"{value:,.1f}"


def _clock(slot: int) -> str:
    return f"{slot // 2:02d}:{slot % 2 * 30:02d}"
