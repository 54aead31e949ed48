"""Interventions of known truth, on series made by hand: no contacts are needed."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from headwater.analysis.interventions import Plan, smallest_effect
from headwater.analysis.measures import duration
from headwater.apps.interventions import services
from headwater.apps.interventions.models import Intervention, PlanRecord
from headwater.apps.interventions.services import CostSaid
from headwater.apps.measures.registry import PUBLISHED, Measured
from headwater.apps.measures.services import replace_points
from headwater.apps.people.models import User

from ..world import World

FIRST = date(2022, 1, 3)
START = date(2024, 1, 1)
"""Two years after the first week of the record."""
WEEKS = 104 + 26
BACK = "contacts.come_back"
RATED = "contacts.satisfaction"
VOLUME = "contacts.volume"
HOURS = "contacts.handle_hours"


def weeks(
    *,
    team: int | None = None,
    count: int = WEEKS,
    back: Sequence[float] = (0.32, 0.32),
    rated: Sequence[float] = (0.6, 0.6),
    start: date = START,
) -> Iterator[Measured]:
    """Yield weeks of four measures, each with its level before and from `start` on."""
    draw = Random(1)
    for n in range(count):
        day = FIRST + timedelta(weeks=n)
        after = day >= start
        contacts = 3_600 + round(80 * draw.gauss())
        yield Measured(VOLUME, team, "week", day, contacts, contacts, people=9)
        yield Measured(HOURS, team, "week", day, contacts / 10 * (1 + 0.02 * draw.gauss()), people=9)
        share = back[after] + 0.008 * draw.gauss()
        counted = round(share * contacts)
        yield Measured(BACK, team, "week", day, counted / contacts, counted, contacts, people=9)
        mean = rated[after] + 0.012 * draw.gauss()
        yield Measured(RATED, team, "week", day, mean, None, 900, people=9)


def record_of(world: World, **said: Any) -> None:
    """Write the organisation's weeks, and the same of Phone, where nothing is ever changed."""
    of_phone = weeks(team=world.phone.pk, count=said.get("count", WEEKS))
    replace_points(found=[*weeks(**said), *of_phone], version=2)


def plan_on(key: str = BACK, smallest: str = "-5%", **said: Any) -> Plan:
    """Return a plan as a person fills it in."""
    return Plan(
        name="-",
        measure=PUBLISHED[key].measure,
        start=said.pop("start", START),
        smallest=smallest_effect(smallest),
        window=duration(said.pop("window", "26w")),
        launch="planned",
        **said,
    )


def an_intervention(acting_user: User, name: str = "Scan at hand-over", **said: Any) -> Intervention:
    """Register an intervention of 4,000 and 40 hours."""
    costs = (CostSaid("Scanners", "money", Decimal(4000)), CostSaid("Depot staff", "hours", Decimal(40)))
    said = {"kind": "fix", "costs": costs, **said}
    return services.create_intervention(acting_user=acting_user, name=name, **said)


def locked(
    acting_user: User, intervention: Intervention, plan: Plan | None = None, *, at: datetime | None = None
) -> PlanRecord:
    """Plan it, and lock the plan ten days before its start."""
    asked = plan or plan_on()
    draft = services.write_draft(acting_user=acting_user, intervention=intervention, plan=asked)
    began = datetime(asked.start.year, asked.start.month, asked.start.day, 9, tzinfo=UTC)
    when = at or began - timedelta(days=10)
    return services.lock_plan(acting_user=acting_user, draft=draft, fingerprint=draft.fingerprint, at=when)


def judge(day: date = date(2024, 8, 1)) -> dict[str, int]:
    """Judge what is due on a day."""
    return services.judge_due(progress=lambda done, total: None, day=day)
