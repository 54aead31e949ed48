"""Judge an intervention by its plan: effect, gates, verdict, what lasted, what it gave back."""

from dataclasses import replace
from datetime import timedelta

from headwater.analysis.errors import UsageError
from headwater.analysis.interventions.effect import effect_of, expected_without
from headwater.analysis.interventions.evaluation_result import Evaluation
from headwater.analysis.interventions.fitting import FEWEST_AFTER, FEWEST_BEFORE, enough, fit, harmonics_of
from headwater.analysis.interventions.gates import (
    SEASON_MAY_BE,
    WEEKS_AFTER,
    gates_of,
    moves_with_the_year,
    overlap_gate,
    record_gate,
    wandering_gate,
)
from headwater.analysis.interventions.looks import ALPHA, alpha_per_look, spent
from headwater.analysis.interventions.money import return_of
from headwater.analysis.interventions.phases import LASTED, Phases, phases_of
from headwater.analysis.interventions.plan import Plan
from headwater.analysis.interventions.verdict import Verdict, lasted_verdict, verdict_of
from headwater.analysis.measures import Duration, Series


def evaluate(
    series: Series,
    plan: Plan,
    *,
    comparison: Series | None = None,
    control: Series | None = None,
    locked: str = "",
) -> Evaluation:
    """Judge an intervention on its measure.

    Parameters
    ----------
    series : Series
        The plan's measure, from well before the start.
    comparison : Series, optional
        The same measure where the programme was not: subtracted, or taken as an offset.
    control : Series, optional
        A measure that the programme cannot move.
    locked : str
        How and when the plan was locked, to be shown.

    Returns
    -------
    Evaluation
        *Too early* before the registered date; *cannot tell*, with the reason, where the record is short.

    Raises
    ------
    UsageError
        The start is outside the series, or a registered series was not given.

    Examples
    --------
    >>> from datetime import date
    >>> from headwater.analysis.interventions.plan import Smallest
    >>> from headwater.analysis.measures import Measure, Point, series_of
    >>> weeks = [
    ...     Point(date(2023, 1, 2) + timedelta(weeks=i), (200 if i < 104 else 150) + (i * 37) % 23)
    ...     for i in range(130)
    ... ]
    >>> series = series_of(Measure("repeats", kind="count", unit="repeats"), weeks)
    >>> plan = Plan("Depot scans", series.measure, date(2024, 12, 30), Smallest(-5))
    >>> evaluate(series, plan).verdict.word
    'worked'
    """
    _as_registered(plan, comparison, control)
    look, level, said = look_come(series, plan)
    due = plan.start + timedelta(days=round(plan.window.days))
    phases = phases_of(series, plan, look)
    if look is None:
        ends = due if not plan.looks else plan.start + timedelta(days=round(plan.looks[0].days))
        sentence = (
            f"Too early: the verdict is due when {ends.isoformat()} has passed. Looking before would deceive."
        )
        return Evaluation(
            plan, due, Verdict("too early", "too early", sentence), level, looks=said, locked=locked
        )
    if not enough(series, phases):
        gate = record_gate(series, plan, phases, comparison)
        sentence = (
            f"Cannot tell. An estimate needs {FEWEST_BEFORE} periods before and {FEWEST_AFTER} after the "
            f"phase-in. {gate.sentence}"
        )
        verdict = Verdict("cannot tell", "cannot tell", sentence, (gate.sentence,))
        return Evaluation(plan, due, verdict, level, gates=(gate,), looks=said, locked=locked)
    used = with_season(series, plan, phases, comparison)
    fitted = fit(series, used, phases, comparison=comparison)
    effect = effect_of(fitted, plan.smallest, level)
    gates = gates_of(series, used, phases, effect, comparison=comparison, control=control)
    found = Evaluation(
        plan=plan,
        due=due,
        verdict=verdict_of(effect, gates, plan),
        level=level,
        effect=effect,
        gates=gates,
        expected=expected_without(fitted, level),
        worth=return_of(plan, effect),
        looks=said,
        locked=locked,
    )
    return _lasted(series, used, phases, comparison=comparison, first=found)


def _as_registered(plan: Plan, comparison: Series | None, control: Series | None) -> None:
    for name, given, what in (
        (plan.comparison, comparison, "comparison"),
        (plan.negative_control, control, "negative control"),
    ):
        if name and given is None:
            raise UsageError(f"The plan registers {name!r} as its {what}. Give that series too.")
        if given is not None and not name:
            raise UsageError(
                f"A {what} was given that the plan does not register. Name it in the plan, before the start."
            )


def look_come(series: Series, plan: Plan) -> tuple[Duration | None, float, str]:
    """Return the latest look that has come, its level, and how looks are paid for."""
    schedule = sorted({*plan.looks, plan.window}, key=lambda look: look.days)
    start, grain = series.place_of(plan.start), series.grain
    come = [look for look in schedule if start + look.periods(grain) <= len(series)]
    look = come[-1] if come else None
    if len(schedule) == 1:
        return look, 1 - ALPHA, ""
    phase_in = plan.phase_in.periods(grain)
    after = tuple(max(1, look.periods(grain) - phase_in) for look in schedule)
    first = 0 if plan.baseline is None else max(0, start - plan.baseline.periods(grain))
    alpha = alpha_per_look(start - first, after)
    return look, 1 - alpha, spent([one.days for one in schedule], alpha)


def with_season(series: Series, plan: Plan, phases: Phases, comparison: Series | None) -> Plan:
    """Let the model have a season: two pairs of waves with two years before, one where one year hints at it.

    One year is too short to tell a season from a change, and its gate says so; the interval is honest still.
    """
    if plan.harmonics is not None:
        return plan
    pairs = harmonics_of(plan, phases)
    if not pairs and comparison is None:
        may_be, _ = moves_with_the_year(series, plan, phases, comparison, below=SEASON_MAY_BE)
        pairs = int(may_be)
    return replace(plan, harmonics=pairs)


def _lasted(
    series: Series, plan: Plan, phases: Phases, *, comparison: Series | None, first: Evaluation
) -> Evaluation:
    """Judge the time from the end of the window to one year after the start by the same rule."""
    year = LASTED.periods(series.grain)
    end = phases.start + year
    later_weeks = (end - phases.end) * phases.days_a_period / 7
    if phases.end - phases.start < plan.window.periods(series.grain) or end > len(series):
        return first
    if later_weeks < WEEKS_AFTER:
        return first
    whole = replace(phases, end=end)
    fitted = fit(series, plan, whole, comparison=comparison, later=phases.end)
    effect = effect_of(fitted, plan.smallest, first.level, column=1)
    kept = [gate for gate in first.gates if gate.key in ("reaction", "placebo", "control")]
    gates = [
        record_gate(series, plan, whole, comparison),
        *kept,
        overlap_gate(series, plan, whole),
        wandering_gate(series, plan, whole, effect, comparison, later=phases.end),
    ]
    verdict = lasted_verdict(verdict_of(effect, gates, plan), first.verdict, plan)
    return replace(first, lasted=verdict, lasted_effect=effect)
