"""What of contacts waits for a person: uploads that were looked at and not imported."""

from django.urls import reverse

from headwater.apps.contacts.selectors import looked_at_by
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import may
from headwater.apps.waiting import Waiting, waits


@waits
def uploads_to_import(user: User) -> list[Waiting]:
    """Say which uploads of a person wait; they are kept for a day."""
    if not may(user, Action.IMPORT_CONTACTS):
        return []
    found = list(looked_at_by(user).defer("mapping_text", "suggestion")[:10])
    return [Waiting(f"Import {made.names[0]}, or throw it away", _page(made.pk)) for made in found]


def _page(pk: int) -> str:
    return reverse("contacts:preview", args=[pk])
