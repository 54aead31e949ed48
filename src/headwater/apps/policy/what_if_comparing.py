"""Kept changes side by side: the same figures of each, and what they were tried on."""

from collections.abc import Sequence
from dataclasses import dataclass

from headwater.apps.policy.models import Scenario
from headwater.apps.policy.selectors.basis import TITLES
from headwater.apps.policy.selectors.ground import ground_of
from headwater.apps.policy.what_if_fields import moved_words
from headwater.apps.policy.what_if_rows import Figure, ShownRow, shown_row


@dataclass(frozen=True)
class Side:
    """One of the changes that are compared."""

    record: Scenario
    title: str
    moved: tuple[str, ...]
    sentence: str


@dataclass(frozen=True)
class Line:
    """One figure of all of them; None where one of them does not have it."""

    words: str
    before: Figure | None
    cells: tuple[ShownRow | None, ...]


@dataclass(frozen=True)
class Beside:
    """Two or three changes side by side.

    Attributes
    ----------
    same_ground : bool
        Whether all were tried on the same facts: only then is there one figure of before.
    """

    sides: tuple[Side, ...]
    lines: tuple[Line, ...]
    same_ground: bool


def compared(chosen: Sequence[Scenario]) -> Beside:
    """Lay kept changes side by side."""
    from headwater.analysis.policy.what_if import what_if_from

    answers = [what_if_from(record.answer) for record in chosen]
    same = all(_tried_on(record) == _tried_on(chosen[0]) for record in chosen)
    sides = tuple(
        Side(
            record,
            TITLES.get(record.basis, record.basis),
            moved_words(ground_of(record).ranges, answer.change, answer.currency),
            answer.sentence,
        )
        for record, answer in zip(chosen, answers, strict=True)
    )
    found = [{row.key: row for row in answer.rows} for answer in answers]
    lines = []
    for key in dict.fromkeys(key for rows in found for key in rows):
        known = [rows.get(key) for rows in found]
        if not any(row is not None and row.after.known for row in known):
            continue
        cells = tuple(None if row is None else shown_row(row) for row in known)
        first = next(cell for cell in cells if cell is not None)
        targets_moved = any(row is not None and row.before != known[0].before for row in known if known[0])
        before = first.before if same and not targets_moved else None
        lines.append(Line(first.words, before, cells))
    return Beside(sides, tuple(lines), same)


def _tried_on(record: Scenario) -> tuple[object, ...]:
    return (
        record.basis,
        record.answer.get("demanded"),
        {name: value for name, value in record.facts.items() if name != "notes"},
    )
