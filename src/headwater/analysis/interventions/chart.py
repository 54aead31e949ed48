"""Pictures of an intervention: its measure beside what was expected, and the record before the start."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from headwater.analysis.charts.figure import Figure
from headwater.analysis.charts.grammar import altair, drawn_from, sized, title_on_top
from headwater.analysis.charts.theme import colour
from headwater.analysis.interventions.evaluation_result import Evaluation
from headwater.analysis.interventions.plan import Plan
from headwater.analysis.interventions.promise import day_words, due_of
from headwater.analysis.measures import Series
from headwater.analysis.measures.grains import shifted

Rows = Sequence[Mapping[str, Any]]


def evaluation_figure(found: Evaluation, *, per: float = 1.0) -> Figure:
    """Draw the measure beside what was to be expected without the programme.

    Parameters
    ----------
    per : float
        Values are shown per so many of the measure's denominator, such as 100 orders.
    """
    percent = found.plan.measure.kind == "share"

    def shown(value: float | None) -> float | None:
        return None if value is None else value * per

    rows = [
        {
            "at": _at(date.fromisoformat(one.day)),
            "observed": shown(one.observed),
            "without": shown(one.without),
            "low": shown(one.low),
            "high": shown(one.high),
            "phase": one.phase,
        }
        for one in found.expected
    ]
    title = f"{found.plan.measure.title}, with what was to be expected without “{found.plan.name}”"
    columns = {
        "Period from": [one.day for one in found.expected],
        "Phase": [one.phase for one in found.expected],
        "Measured": [_read(shown(one.observed), percent) for one in found.expected],
        "Expected without it": [_read(shown(one.without), percent) for one in found.expected],
        f"{found.level:.0%} interval": [
            f"{_read(shown(one.low), percent)} to {_read(shown(one.high), percent)}" for one in found.expected
        ],
    }
    description = (
        f"{len(rows)} periods. Points are what was measured; the line and its band are what was to be "
        f"expected without the programme, which began on {day_words(found.plan.start)}."
        f"{_said_of_phases(rows)} {_where_it_lies(rows)}"
    )
    charts = [_drawn(rows, _phase_in(rows), found.plan, percent, narrow=narrow) for narrow in (False, True)]
    return Figure(charts[0], title, description, columns, charts[1])


def record_figure(series: Series, plan: Plan, *, per: float = 1.0) -> Figure:
    """Draw the record before the start, with the time a verdict will rest on: nothing that came after.

    Parameters
    ----------
    per : float
        Values are shown per so many of the measure's denominator, such as 100 orders.
    """
    percent = plan.measure.kind == "share"
    before = [
        (day, None if rate is None else rate * per)
        for day, rate in zip(series.days, series.rates, strict=True)
        if shifted(day, 1, series.grain) <= plan.start
    ]
    trigger = shifted(plan.start, -plan.trigger.periods(series.grain), series.grain)
    rows = [
        {"at": _at(day), "observed": rate, "phase": "before" if day < trigger else "left out"}
        for day, rate in before
    ]
    due = due_of(plan)
    columns = {
        "Period from": [day.isoformat() for day, _ in before],
        "Measured": [_read(rate, percent) for _, rate in before],
    }
    title = f"{plan.measure.title} before the start"
    description = (
        f"{len(before)} {series.grain}s before {day_words(plan.start)}.{_said_of_phases(rows)} What comes "
        f"after the start is not shown before the verdict is due on {day_words(due)}: whoever looks early "
        "sees effects that are none."
    )
    window = [{"from": _at(plan.start), "to": _at(due)}]
    charts = [_drawn(rows, window, plan, percent, narrow=narrow, due=due) for narrow in (False, True)]
    return Figure(charts[0], title, description, columns, charts[1])


def _at(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _read(value: float | None, percent: bool) -> str:
    if value is None:
        return ""
    return f"{value:.1%}" if percent else f"{value:,.4g}"


def _phase_in(rows: Rows) -> list[dict[str, str]]:
    """Return the time to shade: while the programme reached people, up to the first period after it."""
    inside = [number for number, row in enumerate(rows) if row["phase"] == "phase-in"]
    if not inside:
        return []
    end = rows[min(inside[-1] + 1, len(rows) - 1)]
    return [{"from": rows[inside[0]]["at"], "to": end["at"]}]


def _said_of_phases(rows: Rows) -> str:
    held = {row["phase"] for row in rows}
    said = " The shaded time is the phase-in." if "phase-in" in held else ""
    return f"{said} Grey points are left out." if "left out" in held else said


def _where_it_lies(rows: Rows) -> str:
    after = [row for row in rows if row["phase"] == "after" and row["observed"] is not None]
    below = sum(row["observed"] < row["without"] for row in after)
    if below in (0, len(after)):
        return f"All {len(after)} periods after it lie {'below' if below else 'above'} the line."
    return f"Of the {len(after)} periods after it, {below} lie below the line and {len(after) - below} above."


def _drawn(
    rows: Rows,
    spans: Sequence[Mapping[str, str]],
    plan: Plan,
    percent: bool,
    *,
    narrow: bool,
    due: date | None = None,
) -> Any:
    alt = altair()
    base = drawn_from(rows)
    x = alt.X(
        "at:T",
        title=None,
        scale=alt.Scale(type="utc"),
        axis=alt.Axis(
            format="%b %Y", grid=False, tickCount=3 if narrow else 7, labelOverlap=True, labelSeparation=10
        ),
    )
    y = alt.Y(
        "observed:Q",
        title=plan.measure.unit or None,
        scale=alt.Scale(zero=False, nice=True),
        axis=title_on_top(format=".0%" if percent else ",~r", tickCount=5),
    )  # fmt: skip
    parts = []
    if spans:
        shade = drawn_from(spans).mark_rect(color=colour("muted"), opacity=0.14)
        parts.append(shade.encode(x=alt.X("from:T", title=None), x2="to:T"))
    if any("without" in row for row in rows):
        # what was to be expected matters from the start on; before it the line shows how well it fits
        after = base.transform_filter("datum.phase != 'before'")
        parts += [
            after.mark_area(color=colour("2"), opacity=0.22).encode(x=x, y=alt.Y("low:Q"), y2="high:Q"),
            base.mark_line(color=colour("2"), strokeWidth=1.8).encode(x=x, y=alt.Y("without:Q")),
        ]
    points = base.mark_circle(size=22, opacity=1).encode(
        x=x,
        y=y,
        color=alt.Color(
            "phase:N",
            scale=alt.Scale(
                domain=["before", "phase-in", "left out", "after"],
                range=[colour("quiet"), colour("muted"), colour("muted"), colour("1")],
            ),
            legend=None,
        ),
    )
    parts += [points, *_marks(plan, rows, due, narrow=narrow, x=x)]
    return sized(alt.layer(*parts), narrow=narrow, height=220 if narrow else 280)


def _marks(plan: Plan, rows: Rows, due: date | None, *, narrow: bool, x: Any) -> list[Any]:
    """Return the lines at the start and at the verdict, with as many of their words as there is room for."""
    marks = [{"at": _at(plan.start), "text": "start"}]
    if due is not None:
        marks.append({"at": _at(due), "text": "verdict"})
    first = date.fromisoformat(rows[0]["at"][:10]) if rows else plan.start
    room = 1.0 if due is None else (due - plan.start) / max(due - first, timedelta(days=1))
    named = marks if room > (0.2 if narrow else 0.1) else marks[:1]
    right = due is None
    words = drawn_from(named).mark_text(
        align="left" if right else "right", dx=4 if right else -4, baseline="top", y=0
    )
    rules = drawn_from(marks).mark_rule(color=colour("ink"), strokeDash=[4, 3])
    return [rules.encode(x=x), words.encode(x=x, text="text:N")]
