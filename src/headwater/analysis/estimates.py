"""A figure with its interval, how it was made and on how much; and the intervals themselves."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from math import sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


ASSUMED = 0.0
"""The level of a range that rests on an assumption, said in `method`: no data stand behind its width."""


@dataclass(frozen=True)
class Estimate:
    """One figure that states its own error.

    Attributes
    ----------
    value : float or None
        None means it cannot be told; `why` then says why.
    low, high : float or None
        Bounds of the interval at `level`; None where the figure is a plain count or total. At the level
        `ASSUMED` they are a range under an assumption.
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

    def amount(self) -> str:
        """Read a known number of contacts, hours or money as text.

        Examples
        --------
        >>> Estimate(3613.2, 3431.0, 3795.4).amount()
        '3,613 (3,431 to 3,795)'
        """
        assumed = ", by assumption" if self.level == ASSUMED else ""
        return f"{self.value:,.0f} ({self.low:,.0f} to {self.high:,.0f}{assumed})"

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
        width = self.high - self.low
        digits = 0 if width >= 0.02 else 1 if width >= 0.002 else 2
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


_FEWEST_CLUSTERS = 10
"""Below this many customers the variance between them is itself unknown."""

_FEWEST_DEGREES = 4
"""Down to here the expansion of Student's quantile holds."""


@dataclass(frozen=True)
class ClusterSums:
    """What the interval of a ratio needs when units come in clusters: exact sums over the clusters.

    Cluster i (usually a customer) has `n_i` units of which `y_i` count; all sums are whole numbers, so
    that every engine gives the same ones.

    Attributes
    ----------
    clusters : int
        Clusters with at least one unit.
    y, n : int
        Sums of y_i and of n_i; their ratio is the figure.
    yy, yn, nn : int
        Sums of y_i^2, y_i n_i and n_i^2.
    """

    clusters: int
    y: int
    n: int
    yy: int
    yn: int
    nn: int

    def scaled_to(self, y: int, n: int) -> "ClusterSums":
        """Take these sums as those of a random part of the clusters, and y and n as those of all."""
        if not self.n:
            return ClusterSums(self.clusters, y, n, 0, 0, 0)
        times = n / self.n
        scaled = (round(part * times) for part in (self.yy, self.yn, self.nn))
        return ClusterSums(round(self.clusters * times), y, n, *scaled)

    @property
    def variance(self) -> float:
        """Variance of y / n by linearisation, with clusters as the independent units.

        Notes
        -----
        With r = y / n and k clusters: k / (k - 1) * sum((y_i - r n_i)^2) / n^2.

        References
        ----------
        Cochran, W. G. (1977). Sampling Techniques, 3rd ed., section 3.12. Wiley.
        """
        # whole numbers up to the last step: the sum of squares is a small difference of large numbers
        squares = self.yy * self.n**2 - 2 * self.y * self.n * self.yn + self.y**2 * self.nn
        return self.clusters / (self.clusters - 1) * (squares / self.n**4)

    @property
    def careful_variance(self) -> float:
        """The same, corrected by the effective number of clusters instead of their number.

        A large cluster pulls the ratio towards itself and so hides its own deviation. With 30 customers
        of heavy-tailed sizes (Pareto, exponent 1.1) this raised simulated coverage from .90 to .93.
        """
        held = self.effective_clusters
        return self.variance * (self.clusters - 1) / self.clusters * held / max(held - 1, 1e-9)

    @property
    def effective_clusters(self) -> float:
        """Equally large clusters that would tell as much: a shared phone number must not count as many.

        References
        ----------
        Carter, A. V., Schnepel, K. T. and Steigerwald, D. G. (2017). Asymptotic behavior of a t-test robust
        to cluster heterogeneity. Review of Economics and Statistics, 99(4), 698-709.
        """
        return self.n**2 / self.nn

    @property
    def design_effect(self) -> float:
        """Variance of the share over its variance under independent sampling; never below 1.

        Where all or none of the units count there is no variance to compare; then units of one cluster are
        taken as wholly alike, which is the most careful answer: sum(n_i^2) / n.
        """
        if self.n == 0 or self.clusters < 2:
            return 1.0
        if self.y in (0, self.n):
            return max(self.nn / self.n, 1.0)
        share = self.y / self.n
        return max(self.careful_variance * self.n / (share * (1 - share)), 1.0)


def clustered_share(sums: ClusterSums, level: float = 0.95, units: int | None = None) -> Estimate:
    """Estimate a share whose units come in clusters, such as contacts of the same customers.

    Parameters
    ----------
    sums : ClusterSums
        Sums over the clusters.
    level : float
        Confidence level, 0 to 1.
    units : int, optional
        Number of contacts, when `sums.n` counts something else, such as seconds.

    Returns
    -------
    Estimate
        Wilson's interval on the effective number of units; *cannot tell* below 10 clusters.

    Notes
    -----
    The effective number is n over the design effect, times (z / t)^2, where t is Student's quantile
    for one degree of freedom fewer than there are effective clusters: it widens the interval when they
    are few, or when one is far larger than the others.

    References
    ----------
    Korn, E. L. and Graubard, B. I. (1998). Confidence intervals for proportions with small expected number of
    positive counts estimated from survey data. Survey Methodology, 24(2), 193-201.

    Examples
    --------
    >>> households = ClusterSums(clusters=30, y=30, n=104, yy=86, yn=113, nn=404)
    >>> round(households.variance, 4), round(households.design_effect, 1)
    (0.0052, 2.6)
    >>> clustered_share(households).percent()
    '29% (17% to 45%)'
    """
    counted = sums.n if units is None else units
    if sums.n <= 0:
        return cannot_tell("there are no contacts to count")
    if sums.clusters < _FEWEST_CLUSTERS:
        return cannot_tell(_too_few(sums.clusters), counted)
    share = sums.y / sums.n
    if sums.y in (0, sums.n):
        effective = min(sums.n**2 / sums.nn, counted)
    else:
        variance = sums.careful_variance
        effective = min(share * (1 - share) / variance, counted) if variance > 0 else counted
    effective *= small_sample_factor(sums.effective_clusters, level)
    made = wilson(share * effective, effective, level)
    method = "Wilson on effective n, clustered by customer"
    return Estimate(share, made.low, made.high, n=counted, level=level, method=method)


def small_sample_factor(clusters: float, level: float = 0.95) -> float:
    """Return what is left of the effective number of units when the variance rests on few clusters."""
    z = NormalDist().inv_cdf(0.5 + level / 2)
    return (z / t_quantile(0.5 + level / 2, max(clusters - 1, _FEWEST_DEGREES))) ** 2


def t_quantile(probability: float, degrees: float) -> float:
    """Return Student's t quantile, by its expansion around the normal one.

    Parameters
    ----------
    probability : float
        0.5 to 1, exclusive.
    degrees : float
        Degrees of freedom; good to three digits from 5 on.

    References
    ----------
    Abramowitz, M. and Stegun, I. A. (1964). Handbook of Mathematical Functions, 26.7.5.

    Examples
    --------
    >>> round(t_quantile(0.975, 9), 3), round(t_quantile(0.975, 30), 3)
    (2.262, 2.042)
    """
    z = NormalDist().inv_cdf(probability)
    terms = (
        z,
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92_160,
    )
    return sum(term / degrees**power for power, term in enumerate(terms))


def bootstrap(
    values: Sequence[float],
    statistic: Callable[["Array"], "Array"],
    rng: "np.random.Generator",
    *,
    level: float = 0.95,
    draws: int = 2_000,
) -> Estimate:
    """Estimate any statistic of independent values with a bias-corrected and accelerated bootstrap.

    Parameters
    ----------
    values : sequence of float
        Independent values, one a unit.
    statistic : callable
        Takes an array of shape (draws, units) and returns one value a row, such as
        `lambda a: np.median(a, axis=1)`.
    rng : numpy.random.Generator
        Where the draws come from.
    level : float
        Confidence level, 0 to 1.
    draws : int
        Number of resamples.

    Returns
    -------
    Estimate
        *Cannot tell* below 10 values.

    References
    ----------
    Efron, B. and Tibshirani, R. J. (1993). An Introduction to the Bootstrap, section 14.3. Chapman & Hall.

    Examples
    --------
    >>> import numpy as np
    >>> scores = [0.2, 0.4, 0.4, 0.6, 0.6, 0.6, 0.8, 0.8, 1.0, 1.0, 1.0, 1.0]
    >>> e = bootstrap(scores, lambda a: a.mean(axis=1), np.random.default_rng(1))
    >>> round(e.value, 2), 0.5 < e.low < e.value < e.high < 0.9
    (0.7, True)
    """
    import numpy as np

    data = np.asarray(values, dtype=float)
    if len(data) < _FEWEST_CLUSTERS:
        return cannot_tell(f"only {len(data)} values; an interval needs {_FEWEST_CLUSTERS}", len(data))
    point = float(statistic(data[None, :])[0])
    per_block = max(1, 5_000_000 // len(data))
    blocks = []
    for done in range(0, draws, per_block):
        picked = rng.integers(0, len(data), size=(min(per_block, draws - done), len(data)))
        blocks.append(statistic(data[picked]))
    drawn = np.sort(np.concatenate(blocks))
    method = "bootstrap, bias-corrected and accelerated"
    if drawn[0] == drawn[-1]:
        return Estimate(point, point, point, n=len(data), level=level, method=method)
    normal = NormalDist()
    below = (np.sum(drawn < point) + np.sum(drawn <= point)) / (2 * draws)
    bias = normal.inv_cdf(min(max(float(below), 1 / (2 * draws)), 1 - 1 / (2 * draws)))
    acceleration = _acceleration(data, statistic)

    def bound(probability: float) -> float:
        z = bias + normal.inv_cdf(probability)
        return float(np.quantile(drawn, normal.cdf(bias + z / (1 - acceleration * z))))

    low, high = bound(0.5 - level / 2), bound(0.5 + level / 2)
    return Estimate(point, low, high, n=len(data), level=level, method=method)


_MOST_JACKKNIFED = 2_000
"""With more units than this the acceleration is too small to matter, and costly to compute."""


def _acceleration(data: "Array", statistic: Callable[["Array"], "Array"]) -> float:
    """Skewness of the statistic's influence, from leaving one unit out at a time."""
    import numpy as np

    if len(data) > _MOST_JACKKNIFED:
        return 0.0
    left = np.array([float(statistic(np.delete(data, i)[None, :])[0]) for i in range(len(data))])
    away = left.mean() - left
    spread = float((away**2).sum()) ** 1.5
    return 0.0 if spread == 0 else float((away**3).sum()) / (6 * spread)


def _too_few(clusters: int) -> str:
    few = f"only {clusters} customer{'' if clusters == 1 else 's'}"
    return f"{few}; a figure needs at least {_FEWEST_CLUSTERS}"
