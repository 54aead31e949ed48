"""Sends mail about actions, each at most once.

The order is what makes it so. First the mail server is reached; if it is not, nothing was noted and the task
tries again. Then the letter is written down and committed, then sent, then marked as sent. A worker that dies
between leaves a letter that "may not have arrived", and nobody sends it again. A clear refusal is written
down as such; one that the server calls temporary is forgotten, so that the next attempt sends it.
"""

from collections.abc import Callable
from datetime import date

from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.urls import reverse

from headwater.analysis.errors import TryAgainError
from headwater.apps import installation
from headwater.apps.actions import selectors
from headwater.apps.actions.models import Action, Letter, OwnerLink
from headwater.apps.actions.services.owners import link_for_reminder
from headwater.apps.actions.wording import worded
from headwater.apps.people.audit import record
from headwater.apps.people.models import User
from headwater.apps.people.selectors import today
from headwater.apps.post import Post, PutOff


def send_reminders(*, day: date, progress: Callable[[int, int], None]) -> dict[str, int]:
    """Send all reminders that a day owes; calling it again sends none of them twice."""
    owed = selectors.letters_owed(day)
    post, sent, later = Post(), 0, 0
    try:
        for done, one in enumerate(owed):
            progress(done, len(owed))
            try:
                sent += _send(post, one, day)
            except PutOff:
                later += 1
    finally:
        post.close()
    if later:
        raise TryAgainError(f"The mail server put {later} mails off.")
    return {"owed": len(owed), "sent": sent}


def mail_link(*, link: int) -> dict[str, int]:
    """Mail a new link to the owner outside, unless it was done or the link was withdrawn meanwhile."""
    found = OwnerLink.objects.select_related("action").filter(pk=link).first()
    if found is None or not found.is_open or not found.action.is_outside:
        return {"sent": 0}
    post = Post()
    try:
        return {
            "sent": _send(post, selectors.Owed(found.action, Letter.Kind.LINK, today(), None), today(), found)
        }
    except PutOff:
        raise TryAgainError("The mail server put the mail off.") from None
    finally:
        post.close()


def _send(post: Post, one: selectors.Owed, day: date, link: OwnerLink | None = None) -> int:
    """Send one letter; 1 when it went out."""
    post.open()
    letter = _write_down(one, link)
    if letter is None:
        return 0
    try:
        state = post.send(_message(letter, one, day))
    except PutOff:
        letter.delete()
        raise
    Letter.objects.filter(pk=letter.pk).update(state=state)
    return int(state == "sent")


@transaction.atomic
def _write_down(one: selectors.Owed, link: OwnerLink | None) -> Letter | None:
    """Write a letter down before it is sent; None when another worker was a moment earlier."""
    if one.to is None and link is None:
        link = link_for_reminder(one.action)
        if link is None:
            return None
    try:
        with transaction.atomic():
            letter = Letter.objects.create(
                action=one.action, kind=one.kind, day=one.day, to_user=one.to, to_link=link
            )
    except IntegrityError:
        return None
    to = {"link": None if link is None else link.pk, "user": None if one.to is None else one.to.pk}
    record(None, "action.mail_tried", one.action, kind=one.kind.value, day=one.day.isoformat(), **to)
    return letter


def _message(letter: Letter, one: selectors.Owed, day: date) -> EmailMessage:
    action, to = one.action, one.to
    name, address = (action.outside_name, action.outside_email) if to is None else (to.name, to.email)
    said = worded(
        one.kind, action, name=name, url=_url(action, letter.to_link), day=day, owns=_owns(action, to)
    )
    return EmailMessage(
        said.subject, said.text, None, [address], headers={"Auto-Submitted": "auto-generated"}
    )


def _owns(action: Action, to: User | None) -> bool:
    return to is None or to.pk == action.owner_id


def _url(action: Action, link: OwnerLink | None) -> str:
    if link is None:
        return installation.site_url() + reverse("actions:action", args=[action.pk])
    return installation.site_url() + reverse("actions:by_link", args=[selectors.token_of(link)])
