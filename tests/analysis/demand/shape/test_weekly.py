from datetime import date, timedelta

import numpy as np
import pytest

from headwater.analysis.demand.days import day_facts
from headwater.analysis.demand.shape.weekly import weekly_index

_MONDAY = date(2026, 3, 2)
_PATTERN = (1.5, 1.2, 1.0, 1.0, 0.9, 0.8, 0.6)


def test_the_index_is_each_weekday_over_the_average_day() -> None:
    daily = {_MONDAY + timedelta(days=i): int(100 * _PATTERN[i % 7]) for i in range(28)}
    found = weekly_index(daily, day_facts(daily))
    assert [e.value for e in found.index] == pytest.approx(_PATTERN)
    assert (found.weeks, found.weeks_left_out) == (4, 0)


def test_the_interval_covers_and_a_busy_month_does_not_widen_it() -> None:
    random, runs, hits = np.random.default_rng(8), 500, np.zeros(7)
    for _ in range(runs):
        level = 60 * random.gamma(6, 1 / 6, 10)  # weeks differ much; the pattern inside them does not
        counts = random.poisson(np.outer(level, _PATTERN)).ravel()
        daily = {_MONDAY + timedelta(days=i): int(n) for i, n in enumerate(counts)}
        index = weekly_index(daily, day_facts(daily)).index
        hits += [e.low <= true <= e.high for e, true in zip(index, _PATTERN, strict=True)]  # type: ignore[operator]
    assert hits / runs == pytest.approx(np.full(7, 0.95), abs=0.035)


def test_a_week_with_a_hole_is_left_out() -> None:
    daily = {_MONDAY + timedelta(days=i): 100 for i in range(35)}
    del daily[_MONDAY + timedelta(days=9)]
    found = weekly_index(daily, day_facts(daily))
    assert (found.weeks, found.weeks_left_out) == (4, 1)
    assert [e.value for e in found.index] == pytest.approx([1.0] * 7)


def test_a_closed_weekday_has_an_index_of_zero_without_interval() -> None:
    daily = {d: 100 for i in range(27) if (d := _MONDAY + timedelta(days=i)).weekday() < 6}
    sunday = weekly_index(daily, day_facts(daily)).index[6]
    assert (sunday.value, sunday.low) == (0.0, None)


def test_under_fourteen_days_there_is_no_weekly_pattern() -> None:
    daily = {_MONDAY + timedelta(days=i): 100 for i in range(13)}
    assert weekly_index(daily, day_facts(daily)).why == "the contacts span 13 days; a weekly pattern needs 14"


def test_with_a_gap_in_nearly_every_week_there_is_none_either() -> None:
    daily = {_MONDAY + timedelta(days=i): 100 for i in range(21) if i not in (2, 10)}
    assert weekly_index(daily, day_facts(daily)).why == "fewer than two weeks are without a gap"
    daily |= {_MONDAY + timedelta(days=2): 5, _MONDAY + timedelta(days=10): 5}
    assert weekly_index(daily, day_facts(daily)).weeks == 1  # nearly empty days break a week too


def test_a_stray_contact_years_before_the_others_gives_no_weekly_pattern_of_empty_weeks() -> None:
    recent = {date(2026, 3, 2) + timedelta(days=i): 50 for i in range(28)}
    daily = {date(2021, 9, 18): 1, **recent}
    found = weekly_index(daily, day_facts(daily))
    assert found.index == ()
    assert "a few stray ones may stretch the span" in found.why
    assert weekly_index(recent, day_facts(recent)).weeks == 4
