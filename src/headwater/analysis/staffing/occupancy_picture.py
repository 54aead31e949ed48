"""The map of occupancy: half-hours of the week by how busy people were, and how long they had no rest."""

from collections.abc import Mapping, Sequence
from typing import Any

from headwater.analysis.charts.figure import Figure
from headwater.analysis.charts.grammar import altair, drawn_from, sized
from headwater.analysis.charts.theme import NARROW, STEPS, colour
from headwater.analysis.staffing.lab_pictures import clock

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_EDGES = (0.0, 0.3, 0.5, 0.7, 0.85, 1.0)
_NAMES = ("up to 30%", "over 30%", "over 50%", "over 70%", "over 85%", "over 100%")
_OFTEN = 0.2
"""Share of weeks in which a half-hour has to lie in a run for the run's length to be written on it."""


def occupancy_figure(rows: Sequence[Mapping[str, Any]], *, title: str, description: str) -> Figure:
    """Return the half-hours of the week by mean occupancy.

    Parameters
    ----------
    rows : sequence of mapping
        As `week_rows` makes them. On half-hours that lay in a run above the limit in a fifth of the weeks or
        more stands how many hours these runs lasted.
    """
    known = [row for row in rows if row["occupancy"] is not None]
    first = min((row["half_hour"] for row in known), default=0)
    after = max((row["half_hour"] for row in known), default=47) + 1
    days = [day for day in range(7) if any(row["weekday"] == day for row in known)]
    cells = [
        {
            "day": DAYS[row["weekday"]],
            "short": DAYS[row["weekday"]][:2],
            "begin": row["half_hour"] + 0.04,
            "end": row["half_hour"] + 0.96,
            "middle": row["half_hour"] + 0.5,
            "step": _NAMES[sum(row["occupancy"] > edge for edge in _EDGES[1:])],
            "text": f"{row['run_hours']:.1f}" if row["over"] >= _OFTEN else "",
            "dark": row["occupancy"] > _EDGES[4],
        }
        for row in known
    ]
    by_place = {(row["weekday"], row["half_hour"]): row for row in known}
    columns: dict[str, Sequence[Any]] = {"Half-hour from": [clock(half) for half in range(first, after)]}
    for day in days:
        columns[DAYS[day]] = [_said(by_place.get((day, half))) for half in range(first, after)]
    charts = [_map(cells, days, first, after, narrow=narrow) for narrow in (False, True)]
    return Figure(charts[0], title, description, columns, charts[1])


def _said(row: Mapping[str, Any] | None) -> str:
    if row is None:
        return ""
    run = f", {row['over']:.0%} of weeks in runs of {row['run_hours']:.1f} h" if row["over"] >= _OFTEN else ""
    return f"{row['occupancy']:.0%}{run}"


def _map(cells: list[dict[str, Any]], days: list[int], first: int, after: int, *, narrow: bool) -> Any:
    alt = altair()
    names = [DAYS[day][:2] if narrow else DAYS[day] for day in days]
    every = 2 if after - first <= 16 else 4 if after - first <= 32 else 6
    clock_axis = alt.Axis(
        values=[half for half in range(first, after + 1) if half % every == 0],
        labelExpr="format(floor(datum.value / 2), '02') + ':00'",
        grid=False,
        title=None,
        orient="left" if narrow else "bottom",
    )
    along = {
        "scale": alt.Scale(domain=[first, after], nice=False, zero=False, reverse=narrow),
        "axis": clock_axis,
    }
    across = {
        "sort": names,
        "title": None,
        "scale": alt.Scale(domain=names, padding=0.06),
        "axis": alt.Axis(labelColor=colour("ink"), labelAngle=0, orient="top" if narrow else "left"),
    }
    shown = [name for name in _NAMES if any(cell["step"] == name for cell in cells)]
    fill = alt.Color(
        "step:N",
        title="Occupancy",
        sort=shown,
        scale=alt.Scale(domain=shown, range=[colour(STEPS[_NAMES.index(name)]) for name in shown]),
        legend=alt.Legend(columns=3 if narrow else 6, symbolSize=180, titleLimit=NARROW - 20),
    )
    marks = drawn_from(cells).mark_rect()
    # a whole day round, cells are too small on a page for a number in each
    every_other = not narrow and after - first > 30
    written = [cell for cell in cells if cell["text"] and not (every_other and cell["middle"] // 1 % 2)]
    parts = []
    if narrow:
        day, begin = alt.X("short:N", **across), alt.Y("begin:Q", **along)
        parts.append(marks.encode(x=day, y=begin, y2="end:Q", color=fill))
        place = {"x": day, "y": alt.Y("middle:Q", **along)}
    else:
        day, begin = alt.Y("day:N", **across), alt.X("begin:Q", **along)
        parts.append(marks.encode(y=day, x=begin, x2="end:Q", color=fill))
        place = {"y": day, "x": alt.X("middle:Q", **along)}
    for dark in (True, False):
        here = [cell for cell in written if cell["dark"] == dark]
        if here:
            text = drawn_from(here).mark_text(
                color=colour("paper" if dark else "ink"), fontSize=11, baseline="middle"
            )
            parts.append(text.encode(text="text:N", **place))
    height = (after - first) * 14 if narrow else len(days) * 28
    return sized(alt.layer(*parts), narrow=narrow, height=height)
