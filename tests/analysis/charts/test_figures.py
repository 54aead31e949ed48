"""Each figure carries the table it was drawn from, and draws what the table says."""

from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest

from headwater.analysis.charts import (
    COUNT,
    Figure,
    dot_intervals,
    grouped_bars,
    histogram,
    line_with_band,
    ranked_bars,
    week_heatmap,
)
from headwater.analysis.charts.grammar import legend
from headwater.analysis.charts.heatmap import _edges
from headwater.analysis.charts.histogram import _places, _stacked

from .drawn import ALL_FIGURES, bars, groups, heat

WORDS: dict[str, Any] = {"title": "t", "description": "d"}


def words(figure: Figure) -> set[str]:
    root = ElementTree.fromstring(figure.svg())
    return {e.text or "" for e in root.iter("{http://www.w3.org/2000/svg}text")}


@pytest.mark.parametrize("make", ALL_FIGURES, ids=lambda make: make.__name__)
def test_the_table_is_rectangular_and_becomes_a_frame(make: Any) -> None:
    figure = make()
    lengths = {len(values) for values in figure.columns.values()}
    assert len(lengths) == 1
    assert len(figure.to_frame()) == lengths.pop()


def test_ranked_bars_keep_the_order_and_say_value_and_interval() -> None:
    figure = bars()
    assert figure.columns["Repeated"] == ["34%", "20%", "5.0%"]
    assert figure.columns["95% interval"] == ["31% to 37%", "17% to 24%", None]
    assert {"34%", "20%", "5.0%", "Where is my parcel?"} <= words(figure)


def test_bars_are_as_long_as_their_values() -> None:
    rows = [{"label": "a", "value": 40}, {"label": "b", "value": 10}]
    figure = ranked_bars(rows, heading="Team", measure="Contacts", unit=COUNT, **WORDS)
    root = ElementTree.fromstring(figure.svg())
    blue = [e for e in root.iter() if (e.get("fill") or "").startswith("var(--chart-1,") and e.get("d")]
    right = [max(float(p.split(",")[0]) for p in e.attrib["d"].split("L")[1:] or ["0"]) for e in blue]
    assert len(blue) == 2
    assert right == sorted(right, reverse=True)


def test_groups_leave_out_what_is_not_known() -> None:
    figure = groups()
    assert figure.columns["Cost"] == ["47%", None]
    assert figure.columns["Handle time"] == ["48%", "52%"]
    assert {"Contacts", "Handle time", "Cost"} <= words(figure)


def test_a_line_leaves_a_gap_where_nothing_is_known() -> None:
    rows = [{"at": date(2026, 1, 5 + n), "value": None if n == 1 else 0.5} for n in range(3)]
    figure = line_with_band(rows, heading="Day", measure="Repeated", **WORDS)
    assert figure.columns["Repeated"] == ["50%", None, "50%"]
    assert "95% interval" not in figure.columns
    assert "<svg" in figure.svg()


@pytest.mark.parametrize(
    ("largest", "edges"),
    [
        (12, [0, 2, 4, 6, 8, 10, 12]),
        (0.9, [0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9]),
        (1, [0, 0.2, 0.4, 0.6, 0.8, 1]),
    ],
)
def test_heatmap_steps_are_round_and_reach_the_largest(largest: float, edges: list[float]) -> None:
    assert _edges(largest) == pytest.approx(edges)


def test_the_heatmap_table_has_every_half_hour() -> None:
    columns = heat().columns
    assert list(columns["Half-hour from"])[:3] == ["00:00", "00:30", "01:00"]
    assert columns["Monday"][22] == "10"
    assert columns["Sunday"] == ["0"] * 48


def test_histogram_shares_add_up() -> None:
    figure = histogram(
        [{"left": 0, "right": 60, "count": 3}, {"left": 60, "right": 120, "count": 1}],
        heading="Handle time",
        markers=[(45.0, "median 45 s")],
        **WORDS,
    )
    assert figure.columns["Share"] == ["75.0%", "25.0%"]
    assert "median 45 s" in words(figure)


def test_markers_stand_right_where_they_fit_and_the_last_one_left_above_all() -> None:
    markers = [
        (900.0, "9 in 10 within 15 min 00 s"),
        (240.0, "pile-up under 4 min"),
        (268.0, "median 4 min 28 s"),
    ]
    stacked = _stacked([*markers, (5000.0, "outside")], _places(10.0, 1000.0, log=True), narrow=True)
    assert stacked == [
        (900.0, "9 in 10 within 15 min 00 s", True),
        (268.0, "median 4 min 28 s", True),
        (240.0, "pile-up under 4 min", True),
    ]
    wide = _stacked(markers[1:], _places(0.0, 1000.0, log=False), narrow=False)
    assert wide == [(240.0, "pile-up under 4 min", False), (268.0, "median 4 min 28 s", False)]


def test_a_long_legend_stands_below_each_other_on_a_phone_only() -> None:
    kinds = ["as the vendor counts", "not followed by another contact"]
    assert legend(kinds, narrow=True).to_dict()["columns"] == 1
    assert legend(kinds, narrow=False).to_dict()["columns"] == 2


def test_a_definition_that_cannot_be_told_is_listed_and_not_drawn() -> None:
    rows: list[dict[str, Any]] = [
        {"label": "7 days", "value": 0.3, "low": 0.2, "high": 0.4},
        {"label": "30 days", "value": None},
    ]
    figure = dot_intervals(rows, heading="Window", measure="Repeated", **WORDS)
    assert figure.columns["Repeated"] == ["30%", "cannot tell"]
    assert "30 days" not in words(figure)


def test_figures_of_nothing_still_draw() -> None:
    empty = [
        ranked_bars([], heading="Reason", measure="Share", **WORDS),
        grouped_bars([], heading="Reason", measures=["Contacts"], **WORDS),
        line_with_band([], heading="Week", measure="Share", **WORDS),
        week_heatmap([], **WORDS),
        histogram([], heading="Handle time", **WORDS),
        dot_intervals([], heading="Window", measure="Share", **WORDS),
    ]
    for figure in empty:
        assert figure.svg(narrow=True).startswith("<svg")
