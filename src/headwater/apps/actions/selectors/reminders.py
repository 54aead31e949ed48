"""Which mail about actions is owed on a day, and to whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from headwater.apps.actions.models import Action, Letter
from headwater.apps.people.models import Membership, User
from headwater.apps.people.permissions import Action as Right
from headwater.apps.people.permissions import Role, Scope
from headwater.apps.people.selectors import current, may

SOON = timedelta(days=7)
WEEK = timedelta(days=7)
ESCALATED_AFTER = timedelta(days=14)


@dataclass(frozen=True)
class Owed:
    """One mail that is owed.

    Attributes
    ----------
    day : date
        The day the mail belongs to, which is not always the day it is sent: whoever was off for a week still
        owes the newest one, once.
    to : User or None
        A person with an account; None for the owner outside.
    """

    action: Action
    kind: Letter.Kind
    day: date
    to: User | None


def stage_of(action: Action, day: date) -> tuple[Letter.Kind, date] | None:
    """Return the reminder a day belongs to: one for the week before, the due day, and each week after."""
    due = action.due_on
    if due is None or not action.is_open or day < due - SOON:
        return None
    if day < due:
        known_since = timezone.localdate(action.created_at)
        return None if known_since >= due - SOON else (Letter.Kind.SOON, due - SOON)
    weeks = (day - due) // WEEK
    return (Letter.Kind.DUE, due) if weeks == 0 else (Letter.Kind.OVERDUE, due + weeks * WEEK)


def letters_owed(day: date) -> list[Owed]:
    """Return every mail about an action that is owed on a day and was not sent, or tried, before."""
    heads = list(_holding(Role.HEAD))
    found = _waiting(day)
    past = set(
        Letter.objects.filter(action__in=[action.pk for action in found]).values_list(
            "action_id", "kind", "day", "to_user_id"
        )
    )
    owed = [one for action in found for one in _owed_for(action, day, heads)]
    return [one for one in owed if (one.action.pk, one.kind.value, one.day, one.to and one.to.pk) not in past]


def _waiting(day: date) -> Sequence[Action]:
    closed = [Action.Status.DONE, Action.Status.STOPPED]
    found: QuerySet[Action] = Action.objects.filter(due_on__lte=day + SOON, from_sample=False).exclude(
        status__in=closed
    )
    return list(found.select_related("owner", "created_by").prefetch_related("links").order_by("pk"))


def _owed_for(action: Action, day: date, heads: Sequence[User]) -> list[Owed]:
    stage = stage_of(action, day)
    if stage is None or action.due_on is None:
        return []
    answerable = _answerable(action, heads)
    if action.status == Action.Status.REFUSED or not action.has_owner or _link_withdrawn(action):
        reminded: Sequence[User | None] = answerable
    else:
        reminded = [action.owner]  # None is the owner outside
    owed = [Owed(action, *stage, to) for to in reminded]
    if day >= action.due_on + ESCALATED_AFTER:
        others = [user for user in answerable if user not in reminded] or [
            user for user in heads if user not in reminded
        ]
        owed += [Owed(action, Letter.Kind.ESCALATED, action.due_on + ESCALATED_AFTER, to) for to in others]
    return owed


def _answerable(action: Action, heads: Sequence[User]) -> list[User]:
    """Return who answers for an action beside its owner: who added it, else the heads of support."""
    by = action.created_by
    may_read = by is not None and by.is_active and may(by, Right.READ_ACTIONS, Scope.ORGANISATION)
    return [by] if by is not None and may_read else list(heads)


def _link_withdrawn(action: Action) -> bool:
    """Say whether somebody took the newest link of an owner outside back: nobody sends it anew unasked."""
    links = sorted(action.links.all(), key=lambda link: link.pk)
    return action.is_outside and (not links or links[-1].revoked_at is not None)


def _holding(role: Role) -> QuerySet[User]:
    held = Membership.objects.filter(current(), role=role.value)
    return User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("pk")
