"""Samples shared out over strata: exact totals, published examples, bounds that hold."""

from itertools import product
from math import sqrt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.analysis.demand.sampling.allocation import neyman, proportional
from headwater.analysis.errors import UsageError

SIZES = st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(1, 5000), min_size=1)


def variance(sizes: dict[str, int], spreads: dict[str, float], drawn: dict[str, int]) -> float:
    """Variance of an estimated total."""
    return sum(
        size**2 * (1 - drawn[label] / size) * spreads[label] ** 2 / drawn[label]
        for label, size in sizes.items()
    )


def test_the_published_cities_are_shared_out_as_published() -> None:
    # Cochran 1977, chapter 5: 64 cities in two strata, S^2 = 53,843 and 5,581; n = 24 gives 12 and 12
    # at best and 6 and 18 in proportion
    sizes = {"large": 16, "other": 48}
    assert neyman(sizes, {"large": sqrt(53_843), "other": sqrt(5_581)}, 24) == {"large": 12, "other": 12}
    assert proportional(sizes, 24) == {"large": 6, "other": 18}


def test_shares_of_walkers_in_four_halls_are_worked_out_by_hand() -> None:
    # N S = 120, 120, 50, 80 of 370 together: 32.4, 32.4, 13.5, 21.6 of a hundred
    sizes = {"A": 400, "B": 300, "C": 100, "D": 200}
    spreads = {hall: sqrt(p * (1 - p)) for hall, p in zip("ABCD", (0.9, 0.8, 0.5, 0.2), strict=True)}
    assert neyman(sizes, spreads, 100) == {"A": 32, "B": 32, "C": 14, "D": 22}


def test_no_other_allocation_of_whole_contacts_is_better_than_neymans_by_more_than_its_rounding() -> None:
    sizes, spreads = {"A": 50, "B": 30, "C": 40}, {"A": 1.0, "B": 4.0, "C": 0.5}
    found = variance(sizes, spreads, neyman(sizes, spreads, 20))
    others = [
        dict(zip("ABC", some, strict=True)) for some in product(range(1, 19), repeat=3) if sum(some) == 20
    ]
    assert found <= 1.01 * min(variance(sizes, spreads, other) for other in others)


def test_every_stratum_gets_its_least() -> None:
    found = neyman({"A": 1000, "B": 1000}, {"A": 1.0, "B": 0.001}, 50, least=3)
    assert found == {"A": 47, "B": 3}


def test_no_stratum_gives_more_than_it_has_and_others_take_the_rest() -> None:
    found = neyman({"A": 4, "B": 100, "C": 100}, {"A": 90.0, "B": 1.0, "C": 1.0}, 24)
    assert found == {"A": 4, "B": 10, "C": 10}


def test_no_stratum_is_drawn_from_at_more_than_ten_times_the_overall_rate() -> None:
    found = neyman({"A": 1000, "B": 99_000}, {"A": 1e6, "B": 1.0}, 400)
    assert found == {"A": 40, "B": 360}


def test_without_any_spread_neyman_is_proportional() -> None:
    sizes = {"A": 30, "B": 70}
    assert neyman(sizes, {"A": 0.0, "B": 0.0}, 10) == proportional(sizes, 10)


def test_strata_without_spread_take_what_the_others_cannot_give() -> None:
    assert neyman({"A": 3, "B": 40, "C": 20}, {"A": 1.0, "B": 0.0, "C": 5e-324}, 33) == {
        "A": 3,
        "B": 20,
        "C": 10,
    }


def test_what_was_drawn_before_is_never_given_up() -> None:
    sizes = {"A": 1000, "B": 1000}
    assert neyman(sizes, {"A": 1.0, "B": 9.0}, 100, drawn={"A": 30}) == {"A": 30, "B": 70}
    assert proportional(sizes, 10, drawn={"A": 9, "B": 8}) == {"A": 9, "B": 8}


@given(SIZES, st.integers(1, 6000), st.integers(1, 3))
def test_proportional_adds_up_and_stays_within_its_bounds(sizes: dict[str, int], n: int, least: int) -> None:
    low = {label: min(least, size) for label, size in sizes.items()}
    if sum(low.values()) > n:
        with pytest.raises(UsageError, match="of each stratum make"):
            proportional(sizes, n, least=least)
        return
    found = proportional(sizes, n, least=least)
    assert sum(found.values()) == min(n, sum(sizes.values()))
    assert all(low[label] <= found[label] <= sizes[label] for label in sizes)


@given(SIZES, st.integers(1, 6000))
def test_proportional_is_exact_to_less_than_one_contact_where_no_least_binds(
    sizes: dict[str, int], n: int
) -> None:
    total = sum(sizes.values())
    n = min(n, total)
    if any(size * n / total < 1 for size in sizes.values()):
        return
    found = proportional(sizes, n, least=1)
    assert all(abs(found[label] - size * n / total) < 1 for label, size in sizes.items())


@given(SIZES, st.data(), st.integers(1, 3000))
def test_neyman_adds_up_and_holds_its_bounds(sizes: dict[str, int], data: Any, n: int) -> None:
    spreads = {label: data.draw(st.floats(0, 1e6)) for label in sizes}
    before = {label: data.draw(st.integers(0, size)) for label, size in sizes.items()}
    found = neyman(sizes, spreads, n, drawn=before)
    low = {label: max(before[label], min(2, size)) for label, size in sizes.items()}
    assert all(low[label] <= found[label] <= sizes[label] for label in sizes)
    assert sum(found.values()) == min(max(n, sum(low.values())), sum(sizes.values()))


def test_a_sample_too_small_for_its_strata_is_refused() -> None:
    with pytest.raises(
        UsageError, match=r"2 contacts of each stratum make 6 and the sample has 5. Draw more"
    ):
        proportional({"A": 10, "B": 10, "C": 10}, 5)
    with pytest.raises(UsageError, match="sample of 0 contacts is none: draw at least 1"):
        proportional({"A": 10}, 0)
    with pytest.raises(UsageError, match="at least 0 contacts: give 1 or more"):
        proportional({"A": 10}, 5, least=0)
