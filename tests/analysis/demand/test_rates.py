import numpy as np
import pytest

from headwater.analysis.demand.rates import dispersion, rate


def test_a_plain_rate_has_the_published_poisson_limits() -> None:
    e = rate(10, 200, per=100)  # Garwood: 4.795 to 18.390 for a count of 10
    assert (e.value, e.low, e.high) == pytest.approx((5.0, 2.3977, 9.1952), abs=1e-4)
    assert e.method == "Poisson, exact"


def test_the_exact_interval_covers_small_counts_at_least_as_often_as_it_says() -> None:
    random = np.random.default_rng(3)
    for mean in (0.7, 3.0, 12.0):
        found = [rate(int(k), 10) for k in random.poisson(mean, 2000)]
        covered = np.mean([e.low <= mean / 10 <= e.high for e in found])  # type: ignore[operator]
        assert covered > 0.945


def test_dispersion_is_the_pearson_chi_square_over_its_degrees_of_freedom() -> None:
    # expected 24, 18, 18 and 12 (rate .12): (16 + 9 + 36/2.25... worked out: 16/24 + 9/18 + 36/18 + 1/12) / 3
    assert dispersion([28, 21, 12, 11], [200, 150, 150, 100]) == pytest.approx(
        (16 / 24 + 9 / 18 + 36 / 18 + 1 / 12) / 3
    )
    assert dispersion([5, 5, 5], [1, 1, 1]) is None
    assert dispersion([0, 0, 0, 0], [1, 1, 1, 1]) is None


def test_dispersion_is_one_on_average_when_only_chance_is_at_work() -> None:
    random = np.random.default_rng(4)
    exposures = random.uniform(50, 150, 10)
    found = [dispersion(random.poisson(0.3 * exposures).tolist(), exposures.tolist()) for _ in range(1500)]
    assert np.mean(found) == pytest.approx(1.0, abs=0.04)  # type: ignore[arg-type]


def test_the_widened_interval_covers_when_weeks_are_good_and_bad_and_the_plain_one_does_not() -> None:
    random, weeks, exposure, true, runs = np.random.default_rng(5), 13, 1000.0, 0.2, 800
    widened = plain = 0
    for _ in range(runs):
        counts = random.poisson(true * exposure * random.gamma(60, 1 / 60, weeks))  # dispersion about 4.3
        spread = dispersion(counts.tolist(), [exposure] * weeks)
        e = rate(int(counts.sum()), exposure * weeks, spread=spread, periods=weeks)
        widened += e.low <= true <= e.high  # type: ignore[operator]
        e = rate(int(counts.sum()), exposure * weeks)
        plain += e.low <= true <= e.high  # type: ignore[operator]
    assert widened / runs == pytest.approx(0.95, abs=0.025)
    assert plain / runs < 0.75


def test_a_rate_over_nothing_cannot_be_told() -> None:
    assert rate(3, 0).why == "there is nothing to count per"
    assert rate(0, 100).low == 0
