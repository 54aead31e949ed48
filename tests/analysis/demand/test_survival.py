"""Kaplan-Meier against a published table, and its interval by simulation."""

import numpy as np
import pytest

from headwater.analysis.demand.survival import Curve, kaplan_meier
from headwater.analysis.estimates import ClusterSums

FREIREICH_EVENTS = {6: 3, 7: 1, 10: 1, 13: 1, 16: 1, 22: 1, 23: 1}
FREIREICH_CENSORED = {6: 1, 9: 1, 10: 1, 11: 1, 17: 1, 19: 1, 20: 1, 25: 1, 32: 2, 34: 1, 35: 1}
"""Weeks of remission under 6-MP: Freireich et al. (1963), Blood 21, as in Kalbfleisch & Prentice (2002)."""


@pytest.fixture
def remission() -> Curve:
    return kaplan_meier(FREIREICH_EVENTS, FREIREICH_CENSORED)


@pytest.mark.parametrize(
    "published",
    [
        (6, 21, 0.8571, 0.0764, 0.6197, 0.9516),
        (7, 17, 0.8067, 0.0869, 0.5631, 0.9228),
        (10, 15, 0.7529, 0.0963, 0.5032, 0.8894),
        (13, 12, 0.6902, 0.1068, 0.4316, 0.8491),
        (16, 11, 0.6275, 0.1141, 0.3675, 0.8049),
        (22, 7, 0.5378, 0.1282, 0.2678, 0.7468),
        (23, 6, 0.4482, 0.1346, 0.1881, 0.6801),
    ],
)
def test_the_remission_data_give_the_published_curve_error_and_log_log_interval(
    remission: Curve, published: tuple[int, int, float, float, float, float]
) -> None:
    week, at_risk, survival, error, low, high = published
    step, share = remission.at(week), remission.share(week)
    assert step.at_risk == at_risk
    assert step.survival == pytest.approx(survival, abs=5e-5)
    assert step.survival * step.greenwood**0.5 == pytest.approx(error, abs=5e-5)
    assert share.value == pytest.approx(1 - survival, abs=5e-5)
    assert share.low == pytest.approx(1 - high, abs=5e-5)
    assert share.high == pytest.approx(1 - low, abs=5e-5)


def test_before_the_first_event_everyone_survives(remission: Curve) -> None:
    share = remission.share(5)
    assert share.value == 0
    assert share.low == 0
    assert share.high == pytest.approx(0.1546, abs=5e-4)  # Wilson's 0 of 21


def test_beyond_the_last_one_watched_it_cannot_tell(remission: Curve) -> None:
    assert remission.share(35).known
    assert remission.share(36).why == "no contact could be watched that long before the data end"


def test_where_all_had_the_event_the_share_is_1_ever_after() -> None:
    curve = kaplan_meier({1: 10, 2: 10}, {})
    assert curve.share(1).value == 0.5
    assert curve.share(99).value == 1
    assert curve.share(99).low == pytest.approx(1 - 0.1611, abs=5e-5)  # Wilson's 0 of 20


def test_without_censoring_it_is_the_plain_share() -> None:
    curve = kaplan_meier({1: 20, 5: 30}, {99: 50})
    assert curve.share(5).value == pytest.approx(0.5)
    assert curve.events_until(5) == 50


def test_a_design_effect_and_few_clusters_widen_the_interval(remission: Curve) -> None:
    plain, wider = remission.share(10), remission.share(10, design_effect=2.0)
    widest = remission.share(10, design_effect=2.0, clusters=11)
    assert plain.low is not None
    assert wider.low is not None
    assert widest.low is not None
    assert plain.low > wider.low > widest.low


def test_nobody_watched_is_an_empty_curve() -> None:
    assert not kaplan_meier({}, {}).share(3).known


def test_interval_covers_the_truth_for_clustered_and_censored_contacts() -> None:
    """120 customers differ in how often they come back; a third of their contacts is censored."""
    rng = np.random.default_rng(5)
    truth, window, runs, covered = 0.3, 30, 400, 0
    for _ in range(runs):
        customer = np.repeat(np.arange(120), rng.geometric(0.4, 120))
        share = rng.beta(1.2, 2.8, 120)[customer]
        delay = np.where(rng.random(len(customer)) < share, rng.integers(1, window + 1, len(customer)), 999)
        watched = rng.integers(0, 91, len(customer))
        seen = delay <= watched
        curve = kaplan_meier(_table(delay[seen]), _table(watched[~seen]))
        matured = watched >= window
        n = np.bincount(customer[matured], minlength=120)
        y = np.bincount(customer[matured & seen & (delay <= window)], minlength=120)
        held = ClusterSums(int((n > 0).sum()), *(int(s.sum()) for s in (y, n, y * y, y * n, n * n)))
        made = curve.share(window, design_effect=held.design_effect, clusters=held.effective_clusters)
        assert made.low is not None
        assert made.high is not None
        covered += made.low <= truth <= made.high
    assert 0.93 <= covered / runs <= 0.985


def _table(times: np.ndarray) -> dict[int, int]:
    values, counts = np.unique(times, return_counts=True)
    return dict(zip(values.tolist(), counts.tolist(), strict=True))
