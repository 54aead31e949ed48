"""The same figure under several definitions: dots with intervals on one axis."""

from collections.abc import Mapping, Sequence
from typing import Any

from headwater.analysis.charts.figure import Figure
from headwater.analysis.charts.grammar import altair, drawn_from, labels_above, legend, sized
from headwater.analysis.charts.theme import colour, colours
from headwater.analysis.charts.units import SHARE, Unit


def dot_intervals(
    rows: Sequence[Mapping[str, Any]],
    *,
    title: str,
    description: str,
    heading: str,
    measure: str,
    unit: Unit = SHARE,
    more: Mapping[str, Sequence[Any]] | None = None,
) -> Figure:
    """Return one line per definition, with a dot and its interval for each way to compute it.

    Parameters
    ----------
    rows : sequence of mapping
        `label` (the definition), `value` and, where known, `kind` (the way it was computed), `low`, `high`.
    heading, measure : str
        What the labels are (such as "Definition") and what the values are.
    """
    drawn = [
        {
            "label": str(row["label"]),
            "kind": str(row.get("kind") or measure),
            "value": row["value"],
            "low": row.get("low"),
            "high": row.get("high"),
            "text": unit.read(row["value"]),
        }
        for row in rows
        if row["value"] is not None
    ]
    kinds = list(dict.fromkeys(row["kind"] for row in drawn))
    columns: dict[str, Sequence[Any]] = {heading: [str(row["label"]) for row in rows]}
    if len(kinds) > 1:
        columns["Computed as"] = [str(row.get("kind") or measure) for row in rows]
    columns[measure] = ["cannot tell" if row["value"] is None else unit.read(row["value"]) for row in rows]
    columns["95% interval"] = [
        None if row.get("low") is None else f"{unit.read(row['low'])} to {unit.read(row['high'])}"
        for row in rows
    ]
    charts = [_dots(drawn, kinds, unit, narrow=narrow) for narrow in (False, True)]
    return Figure(charts[0], title, description, columns | dict(more or {}), charts[1])


def _dots(rows: list[dict[str, Any]], kinds: Sequence[str], unit: Unit, *, narrow: bool) -> Any:
    alt = altair()

    order = list(dict.fromkeys(row["label"] for row in rows))
    gap = 14
    head = 26 if narrow else 16
    step = head + gap * max(len(kinds), 1)
    axis = alt.Axis(format=unit.axis, tickCount=4 if narrow else 6, orient="bottom")
    scale = alt.Scale(domain=_domain(rows, 0.22 if narrow else 0.12), nice=False, zero=False)
    x = alt.X("value:Q", title=None, axis=axis, scale=scale)
    labels = (
        None if narrow else alt.Axis(labelLimit=250, labelColor=colour("ink"), labelPadding=10, grid=False)
    )
    y = alt.Y("label:N", sort=order, title=None, axis=labels, scale=alt.Scale(padding=0))
    fill = alt.Color(
        "kind:N",
        title=None,
        sort=list(kinds),
        scale=alt.Scale(domain=list(kinds), range=colours(len(kinds))),
        legend=legend(kinds, narrow=narrow, symbolType="circle") if len(kinds) > 1 else None,
    )
    parts = []
    for at, kind in enumerate(kinds):
        down = (at - (len(kinds) - 1) / 2) * gap + (head / 2 - 4 if narrow else 0)
        base = drawn_from([row for row in rows if row["kind"] == kind])
        known = base.transform_filter("isValid(datum.low)")
        parts.append(
            known.mark_rule(yOffset=down, strokeWidth=2.4).encode(x="low:Q", x2="high:Q", y=y, color=fill)
        )
        parts.append(
            base.mark_point(yOffset=down, filled=True, size=70, opacity=1).encode(x=x, y=y, color=fill)
        )
        end = base.transform_calculate(end="isValid(datum.high) ? datum.high : datum.value")
        parts.append(
            end.mark_text(dy=down, dx=9, align="left").encode(x=alt.X("end:Q", axis=axis), y=y, text="text:N")
        )
    if narrow:
        parts.append(labels_above(order, y, -step / 2 + 11))
    return sized(alt.layer(*parts), narrow=narrow, height=alt.Step(step) if order else 40)


def _domain(rows: Sequence[Mapping[str, Any]], room: float) -> list[float]:
    """Return the part of the axis the figures lie in, with room for a label at the right."""
    lows = [float(row["value"] if row["low"] is None else row["low"]) for row in rows]
    highs = [float(row["value"] if row["high"] is None else row["high"]) for row in rows]
    low, high = min(lows, default=0.0), max(highs, default=1.0)
    span = (high - low) or high or 1.0
    return [max(min(low, 0.0), low - 0.08 * span), high + room * span]
