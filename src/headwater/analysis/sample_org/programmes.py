"""What the company started and paid for: each programme is a mechanism of the simulation, or none."""

from dataclasses import asdict, dataclass
from typing import Any

from headwater.analysis.errors import UsageError

SCRIPTED_TEAM = "Phone"
"""The team that has to follow the script."""


@dataclass(frozen=True)
class Programmes:
    """What is started besides the fix and the handle-time target, which are planted in any case.

    Weeks are counted from 0, the first week of the export.

    Attributes
    ----------
    workshop_week : int
        Everybody attends an empathy workshop. It is in the calendar and in the books, and nowhere else: no
        part of the simulation reads this week.
    script_week : int
        From then on the phone team has to read a script to the end.
    script_handle_ratio : float
        A scripted contact takes this many times as long.
    script_resolution_factor : float
        A scripted contact is resolved this many times as often.
    hiring_week : int
        Whoever begins from then on was chosen by what the work is really like.
    hiring_skill : float
        How much more skilled they are, in standard deviations.

    Raises
    ------
    UsageError
        A week below 0, a ratio of 0 or less, or a factor outside 0 to 1.
    """

    workshop_week: int = 118
    script_week: int = 128
    script_handle_ratio: float = 1.2
    script_resolution_factor: float = 0.82
    hiring_week: int = 150
    hiring_skill: float = 0.8

    def __post_init__(self) -> None:
        for name in ("workshop_week", "script_week", "hiring_week"):
            if getattr(self, name) < 0:
                raise UsageError(f"programmes {name} is {getattr(self, name)}: give a week from 0 on.")
        if not self.script_handle_ratio > 0:
            raise UsageError(
                f"programmes script_handle_ratio is {self.script_handle_ratio}: give a number above 0."
            )
        if not 0 <= self.script_resolution_factor <= 1:
            raise UsageError(
                f"programmes script_resolution_factor is {self.script_resolution_factor}: "
                "a factor lies between 0 and 1."
            )

    def to_dict(self) -> dict[str, Any]:
        """Return them as plain data."""
        return asdict(self)
