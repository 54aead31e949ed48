"""The log-rank test of whether groups leave at the same rate."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from headwater.analysis.demand.distributions import gamma_cdf

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class LogRank:
    """Observed and expected leavers by group, and how surprising they are.

    Attributes
    ----------
    statistic : float
        Chi-square with `degrees` degrees of freedom where groups leave alike.
    """

    groups: tuple[str, ...]
    observed: tuple[float, ...]
    expected: tuple[float, ...]
    statistic: float
    degrees: int
    p_value: float

    def to_dict(self) -> dict[str, Any]:
        """Return the test as plain data."""
        return asdict(self)

    def __str__(self) -> str:
        parts = [
            f"{group}: {seen:.0f} left, {due:.1f} expected"
            for group, seen, due in zip(self.groups, self.observed, self.expected, strict=True)
        ]
        return f"{'; '.join(parts)} (p = {self.p_value:.3f})"


def log_rank(entry: "Array", exit_: "Array", left: "Bools", groups: Sequence[str]) -> LogRank:
    """Compare how fast groups leave, for people who came under observation late.

    References
    ----------
    Klein, J. P. and Moeschberger, M. L. (2003). Survival Analysis, 2nd ed., section 7.3. Springer.

    Examples
    --------
    >>> import numpy as np
    >>> stays = np.array([6.0, 7, 10, 15, 19, 25, 1, 1, 2, 2, 3, 4])
    >>> test = log_rank(np.zeros(12), stays, np.ones(12, bool), ["a"] * 6 + ["b"] * 6)
    >>> round(test.p_value, 4)
    0.0005
    """
    names = sorted(set(groups))
    member = np.array([[group == name for group in groups] for name in names])
    observed, expected = np.zeros(len(names)), np.zeros(len(names))
    spread = np.zeros((len(names), len(names)))
    for t in np.unique(exit_[left]):
        at, gone = (entry < t) & (exit_ >= t), left & (exit_ == t)
        n, d = int(at.sum()), int(gone.sum())
        share = (member & at).sum(axis=1) / n
        observed += (member & gone).sum(axis=1)
        expected += d * share
        if n > 1:
            spread += d * (n - d) / (n - 1) * (np.diag(share) - np.outer(share, share))
    off = (observed - expected)[:-1]
    statistic = float(off @ np.linalg.pinv(spread[:-1, :-1]) @ off) if len(names) > 1 else 0.0
    degrees = max(len(names) - 1, 1)
    return LogRank(
        groups=tuple(names),
        observed=tuple(float(o) for o in observed),
        expected=tuple(float(e) for e in expected),
        statistic=statistic,
        degrees=degrees,
        p_value=1 - gamma_cdf(statistic / 2, degrees / 2),
    )
