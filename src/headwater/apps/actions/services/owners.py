"""Who owns an action: a person with an account, or one outside who gets a link to this action and no more."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from headwater.analysis.errors import UsageError
from headwater.apps.actions import selectors
from headwater.apps.actions.models import Action, OwnerLink, StatusChange
from headwater.apps.actions.services.ledger import check_owner
from headwater.apps.people.audit import record
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action as Right
from headwater.apps.people.selectors import require
from headwater.apps.tasks.services import start_task

LINK_DAYS = 180
MAIL_LINK = "actions.mail_link"


@transaction.atomic
def give_to_person(*, acting_user: User, action: Action, owner: User) -> Action:
    """Make a person with an account the owner; links of an owner outside stop working."""
    action = _locked(acting_user, action)
    check_owner(owner)
    if action.owner_id == owner.pk:
        raise UsageError(f"{owner.name} owns this action already.")
    return _hand_over(acting_user, action, owner, "", "")


@transaction.atomic
def give_to_nobody(*, acting_user: User, action: Action) -> Action:
    """Take an action from its owner; links of an owner outside stop working."""
    return _hand_over(acting_user, _locked(acting_user, action), None, "", "")


@transaction.atomic
def give_to_outside(
    *, acting_user: User, action: Action, name: str, email: str, mail: bool = True
) -> OwnerLink | None:
    """Make a person without an account the owner, and mail them a link unless told not to.

    Returns
    -------
    OwnerLink or None
        The new link; None where only the name of the same person was mended, whose link stays.
    """
    action = _locked(acting_user, action)
    name, email = " ".join(name.split()), email.strip().lower()
    if User.objects.filter(email__iexact=email, is_active=True).exists():
        raise UsageError("This address has an account here: choose that person from the list instead.")
    if action.outside_email == email:
        action.outside_name = name
        action.save(update_fields=["outside_name"])
        record(acting_user, "action.owner_renamed", action)
        return None
    return _new_link(acting_user, _hand_over(acting_user, action, None, name, email), mail=mail)


@transaction.atomic
def issue_link(*, acting_user: User | None, action: Action, mail: bool = True) -> OwnerLink:
    """Make a new link for the owner outside; the earlier ones stop working.

    `acting_user` None is a reminder that found the link too old; it carries the new one itself.
    """
    action = _locked(acting_user, action)
    if not action.is_outside:
        raise UsageError("Only an owner outside needs a link: others sign in.")
    return _new_link(acting_user, action, mail=mail)


@transaction.atomic
def revoke_link(*, acting_user: User, action: Action) -> None:
    """Make the link of the owner outside useless."""
    action = _locked(acting_user, action)
    if not _revoke(acting_user, action):
        raise UsageError("There is no open link: it was withdrawn before, or is too old.")


def _locked(acting_user: User | None, action: Action) -> Action:
    if acting_user is not None:
        require(acting_user, Right.CHANGE_ACTIONS)
    return Action.objects.select_for_update(of=("self",)).select_related("owner").get(pk=action.pk)


def _hand_over(by: User, action: Action, owner: User | None, name: str, email: str) -> Action:
    _revoke(by, action)
    before = {"owner_before": action.owner_id, "outside_before": action.is_outside}
    action.owner, action.outside_name, action.outside_email = owner, name, email
    refused = action.status == Action.Status.REFUSED
    if refused:  # by the owner before; the next one was not asked yet
        action.status = Action.Status.PROPOSED
        StatusChange.objects.create(
            action=action, before=Action.Status.REFUSED, after=action.status, author=by
        )
    action.save(update_fields=["owner", "outside_name", "outside_email", "status"])
    record(
        by,
        "action.owner_changed",
        action,
        owner=action.owner_id,
        outside=action.is_outside,
        asked_anew=refused,
        **before,
    )
    return action


def _new_link(by: User | None, action: Action, *, mail: bool = True) -> OwnerLink:
    _revoke(by, action)
    link = OwnerLink.objects.create(
        action=action,
        secret=secrets.token_hex(32),
        created_by=by,
        expires_at=timezone.now() + timedelta(days=LINK_DAYS),
    )
    record(by, "action.link_made", action, link=link.pk, expires=link.expires_at.date().isoformat())
    if mail:
        start_task(acting_user=by, kind=MAIL_LINK, key=f"{MAIL_LINK} {link.pk}", link=link.pk)
    return link


def _revoke(by: User | None, action: Action) -> int:
    now = timezone.now()
    found = action.links.filter(revoked_at=None, expires_at__gt=now)
    revoked = [link.pk for link in found]
    found.update(revoked_at=now)
    for pk in revoked:
        record(by, "action.link_revoked", action, link=pk)
    return len(revoked)


def link_for_reminder(action: Action) -> OwnerLink | None:
    """Return the link a reminder carries: a new one for one too old, none for one that was withdrawn."""
    link = selectors.link_of(action)
    if link is None or link.revoked_at is not None:
        return None
    return link if link.is_open else issue_link(acting_user=None, action=action, mail=False)
