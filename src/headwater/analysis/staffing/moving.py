"""Demand that changes through the day: the load that lags behind it, with and without returns."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from headwater.analysis.errors import UsageError
from headwater.analysis.frames import Backend, to_frame
from headwater.analysis.staffing.checking import Array, Figures, numbers, shaped
from headwater.analysis.staffing.performance import SECONDS


def load_at(
    rate_per_hour: Callable[[Array], Array], seconds: Any, handle_seconds: float, nodes: int = 48
) -> Figures:
    """Return the modified offered load at instants, for a rate given as a function of time.

    Parameters
    ----------
    rate_per_hour : callable
        Takes seconds as an array and returns arrivals an hour. It has to be smooth, and to be defined for
        the past as well.

    Notes
    -----
    m(t) = E[rate(t - S)] E[S] for exponential handle times S: by Gauss-Laguerre quadrature.

    References
    ----------
    Eick, S. G., Massey, W. A. and Whitt, W. (1993). Mt/G/infinity queues with sinusoidal arrival rates.
    Management Science, 39(2), 241-252.

    Examples
    --------
    >>> per_hour = lambda t: 2 * (100 + 40 * np.sin(2 * np.pi * t / 86_400))
    >>> load_at(per_hour, [0, 21_600, 43_200], 360).round(6)
    array([19.790704, 27.994521, 20.209296])
    """
    numbers("handle_seconds", handle_seconds, above=0, hint=SECONDS)
    at = numbers("seconds", seconds)
    x, weight = np.polynomial.laguerre.laggauss(nodes)
    rates = np.asarray(rate_per_hour(at.ravel()[:, None] - x * handle_seconds), dtype=float)
    return shaped((rates * weight).sum(axis=1) * handle_seconds / 3600, at.shape)


@dataclass(frozen=True)
class MovingLoad:
    """Offered load through a day in intervals.

    Attributes
    ----------
    steady : array
        What each interval's rate alone would say.
    load : array
        Mean of the modified offered load over each interval: what to staff for.
    peak : array
        Its largest value in each interval.
    away : array
        Customers who will return, on average; zero without returns.
    """

    interval_seconds: float
    steady: Array
    load: Array
    peak: Array
    away: Array

    def to_dict(self) -> dict[str, Any]:
        """Return every interval as plain data."""
        names = ("steady", "load", "peak", "away")
        found = {name: getattr(self, name).tolist() for name in names}
        return {"interval_seconds": self.interval_seconds, **found}

    def to_frame(self, backend: Backend | None = None) -> Any:
        """Return a row for each interval."""
        return to_frame({k: v for k, v in self.to_dict().items() if k != "interval_seconds"}, backend)

    def __str__(self) -> str:
        late = int(np.argmax(self.load)) - int(np.argmax(self.steady))
        return (
            f"{self.load.size} intervals: load {self.load.min():.2f} to {self.load.max():.2f} "
            f"(by the rates alone {self.steady.min():.2f} to {self.steady.max():.2f}); the peak comes "
            f"{late} interval{'' if late == 1 else 's'} later"
        )


def moving_load(
    arrivals_per_hour: Any,
    handle_seconds: float,
    *,
    interval_seconds: float = 1800.0,
    returning: float = 0.0,
    away_seconds: float = 3600.0,
    warm: bool = True,
) -> MovingLoad:
    """Return the load through a day whose arrival rate is given by intervals.

    Parameters
    ----------
    arrivals_per_hour : array
        Rate in each interval, constant within it.
    returning : float
        Share of handled contacts whose customers come back for the same case (Erlang-R).
    away_seconds : float
        Mean time until they do.
    warm : bool
        Whether the time before was like the first interval; else it begins empty.

    Notes
    -----
    dR/dt = rate + away/away_seconds - R/handle; d away/dt = returning R/handle - away/away_seconds. Both are
    solved exactly within each interval by the eigenvalues of the system. Agents are then found as for a
    constant load.

    References
    ----------
    Yom-Tov, G. B. and Mandelbaum, A. (2014). Erlang-R: a time-varying queue with reentrant customers, in
    support of healthcare staffing. Manufacturing & Service Operations Management, 16(2), 283-299.

    Examples
    --------
    >>> print(moving_load([100, 200, 400, 200, 100], 900))
    5 intervals: load 25.00 to 76.92 (by the rates alone 25.00 to 100.00); the peak comes 0 intervals later
    """
    rates = np.atleast_1d(numbers("arrivals_per_hour", arrivals_per_hour, least=0)) / 3600
    if rates.ndim != 1:
        raise UsageError("arrivals_per_hour has to be one row of intervals.")
    numbers("handle_seconds", handle_seconds, above=0, hint=SECONDS)
    numbers("interval_seconds", interval_seconds, above=0, hint=SECONDS)
    numbers("away_seconds", away_seconds, above=0, hint=SECONDS)
    numbers("returning", returning, least=0, below=1, hint="Give a share such as 0.2.")
    # with nobody returning the second equation is idle, and must not coincide with the first
    serve = 1 / handle_seconds
    back = 1 / away_seconds if returning else 2 * serve
    system = np.array([[-serve, back], [returning * serve, -back]])
    values, vectors = np.linalg.eig(system)
    inverse = np.linalg.inv(vectors)
    fractions = np.linspace(0, 1, 31)
    grows = np.exp(np.outer(fractions * interval_seconds, values))
    averages = np.expm1(values * interval_seconds) / (values * interval_seconds)
    scale = 1 / (1 - returning)
    state = np.array([rates[0] / serve, returning * rates[0] / back]) * scale * (1.0 if warm else 0.0)
    load, peak, away = np.empty(rates.size), np.empty(rates.size), np.empty(rates.size)
    for i, rate in enumerate(rates):
        settled = np.array([rate / serve, returning * rate / back]) * scale
        off = inverse @ (state - settled)
        mean = settled + (vectors @ (averages * off)).real
        course = settled + ((grows * off) @ vectors.T).real
        load[i], away[i], peak[i] = mean[0], mean[1], course[:, 0].max()
        state = course[-1]
    return MovingLoad(float(interval_seconds), rates / serve * scale, load, peak, away)
