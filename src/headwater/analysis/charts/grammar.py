"""Altair as the figures use it: loaded when a figure is drawn, and sized for a page or a phone."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from headwater.analysis.charts.theme import NARROW, WIDE

_SYMBOL, _CHARACTER, _LEGEND_MARGIN = 24, 6.4, 50
"""Pixels a legend spends on a symbol, on a letter of its words, and on the margin beside it."""


def altair() -> Any:
    """Return Altair, which takes most of a second to load."""
    import altair as alt

    return alt


def drawn_from(rows: Iterable[Mapping[str, Any]]) -> Any:
    """Return a chart without marks over rows that stand inside it."""
    alt = altair()
    return alt.Chart(alt.Data(values=[dict(row) for row in rows]))


def sized(chart: Any, *, narrow: bool, height: Any) -> Any:
    """Return the chart as wide as a page or a phone, labels included."""
    alt = altair()
    return chart.properties(
        width=NARROW if narrow else WIDE,
        height=height,
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
    )


def labels_above(labels: Iterable[str], y: Any, up: float) -> Any:
    """Return labels that stand over their rows, for a phone, where beside them is no room."""
    alt = altair()
    chart = drawn_from({"label": label} for label in labels)
    return chart.mark_text(align="left", dy=up, limit=NARROW - 10).encode(x=alt.value(0), y=y, text="label:N")


def legend(names: Sequence[str], *, narrow: bool, **options: Any) -> Any:
    """Return a legend over the chart, its entries below each other on a phone where they are too long."""
    room = (NARROW if narrow else WIDE) - _LEGEND_MARGIN
    wide = sum(_SYMBOL + _CHARACTER * len(name) for name in names)
    return altair().Legend(columns=len(names) if wide <= room else 1, **options)


def title_on_top(**axis: Any) -> Any:
    """Return an axis for y whose title stands over it, where it reads without turning the head."""
    return altair().Axis(titleAngle=0, titleAlign="left", titleAnchor="end", titleX=0, titleY=-10, **axis)
