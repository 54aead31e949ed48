"""Kaplan-Meier's estimate of who is still there, for people who came under observation late."""

from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np

from headwater.analysis.estimates import Estimate, cannot_tell
from headwater.analysis.frames import to_frame

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headwater.analysis.charts import Figure

    Array = NDArray[np.float64]
    Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class SurvivalCurve:
    """The share still there at each time at which somebody left.

    Attributes
    ----------
    times, share : tuple of float
    at_risk, left : tuple of int
    start : float
        Everybody counted was there at this time.
    people : int
    level : float
    """

    times: tuple[float, ...]
    share: tuple[float, ...]
    at_risk: tuple[int, ...]
    left: tuple[int, ...]
    start: float
    last: float
    people: int
    level: float = 0.95

    def at(self, time: float) -> Estimate:
        """Return the share still there at a time, with its interval.

        Notes
        -----
        Greenwood's variance on the scale log(-log S); where nobody has left yet there is no interval.
        """
        everybody_left = bool(self.share) and self.share[-1] == 0.0
        if time > self.last and not everybody_left:
            return cannot_tell("nobody has been watched for that long", self.people)
        share, variance = 1.0, 0.0
        for when, value, n, d in zip(self.times, self.share, self.at_risk, self.left, strict=True):
            if when > time:
                break
            share = value
            variance += d / (n * (n - d)) if n > d else float("inf")
        if share in (0.0, 1.0) or variance == float("inf"):
            return Estimate(share, n=self.people, level=self.level, method="Kaplan-Meier")
        half = NormalDist().inv_cdf(0.5 + self.level / 2) * sqrt(variance) / abs(log(share))
        low, high = share ** exp(half), share ** exp(-half)
        return Estimate(share, low, high, n=self.people, level=self.level, method="Kaplan-Meier")

    def to_dict(self) -> dict[str, Any]:
        """Return the curve as plain data."""
        return {
            "times": list(self.times),
            "share": list(self.share),
            "at_risk": list(self.at_risk),
            "left": list(self.left),
            "people": self.people,
        }

    def to_frame(self) -> Any:
        """Return the curve as a data frame."""
        return to_frame({k: v for k, v in self.to_dict().items() if k != "people"})

    def chart(self) -> "Figure":
        """Draw the steps with their band; the risk table stands beside it."""
        from headwater.analysis.interventions.retention.chart import survival_figure

        description = f"{self.people} people, {sum(self.left)} of whom left. {self._ends}"
        return survival_figure([("all", self)], title="Who is still there", description=description)

    @property
    def _ends(self) -> str:
        last = self.share[-1] if self.share else 1.0
        return f"At the end of the record {last:.0%} would still be there."


def kaplan_meier(
    entry: "Array", exit_: "Array", left: "Bools", *, start: float = 0.0, level: float = 0.95
) -> SurvivalCurve:
    """Estimate who is still there when people came under observation late and not all have left.

    Parameters
    ----------
    entry, exit_ : array
        A person is at risk after `entry` up to and including `exit_`.
    left : array of bool
        Whether they left at `exit_`.
    start : float
        The estimate is for those who were still there at this time.

    References
    ----------
    Klein, J. P. and Moeschberger, M. L. (2003). Survival Analysis, 2nd ed., section 4.6. Springer.

    Examples
    --------
    >>> import numpy as np
    >>> stays, left = np.array([1.0, 2.0, 3.0, 4.0]), np.array([True, False, True, False])
    >>> curve = kaplan_meier(np.zeros(4), stays, left)
    >>> curve.share
    (0.75, 0.375)
    """
    times = np.unique(exit_[left & (exit_ > start)])
    at_risk = np.array([np.sum((entry < t) & (exit_ >= t)) for t in times], dtype=int)
    gone = np.array([np.sum(left & (exit_ == t)) for t in times], dtype=int)
    share = np.cumprod(1 - gone / np.maximum(at_risk, 1))
    return SurvivalCurve(
        times=tuple(float(t) for t in times),
        share=tuple(float(s) for s in share),
        at_risk=tuple(int(n) for n in at_risk),
        left=tuple(int(d) for d in gone),
        start=start,
        last=float(exit_.max()),
        people=int(np.sum(exit_ > start)),
        level=level,
    )
