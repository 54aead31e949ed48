"""Actions as tests need them."""

from datetime import date
from typing import Any

from headwater.apps.actions.models import Action, OwnerLink
from headwater.apps.actions.services import Plan, create_action, give_to_outside
from headwater.apps.people.models import User


def an_action(by: User, title: str = "Scan at hand-over", due: date | None = None, **said: Any) -> Action:
    """Add an action."""
    return create_action(acting_user=by, title=title, plan=Plan(due_on=due), **said)


def outside(by: User, action: Action, email: str = "lena@logistics.example") -> OwnerLink:
    """Give an action to somebody outside."""
    link = give_to_outside(acting_user=by, action=action, name="Lena", email=email)
    assert link is not None
    return link
