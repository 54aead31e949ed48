"""The open draft of an intervention, kept in step with what the intervention says of itself."""

from dataclasses import replace
from datetime import timedelta

from headwater.analysis.interventions.plan import Cost as PlannedCost
from headwater.analysis.interventions.plan import Plan
from headwater.apps.interventions import selectors
from headwater.apps.interventions.models import Cost, Intervention, PlanRecord


def completed(plan: Plan, intervention: Intervention) -> Plan:
    """Put into a plan what its intervention says, so that the fingerprint covers it.

    No person is named in it: a plan outlives accounts, and whose it is stands in the record.
    """
    costs = tuple(
        PlannedCost(
            cost.what,
            float(cost.planned),
            "hours" if cost.unit == Cost.Unit.HOURS else intervention.currency,
        )
        for cost in intervention.costs.order_by("pk")
    )
    return replace(
        plan,
        name=intervention.name,
        kind=intervention.kind,
        problem=intervention.problem,
        owner="",
        costs=costs,
        currency=intervention.currency,
    )


def written(record: PlanRecord, plan: Plan) -> PlanRecord:
    """Write a plan into its record, with what repeats it."""
    record.content = plan.to_dict()
    record.fingerprint = plan.fingerprint
    record.measure = selectors.reference_in(plan)
    record.starts_on = plan.start
    record.due_on = plan.start + timedelta(days=round(plan.window.days))
    return record


def renew_draft(intervention: Intervention) -> None:
    """Write the open draft anew after its intervention changed; its fingerprint changes with it."""
    draft = (
        PlanRecord.objects.select_for_update(of=("self",))
        .filter(intervention=intervention, locked_at=None)
        .first()
    )
    if draft is not None:
        written(draft, completed(draft.plan, intervention)).save()
