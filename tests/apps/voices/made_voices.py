"""Flags of the named world, over some weeks and about contacts of the sample store, some of them answered."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from headwater.apps.tasks.services import claim_task, finish_task
from headwater.apps.voices.background import count_reasons
from headwater.apps.voices.models import Answer, Flag
from headwater.apps.voices.selectors.affected import COUNT_REASONS
from headwater.apps.voices.services import answer_cluster, link_action, raise_flag
from headwater.apps.voices.services.counting import queue_counting

from ..world import World

LATE, DAMAGED = "T100000001", "T100000033"
"""Contacts of the sample store: a parcel that is late, and one that nobody may name."""


def quiet(step: str, done: int = 0, total: int | None = None) -> None:
    return None


def flag(world: World, who: str = "chidi", *, days: int = 0, **said: Any) -> Flag:
    """Raise a flag some days ago."""
    asked: dict[str, Any] = {"acting_user": world.person(who), "kind": "avoidable"} | said
    made = raise_flag(**asked)
    Flag.objects.filter(pk=made.pk).update(raised_at=timezone.now() - timedelta(days=days))
    return Flag.objects.get(pk=made.pk)


def count_contacts() -> None:
    """Do what the worker does: count the contacts of the store by reason."""
    queue_counting()
    task = claim_task(timezone.now())
    while task is not None and task.kind != COUNT_REASONS:  # other rooms follow the store too
        task = claim_task(timezone.now())
    assert task is not None
    finish_task(task, result=count_reasons(quiet, **task.arguments))


@dataclass(frozen=True)
class Made:
    """What there is to look at."""

    late: Flag
    refused: Flag
    torn: Flag
    answered: Flag
    answer: Answer


def make_voices(world: World) -> Made:
    """Make flags of Chidi and Gita, one of them answered by Bela and linked to an action."""
    count_contacts()
    late = flag(
        world, days=9, code="progress_chasing", contact_id=LATE, words="Tracking was a day behind the depot."
    )
    for days in (1, 12, 33):
        flag(world, "gita", days=days, code="progress_chasing", contact_id=LATE, words="Nobody told them.")
    refused = flag(
        world,
        days=3,
        kind="not_allowed",
        code="refund",
        needed="Pay back what was charged twice",
        amount=Decimal("18.50"),
        currency="EUR",
        limit="Refunds go through Finance, whatever the amount",
        words="Refund approval of Finance takes three weeks.",
        contact_id="4711-unknown",
        may_name=True,
    )
    torn = flag(
        world,
        days=2,
        kind="contradiction",
        code="target_and_care",
        instruction_a="Six minutes a call",
        origin_a="target",
        instruction_b="Stay with the customer until the claim is in",
        origin_b="lead",
    )
    answered = flag(world, days=20, code="broken_promise", words="The callback list closes at five.")
    bela = world.person("bela")
    answer = answer_cluster(
        acting_user=bela,
        cluster=answered.cluster,
        verdict="will",
        words="Half an hour before five is kept free of calls, for callbacks only.",
    )
    link_action(
        acting_user=bela,
        answer=answer,
        title="Keep half an hour a day free for callbacks",
        owner_unit="Support",
        due_on=timezone.localdate() + timedelta(days=14),
    )
    return Made(late, refused, torn, answered, answer)
