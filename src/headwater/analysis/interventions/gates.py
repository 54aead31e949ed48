"""The gates between an interval and a verdict; each says in a sentence what it found."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

import numpy as np

from headwater.analysis.interventions.design_matrix import background
from headwater.analysis.interventions.effect import Effect, contrast_of, effect_of
from headwater.analysis.interventions.error_models import local_level
from headwater.analysis.interventions.fitting import (
    SEPARABLE_WEEKS,
    enough,
    fit,
    harmonics_of,
    seasonality_p,
    separable,
)
from headwater.analysis.interventions.phases import Phases
from headwater.analysis.interventions.plan import NO_TIME, Plan
from headwater.analysis.measures import Series
from headwater.analysis.measures.grains import place_from

Status = Literal["holds", "fails", "not asked"]

WEEKS_BEFORE, WEEKS_BEFORE_SEASONAL, WEEKS_AFTER = 52, 104, 12
PLACEBO_PLACES = (0.4, 0.6, 0.8)
"""Where in the time before the start the change is pretended to have happened."""

_TURNED_UP = 0.05
_SEASON_SHOWS = 0.2
SEASON_MAY_BE = 0.5
"""With less surprise than this, a season is left out of the model. Leaving one out that is there makes
intervals too short (they held in .80 to .90 of such series), so the model asks for less proof than its gate
does."""

_TRIGGER_WEEKS = 4
_UNUSUAL = 0.05
_ROUNDING = 0.5
"""Weeks by which calendars make a year of months shorter than one of weeks."""


@dataclass(frozen=True)
class Gate:
    """One condition of a verdict.

    Attributes
    ----------
    status : {'holds', 'fails', 'not asked'}
        Not asked: the plan registers nothing to ask it with, or it has no bearing.
    sentence : str
        What was found, for a person who has to act on it.
    """

    key: str
    title: str
    status: Status
    sentence: str

    def to_dict(self) -> dict[str, Any]:
        """Return the gate as plain data."""
        return asdict(self)


def gates_of(
    series: Series,
    plan: Plan,
    phases: Phases,
    effect: Effect,
    *,
    comparison: Series | None = None,
    control: Series | None = None,
) -> tuple[Gate, ...]:
    """Ask every gate of a plan."""
    return (
        record_gate(series, plan, phases, comparison),
        reaction_gate(series, plan, phases),
        overlap_gate(series, plan, phases),
        placebo_gate(series, plan, phases, comparison),
        control_gate(control, plan),
        wandering_gate(series, plan, phases, effect, comparison),
    )


def record_gate(series: Series, plan: Plan, phases: Phases, comparison: Series | None) -> Gate:
    """Ask whether the record is long enough before and after, and measured the same way throughout."""
    seasonal, known_by = moves_with_the_year(series, plan, phases, comparison)
    needed = WEEKS_BEFORE_SEASONAL if seasonal and comparison is None else WEEKS_BEFORE
    before, after = phases.weeks_before, _weeks_seen_after(series, phases)
    wrong = []
    if before < needed - _ROUNDING:
        why = f" because it {known_by}" if needed == WEEKS_BEFORE_SEASONAL else ""
        wrong.append(
            f"There are {before:.0f} weeks before the start; this measure needs {needed}{why}. Bring a "
            "longer record" + (", or a comparison that shares its season." if why else ".")
        )
    if after < WEEKS_AFTER - _ROUNDING:
        wrong.append(f"There are {after:.0f} weeks after the phase-in; a verdict needs {WEEKS_AFTER}.")
    last = min(phases.end, len(series)) - 1
    for day in series.changes:
        if series.days[phases.first] < day <= series.days[last]:
            wrong.append(
                f"The measure was defined differently from {day.isoformat()} on, so before and after are "
                "not the same thing. Recompute the record with one definition."
            )
    said = f"{before:.0f} weeks before and {after:.0f} after the phase-in, measured the same way throughout."
    return Gate("record", "Long and even record", "fails" if wrong else "holds", " ".join(wrong) or said)


def moves_with_the_year(
    series: Series,
    plan: Plan,
    phases: Phases,
    comparison: Series | None,
    *,
    below: float = _SEASON_SHOWS,
) -> tuple[bool, str]:
    """Say whether a measure has a season, as planned or as its own record shows.

    Parameters
    ----------
    below : float
        A season shows where the record would be as surprising as this without one.
    """
    if plan.seasonal is not None:
        return plan.seasonal, "was planned as one that moves with the year"
    if phases.weeks_before < WEEKS_BEFORE - _ROUNDING or phases.weeks_before >= WEEKS_BEFORE_SEASONAL - 1:
        # with two years before, annual waves are in the model whether they show or not
        return False, ""
    waves = replace(plan, harmonics=1, trend=False, shape="step", others=())
    p = seasonality_p(fit(series, waves, phases, comparison=comparison))
    return p < below, "seems to move with the year"


def reaction_gate(series: Series, plan: Plan, phases: Phases) -> Gate:
    """Ask whether what led to the launch could pass for its effect."""
    title = "Not a rebound"
    if plan.trigger.count:
        return Gate(
            "reaction",
            title,
            "holds",
            f"The {plan.trigger} that led to the launch are left out of the record.",
        )
    if plan.launch == "planned":
        return Gate("reaction", title, "holds", "The start was set in advance, not in answer to bad weeks.")
    bad = unusually_bad_before(series, plan, phases)
    if plan.launch == "bad_weeks" or bad:
        why = (
            "It was launched because of bad weeks, and they"
            if plan.launch == "bad_weeks"
            else f"The last {_TRIGGER_WEEKS} weeks before the start are among the worst of the record. They"
        )
        return Gate(
            "reaction",
            title,
            "fails",
            f"{why} count as 'before': after such weeks things get better by themselves. Leave them out "
            f"(--trigger {_TRIGGER_WEEKS}w).",
        )
    return Gate("reaction", title, "holds", "The weeks just before the start were no worse than others.")


def unusually_bad_before(series: Series, plan: Plan, phases: Phases) -> bool:
    """Say whether the last weeks before the start are among the worst of the record."""
    width = max(1, round(7 * _TRIGGER_WEEKS / phases.days_a_period))
    before = series.part(phases.first, phases.start)
    if len(before) < 4 * width:
        return False
    rates = np.array([np.nan if rate is None else rate for rate in before.rates], dtype=float)
    seen = np.isfinite(rates)
    x, _ = background(before.days, before.grain, trend=plan.trend, pairs=harmonics_of(plan, phases))
    b, *_ = np.linalg.lstsq(x[seen], rates[seen], rcond=None)
    # a missing week counts as an average one
    left = np.where(seen, rates - x @ b, 0.0)
    rolled = np.convolve(left, np.ones(width) / width, "valid")
    badness = -plan.measure.sign * rolled
    return bool(np.mean(badness[:-1] >= badness[-1]) < _UNUSUAL)


def overlap_gate(series: Series, plan: Plan, phases: Phases) -> Gate:
    """Ask whether other programmes can be told apart from this one."""
    title = "Told apart from other programmes"
    inside = [
        other
        for other in plan.others
        if phases.first < place_from(series.days[0], other.start, series.grain) < phases.end
    ]
    if not inside:
        said = "No other programme that touches this measure is registered for this time."
        return Gate("overlap", title, "holds", said)
    close = [other for other in inside if not separable(plan, other)]
    if close:
        names = ", ".join(f"{other.name} ({other.start.isoformat()})" for other in close)
        return Gate(
            "overlap",
            title,
            "fails",
            f"{names} started within {SEPARABLE_WEEKS} weeks of this one: what followed cannot be told "
            "apart. Judge them together as one programme, or by teams that had only one of them.",
        )
    names = ", ".join(other.name for other in inside)
    return Gate("overlap", title, "holds", f"Estimated together with {names}.")


def placebo_gate(series: Series, plan: Plan, phases: Phases, comparison: Series | None) -> Gate:
    """Ask whether a change shows where there was none."""
    title = "Nothing at pretended starts"
    length = phases.start - phases.first
    turned_up, asked = [], 0
    for part in PLACEBO_PLACES:
        start = phases.first + round(part * length)
        end = min(phases.start, start + phases.end - phases.settled)
        pretended = replace(phases, start=start, settled=start, end=end)
        still = replace(plan, shape="step", phase_in=NO_TIME, harmonics=harmonics_of(plan, phases))
        if not enough(series, pretended):
            continue
        asked += 1
        found = contrast_of(fit(series, still, pretended, comparison=comparison))
        if found.p_value < _TURNED_UP:
            turned_up.append(series.days[start].isoformat())
    if not asked:
        said = "The record before the start is too short to pretend other starts."
        return Gate("placebo", title, "fails", said)
    if turned_up:
        return Gate(
            "placebo",
            title,
            "fails",
            f"The same method finds a change at {_listed(turned_up)}, when nothing was started. "
            "Something else moves this measure: register it as another programme, or bring a comparison.",
        )
    return Gate("placebo", title, "holds", f"Nothing shows at {asked} pretended starts before the real one.")


def control_gate(control: Series | None, plan: Plan) -> Gate:
    """Ask whether a measure that must not move did."""
    title = "Nothing where nothing should be"
    if control is None:
        return Gate("control", title, "not asked", "No measure is registered that must not move.")
    from headwater.analysis.interventions.phases import phases_of

    plain = replace(plan, measure=control.measure, smallest=_towards(plan, control), comparison="")
    phases = phases_of(control, plain)
    phases = replace(phases, end=min(phases.end, len(control)))
    name = plan.negative_control or control.measure.title
    if not enough(control, phases):
        return Gate("control", title, "fails", f"{name} has too few periods around the start to be asked.")
    found = effect_of(fit(control, plain, phases), plain.smallest)
    low, high = found.linear.low, found.linear.high
    assert low is not None
    assert high is not None
    if low > 0 or high < 0:
        return Gate(
            "control",
            title,
            "fails",
            f"{name}, which the programme cannot touch, moved too: {found.words}. Something else happened at "
            "the same time.",
        )
    said = f"{name}, which the programme cannot touch, did not move: {found.words}."
    return Gate("control", title, "holds", said)


def wandering_gate(
    series: Series,
    plan: Plan,
    phases: Phases,
    effect: Effect,
    comparison: Series | None,
    *,
    later: int | None = None,
) -> Gate:
    """Ask whether the effect stands out from a level that wanders by itself."""
    title = "Stands out from a wandering level"
    low, high = effect.linear.low, effect.linear.high
    assert low is not None
    assert high is not None
    if low <= 0 <= high:
        return Gate("wandering", title, "not asked", "There is no effect that would have to stand out.")
    wandering = fit(series, plan, phases, comparison=comparison, family=local_level(), later=later)
    found = effect_of(wandering, plan.smallest, level=0.8, column=None if later is None else 1)
    inside = (found.linear.low or 0.0) <= 0 <= (found.linear.high or 0.0)
    if inside:
        return Gate(
            "wandering",
            title,
            "fails",
            f"If the level wanders by itself, the effect is {found.words} at 80%, which may be nothing. A "
            "comparison or a longer record would settle it.",
        )
    return Gate("wandering", title, "holds", f"Even if the level wanders by itself: {found.words} at 80%.")


def _weeks_seen_after(series: Series, phases: Phases) -> float:
    seen = [
        value is not None and place not in phases.left_out
        for place, value in enumerate(series.values[: phases.end])
    ][phases.settled :]
    return sum(seen) * phases.days_a_period / 7


def _towards(plan: Plan, control: Series) -> Any:
    """Give the control a smallest effect of its own sign: it is not used, but a plan has one."""
    amount = abs(plan.smallest.amount) * control.measure.sign
    return replace(plan.smallest, amount=amount, unit="%")


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
