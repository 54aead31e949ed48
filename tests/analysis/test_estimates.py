import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.analysis.estimates import cannot_tell, wilson


def test_wilson_gives_the_reference_interval_for_120_of_300() -> None:
    estimate = wilson(120, 300)
    assert (estimate.value, estimate.n) == (0.4, 300)
    assert estimate.low == pytest.approx(0.3462, abs=5e-5)
    assert estimate.high == pytest.approx(0.4564, abs=5e-5)


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    # Newcombe, R. G. (1998). Two-sided confidence intervals for the single proportion. Statistics in
    # Medicine, 17, 857-872, table I, method 3 (score without continuity correction).
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_newcombes_published_intervals(
    successes: int, trials: int, low: float, high: float
) -> None:
    estimate = wilson(successes, trials)
    assert estimate.low == pytest.approx(low, abs=5e-5)
    assert estimate.high == pytest.approx(high, abs=5e-5)


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


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_stays_within_0_and_1_and_holds_its_value(counts: tuple[int, int]) -> None:
    estimate = wilson(*counts)
    assert estimate.low is not None
    assert estimate.high is not None
    assert estimate.value is not None
    assert 0 <= estimate.low <= estimate.value <= estimate.high <= 1


def test_nothing_to_count_cannot_be_told() -> None:
    estimate = wilson(0, 0)
    assert not estimate.known
    assert estimate.percent() == "cannot tell: there are no contacts to count"
    assert cannot_tell("no handle time", n=4).to_dict()["why"] == "no handle time"
