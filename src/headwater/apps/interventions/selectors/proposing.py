"""Other programmes on the same measure, proposed for a plan, and whether they can be told apart from it."""

from dataclasses import dataclass, replace

from headwater.analysis.interventions.plan import Programme
from headwater.apps.interventions.models import Intervention
from headwater.apps.interventions.selectors.offering import Offered
from headwater.apps.interventions.selectors.programmes import programmes_on
from headwater.apps.interventions.selectors.references import title_of
from headwater.apps.interventions.selectors.seen import interventions_visible_to
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action, Scope
from headwater.apps.people.selectors import may

UNSEEN = "Another programme"


@dataclass(frozen=True)
class Proposal:
    """A programme that may touch the same measure.

    Attributes
    ----------
    key : str
        What the form sends for it.
    """

    key: str
    title: str
    programme: Programme


def proposals_for(user: User, reference: str, intervention: Intervention, offered: Offered) -> list[Proposal]:
    """Return the programmes with a locked plan on a measure; names a person may not see are left out."""
    if reference not in {one.reference for one in offered.measures}:
        return []
    found = programmes_on(reference, without=intervention)
    if found and not may(user, Action.READ_INTERVENTIONS, Scope.ORGANISATION):
        known = {seen.record.name for seen in interventions_visible_to(user)}
        found = [(one if one.name in known else replace(one, name=UNSEEN), on) for one, on in found]
    return [
        _proposal(one, "" if on == reference else offered.title_of(on) or title_of(on)) for one, on in found
    ]


def _proposal(one: Programme, title: str) -> Proposal:
    day = f"{one.start.day} {one.start:%B %Y}"
    where = f", on “{title}”" if title else ""
    return Proposal(f"{one.start.isoformat()} {one.name}", f"{one.name}, from {day}{where}", one)
