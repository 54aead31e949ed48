"""Other programmes that touch the measure of a plan, proposed from what is locked."""

from headwater.analysis.interventions.plan import Programme
from headwater.apps.interventions.models import Intervention, PlanRecord
from headwater.apps.interventions.selectors.references import parts_of
from headwater.apps.interventions.selectors.seen import counting_plan


def programmes_on(reference: str, *, without: Intervention | None = None) -> list[tuple[Programme, str]]:
    """Return the programmes with a plan that counts on a measure, each with its reference, by start.

    Those on the measure of another team are left out: they cannot touch this series. Those of the
    organisation touch every team's, and each team's is part of the organisation's.
    """
    key, team = parts_of(reference)
    plans = PlanRecord.objects.filter(locked_at__isnull=False, withdrawn_at=None)
    if without is not None and without.pk is not None:
        plans = plans.exclude(intervention=without)
    by_intervention: dict[int, list[PlanRecord]] = {}
    for record in plans.select_related("intervention").order_by("number"):
        by_intervention.setdefault(record.intervention_id, []).append(record)
    found = []
    for records in by_intervention.values():
        counts = counting_plan(records)
        if counts is None:
            continue
        other, others_team = parts_of(counts.measure)
        if other != key or (team is not None and others_team not in (None, team)):
            continue
        plan = counts.plan
        found.append((Programme(counts.intervention.name, plan.start, plan.phase_in), counts.measure))
    return sorted(found, key=lambda one: (one[0].start, one[0].name))
