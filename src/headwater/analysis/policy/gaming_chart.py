"""The picture of handle times around a target, with the shape they would have had."""

from typing import Any

from headwater.analysis.charts.figure import Figure
from headwater.analysis.charts.grammar import altair, drawn_from, sized, title_on_top
from headwater.analysis.charts.theme import colour
from headwater.analysis.frames import Columns
from headwater.analysis.policy.gaming import Gaming


def gaming_figure(found: Gaming) -> Figure:
    """Draw counts as bars and the expected shape as a line, with the target."""
    return bins_figure(found.bins, found.target, found.sentence)


def bins_figure(bins: Columns, target: float, sentence: str, declared: bool = True) -> Figure:
    """Draw the bins of `Gaming` when nothing else of it was kept.

    Parameters
    ----------
    declared : bool
        Whether somebody declared the target; else it is only what looks like one.
    """
    names = ("from", "to", "contacts", "expected")
    rows = [dict(zip(names, row, strict=True)) for row in zip(*(bins[n] for n in names), strict=True)]
    words = "target" if declared else "looks like a target"
    charts = [_drawn(rows, target, words, narrow=narrow) for narrow in (False, True)]
    columns = {
        "Seconds from": bins["from"],
        "to": bins["to"],
        "Contacts": bins["contacts"],
        "Expected": bins["expected"],
    }
    description = (
        f"Bars are contacts by 10 seconds of handle time; the line is what to expect without a target at "
        f"{target:g} seconds. {sentence}"
    )
    title = f"Handle times around the target of {target:g} seconds"
    if not declared:
        title = f"Handle times around {target:g} seconds"
    return Figure(charts[0], title, description, columns, charts[1])


def _drawn(rows: list[dict[str, Any]], target: float, words: str, *, narrow: bool) -> Any:
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
    rule = drawn_from([{"at": target, "words": words}])
    parts = [
        base.mark_bar(binSpacing=1, color=colour("1")).encode(x=x, x2="to:Q", y=y, y2="zero:Q"),
        base.mark_line(color=colour("2"), strokeWidth=2).encode(x="middle:Q", y="expected:Q"),
        rule.mark_rule(color=colour("ink"), strokeDash=[4, 3]).encode(x="at:Q"),
        rule.mark_text(align="left", dx=4, baseline="top", y=0, color=colour("ink")).encode(
            x="at:Q", text="words:N"
        ),
    ]
    return sized(alt.layer(*parts), narrow=narrow, height=220 if narrow else 260)
