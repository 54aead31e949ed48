"""Measures: what is measured in every period, and the series it makes."""

from headwater.analysis.measures.grains import Duration, Grain, duration
from headwater.analysis.measures.measure import Kind, Measure
from headwater.analysis.measures.reading import SeriesColumns, read_groups, read_series
from headwater.analysis.measures.series import Point, Series, series_of

__all__ = [
    "Duration",
    "Grain",
    "Kind",
    "Measure",
    "Point",
    "Series",
    "SeriesColumns",
    "duration",
    "read_groups",
    "read_series",
    "series_of",
]
