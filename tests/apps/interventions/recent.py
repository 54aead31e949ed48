"""A record that ends last week, so that something can be planned on it today."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from headwater.apps.interventions.models import Intervention
from headwater.apps.interventions.services import CostSaid, create_intervention
from headwater.apps.measures.models import FamilyMember
from headwater.apps.measures.registry import Measured
from headwater.apps.measures.services import replace_points
from headwater.apps.people.models import User
from headwater.apps.people.selectors import today

from ..world import World

RATE = "contacts.rate"
BACK = "contacts.come_back"
RATED = "contacts.satisfaction"
LATE = "contacts.reason:parcel_is_late"


def monday(weeks: int = 0) -> date:
    """Return the Monday of this week, or of one so many weeks later."""
    day = today()
    return day - timedelta(days=day.weekday()) + timedelta(weeks=weeks)


def _weeks(team: int | None, count: int) -> Iterator[Measured]:
    draw = Random(f"{team} {count}")
    for n in range(count):
        day = monday(n - count)
        contacts = 400 + round(12 * draw.gauss())
        yield Measured(RATE, team, "week", day, contacts / 8_000, contacts, 8_000, people=9)
        counted = round((0.32 + 0.01 * draw.gauss()) * contacts)
        yield Measured(BACK, team, "week", day, counted / contacts, counted, contacts, people=9)
        yield Measured(RATED, team, "week", day, 0.6 + 0.01 * draw.gauss(), None, 300, people=9)


def recorded(world: World, weeks: int = 110, *, late: bool = False) -> None:
    """Write the weeks of the organisation and of Phone; with `late` also those of one reason."""
    of_reason = _late(weeks) if late else ()
    replace_points(found=[*_weeks(None, weeks), *_weeks(world.phone.pk, weeks), *of_reason], version=2)


def _late(weeks: int) -> Iterator[Measured]:
    FamilyMember.objects.create(
        family="contacts.reason",
        slug="parcel_is_late",
        name="Parcel is late",
        parts=["parcel is late"],
        per="orders",
    )
    draw = Random(7)
    for n in range(weeks):
        counted = 60 + round(6 * draw.gauss())
        yield Measured(LATE, None, "week", monday(n - weeks), counted / 8_000, counted, 8_000, people=9)


def registered(acting_user: User, **said: Any) -> Intervention:
    """Register something that costs money and hours."""
    costs = said.pop(
        "costs",
        (CostSaid("Scanners", "money", Decimal(4_000)), CostSaid("Depot staff", "hours", Decimal(40))),
    )
    given = {"name": "Scan at hand-over", "kind": "fix", **said}
    return create_intervention(acting_user=acting_user, costs=costs, **given)


def typed(**said: Any) -> dict[str, Any]:
    """Return the form of a plan as a browser sends it."""
    found: dict[str, Any] = {
        "measure": RATE,
        "amount": "5",
        "unit": "%",
        "start": monday(4).isoformat(),
        "phase_in": "4",
        "window": "26",
        "shape": "step",
        "launch": "planned",
        "trigger": "",
        "value_per_unit": "4.5",
        "guards": [RATED],
        "negative_control": "",
        "comparison": "",
        "proposed_for": RATE,
        "proposed": [],
        "trend": "on",
        "seasonal": "",
        "baseline": "",
        "looks": "",
        "others-TOTAL_FORMS": "1",
        "others-INITIAL_FORMS": "0",
        "others-0-name": "",
        "others-0-start": "",
        "others-0-phase_in": "",
    }
    return {**found, **said}
