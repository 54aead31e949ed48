import numpy as np
import pytest

from headwater.analysis.demand.prevalence.survey import SurveyDesign, effective, ratio, share_interval
from headwater.analysis.estimates import wilson


def test_one_stratum_of_lone_customers_has_the_textbook_variance_of_a_mean() -> None:
    draw = np.random.default_rng(1)
    values = draw.normal(10, 3, 50)
    design = SurveyDesign.simple(50, 1_000)
    found = ratio(values, np.ones(50), design)
    textbook = values.var(ddof=1) / 50 * (1 - 50 / 1_000)
    parts = design.parts(design.weight * (values - values.mean()) / 1_000)
    assert design.variance(parts) == pytest.approx(textbook)
    assert found.value == pytest.approx(values.mean())


def test_two_strata_have_the_textbook_variance_of_a_stratified_mean() -> None:
    """Cochran (1977), section 5.3: sum of W_h^2 s_h^2 / n_h (1 - f_h)."""
    a, b = np.array([1.0, 3.0, 5.0, 7.0]), np.array([10.0, 10.0, 16.0])
    design = SurveyDesign.of(["a"] * 4 + ["b"] * 3, [60] * 4 + [30] * 3, [None] * 7)
    values = np.concatenate([a, b])
    mean = (60 * a.mean() + 30 * b.mean()) / 90
    textbook = (60 / 90) ** 2 * a.var(ddof=1) / 4 * (1 - 4 / 60) + (30 / 90) ** 2 * b.var(ddof=1) / 3 * (
        1 - 3 / 30
    )
    parts = design.parts(design.weight * (values - mean) / 90)
    assert design.variance(parts) == pytest.approx(textbook)


def test_contacts_of_one_customer_add_up_before_they_are_squared() -> None:
    apart = SurveyDesign.of(["s"] * 4, [400] * 4, [1, 2, 3, 4])
    together = SurveyDesign.of(["s"] * 4, [400] * 4, [1, 1, 2, 2])
    alike = np.array([1.0, 1.0, 0.0, 0.0])
    assert together.variance(together.parts(alike)) == pytest.approx(2 * apart.variance(apart.parts(alike)))


def test_contacts_without_a_customer_are_not_one_customer() -> None:
    unknown = SurveyDesign.of(["s"] * 4, [400] * 4, [None] * 4)
    assert len(set(unknown.cluster)) == 4


def test_a_census_has_no_error() -> None:
    found = ratio(np.arange(20.0), np.ones(20), SurveyDesign.simple(20, 20))
    assert found.low == found.value == found.high


def test_strata_with_one_coded_contact_are_taken_together() -> None:
    design = SurveyDesign.of(["a", "b", "c", "c"], [10, 10, 20, 20], [None] * 4)
    assert design.variance(design.parts(np.array([1.0, 0.0, 0.0, 0.0]))) > 0


def test_equal_weights_tell_as_much_as_there_are_contacts() -> None:
    assert effective(np.full(30, 7.0)) == pytest.approx(30)
    assert effective(np.array([1.0, 1.0, 98.0])) < 1.1


def test_a_plain_sample_gets_wilsons_interval_on_its_size() -> None:
    """120 of 300 from a population without end: .3462 to .4564."""
    holds = np.repeat([1.0, 0.0], [120, 180])
    design = SurveyDesign.simple(300, 10**9)
    parts = design.parts(design.weight * (holds - 0.4) / 10**9)
    found = share_interval(
        0.4, design.variance(parts), weights=design.weight, parts=parts, rarer=120, level=0.95, method=""
    )
    assert found.low == pytest.approx(wilson(120, 300).low, abs=2e-4)
    assert found.high == pytest.approx(0.4564, abs=2e-4)


def test_nine_contacts_are_too_few_for_a_figure() -> None:
    found = ratio(np.ones(9), np.ones(9), SurveyDesign.simple(9, 100))
    assert found.value is None
    assert found.why == "only 9 coded contacts; a figure needs at least 10"


def test_intervals_of_a_ratio_cover_its_true_value() -> None:
    """A mean over contacts with a code, in 600 samples of 80 from two strata."""
    draw = np.random.default_rng(5)
    stratum = draw.integers(0, 2, 6_000)
    inside = (draw.random(6_000) < 0.5).astype(float)
    values = draw.gamma(2.0, 3.0, 6_000) * (1 + stratum) * inside
    truth = values.sum() / inside.sum()
    held = [int((stratum == s).sum()) for s in (0, 1)]
    hits = 0
    for _ in range(600):
        chosen = np.concatenate(
            [draw.choice(np.flatnonzero(stratum == s), 40, replace=False) for s in (0, 1)]
        )
        design = SurveyDesign.of(["0"] * 40 + ["1"] * 40, [held[0]] * 40 + [held[1]] * 40, [None] * 80)
        found = ratio(values[chosen], inside[chosen], design)
        assert found.low is not None
        assert found.high is not None
        hits += found.low <= truth <= found.high
    assert 0.92 <= hits / 600 <= 0.98


def test_a_single_stratum_with_one_coded_contact_adds_to_the_error() -> None:
    design = SurveyDesign.of(["a", "b", "b", "c", "c", "c"], [10, 20, 20, 30, 30, 30], [None] * 6)
    assert design.variance(design.parts(np.array([1.0, 0.0, 0.0, 0.0, 0.0, 0.0]))) > 0
