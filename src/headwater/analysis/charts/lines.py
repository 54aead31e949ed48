"""Lines over time, with the band of their uncertainty."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from headwater.analysis.charts.figure import Figure
from headwater.analysis.charts.grammar import altair, drawn_from, sized, title_on_top
from headwater.analysis.charts.theme import colour
from headwater.analysis.charts.units import SHARE, Unit


def line_with_band(
    rows: Sequence[Mapping[str, Any]],
    *,
    title: str,
    description: str,
    heading: str,
    measure: str,
    unit: Unit = SHARE,
    from_zero: bool = True,
    more: Mapping[str, Sequence[Any]] | None = None,
    marks: Sequence[date] = (),
) -> Figure:
    """Return one measure over time, with its interval as a band.

    Parameters
    ----------
    rows : sequence of mapping
        `at` (a date), `value` (None leaves a gap) and, where known, `low` and `high`, in order of time.
    heading, measure : str
        What a point in time is (such as "Week from") and what the values are.
    marks : sequence of date
        Days at which an upright line stands, numbered in their order, such as changes of a definition; say
        in the description or in `more` what they are.
    """
    drawn = [
        {
            "at": f"{_day(row['at']).isoformat()}T00:00:00Z",
            "value": row["value"],
            "low": row.get("low"),
            "high": row.get("high"),
        }
        for row in rows
    ]
    columns: dict[str, Sequence[Any]] = {
        heading: [_day(row["at"]).isoformat() for row in rows],
        measure: [None if row["value"] is None else unit.read(row["value"]) for row in drawn],
    }
    banded = any(row["low"] is not None for row in drawn)
    if banded:
        columns["95% interval"] = [
            None if row["low"] is None else f"{unit.read(row['low'])} to {unit.read(row['high'])}"
            for row in drawn
        ]
    charts = [_lines(drawn, unit, banded, from_zero, marks, narrow=narrow) for narrow in (False, True)]
    return Figure(charts[0], title, description, columns | dict(more or {}), charts[1])


def _lines(
    rows: Sequence[Mapping[str, Any]],
    unit: Unit,
    banded: bool,
    from_zero: bool,
    marks: Sequence[date],
    *,
    narrow: bool,
) -> Any:
    alt = altair()

    base = drawn_from([dict(row) for row in rows])
    pattern = "%-d %b" if _span(rows) < 120 else "%b %Y"
    x = alt.X(
        "at:T",
        title=None,
        scale=alt.Scale(type="utc"),
        axis=alt.Axis(format=pattern, grid=False, values=_some(rows, 4 if narrow else 7)),
    )
    y = alt.Y(
        "value:Q",
        title=unit.name or None,
        scale=alt.Scale(zero=from_zero, nice=True),
        axis=title_on_top(format=unit.axis, tickCount=5),
    )  # fmt: skip
    parts = []
    if banded:
        parts.append(
            base.mark_area(color=colour("1"), opacity=0.22).encode(x=x, y=alt.Y("low:Q"), y2="high:Q")
        )
    parts.append(base.mark_line(color=colour("1"), strokeWidth=2.2).encode(x=x, y=y))
    if len(rows) <= 40:
        parts.append(base.mark_circle(color=colour("1"), size=26, opacity=1).encode(x=x, y=y))
    if marks:
        numbered = enumerate(sorted(set(marks)), 1)
        days = [{"at": f"{day.isoformat()}T00:00:00Z", "number": str(n)} for n, day in numbered]
        upright = drawn_from(days).encode(x=x)
        parts.append(upright.mark_rule(color=colour("ink"), strokeDash=[4, 3]))
        parts.append(
            upright.mark_text(align="left", baseline="top", dx=4, fontWeight="bold").encode(
                y=alt.value(2), text="number:N"
            )
        )
    last = next((dict(row) for row in reversed(rows) if row["value"] is not None), None)
    if last is not None:
        last["text"] = unit.read(last["value"])
        end = drawn_from([last])
        parts.append(end.mark_text(align="right", dy=-14, fontWeight="bold").encode(x=x, y=y, text="text:N"))
    return sized(alt.layer(*parts), narrow=narrow, height=220 if narrow else 260)


def _some(rows: Sequence[Mapping[str, Any]], most: int) -> list[int]:
    """Return a few of the points in time, evenly spaced, in milliseconds since 1970."""
    every = max(1, -(-len(rows) // most))
    moments = (datetime.fromisoformat(row["at"]) for row in rows[every // 2 :: every])
    return [round(moment.timestamp() * 1000) for moment in moments]


def _span(rows: Sequence[Mapping[str, Any]]) -> int:
    if not rows:
        return 0
    return (date.fromisoformat(rows[-1]["at"][:10]) - date.fromisoformat(rows[0]["at"][:10])).days


def _day(value: Any) -> date:
    return (
        date.fromisoformat(value[:10]) if isinstance(value, str) else date(value.year, value.month, value.day)
    )
