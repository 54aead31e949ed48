"""What of interventions waits for a person: their drafts, their verdicts, and what nothing is promised on."""

from django.urls import get_script_prefix

from headwater.apps.interventions.links import page_of
from headwater.apps.interventions.selectors.asked import asked_of
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import may, today
from headwater.apps.waiting import Waiting, waits


@waits
def interventions_waiting(user: User) -> list[Waiting]:
    """Return what a person's own interventions ask of them."""
    if not may(user, Action.READ_INTERVENTIONS):
        return []
    asked = asked_of(user, today())
    url = f"{get_script_prefix()}interventions/" if asked.only is None else page_of(asked.only)
    found = [Waiting(_many(asked.to_read, "Read the verdict on {} of yours"), url, asked.to_read)]
    if not may(user, Action.PLAN_INTERVENTIONS):
        return found
    return [
        *found,
        Waiting(
            _many(asked.to_lock, "Lock the plan of {} of yours: its start nears or has passed"),
            url,
            asked.to_lock,
            asked.lock_by,
        ),
        Waiting(_many(asked.to_plan, "Plan {} of yours: nothing is promised yet"), url, asked.to_plan),
    ]


def _many(count: int, said: str) -> str:
    return said.format("an intervention" if count == 1 else f"{count} interventions")
