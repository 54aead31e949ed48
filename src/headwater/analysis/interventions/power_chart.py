"""The picture of a plan's power: how likely effects of every size would be found."""

from typing import TYPE_CHECKING, Any

from headwater.analysis.charts.figure import Figure
from headwater.analysis.charts.grammar import altair, drawn_from, sized, title_on_top
from headwater.analysis.charts.theme import colour

if TYPE_CHECKING:
    from headwater.analysis.interventions.power import PowerOfPlan


def power_figure(found: "PowerOfPlan") -> Figure:
    """Draw the chance to find an effect against its size."""
    read = found.read_as.read
    percent = found.read_as.scale != "unit"
    rows = [{"effect": effect, "power": power} for effect, power in found.curve]
    marks = [
        {"effect": found.asked, "power": found.power, "text": f"asked for: {found.power:.0%}"},
        {"effect": found.detectable, "power": 0.8, "text": f"{read(found.detectable)}: 80%"},
    ]
    title = f"{found.plan.measure.title}: what “{found.plan.name}” would find"
    description = (
        f"How likely an effect would be found, before gates, against its size. The smallest effect worth "
        f"having ({found.plan.smallest}) would be found {found.power:.0%} of the time; "
        f"{read(found.detectable)} four times in five."
    )
    columns = {
        "Effect": [read(row["effect"]) for row in rows],
        "Found": [f"{row['power']:.0%}" for row in rows],
    }
    charts = [_drawn(rows, marks, percent=percent, narrow=narrow) for narrow in (False, True)]
    return Figure(charts[0], title, description, columns, charts[1])


def _drawn(rows: list[dict[str, float]], marks: list[dict[str, Any]], *, percent: bool, narrow: bool) -> Any:
    alt = altair()
    furthest = rows[-1]["effect"]
    x = alt.X(
        "effect:Q",
        title="effect",
        # from nothing outwards, whichever way is better
        scale=alt.Scale(domain=sorted((0.0, furthest)), reverse=furthest < 0, nice=False),
        axis=alt.Axis(format="+.1%" if percent else "+.3~g", tickCount=4 if narrow else 7, grid=False),
    )
    y = alt.Y(
        "power:Q",
        title="found",
        scale=alt.Scale(domain=[0, 1]),
        axis=title_on_top(format=".0%", tickCount=5),
    )  # fmt: skip
    wanted = drawn_from([{"power": 0.8}])
    # a mark near the right edge has its words on the left
    left = abs(marks[0]["effect"]) > 0.6 * abs(furthest)
    points = [drawn_from([mark]) for mark in marks]
    parts = [
        wanted.mark_rule(color=colour("quiet"), strokeDash=[4, 3]).encode(y=y),
        drawn_from(rows).mark_line(color=colour("1"), strokeWidth=2.2).encode(x=x, y=y),
        points[0].mark_circle(color=colour("2"), size=70, opacity=1).encode(x=x, y=y),
        points[0]
        .mark_text(align="right" if left else "left", dx=-9 if left else 9, dy=14, fontWeight="bold")
        .encode(x=x, y=y, text="text:N"),
        points[1].mark_circle(color=colour("1"), size=50, opacity=1).encode(x=x, y=y),
        points[1].mark_text(align="right", dx=-9, dy=-8).encode(x=x, y=y, text="text:N"),
    ]
    return sized(alt.layer(*parts), narrow=narrow, height=220 if narrow else 260)
