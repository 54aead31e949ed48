"""Four fields made by two questions, with what lies in each: drawn as bars under their names."""

from collections.abc import Mapping, Sequence
from typing import Any

from headwater.analysis.charts.figure import Figure
from headwater.analysis.charts.grammar import altair, drawn_from
from headwater.analysis.charts.theme import LABEL_PIXELS, NARROW, WIDE, Token, colour
from headwater.analysis.charts.units import SHARE, Unit

_GAP, _PAD, _HEAD, _ROW, _BAR, _FOOT = 14, 14, 62, 40, 9, 26
_CHARACTER = 6.6
_FILLS: tuple[Token, ...] = ("1", "3", "2", "5")


def quadrant_bars(
    rows: Sequence[Mapping[str, Any]],
    *,
    fields: Sequence[Mapping[str, str]],
    title: str,
    description: str,
    heading: str,
    measure: str,
    unit: Unit = SHARE,
    most: int = 6,
    more: Mapping[str, Sequence[Any]] | None = None,
) -> Figure:
    """Return four fields, two beside two on a page and below each other on a phone.

    Parameters
    ----------
    rows : sequence of mapping
        `label`, `field` (the name of one of the four), `value`, and where known `low` and `high`.
    fields : sequence of mapping
        Four of them, left to right and from the top: `name`, `when` (what the two questions were answered)
        and `sum` (what lies in it, as text).
    heading, measure : str
        What the labels are, and what the values are.
    most : int
        Bars in a field; the others are counted below them, and stand in the table.
    """
    names = [field["name"] for field in fields]
    inside = {
        name: sorted((row for row in rows if row["field"] == name), key=lambda r: -float(r["value"]))
        for name in names
    }
    ordered = [row for name in names for row in inside[name]]
    columns: dict[str, Sequence[Any]] = {
        heading: [str(row["label"]) for row in ordered],
        "Field": [row["field"] for row in ordered],
        measure: [unit.read(row["value"]) for row in ordered],
    }
    if any(row.get("low") is not None for row in ordered):
        columns["95% interval"] = [
            None if row.get("low") is None else f"{unit.read(row['low'])} to {unit.read(row['high'])}"
            for row in ordered
        ]
    charts = [_drawn(fields, inside, unit, most, narrow=narrow) for narrow in (False, True)]
    return Figure(charts[0], title, description, columns | dict(more or {}), charts[1])


def _drawn(
    fields: Sequence[Mapping[str, str]],
    inside: Mapping[str, Sequence[Mapping[str, Any]]],
    unit: Unit,
    most: int,
    *,
    narrow: bool,
) -> Any:
    """Place every part by hand: a grid of axes could not give each field the height it needs."""
    across = 1 if narrow else 2
    whole = NARROW if narrow else WIDE
    width = (whole - _GAP * (across - 1)) / across
    ends = [float(r.get("high") or r["value"]) for found in inside.values() for r in found[:most]]
    largest = max(ends, default=1.0) or 1.0
    boxes: list[dict[str, Any]] = []
    bars: list[dict[str, Any]] = []
    rules: list[dict[str, Any]] = []
    words: list[dict[str, Any]] = []
    top = 0.0
    for begin in range(0, len(fields), across):
        beside = list(enumerate(fields))[begin : begin + across]
        height = max(_height(inside[field["name"]], most) for _, field in beside)
        for at, (place, field) in enumerate(beside):
            left = at * (width + _GAP)
            boxes.append({"x": left, "x2": left + width, "y": top, "y2": top + height})
            boxes.append(
                {"x": left, "x2": left + width, "y": top, "y2": top + 4, "fill": colour(_FILLS[place])}
            )
            words += _heads(field, left + _PAD, top, width - 2 * _PAD)
            room = width - 2 * _PAD - 54
            found = inside[field["name"]]
            for number, row in enumerate(found[:most]):
                y = top + _HEAD + number * _ROW
                scale = room / largest
                end = left + _PAD + float(row["value"]) * scale
                words.append(_word(left + _PAD, y + 10, _cut(str(row["label"]), width - 2 * _PAD), "ink"))
                bar = {"x": left + _PAD, "x2": end, "y": y + 18, "y2": y + 18 + _BAR}
                bars.append(bar | {"fill": colour(_FILLS[place])})
                edge = end
                if row.get("low") is not None and row.get("high") is not None:
                    low, edge = (left + _PAD + float(row[bound]) * scale for bound in ("low", "high"))
                    rules.append({"x": low, "x2": edge, "y": y + 18 + _BAR / 2})
                words.append(_word(max(end, edge) + 6, y + 18 + _BAR / 2, unit.read(row["value"]), "ink"))
            left_out = len(found) - most
            below = top + _HEAD + min(len(found), most) * _ROW + 4
            if left_out > 0:
                words.append(_word(left + _PAD, below, f"and {left_out} more in the table", "quiet"))
            elif not found:
                words.append(_word(left + _PAD, below, "nothing here", "quiet"))
        top += height + _GAP
    return _layers(boxes, bars, rules, words, width=whole, height=top - _GAP)


def _layers(
    boxes: list[dict[str, Any]],
    bars: list[dict[str, Any]],
    rules: list[dict[str, Any]],
    words: list[dict[str, Any]],
    *,
    width: float,
    height: float,
) -> Any:
    alt = altair()
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[height, 0], nice=False))
    shown = {"x": x, "y": y, "x2": "x2:Q", "y2": "y2:Q"}
    frames = [box for box in boxes if "fill" not in box]
    filled = [box for box in boxes if "fill" in box] + bars
    parts = [
        drawn_from(frames).mark_rect(fill=None, stroke=colour("grid"), strokeWidth=1).encode(**shown),
        drawn_from(filled).mark_rect().encode(**shown, color=alt.Color("fill:N", scale=None)),
    ]
    # the lighter line under the dark one keeps the interval readable on the bar
    for stroke, line in ((5, colour("paper")), (2, colour("ink"))):
        marks = drawn_from(rules).mark_rule(strokeWidth=stroke, color=line, strokeCap="round")
        parts.append(marks.encode(x=x, x2="x2:Q", y=y))
    for bold in (False, True):
        said = [word for word in words if word["bold"] == bold]
        marks = drawn_from(said).mark_text(
            align="left", baseline="middle", fontWeight="bold" if bold else "normal", fontSize=LABEL_PIXELS
        )
        parts.append(marks.encode(x=x, y=y, text="text:N", color=alt.Color("fill:N", scale=None)))
    return alt.layer(*parts).properties(width=width, height=height, padding=2)


def _heads(field: Mapping[str, str], left: float, top: float, room: float) -> list[dict[str, Any]]:
    return [
        _word(left, top + 22, _cut(f"{field['name']}: {field['sum']}", room), "ink", bold=True),
        _word(left, top + 41, _cut(field["when"], room), "quiet"),
    ]


def _height(found: Sequence[Mapping[str, Any]], most: int) -> float:
    below = _FOOT if len(found) > most or not found else 6
    return _HEAD + min(len(found), most) * _ROW + below


def _word(x: float, y: float, text: str, token: Token, *, bold: bool = False) -> dict[str, Any]:
    return {"x": x, "y": y, "text": text, "fill": colour(token), "bold": bold}


def _cut(text: str, room: float) -> str:
    most = int(room / _CHARACTER)
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
