"""What a plan may begin with: a measure, an effect and a value that follow from the cause it is against."""

from dataclasses import dataclass

from headwater.apps.interventions.models import Intervention
from headwater.apps.interventions.selectors.offering import Offered, Option
from headwater.apps.interventions.selectors.origins import Cause, address_of, cause_at
from headwater.apps.people.models import User

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
    own = _own_measure(cause, offered)
    chosen = own or next((one for key in _OF_ALL for one in offered.measures if one.reference == key), None)
    if chosen is None or cause.share.value is None:
        return Suggested(value=cause.cost_a_contact)
    part = PART_WORTH_HAVING * (1.0 if own else cause.share.value)
    amount = _round(100 * part)
    if own:
        why = f"“{own.name}” counts these contacts alone. A third of them fewer is what is suggested here."
    else:
        why = (
            f"These are {cause.share.percent()} of all contacts, and no measure counts them alone. A third "
            f"of them fewer moves “{chosen.name}” by {amount:g}%."
        )
    if cause.cost_a_contact is not None and intervention.currency == cause.currency:
        why += f" One of them costs about {cause.cost_a_contact:,.2f} {cause.currency}, by your prices."
        return Suggested(chosen.reference, amount, round(cause.cost_a_contact, 2), why)
    return Suggested(chosen.reference, amount, None, why)


def _own_measure(cause: Cause, offered: Offered) -> Option | None:
    """Return the measure that counts the contacts of one reason, where the cause is about one."""
    if len(cause.reasons) != 1:
        return None
    names = {word.casefold() for word in (*cause.reasons, *cause.helpdesk[:1])}
    families = [one for one in offered.measures if one.is_of_a_family and not one.scope]
    return next((one for one in families if any(_names(one, name) for name in names)), None)


def _names(option: Option, name: str) -> bool:
    slug = "_".join("".join(c if c.isalnum() else " " for c in name).split())
    return option.name.casefold().endswith(name) or option.measure.key.rpartition(":")[2].casefold() == slug


def _round(percent: float) -> float:
    """Round to what can be said in a meeting: 1.6, 5, 30."""
    return round(percent, 1) if percent < 10 else float(5 * round(percent / 5))
