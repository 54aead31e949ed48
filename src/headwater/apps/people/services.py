"""What changes people's records. Each service checks the table of permissions and writes its audit entry."""

import secrets
from datetime import date, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from headwater.analysis.errors import UsageError
from headwater.apps.people import selectors
from headwater.apps.people.audit import record
from headwater.apps.people.changes import teams_changed
from headwater.apps.people.models import FirstRunToken, Invitation, Membership, Team, User
from headwater.apps.people.permissions import Action, Role

INVITATION_DAYS = 7


@transaction.atomic
def create_team(*, acting_user: User, name: str, parent: Team) -> Team:
    """Add a team inside another."""
    selectors.require(acting_user, Action.CHANGE_TEAMS)
    _check_team_name(name, parent, None)
    team = Team.objects.create(name=name, parent=parent)
    record(acting_user, "team.created", team, parent=parent.pk)
    transaction.on_commit(teams_changed, robust=True)
    return team


@transaction.atomic
def change_team(*, acting_user: User, team: Team, name: str, parent: Team | None) -> Team:
    """Rename a team, or move it with all that is inside it."""
    selectors.require(acting_user, Action.CHANGE_TEAMS)
    # two moves at once could otherwise make a circle between them
    list(Team.objects.select_for_update().values_list("pk"))
    team = Team.objects.get(pk=team.pk)
    if (parent is None) != (team.parent_id is None):
        raise UsageError("The organisation stays at the top, and every other team inside another.")
    if parent is not None and parent.pk in selectors.below([team.pk]):
        raise UsageError(
            f"{team.name} cannot move into itself or into a team inside it: choose another place."
        )
    _check_team_name(name, parent, team)
    before = {"renamed": team.name != name, "parent_before": team.parent_id}
    team.name, team.parent = name, parent
    team.save(update_fields=["name", "parent"])
    record(acting_user, "team.changed", team, parent=None if parent is None else parent.pk, **before)
    transaction.on_commit(teams_changed, robust=True)
    return team


@transaction.atomic
def remove_team(*, acting_user: User, team: Team) -> None:
    """Remove a team in which nobody ever was."""
    selectors.require(acting_user, Action.CHANGE_TEAMS)
    if team.parent_id is None:
        raise UsageError("The organisation itself cannot be removed.")
    if team.parts.exists() or team.memberships.exists() or team.invitations.exists():
        raise UsageError(
            f"{team.name} has teams, people or invitations in its history, and figures lean on that: "
            "rename it instead."
        )
    record(acting_user, "team.removed", team, parent=team.parent_id)
    team.delete()
    transaction.on_commit(teams_changed, robust=True)


@transaction.atomic
def invite_person(
    *, acting_user: User, name: str, email: str, role: Role, team: Team
) -> tuple[Invitation, str]:
    """Invite a person; return the invitation and its token, which is kept nowhere."""
    selectors.require(acting_user, Action.INVITE)
    email = email.strip().lower()
    if User.objects.filter(email__iexact=email).exists():
        raise UsageError("This address already has an account: give that person another role instead.")
    open_one = Invitation.objects.filter(
        email=email, used_at=None, withdrawn_at=None, expires_at__gt=timezone.now()
    )
    if open_one.exists():
        raise UsageError("This address already has an open invitation: withdraw it first.")
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        token_hash=selectors.hashed(token),
        email=email,
        name=name,
        role=role.value,
        team=team,
        invited_by=acting_user,
        expires_at=timezone.now() + timedelta(days=INVITATION_DAYS),
    )
    record(acting_user, "invitation.sent", invitation, role=role.value, team=team.pk)
    return invitation, token


@transaction.atomic
def withdraw_invitation(*, acting_user: User, invitation: Invitation) -> None:
    """Make an invitation's link useless."""
    selectors.require(acting_user, Action.INVITE)
    changed = Invitation.objects.filter(pk=invitation.pk, used_at=None, withdrawn_at=None).update(
        withdrawn_at=timezone.now()
    )
    if not changed:
        raise UsageError("This invitation was already used or withdrawn.")
    record(acting_user, "invitation.withdrawn", invitation)


@transaction.atomic
def accept_invitation(*, token: str, name: str, password: str) -> User:
    """Make the account an invitation promises; the link works once."""
    invitation = selectors.invitation_behind(token)
    # the update decides: of two that come at once only one finds the invitation unused
    now = timezone.now()
    taken = invitation and Invitation.objects.filter(
        pk=invitation.pk, used_at=None, withdrawn_at=None, expires_at__gt=now
    ).update(used_at=now)
    if invitation is None or not taken:
        raise UsageError("This invitation was used, withdrawn, or is too old. Ask for a new one.")
    if User.objects.filter(email__iexact=invitation.email).exists():
        raise UsageError("This address already has an account: sign in instead.")
    user = _create_user(invitation.email, name, password)
    membership = Membership.objects.create(
        user=user, team=invitation.team, role=invitation.role, starts_on=selectors.today()
    )
    record(user, "invitation.accepted", invitation, user=user.pk)
    record(
        user, "membership.started", membership, user=user.pk, role=invitation.role, team=invitation.team_id
    )
    return user


@transaction.atomic
def start_membership(
    *, acting_user: User, person: User, team: Team, role: Role, starts_on: date
) -> Membership:
    """Give a person a role in a team from a day on."""
    selectors.require(acting_user, Action.CHANGE_MEMBERSHIPS)
    if person.pk == acting_user.pk:
        raise UsageError("Nobody gives themselves a role: ask another administrator or the head of support.")
    if person.removed_at is not None:
        raise UsageError("This account was removed.")
    same = Membership.objects.filter(user=person, team=team, role=role.value).filter(
        selectors.current(starts_on)
    )
    if same.exists():
        raise UsageError(f"This person already is {role.label.lower()} in {team.name} on that day.")
    membership = Membership.objects.create(user=person, team=team, role=role.value, starts_on=starts_on)
    record(acting_user, "membership.started", membership, user=person.pk, role=role.value, team=team.pk)
    return membership


@transaction.atomic
def end_membership(*, acting_user: User, membership: Membership, ends_on: date) -> Membership:
    """End a person's role in a team; the day is the last one that counts."""
    selectors.require(acting_user, Action.CHANGE_MEMBERSHIPS)
    if ends_on < membership.starts_on:
        raise UsageError(f"The role began on {membership.starts_on:%-d %b %Y}: it cannot end before.")
    ended = membership.ends_on
    if membership.user_id == acting_user.pk and ended is not None and ends_on > ended:
        raise UsageError("Nobody makes a role of their own last longer: ask another administrator.")
    if membership.role == Role.ADMINISTRATOR.value:
        _check_another_administrator(membership.user)
    membership.ends_on = ends_on
    membership.save(update_fields=["ends_on"])
    record(acting_user, "membership.ended", membership, user=membership.user_id, ends_on=ends_on.isoformat())
    return membership


@transaction.atomic
def remove_account(*, acting_user: User, person: User) -> User:
    """Remove a person's account: who it was is forgotten, what was done stays without a name."""
    selectors.require(acting_user, Action.REMOVE_ACCOUNT)
    if person.removed_at is not None:
        raise UsageError("This account was removed before.")
    _check_another_administrator(person)
    now, day = timezone.now(), selectors.today()
    Invitation.objects.filter(email__iexact=person.email).update(
        email="removed@removed.invalid", name="Removed person"
    )
    EmailAddress.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()
    Membership.objects.filter(user=person, starts_on__gt=day).delete()
    person.memberships.filter(selectors.current(day)).update(ends_on=day)
    person.email = f"removed-{person.pk}@removed.invalid"
    person.name = "Removed person"
    person.is_active = False
    person.last_login = None
    person.removed_at = now
    person.set_unusable_password()  # ends every session of the account too
    person.save()
    record(acting_user, "account.removed", person)
    return person


@transaction.atomic
def issue_first_run_token() -> str:
    """Return the token that lets the first administrator in; earlier ones stop working."""
    if not selectors.awaits_first_administrator():
        raise UsageError("This installation has accounts: the first administrator was made before.")
    FirstRunToken.objects.all().delete()
    token = secrets.token_urlsafe(24)
    issued = FirstRunToken.objects.create(token_hash=selectors.hashed(token))
    record(None, "first_run.token_issued", issued)
    return token


@transaction.atomic
def set_up_organisation(*, token: str, organisation: str, name: str, email: str, password: str) -> User:
    """Make the organisation and its first administrator."""
    # deleting decides: of two that come at once only one still finds the token
    known, _ = FirstRunToken.objects.filter(token_hash=selectors.hashed(token.strip())).delete()
    if not known or not selectors.awaits_first_administrator():
        raise UsageError("This token is not the one the terminal printed last, or it was used before.")
    team = selectors.organisation() or Team.objects.create(name=organisation)
    user = _create_user(email.strip().lower(), name, password)
    membership = Membership.objects.create(
        user=user, team=team, role=Role.ADMINISTRATOR.value, starts_on=selectors.today()
    )
    record(user, "first_run.done", team)
    record(user, "membership.started", membership, user=user.pk, role=Role.ADMINISTRATOR.value, team=team.pk)
    return user


def _create_user(email: str, name: str, password: str) -> User:
    user = User(email=email, name=name)
    user.set_password(password)
    user.save()
    # whoever holds the link got it at this address, or from the person who vouches for it
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def _check_another_administrator(person: User) -> None:
    """Raise when this person's leaving would leave nobody who administers without an end in sight."""
    # all of them are locked, so that two administrators cannot let each other go at the same moment
    administrators = list(
        Membership.objects.select_for_update().filter(
            selectors.current(), role=Role.ADMINISTRATOR.value, user__is_active=True
        )
    )
    others = [m for m in administrators if m.user_id != person.pk and m.ends_on is None]
    if any(m.user_id == person.pk for m in administrators) and not others:
        raise UsageError("This is the last administrator: make another one first.")


def _check_team_name(name: str, parent: Team | None, team: Team | None) -> None:
    if not name.strip():
        raise UsageError("A team needs a name.")
    others = Team.objects.filter(parent=parent, name__iexact=name.strip())
    if team is not None:
        others = others.exclude(pk=team.pk)
    if parent is not None and others.exists():
        raise UsageError(f"{parent.name} already has a team named {name.strip()}.")
