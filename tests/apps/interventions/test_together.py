"""A cause with several reasons: they are measured together by one click, and a plan is locked on that."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from headwater.apps.demand.filters import Filters
from headwater.apps.demand.selectors.reasons import reasons_of_node
from headwater.apps.interventions.models import Intervention, PlanRecord
from headwater.apps.interventions.selectors.offering import offered_to
from headwater.apps.interventions.selectors.together import together_for
from headwater.apps.measures.background import measure
from headwater.apps.measures.models import FamilyMember

from ..demand.laid import coded_folder, counted, keep, laid, prices, undrawn
from ..world import World
from .recent import monday, registered, typed

__all__ = ["coded_folder", "counted", "keep", "laid", "prices", "undrawn"]

pytestmark = pytest.mark.django_db
Visit = Callable[[str], Client]
SEVERAL = "failure_code=progress_chasing"


def silent(*said: Any, **more: Any) -> None:
    """Report to nobody."""


@pytest.fixture
def chasing(world: World, stored: Path, counted: Any, keep: Any) -> Intervention:
    """Register a fix against all failure demand of one code, whose reasons are measured one by one."""
    keep(Filters())
    measure(silent)
    return registered(world.amara, name="Tell before they ask", origin="cause", origin_key=SEVERAL)


def address(name: str, one: Intervention) -> str:
    return reverse(f"interventions:{name}", args=[one.pk])


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_by_one_click_the_reasons_of_a_cause_become_the_measure_of_a_locked_plan(
    world: World, visit: Visit, chasing: Intervention
) -> None:
    browser = visit("amara")
    found = reasons_of_node(world.amara, SEVERAL)
    assert found is not None
    page = browser.get(address("plan", chasing))
    offer = page.context["suggested"].together
    assert page.context["form"].initial["measure"] in ("contacts.rate", "contacts.volume")
    assert len(offer.keys) > 1
    assert f"This cause has {len(offer.keys)} reasons" in text_of(page)
    assert f"{found.covered:.0%} of the contacts with this cause" in text_of(page)

    assert browser.post(address("measure_together", chasing)).headers["Location"] == address("plan", chasing)
    member = FamilyMember.objects.get(family="contacts.reasons")
    assert set(member.parts) <= {reason.plain for reason in found.reasons}
    page = browser.get(address("plan", chasing))
    begin = page.context["form"].initial
    assert (begin["measure"], begin["amount"], begin["unit"]) == (str(member), "30", "%")
    assert "Measure these reasons together" not in text_of(page)
    assert f"counts the {len(offer.keys)} reasons of this cause together" in text_of(page)

    said = typed(
        measure=str(member), proposed_for=str(member), amount="30", guards=[], start=monday(4).isoformat()
    )
    answer = browser.post(address("plan", chasing), said)
    assert answer.status_code == 302, answer.context["form"].errors
    draft = chasing.plans.get()
    answer = browser.post(address("lock", chasing), {"fingerprint": draft.fingerprint})
    assert answer.status_code == 302, text_of(answer)
    assert PlanRecord.objects.get().measure == str(member)
    assert PlanRecord.objects.get().is_locked


def test_a_second_click_makes_no_second_measure(visit: Visit, chasing: Intervention) -> None:
    for _ in range(2):
        assert visit("amara").post(address("measure_together", chasing)).status_code == 302
    assert FamilyMember.objects.filter(family="contacts.reasons").count() == 1


@pytest.mark.usefixtures("stored", "counted")
def test_a_cause_that_is_measured_already_is_suggested_as_it_is(
    world: World, visit: Visit, keep: Any
) -> None:
    """The causes of the frame are measures by themselves, with their rare reasons."""
    keep(Filters())
    found = reasons_of_node(world.amara, SEVERAL)
    assert found is not None
    every = [reason.plain for reason in found.reasons]
    FamilyMember.objects.create(family="demand.cause", slug="chasing", name="Chasing", parts=every)
    measure(silent)
    one = registered(world.amara, name="Tell before", origin="cause", origin_key=SEVERAL)
    page = visit("amara").get(address("plan", one))
    assert page.context["form"].initial["measure"] == "demand.cause:chasing"
    assert "Measure these reasons together" not in text_of(page)


def test_who_may_not_plan_it_or_read_the_diagnosis_cannot_measure_together(
    world: World, visit: Visit, chasing: Intervention
) -> None:
    assert visit("amara").get(address("measure_together", chasing)).status_code == 405
    assert visit("bela").post(address("measure_together", chasing)).status_code == 403
    assert visit("chidi").post(address("measure_together", chasing)).status_code == 404
    of_dana = registered(world.dana, name="Hire", origin="cause", origin_key=SEVERAL)
    assert together_for(world.dana, of_dana, offered_to(world.amara, of_dana)) is None
    assert visit("dana").post(address("measure_together", of_dana)).status_code == 404
    words = registered(world.amara, name="Words")
    assert visit("amara").post(address("measure_together", words)).status_code == 404
    assert not FamilyMember.objects.filter(family="contacts.reasons").exists()
