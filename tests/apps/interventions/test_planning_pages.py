"""The plan of an intervention on its pages: typed, refused where it is wrong, read as a whole, locked."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from headwater.apps.interventions.models import Intervention, PlanRecord
from headwater.apps.interventions.services import create_intervention

from ..world import World
from .recent import BACK, RATE, RATED, monday, recorded, registered, typed

pytestmark = pytest.mark.django_db
Visit = Callable[[str], Client]


@pytest.fixture
def scans(world: World) -> Intervention:
    recorded(world)
    return registered(world.amara)


def write(browser: Client, one: Intervention, **said: Any) -> Any:
    return browser.post(reverse("interventions:plan", args=[one.pk]), typed(**said))


def draft_of(one: Intervention) -> PlanRecord:
    return one.plans.get(locked_at=None)


def locked_plan(browser: Client, one: Intervention, **said: Any) -> PlanRecord:
    assert write(browser, one, **said).status_code == 302
    draft = draft_of(one)
    answer = browser.post(reverse("interventions:lock", args=[one.pk]), {"fingerprint": draft.fingerprint})
    assert answer.status_code == 302, answer.content.decode()
    return PlanRecord.objects.get(pk=draft.pk)


def test_what_is_typed_becomes_a_draft_with_costs_and_the_better_direction(
    visit: Visit, scans: Intervention
) -> None:
    answer = write(visit("amara"), scans)
    assert answer.headers["Location"] == reverse("interventions:lock", args=[scans.pk])
    plan = draft_of(scans).plan
    assert (str(plan.smallest), plan.measure.key, plan.scope) == ("-5%", RATE, "")
    assert (plan.guards, plan.phase_in.code, plan.window.code) == ((RATED,), "4w", "26w")
    assert [(cost.what, cost.amount, cost.unit) for cost in plan.costs] == [
        ("Scanners", 4000, "EUR"),
        ("Depot staff", 40, "hours"),
    ]
    assert plan.value_per_unit == 4.5


def test_where_higher_is_better_the_effect_is_a_rise(visit: Visit, scans: Intervention) -> None:
    write(visit("amara"), scans, measure=RATED, unit="own", amount="0.05", guards=[], proposed_for=RATED)
    assert draft_of(scans).plan.smallest.amount == pytest.approx(0.05)


def test_an_amount_in_the_measures_own_unit_is_taken_as_it_is_read(visit: Visit, scans: Intervention) -> None:
    """The contact rate is read per 100 orders; the analysis counts per order."""
    write(visit("amara"), scans, unit="own", amount="0.25")
    assert draft_of(scans).plan.smallest.amount == pytest.approx(-0.0025)
    page = visit("amara").get(reverse("interventions:plan", args=[scans.pk])).content.decode()
    assert 'value="0.25"' in page


WRONG = [
    ({"measure": ""}, "measure", "This field is required."),
    ({"measure": "contacts.nothing"}, "measure", "Select a valid choice"),
    ({"amount": "0"}, "amount", "greater than or equal to 0.0001"),
    ({"amount": "many"}, "amount", "Enter a number."),
    ({"unit": "pp"}, "unit", "Percentage points (pp) are for shares"),
    (
        {"measure": BACK, "unit": "own", "proposed_for": BACK},
        "unit",
        "Count in per cent or in percentage points",
    ),
    ({"start": "soon"}, "start", "Enter a valid date."),
    ({"window": "4"}, "window", "ends before the phase-in"),
    ({"window": "0"}, "window", "greater than or equal to 1"),
    ({"looks": "40"}, "looks", "lies after the window"),
    ({"looks": "half"}, "looks", "“half” is not a number of weeks"),
    ({"launch": "bad_weeks"}, "trigger", "Say how many weeks were bad"),
    ({"comparison": RATE}, "comparison", "This is the measure it is judged on"),
    ({"negative_control": RATE}, "negative_control", "This is the measure it is judged on"),
    ({"comparison": BACK, "negative_control": BACK}, "negative_control", "cannot also be what must not move"),
    ({"guards": [RATE]}, "guards", "cannot be a guard as well"),
    ({"baseline": "3"}, "baseline", "greater than or equal to 12"),
]


@pytest.mark.parametrize(("said", "field", "told"), WRONG)
def test_what_is_refused_stands_at_its_field(
    visit: Visit, scans: Intervention, said: dict[str, Any], field: str, told: str
) -> None:
    answer = write(visit("amara"), scans, **said)
    assert answer.status_code == 200
    assert told in " ".join(answer.context["form"].errors[field])
    assert list(answer.context["form"].errors) == [field]
    assert not scans.plans.exists()


def test_a_start_too_early_in_the_record_is_refused_at_the_start(visit: Visit, scans: Intervention) -> None:
    answer = write(visit("amara"), scans, start=monday(-108).isoformat(), window="150")
    assert "2 weeks before" in " ".join(answer.context["form"].errors["start"])


def test_a_verdict_that_would_be_known_already_is_refused_at_the_window(
    visit: Visit, scans: Intervention
) -> None:
    answer = write(visit("amara"), scans, start=monday(-30).isoformat())
    assert "cannot be promised" in " ".join(answer.context["form"].errors["window"])


def test_half_a_row_of_another_programme_is_refused_in_its_row(visit: Visit, scans: Intervention) -> None:
    answer = write(visit("amara"), scans, **{"others-0-name": "Price change"})
    assert "When did it start?" in str(answer.context["rows"][0].errors["start"])
    assert not scans.plans.exists()


def test_a_programme_on_the_same_measure_is_proposed_and_named_where_it_overlaps(
    world: World, visit: Visit, scans: Intervention
) -> None:
    other = registered(world.amara, name="New carrier")
    locked_plan(visit("amara"), other, start=monday(6).isoformat())
    page = visit("amara").get(reverse("interventions:plan", args=[scans.pk]) + "").content.decode()
    assert "New carrier" not in page  # no measure is chosen yet
    answer = visit("amara").post(
        reverse("interventions:plan_power", args=[scans.pk]),
        typed(proposed_for=""),
        headers={"HX-Request": "true"},
    )
    said = answer.content.decode()
    assert "New carrier, from" in said
    assert "It starts 2 weeks apart from New carrier: the two cannot be told apart" in said
    assert "checked" in said
    write(visit("amara"), scans, proposed_for="")
    assert [one.name for one in draft_of(scans).plan.others] == ["New carrier"]


def test_a_programme_that_starts_long_before_is_estimated_together(
    world: World, visit: Visit, scans: Intervention
) -> None:
    other = registered(world.amara, name="New carrier")
    locked_plan(visit("amara"), other, start=monday(-12).isoformat(), window="50")
    write(visit("amara"), scans, proposed_for="")
    page = visit("amara").get(reverse("interventions:lock", args=[scans.pk])).content.decode()
    assert "Estimated together with New carrier." in page
    assert "cannot be told apart" not in page


def test_a_programme_typed_by_hand_is_kept_and_shown_again(visit: Visit, scans: Intervention) -> None:
    row = {
        "others-0-name": "Price change",
        "others-0-start": monday(-20).isoformat(),
        "others-0-phase_in": "2",
    }
    write(visit("amara"), scans, **row)
    (kept,) = draft_of(scans).plan.others
    assert (kept.name, kept.start, kept.phase_in.code) == ("Price change", monday(-20), "2w")
    page = visit("amara").get(reverse("interventions:plan", args=[scans.pk])).content.decode()
    assert 'value="Price change"' in page


def test_the_power_of_what_is_typed_comes_without_saving(visit: Visit, scans: Intervention) -> None:
    answer = visit("amara").post(
        reverse("interventions:plan_power", args=[scans.pk]), typed(), headers={"HX-Request": "true"}
    )
    said = answer.content.decode()
    assert "<html" not in said
    assert "four times in five" in said
    assert "weeks" in said
    assert 'class="record-picture"' in said
    assert "worth" in said
    assert "it costs 4,000 EUR" in said
    assert not scans.plans.exists()


def test_without_a_script_the_same_button_answers_with_the_whole_page(
    visit: Visit, scans: Intervention
) -> None:
    answer = visit("amara").post(reverse("interventions:plan_power", args=[scans.pk]), typed(amount="3"))
    said = answer.content.decode()
    assert "<html" in said
    assert 'value="3"' in said
    assert answer.context["foreseen"].known
    assert not scans.plans.exists()


def test_while_something_is_missing_the_panel_says_what(visit: Visit, scans: Intervention) -> None:
    answer = visit("amara").post(
        reverse("interventions:plan_power", args=[scans.pk]),
        typed(amount="", start=""),
        headers={"HX-Request": "true"},
    )
    said = " ".join(answer.content.decode().split())
    assert "Still to be put right: it has to move by at least; first day of the change" in said


def test_the_promise_is_read_as_a_whole_and_locked(visit: Visit, scans: Intervention) -> None:
    write(visit("amara"), scans)
    page = visit("amara").get(reverse("interventions:lock", args=[scans.pk])).content.decode()
    for said in ("Contact rate", "5% lower than before", "Satisfaction", "Scanners 4,000 EUR", "Fingerprint"):
        assert said in page
    found = locked_plan(visit("amara"), scans)
    assert found.locked_by is not None
    assert found.power["sentence"]
    assert found.power["detectable_words"]


def test_a_plan_too_weak_says_so_before_it_is_locked(visit: Visit, scans: Intervention) -> None:
    write(visit("amara"), scans, amount="0.2")
    page = visit("amara").get(reverse("interventions:lock", args=[scans.pk])).content.decode()
    assert "This will probably be “cannot tell”." in page
    write(visit("amara"), scans, amount="30")
    page = visit("amara").get(reverse("interventions:lock", args=[scans.pk])).content.decode()
    assert "probably be" not in page


def test_a_draft_that_changed_since_the_page_was_shown_is_not_locked(
    visit: Visit, scans: Intervention
) -> None:
    write(visit("amara"), scans)
    shown = draft_of(scans).fingerprint
    write(visit("olga"), scans, amount="7")
    address = reverse("interventions:lock", args=[scans.pk])
    answer = visit("amara").post(address, {"fingerprint": shown})
    said = answer.content.decode()
    assert answer.status_code == 200
    assert "The plan was changed since this page was shown" in said
    assert draft_of(scans).fingerprint in said  # what is locked next is what stands there now
    assert not draft_of(scans).is_locked


def test_a_changed_plan_is_a_new_plan_and_shows_what_differs(visit: Visit, scans: Intervention) -> None:
    first = locked_plan(visit("amara"), scans)
    page = visit("amara").get(reverse("interventions:plan", args=[scans.pk])).content.decode()
    assert "what you write here becomes plan 2" in " ".join(page.split())
    assert 'value="5"' in page  # it begins with the plan that counts
    write(visit("amara"), scans, amount="8")
    said = visit("amara").get(reverse("interventions:lock", args=[scans.pk])).content.decode()
    assert "What differs from plan 1" in said
    assert "5% lower than before" in said
    assert "8% lower than before" in said
    second = locked_plan(visit("amara"), scans, amount="8")
    assert (first.number, second.number) == (1, 2)
    first.refresh_from_db()
    assert first.plan.smallest.amount == -5


def test_a_short_record_is_said_while_there_is_time(world: World, visit: Visit) -> None:
    recorded(world, weeks=30)
    found = registered(world.amara)
    answer = visit("amara").post(
        reverse("interventions:plan_power", args=[found.pk]), typed(), headers={"HX-Request": "true"}
    )
    assert "At the start the record will be 34 weeks long. A verdict needs 52" in answer.content.decode()


def test_a_lead_plans_what_is_theirs_and_nothing_else(
    world: World, visit: Visit, scans: Intervention
) -> None:
    mine = registered(world.bela, teams=[world.phone])
    page = visit("bela").get(reverse("interventions:plan", args=[mine.pk])).content.decode()
    assert f"{RATE}@{world.phone.pk}" in page
    assert visit("bela").get(reverse("interventions:plan", args=[scans.pk])).status_code == 403
    assert visit("chidi").get(reverse("interventions:plan", args=[mine.pk])).status_code == 404
    assert visit("dana").get(reverse("interventions:plan", args=[mine.pk])).status_code == 404


def test_a_recruiter_does_not_learn_the_names_of_programmes_they_may_not_see(
    world: World, visit: Visit, scans: Intervention
) -> None:
    found = create_intervention(acting_user=world.amara, name="Interviews", kind="hiring", owner=world.dana)
    locked_plan(visit("amara"), scans)
    answer = visit("dana").post(
        reverse("interventions:plan_power", args=[found.pk]),
        typed(proposed_for=""),
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 200
    assert "Scan at hand-over" not in answer.content.decode()
