"""A cause with several reasons: which of them are measures, and the measure that counts them together."""

from dataclasses import dataclass

from headwater.apps.demand.selectors.reasons import reasons_of_node
from headwater.apps.interventions.models import Intervention
from headwater.apps.interventions.selectors.offering import Offered, Option
from headwater.apps.interventions.selectors.origins import address_of
from headwater.apps.measures.models import FamilyMember
from headwater.apps.measures.selectors import measures_of_reasons
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action, Scope
from headwater.apps.people.selectors import may

_TOGETHER = ("contacts.reasons", "demand.cause")
"""Families whose members count several reasons as one."""


@dataclass(frozen=True)
class Together:
    """The reasons of the helpdesk that belong to the cause an intervention is against.

    Attributes
    ----------
    name : str
        What they are together: the cause.
    keys, reasons : tuple of str
        Measures of the single reasons, and what each counts.
    covered : float
        Share of the cause's contacts that have one of the reasons, rare ones included.
    basis : str
        Why these, in a sentence.
    measure : Option or None
        The measure that counts them together, where it is published already.
    """

    name: str
    keys: tuple[str, ...]
    reasons: tuple[str, ...]
    covered: float
    basis: str
    measure: Option | None

    @property
    def covered_words(self) -> str:
        """How much of the cause it covers."""
        return f"{self.covered:.0%}"


def together_for(user: User, intervention: Intervention, offered: Offered) -> Together | None:
    """Return what can be measured together against a cause; None where it is no cause of several reasons."""
    address = address_of(intervention.origin, intervention.origin_key)
    allowed = (Action.READ_DIAGNOSIS, Action.READ_MEASURES)
    if not address or not all(may(user, action, Scope.ORGANISATION) for action in allowed):
        return None
    found = reasons_of_node(user, address)
    if found is None:
        return None
    single = measures_of_reasons(user, [reason.plain for reason in found.reasons])
    if len(single) < 2:
        return None
    frequent = {part for one in single for part in one.parts}
    every = {reason.plain for reason in found.reasons}
    return Together(
        name=found.cause,
        keys=tuple(one.key for one in single),
        reasons=tuple(one.measure.title.removeprefix("Contacts: ") for one in single),
        covered=found.covered,
        basis=found.said,
        measure=_counting(every, offered) or _counting(frequent, offered),
    )


def _counting(parts: set[str], offered: Offered) -> Option | None:
    """Return the measure on offer that counts these reasons and no others."""
    by_key = {one.reference: one for one in offered.measures}
    kept = FamilyMember.objects.filter(family__in=_TOGETHER, followed_by=None).order_by("pk")
    same = (str(one) for one in kept if set(one.parts) == parts)
    return next((by_key[key] for key in same if key in by_key), None)
