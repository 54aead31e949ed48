"""A plan in plain words: what is promised, how it is judged, and what differs between two plans."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from headwater.analysis.interventions.plan import Cost, Plan, Programme

Naming = Callable[[str], str]
"""Gives the title of a series that a plan names by its reference."""


@dataclass(frozen=True)
class Said:
    """One thing that a plan says."""

    title: str
    text: str


@dataclass(frozen=True)
class Difference:
    """One thing that two plans say differently."""

    title: str
    before: str
    after: str


def promise_of(plan: Plan, naming: Naming = str, *, per: float = 1.0) -> tuple[Said, ...]:
    """Say a plan in plain words, in the order in which a reader asks.

    Parameters
    ----------
    naming : callable, optional
        Gives the titles of the series a plan names; as they are named by default.
    per : float
        Per how many of its denominator the measure is read, such as 100 orders.

    Examples
    --------
    >>> from headwater.analysis.interventions.plan import Smallest
    >>> from headwater.analysis.measures import Measure
    >>> measure = Measure("repeats", kind="count", name="Repeat contacts")
    >>> plan = Plan("Depot scans", measure, date(2025, 1, 6), Smallest(-5))
    >>> for said in promise_of(plan)[:4]:
    ...     print(said.title + ":", said.text)
    Judged on: Repeat contacts; lower is better
    Smallest effect worth having: 5% lower than before
    Starts: 6 Jan 2025
    Verdict: 26 weeks after the start, on 7 Jul 2025
    """
    texts = {
        "Judged on": f"{_measured(plan, naming)}; {plan.measure.better} is better",
        "Smallest effect worth having": smallest_words(plan, per),
        "We predicted": predicted_words(plan, per),
        "Starts": day_words(plan.start) + _phase_in(plan),
        "Verdict": f"{plan.window} after the start, on {day_words(due_of(plan))}",
        "Earlier looks": ", ".join(
            f"{look} after the start" for look in plan.looks if look.days < plan.window.days
        ),
        "How the change comes": _SHAPES[plan.shape],
        "Why it starts then": _launch(plan),
        "Record before the start": _record(plan),
        "Other programmes on this measure": ", ".join(_programme(other) for other in plan.others) or "none",
        "Compared with": naming(plan.comparison) if plan.comparison else "nothing beside it",
        "Must not move": naming(plan.negative_control) if plan.negative_control else "no measure is named",
        "Must not get worse": ", ".join(naming(guard) for guard in plan.guards) or "no measure is named",
        "Costs": "; ".join(_cost(cost) for cost in plan.costs) or "none said",
        "Worth": _worth(plan),
    }
    return tuple(Said(title, text) for title, text in texts.items() if text)


def differences(
    before: Plan, after: Plan, naming: Naming = str, *, per: tuple[float, float] = (1.0, 1.0)
) -> tuple[Difference, ...]:
    """Say what two plans of the same intervention say differently."""
    first = {said.title: said.text for said in promise_of(before, naming, per=per[0])}
    second = {said.title: said.text for said in promise_of(after, naming, per=per[1])}
    found = [
        Difference(title, first.get(title, "nothing"), second.get(title, "nothing"))
        for title in (*first, *(title for title in second if title not in first))
        if first.get(title) != second.get(title)
    ]
    if not found and before.fingerprint != after.fingerprint:
        parts = ("name", "problem", "kind", "owner")
        found = [
            Difference(
                part.capitalize(), getattr(before, part) or "nothing", getattr(after, part) or "nothing"
            )
            for part in parts
            if getattr(before, part) != getattr(after, part)
        ]
    return tuple(found)


def due_of(plan: Plan) -> date:
    """Return the day on which the verdict of a plan is due."""
    return plan.start + timedelta(days=round(plan.window.days))


def day_words(day: date) -> str:
    """Write a day so that nobody takes its month for its day."""
    return f"{day.day} {day:%b %Y}"


def predicted_words(plan: Plan, per: float = 1.0) -> str:
    """Say what was predicted, and where that comes from; empty where nothing was."""
    said = plan.predicted
    if said is None:
        return ""
    hundredths = plan.measure.in_hundredths and not said.unit
    words = said.words("points of 100" if hundredths else plan.measure.unit, 100 if hundredths else per)
    return words + (f", by {said.source}" if said.source else "")


def smallest_words(plan: Plan, per: float = 1.0) -> str:
    """Say the smallest effect worth having."""
    amount, unit = abs(plan.smallest.amount), plan.smallest.unit
    way = "higher" if plan.smallest.amount > 0 else "lower"
    if unit == "%":
        return f"{amount:g}% {way} than before"
    if unit == "pp":
        return f"{amount:g} percentage points {way} than before"
    if plan.measure.in_hundredths:
        return f"{100 * amount:g} points of 100 {way} than before"
    return " ".join(part for part in (f"{amount * per:g}", plan.measure.unit, way, "than before") if part)


_SHAPES = {
    "step": "to a new level; the weeks in which it reaches people count neither as before nor as after",
    "ramp": "in a straight line while it reaches people",
    "level_slope": "to a new level with a new direction, judged by their mean over the window",
}


def _measured(plan: Plan, naming: Naming) -> str:
    if not plan.scope:
        return plan.measure.title
    return naming(f"{plan.measure.key}@{plan.scope}")


def _phase_in(plan: Plan) -> str:
    return f", and reaches everyone within {plan.phase_in}" if plan.phase_in.count else ""


def _launch(plan: Plan) -> str:
    left = f"; the {plan.trigger} before the start are left out" if plan.trigger.count else ""
    said = {
        "planned": "the start was set in advance",
        "bad_weeks": "because of bad weeks before it",
        "unsaid": "not said",
    }[plan.launch]
    return said + left


def _record(plan: Plan) -> str:
    said = [f"the {plan.baseline} before it" if plan.baseline else "all there is"]
    said.append("allowing for a trend" if plan.trend else "without a trend")
    if plan.harmonics is not None:
        said.append(f"{plan.harmonics} annual waves" if plan.harmonics else "no annual waves")
    if plan.seasonal is not None:
        said.append("a measure that moves with the year" if plan.seasonal else "one without a season")
    return ", ".join(said)


def _programme(other: Programme) -> str:
    return f"{other.name} (from {day_words(other.start)})"


def _cost(cost: Cost) -> str:
    amount = f"{cost.amount:,.0f}" if float(cost.amount).is_integer() else f"{cost.amount:,.2f}"
    return f"{cost.what} {amount} {cost.unit}"


def _worth(plan: Plan) -> str:
    if plan.value_per_unit is None:
        return "not said, so the verdict says nothing of money"
    return f"one unit of the measure is worth {plan.value_per_unit:,.2f} {plan.currency}"
