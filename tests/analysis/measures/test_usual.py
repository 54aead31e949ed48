"""The newest period is called out of the ordinary seldom by chance, and when something happened."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from headwater.analysis.measures import Measure, Series
from headwater.analysis.measures.usual import FEWEST, usual_range

MONDAY = date(2025, 1, 6)


def weekly(values: Sequence[float | None], measure: Measure | None = None) -> Series:
    days = tuple(MONDAY + timedelta(weeks=n) for n in range(len(values)))
    return Series(measure or Measure("contacts.handle_hours"), "week", days, tuple(values))


def alarms(draws: np.ndarray) -> float:
    """Share of series whose newest week is outside."""
    outside = [usual_range(weekly(row.tolist())).verdict in ("better", "worse") for row in draws]
    return sum(outside) / len(outside)


def test_without_a_change_about_one_week_in_a_hundred_is_outside() -> None:
    draws = 100 + np.random.default_rng(1).normal(size=(4_000, 13))
    assert 0.003 < alarms(draws) < 0.015


@pytest.mark.parametrize("likeness", [0.5, -0.5])
def test_weeks_that_lean_on_each_other_or_swing_raise_few_more_alarms(likeness: float) -> None:
    rng = np.random.default_rng(2)
    noise = rng.normal(size=(3_000, 40))
    for n in range(1, 40):
        noise[:, n] += likeness * noise[:, n - 1]
    assert alarms(100 + noise[:, -13:]) < 0.03


def test_a_change_of_six_standard_deviations_is_seen_nearly_always() -> None:
    draws = 100 + np.random.default_rng(3).normal(size=(1_000, 13))
    draws[:, -1] += 6
    assert alarms(draws) > 0.95


def test_the_limits_are_those_of_a_chart_of_individual_values() -> None:
    # mean plus and minus 2.66 mean moving ranges (Montgomery 2013, section 6.4), widened for the mean's error
    values = [30.0, 37.0] * 6
    found = usual_range(weekly([*values, 33.0]))
    half = 3 * (7 / (2 / np.sqrt(np.pi))) * np.sqrt(1 + 1 / 12)
    assert found.middle == pytest.approx(33.5)
    assert (found.low, found.high) == pytest.approx((33.5 - half, 33.5 + half))
    assert half == pytest.approx(2.66 * 7 * np.sqrt(13 / 12), rel=1e-3)


@pytest.mark.parametrize(
    ("better", "last", "verdict"),
    [("lower", 130, "worse"), ("lower", 70, "better"), ("higher", 130, "better"), ("higher", 70, "worse")],
)
def test_the_side_decides_with_what_is_better(better: str, last: float, verdict: str) -> None:
    measure = Measure("m", better="higher" if better == "higher" else "lower")
    assert usual_range(weekly([100, 101] * 6 + [last], measure)).verdict == verdict


def test_a_share_never_has_a_usual_range_outside_zero_and_one() -> None:
    share = Measure("m", kind="share")
    series = replace(weekly([0, 3, 1, 0, 4, 0, 1, 2, 0, 0, 3, 1, 2], share), denominators=(40.0,) * 13)
    found = usual_range(series)
    assert found.low == 0.0
    assert found.latest == pytest.approx(0.05)


def test_too_few_weeks_say_nothing_and_say_why() -> None:
    found = usual_range(weekly([100, 101, 102]))
    assert found.verdict == "unknown"
    assert found.why == f"2 weeks lie before it, {FEWEST} are needed"
    assert found.latest == 102


def test_missing_weeks_do_not_count_as_known() -> None:
    found = usual_range(weekly([None] * 6 + [100.0, 101.0] * 3 + [105.0]))
    assert (found.verdict, found.periods) == ("unknown", 6)


def test_what_was_measured_differently_before_is_left_out() -> None:
    series = weekly([10.0] * 4 + [100.0, 101.0] * 4 + [100.5])
    assert usual_range(series).low is not None
    changed = replace(series, changes=(MONDAY + timedelta(weeks=4),))
    found = usual_range(changed)
    assert found.periods == 8
    assert found.low is not None
    assert found.low > 90


def test_nothing_measured_is_said() -> None:
    assert usual_range(None).why == "nothing was measured yet"
    assert usual_range(weekly([1.0, None])).why == "the newest week was not measured"
