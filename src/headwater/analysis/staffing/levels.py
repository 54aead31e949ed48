"""Service level: one name for at least four different shares. Which one is meant has to be said."""

from typing import Literal

import numpy as np

from headwater.analysis.errors import UsageError, nearest
from headwater.analysis.staffing.checking import Array
from headwater.analysis.staffing.queues import Queue

Definition = Literal[
    "answered_of_offered", "without_short_abandons", "answered_of_answered", "not_kept_waiting"
]
DEFINITIONS: dict[Definition, str] = {
    "answered_of_offered": "answered within the threshold, of all who came",
    "without_short_abandons": "answered within the threshold, of all but those who left early",
    "answered_of_answered": "answered within the threshold, of all answered",
    "not_kept_waiting": "answered or gone within the threshold, of all who came",
}
"""In this order they are numbered for the compiled functions."""


def definition_named(name: str) -> Definition:
    """Return the definition of that name."""
    for known in DEFINITIONS:
        if name == known:
            return known
    raise UsageError(f"There is no service level {name!r}.{nearest(name, list(DEFINITIONS))}")


def service_level(queue: Queue, threshold: Array, short: Array, definition: Definition) -> Array:
    """Return the service level by one definition.

    Parameters
    ----------
    threshold : array
        Seconds within which an answer counts.
    short : array
        Seconds within which those who leave are not counted; only for `without_short_abandons`.
    """
    waiting, within = queue.after(threshold)
    if definition == "answered_of_offered":
        return within
    if definition == "not_kept_waiting":
        return np.asarray(1 - waiting - queue.p_block)
    if definition == "answered_of_answered":
        return _share(within, queue.answered)
    still, answered = queue.after(short)
    left_early = 1 - still - answered - queue.p_block
    return _share(within, 1 - left_early)


def _share(part: Array, whole: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole > 0, np.minimum(part / whole, 1.0), 0.0)
