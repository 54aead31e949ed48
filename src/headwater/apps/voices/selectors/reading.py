"""Whose flags a person may read or answer."""

from django.db.models import QuerySet

from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action, Scope
from headwater.apps.people.selectors import reach, require
from headwater.apps.voices.models import Flag


def flags_within(user: User, action: Action = Action.READ_FLAGS) -> QuerySet[Flag]:
    """Return the flags of the teams that a person may read or answer; refuse whoever may see only their own.

    What comes of it is for counting and for `FlagSeen`: pages do not get the records, which hold the person.
    """
    require(user, action, Scope.TEAM)
    found = reach(user, action)
    flags = Flag.objects.all()
    return flags if found.scope is Scope.ORGANISATION else flags.filter(team__in=found.teams)
