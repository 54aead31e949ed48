"""What of the action ledger waits for a person."""

from django.urls import reverse

from headwater.apps.actions import selectors
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action as Right
from headwater.apps.people.permissions import Role
from headwater.apps.people.selectors import may, roles_now, today
from headwater.apps.waiting import Waiting, waits

_ANSWERABLE = {Role.HEAD, Role.OPERATIONS_LEAD}


@waits
def actions_waiting(user: User) -> list[Waiting]:
    """Return own actions that are due, and what the whole ledger asks of those who answer for it."""
    ledger = reverse("actions:actions")
    if not may(user, Right.READ_ACTIONS):
        return []
    counts, due, first = selectors.counts_with_own(user, today())
    found = [
        Waiting(f"{_many(due, 'action')} of yours: overdue or due soon", f"{ledger}?whose=mine", due, first)
    ]
    if _ANSWERABLE.isdisjoint(roles_now(user)):
        return found
    return [
        *found,
        _all(f"Find an owner for {_many(counts.without_owner, 'action')}", "nobody", counts.without_owner),
        _all(f"Decide on {_many(counts.refused, 'action')} that cannot be done", "refused", counts.refused),
        _all(f"See whether {_many(counts.to_check, 'action')} worked", "check", counts.to_check),
    ]


def _all(title: str, state: str, count: int) -> Waiting:
    return Waiting(title, f"{reverse('actions:actions')}?state={state}", count)


def _many(count: int, what: str) -> str:
    return f"{count} {what}" + ("" if count == 1 else "s")
