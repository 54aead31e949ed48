"""Holds an intervention while it is changed, for whoever may change it."""

from headwater.analysis.errors import UsageError
from headwater.apps.interventions import selectors
from headwater.apps.interventions.models import Intervention
from headwater.apps.people.models import User


def held(acting_user: User, intervention: Intervention) -> Intervention:
    """Return an intervention to change, held until the end of the change, for whoever may change it."""
    found = Intervention.objects.select_for_update(of=("self",)).get(pk=intervention.pk)
    selectors.require_change(acting_user, found)
    return found


def was_promised(intervention: Intervention) -> bool:
    """Say whether a plan was ever locked."""
    return intervention.plans.filter(locked_at__isnull=False).exists()


def said_why(said: str, what: str) -> str:
    """Return a reason, or raise where none is given."""
    if not said.strip():
        raise UsageError(f"Say why {what}: others read it later.")
    return said.strip()
