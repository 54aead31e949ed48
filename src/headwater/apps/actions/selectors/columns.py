"""The ledger as columns, for a file."""

from collections.abc import Callable, Iterable
from typing import Any

from headwater.apps.actions.models import Action


def columns_of(actions: Iterable[Action]) -> dict[str, list[Any]]:
    """Return the columns that the file of a ledger has in the diagnosis, and what more there is.

    Addresses of owners outside stay here.
    """
    listed = list(actions)
    return {heading: [value(action) for action in listed] for heading, value in _COLUMNS.items()}


_COLUMNS: dict[str, Callable[[Action], Any]] = {
    "reason": lambda action: action.reason,
    "cause": lambda action: action.cause,
    "owner": lambda action: action.owner_unit,
    "action": lambda action: action.title,
    "saved_low": lambda action: action.saved_low,
    "saved_high": lambda action: action.saved_high,
    "cost": lambda action: action.cost,
    "start": lambda action: action.starts_on,
    "due": lambda action: action.due_on,
    "state": lambda action: action.status,
    "note": lambda action: action.why,
    "number": lambda action: action.pk,
    "currency": lambda action: action.currency,
    "owner_person": lambda action: action.owner_name,
    "done_on": lambda action: action.done_on,
    "follow_up_on": lambda action: action.follow_up_on,
    "outcome": lambda action: action.outcome,
}
