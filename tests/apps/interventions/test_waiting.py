"""What of interventions waits for a person on the first page."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from headwater.apps.interventions import services
from headwater.apps.interventions.waiting import interventions_waiting
from headwater.apps.people.models import User
from headwater.apps.people.selectors import today

from ..world import World
from .made_interventions import an_intervention, judge, locked, plan_on, record_of

pytestmark = pytest.mark.django_db


def said(user: User) -> list[tuple[str, int]]:
    """Return what waits, with how many."""
    return [(one.title, one.count) for one in interventions_waiting(user) if one.count]


def test_a_draft_waits_when_its_start_nears_and_an_empty_one_to_be_planned(world: World) -> None:
    record_of(world)
    start = today() + timedelta(days=10)
    near = an_intervention(world.bela, "Near")
    services.write_draft(acting_user=world.bela, intervention=near, plan=plan_on(start=start))
    far = an_intervention(world.bela, "Far")
    later = plan_on(start=today() + timedelta(days=60))
    services.write_draft(acting_user=world.bela, intervention=far, plan=later)
    (lock,) = [one for one in interventions_waiting(world.bela) if one.count]
    assert lock.title == "Lock the plan of an intervention of yours: its start nears or has passed"
    assert (lock.due, lock.url) == (start, f"/interventions/{near.pk}/")
    an_intervention(world.bela, "Empty")
    assert ("Plan an intervention of yours: nothing is promised yet", 1) in said(world.bela)
    assert said(world.amara) == []


def test_a_verdict_is_news_for_two_weeks(world: World) -> None:
    record_of(world)
    plan = locked(world.amara, an_intervention(world.amara, owner=world.chidi))
    assert said(world.chidi) == []
    judge()
    assert said(world.chidi) == [("Read the verdict on an intervention of yours", 1)]
    plan.judgements.update(judged_at=timezone.now() - timedelta(days=15))
    assert said(world.chidi) == []


def test_it_takes_one_query(world: World, django_assert_num_queries: Any) -> None:
    an_intervention(world.bela)
    bela = world.person("bela")
    interventions_waiting(bela)
    with django_assert_num_queries(1):
        interventions_waiting(bela)
    assert interventions_waiting(world.ada) == []
