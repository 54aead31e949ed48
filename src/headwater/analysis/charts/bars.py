"""Bars: ranked with intervals, and several shares of the same thing side by side."""

from collections.abc import Mapping, Sequence
from typing import Any

from headwater.analysis.charts.figure import Figure
from headwater.analysis.charts.grammar import altair, drawn_from, labels_above, legend, sized
from headwater.analysis.charts.theme import LABEL_PIXELS, colour, colours
from headwater.analysis.charts.units import SHARE, Unit

Row = Mapping[str, Any]

_LABEL_WIDTH = 210


def ranked_bars(
    rows: Sequence[Row],
    *,
    title: str,
    description: str,
    heading: str,
    measure: str,
    unit: Unit = SHARE,
    highlight: Sequence[str] = (),
    more: Mapping[str, Sequence[Any]] | None = None,
) -> Figure:
    """Return bars in the order of the rows, each with its value and, where given, its interval.

    Parameters
    ----------
    rows : sequence of mapping
        `label`, `value` and, where known, `low` and `high`, largest first.
    heading, measure : str
        What the labels are (such as "Reason") and what the values are (such as "Contacts").
    highlight : sequence of str
        Labels whose bars stand out.
    more : mapping, optional
        Further columns for the table beside the figure.
    """
    drawn = [
        {
            "label": str(row["label"]),
            "value": row["value"],
            "low": row.get("low"),
            "high": row.get("high"),
            "end": row["high"] if row.get("high") is not None else row["value"],
            "text": unit.read(row["value"]),
            "fill": colour("2") if row["label"] in highlight else colour("1"),
        }
        for row in rows
    ]
    columns: dict[str, Sequence[Any]] = {
        heading: [row["label"] for row in drawn],
        measure: [row["text"] for row in drawn],
    }
    if any(row["low"] is not None for row in drawn):
        columns["95% interval"] = [_interval(row, unit) for row in drawn]
    return Figure(
        _bars(drawn, unit, narrow=False),
        title,
        description,
        columns | dict(more or {}),
        _bars(drawn, unit, narrow=True),
    )


def grouped_bars(
    rows: Sequence[Row],
    *,
    title: str,
    description: str,
    heading: str,
    measures: Sequence[str],
    unit: Unit = SHARE,
    more: Mapping[str, Sequence[Any]] | None = None,
) -> Figure:
    """Return, for each row, one thin bar per measure: a Pareto chart of count, time and money in one picture.

    Parameters
    ----------
    rows : sequence of mapping
        `label` and a number (or None) under each name in `measures`, in the order they are to be shown.
    measures : sequence of str
        One to five names, such as "Contacts", "Handle time" and "Cost".
    """
    drawn = [
        {"label": str(row["label"]), "measure": name, "value": row[name], "text": unit.read(row[name])}
        for row in rows
        for name in measures
        if row.get(name) is not None
    ]
    columns: dict[str, Sequence[Any]] = {heading: [str(row["label"]) for row in rows]}
    for name in measures:
        columns[name] = [None if row.get(name) is None else unit.read(row[name]) for row in rows]
    return Figure(
        _groups(drawn, measures, narrow=False),
        title,
        description,
        columns | dict(more or {}),
        _groups(drawn, measures, narrow=True),
    )


def _bars(rows: Sequence[Row], unit: Unit, *, narrow: bool) -> Any:
    alt = altair()

    largest = max((float(row["end"]) for row in rows), default=1.0) or 1.0
    room = 1.42 if narrow else 1.22
    step, thick = (50, 16) if narrow else (32, 18)
    order = [row["label"] for row in rows]
    base = drawn_from(rows)
    y = alt.Y("label:N", sort=order, title=None, axis=_labels(narrow), scale=alt.Scale(padding=0))
    x = alt.X("value:Q", title=None, axis=None, scale=alt.Scale(domain=[0, largest * room], nice=False))
    down = step / 2 - thick / 2 - 2 if narrow else 0
    parts = [
        base.mark_bar(height=thick, yOffset=down, cornerRadiusEnd=2).encode(
            x=x, y=y, color=alt.Color("fill:N", scale=None)
        ),
        base.mark_text(align="left", dx=7, dy=down, fontWeight="bold").encode(x="end:Q", y=y, text="text:N"),
    ]
    if any(row["low"] is not None for row in rows):
        known = base.transform_filter("isValid(datum.low)")
        # the lighter line under the dark one keeps the interval readable on the bar
        for stroke, fill in ((5, colour("paper")), (2, colour("ink"))):
            rule = known.mark_rule(yOffset=down, strokeWidth=stroke, color=fill, strokeCap="round")
            parts.append(rule.encode(x="low:Q", x2="high:Q", y=y))
    if narrow:
        parts.append(labels_above(order, y, down - thick / 2 - 9))
    height = alt.Step(step) if rows else 40
    return sized(alt.layer(*parts), narrow=narrow, height=height)


def _groups(rows: Sequence[Row], measures: Sequence[str], *, narrow: bool) -> Any:
    alt = altair()

    largest = max((float(row["value"]) for row in rows), default=1.0) or 1.0
    thin = 15
    head = 24 if narrow else 14
    step = head + thin * len(measures)
    order = list(dict.fromkeys(row["label"] for row in rows))
    y = alt.Y("label:N", sort=order, title=None, axis=_labels(narrow), scale=alt.Scale(padding=0))
    scale = alt.Scale(domain=[0, largest * (1.25 if narrow else 1.12)], nice=False)
    fill = alt.Color(
        "measure:N",
        title=None,
        sort=list(measures),
        scale=alt.Scale(domain=list(measures), range=colours(len(measures))),
        legend=legend(measures, narrow=narrow),
    )
    parts = []
    for at, name in enumerate(measures):
        down = (at - (len(measures) - 1) / 2) * thin + (head / 2 - 3 if narrow else 0)
        base = drawn_from([row for row in rows if row["measure"] == name])
        x = alt.X("value:Q", title=None, axis=None, scale=scale)
        parts.append(base.mark_bar(height=thin - 3, yOffset=down).encode(x=x, y=y, color=fill))
        parts.append(
            base.mark_text(align="left", dx=6, dy=down, fontSize=LABEL_PIXELS - 1).encode(
                x=x, y=y, text="text:N"
            )
        )
    if narrow:
        parts.append(labels_above(order, y, -step / 2 + 11))
    return sized(alt.layer(*parts), narrow=narrow, height=alt.Step(step) if order else 40)


def _labels(narrow: bool) -> Any:
    if narrow:
        return None
    return altair().Axis(
        labelLimit=_LABEL_WIDTH, labelColor=colour("ink"), minExtent=_LABEL_WIDTH, labelPadding=10
    )


def _interval(row: Row, unit: Unit) -> str | None:
    if row["low"] is None or row["high"] is None:
        return None
    return f"{unit.read(row['low'])} to {unit.read(row['high'])}"
