"""Shares with their intervals, by every method side by side."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from headwater.analysis.demand.prevalence.targets import Target
from headwater.analysis.estimates import Estimate

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Measure = Literal["contacts", "time", "cost"]
"""What a share is a share of."""

Method = Literal["people", "powered", "naive", "rogan_gladen"]


@dataclass(frozen=True)
class Share:
    """One share: of which contacts, of what total, by which method.

    Attributes
    ----------
    group : tuple of str
        Values of what the result is split by; empty where it is not split.
    total : float
        What the share is of: contacts, hours of handle time, or money, in the whole group.
    reported : Method
        The method to quote: `powered` where it holds, else `people`.
    estimates : mapping of Method to Estimate
        Every method that could be computed. `people` uses codes alone; `powered` adds a model's reading of
        all contacts; `naive` counts the model's codes; `rogan_gladen` corrects that count.
    parts : ndarray of shape (coded contacts,)
        Each coded contact's part of the error of the reported share, for differences between shares.
    """

    target: Target
    group: tuple[str, ...]
    measure: Measure
    total: float
    reported: Method
    estimates: Mapping[Method, Estimate]
    parts: "NDArray[np.float64] | None" = field(default=None, repr=False, compare=False)

    @property
    def estimate(self) -> Estimate:
        """The share to quote."""
        return self.estimates[self.reported]

    def to_dict(self) -> dict[str, Any]:
        """Return the share as plain data."""
        return {
            "target": dict(self.target.codes),
            "group": list(self.group),
            "measure": self.measure,
            "total": self.total,
            "reported": self.reported,
            "estimates": {name: found.to_dict() for name, found in self.estimates.items()},
        }
