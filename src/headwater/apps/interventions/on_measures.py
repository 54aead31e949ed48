"""What the page of a measure says of interventions: which are judged on it."""

from collections.abc import Mapping
from typing import Any

from headwater.apps.interventions import listing, selectors
from headwater.apps.interventions.selectors.predicting import record_on
from headwater.apps.measures.registry import Published
from headwater.apps.measures.sections import Section
from headwater.apps.people.models import Team, User


def judged_on(user: User, published: Published, team: Team | None) -> Mapping[str, Any] | None:
    """Return the interventions a person may see that are judged on a measure; None where there are none."""
    found = selectors.interventions_on(user, published.key)
    if team is not None:
        own = selectors.reference_of(published.key, team.pk)
        found = [one for one in found if one.plan is not None and one.plan.measure in (published.key, own)]
    return {"interventions": listing.in_order(found), "predictions": record_on(found)} if found else None


JUDGED_ON_IT = Section("interventions/on_measure.html", judged_on)
