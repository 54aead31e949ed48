"""Sample sizes against published ones, and hours."""

from math import ceil
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.analysis.demand.sampling.sizes import coding_hours, doubles, margin_of, sample_size
from headwater.analysis.errors import UsageError


def test_five_points_at_95_percent_take_385_contacts_and_323_of_two_thousand() -> None:
    assert sample_size(0.05) == 385
    assert sample_size(0.05, population=2000) == 323


def test_the_published_correction_for_a_small_population_is_reproduced() -> None:
    # Cochran 1977, section 4.4: n0 = 400 at t = 2, d = .05; among 3,200 islanders 356
    t_of_two = 0.9544997361036416
    assert sample_size(0.05, level=t_of_two) == 400
    assert sample_size(0.05, population=3200, level=t_of_two) == 356


@pytest.mark.parametrize(
    ("population", "size"), [(100, 80), (500, 218), (1000, 278), (5000, 357), (10_000, 370)]
)
def test_sizes_of_krejcie_and_morgan_are_reproduced(population: int, size: int) -> None:
    # Krejcie and Morgan (1970), Educational and Psychological Measurement 30, 607-610, table 1 (they round
    # to the nearest number, this rounds up)
    assert sample_size(0.05, population) - size in (0, 1)


def test_an_expected_share_and_a_design_effect_change_the_size() -> None:
    assert sample_size(0.05, share=0.1) == 139
    assert sample_size(0.05, design_effect=2) == 769
    assert sample_size(0.001, population=50) == 50


def test_no_population_takes_no_contacts() -> None:
    assert sample_size(0.05, population=0) == 0


@given(st.floats(0.005, 0.49), st.integers(2, 10**7), st.floats(0.02, 0.98), st.floats(1, 4))
def test_a_size_buys_its_margin_and_one_contact_less_does_not(
    margin: float, population: int, share: float, effect: float
) -> None:
    n = sample_size(margin, population, share=share, design_effect=effect)
    given_design: dict[str, Any] = {"share": share, "design_effect": effect}
    assert margin_of(n, population, **given_design) <= margin * (1 + 1e-6)
    if 1 < n < population:
        assert margin_of(n - 1, population, **given_design) > margin * (1 - 1e-6)


def test_reading_everything_leaves_no_margin() -> None:
    assert margin_of(1, population=1) == 0
    assert margin_of(700, population=700) == 0


def test_hours_count_both_readings() -> None:
    assert coding_hours(400, 90, 0.2) == 12.0
    assert coding_hours(400, 45, 0) == 5.0


@given(st.integers(1, 5000), st.floats(0.01, 1))
def test_the_number_coded_twice_is_the_share_rounded(contacts: int, share: float) -> None:
    found = doubles(contacts, share)
    assert 1 <= found <= ceil(contacts * share + 0.5)
    assert found == 1 or abs(found - contacts * share) <= 0.5 + 1e-9


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: sample_size(0.5), r"margin is 0.5: give a number between 0 and 0.5, such as 0.05"),
        (lambda: sample_size(0), "margin is 0: give"),
        (lambda: sample_size(0.05, share=1), "expected share is 1: give a number between 0 and 1"),
        (lambda: sample_size(0.05, design_effect=0), "design effect is 0: give a number above 0"),
        (lambda: sample_size(0.05, level=95), "level is 95: give a confidence level between 0 and 1"),
        (lambda: margin_of(0), "0 contacts have no margin: read at least 1"),
        (lambda: coding_hours(400, 0), "0 seconds a contact: give a number above 0, such as 90"),
        (lambda: coding_hours(400, 90, 1.5), "share to code twice is 1.5: give a number from 0 to 1"),
    ],
)
def test_what_makes_no_sense_is_refused(call: Any, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        call()
