import numpy as np
import pytest
from numpy.typing import NDArray

from headwater.analysis.demand.prevalence.coder_error import correction
from headwater.analysis.demand.prevalence.estimators import (
    Coded,
    Read,
    corrected_count,
    naive,
    people,
    powered,
    rogan_gladen,
    tuned,
)
from headwater.analysis.demand.prevalence.survey import SurveyDesign

Floats = NDArray[np.float64]

POPULATION = 5_000


def coded_and_read(
    n: int, share: float, tpr: float, fpr: float, seed: int
) -> tuple[Coded, Read, float, "Floats"]:
    draw = np.random.default_rng(seed)
    holds = (draw.random(POPULATION) < share).astype(float)
    called = np.where(holds == 1, draw.random(POPULATION) < tpr, draw.random(POPULATION) < fpr).astype(float)
    chosen = draw.choice(POPULATION, n, replace=False)
    coded = Coded(holds[chosen], np.ones(n), SurveyDesign.simple(n, POPULATION))
    word = called[chosen]
    read = Read(word, word, POPULATION, float(called.sum()), float(called.sum()), POPULATION)
    return coded, read, float(holds.mean()), word


def test_a_good_model_narrows_the_interval_and_leaves_the_truth_in_it() -> None:
    coded, read, truth, _ = coded_and_read(200, 0.4, 0.9, 0.1, seed=3)
    alone, both = people(coded).estimate, powered(coded, read).estimate
    assert alone.low is not None
    assert alone.high is not None
    assert both.low is not None
    assert both.high is not None
    assert both.high - both.low < 0.75 * (alone.high - alone.low)
    assert both.low <= truth <= both.high


def test_a_useless_model_is_not_listened_to() -> None:
    coded, read, _, _ = coded_and_read(400, 0.4, 0.5, 0.5, seed=4)
    assert tuned(coded, read) < 0.15
    alone, both = people(coded).estimate, powered(coded, read).estimate
    assert both.value == pytest.approx(alone.value, abs=0.01)


def test_a_model_that_is_wrong_about_everything_is_not_turned_round() -> None:
    coded, read, _, _ = coded_and_read(400, 0.4, 0.1, 0.9, seed=4)
    assert tuned(coded, read) == 0


def test_a_model_that_was_right_on_every_coded_contact_is_not_taken_as_always_right() -> None:
    coded, read, _, word = coded_and_read(100, 0.4, 1.0, 0.0, seed=5)
    assert (word == coded.holds).all()
    found = powered(coded, read).estimate
    assert found.low is not None
    assert found.high is not None
    assert found.high - found.low > 0.03


def test_with_eleven_contacts_of_a_code_people_alone_decide() -> None:
    holds = np.repeat([1.0, 0.0], [11, 89])
    coded = Coded(holds, np.ones(100), SurveyDesign.simple(100, 2_000))
    found = powered(coded, Read(holds, holds, 2_000, 220, 220, 2_000)).estimate
    assert found.value is None
    assert found.why == "fewer than 12 coded contacts with or without the code; see people only"
    assert people(coded).estimate.known


def test_power_tuning_gives_the_smallest_error() -> None:
    """The slope minimises the variance of y - k f: no other slope on a grid does better."""
    coded, read, _, _ = coded_and_read(300, 0.3, 0.8, 0.2, seed=9)
    best = tuned(coded, read)

    def error(slope: float) -> float:
        return float((coded.holds - slope * read.likely).var())

    assert error(best) <= min(error(k) for k in np.linspace(0, 1, 101)) + 1e-9


def test_the_models_own_count_is_biased_and_looks_sure() -> None:
    _, read, truth, _ = coded_and_read(200, 0.1, 0.85, 0.15, seed=6)
    found = naive(read)
    assert found.value is not None
    assert found.low is not None
    assert found.value > truth + 0.08
    assert found.low > truth


def test_rogan_gladen_takes_out_the_models_error() -> None:
    coded, read, truth, _ = coded_and_read(400, 0.4, 0.85, 0.15, seed=7)
    found = rogan_gladen(coded, read)
    assert found.low is not None
    assert found.high is not None
    assert found.low <= truth <= found.high


def test_rogan_gladen_of_the_published_example() -> None:
    found = corrected_count(0.43, 0.85, 0.85, positives=100, negatives=100)
    assert found.value == pytest.approx(0.40)


def test_rogan_gladen_cannot_tell_with_a_model_that_guesses() -> None:
    found = corrected_count(0.5, 0.52, 0.5, positives=100, negatives=100)
    assert found.why == "the model hardly tells contacts with the code from those without"


def test_a_share_of_time_counts_each_contact_by_its_time() -> None:
    holds = np.tile([1.0, 0.0], 20)
    coded = Coded(holds, np.tile([3.0, 1.0], 20), SurveyDesign.simple(40, 4_000))
    assert people(coded).estimate.value == pytest.approx(0.75)


def test_contacts_outside_the_group_do_not_count() -> None:
    holds = np.tile([1.0, 0.0, 0.0, 0.0], 20)
    inside = np.tile([1.0, 1.0, 0.0, 0.0], 20)
    found = people(Coded(holds, inside, SurveyDesign.simple(80, 8_000))).estimate
    assert found.value == pytest.approx(0.5)
    assert found.n == 40


@pytest.mark.parametrize(("share", "n", "tpr", "fpr"), [(0.1, 100, 0.85, 0.05), (0.4, 100, 0.85, 0.15)])
def test_reported_intervals_cover_the_truth(share: float, n: int, tpr: float, fpr: float) -> None:
    """Fast echo of the calibration bench, which has 2,000 repetitions a cell."""
    hits = 0
    for seed in range(300):
        coded, read, truth, _ = coded_and_read(n, share, tpr, fpr, seed)
        both = powered(coded, read).estimate
        found = both if both.known else people(coded).estimate
        assert found.low is not None
        assert found.high is not None
        hits += found.low <= truth <= found.high
    assert 0.92 <= hits / 300 <= 0.99


def noisy(seed: int, *, n: int = 400, share: float = 0.7, noise: float = 0.1) -> tuple[Coded, Coded, float]:
    """Codes of coders who err, without and with the correction that double coding allows."""
    draw = np.random.default_rng(seed)
    truth = (draw.random(POPULATION) < share).astype(float)
    true = truth[draw.choice(POPULATION, n, replace=False)]
    first, second = (np.where(draw.random(n) < noise, 1 - true, true) for _ in range(2))
    twice = draw.random(n) < 0.2
    holds = np.where(twice, (first + second) / 2, first)
    differ = twice & (first != second)
    decided = np.where(twice, np.where(differ, true, holds), np.nan)
    design = SurveyDesign.simple(n, POPULATION)
    made = correction(
        holds, decided, design.weight, disagreeing=float(differ.sum() / twice.sum()), evenness=0.42
    )
    return Coded(holds, np.ones(n), design), Coded(holds, np.ones(n), design, made), float(truth.mean())


def test_double_coding_takes_out_what_noisy_coders_put_in() -> None:
    """One reading in ten is wrong: uncorrected intervals miss the truth more often than not."""
    plain, corrected = 0, 0
    for seed in range(300):
        without, with_, truth = noisy(seed)
        for which, coded in (("plain", without), ("corrected", with_)):
            found = people(coded).estimate
            assert found.low is not None
            assert found.high is not None
            hit = found.low <= truth <= found.high
            plain += hit and which == "plain"
            corrected += hit and which == "corrected"
    assert plain / 300 < 0.75
    assert corrected / 300 >= 0.92


def test_too_few_contacts_coded_twice_correct_nothing() -> None:
    decided = np.full(50, np.nan)
    decided[:9] = 1.0
    assert correction(np.ones(50), decided, np.ones(50), disagreeing=0.1, evenness=0.5) is None


def test_coders_who_never_differ_still_leave_some_doubt_about_rare_codes() -> None:
    """No difference seen on this code, though the field's codes do get mixed up."""
    holds = np.repeat([1.0, 0.0], [5, 95])
    made = correction(holds, holds, np.ones(100), disagreeing=0.2, evenness=0.8)
    assert made is not None
    assert made.shift == 0
    assert made.unseen > 0


def test_strata_that_tell_nearly_every_code_do_not_make_the_model_too_sure() -> None:
    """One contact in 200 differs from its stratum's code: few samples of 200 hold enough of them to tell."""
    draw = np.random.default_rng(3)
    stratum = draw.integers(0, 10, POPULATION)
    usual = (stratum < 4).astype(float)
    holds = np.where(draw.random(POPULATION) < 0.005, 1 - usual, usual)
    word = draw.random(POPULATION)
    held, repetitions = 0, 150
    for _ in range(repetitions):
        at = np.concatenate([draw.choice(np.flatnonzero(stratum == h), 20, replace=False) for h in range(10)])
        contacts = [int((stratum == h).sum()) for h in stratum[at]]
        design = SurveyDesign.of([str(h) for h in stratum[at]], contacts, [None] * len(at))
        read = Read(word[at], word[at], POPULATION, float(word.sum()), float(word.sum()), POPULATION)
        found = powered(Coded(holds[at], np.ones(len(at)), design), read).estimate
        assert found.low is not None
        assert found.high is not None
        held += found.low <= holds.mean() <= found.high
    assert held / repetitions >= 0.93


def test_strata_that_tell_every_code_still_leave_some_doubt() -> None:
    holds = np.repeat([1.0, 0.0], 30)
    design = SurveyDesign.of(["a"] * 30 + ["b"] * 30, [500] * 60, [None] * 60)
    word = np.tile([1.0, 0.0], 30)
    found = powered(Coded(holds, np.ones(60), design), Read(word, word, 1_000, 500, 500, 1_000)).estimate
    assert found.low is not None
    assert found.high is not None
    assert found.low < 0.48
    assert found.high > 0.52


def test_with_every_contact_coded_the_share_is_exact_and_no_model_is_asked() -> None:
    holds = np.repeat([1.0, 0.0], [20, 40])
    coded = Coded(holds, np.ones(60), SurveyDesign.simple(60, 60))
    word = np.ones(60)
    found = people(coded).estimate
    assert (found.value, found.low, found.high) == pytest.approx((1 / 3, 1 / 3, 1 / 3))
    assert "every contact is coded" in powered(coded, Read(word, word, 60, 60, 60, 60)).estimate.why
