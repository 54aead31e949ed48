"""How long people wait with so many agents, fractions of agents included; any numbers that may come up."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from headwater.analysis.staffing.queues import Queue

    Array = NDArray[np.float64]

_NO_WORK = 1e-9
_AMPLE = 1e4
"""More agents than this beyond ten times the load change nothing that can be seen."""


def service_level(  # noqa: PLR0917
    contacts: "Array",
    handle: "Array",
    agents: "Array",
    patience: float | None,
    threshold: float,
    definition: str,
    short: float,
) -> "Array":
    """Return the share of contacts answered within a threshold; none where waits grow without end."""
    import numpy as np

    from headwater.analysis.staffing import levels

    found, solved, queue = _asked(contacts, handle, agents, patience, (1.0, 0.0))
    if queue is not None:
        within = np.full_like(queue.load, threshold)
        early = np.full_like(queue.load, short)
        found[solved] = levels.service_level(queue, within, early, levels.definition_named(definition))
    return found


def average_wait(contacts: "Array", handle: "Array", agents: "Array", patience: float | None) -> "Array":
    """Return the average wait of those answered, in seconds; without end where it grows."""
    found, solved, queue = _asked(contacts, handle, agents, patience, (0.0, float("inf")))
    if queue is not None:
        found[solved] = queue.mean_wait_of_answered
    return found


def abandonment(contacts: "Array", handle: "Array", agents: "Array", patience: float | None) -> "Array":
    """Return the share of customers that give up waiting."""
    import numpy as np

    if patience is None:
        return np.zeros_like(contacts)
    found, solved, queue = _asked(contacts, handle, agents, patience, (0.0, 1.0))
    if queue is not None:
        found[solved] = queue.abandonment
    return found


def _asked(
    contacts: "Array",
    handle: "Array",
    agents: "Array",
    patience: float | None,
    ends: tuple[float, float],
) -> "tuple[Array, NDArray[np.bool_], Queue | None]":
    """Return the queue where it has one, and elsewhere one of two ends: no work, and nobody to do it."""
    import numpy as np

    from headwater.analysis.staffing.queues import Queue

    load = contacts * handle / 3600
    idle, hopeless = ends
    found = np.where(load <= _NO_WORK, idle, hopeless)
    solved = (load > _NO_WORK) & (agents > _NO_WORK)
    if patience is None:
        solved &= agents > load * (1 + 1e-9)
    if not solved.any():
        return found, solved, None
    busy = load[solved]
    staff = np.minimum(agents[solved], 10 * busy + _AMPLE)
    wait = np.full_like(busy, np.inf if patience is None else patience)
    model: Any = "erlang-c" if patience is None else "erlang-a"
    return found, solved, Queue(model, busy, handle[solved], staff, wait)
