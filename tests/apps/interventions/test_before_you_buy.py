"""Before training is bought: what should not happen at all is shown, and why training goes on is kept."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from headwater.apps.actions.services import Plan, create_action
from headwater.apps.demand.filters import Filters
from headwater.apps.interventions.models import Intervention, Step
from headwater.apps.interventions.selectors.buying import weighed

from ..demand.laid import coded_folder, counted, keep, laid, prices
from ..world import World
from .recent import recorded, registered

__all__ = ["coded_folder", "counted", "keep", "laid", "prices"]

pytestmark = pytest.mark.django_db
Visit = Callable[[str], Client]
WHY = "Our new products need explaining, whatever the depot does."


@pytest.fixture
def workshop(world: World) -> Intervention:
    return registered(world.amara, name="Empathy workshop", kind="training")


def page(browser: Client, one: Intervention, **asked: Any) -> Any:
    return browser.get(reverse("interventions:before_you_buy", args=[one.pk]), asked)


def test_the_page_shows_what_should_not_happen_and_what_a_fix_would_save(
    world: World, visit: Visit, workshop: Intervention, keep: Any
) -> None:
    keep(Filters())
    plan = Plan(saved_low=50, saved_high=100, cost=Decimal(600), currency="EUR")
    create_action(acting_user=world.amara, title="Pad the boxes", reason="Item arrived damaged", plan=plan)
    said = " ".join(page(visit("amara"), workshop).content.decode().split())
    assert "71%" in said
    assert "(66% to 75%)" in said
    assert "29%" in said  # what training is for: the rest
    assert "4,000 EUR and 40 hours of people" in said
    assert "Item arrived damaged" in said
    assert "Pad the boxes</a>: costs 600 EUR, once; saves 50 to 100 contacts a year" in said
    assert "pays back:" in said
    assert "Plan a fix instead" in said


def test_what_a_fix_pays_back_follows_from_contacts_saved_and_what_one_costs(
    world: World, workshop: Intervention, keep: Any
) -> None:
    keep(Filters())
    plan = Plan(saved_low=50, saved_high=100, cost=Decimal(600), currency="EUR")
    create_action(acting_user=world.amara, title="Pad the boxes", reason="Item arrived damaged", plan=plan)
    first = weighed(world.amara, workshop).instead[0]
    assert first.money.value is not None
    assert first.contacts.value is not None
    each = first.money.value / first.contacts.value
    low, high = 12 * 600 / (100 * each), 12 * 600 / (50 * each)
    assert first.actions[0].paid_back == f"{low:.0f} to {high:.0f} months"


def test_only_the_reasons_it_is_for_are_counted(
    world: World, visit: Visit, workshop: Intervention, keep: Any
) -> None:
    keep(Filters())
    found = weighed(world.amara, workshop, ["Parcel is late"])
    assert (found.failure.value, found.failure.n) == (1.0, 14)
    assert found.failure.low == pytest.approx(0.785, abs=0.001)  # Wilson, 14 of 14
    assert [one.title for one in found.instead] == ["Parcel is late"]
    said = page(visit("amara"), workshop, reason=["Parcel is late"]).content.decode()
    assert "the contacts about “Parcel is late”" in said
    # a reason nobody knows is no reason
    assert weighed(world.amara, workshop, ["Nonsense"]).about == "all contacts"


def test_the_reason_to_go_on_is_kept_with_what_was_shown(
    world: World, visit: Visit, workshop: Intervention, keep: Any
) -> None:
    keep(Filters())
    address = reverse("interventions:before_you_buy", args=[workshop.pk])
    answer = visit("amara").post(address, {"why": WHY, "reason": ["Parcel is late"]})
    assert answer.headers["Location"] == reverse("interventions:plan", args=[workshop.pk])
    kept = workshop.steps.get(kind=Step.Kind.CONSIDERED).details
    assert kept["why"] == WHY
    assert kept["shown"]["reasons"] == ["Parcel is late"]
    assert kept["shown"]["failure"]["n"] == 14
    recorded(world)
    assert visit("amara").get(reverse("interventions:plan", args=[workshop.pk])).status_code == 200


@pytest.mark.parametrize("why", ["", "because", "   "])
def test_a_word_is_no_reason(visit: Visit, workshop: Intervention, why: str) -> None:
    address = reverse("interventions:before_you_buy", args=[workshop.pk])
    assert visit("amara").post(address, {"why": why}).status_code == 200
    assert not workshop.steps.filter(kind=Step.Kind.CONSIDERED).exists()


def test_where_nothing_is_coded_it_cannot_tell_and_says_what_to_do(
    visit: Visit, workshop: Intervention
) -> None:
    said = page(visit("amara"), workshop).content.decode()
    assert "Cannot tell how much training could change" in said
    assert "nobody has coded contacts yet" in said
    assert reverse("coding:coding") in said


def test_who_may_not_read_the_diagnosis_is_told_whom_to_ask(world: World, visit: Visit, keep: Any) -> None:
    keep(Filters())
    found = registered(world.dana, name="Interview course", kind="training")
    said = page(visit("dana"), found).content.decode()
    assert "Ask the head of support" in said
    assert "71%" not in said


def test_a_team_has_figures_of_its_own_where_its_contacts_were_diagnosed(
    world: World, visit: Visit, keep: Any
) -> None:
    found = registered(world.amara, name="Empathy workshop", kind="training", teams=[world.phone])
    keep(Filters())
    said = page(visit("amara"), found).content.decode()
    assert "The contacts of Phone alone were not diagnosed yet." in said
    assert 'name="team" value="Phone"' in said
    keep(Filters(team="Phone"))
    said = " ".join(page(visit("amara"), found).content.decode().split())
    assert "of the contacts of Phone should not have happened" in said


def test_only_training_is_weighed(world: World, visit: Visit) -> None:
    assert page(visit("amara"), registered(world.amara)).status_code == 404
