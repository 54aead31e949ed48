"""What a plan may begin with: a measure, an effect and a value that follow from the cause it is against."""

from dataclasses import dataclass

from headwater.apps.interventions.models import Intervention
from headwater.apps.interventions.selectors.offering import Offered, Option
from headwater.apps.interventions.selectors.origins import Cause, address_of, cause_at
from headwater.apps.measures.selectors import measures_of_reasons
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action, Scope
from headwater.apps.people.selectors import may

PART_WORTH_HAVING = 1 / 3
"""Part of a cause's contacts that a fix is suggested to prevent at least: a judgement, said as one."""

_OF_ALL = ("contacts.rate", "contacts.volume")


@dataclass(frozen=True)
class Suggested:
    """What the form of a first plan begins with.

    Attributes
    ----------
    amount : float or None
        In per cent, without a sign.
    value : float or None
        What one unit of the measure's sum is worth.
    why : str
        Where it comes from, to be read beside the form.
    """

    measure: str = ""
    amount: float | None = None
    value: float | None = None
    why: str = ""


def suggested_for(user: User, intervention: Intervention, offered: Offered) -> Suggested:
    """Suggest measure, smallest effect and value for a plan against a cause of the diagnosis."""
    cause = cause_at(user, address_of(intervention.origin, intervention.origin_key))
    if cause is None:
        return Suggested()
    own = _own_measure(user, cause, offered)
    chosen = own or next((one for key in _OF_ALL for one in offered.measures if one.reference == key), None)
    if chosen is None or cause.share.value is None:
        return Suggested(value=cause.cost_a_contact)
    part = PART_WORTH_HAVING * (1.0 if own else cause.share.value)
    amount = _round(100 * part)
    if own:
        why = f"“{own.name}” counts these contacts alone. About a third of them fewer is suggested here."
    else:
        why = (
            f"These are {cause.share.percent()} of all contacts, and no measure counts them alone. A third "
            f"of them fewer moves “{chosen.name}” by {amount:g}%."
        )
    if cause.cost_a_contact is not None and intervention.currency == cause.currency:
        why += f" One of them costs about {cause.cost_a_contact:,.2f} {cause.currency}, by your prices."
        return Suggested(chosen.reference, amount, round(cause.cost_a_contact, 2), why)
    return Suggested(chosen.reference, amount, None, why)


def _own_measure(user: User, cause: Cause, offered: Offered) -> Option | None:
    """Return the measure that counts the contacts of one reason, where the cause is about one."""
    if len(cause.reasons) != 1 or not may(user, Action.READ_MEASURES, Scope.ORGANISATION):
        return None
    # coders say the reason in customers' words, the helpdesk in its own: either may name the measure
    keys = [one.key for one in measures_of_reasons(user, [*cause.reasons, *cause.helpdesk[:1]])]
    return next((one for key in keys for one in offered.measures if one.reference == key), None)


def _round(percent: float) -> float:
    """Round to what can be said in a meeting: 1.6, 5, 30."""
    return round(percent, 1) if percent < 10 else float(5 * int(percent / 5))
