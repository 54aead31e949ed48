"""Pictures of an intervention: what they show, and above all what they do not show yet."""

from dataclasses import replace
from typing import Any

import numpy as np

from headwater.analysis.interventions.chart import evaluation_figure, record_figure
from headwater.analysis.measures import Series, duration

from .made import weekly_series
from .made_judged import FIRST, MEASURE, judged


def whole_series() -> Series:
    values = np.r_[np.arange(104) % 7 + 200.0, np.full(26, 150.0) + np.arange(26) % 3]
    return weekly_series(values, MEASURE, FIRST)


def drawn(figure: Any) -> str:
    return str(figure.chart.to_dict(validate=False))


def test_the_record_before_the_start_shows_no_period_that_reaches_beyond_the_start() -> None:
    plan = judged(-40).plan
    figure = record_figure(whole_series(), plan)
    assert len(figure.columns["Period from"]) == 104
    assert max(figure.columns["Period from"]) < plan.start.isoformat()
    assert "152" not in drawn(figure), "a value after the start is nowhere in the picture either"
    assert "206" in drawn(figure)


def test_a_week_in_which_the_start_falls_is_not_shown_before_the_verdict() -> None:
    plan = replace(judged(-40).plan, start=judged(-40).plan.start.replace(day=4))
    assert max(record_figure(whole_series(), plan).columns["Period from"]) == "2023-12-25"


def test_the_weeks_that_led_to_the_launch_are_marked_as_left_out() -> None:
    plan = replace(judged(-40).plan, trigger=duration("4w"))
    figure = record_figure(whole_series(), plan)
    assert drawn(figure).count("left out") == 4 + 1, "four weeks, and the scale of colours"
    assert "Grey points are left out." in figure.description


def test_the_picture_of_a_verdict_says_its_phases_and_shows_values_per_so_many() -> None:
    found = judged(-40, phase_in=duration("4w"))
    figure = evaluation_figure(found, per=0.5)
    assert "The shaded time is the phase-in." in figure.description
    assert "All 22 periods after it lie below the line." in figure.description
    assert "lie below the line and" in evaluation_figure(judged(0)).description
    assert figure.columns["Phase"].count("phase-in") == 4
    first = next(one.observed for one in found.expected)
    assert first is not None
    assert figure.columns["Measured"][0] == f"{first / 2:,.4g}"
    assert "shaded" not in evaluation_figure(judged(-40)).description
