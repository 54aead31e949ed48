"""Contacts with and without each step of a script."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from headwater.analysis.contacts.entries import file_text
from headwater.analysis.errors import nearest
from headwater.analysis.policy.tables import Cell, Faults, rows_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_REQUIRED = ("reason", "handle_seconds", "resolved")
_KNOWN = (*_REQUIRED, "contact_id")
_MOST_REASONS, _LONGEST_REASON = 200, 120


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

    def to_rows(self) -> tuple[dict[str, list[str]], list[list[Any]]]:
        """Return names and plain rows; `step_contacts_from` reads them back.

        A row is the number of its reason, the handle time, whether it was resolved, and 1 or 0 for each step.
        """
        import numpy as np

        reasons, numbers = np.unique(self.reason, return_inverse=True)
        flags = [self.resolved, *self.done.values()]
        rows = [
            [int(number), float(seconds), *(int(flag[at]) for flag in flags)]
            for at, (number, seconds) in enumerate(zip(numbers, self.handle_seconds, strict=True))
        ]
        return {"reasons": [str(one) for one in reasons], "steps": list(self.done)}, rows


def step_contacts_from(
    names: Mapping[str, Sequence[str]], rows: Iterable[Sequence[Any]], steps: Sequence[str]
) -> StepContacts:
    """Read contacts back from plain rows, with those steps that are still asked about."""
    import numpy as np

    columns = list(zip(*rows, strict=True)) or [() for _ in range(3 + len(names["steps"]))]
    flags = {
        step: np.array(columns[3 + at], dtype=bool) for at, step in enumerate(names["steps"]) if step in steps
    }
    return StepContacts(
        reason=np.array(names["reasons"])[np.array(columns[0], dtype=int)],
        handle_seconds=np.array(columns[1], dtype=float),
        resolved=np.array(columns[2], dtype=bool),
        done=flags,
    )


def read_step_contacts(path: str | Path, steps: tuple[str, ...]) -> StepContacts:
    """Read contacts from a CSV file: reason, handle_seconds, resolved, and a column of 1 and 0 for each step.

    Raises
    ------
    UsageError
        There is no such file.
    BadDataError
        A column is missing or names no step of the script, or a value cannot be taken; one line for each
        fault.
    """
    return parse_step_contacts(file_text(Path(path), "contacts"), Path(path).name, steps)


def parse_step_contacts(text: str, source: str, steps: tuple[str, ...]) -> StepContacts:
    r"""Read contacts from CSV text; `source` is what messages call it.

    Examples
    --------
    >>> text = "reason,handle_seconds,resolved,greet\nbill,240,1,0"
    >>> found = parse_step_contacts(text, "steps.csv", ("greet",))
    >>> found.done["greet"].tolist()
    [False]
    """
    import numpy as np

    table, faults = rows_of(text, source, _REQUIRED, "contacts"), Faults()
    named = [name for name in table.columns if name not in _KNOWN]
    for name in named:
        if name not in steps:
            faults.problems.append(
                f"{source}: the column {name!r} is no step of a script.{nearest(name, list(steps))} "
                "Columns of steps carry the ids of the policies."
            )
    if not named:
        faults.problems.append(
            f"{source}: it has no column of a step. Add one of 1 and 0 for each: {', '.join(steps)}."
        )
    reasons = [faults.read(cell, _reason, "") for cell in table.cells("reason")]
    if len(set(reasons)) > _MOST_REASONS:
        faults.problems.append(
            f"{source}, reason: it holds {len(set(reasons)):,} different texts; contacts are compared within "
            f"a reason, so at most {_MOST_REASONS} are taken."
        )
    seconds = [faults.read(cell, Cell.amount, 0.0) for cell in table.cells("handle_seconds")]
    resolved = [faults.read(cell, Cell.flag, False) for cell in table.cells("resolved")]
    done = {name: [faults.read(cell, Cell.flag, False) for cell in table.cells(name)] for name in named}
    faults.raise_if_wrong()
    return StepContacts(
        reason=np.array(reasons),
        handle_seconds=np.array(seconds),
        resolved=np.array(resolved),
        done={name: np.array(flags) for name, flags in done.items()},
    )


def _reason(cell: Cell) -> str:
    if not cell.text:
        raise cell.wrong("it is empty: contacts are compared within their reason.")
    return cell.name(_LONGEST_REASON)
