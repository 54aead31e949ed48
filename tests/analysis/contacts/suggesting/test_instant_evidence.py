"""In which form instants are written."""

from datetime import UTC, datetime

import pytest

from headwater.analysis.contacts.suggesting.column_values import Values
from headwater.analysis.contacts.suggesting.instant_evidence import (
    INSTANT_FORMATS,
    days,
    instants,
    times_of_day,
)

MOMENTS = [datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC), datetime(2026, 12, 31, 23, 59, 1, tzinfo=UTC)]


def of(*values: str) -> Values:
    return Values.of("x", values)


@pytest.mark.parametrize("form", [f for f in INSTANT_FORMATS if "%H" in f or "%I" in f])
def test_an_instant_is_recognised_in_the_form_it_was_written(form: str) -> None:
    fit = instants(of(*(m.strftime(form) for m in MOMENTS)))
    assert (fit.share, fit.modifiers["format"]) == (1.0, form)


@pytest.mark.parametrize(
    ("values", "form"),
    [
        (["2026-03-02T09:15:00Z", "2026-03-02 09:15:00.000+01:00"], "iso"),
        (["2026/03/02 09:15:00.000"], "iso"),
        (["1772438400", "1772438401.5"], "epoch_seconds"),
        (["1772438400000"], "epoch_milliseconds"),
    ],
)
def test_iso_and_seconds_since_1970_are_told_apart(values: list[str], form: str) -> None:
    assert instants(of(*values)).modifiers["format"] == form


def test_ticket_numbers_are_no_instants() -> None:
    assert instants(of("7001", "7002", "48213")).share == 0.0


def test_a_day_above_12_settles_which_number_is_the_day() -> None:
    assert not instants(of("02/03/2026 10:00", "25/03/2026 10:00")).doubtful
    assert instants(of("02/03/2026 10:00", "04/03/2026 10:00")).doubtful


def test_days_and_times_of_day_are_told_from_each_other_and_dirt_is_borne() -> None:
    dirty = [f"2026-03-{d:02d}" for d in range(1, 20)] + ["unknown"]
    assert (days(of(*dirty)), times_of_day(of(*dirty))) == ("%Y-%m-%d", None)
    assert (days(of("9:15:00", "10:00:00")), times_of_day(of("9:15:00", "10:00:00"))) == (None, "%H:%M:%S")
    assert days(of("990201", "990228")) == "%y%m%d"
    assert days(of()) is None
