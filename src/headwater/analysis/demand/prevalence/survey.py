"""Ratios over a stratified sample, with contacts of one customer counted as alike: variance and interval."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from headwater.analysis.estimates import Estimate, cannot_tell, small_sample_factor, t_quantile, wilson

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

FEWEST = 10
"""Coded contacts below which no share is given."""

_TRUSTED = 10
"""Contacts on the rarer side from which a variance estimated from them weighs half."""


@dataclass(frozen=True)
class SurveyDesign:
    """How the coded contacts were drawn, in arrays of one value a coded contact.

    Attributes
    ----------
    weight : ndarray of float
        Contacts that each coded contact stands for: contacts in its stratum over coded contacts in it.
    stratum, cluster : ndarray of int
        Numbers of its stratum and of its customer; a contact without a known customer is one of its own.
    """

    weight: "Array"
    stratum: "NDArray[np.int64]"
    cluster: "NDArray[np.int64]"

    @classmethod
    def simple(cls, n: int, population: int) -> "SurveyDesign":
        """Return the design of a plain random sample of n out of a population."""
        every = np.arange(n)
        return cls(np.full(n, population / n), np.zeros(n, dtype=np.int64), every)

    @classmethod
    def of(
        cls, strata: Sequence[str], contacts: Sequence[int], customers: Sequence[int | None]
    ) -> "SurveyDesign":
        """Return the design of coded contacts.

        Parameters
        ----------
        strata : sequence of str
            Each coded contact's stratum.
        contacts : sequence of int
            How many contacts there are in that stratum.
        customers : sequence of int or None
            Each coded contact's customer; None where not known.
        """
        _, stratum, coded = np.unique(np.asarray(strata, dtype=str), return_inverse=True, return_counts=True)
        weight = np.asarray(contacts, dtype=float) / coded[stratum]
        names = [f"?{at}" if customer is None else str(customer) for at, customer in enumerate(customers)]
        _, cluster = np.unique(np.asarray(names, dtype=str), return_inverse=True)
        return cls(weight, stratum.astype(np.int64), cluster.astype(np.int64))

    def __len__(self) -> int:
        return len(self.weight)

    def parts(self, influence: "Array") -> "Array":
        """Return each contact's part of the error, so that its variance is the sum of squares by customer.

        Parameters
        ----------
        influence : ndarray of shape (n,)
            How far the figure moves by each contact.

        Notes
        -----
        Within stratum h, with n_h of N_h coded, the part is
        sqrt((1 - n_h / N_h) n_h / (n_h - 1)) (u_i - mean of u in h). With one contact a customer the sum of
        squares is the usual variance of a stratified mean. Strata with one coded contact are taken together;
        where there is only one such stratum, the smallest other joins it.

        References
        ----------
        Cochran, W. G. (1977). Sampling Techniques, 3rd ed., section 5.3 and 5A.12. Wiley.
        """
        coded = np.bincount(self.stratum)
        lone = coded[self.stratum] < 2
        others = np.flatnonzero(coded >= 2)
        if lone.sum() == 1 and len(others):
            lone = lone | (self.stratum == others[np.argmin(coded[others])])
        stratum = np.where(lone, len(coded), self.stratum)
        count = np.bincount(stratum).astype(float)
        mean = np.bincount(stratum, influence) / np.maximum(count, 1)
        left = np.clip(1 - 1 / self.weight, 0.0, 1.0)
        times = np.sqrt(left * count[stratum] / np.maximum(count[stratum] - 1, 1))
        away: Array = times * (influence - mean[stratum])
        return away

    def variance(self, parts: "Array") -> float:
        """Return the variance of a figure from the parts of its error: squares summed by customer."""
        return float((np.bincount(self.cluster, parts) ** 2).sum())


def effective(weights: "Array") -> float:
    """Return how many equally weighted contacts tell as much.

    References
    ----------
    Kish, L. (1965). Survey Sampling, section 11.7. Wiley.
    """
    squares = float((weights**2).sum())
    return float(weights.sum()) ** 2 / squares if squares > 0 else 0.0


def share_interval(
    value: float,
    variance: float,
    *,
    weights: "Array",
    parts: "Array",
    rarer: float | None,
    level: float,
    method: str,
    uncorrected: float | None = None,
) -> Estimate:
    """Give a share its interval: Wilson's, on the number of contacts that would be as telling.

    Parameters
    ----------
    value, variance : float
        The share and its estimated variance.
    weights : ndarray
        What each coded contact counts for in the share; zero outside the group.
    parts : ndarray
        Each coded contact's part of the error.
    rarer : float or None
        Coded contacts on the rarer side (with the code, or without it); None takes the variance as it is.
    uncorrected : float, optional
        The share before a correction was added; the correction's error does not shrink with the share.

    Notes
    -----
    A variance that rests on a handful of contacts is itself a guess. So the design effect is a mean of the
    estimated one, weighted by the number of contacts on the rarer side, and of that of the weights alone,
    weighted by 10. Where weights differ (time, money) a few long contacts make much of the variance, so the
    number is further reduced by the ratio of normal and Student's quantiles, for the degrees of freedom that
    the spread of the squared parts d leaves: 2 / (sum(d^4) / sum(d^2)^2 - 1 / n).

    References
    ----------
    Korn, E. L. and Graubard, B. I. (1998). Confidence intervals for proportions with small expected number of
    positive counts estimated from survey data. Survey Methodology, 24(2), 193-201.
    """
    inside = weights > 0
    n = int(inside.sum())
    if n < FEWEST:
        return cannot_tell(f"only {_coded(n)}; a share needs at least {FEWEST}", n)
    value = min(max(value, 0.0), 1.0)
    alike = effective(weights)
    plain = n / alike
    spread = max(p * (1 - p) for p in (value, value if uncorrected is None else uncorrected))
    estimated = variance * n / spread if spread > 1e-12 else plain
    deff = estimated if rarer is None else (rarer * estimated + _TRUSTED * plain) / (rarer + _TRUSTED)
    telling = n / deff
    if alike < 0.98 * n:
        telling *= small_sample_factor(1 + _degrees(parts, n), level)
    made = wilson(value * telling, telling, level)
    low = 0.0 if value == 0 else made.low
    return Estimate(value, low, made.high, n=n, level=level, method=method)


def _coded(n: int) -> str:
    return f"{n} coded contact{'' if n == 1 else 's'}"


def _degrees(parts: "Array", n: int) -> float:
    """Return the degrees of freedom of a variance that is a sum of squares."""
    squares = float((parts**2).sum())
    if squares <= 0:
        return float(n)
    return 2 / max(float((parts**4).sum()) / squares**2 - 1 / n, 1 / n)


def ratio(
    numerator: "Array",
    denominator: "Array",
    design: SurveyDesign,
    *,
    level: float = 0.95,
    share: bool = False,
    method: str = "weighted ratio, stratified, clustered by customer",
) -> Estimate:
    """Estimate a ratio of two totals, such as the mean rating of contacts with a code.

    Parameters
    ----------
    numerator, denominator : ndarray of shape (n,)
        Values of each coded contact, unweighted; zero for contacts that do not count.
    share : bool
        Whether the ratio lies in 0 to 1 by nature; the interval is then Wilson's.

    Returns
    -------
    Estimate
        *Cannot tell* below 10 contacts in the denominator.

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd ed., section 6.11. Wiley.

    Examples
    --------
    >>> design = SurveyDesign.simple(40, 1_000)
    >>> minutes = np.tile([5.0, 7.0, 9.0, 11.0], 10)
    >>> e = ratio(minutes, np.ones(40), design)
    >>> e.value, round(e.low, 2), round(e.high, 2)
    (8.0, 7.29, 8.71)
    """
    counted = denominator != 0
    n = int(counted.sum())
    if n < FEWEST:
        return cannot_tell(f"only {_coded(n)}; a figure needs at least {FEWEST}", n)
    total = float((design.weight * denominator).sum())
    value = float((design.weight * numerator).sum()) / total
    parts = design.parts(design.weight * (numerator - value * denominator) / total)
    variance = design.variance(parts)
    weights = design.weight * np.abs(denominator)
    if share:
        rarer = min(
            float((numerator > 0).sum()), float(n - (numerator[counted] >= denominator[counted]).sum())
        )
        return share_interval(
            value, variance, weights=weights, parts=parts, rarer=rarer, level=level, method=method
        )
    half = t_quantile(0.5 + level / 2, max(effective(weights) - 1, 5)) * sqrt(variance)
    return Estimate(value, value - half, value + half, n=n, level=level, method=method)
