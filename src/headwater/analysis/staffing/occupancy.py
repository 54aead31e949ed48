"""Occupancy by half-hour, and for how long at a stretch people had no time to breathe."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from headwater.analysis.estimates import Estimate, cannot_tell
from headwater.analysis.frames import Backend, to_frame
from headwater.analysis.staffing.calls import HALF_HOUR
from headwater.analysis.staffing.checking import Array, Bools
from headwater.analysis.staffing.floor import Floor
from headwater.analysis.staffing.forecast import clock
from headwater.analysis.staffing.over_days import by_drawing_days, ratio_over_days

LIMIT = 0.85
"""Occupancy above which people have no time between contacts."""

_MOST_IMPOSSIBLE = 0.05
_MOST_UNROSTERED = 0.10
_ROUNDING = 1.02


@dataclass(frozen=True)
class Run:
    """Half-hours after one another above the limit."""

    day: date
    first: int
    half_hours: int
    occupancy: float

    @property
    def hours(self) -> float:
        """How long it lasted."""
        return self.half_hours / 2

    def __str__(self) -> str:
        return f"{clock((self.day, self.first))} for {self.hours:g} h at {self.occupancy:.0%}"


@dataclass(frozen=True)
class Occupancy:
    """How much of their time people who were there handled contacts.

    Attributes
    ----------
    rates : array of shape (days, 48)
        Work over the time of those who were there; NaN where nobody was.
    mean : Estimate
        Over all half-hours with anybody there.
    over : Estimate
        Share of half-hours above the limit.
    run_hours : Estimate
        Mean length of a run above the limit, in hours; *cannot tell* where there was none.
    runs : tuple of Run
        The longest first.
    long_days : Estimate
        Share of days with a run of two hours or more.
    refused : str
        Why nothing is said, where roster or handle times cannot be right; empty otherwise.
    note : str
        What is odd, though not enough to refuse.
    """

    limit: float
    days: tuple[date, ...]
    rates: Array
    mean: Estimate
    over: Estimate
    run_hours: Estimate
    long_days: Estimate
    runs: tuple[Run, ...]
    refused: str = ""
    note: str = ""

    @property
    def longest(self) -> Run | None:
        """The longest run."""
        return self.runs[0] if self.runs else None

    def columns(self) -> dict[str, list[Any]]:
        """Return a row for each run."""
        return {
            "from": [clock((run.day, run.first)) for run in self.runs],
            "hours": [run.hours for run in self.runs],
            "occupancy": [run.occupancy for run in self.runs],
        }

    def to_dict(self) -> dict[str, Any]:
        """Return the figures and the ten longest runs as plain data."""
        names = ("mean", "over", "run_hours", "long_days")
        named = {name: list(column[:10]) for name, column in self.columns().items()}
        return {name: getattr(self, name).to_dict() for name in names} | {
            "limit": self.limit,
            "runs": len(self.runs),
            "longest": named,
            "refused": self.refused,
            "note": self.note,
        }

    def to_frame(self, backend: Backend | None = None) -> Any:
        """Return a row for each run as a data frame."""
        return to_frame(self.columns(), backend)

    def __str__(self) -> str:
        if self.refused:
            return f"Occupancy: cannot tell: {self.refused}"
        lines = [
            f"Occupancy {self.mean.percent()}; above {self.limit:.0%} in {self.over.percent()} of half-hours",
        ]
        if self.longest is not None:
            lines.append(f"{len(self.runs)} runs above {self.limit:.0%}; the longest from {self.longest}")
        return "\n".join(lines + ([self.note] if self.note else []))


def occupancy(floor: Floor, *, limit: float = LIMIT) -> Occupancy:
    """Say how busy people were, how often above a limit, and for how long at a stretch.

    Parameters
    ----------
    limit : float
        Occupancy above which a half-hour counts as overloaded.

    Notes
    -----
    Work handled in a half-hour over the time of agents who were there by the roster less shrinkage. Nobody
    can work more than all of the time of everybody on the roster: where many half-hours show it, roster or
    handle times are wrong, and nothing is said. Intervals take days as independent; that of the length of
    runs draws days anew.
    """
    staffed = floor.there > 0
    time = floor.there * HALF_HOUR
    with np.errstate(divide="ignore", invalid="ignore"):
        rates = np.where(staffed, floor.work / time, np.nan)
    refused, note = _doubts(floor, staffed)
    if refused:
        none = cannot_tell(refused)
        return Occupancy(limit, floor.days, rates, none, none, none, none, (), refused)
    n = int(staffed.sum())
    above = staffed & (np.nan_to_num(rates) > limit)
    runs = _runs(floor, above, rates)
    by_day: dict[date, list[Run]] = {}
    for run in runs:
        by_day.setdefault(run.day, []).append(run)
    hours = np.array([sum(run.hours for run in by_day.get(day, ())) for day in floor.days])
    count = np.array([len(by_day.get(day, ())) for day in floor.days], dtype=float)
    lengths = cannot_tell(f"no half-hour was above {limit:.0%}", n)
    if runs:
        with np.errstate(invalid="ignore"):
            lengths = by_drawing_days(
                len(floor.days),
                lambda drawn: float((drawn * hours).sum() / max((drawn * count).sum(), 1e-9)),
                n=len(runs),
            )
    there = staffed.any(axis=1).astype(float)
    long = np.array([any(run.half_hours >= 4 for run in by_day.get(day, ())) for day in floor.days], float)
    return Occupancy(
        limit=limit,
        days=floor.days,
        rates=rates,
        mean=ratio_over_days(
            np.where(staffed, floor.work, 0).sum(axis=1), np.where(staffed, time, 0).sum(axis=1), n=n
        ),
        over=ratio_over_days(above.sum(axis=1), staffed.sum(axis=1), n=n, share=True),
        run_hours=lengths,
        long_days=ratio_over_days(long, there, n=int(there.sum()), share=True),
        runs=tuple(sorted(runs, key=lambda run: (-run.half_hours, -run.occupancy))),
        note=note,
    )


def _doubts(floor: Floor, staffed: Bools) -> tuple[str, str]:
    """Return why roster or handle times cannot be right, or what is odd about them."""
    total = float(floor.work.sum())
    outside = float(floor.work[~staffed].sum()) / total if total else 0.0
    if outside > _MOST_UNROSTERED:
        return (
            f"{outside:.0%} of the work was done while the roster has nobody: it is the roster of other "
            "people or of other hours",
            "",
        )
    everybody = floor.scheduled * HALF_HOUR * _ROUNDING
    impossible = float((staffed & (floor.work > everybody)).sum()) / max(int(staffed.sum()), 1)
    if impossible > _MOST_IMPOSSIBLE:
        return (
            f"in {impossible:.0%} of half-hours more was worked than everybody on the roster could: people "
            "are missing from the roster, or handle times hold more than handling (or several chats at once)",
            "",
        )
    beyond = float((staffed & (floor.work > floor.there * HALF_HOUR)).sum()) / max(int(staffed.sum()), 1)
    note = ""
    if beyond > _MOST_IMPOSSIBLE:
        note = (
            f"In {beyond:.0%} of half-hours more was worked than those who were there could, at a shrinkage "
            f"of {floor.shrinkage:.0%}: people worked through their breaks, or shrinkage is lower than said."
        )
    return "", note


def _runs(floor: Floor, above: Bools, rates: Array) -> list[Run]:
    runs = []
    for at, day in enumerate(floor.days):
        edges = np.flatnonzero(np.diff(np.concatenate([[False], above[at], [False]]).astype(int)))
        runs += [
            Run(day, int(first), int(after - first), float(rates[at, first:after].mean()))
            for first, after in edges.reshape(-1, 2)
        ]
    return runs
