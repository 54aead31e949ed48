"""What a page says of the work that reads for the lab."""

from typing import Any

from headwater.apps.people.models import User
from headwater.apps.policy.selectors.overview import follows, running_task


def reading_state(user: User) -> dict[str, Any]:
    """Return what the part `policy/reading.html` shows of the work while it waits or runs."""
    task = running_task()
    return {"task": task, "follows": follows(user, task)}
