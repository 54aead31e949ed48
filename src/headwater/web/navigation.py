"""The menu: what a person may open, in the order of their work."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action, Scope
from headwater.apps.people.selectors import may


@dataclass(frozen=True)
class Entry:
    """One entry of the menu."""

    title: str
    url: str
    here: bool


_ENTRIES: tuple[tuple[str, str, Action | None, Scope], ...] = (
    ("Home", "home", None, Scope.OWN),
    ("Coding", "coding:coding", Action.CODE, Scope.OWN),
    ("People", "people:people", Action.READ_PEOPLE, Scope.OWN),
    ("Teams", "people:teams", Action.READ_PEOPLE, Scope.OWN),
    ("Invitations", "people:invitations", Action.INVITE, Scope.ORGANISATION),
    ("Tasks", "tasks:tasks", Action.READ_TASKS, Scope.OWN),
    ("Audit trail", "people:audit", Action.READ_AUDIT, Scope.ORGANISATION),
)


def navigation(request: HttpRequest) -> dict[str, object]:
    """Give every template the menu of the person who asks."""
    user = getattr(request, "user", None)
    if not isinstance(user, User) or not user.is_authenticated:
        return {"menu": []}
    shown = [
        Entry(title, reverse(name), request.path == reverse(name))
        for title, name, action, scope in _ENTRIES
        if action is None or may(user, action, scope)
    ]
    return {"menu": shown}
