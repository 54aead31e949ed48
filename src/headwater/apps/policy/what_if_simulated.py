"""What a simulation found, beside what was solved."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from headwater.apps.policy.what_if_plainly import sentence
from headwater.apps.policy.what_if_rows import Figure, ShownRow, figure_of, shown_row

if TYPE_CHECKING:
    from headwater.analysis.estimates import Estimate
    from headwater.analysis.policy.what_if import SimulatedWhatIf, WhatIf


@dataclass(frozen=True)
class Beside:
    """One figure of the simulation; `solved` is the same figure of the answer, where it has one."""

    row: ShownRow
    solved: Figure | None


@dataclass(frozen=True)
class ShownSimulation:
    """A simulation as a page shows it.

    Attributes
    ----------
    lines : tuple of Beside
        None where nothing could be simulated; `sentence` says why then.
    """

    sentence: str
    lines: tuple[Beside, ...]
    days_before: "Estimate"
    days_after: "Estimate"
    differs: tuple[str, ...]
    notes: tuple[str, ...]
    runs: int
    hours: float


def shown_simulation(found: "SimulatedWhatIf", answer: "WhatIf") -> ShownSimulation:
    """Lay a simulation beside the answer it belongs to."""
    solved = {row.key: row for row in answer.rows}
    lines = tuple(
        Beside(
            shown_row(row),
            figure_of(solved[row.key].after, solved[row.key].after_text) if row.key in solved else None,
        )
        for row in found.rows
        if row.after.known or row.before.known
    )
    return ShownSimulation(
        sentence=sentence(found.sentence),
        lines=lines,
        days_before=found.days_met[0],
        days_after=found.days_met[1],
        differs=found.differs,
        notes=found.notes,
        runs=found.runs,
        hours=found.hours,
    )
