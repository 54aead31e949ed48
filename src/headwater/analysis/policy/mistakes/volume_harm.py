"""What contacts that were ended early cost in a year."""

from collections.abc import Sequence

from headwater.analysis.estimates import Estimate, cannot_tell
from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.mistakes.amounts import added, less, scaled
from headwater.analysis.policy.mistakes.finding import Harm
from headwater.analysis.policy.mistakes.volume_told import Looked

DAYS_OF_A_YEAR = 365.25
NOT_MEASURED = "strain is not measured yet"
NO_PRICE = "nobody said what an hour of an agent costs"
NOTHING_FOUND = "no target was found to bend contacts"


def a_year(one: Looked) -> Estimate:
    """Return the contacts that a target causes in a year."""
    return scaled(one.found.came_back_more, DAYS_OF_A_YEAR / one.target.days)


def harm_of(concerned: Sequence[Looked], repeat_seconds: float | None, facts: Facts) -> Harm:
    """Return the harm of targets in a year, as long as they are in force.

    Parameters
    ----------
    concerned : sequence of Looked
        Targets that bend contacts.
    repeat_seconds : float, optional
        How long contacts of customers take who come back.

    Notes
    -----
    Hours are those of the contacts that were caused, less what ending contacts early saved. Intervals of
    several targets are added up end by end, which is wider than chance would have it.
    """
    if not concerned:
        nothing = cannot_tell(NOTHING_FOUND)
        return Harm(nothing, nothing, nothing, nothing, cannot_tell(NOT_MEASURED), facts.currency, "C")
    contacts = added([a_year(one) for one in concerned])
    saved = added(
        [scaled(one.found.saved_seconds, DAYS_OF_A_YEAR / one.target.days / 3600) for one in concerned]
    )
    if repeat_seconds is None:
        hours = cannot_tell("it is not known how long contacts take of customers who come back")
    else:
        hours = less(scaled(contacts, repeat_seconds / 3600), saved)
    price = facts.cost_per_agent_hour
    return Harm(
        contacts=contacts,
        hours=hours,
        money=cannot_tell(NO_PRICE) if price is None else scaled(hours, price),
        satisfaction=scaled(concerned[0].found.satisfaction, 100),
        strain=cannot_tell(NOT_MEASURED),
        currency=facts.currency,
        grade="C",
    )
