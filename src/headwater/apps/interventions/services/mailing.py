"""Sends mail about interventions, each at most once.

As with actions: the server is reached first, then the letter is written down and committed, then sent. A
worker that dies between leaves a letter that "may not have arrived", and nobody sends it again.
"""

from collections.abc import Callable
from datetime import date

from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction

from headwater.analysis.errors import TryAgainError
from headwater.apps import installation
from headwater.apps.interventions.links import page_of
from headwater.apps.interventions.models import Letter
from headwater.apps.interventions.selectors.letters import Owed, letters_owed
from headwater.apps.interventions.wording import worded
from headwater.apps.people.audit import record
from headwater.apps.people.selectors import today
from headwater.apps.post import Post, PutOff


def send_letters(*, progress: Callable[[int, int], None], day: date | None = None) -> dict[str, int]:
    """Send all mail that a day owes; calling it again sends none of it twice."""
    owed = letters_owed(day or today())
    post, sent, later = Post(), 0, 0
    try:
        for done, one in enumerate(owed):
            progress(done, len(owed))
            try:
                sent += _send(post, one)
            except PutOff:
                later += 1
    finally:
        post.close()
    if later:
        raise TryAgainError(f"The mail server put {later} mails off.")
    return {"owed": len(owed), "sent": sent}


def _send(post: Post, one: Owed) -> int:
    """Send one letter; 1 when it went out."""
    post.open()
    letter = _write_down(one)
    if letter is None:
        return 0
    try:
        state = post.send(_message(one))
    except PutOff:
        letter.delete()
        raise
    Letter.objects.filter(pk=letter.pk).update(state=state)
    return int(state == "sent")


@transaction.atomic
def _write_down(one: Owed) -> Letter | None:
    """Write a letter down before it is sent; None when another worker was a moment earlier."""
    try:
        with transaction.atomic():
            letter = Letter.objects.create(plan=one.plan, kind=one.kind, day=one.day, to_user=one.to)
    except IntegrityError:
        return None
    record(
        None,
        "intervention.mail_tried",
        one.plan.intervention,
        plan=one.plan.pk,
        kind=one.kind.value,
        day=one.day.isoformat(),
        user=one.to.pk,
    )
    return letter


def _message(one: Owed) -> EmailMessage:
    said = worded(
        one.kind,
        one.plan,
        one.judgement,
        name=one.to.name,
        url=installation.site_url() + page_of(one.plan.intervention_id),
        owns=one.to.pk == one.plan.intervention.owner_id,
    )
    return EmailMessage(
        said.subject, said.text, None, [one.to.email], headers={"Auto-Submitted": "auto-generated"}
    )
