"""Intraclass correlation against Shrout and Fleiss, and by simulation."""

import numpy as np
import pytest

from headwater.analysis.agreement import Icc, icc, icc_values
from headwater.analysis.errors import BadDataError

JUDGES = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]


def test_the_six_forms_are_shrout_and_fleisss_table_4() -> None:
    """Shrout and Fleiss (1979), tables 2 to 4: four judges, six targets."""
    published = {
        "ICC(1,1)": 0.17,
        "ICC(2,1)": 0.29,
        "ICC(3,1)": 0.71,
        "ICC(1,k)": 0.44,
        "ICC(2,k)": 0.62,
        "ICC(3,k)": 0.91,
    }
    assert icc_values(JUDGES) == pytest.approx(published, abs=0.005)


def test_six_targets_are_too_few_for_an_interval() -> None:
    found = icc(JUDGES, np.random.default_rng(1))
    assert found["ICC(2,1)"].why == "only 6 items with two readings; a figure needs 10"


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    """Items vary by 1, errors by .5, raters not: every single-rating form is 1 / 1.25 = .8."""
    rng, held = np.random.default_rng(3), dict.fromkeys(("ICC(1,1)", "ICC(2,1)", "ICC(3,1)"), 0)
    for _ in range(200):
        found = icc(rng.normal(size=(50, 1)) + 0.5 * rng.normal(size=(50, 3)), rng, draws=400)
        for form in held:
            low, high = found[form].low, found[form].high
            assert low is not None
            assert high is not None
            held[form] += low <= 0.8 <= high
    assert all(0.89 <= count / 200 <= 0.99 for count in held.values()), held


def test_a_rater_who_is_always_higher_lowers_only_forms_in_which_level_counts() -> None:
    rng = np.random.default_rng(4)
    ratings = rng.normal(size=(100, 1)) + 0.3 * rng.normal(size=(100, 3))
    plain, shifted = icc_values(ratings), icc_values(ratings + np.array([0.0, 0.0, 2.0]))
    assert shifted["ICC(3,1)"] == pytest.approx(plain["ICC(3,1)"])
    assert shifted["ICC(2,1)"] < plain["ICC(2,1)"] - 0.2
    assert shifted["ICC(1,1)"] < plain["ICC(1,1)"] - 0.2


def test_the_unit_and_the_zero_of_the_scale_do_not_matter() -> None:
    table = np.array(JUDGES, dtype=float)
    assert icc_values(table * 1e6 + 1e7) == pytest.approx(icc_values(table), rel=1e-6)


def test_equal_ratings_cannot_tell() -> None:
    found = icc(np.full((20, 3), 4.0), np.random.default_rng(1))
    assert found["ICC(2,1)"].why == "ICC(2,1) is not defined where all readings are the same"


def test_gaps_and_lone_raters_are_refused_with_what_to_do() -> None:
    rng = np.random.default_rng(1)
    with pytest.raises(
        BadDataError, match=r"item 2 by rater 1 is missing.*Krippendorff's alpha at level interval"
    ):
        icc([[1.0, 2.0], [float("nan"), 3.0]], rng)
    with pytest.raises(BadDataError, match="The items have from 1 to 2 ratings"):
        icc([[1.0, 2.0], [3.0]], rng)
    with pytest.raises(BadDataError, match="at least two items and two raters"):
        icc([[1.0], [3.0]], rng)
    with pytest.raises(BadDataError, match="at least two items and two raters"):
        icc([], rng)


def found() -> Icc:
    rng = np.random.default_rng(4)
    return icc(rng.normal(size=(40, 1)) + 0.5 * rng.normal(size=(40, 3)), rng)


def test_it_reads_as_text_table_and_picture() -> None:
    result = found()
    text = str(result)
    assert "40 items, each rated by 3 raters" in text
    assert "ICC(2,1)  ." in text
    assert list(result.to_frame()["form"]) == list(result.forms)
    assert result.to_dict()["forms"]["ICC(1,k)"]["value"] == result["ICC(1,k)"].value
    assert "ICC(3,k)" in str(result.chart().to_dict())
