"""Whether a plan would be taken: what the analysis refuses, said of the field of the form it is about."""

from datetime import date

from headwater.analysis.errors import UsageError
from headwater.analysis.interventions.plan import Plan
from headwater.analysis.measures import Grain, Series
from headwater.apps.interventions.models import Judgement
from headwater.apps.interventions.selectors.due import dates_of
from headwater.apps.interventions.selectors.references import checked_series, reference_in


def series_or_fault(plan: Plan, grain: Grain | None = None) -> tuple[Series | None, tuple[str, str] | None]:
    """Return the record of a plan's measure, or the field that is refused and why."""
    try:
        return checked_series(reference_in(plan), grain=grain), None
    except UsageError as error:
        return None, ("measure", error.message)


def fault_of(plan: Plan, series: Series, day: date) -> tuple[str, str] | None:
    """Return the field of a plan that will be refused at its lock, and why; None where nothing is."""
    others = [("comparison", plan.comparison), ("negative_control", plan.negative_control)]
    others += [("guards", one) for one in plan.guards]
    for field, reference in others:
        if not reference:
            continue
        try:
            found = checked_series(reference)
        except UsageError as error:
            return field, error.message
        if field == "comparison" and found.grain != series.grain:
            return field, "It is measured in other periods than the measure. Choose another one."
        if field == "comparison" and not _covers(found, series, plan):
            return field, (
                f"“{found.measure.title}” covers less than half of the record before the start. Choose one "
                "that was measured as long."
            )
    for one in dates_of(plan):
        if one.look != Judgement.Look.LASTED and one.due_on <= day:
            field = "window" if one.look == Judgement.Look.VERDICT else "looks"
            return field, (
                f"It would be judged on {one.due_on.day} {one.due_on:%B %Y}, which has come: what can be "
                "seen already cannot be promised. Move the start, or make the window longer."
            )
    return None


def _covers(comparison: Series, series: Series, plan: Plan) -> bool:
    before = [day for day in series.days if day < plan.start]
    known = {d for d, rate in zip(comparison.days, comparison.rates, strict=True) if rate is not None}
    return 2 * sum(day in known for day in before) >= len(before)
