"""What forms about measures offer."""

from collections.abc import Sequence

from headwater.apps.people.models import Team, User
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import people_visible_to, require


def teams_to_mark(user: User) -> list[Team]:
    """Return the teams in which something may have been recorded differently."""
    require(user, Action.CHANGE_MEASURES)
    return list(Team.objects.filter(parent__isnull=False).order_by("name"))


def people_to_ask(user: User) -> list[User]:
    """Return who may be named as the one who answers: everybody this person sees who has an account."""
    require(user, Action.CHANGE_MEASURES)
    return [person for person in people_visible_to(user) if person.is_active]


def owner_chosen(people: Sequence[User], pk: int | None) -> User | None:
    """Return the person that was chosen; None where nobody was."""
    return next((person for person in people if person.pk == pk), None)
