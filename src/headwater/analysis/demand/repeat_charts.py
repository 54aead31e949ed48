"""Repeat figures drawn: definitions side by side, and the headline by group or over time."""

from typing import TYPE_CHECKING, Any

from headwater.analysis.demand.definitions import ESTIMATOR_NAMES
from headwater.analysis.demand.grouping import IN_TIME, NO_VALUE

if TYPE_CHECKING:
    import altair as alt

    from headwater.analysis.demand.repeat_result import RepeatFigure, Repeats

_SHARE = "followed by another contact"
_MOST_GROUPS = 30
"""More lines than this cannot be told apart on one chart."""


def definitions(result: "Repeats") -> "alt.LayerChart | alt.FacetChart":
    """Draw each rule as a row and each estimator as a colour, with windows along the axis."""
    import altair as alt

    rows = [
        {
            "window": figure.definition.days,
            "days": figure.definition.window_days,
            "rule": figure.definition.rule,
            "estimator": ESTIMATOR_NAMES[figure.definition.estimator],
            **_interval(figure),
        }
        for figure in result.figures
        if figure.share.known
    ]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X("share:Q", title=_SHARE, axis=alt.Axis(format="%"), scale=alt.Scale(zero=True)),
        y=alt.Y("rule:N", title=None, sort=None, axis=alt.Axis(labelLimit=300)),
        yOffset=alt.YOffset("estimator:N", sort=list(ESTIMATOR_NAMES.values())),
        color=alt.Color("estimator:N", title="estimator", sort=list(ESTIMATOR_NAMES.values())),
    )
    dots = base.mark_point(filled=True, size=45).encode(
        shape=alt.Shape("window:N", title="window", sort=alt.EncodingSortField("days"))
    )
    bars = base.mark_rule().encode(x=alt.X("low:Q", title=_SHARE), x2="high:Q")
    return alt.layer(bars, dots).properties(width=420, title="Repeat contacts, definition by definition")


def by_group(result: "Repeats") -> "alt.LayerChart | alt.FacetChart":
    """Draw the headline definition: a line with its band over time, or a row a group."""
    import altair as alt

    definition = result.headline
    in_time = next((name for name in result.by if name in IN_TIME), None)
    others = [name for name in result.by if name != in_time]
    shown = [] if definition is None else [f for f in result.of(definition) if f.share.known]
    rows: list[dict[str, Any]] = []
    for figure in shown:
        named = dict(zip(result.by, figure.group, strict=True))
        rows.append({"time": named.get(in_time or ""), "group": _joined(named, others), **_interval(figure)})
    if in_time is None:
        rows = sorted(rows, key=lambda row: -row["n"])[:_MOST_GROUPS]
    base = alt.Chart(alt.InlineData(values=rows)).properties(
        width=420, title=f"Repeat contacts: {definition}"
    )
    share = alt.Axis(format="%")
    if in_time is None:
        y = alt.Y("group:N", title=" / ".join(result.by), sort="-x", axis=alt.Axis(labelLimit=300))
        bars = base.mark_rule().encode(x=alt.X("low:Q", title=_SHARE, axis=share), x2="high:Q", y=y)
        return alt.layer(bars, base.mark_point(filled=True).encode(x="share:Q", y=y))
    rows[:] = [row for row in rows if row["time"] != NO_VALUE]
    x = alt.X("time:O", title=in_time, axis=alt.Axis(labelOverlap=True))
    color = alt.Color("group:N", title=" / ".join(others)) if others else alt.value("#1f6f8b")
    y = alt.Y("low:Q", title=_SHARE, axis=share, scale=alt.Scale(zero=True))
    band = base.mark_area(opacity=0.2).encode(x=x, y=y, y2="high:Q", color=color)
    return alt.layer(band, base.mark_line(point=True).encode(x=x, y="share:Q", color=color))


def _interval(figure: "RepeatFigure") -> dict[str, Any]:
    share = figure.share
    low = share.value if share.low is None else share.low
    return {
        "share": share.value,
        "low": low,
        "high": share.value if share.high is None else share.high,
        "n": share.n,
    }


def _joined(named: dict[str, str], names: list[str]) -> str:
    return " / ".join(named[name] for name in names)
