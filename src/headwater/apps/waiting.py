"""What waits for a person today: each app says its part, the first page shows all of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from headwater.apps.people.models import User


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for a person.

    Attributes
    ----------
    title : str
        What to do, as one would say it: "Code 12 contacts".
    url : str
        Where it is done.
    count : int
        How many of them there are.
    due : date, optional
        Day by which the earliest has to be done.
    """

    title: str
    url: str
    count: int = 1
    due: date | None = None


Ask = Callable[[User], list[Waiting]]
ASKED: list[Ask] = []


def waits(ask: Ask) -> Ask:
    """Register a function that says what waits for a person; it lives in the module `waiting` of its app."""
    ASKED.append(ask)
    return ask


def waiting_for(user: User) -> list[Waiting]:
    """Return all that waits for a person, what is due first on top."""
    found = [one for ask in ASKED for one in ask(user) if one.count]
    return sorted(found, key=lambda one: (one.due is None, one.due or date.max))
