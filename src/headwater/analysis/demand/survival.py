"""Kaplan-Meier from a small table: how many left, and how, in each hour since their contact."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import NormalDist

from headwater.analysis.estimates import Estimate, cannot_tell, small_sample_factor, wilson


@dataclass(frozen=True)
class Step:
    """The curve at one time: how many were at risk, how many events, and what survives it."""

    time: int
    at_risk: int
    events: int
    survival: float
    greenwood: float
    """Sum of d / (n (n - d)) up to this time; the variance of `survival` is survival^2 times it."""


@dataclass(frozen=True)
class Curve:
    """A Kaplan-Meier curve with what it takes to state its error."""

    steps: tuple[Step, ...]
    watched: Mapping[int, int]
    """How many left, with an event or without, at each time."""

    @property
    def n(self) -> int:
        """How many were watched at all."""
        return sum(self.watched.values())

    def at_risk(self, time: int) -> int:
        """Return how many were still watched just before `time`."""
        return sum(left for at, left in self.watched.items() if at >= time)

    def at(self, time: int) -> Step:
        """Return the curve's last step up to `time`, before the first step all survive."""
        reached = [step for step in self.steps if step.time <= time]
        return reached[-1] if reached else Step(0, self.n, 0, 1.0, 0.0)

    def events_until(self, time: int) -> int:
        """Return how many events were seen up to `time`."""
        return sum(step.events for step in self.steps if step.time <= time)

    def share(
        self,
        time: int,
        *,
        level: float = 0.95,
        design_effect: float = 1.0,
        clusters: float | None = None,
    ) -> Estimate:
        """Estimate the share that has had the event by `time`.

        Parameters
        ----------
        time : int
            In the unit of the table, counted from the start of each.
        level : float
            Confidence level, 0 to 1.
        design_effect : float
            What clustering multiplies the variance by.
        clusters : float, optional
            Effective number of clusters; Student's quantile then takes the normal one's place.

        Returns
        -------
        Estimate
            *Cannot tell* where nobody is watched as long as `time` and some have not had the event before.

        Notes
        -----
        Greenwood's variance, multiplied by the design effect, on the scale of log(-log S), so that the
        bounds stay in 0..1. Where none, or all, have had the event the bounds are Wilson's: on those still at
        risk, or on the events.

        References
        ----------
        Kaplan, E. L. and Meier, P. (1958). Nonparametric estimation from incomplete observations. Journal of
        the American Statistical Association, 53(282), 457-481.
        Kalbfleisch, J. D. and Prentice, R. L. (2002). The Statistical Analysis of Failure Time Data, 2nd
        ed., section 1.4. Wiley.
        """
        still, step = self.at_risk(time), self.at(time)
        if not still and step.survival > 0:
            return cannot_tell("no contact could be watched that long before the data end", self.n)
        method = "Kaplan-Meier, log-log interval"
        if step.survival in (0.0, 1.0):
            factor = 1.0 if clusters is None else small_sample_factor(clusters, level)
            rests_on = still if step.survival else self.events_until(time)
            happened = 0 if step.survival else rests_on
            bounds = wilson(happened, rests_on, level, max(design_effect, 1.0) / factor)
            return Estimate(1 - step.survival, bounds.low, bounds.high, self.n, level, method)
        spread = sqrt(step.greenwood * max(design_effect, 1.0)) / abs(log(step.survival))
        probability = 0.5 + level / 2
        z = NormalDist().inv_cdf(probability)
        if clusters is not None:
            z = z / sqrt(small_sample_factor(clusters, level))
        low, high = (1 - step.survival ** exp(side * z * spread) for side in (-1, 1))
        return Estimate(1 - step.survival, low, high, self.n, level, method)


def kaplan_meier(events: Mapping[int, int], censored: Mapping[int, int]) -> Curve:
    """Return the Kaplan-Meier curve of a table of counts.

    Parameters
    ----------
    events : mapping of int to int
        How many had the event, by time.
    censored : mapping of int to int
        How many were last seen without it, by time; at equal times they count as still at risk.

    References
    ----------
    Kaplan, E. L. and Meier, P. (1958). Nonparametric estimation from incomplete observations. Journal of
    the American Statistical Association, 53(282), 457-481.

    Examples
    --------
    >>> curve = kaplan_meier(events={1: 2, 3: 1}, censored={2: 1, 4: 1})
    >>> [(step.time, step.at_risk, round(step.survival, 2)) for step in curve.steps]
    [(1, 5, 0.6), (3, 2, 0.3)]
    """
    left = {t: events.get(t, 0) + censored.get(t, 0) for t in sorted({*events, *censored})}
    at_risk, survival, greenwood = sum(left.values()), 1.0, 0.0
    steps = []
    for time, leaving in left.items():
        happened = events.get(time, 0)
        if happened:
            survival *= 1 - happened / at_risk
            last = happened == at_risk
            survival = 0.0 if last else survival
            greenwood += 0.0 if last else happened / (at_risk * (at_risk - happened))
            steps.append(Step(time, at_risk, happened, survival, greenwood))
        at_risk -= leaving
    return Curve(tuple(steps), left)
