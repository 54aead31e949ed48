"""Contacts with and without each step of a script."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from headwater.analysis.errors import BadDataError, nearest
from headwater.analysis.policy.tables import read_rows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_REQUIRED = ("reason", "handle_seconds", "resolved")
_KNOWN = (*_REQUIRED, "contact_id")


@dataclass(frozen=True, eq=False)
class StepContacts:
    """Contacts of which is known which steps were done.

    Attributes
    ----------
    reason : array of str
        Reason of each contact; contacts are compared within it.
    handle_seconds : array
        Handle time.
    resolved : array of bool
        Whether the contact resolved the issue.
    done : dict of array
        For each step whether it was done.
    """

    reason: "NDArray[np.str_]"
    handle_seconds: "NDArray[np.float64]"
    resolved: "NDArray[np.bool_]"
    done: dict[str, "NDArray[np.bool_]"]

    def __len__(self) -> int:
        return len(self.reason)


def read_step_contacts(path: str | Path, steps: tuple[str, ...]) -> StepContacts:
    """Read contacts from a CSV file: reason, handle_seconds, resolved, and a column of 1 and 0 for each step.

    Raises
    ------
    UsageError
        There is no such file.
    BadDataError
        A column is missing or names no step of the script, or a value cannot be taken.
    """
    import numpy as np

    table = read_rows(Path(path), _REQUIRED, "contacts")
    named = [name for name in table.columns if name not in _KNOWN]
    for name in named:
        if name not in steps:
            raise BadDataError(
                f"{table.source}: the column {name!r} is no step of a script.{nearest(name, list(steps))} "
                "Columns of steps carry the ids of the policies."
            )
    reasons = table.cells("reason")
    for cell in reasons:
        if not cell.text:
            raise cell.wrong("it is empty: contacts are compared within their reason.")
    return StepContacts(
        reason=np.array([cell.text for cell in reasons]),
        handle_seconds=np.array([cell.amount() for cell in table.cells("handle_seconds")]),
        resolved=np.array([cell.flag() for cell in table.cells("resolved")]),
        done={name: np.array([cell.flag() for cell in table.cells(name)]) for name in named},
    )
