"""The picture of who is still there: Kaplan-Meier's steps with their bands, and how many were at risk."""

from collections.abc import Sequence
from typing import Any

from headwater.analysis.charts.figure import Figure
from headwater.analysis.charts.grammar import altair, drawn_from, legend, sized, title_on_top
from headwater.analysis.charts.theme import colours
from headwater.analysis.interventions.retention.survival import SurvivalCurve

Named = Sequence[tuple[str, SurvivalCurve]]

_MOST_ROWS = 9
"""Rows of the risk table for each curve."""


def survival_figure(
    curves: Named, *, title: str, description: str, heading: str = "Time", per: float = 1.0
) -> Figure:
    """Draw curves on one axis, each with its band.

    Parameters
    ----------
    curves : sequence of (name, curve)
        One to five.
    heading : str
        What times are counted in, such as "Months since hiring".
    per : float
        Units of the curves' times in one of those.
    """
    rows = [row for name, curve in curves for row in _steps(name, curve, per)]
    names = [name for name, _ in curves]
    charts = [_drawn(rows, names, heading, narrow=narrow) for narrow in (False, True)]
    return Figure(charts[0], title, description, risk_table(curves, heading=heading, per=per), charts[1])


def risk_table(curves: Named, *, heading: str = "Time", per: float = 1.0) -> dict[str, list[Any]]:
    """Return, at some of the times at which somebody left, how many were at risk and are still there."""
    columns: dict[str, list[Any]] = {
        name: [] for name in ("Group", heading, "At risk", "Left so far", "Still there", "Interval")
    }
    for name, curve in curves:
        count = len(curve.times)
        places = sorted(
            {round(i * (count - 1) / (_MOST_ROWS - 1)) for i in range(_MOST_ROWS)} if count else ()
        )
        for place in places:
            share = curve.at(curve.times[place])
            low_high = (
                "" if share.low is None or share.high is None else f"{share.low:.1%} to {share.high:.1%}"
            )
            cells = (
                name,
                f"{curve.times[place] / per:.1f}",
                curve.at_risk[place],
                sum(curve.left[: place + 1]),
                f"{curve.share[place]:.1%}",
                low_high,
            )
            for column, cell in zip(columns.values(), cells, strict=True):
                column.append(cell)
    return columns


def _steps(name: str, curve: SurvivalCurve, per: float) -> list[dict[str, Any]]:
    """Return a row wherever the curve steps down, and one where it ends."""
    rows = [{"group": name, "time": curve.start / per, "share": 1.0, "low": 1.0, "high": 1.0}]
    for time in (*curve.times, max(curve.last, curve.start)):
        share = curve.at(time)
        value = curve.share[-1] if share.value is None else share.value
        rows.append(
            {
                "group": name,
                "time": time / per,
                "share": value,
                "low": value if share.low is None else share.low,
                "high": value if share.high is None else share.high,
            }
        )
    return rows


def _drawn(rows: list[dict[str, Any]], names: Sequence[str], heading: str, *, narrow: bool) -> Any:
    alt = altair()
    base = drawn_from(rows)
    x = alt.X(
        "time:Q",
        title=heading[:1].lower() + heading[1:],
        scale=alt.Scale(zero=False, nice=False),
        axis=alt.Axis(tickCount=4 if narrow else 8, grid=False),
    )
    y = alt.Y(
        "share:Q",
        title="still there",
        scale=alt.Scale(domain=[0, 1]),
        axis=title_on_top(format=".0%", tickCount=5),
    )  # fmt: skip
    shade = alt.Color(
        "group:N",
        title=None,
        sort=list(names),
        scale=alt.Scale(domain=list(names), range=colours(len(names))),
        legend=legend(names, narrow=narrow, orient="top") if len(names) > 1 else None,
    )
    band = base.mark_area(opacity=0.16, interpolate="step-after")
    line = base.mark_line(strokeWidth=2, interpolate="step-after")
    parts = [band.encode(x=x, y=alt.Y("low:Q"), y2="high:Q", color=shade), line.encode(x=x, y=y, color=shade)]
    return sized(alt.layer(*parts), narrow=narrow, height=240 if narrow else 300)
