"""Verdicts: by the figure, and honest about the interval."""

import pytest

from headwater.analysis.agreement import judge
from headwater.analysis.agreement.verdict import Standing, paradox
from headwater.analysis.estimates import Estimate, cannot_tell


@pytest.mark.parametrize(
    ("value", "standing", "words"),
    [
        (0.5, "not_ready", "the codebook is not ready"),
        (0.6669, "not_ready", "the codebook is not ready"),
        (0.667, "tentative", "tentative: alpha lies between .667 and .80"),
        (0.7999, "tentative", "tentative"),
        (0.80, "usable", "usable: alpha is .80 or more"),
    ],
)
def test_the_figure_decides_between_krippendorffs_thresholds(
    value: float, standing: Standing, words: str
) -> None:
    found = judge(Estimate(value, value, value, n=100))
    assert found.standing == standing
    assert found.text.startswith(words)
    assert found.sure
    assert "The whole interval says so" in found.text


def test_an_interval_over_a_threshold_is_said_and_how_many_items_would_settle_it() -> None:
    found = judge(Estimate(0.86, 0.74, 0.93, n=100))
    assert (found.standing, found.sure) == ("usable", False)
    assert "the interval (.74 to .93) reaches from 'tentative' to 'usable'" in found.text
    # the lower side is .12 and must shrink to .06: four times the items
    assert found.items_needed == pytest.approx(400, abs=10)
    assert "About 400 items" in found.text or "About 410 items" in found.text


def test_an_interval_over_both_thresholds_needs_the_items_of_the_nearer_one() -> None:
    found = judge(Estimate(0.70, 0.55, 0.84, n=50))
    assert found.standing == "tentative"
    assert "'not ready' to 'usable'" in found.text
    assert found.items_needed is None
    assert "more items would hardly settle it" in found.text
    needed = judge(Estimate(0.73, 0.60, 0.85, n=50)).items_needed
    assert needed == pytest.approx(50 * (0.13 / 0.063) ** 2, rel=0.05)


def test_without_a_figure_there_is_no_verdict() -> None:
    found = judge(cannot_tell("only 4 items with two readings; a figure needs 10", 4))
    assert found.standing == "cannot_tell"
    assert str(found) == (
        "cannot tell whether the codebook is ready: only 4 items with two readings; a figure needs 10."
    )


def said(alpha: float, ac1: float, share: float) -> str:
    figures = [Estimate(value, value, value, n=100) for value in (alpha, ac1, 0.9)]
    return paradox(figures[0], figures[1], "AC1", figures[2], ("no", share))


def test_the_prevalence_paradox_is_explained_only_where_it_is_one() -> None:
    text = said(-0.05, 0.89, 0.95)
    assert "Alpha is -.05 and AC1 .89, though coders agree in 90% of comparisons" in text
    assert "'no' makes up 95% of the readings" in text
    assert said(0.80, 0.89, 0.95) == ""
    assert said(0.40, 0.70, 0.5) == ""
