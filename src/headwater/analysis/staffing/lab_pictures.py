"""Pictures of a queue and its roster from the rows of a study: through the day, more or fewer staff."""

from collections.abc import Mapping, Sequence
from typing import Any

from headwater.analysis.charts.figure import Figure
from headwater.analysis.charts.grammar import altair, drawn_from, legend, sized, title_on_top
from headwater.analysis.charts.theme import Token, colour

_NEEDED, _THERE, _BUSY = "needed, with its band", "there, by the roster", "at work"
_TONES: dict[str, Token] = {_NEEDED: "1", _THERE: "2", _BUSY: "3"}

Rows = Sequence[Mapping[str, Any]]


def day_figure(rows: Rows, *, title: str, description: str) -> Figure:
    """Return one day: agents needed with their band, who is there, and, where it is known, who was at work.

    Parameters
    ----------
    rows : sequence of mapping
        Of one day, as `coming_rows` or `week_rows` makes them.
    """
    has_there = any(row.get("there") is not None for row in rows)
    has_work = any(row.get("at_work") is not None for row in rows)
    columns: dict[str, Sequence[Any]] = {
        "Half-hour from": [clock(row["half_hour"]) for row in rows],
        "Contacts": [f"{row['contacts']:.1f}" for row in rows],
        "Needed": [f"{row['needed']:.1f}" for row in rows],
        "Band": [f"{row['needed_low']:.1f} to {row['needed_high']:.1f}" for row in rows],
    }
    if has_there:
        columns["Scheduled"] = [f"{row['scheduled'] or 0:.1f}" for row in rows]
        columns["There"] = [f"{row['there'] or 0:.1f}" for row in rows]
    if has_work:
        columns["At work"] = [f"{row['at_work']:.1f}" for row in rows]
    if any(row.get("verdict") for row in rows):
        columns["Verdict"] = [row["verdict"] for row in rows]
    names = [_NEEDED, *([_THERE] if has_there else []), *([_BUSY] if has_work else [])]
    charts = [_day(rows, names, narrow=narrow) for narrow in (False, True)]
    return Figure(charts[0], title, description, columns, charts[1])


def _day(rows: Rows, names: list[str], *, narrow: bool) -> Any:
    alt = altair()
    keys = {_NEEDED: "needed", _THERE: "there", _BUSY: "at_work"}
    lines, band = [], []
    for stretch in _stretches(rows):
        # a step needs its end: the last half-hour closes at the next
        ends = [*stretch, {**stretch[-1], "half_hour": stretch[-1]["half_hour"] + 1}]
        part = str(stretch[0]["half_hour"])
        band += [
            {"at": r["half_hour"], "low": r["needed_low"], "high": r["needed_high"], "part": part}
            for r in ends
        ]
        lines += [
            {"at": r["half_hour"], "value": r[keys[name]] or 0, "who": name, "part": f"{name} {part}"}
            for name in names
            for r in ends
        ]
    x = alt.X(
        "at:Q", title=None, scale=alt.Scale(nice=False, zero=False), axis=_hours(rows, 4 if narrow else 2)
    )
    y = alt.Y(
        "value:Q", title="agents", scale=alt.Scale(zero=True), axis=title_on_top(format=",.1~f", tickCount=5)
    )
    dashes = {_NEEDED: [1, 0], _THERE: [6, 3], _BUSY: [2, 2]}
    area = (
        drawn_from(band)
        .mark_area(color=colour("1"), opacity=0.22, interpolate="step-after")
        .encode(x=x, y=alt.Y("low:Q"), y2="high:Q", detail="part:N")
    )
    line = (
        drawn_from(lines)
        .mark_line(interpolate="step-after", strokeWidth=2.2)
        .encode(
            x=x,
            y=y,
            detail="part:N",
            color=alt.Color(
                "who:N",
                title=None,
                sort=names,
                scale=alt.Scale(domain=names, range=[colour(_TONES[name]) for name in names]),
                legend=legend(names, narrow=narrow, symbolType="stroke", symbolStrokeWidth=3, offset=26),
            ),
            strokeDash=alt.StrokeDash(
                "who:N",
                sort=names,
                scale=alt.Scale(domain=names, range=[dashes[name] for name in names]),
                legend=None,
            ),
        )
    )
    return sized(alt.layer(area, line), narrow=narrow, height=220 if narrow else 260)


def curve_figure(curve: Mapping[str, Any], *, title: str, description: str) -> Figure:
    """Return answered in time and giving up against people there; those there and needed are marked."""
    rows = curve["rows"]
    answered = f"answered in {curve['threshold_seconds']:g} s"
    columns: dict[str, Sequence[Any]] = {
        "People there": [f"{row['agents']:.1f}" for row in rows],
        answered.capitalize(): [f"{row['level']:.0%}" for row in rows],
        "Between": [f"{row['level_low']:.0%} and {row['level_high']:.0%}" for row in rows],
    }
    if not curve["patient"]:
        columns["Give up"] = [f"{row['left']:.1%}" for row in rows]
        columns["Give up, between"] = [f"{row['left_low']:.1%} and {row['left_high']:.1%}" for row in rows]
    charts = [_curve(curve, answered, narrow=narrow) for narrow in (False, True)]
    return Figure(charts[0], title, description, columns, charts[1])


def _curve(curve: Mapping[str, Any], answered: str, *, narrow: bool) -> Any:
    alt = altair()
    names = [answered] if curve["patient"] else [answered, "give up"]
    keys = {answered: "level", "give up": "left"}
    tones: dict[str, Token] = dict(zip(names, ("1", "2"), strict=False))
    data = [
        {
            "agents": row["agents"],
            "value": row[keys[name]],
            "low": row[f"{keys[name]}_low"],
            "high": row[f"{keys[name]}_high"],
            "who": name,
        }
        for name in names
        for row in curve["rows"]
    ]
    base = drawn_from(data)
    x = alt.X(
        "agents:Q",
        title="people there",
        scale=alt.Scale(nice=False, zero=False),
        axis=alt.Axis(grid=False, tickCount=6),
    )
    y = alt.Y("value:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format=".0%", tickCount=5))
    tone = alt.Color(
        "who:N",
        title=None,
        sort=names,
        scale=alt.Scale(domain=names, range=[colour(tones[name]) for name in names]),
        legend=legend(names, narrow=narrow, symbolType="stroke", symbolStrokeWidth=3, symbolOpacity=1),
    )
    marks = [{"agents": curve["needed"], "text": f"needed {curve['needed']:.1f}", "level": 0}]
    if curve["there"] is not None:
        marks.append({"agents": curve["there"], "text": f"there {curve['there']:.1f}", "level": 1})
    upright = drawn_from(marks)
    lesser = min(mark["agents"] for mark in marks)
    parts = [
        base.mark_area(opacity=0.2).encode(x=x, y=alt.Y("low:Q"), y2="high:Q", color=tone),
        base.mark_line(strokeWidth=2.2).encode(x=x, y=y, color=tone),
        upright.mark_rule(color=colour("ink"), strokeDash=[4, 3]).encode(x=x),
    ]
    for mark in marks:
        # each stands on its own side, so that lines near each other do not cross the words
        left = len(marks) > 1 and mark["agents"] == lesser
        parts.append(
            drawn_from([mark])
            .mark_text(
                align="right" if left else "left", dx=-5 if left else 5, baseline="middle", fontWeight="bold"
            )
            .encode(x=x, y=alt.value(95 + 18 * mark["level"]), text="text:N")
        )
    return sized(alt.layer(*parts), narrow=narrow, height=230 if narrow else 260)


def _stretches(rows: Rows) -> list[list[Mapping[str, Any]]]:
    """Return rows parted where the queue is closed in between."""
    found: list[list[Mapping[str, Any]]] = []
    for row in rows:
        if found and found[-1][-1]["half_hour"] == row["half_hour"] - 1:
            found[-1].append(row)
        else:
            found.append([row])
    return found


def _hours(rows: Rows, every: int) -> Any:
    """Return an axis of hours for half-hours counted from midnight."""
    first, last = rows[0]["half_hour"], rows[-1]["half_hour"] + 1
    if last - first <= 12:
        every = 1
    values = [
        half for half in range(first - first % 2, last + 1) if half % (2 * every) == 0 and half >= first
    ]
    return altair().Axis(
        values=values, grid=False, labelExpr="format(floor(datum.value / 2), '02') + ':00'", labelFlush=False
    )


def clock(half: int) -> str:
    """Return when a half-hour of the day begins."""
    return f"{half // 2:02d}:{30 * (half % 2):02d}"
