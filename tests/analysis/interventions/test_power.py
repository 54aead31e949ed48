"""What a plan would find is said before it starts, and agrees with simulation and with published figures."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from tests.analysis.interventions.made import autocorrelated, weekly_series

from headwater.analysis.errors import UsageError
from headwater.analysis.interventions.plan import Plan, smallest_effect
from headwater.analysis.interventions.power import minimum_detectable, power_of, simulated_minimum_detectable
from headwater.analysis.measures import Duration, Measure, Series

FIRST = date(2023, 1, 2)
MEASURE = Measure("wait", unit="minutes")

REFERENCE = [
    (26, 13, False, 1.63),
    (52, 26, False, 1.16),
    (104, 26, False, 1.00),
    (104, 52, False, 0.79),
    (52, 26, True, 1.81),
    (104, 26, True, 1.37),
]
"""Standard deviations found four times in five, AR(1) .4: measured by simulation for the method."""


@pytest.mark.parametrize(("before", "after", "trend", "published"), REFERENCE)
def test_the_formula_is_within_a_tenth_of_the_reference(
    before: int, after: int, trend: bool, published: float
) -> None:
    assert minimum_detectable(before, after, trend=trend) == pytest.approx(published, rel=0.1)


@pytest.mark.parametrize(("before", "after", "trend", "published"), [REFERENCE[1], REFERENCE[2]])
def test_simulation_is_within_a_tenth_of_the_reference(
    before: int, after: int, trend: bool, published: float
) -> None:
    found = simulated_minimum_detectable(before, after, np.random.default_rng(1), trend=trend, draws=300)
    assert found == pytest.approx(published, rel=0.1)


def record(periods: int = 104, seed: int = 1) -> Series:
    return weekly_series(20 + autocorrelated(periods, 0.4, np.random.default_rng(seed)), MEASURE, FIRST)


def planned(smallest: str = "-2", weeks: int = 104, window: int = 26) -> Plan:
    start = FIRST + timedelta(weeks=weeks)
    return Plan(
        "Depot scans",
        MEASURE,
        start,
        smallest_effect(smallest),
        window=Duration(window),
        trend=False,
        seasonal=False,
    )


def test_a_plan_that_begins_where_the_record_ends_is_weighed() -> None:
    found = power_of(record(), planned(), simulations=300, rng=np.random.default_rng(2))
    assert abs(found.detectable) == pytest.approx(1.0, rel=0.3)
    assert found.simulated == pytest.approx(found.detectable, rel=0.12)
    assert not found.too_weak
    assert found.power > 0.95
    assert "strong enough" in str(found)


def test_a_weak_plan_warns_and_says_how_long_a_window_would_do() -> None:
    found = power_of(record(), planned("-0.7"))
    assert found.too_weak
    assert "The verdict will probably be “cannot tell”" in found.sentence
    assert found.weeks_needed is not None
    assert found.weeks_needed > 26
    longer = power_of(record(), planned("-0.7", window=found.weeks_needed))
    assert not longer.too_weak
    assert power_of(record(), planned("-0.7", window=found.weeks_needed - 1)).too_weak


def test_what_no_window_can_find_says_so() -> None:
    found = power_of(record(), planned("-0.05"))
    assert found.weeks_needed is None
    assert "Even three years would not do" in found.sentence


def test_what_comes_after_the_start_does_not_count() -> None:
    values = 20 + autocorrelated(130, 0.4, np.random.default_rng(1))
    known = power_of(weekly_series(values[:104], MEASURE, FIRST), planned())
    values[104:] += 50
    assert power_of(weekly_series(values, MEASURE, FIRST), planned()).detectable == known.detectable


def test_counts_are_weighed_in_per_cent() -> None:
    draw = np.random.default_rng(3)
    counts = Measure("chasing", kind="count")
    series = weekly_series(draw.poisson(200, 104).astype(float), counts, FIRST)
    found = power_of(series, replace(planned("-10%"), measure=counts))
    assert -0.12 < found.detectable < -0.03
    assert found.to_dict()["too_weak"] is False


def test_too_short_a_record_is_refused() -> None:
    with pytest.raises(UsageError, match="The record has 6 weeks before"):
        power_of(record(30), planned(weeks=6))
