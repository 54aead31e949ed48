"""A series is regular, complete and possible, or it is refused with what to do."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from headwater.analysis.errors import BadDataError, UsageError
from headwater.analysis.measures import Measure, Point, Series, duration, series_of
from headwater.analysis.measures.grains import likely_grain, periods_between, shifted
from headwater.analysis.measures.measure import Kind

MONDAY = date(2025, 1, 6)


def weekly(values: Sequence[float | None], kind: Kind = "count", held: list[float] | None = None) -> Series:
    points = [
        Point(MONDAY + timedelta(weeks=i), value, None if held is None else held[i], f"line {i + 2}")
        for i, value in enumerate(values)
    ]
    return series_of(Measure("repeats", kind=kind, bounds=(1, 5)), points, source="repeats.csv")


def refused(values: Sequence[float | None], kind: Kind = "count", held: list[float] | None = None) -> str:
    with pytest.raises(BadDataError) as caught:
        weekly(values, kind, held)
    return str(caught.value)


COUNTS: list[float | None] = [float(20 + i % 4) for i in range(20)]


def test_a_week_without_a_value_stays_in_its_place() -> None:
    made = weekly([*COUNTS[:5], None, *COUNTS[6:]])
    assert made.missing == (date(2025, 2, 10),)
    assert len(made) == 20
    assert made.rates[5] is None
    assert "20 weeks from 2025-01-06 to 2025-05-19, 1 missing" in str(made)


def test_counts_are_read_over_their_denominators() -> None:
    made = weekly(COUNTS, held=[100.0] * 20)
    assert made.rates[:4] == (0.20, 0.21, 0.22, 0.23)
    assert made.to_frame()["rate"].tolist()[:2] == [0.20, 0.21]
    assert made.to_dict()["points"]["denominator"][0] == 100.0


def test_shares_given_as_shares_become_how_many_of_how_many() -> None:
    shares: list[float | None] = [0.25, 0.5] * 10
    made = weekly(shares, "share", [200.0] * 20)
    assert made.values[:2] == (50.0, 100.0)
    assert made.rates[:2] == (0.25, 0.5)


def test_the_period_of_a_day_in_the_middle_of_a_week_is_found() -> None:
    assert weekly(COUNTS).place_of(date(2025, 1, 15)) == 1


def test_a_day_outside_the_series_is_refused_with_what_the_series_covers() -> None:
    with pytest.raises(
        UsageError, match="2024-12-30 is outside the series, which runs from 2025-01-06 to 2025-05-25"
    ):
        weekly(COUNTS).place_of(date(2024, 12, 30))


def test_a_duplicate_date_names_both_lines() -> None:
    points = [Point(MONDAY + timedelta(weeks=i), i % 3, place=f"line {i + 2}") for i in range(20)]
    points.append(Point(MONDAY + timedelta(weeks=3), 7, place="line 22"))
    with pytest.raises(
        BadDataError, match=r"2025-01-27 twice: line 5 \(2025-01-27\) and line 22 \(2025-01-27\)"
    ):
        series_of(Measure("repeats", kind="count"), points)


def test_a_gap_says_how_many_periods_and_between_which_lines() -> None:
    points = [Point(MONDAY + timedelta(weeks=i), i % 3, place=f"line {i + 2}") for i in range(20)]
    del points[6:8]
    with pytest.raises(
        BadDataError, match=r"2 weeks are missing between line 7 .*Add a row for each, with an empty value"
    ):
        series_of(Measure("repeats", kind="count"), points)


def test_a_day_that_does_not_start_a_week_is_named() -> None:
    points = [Point(MONDAY + timedelta(weeks=i), i % 3) for i in range(20)]
    points[9] = replace(points[9], day=points[9].day + timedelta(days=2))
    with pytest.raises(BadDataError, match="by week, but 2025-03-12 does not start a week"):
        series_of(Measure("repeats", kind="count"), points)


def test_too_few_periods_are_refused() -> None:
    assert "has 5 periods. A series needs at least 12" in refused(COUNTS[:5])


def test_a_negative_count_is_refused_with_its_line() -> None:
    assert "repeats.csv, line 2 (2025-01-06): the count is negative (-3)" in refused([-3.0, *COUNTS[1:]])


def test_a_count_that_is_not_whole_is_refused() -> None:
    assert "not whole (2.5)" in refused([2.5, *COUNTS[1:]])


def test_a_zero_denominator_is_refused_with_its_line() -> None:
    said = refused(COUNTS, held=[100.0] * 7 + [0.0] + [100.0] * 12)
    assert "line 9" in said
    assert "the denominator is zero, so there is no rate" in said


def test_more_of_them_than_there_are_is_refused() -> None:
    assert "23 of 20 is not a share" in refused(COUNTS, "share", [20.0, 21.0, 22.0, 20.0] + [30.0] * 16)


def test_a_value_off_the_scale_is_refused() -> None:
    assert "7 is outside the scale from 1 to 5" in refused([7.0] + [3.0, 4.0] * 10, "bounded")


def test_a_constant_series_is_refused() -> None:
    assert "is constant: every value is 4" in refused([4.0] * 20)


def test_a_constant_rate_is_refused_though_counts_vary() -> None:
    doubled: list[float | None] = [float(2 * i + 2) for i in range(20)]
    assert "is constant: every value is 2" in refused(doubled, "count", [float(i + 1) for i in range(20)])


@pytest.mark.parametrize(
    ("text", "grain", "periods"),
    [("4w", "week", 4), ("26w", "month", 6), ("180d", "month", 6), ("1y", "week", 52)],
)
def test_durations_are_counted_in_the_grain_of_the_series(text: str, grain: str, periods: int) -> None:
    assert duration(text).periods(grain) == periods  # type: ignore[arg-type]


def test_a_duration_without_a_unit_is_refused() -> None:
    with pytest.raises(
        UsageError, match=r"'26' is not a length of time. Write a whole number and d, w, m or y"
    ):
        duration("26")


def test_months_are_counted_as_months() -> None:
    months = [shifted(date(2024, 1, 1), i, "month") for i in range(14)]
    assert months[-1] == date(2025, 2, 1)
    assert likely_grain(months) == "month"
    assert periods_between(months[0], months[-1], "month") == 13


def test_uneven_dates_have_no_grain() -> None:
    points = [Point(MONDAY + timedelta(days=3 * i), i % 3) for i in range(20)]
    with pytest.raises(BadDataError, match="neither daily, weekly nor monthly"):
        series_of(Measure("repeats", kind="count"), points)


def test_a_measure_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(UsageError, match=r"no kind of measure 'percentage'. Kinds: continuous, count"):
        Measure("x", kind="percentage")  # type: ignore[arg-type]
