"""Intervals against published values, and their coverage by simulation."""

import random
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from headwater.analysis.estimates import (
    ClusterSums,
    bootstrap,
    cannot_tell,
    clustered_share,
    t_quantile,
    wilson,
)

Ints = NDArray[np.int64]


def sums_of(y: Ints, n: Ints) -> ClusterSums:
    held = n > 0
    return ClusterSums(
        int(held.sum()),
        int(y.sum()),
        int(n.sum()),
        int((y * y).sum()),
        int((y * n).sum()),
        int((n * n).sum()),
    )


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_the_bounds_of_newcombe_1998_table_1(
    successes: int, trials: int, low: float, high: float
) -> None:
    made = wilson(successes, trials)
    assert made.low == pytest.approx(low, abs=5e-5)
    assert made.high == pytest.approx(high, abs=5e-5)


def test_wilson_of_nothing_cannot_tell() -> None:
    assert wilson(0, 0).percent() == "cannot tell: there are no contacts to count"


def test_clustered_variance_is_cochrans_for_thirty_households() -> None:
    """Cochran (1977), section 3.12: 30 households, 104 persons, 30 of whom saw a doctor: v(p) = .00520,
    against .00197 if persons were independent."""
    households = ClusterSums(clusters=30, y=30, n=104, yy=86, yn=113, nn=404)
    assert households.variance == pytest.approx(0.00520, abs=1e-5)
    assert households.design_effect == pytest.approx(0.00520 / 0.00197, abs=0.02)


def test_one_contact_a_customer_is_wilson_with_students_quantile() -> None:
    sums = ClusterSums(clusters=5_000, y=1_500, n=5_000, yy=1_500, yn=1_500, nn=5_000)
    made, plain = clustered_share(sums), wilson(1_500, 5_000)
    assert made.low == pytest.approx(plain.low, abs=1e-4)
    assert made.high == pytest.approx(plain.high, abs=1e-4)


def test_contacts_of_wholly_alike_customers_count_once_a_customer() -> None:
    sums = ClusterSums(clusters=1_000, y=3_000, n=10_000, yy=30_000, yn=30_000, nn=100_000)
    assert sums.design_effect == pytest.approx(10, rel=0.01)


def test_a_shared_phone_number_widens_the_interval() -> None:
    even = sums_of(np.array([1, 0] * 50), np.full(100, 2))
    shared = sums_of(np.array([60] + [1, 0] * 20 + [0]), np.array([118] + [2] * 41))
    wide, narrow = clustered_share(shared), clustered_share(even)
    assert wide.low is not None
    assert wide.high is not None
    assert narrow.low is not None
    assert narrow.high is not None
    assert shared.effective_clusters < 4
    assert wide.high - wide.low > 2 * (narrow.high - narrow.low)


def test_a_random_part_of_the_customers_gives_nearly_the_interval_of_all() -> None:
    rng = np.random.default_rng(2)
    n = rng.geometric(0.4, 40_000)
    y = rng.binomial(n, rng.beta(1.2, 2.8, 40_000))
    whole, part = sums_of(y, n), sums_of(y[::4], n[::4]).scaled_to(int(y.sum()), int(n.sum()))
    assert (part.y, part.n) == (whole.y, whole.n)
    assert part.clusters == pytest.approx(40_000, rel=0.02)
    assert part.design_effect == pytest.approx(whole.design_effect, rel=0.05)
    assert clustered_share(part).low == pytest.approx(clustered_share(whole).low, abs=2e-4)


def test_nine_customers_are_too_few() -> None:
    why = "cannot tell: only 9 customers; a figure needs at least 10"
    assert clustered_share(ClusterSums(9, 50, 100, 300, 600, 1_200)).percent() == why
    assert "only 1 customer;" in clustered_share(ClusterSums(1, 50, 100, 2_500, 5_000, 10_000)).percent()


def test_no_event_at_all_still_has_an_upper_bound_that_knows_the_clusters() -> None:
    alone = clustered_share(ClusterSums(100, 0, 100, 0, 0, 100))
    together = clustered_share(ClusterSums(100, 0, 1_000, 0, 0, 10_000))
    assert alone.low == together.low == 0
    assert alone.high == pytest.approx(together.high)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 9)), min_size=10, max_size=40))
def test_clustered_bounds_lie_around_the_share_in_0_to_1(pairs: list[tuple[int, int]]) -> None:
    y, n = np.array([min(p) for p in pairs]), np.array([max(p) for p in pairs])
    made = clustered_share(sums_of(y, n))
    assert made.value is not None
    assert made.low is not None
    assert made.high is not None
    assert -1e-12 <= made.low <= made.value + 1e-9
    assert made.value - 1e-9 <= made.high <= 1 + 1e-12


def coverage(customers: int, contacts: Callable[[int], Ints], runs: int = 400) -> float:
    rng = np.random.default_rng(20_260_301 + customers)
    a, b = 1.2, 2.8
    covered = 0
    for _ in range(runs):
        n = contacts(customers)
        y = rng.binomial(n, rng.beta(a, b, customers))
        made = clustered_share(sums_of(y, n))
        assert made.low is not None
        assert made.high is not None
        covered += made.low <= a / (a + b) <= made.high
    return covered / runs


@pytest.mark.parametrize("customers", [15, 60, 300])
def test_clustered_interval_covers_the_truth(customers: int) -> None:
    rng = np.random.default_rng(customers)
    assert 0.93 <= coverage(customers, lambda k: rng.geometric(0.4, k)) <= 0.985


def test_clustered_interval_covers_the_truth_where_a_few_customers_call_very_often() -> None:
    rng = np.random.default_rng(7)

    def heavy(customers: int) -> Ints:
        return np.minimum(1 + rng.pareto(1.5, customers).astype(np.int64), 300)

    assert 0.93 <= coverage(300, heavy) <= 0.985


@pytest.mark.parametrize(
    ("degrees", "probability", "value"),
    [(4, 0.975, 2.776), (9, 0.975, 2.262), (30, 0.975, 2.042), (9, 0.95, 1.833), (120, 0.995, 2.617)],
)
def test_students_quantile_is_the_printed_one(degrees: int, probability: float, value: float) -> None:
    assert t_quantile(probability, degrees) == pytest.approx(value, abs=1.1e-3)


def test_bootstrap_gives_the_interval_of_efron_and_tibshirani() -> None:
    """Efron & Tibshirani (1993), section 14.2: variance of 26 spatial scores, 90% BCa (115.8, 259.6)."""
    scores = [48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6]
    scores += [0, 33, 28, 34, 4, 32, 24, 47, 41, 24, 26, 30, 41]
    rng = np.random.default_rng(3)
    made = bootstrap(scores, lambda a: a.var(axis=1), rng, level=0.9, draws=4_000)
    assert made.value == pytest.approx(171.5, abs=0.05)
    assert made.low == pytest.approx(115.8, abs=2.5)
    assert made.high == pytest.approx(259.6, abs=6)


def test_bootstrap_covers_the_mean_of_skewed_times() -> None:
    rng = np.random.default_rng(11)
    covered = 0
    for _ in range(200):
        made = bootstrap(rng.exponential(240, 60).tolist(), lambda a: a.mean(axis=1), rng, draws=400)
        assert made.low is not None
        assert made.high is not None
        covered += made.low <= 240 <= made.high
    assert 0.90 <= covered / 200 <= 0.985


def test_bootstrap_of_equal_values_has_no_spread_and_of_few_cannot_tell() -> None:
    rng = np.random.default_rng(1)
    made = bootstrap([3.0] * 12, lambda a: a.mean(axis=1), rng)
    assert (made.value, made.low, made.high) == (3, 3, 3)
    assert bootstrap([1.0, 2.0], lambda a: a.mean(axis=1), rng).why == "only 2 values; an interval needs 10"


def test_percent_shows_no_more_digits_than_the_interval_allows() -> None:
    assert wilson(40, 100).percent() == "40% (31% to 50%)"
    assert wilson(40_000, 100_000).percent() == "40.0% (39.7% to 40.3%)"
    assert wilson(20_000, 10_000_000).percent() == "0.20% (0.20% to 0.20%)"
    assert cannot_tell("why not").percent() == "cannot tell: why not"


def test_wilson_covers_the_true_share_as_often_as_it_says() -> None:
    draw = random.Random(7)
    for share in (0.05, 0.3, 0.7):
        hits = 0
        for _ in range(2000):
            estimate = wilson(sum(draw.random() < share for _ in range(80)), 80)
            assert estimate.low is not None
            assert estimate.high is not None
            hits += estimate.low <= share <= estimate.high
        assert 0.93 <= hits / 2000 <= 0.985


def test_a_design_effect_widens_as_fewer_contacts_would() -> None:
    clustered, fewer = wilson(120, 300, design_effect=2), wilson(60, 150)
    assert (clustered.low, clustered.high) == pytest.approx((fewer.low, fewer.high))


def test_wilson_gives_the_reference_interval_for_120_of_300() -> None:
    estimate = wilson(120, 300)
    assert estimate.low == pytest.approx(0.3462, abs=5e-5)
    assert estimate.high == pytest.approx(0.4564, abs=5e-5)
