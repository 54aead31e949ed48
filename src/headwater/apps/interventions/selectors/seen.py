"""An intervention as a person sees it: where it stands, which plan counts, what was found."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404

from headwater.analysis.errors import NotAllowedError
from headwater.apps.interventions.models import Cost, Intervention, Judgement, PlanRecord
from headwater.apps.people.models import Membership, User
from headwater.apps.people.permissions import MAY, Action, Scope
from headwater.apps.people.selectors import current, may, reach, require, today

STANDINGS = {
    "draft": "no plan is locked",
    "waiting": "waits for its start",
    "running": "running",
    "due": "due, and the measure does not reach the date yet",
    "worked": "judged: worked",
    "no_effect": "judged: no effect that matters",
    "worse": "judged: made it worse",
    "cannot_tell": "judged: cannot tell",
    "stopped": "stopped",
}
"""Every standing with its words."""

JUDGED = {
    "worked": "worked",
    "no effect that matters": "no_effect",
    "made it worse": "worse",
    "cannot tell": "cannot_tell",
}
"""Words of verdicts with the standings they lead to."""

_HEAVY = ("content", "guards", "terms")


class Costs(NamedTuple):
    """What an intervention costs: as spent where that is known, else as planned; hours beside money."""

    money: Decimal
    hours: Decimal


@dataclass(frozen=True)
class Seen:
    """An intervention with what a page needs to say of it.

    Attributes
    ----------
    plans : tuple of PlanRecord
        All of them, oldest first, those withdrawn and superseded too.
    plan : PlanRecord or None
        The locked one that counts: the newest that was not withdrawn.
    draft : PlanRecord or None
        The open draft.
    standing : str
        A key of `STANDINGS`.
    due_on : date or None
        When the verdict on the plan that counts is due.
    verdict : Judgement or None
        The latest verdict: of the plan that counts, or, until that is judged, of one before it that stands.
    lasted : Judgement or None
        What was found of the same plan one year after its start.
    may_change : bool
        Whether the person may plan, lock, stop.
    """

    record: Intervention
    plans: tuple[PlanRecord, ...]
    plan: PlanRecord | None
    draft: PlanRecord | None
    standing: str
    due_on: date | None
    verdict: Judgement | None
    lasted: Judgement | None
    costs: Costs
    may_change: bool

    @property
    def standing_label(self) -> str:
        """Where it stands, in words."""
        return STANDINGS[self.standing]

    @property
    def owner(self) -> User | None:
        """Who answers for it."""
        return self.record.owner

    @property
    def word(self) -> str:
        """The verdict in the words of the ledger: also *too early* and *never measured*."""
        if self.verdict is not None:
            return self.verdict.word
        too_early = self.plan is not None and (
            self.standing != "stopped" or stays_due(self.record, self.plan)
        )
        return "too early" if too_early else "never measured"


def interventions_visible_to(
    user: User, *, kind: str = "", standing: str = "", owner: User | None = None
) -> list[Seen]:
    """Return the interventions a person may see, newest first.

    Parameters
    ----------
    standing : str
        A key of `STANDINGS`, or `judged` for all that have a verdict.
    """
    found = _reached(user)
    if kind:
        found = found.filter(kind=kind)
    if owner is not None:
        found = found.filter(owner=owner)
    seen = seen_of(found.order_by("-created_at", "-pk"), user)
    if standing == "judged":
        return [one for one in seen if one.verdict is not None]
    return [one for one in seen if standing in ("", one.standing)]


def intervention_visible_to(user: User, pk: int) -> Seen:
    """Return one intervention, or none where this person may not know of it."""
    found = seen_of(_reached(user).filter(pk=pk), user, whole=True)
    if not found:
        raise Http404
    return found[0]


def interventions_on(user: User, measure: str) -> list[Seen]:
    """Return the interventions a person may see that are judged on a measure, of whichever scope."""
    if not may(user, Action.READ_INTERVENTIONS):
        return []
    on_it = Q(plans__measure=measure) | Q(plans__measure__startswith=f"{measure}@")
    locked = Q(plans__locked_at__isnull=False, plans__withdrawn_at=None)
    found = _reached(user).filter(on_it & locked).distinct().order_by("-created_at", "-pk")
    return [one for one in seen_of(found, user) if one.plan and one.plan.measure.partition("@")[0] == measure]


def judgement_visible_to(user: User, pk: int) -> Judgement:
    """Return one judgement with all it rests on, or none where this person may not know of it."""
    reached = _reached(user)
    found = Judgement.objects.select_related("plan__intervention__owner").filter(
        pk=pk, plan__intervention__in=reached
    )
    one = found.first()
    if one is None:
        raise Http404
    return one


def sees(user: User, record: Intervention) -> bool:
    """Say whether a person may read an intervention."""
    return may(user, Action.READ_INTERVENTIONS) and _is_of(user, record, Action.READ_INTERVENTIONS)


def may_change(user: User, record: Intervention) -> bool:
    """Say whether a person may plan an intervention: any, or one they own or registered."""
    return may(user, Action.PLAN_INTERVENTIONS) and _is_of(user, record, Action.PLAN_INTERVENTIONS)


def require_change(user: User, record: Intervention) -> None:
    """Raise unless a person may plan an intervention."""
    require(user, Action.PLAN_INTERVENTIONS, Scope.OWN)
    if not may_change(user, record):
        raise NotAllowedError(
            "You can plan interventions that you own or registered; this one belongs to somebody else."
        )


def possible_owners() -> QuerySet[User]:
    """Return the people who can be given an intervention: those whose role lets them open it."""
    roles = [role.value for role in MAY[Action.READ_INTERVENTIONS]]
    holding = Membership.objects.filter(current(), role__in=roles)
    return User.objects.filter(is_active=True, pk__in=holding.values("user")).order_by("name", "pk")


def seen_of(found: QuerySet[Intervention], user: User | None = None, *, whole: bool = False) -> list[Seen]:
    """Return interventions with their plans and verdicts, in five queries however many there are.

    Parameters
    ----------
    whole : bool
        Read what judgements rest on too: large, so only for the page of one.
    """
    judgements = Judgement.objects.all() if whole else Judgement.objects.defer(*_HEAVY)
    plans = PlanRecord.objects.select_related("made_by", "locked_by").order_by("number")
    plans = plans.prefetch_related(Prefetch("judgements", judgements.order_by("judged_at", "pk")))
    records = found.select_related("owner", "created_by").prefetch_related(
        Prefetch("costs", Cost.objects.order_by("pk")), Prefetch("plans", plans), "teams"
    )
    day = today()
    return [_seen(record, user, day) for record in records]


def counting_plan(plans: Iterable[PlanRecord]) -> PlanRecord | None:
    """Return the plan that counts: the one locked last that was not withdrawn."""
    standing = [plan for plan in plans if plan.stands]
    return max(standing, key=lambda plan: plan.number, default=None)


def stays_due(record: Intervention, plan: PlanRecord) -> bool:
    """Say whether a plan is judged at its date: also that of a programme which ran until then."""
    return record.stopped_on is None or record.stopped_on >= plan.due_on


def _reached(user: User) -> QuerySet[Intervention]:
    require(user, Action.READ_INTERVENTIONS, Scope.OWN)
    if reach(user, Action.READ_INTERVENTIONS).scope is Scope.ORGANISATION:
        return Intervention.objects.all()
    return Intervention.objects.filter(Q(owner=user) | Q(created_by=user))


def _is_of(user: User, record: Intervention, action: Action) -> bool:
    whole = reach(user, action).scope is Scope.ORGANISATION
    return whole or user.pk in (record.owner_id, record.created_by_id)


def _seen(record: Intervention, user: User | None, day: date) -> Seen:
    plans = tuple(record.plans.all())
    plan = counting_plan(plans)
    verdict = next(
        (found for one in reversed(plans) if one.stands and (found := _verdict(one)) is not None), None
    )
    of_verdict = () if verdict is None else next(p for p in plans if p.pk == verdict.plan_id).judgements.all()
    return Seen(
        record=record,
        plans=plans,
        plan=plan,
        draft=next((one for one in plans if not one.is_locked), None),
        standing=_standing(record, plan, verdict, day),
        due_on=None if plan is None else plan.due_on,
        verdict=verdict,
        lasted=next((one for one in reversed(of_verdict) if one.look == Judgement.Look.LASTED), None),
        costs=_costs(record.costs.all()),
        may_change=user is not None and may_change(user, record),
    )


def _verdict(plan: PlanRecord) -> Judgement | None:
    looks = (Judgement.Look.VERDICT, Judgement.Look.AGAIN)
    return next((one for one in reversed(plan.judgements.all()) if one.look in looks), None)


def _standing(record: Intervention, plan: PlanRecord | None, verdict: Judgement | None, day: date) -> str:
    if record.stopped_on is not None:
        return "stopped"
    if plan is None:
        return "draft"
    if verdict is not None and verdict.plan_id == plan.pk:
        return JUDGED[verdict.word]
    if day < plan.starts_on:
        return "waiting"
    return "running" if day < plan.due_on else "due"


def _costs(costs: Iterable[Cost]) -> Costs:
    sums = {unit: Decimal(0) for unit in Cost.Unit.values}
    for cost in costs:
        sums[cost.unit] += cost.amount
    return Costs(sums[Cost.Unit.MONEY], sums[Cost.Unit.HOURS])


def intervention_to_change(user: User, pk: int) -> Seen:
    """Return one intervention for somebody who may change it; nothing or a refusal for others."""
    seen = intervention_visible_to(user, pk)
    require_change(user, seen.record)
    return seen
