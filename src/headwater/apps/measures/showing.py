"""Measures as pages show them."""

import hashlib
from dataclasses import dataclass

from django.core.cache import cache
from django.urls import reverse

from headwater.analysis.charts.figure import Figure
from headwater.analysis.charts.lines import line_with_band
from headwater.analysis.charts.units import SHARE
from headwater.analysis.frames import Columns
from headwater.analysis.measures import Series
from headwater.apps.measures import words
from headwater.apps.measures.registry import Published
from headwater.apps.measures.selectors import Reading
from headwater.apps.measures.sparkline import Sparkline, sparkline
from headwater.apps.people.permissions import MAY, Scope

KEPT_SECONDS = 14 * 24 * 3600
"""A drawing is kept until its points have changed long ago; drawing takes longer than a page may."""


@dataclass(frozen=True)
class Card:
    """One measure in a list of measures.

    Attributes
    ----------
    figure : str
        The newest value; empty where there is none, and `why` says why.
    verdict : str
        usual, better, worse or unknown.
    """

    key: str
    name: str
    figure: str
    unit: str
    interval: str
    period: str
    trend: str
    verdict: str
    why: str
    picture: Sparkline | None = None
    url: str = ""


def card(reading: Reading, query: str = "") -> Card:
    """Return a reading as a card that leads to the measure's page, with the same part of the contacts."""
    published = reading.published
    share = words.unit_of(published) is SHARE
    return Card(
        key=published.key,
        name=published.measure.title,
        figure=words.value_of(reading),
        unit="" if share or published.measure.unit == "hours" else published.measure.unit,
        interval=words.interval_of(reading),
        period=words.period_of(reading),
        trend=words.trend_of(reading),
        verdict=reading.usual.verdict,
        why="" if reading.points else why_nothing(reading),
        picture=sparkline(reading),
        url=reverse("measures:measure", args=[published.key]) + (f"?{query}" if query else ""),
    )


def why_nothing(reading: Reading) -> str:
    """Say what may be missing where a measure has no points."""
    if reading.team is not None:
        return (
            f"no {reading.published.measure.title.lower()} for {reading.team.name}: not recorded there, or "
            f"fewer than {reading.published.measure.smallest_group} people worked in it"
        )
    return reading.published.without or "the contacts do not hold what it takes, or no period is complete"


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
    name = [reading.published.key, series.grain, None if reading.team is None else reading.team.name, shown]
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
        + f" {words.trend_of(reading)}",
        heading=f"{period} from",
        measure=published.measure.unit[:1].upper() + published.measure.unit[1:],
        unit=words.unit_of(published),
        from_zero=words.unit_of(published) is not SHARE or _near_zero(reading),
    )


def columns(reading: Reading) -> Columns:
    """Return a series as a table for further work: plain numbers, a period a row."""
    points = reading.points
    per = reading.published.per
    return {
        "measure": [point.measure for point in points],
        "team": ["" if reading.team is None else reading.team.name] * len(points),
        "period": [point.grain for point in points],
        "starts_on": [point.starts_on.isoformat() for point in points],
        "value": [point.value * per for point in points],
        "low": [None if point.low is None else point.low * per for point in points],
        "high": [None if point.high is None else point.high * per for point in points],
        "counted": [point.numerator for point in points],
        "of": [point.denominator for point in points],
        "store_version": [point.store_version for point in points],
    }


def who_may_see(published: Published) -> str:
    """Name the roles that see a measure."""
    roles = [role.label for role, scope in MAY[published.action].items() if scope is Scope.ORGANISATION]
    return ", ".join(roles)


def _near_zero(reading: Reading) -> bool:
    """Say whether zero belongs on the axis: not where it would press the line flat."""
    values = [point.value for point in reading.points]
    return min(values) < 2 * (max(values) - min(values))
