"""One intervention in each state that its page has."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from headwater.analysis.interventions import Programme
from headwater.apps.interventions import services
from headwater.apps.interventions.models import Intervention
from headwater.apps.interventions.services import CostSaid
from headwater.apps.people.selectors import today

from ..world import World
from .made_interventions import RATED, START, VOLUME, an_intervention, judge, locked, plan_on, record_of

WEEKS = 104 + 54


def every_state(world: World) -> dict[str, Intervention]:
    """Make them all on one record: come-backs fell, satisfaction fell too, and in Phone nothing changed."""
    record_of(world, count=WEEKS, back=(0.32, 0.27), rated=(0.6, 0.52))
    phone, made = str(world.phone.pk), {}

    worked = an_intervention(
        world.amara, "Scan at hand-over", owner=world.bela, problem="Parcels stand still."
    )
    locked(world.amara, worked, plan_on(guards=(RATED, VOLUME), value_per_unit=4.5))
    made["worked"] = worked

    worse = an_intervention(world.amara, "One script for every call", kind="policy", owner=world.olga)
    locked(world.amara, worse, plan_on(RATED, "+2%"))
    made["worse"] = worse

    nothing = an_intervention(
        world.amara,
        "Empathy workshop",
        kind="training",
        costs=(CostSaid("Trainer", "money", Decimal(18000)), CostSaid("Agents", "hours", Decimal("212.5"))),
    )
    locked(world.amara, nothing, plan_on(smallest="-10%", scope=phone))
    made["no_effect"] = nothing

    overlapping = an_intervention(world.amara, "Longer calls allowed", kind="policy")
    script = Programme("One script for every call", START + timedelta(weeks=2))
    locked(world.amara, overlapping, plan_on(others=(script,)))
    made["cannot_tell"] = overlapping

    running = an_intervention(world.amara, "Coaching by peers", kind="training", owner=world.bela)
    first = locked(world.amara, running, plan_on(smallest="-2%", scope=phone, window="400w"))
    services.withdraw_plan(acting_user=world.amara, plan=first, why="Nobody had asked the team.")
    locked(world.amara, running, plan_on(smallest="-4%", scope=phone, window="300w", guards=(RATED,)))
    made["running"] = running

    waiting = an_intervention(world.amara, "New interviews", kind="hiring", costs=())
    start = today() + timedelta(days=40)
    locked(world.amara, waiting, plan_on(start=start), at=datetime.now(UTC))
    made["waiting"] = waiting

    due = an_intervention(world.amara, "Call backs on the day", kind="policy", currency="GBP")
    locked(world.amara, due, plan_on(start=date(2025, 1, 6)))
    made["due"] = due

    draft = an_intervention(world.amara, "One page on returns")
    services.write_draft(acting_user=world.amara, intervention=draft, plan=plan_on())
    made["draft"] = draft

    made["nothing"] = an_intervention(world.amara, "Talks at lunch", kind="training", costs=())

    stopped = an_intervention(world.amara, "A bot for returns")
    locked(world.amara, stopped, plan_on(window="500w"))
    services.stop_intervention(acting_user=world.amara, intervention=stopped, why="Nobody could use it.")
    made["stopped"] = stopped

    judge()
    judge(date(2025, 3, 1))  # and one year after the start, whether it lasted
    services.add_comment(
        acting_user=world.olga, intervention=worked, text="The north depot began a week late."
    )
    return made
