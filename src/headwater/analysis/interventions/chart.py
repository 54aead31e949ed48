"""The picture of an evaluation: what was measured, what was to be expected, and the phases."""

from typing import Any

from headwater.analysis.charts.figure import Figure
from headwater.analysis.charts.grammar import altair, drawn_from, sized, title_on_top
from headwater.analysis.charts.theme import colour
from headwater.analysis.interventions.evaluation_result import Evaluation


def evaluation_figure(found: Evaluation) -> Figure:
    """Draw the measure beside what was to be expected without the programme."""
    percent = found.plan.measure.kind == "share"
    rows = [
        {
            "at": f"{one.day}T00:00:00Z",
            "observed": one.observed,
            "without": one.without,
            "low": one.low,
            "high": one.high,
            "phase": one.phase,
        }
        for one in found.expected
    ]
    title = f"{found.plan.measure.title}, with what was to be expected without “{found.plan.name}”"
    columns = {
        "Period from": [one.day for one in found.expected],
        "Phase": [one.phase for one in found.expected],
        "Measured": [_read(one.observed, percent) for one in found.expected],
        "Expected without it": [_read(one.without, percent) for one in found.expected],
        f"{found.level:.0%} interval": [
            f"{_read(one.low, percent)} to {_read(one.high, percent)}" for one in found.expected
        ],
    }
    description = (
        f"{len(rows)} periods. Points are what was measured; the line and its band are what was to be "
        f"expected without the programme, which began on {found.plan.start.isoformat()}. "
        f"{found.verdict.sentence}"
    )
    charts = [_drawn(rows, found, percent, narrow=narrow) for narrow in (False, True)]
    return Figure(charts[0], title, description, columns, charts[1])


def _read(value: float | None, percent: bool) -> str:
    if value is None:
        return ""
    return f"{value:.1%}" if percent else f"{value:,.4g}"


def _drawn(rows: list[dict[str, Any]], found: Evaluation, percent: bool, *, narrow: bool) -> Any:
    alt = altair()
    base = drawn_from(rows)
    x = alt.X("at:T", title=None, scale=alt.Scale(type="utc"), axis=alt.Axis(format="%b %Y", grid=False))
    y = alt.Y(
        "observed:Q",
        title=found.plan.measure.unit or None,
        scale=alt.Scale(zero=False, nice=True),
        axis=title_on_top(format=".0%" if percent else "~g", tickCount=5),
    )  # fmt: skip
    start = drawn_from([{"at": f"{found.plan.start.isoformat()}T00:00:00Z", "text": "start"}])
    # what was to be expected matters from the start on; before it the line shows how well it fits
    after = base.transform_filter("datum.phase != 'before'")
    parts = [
        after.mark_area(color=colour("2"), opacity=0.22).encode(x=x, y=alt.Y("low:Q"), y2="high:Q"),
        base.mark_line(color=colour("2"), strokeWidth=1.8).encode(x=x, y=alt.Y("without:Q")),
        base.mark_circle(size=22, opacity=1).encode(
            x=x,
            y=y,
            color=alt.Color(
                "phase:N",
                scale=alt.Scale(
                    domain=["before", "phase-in", "left out", "after"],
                    range=[colour("quiet"), colour("muted"), colour("muted"), colour("1")],
                ),
                legend=None,
            ),
        ),
        start.mark_rule(color=colour("ink"), strokeDash=[4, 3]).encode(x=x),
        start.mark_text(align="left", dx=4, baseline="top", y=0).encode(x=x, text="text:N"),
    ]
    return sized(alt.layer(*parts), narrow=narrow, height=220 if narrow else 280)
