"""A whole set of policies adopted from a day on: some end, some begin, and nothing else moves."""

from dataclasses import replace

from django.db import transaction

from headwater.analysis.errors import UsageError
from headwater.analysis.policy import PolicySet
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require
from headwater.apps.policy.models import Revision
from headwater.apps.policy.services.states import Step, hold, taken

_CHANGED = "What is declared changed since you looked. Open the page again, and look at what it would do now."


@transaction.atomic
def adopt_policies(*, acting_user: User, wanted: PolicySet, why: str) -> int:
    """Declare what is new in a set of policies, and give a last day to what ends in it.

    Returns
    -------
    int
        How many policies were begun or ended.

    Raises
    ------
    UsageError
        What is declared is not what the set was made from, nothing would change, or the policies cannot
        stand beside each other.
    """
    require(acting_user, Action.CHANGE_POLICY)
    held = hold()
    now = {one.id: one for one in PolicySet(tuple(held.live.values()))}
    after = {one.id: one for one in wanted}
    if set(now) - set(after):
        raise UsageError(_CHANGED)
    steps = {}
    for key, one in after.items():
        if key not in now:
            steps[key] = Step(one, Revision.Kind.DECLARED)
        elif replace(one, effective_to=now[key].effective_to) != now[key]:
            raise UsageError(_CHANGED)
        elif one.effective_to != now[key].effective_to:
            steps[key] = Step(one, Revision.Kind.ENDED, held.records[key].document)
    if not steps:
        raise UsageError("Nothing would change: it is adopted already.")
    taken(acting_user=acting_user, held=held, steps=steps, why=why)
    return len(steps)
