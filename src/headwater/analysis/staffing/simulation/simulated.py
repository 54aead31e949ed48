"""What came of a simulation, each figure with its standard error."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from headwater.analysis.errors import TryAgainError, UsageError
from headwater.analysis.estimates import Estimate, cannot_tell
from headwater.analysis.frames import Columns, to_frame
from headwater.analysis.staffing.simulation.engine import COUNTED, PLACE, run
from headwater.analysis.staffing.simulation.floor import Floor
from headwater.analysis.staffing.simulation.over_runs import (
    FEWEST_RUNS,
    ratio_over_runs,
    said,
    standard_error,
    with_error,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

_ROOM, _MOST_ROOM = 4_096, 67_108_864

_RATIOS = {
    "service_level": ("within", ("answered", "gave_up")),
    "abandoned": ("gave_up", ("answered", "gave_up")),
    "wait_seconds": ("wait_all", ("answered", "gave_up")),
    "answered_after_seconds": ("wait_answered", ("answered",)),
    "handle_seconds": ("handled", ("answered",)),
    "repeats": ("repeats", ("arrivals",)),
    "redials": ("redials", ("arrivals",)),
    "cut": ("cut", ("answered",)),
}
FIGURES = (*_RATIOS, "contacts", "occupancy")


@dataclass(frozen=True)
class Simulated:
    """Several independent runs of one floor.

    Attributes
    ----------
    counts : array of shape (runs, intervals, kinds, len(COUNTED))
        By the interval in which a contact arrived.
    busy_seconds : array of shape (runs, intervals, groups)
    events : int
        In all runs.
    """

    floor: Floor
    counts: "Array"
    busy_seconds: "Array"
    events: int
    seed: int

    def figure(self, name: str, *, kind: str | None = None, interval: int | None = None) -> Estimate:
        """Return one figure over the runs.

        Parameters
        ----------
        name : str
            One of `FIGURES`. Shares and means are of contacts that were answered or gave up; `contacts` is
            how many came in a run; `occupancy` is of all groups together.
        kind : str, optional
            Of one kind of contact; of all by default.
        interval : int, optional
            Of one interval, from 0; of all by default.

        Notes
        -----
        Ratios are of sums over the runs. Their standard error is that of a ratio of means, by its first
        derivative.
        """
        if name not in FIGURES:
            raise UsageError(f"There is no figure {name!r}. Figures: {', '.join(FIGURES)}.")
        if name == "occupancy":
            return self.occupancy(interval=interval)
        counts = self._counts(kind, interval)
        if name == "contacts":
            return ratio_over_runs(counts["arrivals"], np.ones(len(counts["arrivals"])))
        top, bottom = _RATIOS[name]
        return ratio_over_runs(counts[top], np.sum([counts[part] for part in bottom], axis=0))

    def occupancy(self, *, group: str | None = None, interval: int | None = None) -> Estimate:
        """Return the share of time that people who were there spent with contacts."""
        groups = [g for g, one in enumerate(self.floor.groups) if group in (None, one.name)]
        if not groups:
            raise UsageError(f"There is no group {group!r}.")
        spells = range(self.floor.intervals) if interval is None else [interval]
        counted = self._counted_seconds()
        there = sum(
            self.floor.spread_out(self.floor.groups[g].agents)[i] * counted[i] for g in groups for i in spells
        )
        busy = self.busy_seconds[:, list(spells)][:, :, groups].sum(axis=(1, 2))
        return ratio_over_runs(busy, np.full(len(busy), there))

    def columns(self) -> Columns:
        """Return figures by interval."""
        found: dict[str, list[Any]] = {"from_hour": [], **{f: [] for n in FIGURES for f in (n, f"{n}_se")}}
        for interval in range(self.floor.intervals):
            found["from_hour"].append(interval * self.floor.interval_seconds / 3600)
            for name in FIGURES:
                estimate = self.figure(name, interval=interval)
                found[name].append(estimate.value)
                found[f"{name}_se"].append(standard_error(estimate))
        return found

    def to_frame(self) -> Any:
        """Return figures by interval as a data frame."""
        return to_frame(self.columns())

    def to_dict(self) -> dict[str, Any]:
        """Return all figures as plain data."""
        return {
            "runs": len(self.counts),
            "seed": self.seed,
            "events": self.events,
            "figures": {name: with_error(self.figure(name)) for name in FIGURES},
            "by_kind": {
                kind.name: {
                    name: self.figure(name, kind=kind.name).to_dict()
                    for name in FIGURES
                    if name != "occupancy"
                }
                for kind in self.floor.kinds
            },
            "by_group": {
                group.name: {"occupancy": self.occupancy(group=group.name).to_dict()}
                for group in self.floor.groups
            },
            "by_interval": dict(self.columns()),
        }

    def __str__(self) -> str:
        rows = (
            ("Answered in time", "service_level", 100, "%"),
            ("Gave up", "abandoned", 100, "%"),
            ("Wait", "wait_seconds", 1, " s"),
            ("Occupancy", "occupancy", 100, "%"),
            ("Contacts", "contacts", 1, ""),
            ("Of them repeats", "repeats", 100, "%"),
        )
        lines = [f"{len(self.counts)} runs of {self.floor.hours:g} hours, {self.events:,} events"]
        cut = (("Cut at the target", "cut", 100, "%"),) if self.total("cut").any() else ()
        for title, name, times, unit in (*rows, *cut):
            lines.append(f"{title:<17} {said(self.figure(name), times, unit)}")
        if len(self.floor.kinds) > 1:
            for kind in self.floor.kinds:
                level, wait = (self.figure(n, kind=kind.name) for n in ("service_level", "wait_seconds"))
                lines.append(f"{kind.name}: in time {said(level, 100, '%')}; wait {said(wait, 1, ' s')}")
        if len(self.floor.groups) > 1:
            for group in self.floor.groups:
                lines.append(f"{group.name}: occupancy {said(self.occupancy(group=group.name), 100, '%')}")
        return "\n".join(lines)

    def total(self, name: str) -> "Array":
        """Return one of what is counted, over all intervals and kinds, run by run."""
        return np.asarray(self.counts[:, :, :, PLACE[name]].sum(axis=(1, 2)))

    def counted_hours(self) -> float:
        """Return the length of a run after its warm-up."""
        return sum(self._counted_seconds()) / 3600

    def staffed_seconds(self) -> float:
        """Return how long people were there after the warm-up, all together."""
        spread = [self.floor.spread_out(group.agents) for group in self.floor.groups]
        return sum(n * s for one in spread for n, s in zip(one, self._counted_seconds(), strict=True))

    def _counts(self, kind: str | None, interval: int | None) -> dict[str, "Array"]:
        kinds = [k for k, one in enumerate(self.floor.kinds) if kind in (None, one.name)]
        if not kinds:
            raise UsageError(f"There is no kind of contact {kind!r}.")
        spells = list(range(self.floor.intervals)) if interval is None else [interval]
        summed = self.counts[:, spells][:, :, kinds].sum(axis=(1, 2))
        return {name: summed[:, PLACE[name]] for name in COUNTED}

    def _counted_seconds(self) -> list[float]:
        """Return how much of each interval lies after the warm-up."""
        length, start = self.floor.interval_seconds, self.floor.warm_up_hours * 3600
        return [min(length, max(0.0, (i + 1) * length - start)) for i in range(self.floor.intervals)]


def simulate(
    floor: Floor,
    *,
    runs: int = 20,
    seed: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Simulated:
    """Simulate a floor several times.

    Parameters
    ----------
    runs : int
        Independent ones, 2 or more; standard errors come from how they differ.
    seed : int
        The same seed gives the same figures, compiled or not. Chance has a stream of its own for arrivals,
        handle times, patience and what customers do, so that two floors simulated with one seed differ by
        what is different about them, not by luck.
    progress : callable, optional
        Told the number of runs done and of all.

    Raises
    ------
    TryAgainError
        More contacts waited at once than memory holds.

    Examples
    --------
    >>> from headwater.analysis.staffing.simulation import ContactKind, Floor, Group, simulate
    >>> calls = ContactKind("calls", arrivals_per_hour=60, handle_seconds=120, patience_seconds=180)
    >>> floor = Floor([calls], [Group("team", 3, ["calls"])], hours=2)
    >>> found = simulate(floor, runs=2)
    >>> 0 < found.figure("service_level").value < 1
    True
    """
    if runs < FEWEST_RUNS:
        raise UsageError(f"{runs} runs show nothing of how runs differ. Ask for {FEWEST_RUNS} or more.")
    inputs = _inputs(floor)
    counts = np.zeros((runs, floor.intervals, len(floor.kinds), len(COUNTED)))
    busy = np.zeros((runs, floor.intervals, len(floor.groups)))
    events, room = 0, _ROOM
    for number in range(runs):
        while True:
            counts[number], busy[number] = 0.0, 0.0
            with np.errstate(over="ignore"):
                done = run(_seed(seed, number), *inputs, counts[number], busy[number], room)  # type: ignore[call-arg]
            if done >= 0:
                break
            room *= 4
            if room > _MOST_ROOM:
                raise TryAgainError(
                    "Contacts wait without end here: more than "
                    f"{_MOST_ROOM // 4:,} at once. Give more people, or customers who give up."
                )
        events += done
        if progress is not None:
            progress(number + 1, runs)
    return Simulated(floor, counts, busy, events, seed)


def difference(one: Simulated, other: Simulated, name: str, *, kind: str | None = None) -> Estimate:
    """Return by how much a figure of `other` is above that of `one`, run by run.

    Both should have the same seed and number of runs: what both owe to luck falls away.
    """
    if len(one.counts) != len(other.counts):
        raise UsageError("Both have to be simulated the same number of times.")
    gaps = []
    for number in range(len(one.counts)):
        values = []
        for found in (one, other):
            alone = Simulated(
                found.floor,
                found.counts[number : number + 1],
                found.busy_seconds[number : number + 1],
                0,
                found.seed,
            )
            values.append(alone.figure(name, kind=kind).value)
        if values[0] is None or values[1] is None:
            return cannot_tell("a run had no contacts")
        gaps.append(values[1] - values[0])
    return ratio_over_runs(np.array(gaps), np.ones(len(gaps)))


def _seed(seed: int, number: int) -> np.uint64:
    """Return far apart seeds for neighbouring runs."""
    return np.uint64(int(np.random.SeedSequence([seed, number]).generate_state(1, np.uint64)[0]))


def _inputs(floor: Floor) -> tuple[Any, ...]:
    names = [kind.name for kind in floor.kinds]
    rates = np.array([floor.spread_out(kind.arrivals_per_hour) for kind in floor.kinds]) / 3600
    skilled = np.array([[name in group.kinds for name in names] for group in floor.groups])
    # whoever can do least is asked first, so that those who can do more stay free
    wide = skilled.sum(axis=1)
    order = np.full((len(names), len(floor.groups)), -1, dtype=np.int64)
    for kind in range(len(names)):
        able = sorted((g for g in range(len(floor.groups)) if skilled[g, kind]), key=lambda g: (wide[g], g))
        order[kind, : len(able)] = able
    return (
        float(floor.interval_seconds),
        float(floor.hours * 3600),
        float(floor.warm_up_hours * 3600),
        float(floor.threshold_seconds),
        rates,
        np.array([[kind.handle_seconds, kind.handle_spread] for kind in floor.kinds]),
        np.array([kind.patience_seconds for kind in floor.kinds], dtype=float),
        np.array([[kind.redial_share, kind.redial_after_seconds] for kind in floor.kinds]),
        np.array([[kind.back_share, kind.back_slope, _back_after(kind)] for kind in floor.kinds]),
        np.array([[k.target_seconds, k.cut_share, k.cut_back_share] for k in floor.kinds], dtype=float),
        np.array([kind.callback_share for kind in floor.kinds], dtype=float),
        np.array(
            [*(k.priority for k in floor.kinds), *(k.callback_priority for k in floor.kinds)], dtype=float
        ),
        np.array([floor.spread_out(group.agents) for group in floor.groups]).astype(np.int64),
        np.array([group.speed for group in floor.groups], dtype=float),
        skilled,
        order,
    )


def _back_after(kind: Any) -> float:
    """Return how long until somebody comes back; 0 where nobody does."""
    comes_back = kind.back_share > 0 or kind.back_slope != 0 or kind.cut_share * kind.cut_back_share > 0
    return float(kind.back_after_seconds) if comes_back else 0.0
