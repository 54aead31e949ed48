"""Contacts that change hands: from somebody who cannot code them to somebody who can."""

from django.db import transaction
from django.db.models import Max

from headwater.analysis.errors import UsageError
from headwater.apps.coding.models import Reading, Study
from headwater.apps.coding.selectors.studies import people_who_may_code
from headwater.apps.people.audit import record
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require


@transaction.atomic
def hand_over(*, acting_user: User, study: Study, giver: User, taker: User) -> int:
    """Give all contacts one coder has not begun to another; return how many.

    Contacts the other one reads anyway stay: nobody reads a contact twice.
    """
    require(acting_user, Action.MANAGE_CODING)
    if study.state != Study.State.OPEN:
        raise UsageError("Only contacts of an open study can be handed over.")
    if giver.pk == taker.pk:
        raise UsageError("Choose two people.")
    if not people_who_may_code().filter(pk=taker.pk).exists():
        raise UsageError("This person may not code. Choose another one.")
    theirs = Reading.objects.filter(contact__study=study, coder=taker)
    waiting = Reading.objects.filter(
        contact__study=study, coder=giver, state=Reading.State.ASSIGNED, finished_at=None
    ).exclude(contact__in=theirs.values("contact"))
    last = theirs.aggregate(last=Max("turn"))["last"] or 0
    moved = list(waiting.order_by("turn", "pk"))
    if not moved:
        raise UsageError("There is nothing to hand over: all is begun, or the other person reads it anyway.")
    for turn, reading in enumerate(moved, last + 1):
        reading.coder, reading.turn = taker, turn
    Reading.objects.bulk_update(moved, ["coder", "turn"], batch_size=200)
    record(acting_user, "readings.handed_over", study, giver=giver.pk, taker=taker.pk, readings=len(moved))
    return len(moved)
