"""Demand that is not known: what agents give, and how many it takes, when the rate itself is uncertain."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special

from headwater.analysis.errors import UsageError
from headwater.analysis.staffing.checking import Array, numbers, plain
from headwater.analysis.staffing.performance import Performance, performance

_NODES = 64
_CV = "Give the standard deviation of the rate over its mean, such as 0.15."


def rate_nodes(cv: float, nodes: int = _NODES) -> tuple[Array, Array]:
    """Return multiples of the mean rate and their probabilities: a gamma distribution by quadrature.

    Notes
    -----
    Gauss's quadrature for the weight x^(k - 1) e^-x with k = 1/cv^2, from the eigenvalues of its Jacobi
    matrix; exact for polynomials of degree 2 nodes - 1.

    References
    ----------
    Golub, G. H. and Welsch, J. H. (1969). Calculation of Gauss quadrature rules. Mathematics of
    Computation, 23(106), 221-230.

    Examples
    --------
    >>> at, weight = rate_nodes(0.15)
    >>> round(float(at @ weight), 12), round(float((at - 1) ** 2 @ weight) ** 0.5, 12)
    (1.0, 0.15)
    """
    if cv == 0:
        return np.ones(1), np.ones(1)
    shape = 1 / cv**2
    i = np.arange(nodes)
    diagonal = 2 * i + shape
    beside = np.sqrt(i[1:] * (i[1:] + shape - 1))
    values, vectors = np.linalg.eigh(np.diag(diagonal) + np.diag(beside, 1) + np.diag(beside, -1))
    return values / shape, vectors[0] ** 2


@dataclass(frozen=True)
class UncertainPerformance:
    """What so many agents give when the arrival rate is uncertain.

    Attributes
    ----------
    service_level, abandonment, mean_wait : float
        For a customer taken at random: hours with many customers count for more.
    at_mean : Performance
        What a plan on the mean rate alone would expect.
    bad_day_service_level : float
        Service level at the rate that one interval in ten exceeds.
    """

    cv: float
    service_level: float
    abandonment: float
    mean_wait: float
    asa_seconds: float
    bad_day_service_level: float
    at_mean: Performance

    def to_dict(self) -> dict[str, Any]:
        """Return every figure as plain data."""
        names = [name for name in self.__dataclass_fields__ if name != "at_mean"]
        return {name: plain(getattr(self, name)) for name in names} | {"at_mean": self.at_mean.to_dict()}

    def __str__(self) -> str:
        return (
            f"With a rate uncertain by {self.cv:.0%}: service level {self.service_level:.1%} "
            f"(at the mean rate {self.at_mean.service_level:.1%}; one time in ten below "
            f"{self.bad_day_service_level:.1%}), leave {self.abandonment:.2%}, mean wait "
            f"{self.mean_wait:.1f} s\n"
            f"{self.at_mean}"
        )


def uncertain_performance(
    arrivals_per_hour: float, handle_seconds: float, agents: float, *, cv: float, **options: Any
) -> UncertainPerformance:
    """Say what so many agents give when the arrival rate varies around its mean.

    Parameters
    ----------
    cv : float
        Standard deviation of the rate over its mean: what a forecast leaves open.
    options
        As of `performance`. `patience_seconds` is needed: without it some rates have no steady state.

    Notes
    -----
    The rate follows a gamma distribution, and each figure is its mean over rates weighted by their customers.

    Examples
    --------
    >>> found = uncertain_performance(1000, 360, 105, cv=0.15, patience_seconds=180)
    >>> round(found.service_level, 6), round(found.at_mean.service_level, 6)
    (0.769089, 0.891876)
    """
    spread = _checked_cv(cv)
    _patient(options)
    at_mean = performance(arrivals_per_hour, handle_seconds, agents, **options)
    if np.ndim(at_mean.p_wait):
        raise UsageError("Uncertain demand is asked about one problem at a time: give single numbers.")
    level, gone, wait, asa = _mean_over_rates(
        arrivals_per_hour, handle_seconds, np.array([agents]), spread, options
    )
    high = special.gammaincinv(1 / spread**2, 0.9) * spread**2 if spread else 1.0
    bad = performance(arrivals_per_hour * high, handle_seconds, agents, **options)
    return UncertainPerformance(
        spread,
        float(level[0]),
        float(gone[0]),
        float(wait[0]),
        float(asa[0]),
        float(bad.service_level),
        at_mean,
    )


@dataclass(frozen=True)
class UncertainRequired:
    """How many agents an uncertain rate takes.

    Attributes
    ----------
    agents, scheduled : int
        Agents who have to be there, and to schedule.
    at_mean : int
        Agents that the mean rate alone would ask for.
    """

    agents: int
    scheduled: int
    at_mean: int
    shrinkage: float
    performance: UncertainPerformance

    def to_dict(self) -> dict[str, Any]:
        """Return agents and what they give, as plain data."""
        names = ("agents", "scheduled", "at_mean", "shrinkage")
        return {name: getattr(self, name) for name in names} | {"performance": self.performance.to_dict()}

    def __str__(self) -> str:
        more = self.agents - self.at_mean
        of = f"; {self.scheduled} scheduled at a shrinkage of {self.shrinkage:.0%}" if self.shrinkage else ""
        return f"{self.agents} agents{of} ({more} more than the mean rate asks for)\n{self.performance}"


def staff_for_uncertainty(
    arrivals_per_hour: float,
    handle_seconds: float,
    *,
    cv: float,
    service_level: float,
    max_abandonment: float | None = None,
    shrinkage: float = 0.0,
    **options: Any,
) -> UncertainRequired:
    """Say how many agents give a service level over an uncertain rate, and what they then give.

    Parameters are those of `required_when_uncertain`, and `shrinkage` as of `required`.
    """
    share = float(numbers("shrinkage", shrinkage, least=0, below=1, hint="Give a share such as 0.3."))
    asked = {
        "service_level": service_level,
        "max_abandonment": 1.0 if max_abandonment is None else max_abandonment,
    }
    agents, at_mean = (
        required_when_uncertain(arrivals_per_hour, handle_seconds, cv=one, **asked, **options)
        for one in (cv, 0.0)
    )
    return UncertainRequired(
        agents,
        int(np.ceil(agents / (1 - share) * (1 - 1e-12))),
        at_mean,
        share,
        uncertain_performance(arrivals_per_hour, handle_seconds, agents, cv=cv, **options),
    )


def required_when_uncertain(
    arrivals_per_hour: float,
    handle_seconds: float,
    *,
    cv: float,
    service_level: float,
    max_abandonment: float = 1.0,
    **options: Any,
) -> int:
    """Return the fewest whole agents that give a service level over an uncertain rate.

    Examples
    --------
    >>> required_when_uncertain(1000, 360, cv=0.15, service_level=0.8, patience_seconds=180)
    108
    >>> required_when_uncertain(1000, 360, cv=0, service_level=0.8, patience_seconds=180)
    101
    """
    spread = _checked_cv(cv)
    _patient(options)
    numbers("service_level", service_level, above=0, below=1, hint="Give a share such as 0.8.")
    numbers("max_abandonment", max_abandonment, above=0, most=1, hint="Give a share such as 0.03.")

    def met(agents: int) -> bool:
        found = _mean_over_rates(
            arrivals_per_hour, handle_seconds, np.array([float(agents)]), spread, options
        )
        return bool(found[0][0] >= service_level and found[1][0] <= max_abandonment)

    high = max(1, int(np.ceil(arrivals_per_hour * handle_seconds / 3600)))
    low = 0
    while not met(high):
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if met(middle) else (middle, high)
    return high


def _mean_over_rates(
    arrivals: float, handle: float, agents: Array, cv: float, options: dict[str, Any]
) -> tuple[Array, Array, Array, Array]:
    at, weight = rate_nodes(cv)
    kept = weight > 1e-18
    at, weight = at[kept], weight[kept]
    found = performance(arrivals * at[:, None], handle, agents[None, :], **options)
    by_customer = (at * weight)[:, None]
    answered = by_customer * (1 - np.asarray(found.abandonment))
    level = np.asarray(found.service_level)
    gone = (by_customer * np.asarray(found.abandonment)).sum(axis=0)
    wait = (by_customer * np.asarray(found.mean_wait)).sum(axis=0)
    asa = (answered * np.nan_to_num(np.asarray(found.asa_seconds))).sum(axis=0) / answered.sum(axis=0)
    return (by_customer * level).sum(axis=0), gone, wait, asa


def _checked_cv(cv: float) -> float:
    return float(numbers("cv", cv, least=0, most=2, hint=_CV))


def _patient(options: dict[str, Any]) -> None:
    if options.get("patience_seconds") is None:
        raise UsageError(
            "An uncertain rate needs patience_seconds: at some of its rates waits would grow without end if "
            "nobody left."
        )
