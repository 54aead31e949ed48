"""What a change would do, simulated: with customers who try again, uneven handle times, days that differ."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from math import log, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from headwater.analysis.errors import UsageError
from headwater.analysis.estimates import Estimate, cannot_tell, wilson
from headwater.analysis.frames import Backend, Columns, to_frame
from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.policy import Policy
from headwater.analysis.policy.policy_set import PolicySet
from headwater.analysis.policy.what_if.asked import Asked, asked_of
from headwater.analysis.policy.what_if.differing import differences
from headwater.analysis.policy.what_if.result import Better, Row, row_from
from headwater.analysis.policy.what_if.units import percent
from headwater.analysis.policy.what_if.working import Working
from headwater.analysis.staffing.simulation import (
    ContactKind,
    Floor,
    Group,
    Simulated,
    ratio_over_runs,
    simulate,
)

Array = NDArray[np.float64]
Progress = Callable[[int, int], None]

_BACK_AFTER = 1200.0
"""Mean seconds until somebody comes back. In the long run as many come, whenever they do."""
_MOST_AGAIN = 0.98
_MOST_HOURS = 168.0
_SPELL_HOURS = 0.5

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


@dataclass(frozen=True)
class SimulatedWhatIf:
    """What a change would do, as simulated days show it.

    Attributes
    ----------
    rows : tuple of Row
        Figures with intervals from how the days differ; changes are of the same days before and after.
    days_met : tuple of Estimate
        Share of days on which the answer target was met, before and after.
    differs : tuple of str
        Where it differs from the analytic answer, and by what.
    """

    change: dict[str, float]
    rows: tuple[Row, ...]
    days_met: tuple[Estimate, Estimate]
    sentence: str
    differs: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    runs: int = 0
    hours: float = 0.0
    seed: int = 1
    events: int = 0

    def row(self, key: str) -> Row:
        """Return one figure by its key."""
        for one in self.rows:
            if one.key == key:
                return one
        raise UsageError(f"There is no figure {key!r}. Figures: {', '.join(one.key for one in self.rows)}.")

    def columns(self) -> Columns:
        """Return one row a figure."""
        found: dict[str, list[Any]] = {
            "figure": [one.key for one in self.rows],
            "words": [one.words for one in self.rows],
            "unit": [one.unit for one in self.rows],
        }
        for part in ("before", "after", "change"):
            for end in ("value", "low", "high"):
                name = part if end == "value" else f"{part}_{end}"
                found[name] = [getattr(getattr(one, part), end) for one in self.rows]
        return found

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as plain data; `simulated_from` reads it back."""
        return asdict(self)

    def to_frame(self, backend: Backend | None = None) -> Any:
        """Return one row a figure as a data frame."""
        return to_frame(self.columns(), backend)

    def __str__(self) -> str:
        lines = [f"{self.runs} simulated days of {self.hours:g} hours. {self.sentence}"]
        lines += [f"  {one}" for one in self.rows]
        lines += [f"  Answer target met on: {_days(self.days_met[0])} -> {_days(self.days_met[1])} of days"]
        for title, said in (("Beside the analytic answer", self.differs), ("Notes", self.notes)):
            if said:
                lines += [f"{title}:", *(f"  {one}" for one in said)]
        return "\n".join(lines)


def simulated_from(kept: Mapping[str, Any]) -> SimulatedWhatIf:
    """Read a simulated answer back from plain data."""
    data = {one.name: kept[one.name] for one in fields(SimulatedWhatIf) if one.name in kept}
    for name in ("differs", "notes"):
        data[name] = tuple(data.get(name, ()))
    data["rows"] = tuple(row_from(row) for row in kept["rows"])
    before, after = kept["days_met"]
    data["days_met"] = (Estimate(**before), Estimate(**after))
    return SimulatedWhatIf(**data)


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
    floors = [_floor(facts, way, hours) for way in asked.ways]
    reasons = [told.row("service_level").before.why, told.row("service_level").after.why]
    total, done = runs * sum(one is not None for one in floors), 0

    def count(at: int, _: int) -> None:
        if progress is not None:
            progress(done + at, total)

    found: list[Simulated | None] = []
    for floor, why in zip(floors, reasons, strict=True):
        found.append(None if floor is None or why else simulate(floor, runs=runs, seed=seed, progress=count))
        done += runs if found[-1] is not None else 0
    rows = tuple(_row(key, words, unit, better, found, reasons, hours) for key, words, unit, better in _ROWS)
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


def _floor(facts: Facts, way: Working, hours: float) -> Floor | None:
    """Return the floor of a way of working; None where the facts do not say all that it takes."""
    there = way.on_floor
    if way.handle is None or way.resolved is None or there is None or facts.issues_per_hour is None:
        return None
    again = facts.call_back_share * (1 - float(way.resolved[0]))
    if again >= _MOST_AGAIN:
        return None
    warm_up = max(2.0, 6 * _BACK_AFTER / 3600 / (1 - again))
    warm_up = _SPELL_HOURS * np.ceil(warm_up / _SPELL_HOURS)
    spells = int(np.ceil((hours + warm_up) / _SPELL_HOURS))
    agents = np.diff(np.floor(np.arange(spells + 1) * there + 1e-9))
    contacts = ContactKind(
        "contacts",
        facts.issues_per_hour,
        float(way.handle[0]),
        handle_spread=-1.0 if facts.handle_spread is None else sqrt(log(1 + facts.handle_spread**2)),
        patience_seconds=float("inf") if facts.patience_s is None else facts.patience_s,
        redial_share=min(facts.call_back_share, _MOST_AGAIN),
        redial_after_seconds=_BACK_AFTER / 2,
        back_share=again,
        back_after_seconds=_BACK_AFTER,
    )
    return Floor(
        [contacts],
        [Group("people", agents.tolist(), ["contacts"])],
        hours=spells * _SPELL_HOURS,
        warm_up_hours=float(warm_up),
        threshold_seconds=way.threshold,
    )


def _parts(found: Simulated, key: str, hours: float) -> tuple[Array, Array]:
    """Return what a figure is a ratio of, run by run."""
    count = {
        name: found.total(name) for name in ("arrivals", "answered", "gave_up", "within", "wait_answered")
    }
    through = count["answered"] + count["gave_up"]
    fresh = count["arrivals"] - found.total("repeats") - found.total("redials")
    there = np.full_like(through, found.staffed_seconds())
    ratios = {
        "service_level": (count["within"], through),
        "wait_s": (count["wait_answered"], count["answered"]),
        "abandon_frac": (count["gave_up"], through),
        "occupancy_frac": (found.busy_seconds.sum(axis=(1, 2)), there),
        "contacts_per_hour": (count["arrivals"], np.full_like(through, hours)),
        "repeat_frac": (found.total("repeats"), count["arrivals"]),
        "redial_frac": (found.total("redials"), count["arrivals"]),
        "handle_s": (found.total("handled"), count["answered"]),
        "customer_seconds": (found.total("handled"), fresh),
    }
    return ratios[key]


def _row(  # noqa: PLR0917
    key: str,
    words: str,
    unit: str,
    better: Better,
    found: Sequence[Simulated | None],
    reasons: Sequence[str],
    hours: float,
) -> Row:
    sides = [None if one is None else _parts(one, key, one.counted_hours()) for one in found]
    told = [
        cannot_tell(why) if side is None else ratio_over_runs(*side)
        for side, why in zip(sides, reasons, strict=True)
    ]
    if sides[0] is None or sides[1] is None:
        change = cannot_tell(reasons[1] or reasons[0])
    else:
        change = _gap(sides[0], sides[1])
    return Row(key, words, unit, told[0], told[1], change, better)


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


def _days(estimate: Estimate) -> str:
    return estimate.percent()


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
            f"Of customers who gave up {min(facts.call_back_share, _MOST_AGAIN):.0%} try again, as of those "
            "without a solution."
        )
    return tuple(notes)
