"""What the coded contacts say of any part of them: means, differences of means, changes, with intervals."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import exp, log, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from headwater.analysis.demand.causes.follow_ups import FollowUps
from headwater.analysis.demand.causes.nodes import KnockOn, Trend, Verdict
from headwater.analysis.demand.coding.sampled import SampledContact
from headwater.analysis.demand.prevalence.facts import SampleFacts
from headwater.analysis.demand.prevalence.survey import SurveyDesign, effective, ratio
from headwater.analysis.estimates import Estimate, cannot_tell, t_quantile

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

FEWEST = 5
"""Coded contacts below which nothing is said of a part of them."""

STEADY = 0.25
"""A change whose interval lies within this is no change to speak of."""


@dataclass(frozen=True)
class Halves:
    """The span of the sample cut in the middle.

    Attributes
    ----------
    later : ndarray of 0 and 1
        Whether each coded contact lies in the second half.
    contacts : (int, int)
        All contacts of the first and of the second half.
    """

    later: "Array"
    contacts: tuple[int, int]


@dataclass(frozen=True)
class Evidence:
    """Coded contacts as arrays, and the estimates of any part of them.

    Parts are arrays of one number a coded contact: 1 inside, 0 outside, between them where readings differ
    and nobody has decided.
    """

    facts: SampleFacts
    follow: FollowUps
    halves: Halves
    level: float = 0.95
    readings: tuple[tuple[Mapping[str, str], ...], ...] = field(default=(), repr=False)

    @property
    def design(self) -> SurveyDesign:
        """How the contacts were drawn."""
        return self.facts.design

    def part(self, inside: Callable[[Mapping[str, str]], bool]) -> "Array":
        """Return which coded contacts lie inside, by their codes."""
        return np.array([sum(inside(codes) for codes in said) / len(said) for said in self.readings])

    def having(self, codes: tuple[tuple[str, str], ...]) -> "Array":
        """Return which coded contacts carry all of these codes."""
        return self.part(lambda said: all(said.get(name) == code for name, code in codes))

    def spread(self, parts: "Array") -> float:
        """Return the standard error of a figure from the parts of its error."""
        return sqrt(self.design.variance(parts))

    def per_contact(self, part: "Array", amount: "Array") -> tuple[Estimate, "Array"]:
        """Return the mean amount of the contacts inside, and the parts of its error."""
        return self._mean(amount, part)

    def gap(self, values: "Array", known: "Array", part: "Array", what: str) -> Estimate:
        """Return the mean of the contacts inside less that of all others, where the value is known."""
        inside, others = part * known, (1 - part) * known
        n, n_others = int((inside > 0).sum()), int((others > 0).sum())
        if n < FEWEST or n_others < FEWEST:
            return cannot_tell(f"only {min(n, n_others)} coded contacts {what}; {FEWEST} are needed", n)
        filled = np.where(known > 0, values, 0.0)
        one, moves = self._mean(filled, inside)
        other, moves_other = self._mean(filled, others)
        value = (one.value or 0.0) - (other.value or 0.0)
        variance = self.design.variance(moves - moves_other)
        return self._interval(value, variance, n, min(self._alike(inside), self._alike(others)), "difference")

    def knock_on(self, part: "Array", contacts_a_year: float, timed: bool) -> KnockOn:
        """Return what contacts inside set off, against all others."""
        watched, followed = self.follow.watched, self.follow.followed
        inside, others = part * watched, (1 - part) * watched
        n = int((inside > 0).sum())
        what = "of known customers, watched for the whole window"
        if n < FEWEST:
            few = cannot_tell(f"only {n} coded contacts {what}; {FEWEST} are needed", n)
            return KnockOn(few, few, few, few)
        shares = [
            ratio(followed * each, each, self.design, level=self.level, share=True)
            for each in (inside, others)
        ]
        apart = self.gap(followed, watched, part, what)
        if apart.value is not None:
            apart = self._at_least(apart, inside, others)
        hours = (
            self._hours(inside, contacts_a_year) if timed else cannot_tell("no contact has a handle time", n)
        )
        return KnockOn(shares[0], shares[1], apart, hours)

    def _hours(self, inside: "Array", contacts_a_year: float) -> Estimate:
        """Return the hours a year that follow contacts inside.

        Notes
        -----
        A sum of few and unequal parts: its interval is that of a weighted sum of Poisson counts, with the
        mean part of all follow-ups in place of one that was not seen.

        References
        ----------
        Fay, M. P. and Feuer, E. J. (1997). Confidence intervals for directly standardized rates: a method
        based on the gamma distribution. Statistics in Medicine, 16(7), 791-801.
        Tiwari, R. C., Clegg, L. X. and Zou, Z. (2006). Efficient interval estimation for age-adjusted cancer
        rates. Statistical Methods in Medical Research, 15(6), 547-569.
        """
        follow, n = self.follow, int((inside > 0).sum())
        weights = self.design.weight * follow.watched
        each = contacts_a_year * weights / float(weights.sum()) * follow.followed * follow.hours
        seen = each[each > 0]
        if not len(seen):
            return cannot_tell("no coded contact was followed by one with a handle time", n)
        found, moves = self._mean(inside * follow.followed * follow.hours, follow.watched)
        value = (found.value or 0.0) * contacts_a_year
        counted = float(((each * (inside > 0)) ** 2).sum())
        variance = max(self.design.variance(moves) * contacts_a_year**2, counted)
        alpha = 1 - self.level
        low = _gamma(value, variance, alpha / 2) if value > 0 else 0.0
        high = _gamma(value + float(seen.mean()), variance + float((seen**2).mean()), 1 - alpha / 2)
        return Estimate(value, low, high, n=n, level=self.level, method="gamma interval of a weighted sum")

    def trend(self, part: "Array") -> Trend:
        """Return the change of contacts a day from the first half of the span to the second.

        Notes
        -----
        The share of contacts inside is estimated in each half, and set against all contacts of that half,
        which are known. The interval is that of the logarithm of the ratio, half a contact added to each
        count so that a half without any has an answer.

        References
        ----------
        Pettigrew, H. M., Gart, J. J. and Thomas, D. G. (1986). The bias and higher cumulants of the logarithm
        of a binomial variate. Biometrika, 73(2), 425-435.
        """
        later = self.halves.later
        sides = [1 - later, later]
        coded = [int(side.sum()) for side in sides]
        if min(coded) < 2 * FEWEST or min(self.halves.contacts) == 0:
            why = f"only {min(coded)} coded contacts in one half of the span; {2 * FEWEST} are needed"
            return Trend(cannot_tell(why, sum(coded)), "cannot tell")
        floor, centre = 0.0, 0.0
        parts: list[Array] = []
        for sign, side, contacts in zip((-1, 1), sides, self.halves.contacts, strict=True):
            found, own = self._mean(part, side)
            share, alike = found.value or 0.0, self._alike(side)
            count = share * alike
            floor += 1 / (count + 0.5) - 1 / (alike + 0.5)
            centre += sign * (log((count + 0.5) / (alike + 0.5)) + log(contacts))
            if share > 0:
                parts.append(sign * own / share)
        half = NormalDist().inv_cdf(0.5 + self.level / 2) * sqrt(
            max(self.design.variance(sum(parts, np.zeros(len(part)))), floor)
        )
        low, value, high = (exp(centre + away) - 1 for away in (-half, 0.0, half))
        n = int((part > 0).sum())
        change = Estimate(value, low, high, n=n, level=self.level, method="log ratio of halves")
        return Trend(change, _verdict(low, high))

    def covariance(self, parts: list["Array"]) -> "Array":
        """Return the covariance of several figures from the parts of their errors."""
        if not parts:
            return np.zeros((0, 0))
        summed: Array = np.stack([np.bincount(self.design.cluster, part) for part in parts]).astype(float)
        together: Array = summed @ summed.T
        return together

    def _mean(self, values: "Array", counted: "Array") -> tuple[Estimate, "Array"]:
        weights = self.design.weight * counted
        total, n = float(weights.sum()), int((counted > 0).sum())
        if total <= 0:
            return cannot_tell("no coded contact", 0), np.zeros(len(values))
        value = float((weights * values).sum()) / total
        parts = self.design.parts(weights * (values - value) / total)
        made = self._interval(value, self.design.variance(parts), n, self._alike(counted), "weighted mean")
        return made, parts

    def _alike(self, counted: "Array") -> float:
        return effective(self.design.weight * counted)

    def _interval(self, value: float, variance: float, n: int, alike: float, method: str) -> Estimate:
        half = t_quantile(0.5 + self.level / 2, max(alike - 1, 4)) * sqrt(variance)
        return Estimate(value, value - half, value + half, n=n, level=self.level, method=method)

    def _at_least(self, apart: Estimate, inside: "Array", others: "Array") -> Estimate:
        """Widen a difference of shares to what a success and a failure more in each part would give.

        References
        ----------
        Agresti, A. and Caffo, B. (2000). Simple and effective confidence intervals for proportions and
        differences of proportions. The American Statistician, 54(4), 280-288.
        """
        variance = 0.0
        for part in (inside, others):
            n = self._alike(part)
            weights = self.design.weight * part
            share = float((weights * self.follow.followed).sum() / weights.sum())
            added = (share * n + 1) / (n + 2)
            variance += added * (1 - added) / (n + 2)
        half = NormalDist().inv_cdf(0.5 + self.level / 2) * sqrt(variance)
        value = apart.value or 0.0
        low = max(min(apart.low or 0.0, value - half), -1.0)
        high = min(max(apart.high or 0.0, value + half), 1.0)
        return Estimate(value, low, high, n=apart.n, level=self.level, method="difference of shares")


def readings_that_count(contact: SampledContact) -> tuple[Mapping[str, str], ...]:
    """Return what was decided of a contact, or else what each of its coders said."""
    return tuple(coding.codes for coding in contact.counting)


def _gamma(mean: float, variance: float, probability: float) -> float:
    """Return a quantile of the gamma distribution with this mean and variance.

    References
    ----------
    Wilson, E. B. and Hilferty, M. M. (1931). The distribution of chi-square. Proceedings of the National
    Academy of Sciences, 17(12), 684-688.

    Examples
    --------
    >>> round(_gamma(10.0, 20.0, 0.975), 1), round(_gamma(10.0, 20.0, 0.025), 1)  # chi-square, 10 degrees
    (20.5, 3.2)
    """
    degrees = 2 * mean**2 / variance
    z = NormalDist().inv_cdf(probability)
    root = max(1 - 2 / (9 * degrees) + z * sqrt(2 / (9 * degrees)), 0.0)
    return mean * root**3


def _verdict(low: float, high: float) -> Verdict:
    if low > 0:
        return "rising"
    if high < 0:
        return "falling"
    return "steady" if low > -STEADY and high < STEADY else "cannot tell"
