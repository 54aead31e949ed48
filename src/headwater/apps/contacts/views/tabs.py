"""The way between the pages of contacts."""

from dataclasses import dataclass

from django.urls import reverse

from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action, Scope
from headwater.apps.people.selectors import may


@dataclass(frozen=True)
class Tab:
    """One of the pages."""

    title: str
    url: str
    here: bool


_TABS = (
    ("List", "contacts:contacts", Action.READ_CONTACTS, Scope.TEAM),
    ("Imports", "contacts:imports", Action.IMPORT_CONTACTS, Scope.ORGANISATION),
    ("Remove old words", "contacts:purge", Action.PURGE_TEXT, Scope.ORGANISATION),
)


def tabs(user: User, here: str) -> list[Tab]:
    """Return the pages a person may open; none where it is only one."""
    shown = [Tab(t, reverse(n), n == here) for t, n, action, scope in _TABS if may(user, action, scope)]
    return shown if len(shown) > 1 else []
