"""How far a coder has come, and how fast."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from headwater.analysis.demand.coding.queue import decides, disagreements, same_person, waiting
from headwater.analysis.demand.coding.rows import SheetRow

_LONGEST_READING_SECONDS = 600
"""Who takes longer over one contact was away."""


@dataclass(frozen=True)
class Progress:
    """How far one coder has come.

    Attributes
    ----------
    coded : int
        Contacts this coder has read or decided in the sheet, earlier sessions included.
    here : int
        Contacts of this session.
    left : int
        Contacts that are open to this coder.
    seconds_per_contact : float, optional
        Mean time over the contacts of this session, without those of more than ten minutes.
    """

    coded: int
    here: int
    left: int
    seconds_per_contact: float | None = None

    def __str__(self) -> str:
        pace = "" if self.seconds_per_contact is None else f", {self.seconds_per_contact:.0f} s a contact"
        return f"{self.coded:,} coded ({self.here:,} in this session{pace}), {self.left:,} left"

    def to_dict(self) -> dict[str, Any]:
        """Return the same as plain data."""
        return {
            "coded": self.coded,
            "coded_in_this_session": self.here,
            "left": self.left,
            "seconds_per_contact": self.seconds_per_contact,
        }


def progress_of(
    rows: Sequence[SheetRow], coder: str, seconds: Collection[float], *, adjudicate: bool = False
) -> Progress:
    """Return how far a coder has come with a sheet.

    Parameters
    ----------
    seconds : collection of float
        Time that each contact of this session took.
    adjudicate : bool
        Count decisions in place of readings.
    """
    coded = sum(row.is_coded and decides(row) == adjudicate and same_person(row.coder, coder) for row in rows)
    left = len(disagreements(rows, coder)) if adjudicate else len(waiting(rows, coder).places)
    timed = [s for s in seconds if s <= _LONGEST_READING_SECONDS]
    pace = sum(timed) / len(timed) if timed and sum(timed) > 0 else None
    return Progress(coded, len(seconds), left, pace)
