from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.analysis.demand.prevalence.made_sample import drawn, made_world

from headwater.analysis.demand.coding.sampled import CHOSEN_AGAIN, CodedSample, Coding, SampledContact
from headwater.analysis.demand.prevalence.change import changes, check_pair, check_targets, coders_drift
from headwater.analysis.demand.prevalence.estimators import Coded, Read, naive, people, powered
from headwater.analysis.demand.prevalence.mover import minus, over
from headwater.analysis.demand.prevalence.prevalence import prevalence
from headwater.analysis.demand.prevalence.prevalence_result import PrevalenceSettings
from headwater.analysis.demand.prevalence.survey import SurveyDesign
from headwater.analysis.demand.prevalence.targets import FAILURE, Target
from headwater.analysis.errors import UsageError
from headwater.analysis.estimates import Estimate, cannot_tell, wilson

ALONE = PrevalenceSettings(model="none")
POPULATION = 10_000

Period = tuple[Estimate, Estimate]


def period(draw: np.random.Generator, share: float, tpr: float, fpr: float, n: int = 300) -> Period:
    """The share by people and model, and by the model alone, in one period."""
    holds = (draw.random(POPULATION) < share).astype(float)
    called: NDArray[np.float64] = np.where(
        holds == 1, draw.random(POPULATION) < tpr, draw.random(POPULATION) < fpr
    ).astype(float)
    chosen = draw.choice(POPULATION, n, replace=False)
    coded = Coded(holds[chosen], np.ones(n), SurveyDesign.simple(n, POPULATION))
    word = called[chosen]
    read = Read(word, word, POPULATION, float(called.sum()), float(called.sum()), POPULATION)
    both = powered(coded, read).estimate
    return (both if both.known else people(coded).estimate), naive(read)


def test_a_model_that_drifts_makes_the_naive_count_fall_but_not_the_corrected_one() -> None:
    """The model misses more in the second period; its count falls by a fifth, the true share stays."""
    draw = np.random.default_rng(11)
    naive_falls, covered = [], 0
    for _ in range(200):
        (one, naive_one), (two, naive_two) = period(draw, 0.4, 0.9, 0.1), period(draw, 0.4, 0.71, 0.0867)
        gap = minus(two, one)
        assert gap.low is not None
        assert gap.high is not None
        assert naive_one.value is not None
        assert naive_two.value is not None
        naive_falls.append(naive_two.value / naive_one.value - 1)
        covered += gap.low <= 0 <= gap.high
    assert np.mean(naive_falls) == pytest.approx(-0.20, abs=0.01)
    assert covered / 200 >= 0.92


def test_a_true_fall_of_seventy_percent_is_found() -> None:
    draw = np.random.default_rng(12)
    covered = told = 0
    for _ in range(200):
        (one, _), (two, _) = period(draw, 0.4, 0.9, 0.1), period(draw, 0.12, 0.9, 0.1)
        ratio = over(two, one)
        assert ratio.low is not None
        assert ratio.high is not None
        covered += ratio.low <= 0.3 <= ratio.high
        told += ratio.high < 1
    assert covered / 200 >= 0.92
    assert told == 200


def test_differences_of_two_shares_agree_with_newcombes_published_example() -> None:
    """Newcombe (1998), Statistics in Medicine 17:873-890, method 10: 56/70 - 48/80 is .0524 to .3339."""
    found = minus(wilson(56, 70), wilson(48, 80))
    assert found.low == pytest.approx(0.0524, abs=1e-4)
    assert found.high == pytest.approx(0.3339, abs=1e-4)


def test_a_share_that_may_have_been_zero_is_not_divided_by() -> None:
    assert over(wilson(3, 50), wilson(0, 50)).why == "the share before may have been zero"
    assert minus(cannot_tell("no codes"), wilson(3, 50)).why == "no codes"


def pair(first: str, again: str, number: int) -> tuple[SampledContact, SampledContact]:
    one = SampledContact(f"s/{number}", "s", str(number), "all contacts", 0.1)
    return tuple(  # type: ignore[return-value]
        replace(one, codings=(Coding("a", {"demand_type": code}),)) for code in (first, again)
    )


def test_coders_who_became_stricter_are_found_out() -> None:
    moved = [pair("failure", "value", at) for at in range(15)]
    same = [pair("failure", "failure", at) for at in range(15, 60)]
    drift = coders_drift([*moved, *same], FAILURE)
    assert drift.value == pytest.approx(-0.25)
    assert drift.high is not None
    assert drift.high < 0


def test_without_contacts_coded_again_drift_cannot_be_told() -> None:
    assert coders_drift([], FAILURE).why == "only 0 contacts were coded again; 10 are needed"


def test_drift_of_the_coders_is_taken_out_of_the_change() -> None:
    """Nothing changed but the coders: they call fewer contacts failure demand the second time."""
    world = made_world(contacts=3_000, failure=0.6, seed=4)
    before = drawn(world, 500, seed=1)
    draw = np.random.default_rng(2)

    def stricter(contact: SampledContact) -> SampledContact:
        codes = contact.codings[0].codes
        if codes["demand_type"] == "failure" and draw.random() < 0.4:
            codes = {"demand_type": "value"}
        return replace(contact, codings=(Coding("later", codes),))

    later = drawn(world, 500, seed=2)
    part = [before.contacts[at] for at in draw.choice(len(before.contacts), 150, replace=False)]
    again = [replace(stricter(c), chosen=CHOSEN_AGAIN, inclusion_probability=0.0) for c in part]
    after = CodedSample((*(stricter(c) for c in later.contacts), *again), later.design, codebook="made 1")
    tables = world.tables
    found = changes(
        prevalence(tables, before, ALONE), prevalence(tables, after, ALONE), measures=["contacts"]
    )
    change = found.changes[0]
    assert found.again == 150
    assert change.difference.high is not None
    assert change.difference.high < 0
    assert change.drifted
    assert change.quoted.low is not None
    assert change.quoted.high is not None
    assert change.quoted.low <= 0 <= change.quoted.high
    assert change.verdict == "cannot tell from no change"
    assert "and is taken out" in str(found)


def test_few_contacts_coded_again_are_said_with_what_to_do() -> None:
    world = made_world(contacts=600)
    one = prevalence(world.tables, drawn(world, 100), ALONE)
    text = str(changes(one, one))
    assert "too few to tell whether coders code as they did (10 are needed)" in text
    assert "demand sample --recheck" in text


def test_samples_coded_by_different_codebooks_are_not_compared() -> None:
    world = made_world(contacts=100)
    one, other = drawn(world, 20), replace(drawn(world, 20), codebook="made 2")
    with pytest.raises(UsageError, match="by 'made 1' and the later one by 'made 2'"):
        check_pair(one, other)


def test_one_sample_is_not_compared_with_itself() -> None:
    one = drawn(made_world(contacts=100), 20)
    with pytest.raises(
        UsageError, match="20 of the 20 contacts of the later sample were drawn for the earlier"
    ):
        check_pair(one, one)


def test_a_target_nobody_was_coded_with_is_refused_with_the_nearest() -> None:
    one = drawn(made_world(contacts=100), 20)
    check_targets([FAILURE], [one, one])
    with pytest.raises(UsageError, match=r"demand_type=failur, in either sample\. Did you mean 'failure'\?"):
        check_targets([Target.of(demand_type="failur")], [one, one])
