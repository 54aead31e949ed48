"""The menu: what a person may open, in the order of their work."""

from dataclasses import dataclass
from typing import Literal

from django.http import HttpRequest
from django.urls import reverse

from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action, Scope
from headwater.apps.people.selectors import may

Group = Literal["work", "house"]


@dataclass(frozen=True)
class Entry:
    """One entry of the menu; `here` is its `aria-current`: "page", "true" on a page inside, or nothing."""

    title: str
    url: str
    group: Group
    here: str = ""


@dataclass(frozen=True)
class Menu:
    """What is shown at once, and what lies one step away."""

    work: list[Entry]
    house: list[Entry]

    def __bool__(self) -> bool:
        return bool(self.work)

    @property
    def here(self) -> str:
        """The part of the house that is open, if any."""
        return next((entry.title for entry in self.house if entry.here), "")

    @property
    def entries(self) -> list[Entry]:
        """All of it."""
        return self.work + self.house


# title, name of the address, who may, at least how far
_WORK: tuple[tuple[str, str, Action | None, Scope], ...] = (
    ("Home", "home", None, Scope.OWN),
    ("Diagnosis", "demand:overview", Action.READ_DIAGNOSIS, Scope.ORGANISATION),
    ("Coding", "coding:coding", Action.CODE, Scope.OWN),
    ("Voices", "voices:voices", Action.READ_FLAGS, Scope.OWN),
    ("Actions", "actions:actions", Action.READ_ACTIONS, Scope.OWN),
    ("Interventions", "interventions:interventions", Action.READ_INTERVENTIONS, Scope.OWN),
    ("Policy lab", "policy:lab", Action.READ_POLICY, Scope.ORGANISATION),
    ("Contacts", "contacts:contacts", Action.READ_CONTACTS, Scope.TEAM),
    ("Measures", "measures:measures", Action.READ_MEASURES, Scope.ORGANISATION),
)
_HOUSE: tuple[tuple[str, str, Action | None, Scope], ...] = (
    ("People", "people:people", Action.READ_PEOPLE, Scope.OWN),
    ("Teams", "people:teams", Action.READ_PEOPLE, Scope.OWN),
    ("Invitations", "people:invitations", Action.INVITE, Scope.ORGANISATION),
    ("Tasks", "tasks:tasks", Action.READ_TASKS, Scope.OWN),
    ("Audit trail", "people:audit", Action.READ_AUDIT, Scope.ORGANISATION),
    ("Access for programs", "api:access", Action.MANAGE_TOKENS, Scope.OWN),
)
_SHORT = 7
"""A menu no longer than this needs no second step."""


def navigation(request: HttpRequest) -> dict[str, object]:
    """Give every template the menu of the person who asks."""
    user = getattr(request, "user", None)
    if not isinstance(user, User) or not user.is_authenticated:
        return {"menu": Menu([], [])}
    shown = _marked(_may_open(user, _WORK, "work") + _may_open(user, _HOUSE, "house"), request.path)
    if len(shown) <= _SHORT:
        return {"menu": Menu(shown, [])}
    return {"menu": Menu([e for e in shown if e.group == "work"], [e for e in shown if e.group == "house"])}


def _may_open(
    user: User, entries: tuple[tuple[str, str, Action | None, Scope], ...], group: Group
) -> list[Entry]:
    return [
        Entry(title, reverse(name), group)
        for title, name, action, scope in entries
        if action is None or may(user, action, scope)
    ]


def _marked(entries: list[Entry], path: str) -> list[Entry]:
    """Mark where the person is: the entry whose address is the longest beginning of the page's."""
    around = [
        entry.url for entry in entries if path.startswith(entry.url) and (entry.url != "/" or path == "/")
    ]
    nearest = max(around, key=len, default=None)
    return [
        Entry(e.title, e.url, e.group, ("page" if e.url == path else "true") if e.url == nearest else "")
        for e in entries
    ]
