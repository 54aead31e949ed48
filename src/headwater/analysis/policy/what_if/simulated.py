"""What a change would do, simulated: with customers who try again, uneven handle times, days that differ."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from headwater.analysis.errors import UsageError
from headwater.analysis.estimates import Estimate, cannot_tell, wilson
from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.policy import Policy
from headwater.analysis.policy.policy_set import PolicySet
from headwater.analysis.policy.what_if.asked import Asked, asked_of
from headwater.analysis.policy.what_if.days import MOST_AGAIN, floor_of, parts_of
from headwater.analysis.policy.what_if.differing import differences
from headwater.analysis.policy.what_if.result import Better, Row
from headwater.analysis.policy.what_if.simulated_result import SimulatedWhatIf
from headwater.analysis.policy.what_if.units import percent
from headwater.analysis.policy.what_if.working import Working
from headwater.analysis.staffing.simulation import Simulated, ratio_over_runs, simulate

Array = NDArray[np.float64]
Progress = Callable[[int, int], None]

_MOST_HOURS = 168.0

_ROWS: tuple[tuple[str, str, str, Better], ...] = (
    ("service_level", "Answered in time", "share", "higher"),
    ("wait_s", "Average wait of those answered", "s", "lower"),
    ("abandon_frac", "Customers who give up waiting", "share", "lower"),
    ("occupancy_frac", "Share of their time people are busy", "share", ""),
    ("contacts_per_hour", "Contacts an hour", "contacts", "lower"),
    ("repeat_frac", "Contacts that are repeats", "share", "lower"),
    ("redial_frac", "Contacts of customers who gave up before", "share", "lower"),
    ("handle_s", "Handle time", "s", ""),
    ("customer_seconds", "Time for a customer's issue, all contacts of it", "s", ""),
)


def simulate_what_if(
    facts: Facts,
    change: Mapping[str, float],
    *,
    policies: Sequence[Policy] | PolicySet = (),
    on: date | None = None,
    runs: int = 20,
    seed: int = 1,
    hours: float = 10.0,
    progress: Progress | None = None,
) -> SimulatedWhatIf:
    """Simulate days before and after a change, and say where they differ from the analytic answer.

    Parameters
    ----------
    policies, on
        As of `what_if`; the answer target is taken from them.
    runs : int
        Days, 2 or more; intervals come from how they differ.
    seed : int
        The same seed gives the same days. Both sides have the same chance, so that changes are sharp.
    hours : float
        Hours of a day that are counted. Each day begins with a floor in its usual state.
    progress : callable, optional
        Told how many of all runs are done.

    Notes
    -----
    Contacts follow `what_if`, with three differences: of customers who gave up as many try again as come back
    without a solution; handle times spread as the facts say (lognormal; exponential where they do not);
    agents are whole people, who change by the half-hour where their mean is not whole. How sure the facts
    are is not in these intervals: that is in those of `what_if`.

    Examples
    --------
    >>> from headwater.analysis.policy.facts import Today
    >>> facts = Facts(issues_per_hour=40, patience_s=120, today=Today(talk_s=240, fcr_frac=0.65,
    ...               agents_scheduled=6, shrinkage_frac=0.2))
    >>> told = simulate_what_if(facts, {"fcr_frac": 0.8}, runs=3, hours=2)
    >>> told.row("contacts_per_hour").change.value < 0
    True
    """
    if not 0 < hours <= _MOST_HOURS:
        raise UsageError(f"hours is {hours:g}: a day lasts above 0 and at most {_MOST_HOURS:g} hours.")
    asked = asked_of(facts, change, policies, on)
    facts = asked.facts
    told = asked.answer()
    floors = [floor_of(facts, way, hours) for way in asked.ways]
    reasons = [told.row("service_level").before.why, told.row("service_level").after.why]
    total, done = runs * sum(one is not None for one in floors), 0

    def count(at: int, _: int) -> None:
        if progress is not None:
            progress(done + at, total)

    found: list[Simulated | None] = []
    for floor, why in zip(floors, reasons, strict=True):
        found.append(None if floor is None or why else simulate(floor, runs=runs, seed=seed, progress=count))
        done += runs if found[-1] is not None else 0
    rows = tuple(_row(key, words, unit, better, found, reasons) for key, words, unit, better in _ROWS)
    met = [
        cannot_tell(why) if one is None else _days_met(one, way.target)
        for one, way, why in zip(found, asked.ways, reasons, strict=True)
    ]
    return SimulatedWhatIf(
        change=asked.moved,
        rows=rows,
        days_met=(met[0], met[1]),
        sentence=_sentence(rows, met, asked.ways[1]),
        differs=differences(facts, asked.ways[1], floors[1], found[1], told, runs=runs, seed=seed),
        notes=_notes(facts, asked),
        runs=runs,
        hours=hours,
        seed=seed,
        events=sum(one.events for one in found if one is not None),
    )


def _row(  # noqa: PLR0917
    key: str,
    words: str,
    unit: str,
    better: Better,
    found: Sequence[Simulated | None],
    reasons: Sequence[str],
) -> Row:
    sides = [None if one is None else parts_of(one, key) for one in found]
    if key in ("abandon_frac", "redial_frac") and all(one is not None and _endless(one) for one in found):
        nobody = cannot_tell("the facts do not say patience_s")
        return Row(key, words, unit, nobody, nobody, nobody, better)
    told = [
        cannot_tell(why) if side is None else ratio_over_runs(*side)
        for side, why in zip(sides, reasons, strict=True)
    ]
    if sides[0] is None or sides[1] is None:
        change = cannot_tell(reasons[1] or reasons[0])
    else:
        change = _gap(sides[0], sides[1])
    return Row(key, words, unit, told[0], told[1], change, better)


def _endless(found: Simulated) -> bool:
    """Say whether nobody gives up, because nobody said how long customers wait."""
    return found.floor.kinds[0].patience_seconds == float("inf")


def _gap(one: tuple[Array, Array], other: tuple[Array, Array]) -> Estimate:
    """Return the change of a ratio over the same runs.

    Notes
    -----
    By its first derivative: the residuals of both ratios, run by run, less each other. What both owe to the
    same chance falls away.
    """
    values, parts = [], []
    for top, bottom in (one, other):
        mean = float(bottom.mean())
        if mean == 0:
            return cannot_tell("a run had no contacts", len(top))
        values.append(float(top.mean()) / mean)
        parts.append((top - values[-1] * bottom) / mean)
    moved = values[1] - values[0]
    return ratio_over_runs(parts[1] - parts[0] + moved, np.ones(len(parts[0])))


def _days_met(found: Simulated, target: float) -> Estimate:
    through = found.total("answered") + found.total("gave_up")
    met = found.total("within") >= target * through
    return wilson(float(met.sum()), len(met))


def _sentence(rows: Sequence[Row], met: Sequence[Estimate], way: Working) -> str:
    level = rows[0]
    if level.after.value is None:
        return f"Nothing could be simulated after the change: {level.after.why}."
    said = f"{level.after_text} are answered within {way.threshold:g} s"
    if level.before.value is not None:
        said += f", not {percent(level.before.value)}"
    days = met[1].value or 0.0
    return f"{said}. The target of {way.target:.0%} is met on {days:.0%} of days."


def _notes(facts: Facts, asked: Asked) -> tuple[str, ...]:
    notes = [
        "Intervals say how sure the simulation is, from how the days differ. How sure the facts are is in "
        "the analytic answer."
    ]
    there = asked.ways[1].on_floor
    if there is not None and abs(there - round(there)) > 1e-6:
        notes.append(
            f"{there:.1f} people on the floor are simulated as whole people who change by half-hour."
        )
    if facts.patience_s is not None:
        notes.append(
            f"Of customers who gave up {min(facts.call_back_share, MOST_AGAIN):.0%} try again, as of those "
            "without a solution."
        )
    return tuple(notes)
