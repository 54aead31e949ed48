"""Pictures of staffing: the band needed through the day against who is there, and waits as they were."""

from collections.abc import Mapping, Sequence
from typing import Any

from headwater.analysis.charts.figure import Figure
from headwater.analysis.charts.grammar import altair, drawn_from, sized, title_on_top
from headwater.analysis.charts.theme import colour
from headwater.analysis.staffing.fit_result import CallFit
from headwater.analysis.staffing.plan import StaffPlan


def plan_figure(plan: StaffPlan) -> Figure:
    """Draw needed agents with their band, half-hour by half-hour, and who is there."""
    named = plan.columns()
    rows = [
        {
            "at": f"{start.replace(' ', 'T')}:00Z",
            "value": named["needed"][i],
            "low": named["needed_low"][i],
            "high": named["needed_high"][i],
            "beside": named["there"][i] if plan.there is not None else None,
        }
        for i, start in enumerate(named["start"])
    ]
    columns: dict[str, Sequence[Any]] = {
        "Half-hour from": named["start"],
        "Contacts expected": [f"{mean:.1f}" for mean in named["mean"]],
        "Agents needed": [f"{agents:g}" for agents in named["needed"]],
        "Band": [f"{row['low']:g} to {row['high']:g}" for row in rows],
    }
    said = f"{len(rows)} half-hours; {plan.needed_hours:,.0f} agent hours needed."
    if plan.there is not None:
        columns["There"] = [f"{agents:.1f}" for agents in named["there"]]
        columns["Verdict"] = list(plan.verdicts)
        said += f" {plan.verdicts.count('short')} half-hours are short for certain."
    title = "Agents needed by half-hour" + ("" if plan.there is None else ", and who is there")
    charts = [_drawn(rows, "agents", narrow=narrow) for narrow in (False, True)]
    return Figure(charts[0], title, said, columns, charts[1])


def fit_figure(fit: CallFit) -> Figure:
    """Draw the share who left by half-hour of the day, observed and as Erlang A says."""
    times = fit.by_half_hour()
    rows = [
        {
            "at": f"1970-01-01T{row['from']}:00Z",
            "value": row["left_predicted"],
            "low": None,
            "high": None,
            "beside": row["left"],
        }
        for row in times
    ]
    columns: dict[str, Sequence[Any]] = {
        "Half-hour from": [row["from"] for row in times],
        "Calls": [f"{row['arrivals']:.1f}" for row in times],
        "Left": [f"{row['left']:.1%}" for row in times],
        "Left, by Erlang A": [f"{row['left_predicted']:.1%}" for row in times],
    }
    title = "Customers who left, by half-hour of the day, and what Erlang A says"
    charts = [_drawn(rows, "", share=True, narrow=narrow) for narrow in (False, True)]
    return Figure(charts[0], title, " ".join(fit.statements()[:3]), columns, charts[1])


def _drawn(rows: Sequence[Mapping[str, Any]], unit: str, *, share: bool = False, narrow: bool) -> Any:
    """Draw a line, its band where there is one, and steps beside it where something is compared."""
    alt = altair()
    base = drawn_from([dict(row) for row in rows])
    several = rows[0]["at"][:10] != rows[-1]["at"][:10]
    axis = alt.Axis(format="%a %H:%M" if several else "%H:%M", grid=False, tickCount=4 if narrow else 7)
    x = alt.X("at:T", title=None, scale=alt.Scale(type="utc"), axis=axis)
    y = alt.Y(
        "value:Q",
        title=unit or None,
        scale=alt.Scale(zero=True, nice=True),
        axis=title_on_top(format=".0%" if share else "~g", tickCount=5),
    )  # fmt: skip
    parts = []
    if rows[0]["low"] is not None:
        parts.append(
            base.mark_area(color=colour("1"), opacity=0.22, interpolate="step-after").encode(
                x=x, y=alt.Y("low:Q"), y2="high:Q"
            )
        )
    parts.append(
        base.mark_line(color=colour("1"), strokeWidth=2.2, interpolate="step-after").encode(x=x, y=y)
    )
    if rows[0]["beside"] is not None:
        parts.append(
            base.mark_line(
                color=colour("2"), strokeWidth=1.8, strokeDash=[5, 3], interpolate="step-after"
            ).encode(x=x, y=alt.Y("beside:Q"))
        )
    return sized(alt.layer(*parts), narrow=narrow, height=220 if narrow else 260)
