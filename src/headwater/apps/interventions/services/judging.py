"""Judging: on the registered dates, never before, one judgement a date, never changed.

A worker may die at any point, and two may run at once. What is found is written in one row that the database
lets in once a plan, look and date; whoever comes second leaves it alone. Mail is owed by what is written, so
that it leaves although the worker that judged has died.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from headwater.analysis.errors import HeadwaterError, UsageError
from headwater.analysis.interventions.evaluation import evaluate
from headwater.analysis.interventions.evaluation_result import Evaluation
from headwater.analysis.interventions.guards import GuardVerdict, guarded_sentence, judge_guard
from headwater.analysis.interventions.money import return_of
from headwater.analysis.interventions.plan import Cost as PlannedCost
from headwater.analysis.interventions.plan import Plan
from headwater.analysis.interventions.terms import people_terms
from headwater.analysis.interventions.verdict import Verdict
from headwater.analysis.measures import Series
from headwater.apps.interventions import selectors
from headwater.apps.interventions.models import Cost, Judgement, PlanRecord
from headwater.apps.interventions.selectors import Date, PlanSeries
from headwater.apps.interventions.selectors.due import PATIENCE
from headwater.apps.interventions.selectors.handling import handle_minutes_before
from headwater.apps.interventions.services.queueing import mail_soon
from headwater.apps.interventions.services.register import held
from headwater.apps.people.audit import record
from headwater.apps.people.models import User
from headwater.apps.people.selectors import today

log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
Look = Judgement.Look


@dataclass(frozen=True)
class _Found:
    """What a date showed."""

    evaluation: Evaluation
    verdict: Verdict
    guards: tuple[GuardVerdict, ...]
    series: Series
    store_version: int | None


def judge_due(*, progress: Progress, day: date | None = None) -> dict[str, int]:
    """Judge everything whose date has come and whose measure reaches it; a second run judges nothing twice.

    Returns
    -------
    dict
        How many were judged, how many wait for data, and, if any, at how many Headwater failed.
    """
    day = day or today()
    owed = selectors.owing(day)
    judged = waiting = failed = 0
    for done, one in enumerate(owed):
        progress(done, len(owed))
        try:
            found = _judge(one.record, one.date, day)
        except DatabaseError:
            raise
        except Exception as error:  # a fault with one plan must not keep the others from their verdicts
            log.error("plan %s cannot be judged: %s", one.record.pk, type(error).__name__)
            failed += 1
            continue
        if found is None:
            waiting += 1
        else:
            judged += _keep(one.record, one.date, found)
    return {"judged": judged, "waiting": waiting} | ({"failed": failed} if failed else {})


@transaction.atomic
def judge_again(*, acting_user: User, plan: PlanRecord, why: str) -> Judgement:
    """Judge a plan again after the data were corrected; what was found before stays beside it.

    Raises
    ------
    UsageError
        It was not judged yet, no reason is given, or the data say the same as before.
    """
    found = held(acting_user, plan.intervention)
    now = PlanRecord.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if not why.strip():
        raise UsageError("Say what was corrected, and why: it is shown beside the verdict.")
    before = now.judgements.filter(look__in=[Look.VERDICT, Look.AGAIN]).last()
    if before is None or not now.stands:
        raise UsageError("There is no verdict yet. It comes by itself when it is due.")
    at = next(one for one in selectors.dates_of(now.plan) if one.look == Look.VERDICT)
    again = _judge(now, at, today())
    if again is None:
        raise UsageError(
            "The measure does not reach the date of the verdict any more: import what is missing."
        )
    if _content(again) == before.content and [one.to_dict() for one in again.guards] == before.guards:
        raise UsageError("The data are the same as when it was judged, and so is the verdict.")
    made = _made(now, replace(at, look=Look.AGAIN), again, why=why.strip(), judged_by=acting_user)
    record(acting_user, "intervention.judged_again", found, plan=now.pk, judgement=made.pk, word=made.word)
    mail_soon()
    return made


def _judge(plan_record: PlanRecord, at: Date, day: date) -> _Found | None:
    """Return what a date shows; None while the measure does not reach it, or cannot be judged."""
    plan = plan_record.plan
    found = selectors.series_of_plan(plan_record)
    series = selectors.seen_at(found.primary, plan, at.after)
    if series is None:
        return None
    comparison, control, guards = _beside(found, plan, at)
    missing = (plan.comparison and comparison is None) or (plan.negative_control and control is None)
    patient = day < at.due_on + PATIENCE
    if (missing or None in guards.values()) and patient:
        return None
    locked = lock_words(plan_record)
    comparison, control = comparison or found.comparison, control or found.control
    try:
        _not_gone(plan, comparison, control)
        evaluation = evaluate(series, plan, comparison=comparison, control=control, locked=locked)
    except HeadwaterError as error:
        if patient:
            return None
        reason = error.message
        verdict = Verdict("cannot tell", "cannot tell", f"Cannot tell. {reason}", (reason,))
        evaluation = Evaluation(plan, selectors.verdict_due(plan), verdict, locked=locked)
    if evaluation.verdict.word == "too early":
        return None
    evaluation = replace(evaluation, worth=_worth(plan_record, evaluation))
    verdict = evaluation.verdict
    if at.look == Look.LASTED and evaluation.lasted is not None:
        verdict = evaluation.lasted
    judged = tuple(
        judge_guard(seen, plan, reference=name, title=selectors.title_of(name))
        for name, seen in guards.items()
    )
    return _Found(evaluation, verdict, judged, series, found.store_version)


def _beside(
    found: PlanSeries, plan: Plan, at: Date
) -> tuple[Series | None, Series | None, dict[str, Series | None]]:
    def part(series: Series | None) -> Series | None:
        return selectors.seen_at(series, plan, at.after)

    return part(found.comparison), part(found.control), {n: part(s) for n, s in found.guards.items()}


def _not_gone(plan: Plan, comparison: Series | None, control: Series | None) -> None:
    """Raise where a series that the plan registers is not there any more."""
    for name, series, what in (
        (plan.comparison, comparison, "comparison"),
        (plan.negative_control, control, "measure that must not move"),
    ):
        if name and series is None:
            raise UsageError(f"Its {what}, “{selectors.title_of(name)}”, is not measured any more.")


def lock_words(plan_record: PlanRecord) -> str:
    """Say how a plan was locked; by whom stands in its record, which outlives no account."""
    assert plan_record.locked_at is not None
    day = timezone.localtime(plan_record.locked_at).date()
    late = plan_record.days_late
    when = f"{late} day{'' if late == 1 else 's'} after the start" if late else "before the start"
    return f"Plan {plan_record.fingerprint[:12]} was locked on {day.isoformat()}, {when}."


def _worth(plan_record: PlanRecord, found: Evaluation) -> Any:
    """Set the effect against what was really spent, where that is known."""
    if found.effect is None:
        return None
    intervention = plan_record.intervention
    costs = tuple(
        PlannedCost(
            one.what,
            float(one.amount),
            "hours" if one.unit == Cost.Unit.HOURS else found.plan.currency,
        )
        for one in intervention.costs.all()
    )
    same = intervention.currency == found.plan.currency
    return return_of(replace(found.plan, costs=costs) if same else found.plan, found.effect)


def _keep(plan_record: PlanRecord, at: Date, found: _Found) -> int:
    """Write a judgement down; 0 where another worker was a moment earlier, or the plan was withdrawn."""
    try:
        with transaction.atomic():
            now = PlanRecord.objects.select_for_update(of=("self",)).get(pk=plan_record.pk)
            if not now.stands:
                return 0
            made = _made(now, at, found)
            record(
                None,
                "intervention.judged",
                now.intervention,
                plan=now.pk,
                judgement=made.pk,
                look=str(at.look),
                word=made.word,
            )
    except IntegrityError:
        return 0
    return 1


def _made(plan_record: PlanRecord, at: Date, found: _Found, **said: Any) -> Judgement:
    minutes = handle_minutes_before(plan_record)
    terms = people_terms(found.evaluation, handle_minutes=minutes)
    return Judgement.objects.create(
        plan=plan_record,
        look=at.look,
        due_on=at.due_on,
        data_until=found.series.end - timedelta(days=1),
        store_version=found.store_version,
        word=found.verdict.word,
        sentence=guarded_sentence(found.verdict, found.guards),
        content=_content(found),
        guards=[one.to_dict() for one in found.guards],
        terms=[one.to_dict() for one in terms],
        **said,
    )


def _content(found: _Found) -> dict[str, Any]:
    return found.evaluation.to_dict()
