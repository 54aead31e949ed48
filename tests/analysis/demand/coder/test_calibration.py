import numpy as np
import pytest

from headwater.analysis.demand.coder.calibration import calibration


def test_brier_is_the_published_score_for_two_outcomes() -> None:
    """By Brier (1950), .7 for what came true scores .3^2 + .3^2 = .18, and .3 for it .7^2 + .7^2 = .98."""
    found = calibration(np.array([[0.7, 0.3], [0.7, 0.3]]), np.array([0, 1]))
    assert found.brier == pytest.approx((0.18 + 0.98) / 2)


def test_a_calibrated_model_shows_no_more_than_chance_would() -> None:
    random = np.random.default_rng(3)
    inside = 0
    for _ in range(40):
        sure = random.uniform(0.5, 1, 300)
        coded = (random.random(300) > sure).astype(np.int64)
        found = calibration(np.column_stack([sure, 1 - sure]), coded)
        inside += found.expected_error < 1.8 * found.by_chance
    assert inside >= 37


def test_a_model_that_is_too_sure_shows_more_than_chance_would() -> None:
    random = np.random.default_rng(4)
    coded = (random.random(300) > 0.7).astype(np.int64)
    found = calibration(np.tile([0.97, 0.03], (300, 1)), coded)
    assert found.expected_error == pytest.approx(abs(0.97 - (coded == 0).mean()))
    assert found.expected_error > 5 * found.by_chance
    (only,) = found.bins
    assert only.contacts == 300
    assert only.right.high is not None
    assert only.right.high < only.said


def test_bins_hold_every_contact_once() -> None:
    random = np.random.default_rng(5)
    chances = random.dirichlet([1, 1, 1], 500)
    found = calibration(chances, random.integers(0, 3, 500))
    assert sum(each.contacts for each in found.bins) == 500
    assert all(each.low <= each.said <= each.high for each in found.bins)
