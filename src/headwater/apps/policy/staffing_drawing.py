"""Pictures of staffing, drawn once for their rows: a page may not take so long."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.cache import cache

from headwater.analysis.charts.figure import Figure
from headwater.apps.measures.drawings import KEPT_SECONDS, Drawing
from headwater.apps.policy.staffing_words import (
    BAND,
    RUNS,
    WEEKDAYS,
    clock,
    curve_said,
    day_said,
    default_weekday,
    usual_said,
)
from headwater.apps.tasks.kinds import Report

Content = Mapping[str, Any]


def draw_ahead(told: Content, report: Report) -> int:
    """Draw what the page shows of every channel and day; what is drawn already is left. Returns how many."""
    drawn = 0
    for number, (channel, content) in enumerate(told["channels"].items()):
        report(f"Pictures of {channel}", number, len(told["channels"]))
        first = default_weekday(content)
        found = [occupancy_drawing(content), curve_drawing(content)]
        for weekday in sorted(range(7), key=lambda day: day != first):
            found += [coming_drawing(content, weekday), usual_drawing(content, weekday)]
        drawn += sum(one is not None for one in found)
    return drawn


def coming_drawing(content: Content, weekday: int) -> Drawing | None:
    """Return the picture of the coming day of that name; None where it is not forecast."""
    plan = content["plan"]
    rows = [] if plan is None else [row for row in plan["rows"] if row["weekday"] == weekday]
    if not rows:
        return None
    day = date.fromisoformat(rows[0]["day"])
    title = f"{WEEKDAYS[weekday]} {day.day} {day:%B}: agents needed, and who is there"
    if rows[0]["there"] is None:
        title = f"{WEEKDAYS[weekday]} {day.day} {day:%B}: agents needed"

    def draw() -> Figure:
        from headwater.analysis.staffing.lab_pictures import day_figure

        return day_figure(rows, title=title, description=f"{day_said(rows)} {BAND}")

    return _once("coming", [content["channel"], rows], draw)


def usual_drawing(content: Content, weekday: int) -> Drawing | None:
    """Return the picture of that weekday as it was; None without a roster of past days."""
    past = content["past"]
    rows = [] if past is None else [row for row in past["rows"] if row["weekday"] == weekday]
    if not rows:
        return None
    title = f"{WEEKDAYS[weekday]}s so far: needed, there and at work"

    def draw() -> Figure:
        from headwater.analysis.staffing.lab_pictures import day_figure

        return day_figure(rows, title=title, description=f"{usual_said(rows)} {BAND}")

    return _once("usual", [content["channel"], rows], draw)


def occupancy_drawing(content: Content) -> Drawing | None:
    """Return the map of occupancy; None where roster and contacts do not allow one."""
    past = content["past"]
    if past is None or past["occupancy"]["refused"]:
        return None

    def draw() -> Figure:
        from headwater.analysis.staffing.occupancy_picture import occupancy_figure

        return occupancy_figure(
            past["rows"], title="How busy people were, half-hour by half-hour", description=RUNS
        )

    return _once("occupancy", [content["channel"], past["rows"]], draw)


def curve_drawing(content: Content) -> Drawing | None:
    """Return the picture of more or fewer people; None where the coming week is not forecast."""
    if content["plan"] is None:
        return None
    curve = content["plan"]["curve"]
    day = date.fromisoformat(curve["day"])
    title = f"More or fewer people on {WEEKDAYS[day.weekday()]} at {clock(curve['half_hour'])}"

    def draw() -> Figure:
        from headwater.analysis.staffing.lab_pictures import curve_figure

        return curve_figure(curve, title=title, description=curve_said(curve))

    return _once("curve", [content["channel"], curve], draw)


def _once(name: str, rows: Sequence[Any], draw: Callable[[], Figure]) -> Drawing:
    shown = hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()
    key = f"policy.staffing.{name}.{shown}"
    found: Drawing | None = cache.get(key)
    if found is None:
        made = draw()
        wide, narrow = made.svg(key=f"{name}-wide"), made.svg(narrow=True, key=f"{name}-narrow")
        found = Drawing(made.title, made.description, made.columns, wide, narrow)
        cache.set(key, found, KEPT_SECONDS)
    return found
