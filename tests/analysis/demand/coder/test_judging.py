import numpy as np

from headwater.analysis.demand.coder.judging import mean_difference


def test_a_difference_of_shares_covers_the_truth_when_contacts_of_a_customer_are_alike() -> None:
    """One right at .8 and another at .7, each alike within a customer; 400 samples of 60 customers."""
    random = np.random.default_rng(8)
    covered = 0
    for _ in range(400):
        sizes = random.integers(1, 6, 60)
        customers = np.repeat(np.arange(60), sizes)
        one = (random.random(60) < 0.8)[customers]
        other = (random.random(60) < 0.7)[customers]
        found = mean_difference(one, other, customers.tolist(), 0.95)
        assert found.low is not None
        assert found.high is not None
        covered += found.low <= 0.1 <= found.high
    assert 0.92 <= covered / 400 <= 0.985


def test_independent_contacts_give_the_paired_standard_error() -> None:
    """McNemar's data: 30 right only by one, 10 only by the other, of 100; sd of d is sqrt(.4 - .04)."""
    one = np.array([True] * 30 + [False] * 10 + [True] * 60)
    other = np.array([False] * 30 + [True] * 10 + [True] * 60)
    found = mean_difference(one, other, list(range(100)), 0.95)
    assert found.value == 0.2
    assert found.high is not None
    assert abs((found.high - 0.2) - 1.984 * (0.36 / 99) ** 0.5) < 1e-3


def test_few_customers_cannot_tell() -> None:
    found = mean_difference(np.ones(9, bool), np.zeros(9, bool), list(range(9)), 0.95)
    assert found.why == "only 9 customers; 10 are needed"
