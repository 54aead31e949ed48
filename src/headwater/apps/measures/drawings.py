"""Charts of measures, drawn once for their points."""

import hashlib
from dataclasses import dataclass

from django.core.cache import cache

from headwater.analysis.charts.figure import Figure
from headwater.analysis.charts.lines import line_with_band
from headwater.analysis.charts.units import SHARE
from headwater.analysis.frames import Columns
from headwater.analysis.measures import Series
from headwater.apps.measures import words
from headwater.apps.measures.selectors import Reading

KEPT_SECONDS = 14 * 24 * 3600
"""A drawing is kept until its points have changed long ago; drawing takes longer than a page may."""


@dataclass(frozen=True)
class Drawing:
    """A chart that was drawn before, as the tag `chart` takes it."""

    title: str
    description: str
    columns: Columns
    wide: str
    narrow: str

    def svg(self, *, narrow: bool = False, key: str = "") -> str:
        """Return the picture, for a phone or a desk."""
        return self.narrow if narrow else self.wide


def drawing(reading: Reading) -> Drawing | None:
    """Return the chart of a measure, drawn once for its points; None where there are fewer than two."""
    series = reading.series
    if series is None or len(series) < 2:
        return None
    shown = [(p.starts_on, p.value, p.low, p.high) for p in reading.points]
    team = None if reading.team is None else reading.team.name
    said = [(change.day, change.what) for change in reading.changes]
    name = [reading.published.key, reading.published.measure.title, series.grain, team, shown, said]
    key = f"measures.{hashlib.sha256(repr(name).encode()).hexdigest()}"
    found: Drawing | None = cache.get(key)
    if found is None:
        made = figure(reading, series)
        wide, narrow = made.svg(key="measure-wide"), made.svg(narrow=True, key="measure-narrow")
        found = Drawing(made.title, made.description, made.columns, wide, narrow)
        cache.set(key, found, KEPT_SECONDS)
    return found


def figure(reading: Reading, series: Series) -> Figure:
    """Return the chart of a measure."""
    published = reading.published
    points = {point.starts_on: point for point in reading.points}
    rows = []
    for day in series.days:
        point = points.get(day)
        rows.append(
            {
                "at": day,
                "value": None if point is None else point.value * published.per,
                "low": None if point is None or point.low is None else point.low * published.per,
                "high": None if point is None or point.high is None else point.high * published.per,
            }
        )
    banded = any(row["low"] is not None for row in rows)
    where = "the organisation" if reading.team is None else reading.team.name
    period = "Month" if series.grain == "month" else "Week"
    return line_with_band(
        rows,
        title=f"{published.measure.title}, {period.lower()} by {period.lower()}",
        description=f"Of {where}, {len(series)} {series.grain}s"
        + (", with the 95% interval as a band." if banded else ".")
        + f" {words.trend_of(reading)}"
        + _marked(reading, series),
        heading=f"{period} from",
        measure=published.measure.unit[:1].upper() + published.measure.unit[1:],
        unit=words.unit_of(published),
        from_zero=words.unit_of(published) is not SHARE or _near_zero(reading),
        more=_changed(reading, series),
        marks=series.changes,
    )


def _marked(reading: Reading, series: Series) -> str:
    """Say what the dashed lines mean, by their numbers on the chart."""
    if not series.changes:
        return ""
    said = []
    for number, day in enumerate(series.changes, 1):
        what = "; ".join(change.what.rstrip(".") for change in reading.changes if change.day == day)
        said.append(f"{number}, from {day.day} {day:%b %Y}: {what}.")
    return f" Dashed lines mark days of another definition or recording. {' '.join(said)}"


def _changed(reading: Reading, series: Series) -> Columns:
    """Return a column that says in which period the definition changed; none where it never did."""
    if not series.changes:
        return {}
    said: dict[int, list[str]] = {}
    for change in reading.changes:
        if change.day in series.changes:
            said.setdefault(series.place_of(change.day), []).append(change.what)
    return {"Recorded differently": ["; ".join(said.get(at, ())) for at in range(len(series))]}


def _near_zero(reading: Reading) -> bool:
    """Say whether zero belongs on the axis: not where it would press the line flat."""
    values = [point.value for point in reading.points]
    return min(values) < 2 * (max(values) - min(values))
