"""The pages on which interventions are planned: phone and desk, light and dark, by axe and in a picture."""

import os
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from headwater.apps.actions.services import Plan, create_action
from headwater.apps.demand.filters import Filters
from headwater.apps.demand.models import Diagnosis
from headwater.apps.measures.models import FamilyMember

from ..apps.demand.laid import coded_folder, counted, keep, laid, prices
from ..apps.interventions.recent import monday, recorded, registered, typed
from ..apps.world import World
from .looking import look_at

__all__ = ["coded_folder", "counted", "keep", "laid", "prices"]

# the browser's loop runs in this thread; the records are asked between its steps, never inside one
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LATE = "reason=Parcel+is+late"
CHASING = "failure_code=progress_chasing"


@pytest.fixture
def pages(
    world: World, stored: Path, counted: Any, keep: Callable[[Filters], Diagnosis], settings: Any
) -> dict[str, list[str]]:
    """Every page there is to look at, by the person who looks."""
    settings.ACCOUNT_RATE_LIMITS = False
    keep(Filters())
    recorded(world)
    saved = Plan(saved_low=50, saved_high=100, cost=Decimal(600), currency="EUR")
    create_action(acting_user=world.amara, title="Pad the boxes", reason="Item arrived damaged", plan=saved)
    browser = Client()
    browser.force_login(world.amara, backend="allauth.account.auth_backends.AuthenticationBackend")
    origin = {"origin": "cause", "origin_key": LATE}
    first = registered(world.amara, problem="Parcels leave the depot unscanned.", **origin)
    weak = registered(world.amara, name="New carrier", **origin)
    training = registered(world.amara, name="Empathy workshop", kind="training")
    alone = registered(world.bela, name="Call backs", teams=[world.phone], costs=())
    told = registered(world.bela, name="Listening course", kind="training", teams=[world.phone])

    def lock(one: Any, **said: Any) -> None:
        browser.post(reverse("interventions:plan", args=[one.pk]), typed(**said))
        draft = one.plans.get(locked_at=None)
        answer = browser.post(
            reverse("interventions:lock", args=[one.pk]), {"fingerprint": draft.fingerprint}
        )
        assert answer.status_code == 302

    lock(first)
    browser.post(reverse("interventions:plan", args=[first.pk]), typed(amount="8", window="30"))
    other = {"others-0-name": "Price change", "others-0-start": monday(5).isoformat()}
    browser.post(reverse("interventions:plan", args=[weak.pk]), typed(amount="0.5", proposed_for="", **other))
    for slug, name in (("parcel_is_late", "Parcel is late"), ("where_is_my_parcel", "Where is my parcel")):
        FamilyMember.objects.create(
            family="contacts.reason", slug=slug, name=name, parts=[name.casefold()], per="orders"
        )
    several = registered(world.amara, name="Tell first", origin="cause", origin_key=CHASING)
    return {
        "amara": [
            f"/interventions/{several.pk}/plan/?together",
            f"/interventions/new/?from=cause:{LATE}",
            f"/interventions/{first.pk}/plan/",
            f"/interventions/{first.pk}/plan/lock/",
            f"/interventions/{weak.pk}/plan/?weak",
            f"/interventions/{weak.pk}/plan/lock/?weak",
            f"/interventions/{training.pk}/before-you-buy/",
            f"/interventions/{training.pk}/before-you-buy/?reason=Parcel+is+late",
            f"/demand/causes/node/?{LATE}",
            "/demand/causes/",
            "/demand/decisions/",
        ],
        "bela": [f"/interventions/{alone.pk}/plan/?alone", f"/interventions/{told.pk}/before-you-buy/?team"],
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_of_planning_can_be_read_by_everyone(
    page_of: Callable[..., Any], pages: dict[str, list[str]], site: str, scheme: str
) -> None:
    assert look_at(page_of, site, scheme, pages) == []
