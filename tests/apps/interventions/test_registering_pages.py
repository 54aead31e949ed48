"""Registering an intervention on its page: typed by hand, or begun where the need for it was found."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from headwater.apps.demand.filters import Filters
from headwater.apps.demand.models import Diagnosis
from headwater.apps.interventions.models import Intervention
from headwater.apps.voices.kinds import Kind
from headwater.apps.voices.services import raise_flag

from ..demand.laid import coded_folder, keep, laid, prices
from ..world import World
from .recent import LATE as ALONE
from .recent import RATE, recorded
from .recent import typed as planned

__all__ = ["coded_folder", "keep", "laid", "prices"]

pytestmark = pytest.mark.django_db
Visit = Callable[[str], Client]
LATE = "reason=Parcel+is+late"


def typed(world: World, **said: Any) -> dict[str, Any]:
    return {
        "name": "Scan at hand-over",
        "kind": "fix",
        "problem": "Parcels leave the depot unscanned",
        "owner": world.olga.pk,
        "teams": [world.phone.pk],
        "currency": "eur",
        "origin": "free",
        "origin_key": "",
        "costs-TOTAL_FORMS": "3",
        "costs-INITIAL_FORMS": "0",
        "costs-0-what": "Scanners",
        "costs-0-planned": "4000",
        "costs-0-unit": "money",
        "costs-1-what": "Depot staff",
        "costs-1-planned": "40",
        "costs-1-unit": "hours",
        **said,
    }


def test_what_is_typed_is_registered_and_leads_to_its_plan(world: World, visit: Visit) -> None:
    answer = visit("amara").post(reverse("interventions:new"), typed(world))
    found = Intervention.objects.get()
    assert answer.headers["Location"] == reverse("interventions:plan", args=[found.pk])
    assert (found.owner, found.currency, found.kind) == (world.olga, "EUR", "fix")
    assert [team.name for team in found.teams.all()] == ["Phone"]
    assert [(c.what, int(c.planned), c.unit) for c in found.costs.all()] == [
        ("Scanners", 4000, "money"),
        ("Depot staff", 40, "hours"),
    ]


def test_training_is_weighed_before_it_is_planned(world: World, visit: Visit) -> None:
    answer = visit("amara").post(reverse("interventions:new"), typed(world, kind="training"))
    found = Intervention.objects.get()
    assert answer.headers["Location"] == reverse("interventions:before_you_buy", args=[found.pk])
    for name in ("plan", "lock"):
        answer = visit("amara").get(reverse(f"interventions:{name}", args=[found.pk]))
        assert answer.headers["Location"] == reverse("interventions:before_you_buy", args=[found.pk])


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"name": ""}, "This field is required."),
        ({"kind": "wish"}, "Select a valid choice"),
        ({"currency": "euros"}, "at most 3 characters"),
        ({"currency": "12."}, "Three letters, such as EUR."),
        ({"costs-0-planned": ""}, "How much is it?"),
        ({"costs-0-what": ""}, "What is it for?"),
        ({"costs-0-planned": "-5"}, "greater than or equal to 0"),
        ({"owner": "0"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_registered_says_what_is_wrong(
    world: World, visit: Visit, said: dict[str, Any], told: str
) -> None:
    answer = visit("amara").post(reverse("interventions:new"), typed(world, **said))
    assert answer.status_code == 200
    assert told in answer.content.decode()
    assert not Intervention.objects.exists()


def test_one_more_row_comes_with_the_number_of_rows(visit: Visit) -> None:
    answer = visit("amara").get(reverse("interventions:cost_row"), {"costs-TOTAL_FORMS": "3"})
    said = answer.content.decode()
    assert 'name="costs-3-what"' in said
    assert 'name="costs-TOTAL_FORMS" value="4"' in said
    assert (
        visit("amara").get(reverse("interventions:cost_row"), {"costs-TOTAL_FORMS": "40"}).status_code == 204
    )
    odd = visit("amara").get(reverse("interventions:cost_row"), {"costs-TOTAL_FORMS": "²"})
    assert 'name="costs-3-what"' in odd.content.decode()


def begun(browser: Client, said: str, **more: str) -> dict[str, Any]:
    answer = browser.get(reverse("interventions:new"), {"from": said, **more})
    assert answer.status_code == 200
    return dict(answer.context["form"].initial)


def test_a_cause_of_the_diagnosis_fills_in_what_it_knows(
    world: World, visit: Visit, keep: Callable[[Filters], Diagnosis]
) -> None:
    keep(Filters())
    page = visit("amara").get(f"{reverse('demand:node')}?{LATE}").content.decode()
    address = f"{reverse('interventions:new')}?from={quote('cause:' + LATE, safe='')}"
    assert address in page
    found = dict(visit("amara").get(address).context["form"].initial)
    assert (found["origin"], found["origin_key"], found["kind"]) == ("cause", LATE, "fix")
    assert found["name"] == "Fewer contacts: Parcel is late"
    assert "of all contacts come for this" in found["problem"]
    assert "Who can stop it: Depot operations." in found["problem"]
    assert found["currency"] == "EUR"


def test_a_reason_is_the_same_by_its_name(world: World, visit: Visit, keep: Any) -> None:
    keep(Filters())
    found = begun(visit("amara"), "reason:Parcel is late", title="Scan at hand-over")
    assert (found["origin"], found["origin_key"]) == ("reason", "Parcel is late")
    assert found["name"] == "Scan at hand-over"
    assert "Depot operations" in found["problem"]


def test_without_a_diagnosis_a_cause_keeps_its_name(visit: Visit) -> None:
    found = begun(visit("amara"), f"cause:{LATE}")
    assert (found["origin_key"], found["problem"]) == (LATE, "")
    assert found["name"] == "Fewer contacts: Parcel is late"


def test_what_a_person_may_not_read_is_not_filled_in(world: World, visit: Visit, keep: Any) -> None:
    """A recruiter may register, and may not read the diagnosis."""
    keep(Filters())
    assert begun(visit("dana"), f"cause:{LATE}")["problem"] == ""


@pytest.mark.parametrize("said", ["", "nonsense", "cause:", "free:x", "rumour:x", "cause:" + "x=y" * 100])
def test_an_origin_that_is_none_leaves_the_form_empty(visit: Visit, said: str) -> None:
    found = begun(visit("amara"), said)
    assert (found["origin"], found["origin_key"], found["problem"]) == ("free", "", "")


def test_a_conflict_is_taken_in_words(visit: Visit) -> None:
    found = begun(visit("amara"), "conflict:Four minutes, and no call back")
    assert (found["origin"], found["problem"]) == ("conflict", "Four minutes, and no call back")


def test_a_voice_fills_in_what_it_is_about_and_not_whose_it_is(world: World, visit: Visit) -> None:
    flag = raise_flag(
        acting_user=world.chidi, kind=Kind.NOT_ALLOWED.value, code=next(iter(Kind.NOT_ALLOWED.codes))
    )
    page = visit("amara").get(reverse("voices:cluster", args=[flag.cluster_id])).content.decode()
    assert f"?from=voice:{flag.cluster_id}" in page
    found = begun(visit("amara"), f"voice:{flag.cluster_id}")
    assert (found["origin"], found["origin_key"]) == ("voice", str(flag.cluster_id))
    assert found["kind"] == "policy"
    assert "Chidi" not in found["problem"]
    assert "1 time" not in found["problem"]  # so few that the number would be about a person


@pytest.mark.parametrize("said", ["voice:9999", "voice:x", "voice:²"])
def test_a_voice_outside_reach_is_not_found(visit: Visit, said: str) -> None:
    assert visit("amara").get(reverse("interventions:new"), {"from": said}).status_code == 404


def test_a_plan_against_a_cause_begins_with_what_the_cause_amounts_to(
    world: World, visit: Visit, keep: Any
) -> None:
    keep(Filters())
    recorded(world)
    origin = {"origin": "cause", "origin_key": LATE}
    visit("amara").post(reverse("interventions:new"), typed(world, **origin))
    answer = visit("amara").get(reverse("interventions:plan", args=[Intervention.objects.get().pk]))
    found = answer.context["form"].initial
    assert found["measure"] == RATE
    # a third of the 3.5% that these contacts are
    assert float(found["amount"]) == pytest.approx(1.2, abs=0.11)
    # 410.69 a year over the contacts of a year, by the prices
    assert 2 < float(found["value_per_unit"]) < 5
    assert "Suggested from the cause" in answer.content.decode()
    # what is suggested is looked at before anybody types
    assert answer.context["foreseen"].too_weak


def test_where_a_measure_counts_the_reason_alone_it_is_suggested(
    world: World, visit: Visit, keep: Any
) -> None:
    keep(Filters())
    recorded(world, late=True)
    origin = {"origin": "reason", "origin_key": "Parcel is late", "teams": []}
    visit("amara").post(reverse("interventions:new"), typed(world, **origin))
    one = Intervention.objects.get()
    address = reverse("interventions:plan", args=[one.pk])
    answer = visit("amara").get(address)
    begun_with = answer.context["form"].initial
    assert (begun_with["measure"], begun_with["amount"]) == (ALONE, "30")
    said = answer.content.decode()
    assert "counts these contacts alone" in said
    assert "The organisation, by reason" in said
    # one of sixty is no guard, and is read per 1,000 orders as its measure is
    assert ALONE not in [value for value, _ in answer.context["form"].fields["guards"].choices]
    begins = planned(measure=ALONE, unit="own", amount="1.5", proposed_for=ALONE, guards=[])
    assert visit("amara").post(address, begins).status_code == 302
    draft = one.plans.get()
    assert draft.plan.smallest.amount == pytest.approx(-0.0015)
    assert 'value="1.5"' in visit("amara").get(address).content.decode()
