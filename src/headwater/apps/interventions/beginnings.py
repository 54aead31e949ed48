"""What the form of a plan begins with, and what a plan takes from its intervention."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from headwater.analysis.interventions.plan import Plan, Programme, Smallest
from headwater.analysis.interventions.prediction import Prediction
from headwater.analysis.measures import Duration, Measure
from headwater.apps.interventions.models import Intervention
from headwater.apps.interventions.selectors import reference_in
from headwater.apps.interventions.selectors.offering import Offered
from headwater.apps.interventions.selectors.proposing import Proposal
from headwater.apps.interventions.selectors.suggesting import Suggested
from headwater.apps.interventions.services.drafts import completed

USUAL_WINDOW, USUAL_PHASE_IN, WEEKS_AHEAD = 26, 4, 4


def blank_plan(intervention: Intervention) -> Plan:
    """Return a plan that says only what its intervention says: name, kind, problem, costs."""
    empty = Plan(intervention.name, Measure("nothing.yet"), date.min, Smallest(-1))
    return completed(empty, intervention)


def named_in(plan: Plan) -> set[str]:
    """Return the references a plan holds."""
    return {one for one in (reference_in(plan), plan.comparison, plan.negative_control, *plan.guards) if one}


def per_of(plan: Plan, offered: Offered) -> float:
    """Return per how many of its denominator a plan's measure is read."""
    reference = reference_in(plan)
    return next((one.per for one in offered.measures if one.reference == reference), 1.0)


def once(programmes: Iterable[Programme]) -> tuple[Programme, ...]:
    """Return programmes, each once, by their start."""
    return tuple(sorted(set(programmes), key=lambda one: (one.start, one.name)))


def beginning_with(plan: Plan | None, suggested: Suggested, day: date, per: float = 1.0) -> dict[str, Any]:
    """Return what the form starts with: an earlier plan, or what is suggested and usual."""
    if plan is None:
        return {
            "measure": suggested.measure,
            "amount": _number(suggested.amount),
            "unit": suggested.unit,
            "start": next_monday(day),
            "phase_in": USUAL_PHASE_IN,
            "window": USUAL_WINDOW,
            "shape": "step",
            "launch": "planned",
            "trend": True,
            "value_per_unit": _number(suggested.value),
            **_predicted(suggested.prediction, per),
        }
    amount = abs(plan.smallest.amount)
    return {
        "measure": reference_in(plan),
        "amount": _number(amount if plan.smallest.unit else amount * per),
        "unit": plan.smallest.unit or "own",
        "start": plan.start,
        "phase_in": _weeks(plan.phase_in),
        "window": _weeks(plan.window),
        "shape": plan.shape,
        "launch": plan.launch if plan.launch != "unsaid" else "planned",
        "trigger": _weeks(plan.trigger) or None,
        "value_per_unit": _number(plan.value_per_unit),
        "guards": list(plan.guards),
        "negative_control": plan.negative_control,
        "comparison": plan.comparison,
        "trend": plan.trend,
        "seasonal": "" if plan.seasonal is None else "yes" if plan.seasonal else "no",
        "baseline": None if plan.baseline is None else _weeks(plan.baseline),
        "looks": ", ".join(str(_weeks(one)) for one in plan.looks if one.days < plan.window.days),
        **_predicted(plan.predicted, per),
    }


def _predicted(said: Prediction | None, per: float) -> dict[str, Any]:
    if said is None:
        return {"predicted_unit": "%"}
    factor = 1.0 if said.unit else per
    ends = [None if end is None else end * factor for end in (said.value, said.low, said.high)]
    value, low, high = (_number(end) for end in ends)
    return {
        "predicted": value,
        "predicted_low": low,
        "predicted_high": high,
        "predicted_unit": said.unit or "own",
    }


def others_begin(plan: Plan | None, proposals: Sequence[Proposal]) -> list[dict[str, Any]]:
    """Return the rows of programmes that are in a plan and are not among those proposed."""
    if plan is None:
        return []
    offered = {one.programme for one in proposals}
    return [
        {"name": one.name, "start": one.start, "phase_in": _weeks(one.phase_in)}
        for one in plan.others
        if one not in offered
    ]


def next_monday(day: date, weeks: int = WEEKS_AHEAD) -> date:
    """Return a Monday some weeks ahead: a start that leaves time to lock the plan before it."""
    later = day + timedelta(weeks=weeks)
    return later + timedelta(days=-later.weekday() % 7)


def _weeks(time: Duration) -> int:
    return round(time.days / 7)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}".rstrip("0").rstrip(".")
