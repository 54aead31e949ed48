from collections import Counter

import numpy as np
import pytest

from headwater.analysis.demand.shape.satisfaction import mean_rating


def _raters(random: np.random.Generator, customers: int) -> Counter[tuple[int, int]]:
    """Customers with their own leaning, who rate one to four times; true mean 0.75."""
    leaning, ratings = random.beta(3, 1, customers), random.integers(1, 5, customers)
    totals = 1000 * random.binomial(ratings, leaning)
    return Counter(zip(ratings.tolist(), totals.tolist(), strict=True))


def test_the_interval_covers_when_customers_rate_more_than_once() -> None:
    random, runs = np.random.default_rng(6), 500
    hits = 0
    for run in range(runs):
        e = mean_rating(_raters(random, 80), level=0.95, replicates=400, seed=run)
        hits += e.low <= 0.75 <= e.high  # type: ignore[operator]
    assert hits / runs == pytest.approx(0.95, abs=0.025)


def test_the_bootstrap_agrees_with_the_linearised_standard_error() -> None:
    raters = _raters(np.random.default_rng(7), 400)
    e = mean_rating(raters, level=0.95, replicates=4000, seed=1)
    n, clusters = sum(k * m for (k, _), m in raters.items()), sum(raters.values())
    squares = sum((s / 1000 - (e.value or 0) * k) ** 2 * m for (k, s), m in raters.items())
    error = np.sqrt(clusters / (clusters - 1) * squares) / n
    assert (e.high - e.low) / (2 * 1.96) == pytest.approx(error, rel=0.06)  # type: ignore[operator]


def test_many_kinds_of_raters_take_the_linearised_interval() -> None:
    random = np.random.default_rng(8)
    fine = Counter(
        (2, int(total)) for total in random.integers(0, 2001, 9000)
    )  # customers' means: even, 0 to 1
    e = mean_rating(fine, level=0.95, replicates=100, seed=1)
    assert e.method == "linearised, clustered by customer"
    assert (e.high - e.low) / 2 == pytest.approx(1.96 * np.sqrt(1 / 12 / 9000), rel=0.05)  # type: ignore[operator]


def test_the_same_seed_gives_the_same_interval_whatever_the_order() -> None:
    raters = {(1, 1000): 30, (1, 0): 9, (2, 1000): 4}
    backwards = dict(reversed(list(raters.items())))
    first = mean_rating(raters, level=0.95, replicates=300, seed=5)
    assert mean_rating(backwards, level=0.95, replicates=300, seed=5) == first
    assert mean_rating(raters, level=0.95, replicates=300, seed=6) != first


def test_a_handful_of_raters_cannot_tell() -> None:
    assert (
        mean_rating({(1, 1000): 19}, level=0.95, replicates=300, seed=1).why
        == "only 19 customers rated; a mean needs 20"
    )
