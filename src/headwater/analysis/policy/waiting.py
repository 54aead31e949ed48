"""How long people wait with so many agents, fractions of agents included; any numbers that may come up."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

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
    more: dict[str, Any] = {"threshold_seconds": threshold, "definition": definition, "short_seconds": short}
    return _asked(contacts, handle, agents, patience, "service_level", (1.0, 0.0), more)


def average_wait(contacts: "Array", handle: "Array", agents: "Array", patience: float | None) -> "Array":
    """Return the average wait in seconds; without end where it grows."""
    return _asked(contacts, handle, agents, patience, "asa_seconds", (0.0, float("inf")), {})


def abandonment(contacts: "Array", handle: "Array", agents: "Array", patience: float | None) -> "Array":
    """Return the share of customers that give up waiting."""
    import numpy as np

    if patience is None:
        return np.zeros_like(contacts)
    return _asked(contacts, handle, agents, patience, "abandonment", (0.0, 1.0), {})


def _asked(  # noqa: PLR0917
    contacts: "Array",
    handle: "Array",
    agents: "Array",
    patience: float | None,
    figure: str,
    ends: tuple[float, float],
    more: dict[str, Any],
) -> "Array":
    """Return a figure of the queue; where there is no work or nobody to do it, one of the two ends."""
    import numpy as np

    from headwater.analysis.staffing import performance

    load = contacts * handle / 3600
    idle, hopeless = ends
    found = np.where(load <= 1e-9, idle, hopeless)
    solved = (load > 1e-9) & (agents > 1e-9)
    if patience is None:
        solved &= agents > load * (1 + 1e-9)
    if solved.any():
        staff = np.minimum(agents[solved], 10 * load[solved] + _AMPLE)
        asked = performance(contacts[solved], handle[solved], staff, patience_seconds=patience, **more)
        found[solved] = getattr(asked, figure)
    return found
