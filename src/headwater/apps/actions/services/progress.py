"""Where an action stands and what is said about it, by people with an account and by owners outside."""

from django.db import transaction
from django.utils import timezone

from headwater.analysis.errors import UsageError
from headwater.apps.actions import selectors
from headwater.apps.actions.models import Action, Comment, OwnerLink, StatusChange
from headwater.apps.people.audit import record
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action as Right
from headwater.apps.people.selectors import require, today

OF_OUTSIDE = (Action.Status.AGREED, Action.Status.RUNNING, Action.Status.DONE, Action.Status.REFUSED)
"""What an owner outside may say about an action."""


@transaction.atomic
def change_status(*, acting_user: User, action: Action, status: Action.Status, why: str = "") -> Action:
    """Say where an action stands; its owner may, and whoever may change all of them."""
    action = _locked(action)
    selectors.require_change(acting_user, action)
    if Action.Status.STOPPED in (status, action.status):
        require(acting_user, Right.CHANGE_ACTIONS)
    return _move(action, status, why, author=acting_user, link=None)


@transaction.atomic
def set_status_by_link(*, link: OwnerLink, status: Action.Status, why: str = "") -> Action:
    """Say where an action stands, as its owner outside."""
    link = use_link(link=link, what="status")
    if status not in OF_OUTSIDE:
        raise UsageError("Choose one of the answers that the page offers.")
    action = _locked(link.action)
    if action.status == Action.Status.STOPPED:
        raise UsageError("This action was stopped: nothing more is expected of you.")
    return _move(action, status, why, author=None, link=link)


@transaction.atomic
def add_comment(*, acting_user: User, action: Action, text: str, shown_outside: bool = False) -> Comment:
    """Say something about an action; it stays as it was said."""
    action = _locked(action)
    selectors.require_change(acting_user, action)
    comment = Comment.objects.create(
        action=action, text=_text(text), author=acting_user, shown_outside=shown_outside
    )
    record(acting_user, "action.commented", action, comment=comment.pk)
    return comment


@transaction.atomic
def comment_by_link(*, link: OwnerLink, text: str) -> Comment:
    """Say something about an action, as its owner outside."""
    link = use_link(link=link, what="comment")
    return Comment.objects.create(action=link.action, text=_text(text), by_link=link, shown_outside=True)


@transaction.atomic
def use_link(*, link: OwnerLink, what: str = "open") -> OwnerLink:
    """Note that a link was used, after a last look whether it still works."""
    link = OwnerLink.objects.select_for_update(of=("self",)).select_related("action").get(pk=link.pk)
    if not link.is_open:
        raise UsageError("This link was withdrawn, or is too old. Ask the person who sent it for a new one.")
    link.last_used_at = timezone.now()
    link.save(update_fields=["last_used_at"])
    record(None, "action.link_used", link.action, link=link.pk, what=what)
    return link


@transaction.atomic
def record_follow_up(*, acting_user: User, action: Action, outcome: Action.Outcome, why: str) -> Action:
    """Say whether what was done has worked, and how that is known."""
    require(acting_user, Right.CHANGE_ACTIONS)
    action = _locked(action)
    if action.status != Action.Status.DONE or action.follow_up_on is None:
        raise UsageError("This action is not done: there is nothing to look back on yet.")
    if today() < action.follow_up_on:
        raise UsageError(f"It is too early to tell: look back from {action.follow_up_on:%-d %b %Y} on.")
    if not why.strip():
        raise UsageError("Say how that is known: which figures, over which time.")
    action.outcome, action.outcome_why, action.followed_up_on = outcome, why.strip(), today()
    action.save(update_fields=["outcome", "outcome_why", "followed_up_on"])
    record(acting_user, "action.followed_up", action, outcome=action.outcome)
    return action


def _locked(action: Action) -> Action:
    return Action.objects.select_for_update(of=("self",)).select_related("owner").get(pk=action.pk)


def _text(said: str) -> str:
    if not said.strip():
        raise UsageError("Write something first.")
    return said.strip()


def _move(
    action: Action, status: Action.Status, why: str, *, author: User | None, link: OwnerLink | None
) -> Action:
    before = action.status
    if before == status:
        raise UsageError(f"This action already is: {status.label}.")
    if action.followed_up_on is not None:
        raise UsageError("It was looked at whether this action worked. Add a new action for what is to come.")
    if status in (Action.Status.REFUSED, Action.Status.STOPPED) and not why.strip():
        raise UsageError("Say why: the others have to decide what happens now.")
    action.status = status
    action.done_on = action.follow_up_on = None
    if status == Action.Status.DONE:
        action.finish(today())
    action.save(update_fields=["status", "done_on", "follow_up_on"])
    StatusChange.objects.create(
        action=action, before=before, after=status, why=why.strip(), author=author, by_link=link
    )
    details = {} if link is None else {"link": link.pk}
    record(author, "action.status_changed", action, before=before, after=status.value, **details)
    return action
