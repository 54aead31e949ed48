"""The picture of handle times around a target, with the shape they would have had."""

from typing import Any

from headwater.analysis.charts.figure import Figure
from headwater.analysis.charts.grammar import altair, drawn_from, sized, title_on_top
from headwater.analysis.charts.theme import colour
from headwater.analysis.policy.gaming import Gaming


def gaming_figure(found: Gaming) -> Figure:
    """Draw counts as bars and the expected shape as a line, with the target."""
    names = ("from", "to", "contacts", "expected")
    rows = [dict(zip(names, row, strict=True)) for row in zip(*(found.bins[n] for n in names), strict=True)]
    charts = [_drawn(rows, found.target, narrow=narrow) for narrow in (False, True)]
    columns = {
        "Seconds from": found.bins["from"],
        "to": found.bins["to"],
        "Contacts": found.bins["contacts"],
        "Expected": found.bins["expected"],
    }
    description = (
        f"{len(rows)} bars of 10 seconds; the line is the shape to be expected without a target at "
        f"{found.target:g} seconds. {found.sentence}"
    )
    title = f"Handle times around the target of {found.target:g} seconds"
    return Figure(charts[0], title, description, columns, charts[1])


def _drawn(rows: list[dict[str, Any]], target: float, *, narrow: bool) -> Any:
    alt = altair()
    shown = [{**row, "middle": (row["from"] + row["to"]) / 2, "zero": 0} for row in rows]
    base = drawn_from(shown)
    x = alt.X(
        "from:Q",
        title="Handle time (seconds)",
        scale=alt.Scale(domain=[shown[0]["from"], shown[-1]["to"]], nice=False),
        axis=alt.Axis(grid=False, tickCount=5 if narrow else 10, format="~f"),
    )
    y = alt.Y("contacts:Q", title="Contacts", axis=title_on_top(format=",~f", tickCount=5))
    rule = drawn_from([{"at": target, "words": "target"}])
    parts = [
        base.mark_bar(binSpacing=1, color=colour("1")).encode(x=x, x2="to:Q", y=y, y2="zero:Q"),
        base.mark_line(color=colour("2"), strokeWidth=2).encode(x="middle:Q", y="expected:Q"),
        rule.mark_rule(color=colour("ink"), strokeDash=[4, 3]).encode(x="at:Q"),
        rule.mark_text(align="left", dx=4, baseline="top", y=0, color=colour("ink")).encode(
            x="at:Q", text="words:N"
        ),
    ]
    return sized(alt.layer(*parts), narrow=narrow, height=220 if narrow else 260)
