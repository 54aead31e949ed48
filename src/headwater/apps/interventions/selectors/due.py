"""What is to be judged: locked plans, their registered dates, and the part of a series each date may see."""

from dataclasses import dataclass
from datetime import date, timedelta

from headwater.analysis.interventions.gates import WEEKS_AFTER
from headwater.analysis.interventions.phases import LASTED
from headwater.analysis.interventions.plan import Plan
from headwater.analysis.measures import Duration, Series
from headwater.analysis.measures.grains import place_from
from headwater.apps.interventions.models import Judgement, PlanRecord
from headwater.apps.interventions.selectors.seen import stays_due

PATIENCE = timedelta(days=28)
"""How long a verdict waits for the other series of its plan after its own measure has reached the date."""


@dataclass(frozen=True)
class Date:
    """One registered date of a plan.

    Attributes
    ----------
    after : Duration
        Time from the start up to which the series is read, and no further.
    """

    look: Judgement.Look
    due_on: date
    after: Duration


@dataclass(frozen=True)
class Owing:
    """A date on which a plan is to be judged and was not yet."""

    record: PlanRecord
    date: Date


def dates_of(plan: Plan) -> list[Date]:
    """Return every registered date of a plan: its looks, the verdict, and whether it lasted."""
    earlier = sorted({look for look in plan.looks if look.days < plan.window.days}, key=lambda one: one.days)
    found = [Date(Judgement.Look.EARLIER, _after(plan, look), look) for look in earlier]
    found.append(Date(Judgement.Look.VERDICT, verdict_due(plan), plan.window))
    if (LASTED.days - plan.window.days) / 7 >= WEEKS_AFTER:
        found.append(Date(Judgement.Look.LASTED, _after(plan, LASTED), LASTED))
    return found


def verdict_due(plan: Plan) -> date:
    """Return the day on which the verdict on a plan is due."""
    return _after(plan, plan.window)


def owing(day: date) -> list[Owing]:
    """Return the dates that have come and were not judged, in the order in which they came."""
    found = []
    standing = PlanRecord.objects.filter(locked_at__isnull=False, withdrawn_at=None, starts_on__lte=day)
    for record in standing.select_related("intervention").prefetch_related("judgements"):
        if not stays_due(record.intervention, record):
            continue
        judged = {(one.look, one.due_on) for one in record.judgements.all()}
        found += [
            Owing(record, one)
            for one in dates_of(record.plan)
            if one.due_on <= day and (one.look, one.due_on) not in judged
        ]
    return sorted(found, key=lambda one: (one.date.due_on, one.record.pk))


def seen_at(series: Series | None, plan: Plan, after: Duration) -> Series | None:
    """Return the part of a series that a date may see; None where the series does not reach the date."""
    if series is None:
        return None
    end = place_from(series.days[0], plan.start, series.grain) + after.periods(series.grain)
    return series.part(0, end) if 0 < end <= len(series) else None


def _after(plan: Plan, time: Duration) -> date:
    return plan.start + timedelta(days=round(time.days))
