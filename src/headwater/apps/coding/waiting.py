"""What coding asks of a person today."""

from django.urls import reverse

from headwater.apps.coding.selectors.deciding import undecided_by_study
from headwater.apps.coding.selectors.studies import work_of
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action, Scope
from headwater.apps.people.selectors import may
from headwater.apps.waiting import Waiting, waits


@waits
def contacts_to_code(user: User) -> list[Waiting]:
    """Return a coder's own contacts, one line a study."""
    return [
        Waiting(f"Code {_contacts(work.left)}", reverse("coding:desk", args=[work.study]), work.left)
        for work in work_of(user)
    ]


@waits
def contacts_to_decide(user: User) -> list[Waiting]:
    """Return contacts whose readings differ, for whoever decides."""
    if not may(user, Action.DECIDE_CODES, Scope.ORGANISATION):
        return []
    return [
        Waiting(f"Decide {_contacts(count)}", reverse("coding:decide", args=[study]), count)
        for study, count in sorted(undecided_by_study().items())
    ]


def _contacts(count: int) -> str:
    return f"{count:,} contact" + ("" if count == 1 else "s")
