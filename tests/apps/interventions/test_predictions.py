"""Predictions on the pages of interventions: from a scenario to the promise, and to what came of them."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from headwater.analysis.interventions.prediction import Prediction as Said
from headwater.apps.interventions.models import Intervention, PlanRecord, Prediction
from headwater.apps.interventions.on_measures import judged_on
from headwater.apps.interventions.selectors import accounts_visible_to, intervention_visible_to
from headwater.apps.measures.registry import PUBLISHED

from ..policy.made_predictions import a_scenario, row
from ..world import World
from .made_interventions import an_intervention, judge, locked, plan_on, record_of
from .recent import BACK, RATE, RATED, monday, recorded, registered, typed

pytestmark = pytest.mark.django_db
Visit = Callable[[str], Client]
SOURCE = "the scenario “Longer calls” of"


def begun(browser: Client, said: str, **more: str) -> Any:
    return browser.get(reverse("interventions:new"), {"from": said, **more})


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def from_scenario(world: World, *rows: Any, **said: Any) -> Intervention:
    recorded(world)
    made = a_scenario(world.amara, *rows, **said)
    return registered(
        world.amara, name="Longer calls", kind="policy", origin="what_if", origin_key=str(made.pk)
    )


def written(browser: Client, one: Intervention, **said: Any) -> Any:
    return browser.post(reverse("interventions:plan", args=[one.pk]), typed(guards=[], **said))


def test_a_scenario_fills_in_name_kind_currency_and_the_problem_with_its_intervals(
    world: World, visit: Visit
) -> None:
    made = a_scenario(world.amara)
    initial = begun(visit("amara"), f"what_if:{made.pk}").context["form"].initial
    assert (initial["name"], initial["kind"], initial["currency"]) == ("Longer calls", "policy", "EUR")
    assert (initial["origin"], initial["origin_key"]) == ("what_if", str(made.pk))
    assert "from 32% (31% to 33%) to 26% (24% to 28%)" in initial["problem"]
    titled = begun(visit("amara"), f"what_if:{made.pk}", title="Five minutes").context["form"].initial
    assert titled["name"] == "Five minutes"


@pytest.mark.parametrize("who", ["dana"])
def test_who_may_not_read_the_lab_cannot_begin_from_it(world: World, visit: Visit, who: str) -> None:
    made = a_scenario(world.amara)
    assert begun(visit(who), f"what_if:{made.pk}").status_code == 404


@pytest.mark.parametrize("key", ["99", "x", "-1", "1" * 30, "١"])
def test_a_scenario_that_is_not_there_is_not_found(visit: Visit, key: str) -> None:
    assert begun(visit("amara"), f"what_if:{key}").status_code == 404


def test_a_removed_scenario_is_not_found(world: World, visit: Visit) -> None:
    made = a_scenario(world.amara, removed_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert begun(visit("amara"), f"what_if:{made.pk}").status_code == 404


@pytest.mark.parametrize("origin", ["redesign", "conflict"])
def test_a_redesign_or_a_conflict_takes_its_words_along_as_a_change_of_policy(
    visit: Visit, origin: str
) -> None:
    initial = begun(visit("amara"), f"{origin}:Stop targeting handle time").context["form"].initial
    assert (initial["origin"], initial["kind"]) == (origin, "policy")
    assert initial["name"] == initial["problem"] == "Stop targeting handle time"


def test_the_plan_begins_with_what_the_scenario_predicts(world: World, visit: Visit) -> None:
    one = from_scenario(world)
    answer = visit("amara").get(reverse("interventions:plan", args=[one.pk]))
    begin = answer.context["form"].initial
    assert (begin["measure"], begin["amount"], begin["unit"]) == (BACK, "3", "pp")
    assert [begin[f"predicted{end}"] for end in ("", "_low", "_high", "_unit")] == ["-6", "-8", "-4", "pp"]
    assert begin["value_per_unit"] == "2.13"
    said = text_of(answer)
    assert "Half of that, 3 percentage points, is suggested" in said
    assert "Contact rate: 8% lower than before (11% to 5% lower)" in said
    assert answer.context["foreseen"].known


def test_what_the_scenario_predicts_is_locked_with_its_source(world: World, visit: Visit) -> None:
    one, browser = from_scenario(world), visit("amara")
    predicted = {"predicted": "-6", "predicted_low": "-8", "predicted_high": "-4", "predicted_unit": "pp"}
    answer = written(browser, one, measure=BACK, amount="3", unit="pp", proposed_for=BACK, **predicted)
    assert answer.status_code == 302, answer.context["form"].errors
    assert not Prediction.objects.exists(), "a draft is no promise"
    draft = PlanRecord.objects.get()
    page = text_of(browser.get(reverse("interventions:lock", args=[one.pk])))
    assert (
        "<dt>We predicted</dt><dd>6 percentage points lower than before (8 to 4 lower), by the scenario"
        in page
    )
    browser.post(reverse("interventions:lock", args=[one.pk]), {"fingerprint": draft.fingerprint})
    kept = Prediction.objects.get()
    assert (kept.plan, kept.measure, kept.said_by) == (draft, BACK, world.amara)
    assert (kept.value, kept.low, kept.high, kept.unit) == (-6, -8, -4, "pp")
    assert kept.source.startswith(SOURCE)
    assert kept.said == PlanRecord.objects.get().plan.predicted
    assert "6 percentage points lower" in text_of(
        browser.get(reverse("interventions:intervention", args=[one.pk]))
    )


def test_what_was_changed_by_hand_is_no_longer_the_scenarios(world: World, visit: Visit) -> None:
    one = from_scenario(world)
    written(visit("amara"), one, measure=BACK, amount="3", unit="pp", proposed_for=BACK, predicted="-5",
            predicted_unit="pp")  # fmt: skip
    assert PlanRecord.objects.get().plan.predicted == Said(-5, "pp")


def test_a_changed_plan_keeps_the_source_of_a_prediction_that_stays(world: World, visit: Visit) -> None:
    one, browser = from_scenario(world), visit("amara")
    predicted = {"predicted": "-8", "predicted_low": "-11", "predicted_high": "-5", "predicted_unit": "%"}
    written(browser, one, **predicted)
    begin = browser.get(reverse("interventions:plan", args=[one.pk])).context["form"].initial
    assert (begin["predicted"], begin["predicted_low"]) == ("-8", "-11")
    written(browser, one, amount="4", **predicted)
    found = PlanRecord.objects.get().plan
    assert found.smallest.amount == -4
    assert found.predicted is not None
    assert found.predicted.source.startswith(SOURCE)


def test_the_prediction_of_another_measure_is_refused_at_its_field(world: World, visit: Visit) -> None:
    one = from_scenario(world)
    predicted = {"predicted": "-6", "predicted_low": "-8", "predicted_high": "-4", "predicted_unit": "pp"}
    errors = written(visit("amara"), one, **predicted).context["form"].errors
    assert "This is predicted of “Customers who come back”." in " ".join(errors["predicted"])


WRONG = [
    ({"predicted": "0"}, "A prediction of 0 says that nothing will move"),
    ({"predicted": "many"}, "Enter a number."),
    ({"predicted": "", "predicted_low": "-4"}, "Say what is predicted between these two."),
    ({"predicted": "-8", "predicted_low": "-4"}, "two ends or none"),
    ({"predicted": "-8", "predicted_low": "-4", "predicted_high": "-12"}, "is not between its ends"),
    ({"predicted": "-8", "predicted_unit": "pp"}, "in percentage points (pp) is for shares"),
    (
        {"predicted": "-3", "predicted_unit": "own", "measure": BACK, "proposed_for": BACK},
        "This measure is a share. Predict in per cent or in percentage points.",
    ),
]


@pytest.mark.parametrize(("said", "told"), WRONG)
def test_what_is_no_prediction_is_refused_at_its_field(
    world: World, visit: Visit, said: dict[str, str], told: str
) -> None:
    recorded(world)
    one = registered(world.amara)
    answer = written(visit("amara"), one, **said)
    assert answer.status_code == 200
    assert told in " ".join(answer.context["form"].errors["predicted"])
    assert not PlanRecord.objects.exists()


def test_a_prediction_in_the_measures_own_unit_is_taken_as_it_is_read(world: World, visit: Visit) -> None:
    """The contact rate is read per 100 orders; the analysis counts per order."""
    recorded(world)
    one, browser = registered(world.amara), visit("amara")
    written(browser, one, predicted="-0.4", predicted_low="-0.6", predicted_high="-0.2", predicted_unit="own")
    found = PlanRecord.objects.get().plan.predicted
    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx((-0.004, -0.006, -0.002))
    page = text_of(browser.get(reverse("interventions:lock", args=[one.pk])))
    assert "0.4 contacts per 100 orders lower than before (0.6 to 0.2 lower)" in page
    begin = browser.get(reverse("interventions:plan", args=[one.pk])).context["form"].initial
    assert (begin["predicted"], begin["predicted_unit"]) == ("-0.4", "own")


def test_a_scenario_of_a_sample_predicts_nothing_of_ours(world: World, visit: Visit) -> None:
    one = from_scenario(world, basis="telecom")
    answer = visit("amara").get(reverse("interventions:plan", args=[one.pk]))
    assert answer.context["suggested"].predictions == ()
    assert not answer.context["form"].initial.get("predicted")
    assert "tried on a sample's figures" in answer.content.decode().replace("&#x27;", "'")


def test_a_scenario_that_makes_every_measure_worse_suggests_none(world: World, visit: Visit) -> None:
    one = from_scenario(world, row("repeat_frac", "share", 0.3, 0.34, 0.04))
    suggested = visit("amara").get(reverse("interventions:plan", args=[one.pk])).context["suggested"]
    assert (suggested.measure, len(suggested.predictions)) == ("", 1)
    assert "no improvement of any measure" in suggested.why


def test_words_of_a_scenario_cannot_become_markup(world: World, visit: Visit) -> None:
    one = from_scenario(world, name="<b>Longer</b>")
    said = visit("amara").get(reverse("interventions:plan", args=[one.pk])).content.decode()
    assert "<b>Longer" not in said


def judged_with(world: World, said: Said | None, name: str = "Longer calls") -> Intervention:
    one = an_intervention(world.amara, name, kind="policy")
    locked(world.amara, one, plan_on(predicted=said))
    return one


def test_the_page_says_after_the_verdict_whether_it_came(world: World, visit: Visit) -> None:
    """Come-backs fell from 32% to 27%."""
    record_of(world, back=(0.32, 0.27))
    right = judged_with(world, Said(-5, "pp", -6, -4, "the scenario “Longer calls” of 1 Dec 2023"))
    assert judge()["judged"] == 1
    page = intervention_visible_to(world.amara, right.pk)
    assert page.verdict is not None
    said = text_of(visit("amara").get(reverse("interventions:intervention", args=[right.pk])))
    assert "Did the prediction come true?" in said
    assert "As predicted" in said
    assert "-5.0 points (-6.0 to -4.0) was predicted" in said
    assert (
        "Predicted by the scenario “Longer calls” of 1 Dec 2023, and kept with the plan at its lock." in said
    )
    assert said.count("<circle") == 2
    assert '<th scope="row">Difference</th>' in said


def test_before_the_verdict_and_without_a_prediction_nothing_is_compared(world: World, visit: Visit) -> None:
    record_of(world, back=(0.32, 0.27))
    waits, without = judged_with(world, Said(-5, "pp")), judged_with(world, None, "Scans")
    address = reverse("interventions:intervention", args=[waits.pk])
    assert "Did the prediction" not in text_of(visit("amara").get(address))
    judge()
    assert "Did the prediction" in text_of(visit("amara").get(address))
    said = text_of(visit("amara").get(reverse("interventions:intervention", args=[without.pk])))
    assert "Did the prediction" not in said


def test_the_ledger_has_what_was_predicted_beside_the_change(world: World, visit: Visit) -> None:
    record_of(world, back=(0.32, 0.27))
    judged_with(world, Said(-12, "pp", -13, -11))
    judge()
    judged_with(world, Said(-20, "%"), "Runs still")
    said = text_of(visit("amara").get(reverse("interventions:ledger")))
    assert '-12.0 points (-13.0 to -11.0)<span class="beneath">less than predicted</span>' in said
    assert "20% lower than before" in said
    assert "Cannot tell how good our predictions are: 1 prediction was judged so far" in said
    rows = visit("amara").get(reverse("interventions:export")).content.decode().splitlines()
    assert "predicted,predicted_low,predicted_high,prediction" in rows[0]
    assert any("less than predicted" in one for one in rows[1:])


def test_from_five_on_the_ledger_says_how_good_predictions_were(world: World, visit: Visit) -> None:
    record_of(world, back=(0.32, 0.27))
    for number in range(5):
        judged_with(world, Said(-10 - number, "pp"), f"Calls {number}")
    judge()
    found = accounts_visible_to(world.amara).of(None).predictions
    assert found.judged == 5
    said = text_of(visit("amara").get(reverse("interventions:ledger")))
    assert "Our predictions were on average too large: of what was predicted," in said
    memo = text_of(visit("amara").get(reverse("interventions:memo")))
    assert "Our predictions were on average too large" in memo
    assert "Predicted was -10.0 points: less than that came." in memo


def test_the_page_of_a_measure_says_how_good_predictions_of_it_were(world: World) -> None:
    record_of(world, back=(0.32, 0.27))
    for number in range(4):
        judged_with(world, Said(-10 - number, "pp"), f"Calls {number}")
    judge()
    published = PUBLISHED[BACK]
    four = judged_on(world.amara, published, None)
    assert four is not None
    assert four["predictions"] is None
    judged_with(world, Said(-15, "pp"), "Calls 5")
    judge()
    five = judged_on(world.amara, published, None)
    assert five is not None
    assert five["predictions"].sentence.startswith("Our predictions were on average too large")
    assert judged_on(world.chidi, published, None) is None


def test_a_plan_that_was_changed_keeps_what_the_first_one_predicted(world: World) -> None:
    recorded(world)
    one = registered(world.amara)
    first = locked(world.amara, one, plan_on(RATE, start=monday(4), predicted=Said(-5)))
    second = locked(world.amara, one, plan_on(RATE, start=monday(4), predicted=Said(-9)))
    assert [(kept.plan, kept.value) for kept in Prediction.objects.all()] == [(first, -5), (second, -9)]


def test_satisfaction_is_predicted_in_points_of_100(world: World, visit: Visit) -> None:
    recorded(world)
    one, browser = registered(world.amara), visit("amara")
    written(browser, one, measure=RATED, unit="own", amount="0.02", proposed_for=RATED, predicted="0.03",
            predicted_unit="own")  # fmt: skip
    assert "3 points of 100 higher than before" in text_of(
        browser.get(reverse("interventions:lock", args=[one.pk]))
    )
