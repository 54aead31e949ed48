import numpy as np
import pytest

from headwater.analysis.demand.shares import share_over_contacts, share_over_periods

_TRUE = 0.4 * 1.4 / (0.4 * 1.4 + 0.6)  # 40% of contacts at 1.4 times the handling: 48.3% of time


def test_share_over_contacts_of_equal_amounts_has_the_binomial_standard_error() -> None:
    e = share_over_contacts(40, 100, 40, 100, n=100)
    # logit interval with se sqrt(.4 x .6 / 99): worked by hand
    assert (e.low, e.high) == pytest.approx((0.3084, 0.4994), abs=5e-4)


def test_share_over_contacts_covers_the_true_share_of_time() -> None:
    random, hits, runs = np.random.default_rng(11), 0, 1500
    for _ in range(runs):
        n = random.poisson(400)
        late = random.random(n) < 0.4
        seconds = random.gamma(1.2, 200, n) * np.where(late, 1.4, 1.0)
        squares = seconds**2
        e = share_over_contacts(seconds[late].sum(), seconds.sum(), squares[late].sum(), squares.sum(), n=n)
        hits += e.low <= _TRUE <= e.high  # type: ignore[operator]
    assert hits / runs == pytest.approx(0.95, abs=0.015)


def test_share_over_periods_covers_when_some_weeks_are_bad_and_the_independent_one_does_not() -> None:
    random, runs, weeks, per_week = np.random.default_rng(12), 1000, 12, 150
    clustered = independent = 0
    for _ in range(runs):
        # each week has its own mean number of late parcels; over many weeks they average 40% of contacts
        late = random.poisson(0.4 * per_week * random.gamma(8, 1 / 8, weeks))
        other = random.poisson(0.6 * per_week, weeks)
        late_seconds = np.array([random.gamma(1.2, 280, k).sum() for k in late])
        other_seconds = np.array([random.gamma(1.2, 200, k).sum() for k in other])
        whole = late_seconds + other_seconds
        e = share_over_periods(late_seconds.tolist(), whole.tolist(), n=int(late.sum() + other.sum()))
        clustered += e.low <= _TRUE <= e.high  # type: ignore[operator]
        squares = [(1 + 1 / 1.2) * (240**2) * (1.4**2 if k else 1) for k in (1, 0)]
        part_sq, rest_sq = late.sum() * squares[0], other.sum() * squares[1]
        e = share_over_contacts(
            late_seconds.sum(), whole.sum(), part_sq, part_sq + rest_sq, n=int(late.sum() + other.sum())
        )
        independent += e.low <= _TRUE <= e.high  # type: ignore[operator]
    assert clustered / runs == pytest.approx(0.95, abs=0.025)
    assert independent / runs < 0.8


def test_a_share_of_nothing_cannot_be_told_and_a_share_of_all_does_not_vary() -> None:
    assert share_over_periods([0, 0], [0, 0], n=4).why == "the total is zero"
    assert share_over_contacts(0, 0, 0, 0, n=4).why == "the total is zero"
    only = share_over_periods([3, 4], [3, 4], n=7)
    assert (only.value, only.low, only.high) == (1.0, None, None)
