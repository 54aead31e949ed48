"""Contacts one by one: what the effect of rushing is told from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from headwater.analysis.errors import UsageError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@dataclass(frozen=True)
class Worked:
    """Contacts one by one; every array has the shape (contacts,).

    Attributes
    ----------
    handle_seconds : array
        Above 0.
    came_back : array
        1 where the customer came back within the time that is watched, else 0.
    queue : array
        How many waited when the contact was answered, for the same people.
    wait_seconds : array
        How long this customer had waited.
    groups : sequence of array of int
        What like is compared with like by: agent, reason, hour of the week.
    cluster : array of int
        Contacts that share their luck, such as those of a day.
    was_repeat : array or None
        1 where the contact was itself a repeat: decided before it began, so that no queue can move it.
    satisfaction : array or None
        The customer's rating from 0 to 1; not a number where there is none.
    """

    handle_seconds: "Array"
    came_back: "Array"
    queue: "Array"
    wait_seconds: "Array"
    groups: Sequence["NDArray[np.int64]"]
    cluster: "NDArray[np.int64]"
    was_repeat: "Array | None" = None
    satisfaction: "Array | None" = None

    def only(self, rows: "NDArray[np.bool_]") -> "Worked":
        """Return some of the contacts."""
        return Worked(
            self.handle_seconds[rows],
            self.came_back[rows],
            self.queue[rows],
            self.wait_seconds[rows],
            [group[rows] for group in self.groups],
            self.cluster[rows],
            None if self.was_repeat is None else self.was_repeat[rows],
            None if self.satisfaction is None else self.satisfaction[rows],
        )


def waiting_at(opened: "Array", wait_seconds: "Array") -> "Array":
    """Return how many others waited at the moment each contact's own wait ended.

    Parameters
    ----------
    opened : array of shape (contacts,)
        Seconds since any fixed moment, of all contacts of one queue, given up ones included.

    Examples
    --------
    >>> import numpy as np
    >>> waiting_at(np.array([0.0, 1.0, 2.0]), np.array([0.0, 5.0, 5.0])).tolist()
    [0.0, 1.0, 0.0]
    """
    ended = opened + wait_seconds
    come = np.searchsorted(np.sort(opened), ended, side="right")
    gone = np.searchsorted(np.sort(ended), ended, side="right")
    return np.asarray(np.maximum(come - gone, 0), dtype=float)


def check(worked: Worked) -> None:
    """Refuse contacts that cannot be.

    Raises
    ------
    UsageError
        Arrays differ in length, or a handle time is not above 0.
    """
    lengths = {len(worked.handle_seconds), len(worked.came_back), len(worked.queue), len(worked.wait_seconds)}
    lengths |= {len(said) for said in (worked.was_repeat, worked.satisfaction) if said is not None}
    lengths |= {len(worked.cluster), *(len(group) for group in worked.groups)}
    if len(lengths) != 1:
        raise UsageError(f"The columns of the contacts have different lengths: {sorted(lengths)}.")
    if not (worked.handle_seconds > 0).all():
        raise UsageError("A handle time is 0 or less. Leave out contacts that nobody handled.")
    if (worked.wait_seconds < 0).any() or (worked.queue < 0).any():
        raise UsageError("A wait or a queue is below 0.")
