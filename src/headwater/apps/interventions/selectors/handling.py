"""How long a contact took before a start: what turns contacts that were avoided into hours."""

from datetime import timedelta

from headwater.analysis.errors import HeadwaterError
from headwater.apps.interventions.models import PlanRecord
from headwater.apps.interventions.selectors.references import parts_of, reference_of, series_of

HOURS, CONTACTS = "contacts.handle_hours", "contacts.volume"
"""Measures that the two figures are read from, where a practice publishes them."""


def handle_minutes_before(plan: PlanRecord) -> float | None:
    """Return the minutes of handle time a contact took in the year before the start; None where not known."""
    _, team = parts_of(plan.measure)
    try:
        hours = series_of(reference_of(HOURS, team), grain="week")
        contacts = series_of(reference_of(CONTACTS, team), grain="week")
    except HeadwaterError:
        return None
    first = plan.starts_on - timedelta(weeks=52)
    counted = dict(zip(contacts.days, contacts.values, strict=True))
    spent = many = 0.0
    for day, value in zip(hours.days, hours.values, strict=True):
        of = counted.get(day)
        if first <= day < plan.starts_on and value is not None and of is not None:
            spent, many = spent + value, many + of
    return 60 * spent / many if many else None
