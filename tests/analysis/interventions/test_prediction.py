"""Predictions: what they say, how they are held against what was found, and how good they are on average."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from headwater.analysis.errors import UsageError
from headwater.analysis.estimates import Estimate
from headwater.analysis.interventions import Evaluation, Plan, Prediction, Smallest, compare, record_of
from headwater.analysis.interventions.effect import Effect
from headwater.analysis.interventions.gates import Gate
from headwater.analysis.interventions.memo import memo_of
from headwater.analysis.interventions.prediction_outcome import Comparison, difference_of, on_scale_of
from headwater.analysis.interventions.prediction_record import mean_of_studies
from headwater.analysis.interventions.promise import differences, promise_of
from headwater.analysis.interventions.reading import evaluation_from
from headwater.analysis.interventions.spending import spending_of
from headwater.analysis.measures import Measure

from .made_judged import MEASURE, START, judged, paid

Z = 1.959964


def effect(
    value: float, error: float, scale: Any = "percent", *, before: float = 200.0, level: float = 0.95
) -> Effect:
    z = Z if level == 0.95 else 2.5758293
    change = Estimate(value, value - z * error, value + z * error, n=130, level=level)
    return Effect(change, change, scale, change, before, -0.05, (0.0, 0.0), 0.5, 0.3, 1.0)


def evaluation(found: Effect | None, *failed: str) -> Evaluation:
    known = judged(-20)
    gates = tuple(replace(gate, status="fails" if gate.key in failed else "holds") for gate in known.gates)
    return replace(known, effect=found, gates=gates)


def plan(predicted: Prediction | None = None, **said: Any) -> Plan:
    return Plan("Depot scans", MEASURE, START, Smallest(-5), predicted=predicted, **said)


WRONG = [
    ({"value": 0}, "A prediction of 0 says that nothing will move"),
    ({"value": float("nan")}, "A prediction is a number, such as -8"),
    ({"value": -8, "low": -12}, "two ends or none: say the other one as well"),
    ({"value": -8, "low": -4, "high": -12}, "is not between its ends, -4 and -12"),
    ({"value": -8, "low": -7, "high": -4}, "The prediction -8 is not between its ends"),
    ({"value": -8, "unit": "contacts"}, "'contacts' is no unit of a prediction"),
]


@pytest.mark.parametrize(("said", "told"), WRONG)
def test_what_is_no_prediction_is_refused_with_the_reason(said: dict[str, Any], told: str) -> None:
    with pytest.raises(UsageError) as caught:
        Prediction(**said)
    assert told in caught.value.message


def test_points_are_only_for_shares() -> None:
    with pytest.raises(UsageError, match="percentage points"):
        plan(Prediction(-3, "pp"))


def test_a_plan_keeps_its_prediction_and_one_without_has_the_fingerprint_it_always_had() -> None:
    said = plan(Prediction(-8, "%", -12, -4, "the scenario “Longer calls”"))
    assert Plan.from_dict(said.to_dict()) == said
    assert "predicted" not in plan().to_dict()
    assert said.fingerprint != plan().fingerprint != plan(Prediction(-8)).fingerprint


def test_the_promise_says_what_was_predicted_and_by_what() -> None:
    said = {one.title: one.text for one in promise_of(plan(Prediction(-8, "%", -12, -4, "the scenario “X”")))}
    assert said["We predicted"] == "8% lower than before (12% to 4% lower), by the scenario “X”"
    assert "We predicted" not in {one.title for one in promise_of(plan())}
    (found,) = differences(plan(), plan(Prediction(-8)))
    assert (found.title, found.before, found.after) == ("We predicted", "nothing", "8% lower than before")


def test_an_own_unit_is_said_as_the_measure_is_read() -> None:
    rate = Measure("contacts.rate", kind="count", better="lower", unit="contacts per 100 orders")
    predicted = Prediction(-0.0025, "", -0.004, 0.001)
    said = Plan("Scans", rate, START, Smallest(-0.002, ""), predicted=predicted)
    words = {one.title: one.text for one in promise_of(said, per=100)}
    assert words["We predicted"] == (
        "0.25 contacts per 100 orders lower than before (0.4 lower to 0.1 higher)"
    )
    assert words["Smallest effect worth having"] == "0.2 contacts per 100 orders lower than before"


SCALES = [
    ("percent", Prediction(-8, "%", -12, -4), 200.0, (-0.08, -0.12, -0.04)),
    ("percent", Prediction(-16, "", -24, -8), 200.0, (-0.08, -0.12, -0.04)),
    ("points", Prediction(-3, "pp", -5, -1), 0.32, (-0.03, -0.05, -0.01)),
    ("points", Prediction(-10, "%", -20, 5), 0.32, (-0.032, -0.064, 0.016)),
    ("hundredths", Prediction(5, "%", 1, 9), 0.6, (0.03, 0.006, 0.054)),
    ("hundredths", Prediction(0.02, ""), 0.6, (0.02, None, None)),
    ("unit", Prediction(-30, "", -50, -10), 500.0, (-30.0, -50.0, -10.0)),
    ("unit", Prediction(-10, "%", -12, -8), -50.0, (5.0, 4.0, 6.0)),
]


@pytest.mark.parametrize(("scale", "said", "before", "expected"), SCALES)
def test_a_prediction_is_brought_to_the_scale_of_the_effect(
    scale: Any, said: Prediction, before: float, expected: tuple[float | None, ...]
) -> None:
    found = on_scale_of(effect(0, 1, scale, before=before), said)
    assert (found.value, found.low, found.high) == pytest.approx(expected)


WORDS = [
    # predicted 8% lower (12% to 4%); found with its standard error
    (-0.08, 0.010, "as predicted", "The difference is +0.0%"),
    (-0.02, 0.005, "less than predicted", "-8.0% (-12.0% to -4.0%) was predicted, -2.0% (-3.0% to -1.0%)"),
    (-0.20, 0.010, "more than predicted", "The difference is -12.0%"),
    (0.06, 0.010, "the other way", "It moved the other way than predicted"),
    (0.01, 0.010, "less than predicted", "It moved less than predicted"),
    (-0.03, 0.025, "cannot tell", "all of it came, and also that nothing came of it"),
    (-0.12, 0.035, "cannot tell", "all of it came, and also that it was twice as much"),
    (-0.08, 0.060, "cannot tell", "Anything is possible, from nothing to twice as much"),
]


@pytest.mark.parametrize(("found", "error", "word", "told"), WORDS)
def test_the_word_follows_from_the_interval_of_the_difference(
    found: float, error: float, word: str, told: str
) -> None:
    compared = compare(Prediction(-8, "%", -12, -4), evaluation(effect(found, error)))
    assert compared.word == word
    assert told in compared.sentence


@pytest.mark.parametrize(("found", "error", "word", "told"), WORDS)
def test_a_measure_that_was_to_rise_is_read_the_same_way(
    found: float, error: float, word: str, told: str
) -> None:
    compared = compare(Prediction(8, "%", 4, 12), evaluation(effect(-found, error)))
    assert compared.word == word


def test_the_difference_and_its_bounds_are_those_worked_out_by_hand() -> None:
    """-3% with error 1% less -8% (-12 to -4): 5 -/+ sqrt(1.96^2 + 4^2)."""
    compared = compare(Prediction(-8, "%", -12, -4), evaluation(effect(-0.03, 0.01)))
    d = compared.difference
    assert (d.value, d.low, d.high) == pytest.approx((0.05, 0.05 - 0.0445441, 0.05 + 0.0445441), abs=1e-6)


def test_a_prediction_without_an_interval_is_taken_as_a_number() -> None:
    compared = compare(Prediction(-8), evaluation(effect(-0.03, 0.01)))
    assert compared.word == "less than predicted"
    assert compared.difference.low == pytest.approx(0.05 - Z * 0.01, abs=1e-6)
    assert "-8.0% was predicted" in compared.sentence


def test_an_interval_that_pays_for_several_looks_is_brought_to_the_usual_level() -> None:
    strict = compare(Prediction(-8), evaluation(effect(-0.03, 0.01, level=0.99)))
    usual = compare(Prediction(-8), evaluation(effect(-0.03, 0.01)))
    assert strict.difference.low == pytest.approx(usual.difference.low, abs=1e-6)


def test_a_gate_that_fails_leaves_nothing_to_say_of_the_prediction() -> None:
    compared = compare(Prediction(-8), evaluation(effect(-0.08, 0.005), "overlap"))
    assert compared.word == "cannot tell"
    assert "not known to be its doing, as the gate “Told apart from other programmes” fails" in (
        compared.sentence
    )
    assert compared.came_true is None


def test_without_an_estimate_there_is_nothing_to_compare() -> None:
    compared = compare(Prediction(-8), evaluation(None))
    assert (compared.word, compared.came_true) == ("cannot tell", None)
    assert "there is no estimate" in compared.sentence


def test_an_own_unit_needs_a_level_to_be_read_against() -> None:
    compared = compare(Prediction(-8, ""), evaluation(effect(-0.08, 0.01, before=0.0)))
    assert "the level before is not above 0" in compared.sentence


@pytest.mark.parametrize("ratio", [0.3, 1.0, 3.0])
def test_the_interval_of_the_difference_holds_the_true_one_95_times_in_100(ratio: float) -> None:
    draw = np.random.default_rng(11)
    runs, held = 4_000, 0
    for said, found in zip(
        draw.normal(-0.08, 0.01 * ratio, runs), draw.normal(-0.05, 0.01, runs), strict=True
    ):
        first = Estimate(found, found - Z * 0.01, found + Z * 0.01)
        second = Estimate(said, said - Z * 0.01 * ratio, said + Z * 0.01 * ratio)
        d = difference_of(first, second)
        held += d.low <= 0.03 <= d.high  # type: ignore[operator]
    assert 0.94 < held / runs < 0.96


def test_intervals_that_are_not_symmetrical_hold_as_often() -> None:
    """Both on a log scale, as changes of counts are."""
    draw = np.random.default_rng(12)
    runs, held = 4_000, 0

    def seen(log: float) -> Estimate:
        value, low, high = (float(np.expm1(log + z * 0.15)) for z in (0, -Z, Z))
        return Estimate(value, low, high)

    for a, b in zip(draw.normal(-0.3, 0.15, runs), draw.normal(-0.1, 0.15, runs), strict=True):
        d = difference_of(seen(a), seen(b))
        held += d.low <= np.expm1(-0.3) - np.expm1(-0.1) <= d.high
    assert 0.935 < held / runs < 0.965


def test_as_predicted_is_seldom_said_of_a_programme_that_did_nothing() -> None:
    """Nothing is at the edge of what *as predicted* allows: at most one time in forty."""
    draw = np.random.default_rng(13)
    said = Prediction(-8)
    words = [compare(said, evaluation(effect(float(one), 0.02))).word for one in draw.normal(0, 0.02, 2_000)]
    assert words.count("as predicted") / len(words) < 0.025


def comparisons(parts: list[float], error: float = 0.02) -> list[Comparison]:
    return [compare(Prediction(-10), evaluation(effect(-0.1 * part, error))) for part in parts]


def test_four_predictions_have_no_average() -> None:
    found = record_of(comparisons([0.5, 0.6, 0.4, 0.7]))
    assert not found.came_true.known
    assert found.sentence == (
        "Cannot tell how good our predictions are: 4 predictions were judged so far, and an average needs 5."
    )


def test_five_that_came_by_half_were_too_large() -> None:
    found = record_of(comparisons([0.5, 0.6, 0.4, 0.7, 0.3]))
    assert found.came_true.value == pytest.approx(0.5)
    assert found.sentence.startswith("Our predictions were on average too large: of what was predicted, 50%")
    assert found.judged == 5


def test_predictions_that_came_twice_were_too_small_and_others_neither() -> None:
    assert "too small" in record_of(comparisons([2.0, 2.1, 1.9, 2.2, 1.8])).sentence
    assert "cannot be told yet" in record_of(comparisons([1.4, 0.5, 1.1, 0.7, 1.3])).sentence


def test_a_prediction_whose_effect_nobody_can_claim_is_in_no_average() -> None:
    lost = [compare(Prediction(-10), evaluation(effect(-0.1, 0.02), "placebo"))]
    assert record_of(comparisons([0.5] * 4) + lost).judged == 4


def test_an_effect_that_may_be_a_wandering_level_stays_in_the_average() -> None:
    """Only effects that were found are asked whether they stand out: leaving them out would bias it."""
    asked = [compare(Prediction(-10), evaluation(effect(-0.1, 0.02), "wandering"))]
    assert asked[0].word == "cannot tell"
    assert record_of(comparisons([0.5] * 4) + asked).judged == 5


def test_the_mean_of_studies_is_that_published_for_the_vaccine_against_tuberculosis() -> None:
    """Colditz et al. (1994), 13 trials: a log risk ratio of -0.7141, as in Viechtbauer (2010)."""
    trials = np.array(
        [[4, 119, 11, 128], [6, 300, 29, 274], [3, 228, 11, 209], [62, 13536, 248, 12619],
         [33, 5036, 47, 5761], [180, 1361, 372, 1079], [8, 2537, 10, 619], [505, 87886, 499, 87892],
         [29, 7470, 45, 7232], [17, 1699, 65, 1600], [186, 50448, 141, 27197], [5, 2493, 3, 2338],
         [27, 16886, 29, 17825]], float
    )  # fmt: skip
    a, b, c, d = trials.T
    ratio = np.log(a / (a + b) / (c / (c + d)))
    assert mean_of_studies(ratio, 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)).value == pytest.approx(
        -0.7141, abs=5e-5
    )


@pytest.mark.parametrize(("studies", "between"), [(5, 0.0), (6, 0.3), (12, 0.3)])
def test_the_average_holds_the_true_part_about_95_times_in_100(studies: int, between: float) -> None:
    draw = np.random.default_rng(studies)
    runs, held = 1_500, 0
    for _ in range(runs):
        error = draw.uniform(0.2, 0.6, studies)
        parts = draw.normal(draw.normal(0.6, between, studies), error)
        found = mean_of_studies(parts, error**2)
        held += found.low <= 0.6 <= found.high  # type: ignore[operator]
    assert 0.92 < held / runs < 0.97


def with_prediction(number: int, step: float, said: Prediction) -> Any:
    found = judged(step, predicted=said)
    return paid(number, f"Scans {number}", "fix", found.verdict.word, 900, found=found)


def test_the_memo_line_says_what_was_predicted_and_whether_it_came() -> None:
    memo = memo_of(
        spending_of([with_prediction(1, -20, Prediction(-10)), with_prediction(2, -20, Prediction(-30))])
    )
    lines = [one.text for one in memo.worked]
    assert any("Predicted was -10.0%: it came." in one for one in lines), lines
    assert any("Predicted was -30.0%: less than that came." in one for one in lines)


def test_the_ledger_holds_the_prediction_beside_the_change() -> None:
    said = Prediction(-30, "%", -35, -25)
    columns = spending_of(
        [with_prediction(1, -20, said), paid(2, "Talks", "training", "too early")]
    ).columns()
    assert columns["predicted"] == [pytest.approx(-0.3), None]
    assert columns["predicted_low"] == [pytest.approx(-0.35), None]
    assert columns["prediction"] == ["less than predicted", ""]


def test_from_five_on_the_memo_opens_with_how_good_predictions_were() -> None:
    some = [with_prediction(n, -20, Prediction(-20 - n)) for n in range(5)]
    assert any("too large" in said for said in memo_of(spending_of(some)).opening)
    assert not any("predict" in said for said in memo_of(spending_of(some[:4])).opening)


def test_a_kept_evaluation_is_compared_as_on_the_day_it_was_judged() -> None:
    found = judged(-20, predicted=Prediction(-10))
    again = evaluation_from(found.to_dict())
    assert again.plan.predicted is not None
    assert compare(again.plan.predicted, again) == compare(Prediction(-10), found)


def test_the_gates_that_bias_are_gates() -> None:
    from headwater.analysis.interventions.prediction_outcome import BIASING

    assert {gate.key for gate in judged(-20).gates} == {*BIASING, "wandering"}
    assert isinstance(judged(-20).gates[0], Gate)
