"""What waits for those who keep the ways in and out for programs."""

from django.urls import reverse

from headwater.apps.api import selectors
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action, Scope
from headwater.apps.people.selectors import may
from headwater.apps.waiting import Waiting, waits


@waits
def webhooks_off(user: User) -> list[Waiting]:
    """Say that webhooks were switched off because nothing arrived."""
    if not may(user, Action.MANAGE_WEBHOOKS, Scope.ORGANISATION):
        return []
    count = selectors.webhooks_switched_off().count()
    return [Waiting("Look at webhooks that were switched off", reverse("api:webhooks"), count)]
