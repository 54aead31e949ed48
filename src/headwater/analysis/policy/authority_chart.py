"""The picture of what limits cover: the share of remedies up to each amount, with the limits in force."""

from collections.abc import Mapping, Sequence
from typing import Any

from headwater.analysis.charts.figure import Figure
from headwater.analysis.charts.grammar import altair, drawn_from, sized, title_on_top
from headwater.analysis.charts.theme import colour
from headwater.analysis.frames import Columns
from headwater.analysis.policy.metrics import shown


def coverage_figure(
    curve: Columns, limits: Sequence[float], *, currency: str = "", better: Sequence[float] = ()
) -> Figure:
    """Draw the share of remedies at or below each amount, with its band.

    Parameters
    ----------
    curve : mapping
        From `coverage_curve`: amount, covered, low, high.
    limits : sequence of float
        In force: a line each.
    better : sequence of float
        Higher limits that are worth it: a dashed line each.
    """
    names = ("amount", "covered", "low", "high")
    rows = [dict(zip(names, row, strict=True)) for row in zip(*(curve[n] for n in names), strict=True)]
    last = rows[-1]
    most = max([last["amount"], *(x * 1.04 for x in (*limits, *better))])
    drawn = [*rows, {**last, "amount": most}]
    marks = [{"at": x, "words": f"limit {shown('authority', x, currency)}", "kind": "now"} for x in limits]
    marks += [
        {"at": x, "words": f"worth it: {shown('authority', x, currency)}", "kind": "better"} for x in better
    ]
    said = [
        f"A limit of {shown('authority', x, currency)} covers {_share(rows, x):.0%} of remedies."
        for x in (*limits, *better)
    ]
    columns: dict[str, Sequence[Any]] = {
        f"Up to ({currency})" if currency else "Up to": [f"{row['amount']:,.2f}" for row in rows],
        "Remedies covered": [f"{row['covered']:.1%}" for row in rows],
        "95% interval": [f"{row['low']:.1%} to {row['high']:.1%}" for row in rows],
    }
    charts = [_drawn(drawn, marks, currency, narrow=narrow) for narrow in (False, True)]
    return Figure(
        charts[0],
        "How many remedies a limit covers",
        " ".join(["The line rises with the limit; the band is its 95% interval.", *said]),
        columns,
        charts[1],
    )


def _share(rows: Sequence[Mapping[str, Any]], limit: float) -> float:
    return max((row["covered"] for row in rows if row["amount"] <= limit), default=0.0)


def _drawn(
    rows: Sequence[Mapping[str, Any]], marks: Sequence[Mapping[str, Any]], currency: str, *, narrow: bool
) -> Any:
    alt = altair()
    base = drawn_from(rows)
    x = alt.X(
        "amount:Q",
        title=f"Amount a remedy takes ({currency})" if currency else "Amount a remedy takes",
        scale=alt.Scale(domain=[0, rows[-1]["amount"] or 1], nice=False),
        axis=alt.Axis(grid=False, tickCount=5 if narrow else 9, format="~f"),
    )
    y = alt.Y(
        "covered:Q",
        title="Remedies at or below it",
        scale=alt.Scale(domain=[0, 1]),
        axis=title_on_top(format=".0%", tickCount=5),
    )
    parts = [
        base.mark_area(color=colour("1"), opacity=0.22, interpolate="step-after").encode(
            x=x, y=alt.Y("low:Q"), y2="high:Q"
        ),
        base.mark_line(color=colour("1"), strokeWidth=2.2, interpolate="step-after").encode(x=x, y=y),
    ]
    for down, one in enumerate(marks):
        rule = drawn_from([dict(one)])
        now = one["kind"] == "now"
        parts.append(
            rule.mark_rule(color=colour("ink" if now else "2"), strokeDash=[1, 0] if now else [5, 3]).encode(
                x="at:Q"
            )
        )
        late = one["at"] > rows[-1]["amount"] * 0.6
        parts.append(
            rule.mark_text(
                align="right" if late else "left",
                dx=-5 if late else 5,
                baseline="bottom",
                color=colour("ink" if now else "2"),
                fontWeight="bold",
            ).encode(x="at:Q", y=alt.value((220 if narrow else 260) - 6 - 18 * down), text="words:N")
        )
    return sized(alt.layer(*parts), narrow=narrow, height=220 if narrow else 260)
