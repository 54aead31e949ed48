"""What time and permission do to resolution: curves of talk time and of remedies."""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@dataclass(frozen=True)
class ResolutionCurve:
    """Share of contacts resolved at once against talk time, when nothing is forbidden.

    Attributes
    ----------
    best : float
        The share with all the time there is.
    seconds : float
        Time constant: after so many seconds the share is 63% of `best`.
    points : tuple of (seconds, share)
        A measured curve in place of the two above; straight lines between its points.

    Notes
    -----
    Without points the share after c seconds is best * (1 - exp(-c / seconds)).

    Examples
    --------
    >>> curve = ResolutionCurve(best=0.9, seconds=100)
    >>> round(float(curve.share(100)), 3)
    0.569
    """

    best: float = 1.0
    seconds: float = 60.0
    points: tuple[tuple[float, float], ...] = ()

    def share(self, talk_seconds: Any) -> Any:
        """Return the share resolved after so much talk time; a number or an array."""
        import numpy as np

        if self.points:
            xs, ys = zip(*self.points, strict=True)
            return np.interp(talk_seconds, xs, ys)
        if not self.seconds:
            return np.full_like(np.asarray(talk_seconds, dtype=float), self.best)
        return -self.best * np.expm1(-np.asarray(talk_seconds, dtype=float) / self.seconds)

    def seconds_for(self, share: float) -> float | None:
        """Return the shortest talk time that resolves a share; None where none does.

        Examples
        --------
        >>> round(ResolutionCurve(best=0.9, seconds=100).seconds_for(0.569), 0)
        100.0
        >>> ResolutionCurve(points=((120, 0.45), (300, 0.82))).seconds_for(0.635)
        210.0
        """
        from math import log1p

        if not self.points:
            if share > self.best or (self.seconds and share == self.best):
                return None
            return -self.seconds * log1p(-share / self.best) if self.seconds else 0.0
        if share <= self.points[0][1]:
            return 0.0
        for (x0, y0), (x1, y1) in pairwise(self.points):
            if share <= y1:
                return x0 + (x1 - x0) * (share - y0) / (y1 - y0)
        return None

    def to_dict(self) -> dict[str, Any]:
        """Return the curve as it stands in a file."""
        if self.points:
            return {"points": [list(point) for point in self.points]}
        return {"best": self.best, "seconds": self.seconds}


@dataclass(frozen=True)
class Remedies:
    """Amounts that set things right for one kind of remedy.

    Attributes
    ----------
    share : float
        Share of contacts that need such a remedy.
    median, spread : float
        Median amount, and standard deviation of the logarithm of amounts.
    points : tuple of (amount, share)
        A measured coverage curve in place of the two above: the share of remedies up to each amount.

    Examples
    --------
    >>> remedies = Remedies("refund", share=0.4, median=36, spread=0.65)
    >>> round(remedies.above(36), 3), round(remedies.above(0), 3)
    (0.5, 1.0)
    """

    kind: str
    share: float
    median: float = 0.0
    spread: float = 0.0
    points: tuple[tuple[float, float], ...] = ()

    def above(self, limit: float) -> float:
        """Return the share of these remedies that cost more than a limit."""
        from math import erfc, inf, log, sqrt

        if limit == inf:
            return 0.0
        if limit <= 0:
            return 1.0
        if self.points:
            return self._above_points(limit)
        return 0.5 * erfc((log(limit) - log(self.median)) / (self.spread * sqrt(2)))

    def paid(self, limit: float) -> float:
        """Return the mean amount paid per remedy when those above the limit are not paid."""
        from math import erfc, exp, inf, log, sqrt

        if limit <= 0:
            return 0.0
        if self.points:
            return self._paid_points(limit)
        mean = self.median * exp(self.spread**2 / 2)
        if limit == inf:
            return mean
        return mean * 0.5 * erfc(-((log(limit) - log(self.median)) / self.spread - self.spread) / sqrt(2))

    @cached_property
    def _steps(self) -> tuple[tuple[float, float], ...]:
        return ((0.0, 0.0), *self.points) if self.points[0][0] > 0 else self.points

    def _above_points(self, limit: float) -> float:
        for (x0, y0), (x1, y1) in pairwise(self._steps):
            if limit < x1:
                return 1 - (y0 + (y1 - y0) * (limit - x0) / (x1 - x0))
        return 1 - self._steps[-1][1]

    def _paid_points(self, limit: float) -> float:
        total = 0.0
        for (x0, y0), (x1, y1) in pairwise(self._steps):
            upper = min(x1, limit)
            if upper <= x0:
                break
            total += (y1 - y0) * (upper - x0) / (x1 - x0) * (x0 + upper) / 2
        return total

    def to_dict(self) -> dict[str, Any]:
        """Return the remedies as they stand in a file."""
        if self.points:
            return {"share": self.share, "points": [list(point) for point in self.points]}
        return {"share": self.share, "median": self.median, "spread": self.spread}
