"""A figure with its interval, how it was made and on how much; and the intervals themselves."""

from dataclasses import asdict, dataclass
from math import sqrt
from statistics import NormalDist
from typing import Any


@dataclass(frozen=True)
class Estimate:
    """One figure that states its own error.

    Attributes
    ----------
    value : float or None
        None means it cannot be told; `why` then says why.
    low, high : float or None
        Bounds of the interval at `level`; None where the figure is a plain count or total.
    n : int
        Number of units (usually contacts) it rests on.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0
    level: float = 0.95
    method: str = ""
    why: str = ""

    @property
    def known(self) -> bool:
        """Whether there is a figure at all."""
        return self.value is not None

    def to_dict(self) -> dict[str, Any]:
        """Return the estimate as plain data."""
        return asdict(self)

    def percent(self) -> str:
        """Read a share as text, no more certain than it is.

        Examples
        --------
        >>> wilson(120, 300).percent()
        '40% (35% to 46%)'
        >>> cannot_tell("no contacts").percent()
        'cannot tell: no contacts'
        """
        if self.value is None:
            return f"cannot tell: {self.why}"
        if self.low is None or self.high is None:
            return f"{self.value:.0%}"
        digits = 0 if self.high - self.low >= 0.02 else 1
        return f"{self.value:.{digits}%} ({self.low:.{digits}%} to {self.high:.{digits}%})"


def cannot_tell(why: str, n: int = 0) -> Estimate:
    """Return the honest answer where there is no figure."""
    return Estimate(value=None, n=n, why=why)


def wilson(successes: float, trials: float, level: float = 0.95, design_effect: float = 1.0) -> Estimate:
    """Estimate a share with Wilson's score interval.

    Parameters
    ----------
    successes, trials : float
        Counts; `trials` of zero gives *cannot tell*.
    level : float
        Confidence level, 0 to 1.
    design_effect : float
        Variance of the share over its variance under independent sampling; the interval is
        computed on `trials / design_effect` effective trials. Values below 1 count as 1.

    Notes
    -----
    With share p, n trials and normal quantile z, the bounds are
    (p + z^2/2n -/+ z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n).

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference.
    Journal of the American Statistical Association, 22(158), 209-212.

    Examples
    --------
    >>> e = wilson(120, 300)
    >>> round(e.low, 4), round(e.high, 4)
    (0.3462, 0.4564)
    """
    if trials <= 0:
        return cannot_tell("there are no contacts to count")
    p = successes / trials
    n = trials / max(design_effect, 1.0)
    z = NormalDist().inv_cdf(0.5 + level / 2)
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    # at p = 0 and p = 1 the bound is exact; arithmetic may miss it by a rounding error
    low = 0.0 if successes == 0 else centre - half
    high = 1.0 if successes == trials else centre + half
    return Estimate(p, low, high, n=round(trials), level=level, method="Wilson")
