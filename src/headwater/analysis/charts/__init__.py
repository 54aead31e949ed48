"""Charts: results to Vega-Lite, and from there to SVG that needs no network."""

from headwater.analysis.charts.bars import grouped_bars, ranked_bars
from headwater.analysis.charts.figure import Figure
from headwater.analysis.charts.heatmap import week_heatmap
from headwater.analysis.charts.histogram import histogram
from headwater.analysis.charts.intervals import dot_intervals
from headwater.analysis.charts.lines import line_with_band
from headwater.analysis.charts.quadrants import quadrant_bars
from headwater.analysis.charts.render import svg
from headwater.analysis.charts.theme import palette_css
from headwater.analysis.charts.units import COUNT, HOURS, SECONDS, SHARE, Unit, money

__all__ = [
    "COUNT",
    "HOURS",
    "SECONDS",
    "SHARE",
    "Figure",
    "Unit",
    "dot_intervals",
    "grouped_bars",
    "histogram",
    "line_with_band",
    "money",
    "palette_css",
    "quadrant_bars",
    "ranked_bars",
    "svg",
    "week_heatmap",
]
