"""Plans: written as a draft, locked for good, withdrawn with a reason."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from headwater.analysis.errors import UsageError
from headwater.analysis.interventions.plan import Plan
from headwater.analysis.measures import Series
from headwater.apps.interventions import selectors
from headwater.apps.interventions.models import Intervention, Judgement, PlanRecord, Prediction, Step
from headwater.apps.interventions.selectors import Choice
from headwater.apps.interventions.services.drafts import completed, written
from headwater.apps.interventions.services.holding import held
from headwater.apps.interventions.services.queueing import mail_soon
from headwater.apps.people.audit import record
from headwater.apps.people.models import User


@transaction.atomic
def write_draft(*, acting_user: User, intervention: Intervention, plan: Plan) -> PlanRecord:
    """Write the open draft of an intervention, or put another plan into the one that is open.

    Name, kind, problem, costs and currency of the plan are the intervention's, whatever `plan` says; its
    measure is as the registry publishes it.

    Raises
    ------
    UsageError
        The plan names a series that the person cannot plan on, or one series twice.
    """
    found = held(acting_user, intervention)
    _runs(found)
    choices = _named(acting_user, plan)
    whole = completed(selectors.plan_on(choices[selectors.reference_in(plan)], plan), found)
    draft = found.plans.select_for_update(of=("self",)).filter(locked_at=None).first()
    if draft is not None and draft.fingerprint == whole.fingerprint:
        return draft
    same = found.plans.filter(
        fingerprint=whole.fingerprint, locked_at__isnull=False, withdrawn_at=None
    ).first()
    if same is not None:
        raise UsageError(
            f"This is plan {same.number}, which is locked already: change something, or leave it at that."
        )
    if draft is None:
        last = found.plans.aggregate(last=Max("number"))["last"] or 0
        draft = PlanRecord(intervention=found, number=last + 1)
    draft.made_by, draft.made_at = acting_user, timezone.now()
    written(draft, whole).save()
    Step.objects.create(intervention=found, kind=Step.Kind.PLANNED, plan=draft, author=acting_user)
    record(acting_user, "intervention.planned", found, plan=draft.pk, number=draft.number)
    return draft


@transaction.atomic
def lock_plan(
    *, acting_user: User, draft: PlanRecord, fingerprint: str = "", at: datetime | None = None
) -> PlanRecord:
    """Lock a draft: from now on it is a promise, and never changes.

    Parameters
    ----------
    fingerprint : str
        Of the draft as the page showed it: a draft that changed since is not locked.
    at : datetime, optional
        When it was promised; now by default. Only samples, and records brought from elsewhere, say it.

    Raises
    ------
    UsageError
        It was locked or changed meanwhile, its verdict would be due already, or a series it rests on is not
        there, too short or constant.
    """
    found = held(acting_user, draft.intervention)
    _runs(found)
    now = PlanRecord.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if now.is_locked:
        raise UsageError("This plan is locked already. A changed plan is a new plan: write it as a draft.")
    if fingerprint and now.fingerprint != fingerprint:
        raise UsageError("The plan was changed since this page was shown: read it again before you lock it.")
    plan, when = now.plan, at or timezone.now()
    _not_known_yet(plan, timezone.localtime(when).date())
    choices = _named(acting_user, plan)
    now.power = _power(plan, choices)
    now.locked_by, now.locked_at = acting_user, when
    now.save(update_fields=["power", "locked_by", "locked_at"])
    if plan.predicted is not None:
        said = plan.predicted.to_dict()
        Prediction.objects.create(plan=now, measure=now.measure, said_by=acting_user, said_at=when, **said)
    _step(now, Step.Kind.LOCKED, acting_user)
    record(
        acting_user,
        "intervention.plan_locked",
        found,
        plan=now.pk,
        fingerprint=now.fingerprint,
        said_at=when.isoformat(),
    )
    mail_soon()
    return now


@transaction.atomic
def withdraw_plan(*, acting_user: User, plan: PlanRecord, why: str) -> PlanRecord:
    """Take a promise back, with a reason; it stays to be seen. What was judged cannot be withdrawn."""
    found = held(acting_user, plan.intervention)
    now = PlanRecord.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if not now.is_locked:
        raise UsageError("This plan is a draft: change it, or leave it.")
    if now.withdrawn_at is not None:
        raise UsageError("This plan is withdrawn already.")
    if now.judgements.filter(look__in=[Judgement.Look.VERDICT, Judgement.Look.AGAIN]).exists():
        raise UsageError("This plan was judged. A verdict stays; write a new plan for what comes next.")
    if not why.strip():
        raise UsageError("Say why the plan is withdrawn: it is shown beside it for ever.")
    now.withdrawn_at, now.withdrawn_why = timezone.now(), why.strip()
    now.save(update_fields=["withdrawn_at", "withdrawn_why"])
    _step(now, Step.Kind.WITHDRAWN, acting_user, why=now.withdrawn_why)
    record(acting_user, "intervention.plan_withdrawn", found, plan=now.pk)
    return now


def _runs(intervention: Intervention) -> None:
    if intervention.stopped_on is not None:
        raise UsageError("This intervention is stopped: register a new one for what comes next.")


def _not_known_yet(plan: Plan, day: date) -> None:
    """Raise where a promise would be about what can be seen already."""
    for one in selectors.dates_of(plan):
        if one.look != Judgement.Look.LASTED and one.due_on <= day:
            what = "The verdict" if one.look == Judgement.Look.VERDICT else "A look"
            raise UsageError(
                f"{what} would be due on {one.due_on.isoformat()}, which has come: what can be seen already "
                "cannot be promised. Move the end of the window into the future."
            )


def _named(acting_user: User, plan: Plan) -> dict[str, Choice]:
    """Return the series a plan names, or raise where the person cannot plan on one of them."""
    offered = {one.reference: one for one in selectors.references(acting_user)}
    primary = selectors.reference_in(plan)
    named = [primary, plan.comparison, plan.negative_control, *plan.guards]
    named = [one for one in named if one]
    for one in named:
        if one not in offered:
            raise UsageError(
                f"There is no measure {one!r} that you can plan on: it has no values yet, its team is too "
                "small, or your role does not show it. Choose one from the list."
            )
    twice = sorted({offered[one].title for one in named if named.count(one) > 1})
    if twice:
        raise UsageError(
            f"“{twice[0]}” has two parts in this plan. What it is judged on, what it is compared with, what "
            "must not move and what must not get worse are different measures."
        )
    grains = {offered[one].grain for one in (primary, plan.comparison) if one}
    if len(grains) > 1:
        raise UsageError("The comparison is measured in other periods than the measure: choose another one.")
    return {one: offered[one] for one in named}


def _power(plan: Plan, choices: dict[str, Choice]) -> dict[str, Any]:
    """Return what a plan could find, as it is kept with the lock."""
    primary = selectors.reference_in(plan)
    grain = choices[primary].grain
    series = selectors.checked_series(primary, grain=grain)
    others = {one: selectors.checked_series(one) for one in choices if one != primary}
    if plan.comparison:
        _covers(others[plan.comparison], series, plan)
    said = selectors.power_on(series, plan)
    kept = said.to_dict()
    for part in ("plan", "fingerprint"):
        del kept[part]
    return kept | {
        "detectable_words": said.read_as.read(said.detectable),
        "grain": grain,
        "data_until": series.end.isoformat(),
    }


def _covers(comparison: Series, series: Series, plan: Plan) -> None:
    before = [day for day in series.days if day < plan.start]
    known = {d for d, rate in zip(comparison.days, comparison.rates, strict=True) if rate is not None}
    if 2 * sum(day in known for day in before) < len(before):
        raise UsageError(
            f"The comparison “{comparison.measure.title}” covers less than half of the record before the "
            "start: choose one that was measured as long."
        )


def _step(plan: PlanRecord, kind: Step.Kind, author: User, **details: Any) -> None:
    Step.objects.create(intervention=plan.intervention, kind=kind, plan=plan, author=author, details=details)
