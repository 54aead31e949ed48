"""What programs can ask of interventions."""

from typing import Annotated, Any

from ninja import Path, Router

from headwater.apps.api.door import Asked, TokenDoor
from headwater.apps.api.schemas import Intervention, Interventions, Problem
from headwater.apps.api.scopes import TokenScope
from headwater.apps.interventions.models import Judgement, PlanRecord
from headwater.apps.interventions.selectors import Seen, intervention_visible_to, interventions_visible_to

router = Router(tags=["Interventions"], auth=TokenDoor(TokenScope.INTERVENTIONS))

_READ = dict.fromkeys((400, 401, 403, 404, 422, 429, 503), Problem)
_MOST_ID = 2**31 - 1


@router.get(
    "interventions",
    response={200: Interventions, **_READ},
    url_name="interventions",
    operation_id="list_interventions",
    summary="List interventions",
)
def list_interventions(request: Asked) -> dict[str, Any]:
    """Return what is tried, where it stands, what it costs and what was found; newest first."""
    return {"interventions": [_said(seen) for seen in interventions_visible_to(request.auth.user)]}


@router.get(
    "interventions/{number}",
    response={200: Intervention, **_READ},
    url_name="intervention",
    operation_id="read_intervention",
    summary="Read an intervention",
)
def read_intervention(request: Asked, number: Annotated[int, Path(ge=1, le=_MOST_ID)]) -> dict[str, Any]:
    """Return an intervention with all of its plans, and all that was found on their registered dates."""
    seen = intervention_visible_to(request.auth.user, number)
    judgements = [(plan.number, one) for plan in seen.plans for one in plan.judgements.all()]
    return _said(seen) | {
        "problem": seen.record.problem,
        "plans": [_plan(plan) for plan in seen.plans],
        "judgements": [_judgement(number, one) for number, one in judgements],
    }


def _said(seen: Seen) -> dict[str, Any]:
    plan, verdict, lasted = seen.plan, seen.verdict, seen.lasted
    return {
        "id": seen.record.pk,
        "name": seen.record.name,
        "kind": seen.record.kind,
        "standing": seen.standing,
        "starts_on": None if plan is None else plan.starts_on,
        "due_on": seen.due_on,
        "measure": "" if plan is None else plan.measure,
        "verdict": seen.word,
        "sentence": "" if verdict is None else verdict.sentence,
        "judged_at": None if verdict is None else verdict.judged_at,
        "lasted": None if lasted is None else lasted.word,
        "money": float(seen.costs.money),
        "currency": seen.record.currency,
        "hours": float(seen.costs.hours),
    }


def _plan(plan: PlanRecord) -> dict[str, Any]:
    said = ("number", "fingerprint", "locked_at", "days_late", "withdrawn_at", "content", "power")
    return {name: getattr(plan, name) for name in said}


def _judgement(plan: int, one: Judgement) -> dict[str, Any]:
    said = ("look", "due_on", "judged_at", "data_until", "word", "sentence", "content", "guards", "terms")
    return {"plan": plan, **{name: getattr(one, name) for name in said}}
