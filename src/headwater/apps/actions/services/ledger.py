"""What changes actions. Each service checks the table of permissions and writes its audit entry."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from headwater.analysis.errors import UsageError
from headwater.apps.actions import selectors
from headwater.apps.actions.models import Action, StatusChange
from headwater.apps.people.audit import record
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action as Right
from headwater.apps.people.selectors import require

MAIN_CURRENCY = "EUR"


@dataclass(frozen=True)
class Plan:
    """What an action is expected to bring and cost, and when.

    Attributes
    ----------
    saved_low, saved_high : int or None
        Contacts saved a year, low and high end of what is expected; one alone stands for both.
    cost : Decimal or None
        Spent once.
    """

    saved_low: int | None = None
    saved_high: int | None = None
    cost: Decimal | None = None
    currency: str = ""
    starts_on: date | None = None
    due_on: date | None = None


@transaction.atomic
def create_action(
    *,
    acting_user: User,
    title: str,
    reason: str = "",
    cause: str = "",
    owner_unit: str = "",
    why: str = "",
    due_on: date | None = None,
    plan: Plan | None = None,
    owner: User | None = None,
    from_voices: bool = False,
) -> Action:
    """Add an action to the ledger; it may have no owner yet.

    Parameters
    ----------
    reason, cause : str
        What it is against: a reason for contacts or one of the fixed causes, not both; neither when nobody
        can say yet.
    owner_unit : str
        Unit that owns the cause, inside support or outside.
    why : str
        What to do and why, without words of customers: it may be read outside support.
    due_on : date, optional
        The same as in `plan`, for callers that know nothing else of one.
    owner : User, optional
        A person with an account; an owner outside is given by `give_to_outside`.
    """
    require(acting_user, Right.CHANGE_ACTIONS)
    found = plan or Plan(due_on=due_on)
    action = Action(
        created_by=acting_user,
        from_voices=from_voices,
        **_said(title=title, why=why, reason=reason, cause=cause, owner_unit=owner_unit),
        **_planned(found, None),
    )
    if owner is not None:
        check_owner(owner)
        action.owner = owner
    action.save()
    StatusChange.objects.create(action=action, after=action.status, author=acting_user)
    record(acting_user, "action.created", action, from_voices=from_voices, owner=action.owner_id)
    return action


@transaction.atomic
def change_action(
    *,
    acting_user: User,
    action: Action,
    title: str,
    reason: str = "",
    cause: str = "",
    owner_unit: str = "",
    why: str = "",
    plan: Plan | None = None,
) -> Action:
    """Change what an action is, what it is against and what is expected of it."""
    require(acting_user, Right.CHANGE_ACTIONS)
    action = Action.objects.select_for_update(of=("self",)).get(pk=action.pk)
    said: dict[str, Any] = _said(title=title, why=why, reason=reason, cause=cause, owner_unit=owner_unit)
    said |= _planned(plan or Plan(), action)
    changed = [name for name, value in said.items() if getattr(action, name) != value]
    if not changed:
        return action
    details = {f"{name}_before": _dated(getattr(action, name)) for name in changed if name.endswith("_on")}
    for name in changed:
        setattr(action, name, said[name])
    action.save(update_fields=changed)
    details |= {name: _dated(said[name]) for name in changed if name.endswith("_on")}
    record(acting_user, "action.changed", action, changed=changed, **details)
    return action


def _dated(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _said(*, title: str, why: str, reason: str, cause: str, owner_unit: str) -> dict[str, str]:
    if not title.strip():
        raise UsageError("Say in a few words what is to be done: an action needs a title.")
    if reason.strip() and cause:
        raise UsageError("An action is against one reason or one cause: keep one, and add another action.")
    if cause and cause not in dict(Action._meta.get_field("cause").flatchoices):
        raise UsageError(f"{cause!r} is no cause of the coding frame.")
    return {
        "title": " ".join(title.split()),  # it becomes the subject of a mail, which is one line
        "why": why.strip(),
        "reason": " ".join(reason.split()),
        "cause": cause,
        "owner_unit": " ".join(owner_unit.split()),
    }


def _planned(plan: Plan, action: Action | None) -> dict[str, Any]:
    """Check a plan and fill in what one of its ends says about the other."""
    low, high = plan.saved_low, plan.saved_high
    low, high = (low if low is not None else high), (high if high is not None else low)
    if low is not None and high is not None and low > high:
        raise UsageError(
            f"The low end of what is saved ({low:,}) lies above the high end ({high:,}): swap them."
        )
    if plan.starts_on and plan.due_on and plan.due_on < plan.starts_on:
        raise UsageError("It is due before it starts: move one of the days.")
    if plan.cost is not None and plan.cost < 0:
        raise UsageError("A cost is not below 0.")
    currency = plan.currency.strip().upper() if plan.cost is not None else ""
    used = selectors.currency_of_ledger(without=action)
    if plan.cost is not None and not currency:
        currency = used or MAIN_CURRENCY
    if currency and used and currency != used:
        raise UsageError(f"The ledger is in {used}: give the cost in {used}, so that costs can be added up.")
    return {
        "saved_low": low,
        "saved_high": high,
        "cost": plan.cost,
        "currency": currency,
        "starts_on": plan.starts_on,
        "due_on": plan.due_on,
    }


def check_owner(owner: User) -> None:
    """Raise unless a person could open an action that they own."""
    if not selectors.possible_owners().filter(pk=owner.pk).exists():
        raise UsageError("This person's role does not let them see actions: choose somebody else.")
