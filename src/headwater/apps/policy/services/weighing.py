"""Weighing the policies of a day on request."""

from datetime import date

from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require
from headwater.apps.policy.selectors.conflicts import WEIGH
from headwater.apps.tasks.models import Task
from headwater.apps.tasks.services import start_task


def weigh_soon(*, acting_user: User, day: date) -> Task:
    """Queue the weighing of a day; asked for twice it is done once."""
    require(acting_user, Action.READ_POLICY)
    return start_task(
        acting_user=acting_user, kind=WEIGH, key=f"{WEIGH} {day.isoformat()}", day=day.isoformat()
    )
