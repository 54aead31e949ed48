"""Measures as pages show them."""

from dataclasses import dataclass

from django.urls import reverse

from headwater.analysis.charts.units import SHARE
from headwater.analysis.frames import Columns
from headwater.apps.measures import words
from headwater.apps.measures.registry import Published
from headwater.apps.measures.selectors import Reading
from headwater.apps.measures.selectors.own import Difference
from headwater.apps.measures.sparkline import Sparkline, sparkline


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
    if reading.team is not None and reading.published.measure.smallest_group == 1:
        return f"its file holds nothing of {reading.team.name}"
    if reading.team is not None:
        return (
            f"no {reading.published.measure.title.lower()} for {reading.team.name}: not recorded there, or "
            f"fewer than {reading.published.measure.smallest_group} people worked in it"
        )
    return reading.published.without or "the contacts do not hold what it takes, or no period is complete"


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
        "store_version": [point.store_version or None for point in points],
    }


def difference_columns(published: Published, found: Difference) -> Columns:
    """Return what a file would change as a table."""

    def read(value: float | None) -> str:
        return "none" if value is None else words.said(published, value)

    return {
        "Of": [team for team, *_ in found.examples],
        "Period from": [day.isoformat() for _, day, *_ in found.examples],
        "Now": [read(before) for *_, before, _ in found.examples],
        "After": [read(after) for *_, after in found.examples],
    }
