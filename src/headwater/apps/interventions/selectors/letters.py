"""Which mail about interventions is owed on a day, and to whom."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from headwater.apps.interventions.models import Intervention, Judgement, Letter, PlanRecord
from headwater.apps.interventions.selectors.seen import counting_plan, sees, stays_due
from headwater.apps.people.models import Membership, User
from headwater.apps.people.permissions import Role
from headwater.apps.people.selectors import current

SOON = timedelta(days=7)
NO_DATA_AFTER = timedelta(days=14)
"""Days after the date from which its owner is told that the measure does not reach it: imports are weekly,
and some measures wait a week before they count."""
NEWS_FOR = timedelta(days=14)
"""Older news is not mailed any more, such as after a time without a worker."""


@dataclass(frozen=True)
class Owed:
    """One mail that is owed.

    Attributes
    ----------
    day : date
        The day the mail is about: of the lock, of the judgement, or the one on which the verdict is due.
    judgement : Judgement or None
        The newest judgement, where the mail is about one.
    """

    plan: PlanRecord
    kind: Letter.Kind
    day: date
    to: User
    judgement: Judgement | None = None


def letters_owed(day: date) -> list[Owed]:
    """Return every mail about interventions that is owed on a day and was not sent, or tried, before.

    It goes to the owner; where nobody who could read it owns one, to whoever registered it, else to the heads
    of support. Interventions of the sample organisation owe nobody anything.
    """
    plans = (
        PlanRecord.objects.filter(locked_at__isnull=False, withdrawn_at=None)
        .filter(intervention__from_sample=False)
        .select_related("intervention__owner", "intervention__created_by")
        .prefetch_related("judgements", "letters")
        .order_by("intervention", "number")
    )
    by_intervention: dict[int, list[PlanRecord]] = {}
    for plan in plans:
        by_intervention.setdefault(plan.intervention_id, []).append(plan)
    heads = _heads() if by_intervention else []
    found = []
    for standing in by_intervention.values():
        counts = counting_plan(standing)
        for plan in standing:
            tried = {(one.kind, one.day, one.to_user_id) for one in plan.letters.all()}
            for to in _answerable(plan.intervention, heads):
                owed = _owed(plan, to, day, counts=plan is counts)
                found += [one for one in owed if (one.kind, one.day, to.pk) not in tried]
    return found


def _owed(plan: PlanRecord, to: User, day: date, *, counts: bool) -> list[Owed]:
    found = []
    judged = [one for one in plan.judgements.all() if one.look != Judgement.Look.EARLIER]
    if judged:
        newest = judged[-1]
        on = timezone.localtime(newest.judged_at).date()
        if day - on <= NEWS_FOR:
            found.append(Owed(plan, Letter.Kind.JUDGED, on, to, newest))
    if not counts:
        return found
    assert plan.locked_at is not None
    locked = timezone.localtime(plan.locked_at).date()
    if plan.locked_by_id != to.pk and timedelta(0) <= day - locked <= NEWS_FOR:
        found.append(Owed(plan, Letter.Kind.LOCKED, locked, to))
    if judged or not stays_due(plan.intervention, plan):
        return found
    if plan.due_on - SOON <= day < plan.due_on:
        found.append(Owed(plan, Letter.Kind.SOON, plan.due_on, to))
    if day >= plan.due_on + NO_DATA_AFTER:
        found.append(Owed(plan, Letter.Kind.NO_DATA, plan.due_on, to))
    return found


def _answerable(intervention: Intervention, heads: list[User]) -> list[User]:
    for one in (intervention.owner, intervention.created_by):
        if one is not None and one.is_active and sees(one, intervention):
            return [one]
    return heads


def _heads() -> list[User]:
    held = Membership.objects.filter(current(), role=Role.HEAD.value)
    return list(User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("pk"))
