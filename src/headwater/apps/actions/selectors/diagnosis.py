"""The ledger as the diagnosis reads it."""

from headwater.analysis.demand.causes import actions as analysis
from headwater.apps.actions.models import Action

_NOTHING_EXPECTED = "stopped"
_WITHOUT_EFFECT = (Action.Outcome.NO_EFFECT, Action.Outcome.WORSE)


def currency_of_ledger(without: Action | None = None) -> str:
    """Return the currency in which the ledger counts; empty as long as nothing costs anything."""
    found = Action.objects.exclude(currency="")
    if without is not None:
        found = found.exclude(pk=without.pk)
    return found.values_list("currency", flat=True).first() or ""


def ledger_actions() -> analysis.Actions | None:
    """Return the ledger as the diagnosis reads it; None while nobody has written anything into it.

    Actions against neither a reason nor a cause are left out: the diagnosis could not place them.
    """
    found = Action.objects.exclude(reason="", cause="").order_by("pk")
    listed = tuple(
        analysis.Action(
            reason=action.reason,
            cause=action.cause,
            owner=action.owner_unit,
            action=action.title,
            saved_low=action.saved_low,
            saved_high=action.saved_high,
            cost=None if action.cost is None else float(action.cost),
            start=action.starts_on,
            due=action.due_on,
            state=_state(action),
            where=f"action {action.pk}",
        )
        for action in found
    )
    return analysis.Actions(listed, currency_of_ledger()) if listed else None


def _state(action: Action) -> str:
    """Return what the diagnosis may expect of an action: nothing where it was refused, or did no good."""
    if action.status == Action.Status.REFUSED or action.outcome in _WITHOUT_EFFECT:
        return _NOTHING_EXPECTED
    return action.status
