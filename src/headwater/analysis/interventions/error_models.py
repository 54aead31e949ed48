"""Families of error models on a grid, and the whitening of a series under all of them at once."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Bools = NDArray[np.bool_]

WITHOUT_NOISE = 0.65
"""Prior mass on pure AR(1); the rest lies on strong autocorrelation that noise hides."""

PHIS = (*(round(0.04 * i, 2) for i in range(-7, 24)), 0.95, 0.98)
"""Coefficients without noise. Negative ones matter where there is no autocorrelation: a grid that stops at 0
could only err upwards, and would make intervals too wide."""

HIDDEN_PHIS = (0.2, 0.32, 0.44, 0.56, 0.64, 0.72, 0.8, 0.84, 0.88, 0.92, 0.95, 0.98)
NOISE_SHARES = (0.1, 0.2, 0.4, 0.6, 0.8)
"""Coefficients and shares of noise where the process is hidden by it."""

_PHI_ENDS = 0.995

LEVEL_STEPS = (0.04, 0.06, 0.08, 0.1, 0.13, 0.16, 0.2, 0.25, 0.3, 0.4, 0.5, 0.7, 1.0)
"""Standard deviation of the weekly step of a wandering level, as a part of the weekly noise. A level that
hardly wanders is not among them: averaged with those that do, it would let drift pass for an effect."""


@dataclass(frozen=True)
class ErrorFamily:
    """Error models, one an entry: a hidden state s(t + 1) = phi s(t) + step, seen with noise.

    Attributes
    ----------
    phi, step, first, noise : array
        Coefficient; variance of a step; variance of the first state; variance of the noise. All relative
        to the one variance that is estimated.
    prior : array
        Prior probabilities; they sum to 1.
    """

    name: str
    phi: "Array"
    step: "Array"
    first: "Array"
    noise: "Array"
    prior: "Array"


@cache
def autoregressive(
    phis: tuple[float, ...] = PHIS,
    hidden: tuple[float, ...] = HIDDEN_PHIS,
    noise_shares: tuple[float, ...] = NOISE_SHARES,
) -> ErrorFamily:
    """Return AR(1), pure or hidden by a share of white noise: the family that verdicts rest on.

    Notes
    -----
    The prior density of phi is proportional to (1 - phi^2)^-1/2 without noise; with a share of noise u,
    phi ~ Beta(15, 3) and u ~ Beta(1, 5/2). A short record can neither show nor rule out weak noise over a
    strong process, so that the prior decides there how wide intervals are. This one was chosen by simulation
    among a few families of densities, for the best worst coverage over the series of
    `benchmarks/evidence_series.py` while detectable effects stay within a tenth of those of a flat prior.

    References
    ----------
    Berger, J. O. and Yang, R.-Y. (1994). Noninformative priors and Bayesian testing for the AR(1) model.
    Econometric Theory, 10(3-4), 461-482.
    """
    plain, (phi, share) = np.array(phis), np.meshgrid(hidden, noise_shares, indexing="ij")
    without = _around(plain) / np.sqrt(1 - plain**2)
    with_noise = np.outer(
        _around(np.array(hidden)) * np.array(hidden) ** 14 * (1 - np.array(hidden)) ** 2,
        _around(np.array(noise_shares)) * (1 - np.array(noise_shares)) ** 1.5,
    )
    parts = (WITHOUT_NOISE, without), (1 - WITHOUT_NOISE, with_noise.ravel())
    prior = np.concatenate([mass * density / density.sum() for mass, density in parts])
    phi = np.concatenate([plain, phi.ravel()])
    share = np.concatenate([np.zeros(len(plain)), share.ravel()])
    return ErrorFamily("AR(1) with noise", phi, (1 - phi**2) * (1 - share), 1 - share, share, prior)


def _around(points: "Array") -> "Array":
    """Return the length for which each point of a grid stands."""
    between = (points[1:] + points[:-1]) / 2
    first, last = 2 * points[0] - between[0], min(_PHI_ENDS, 2 * points[-1] - between[-1])
    lengths: Array = np.diff([first, *between, last])
    return lengths


@cache
def local_level() -> ErrorFamily:
    """Return a wandering level seen with noise: what a verdict has to survive as well."""
    steps = np.array(LEVEL_STEPS) ** 2
    ones = np.ones(len(steps))
    # the first level is taken up by the intercept
    return ErrorFamily("local level", ones, steps, np.zeros(len(steps)), ones, ones / len(steps))


@dataclass(frozen=True)
class Whitened:
    """Columns made independent and of equal variance, under each error model.

    Attributes
    ----------
    columns : array of shape (models, periods observed, columns)
    log_determinant : array of shape (models,)
        Of the covariance.
    """

    columns: "Array"
    log_determinant: "Array"


def whiten(columns: "Array", family: ErrorFamily, noise_scale: "Array", observed: "Bools") -> Whitened:
    """Filter columns by the innovations of each error model; exact, and linear in the number of periods.

    Parameters
    ----------
    columns : array of shape (periods, columns)
        Rows of periods that were not observed are not read.
    noise_scale : array of shape (periods,)
        Variance of the noise in each period relative to the average one.
    observed : array of bool, shape (periods,)

    Notes
    -----
    A Kalman filter with a scalar state, run for all models in step. A period that was not observed moves
    the state on and adds nothing.

    References
    ----------
    Harvey, A. C. (1989). Forecasting, Structural Time Series Models and the Kalman Filter, section 3.4.
    Cambridge University Press.
    """
    filtered = _COMPILED[0] if _COMPILED else _by_numpy
    models = np.stack([family.phi, family.step, family.first, family.noise])
    return Whitened(*filtered(np.asarray(columns, dtype=float), models, noise_scale, observed))


def _by_numpy(
    columns: "Array", models: "Array", scale: "Array", observed: "Bools"
) -> tuple["Array", "Array"]:
    phi, step, first, noise = models
    out = np.empty((len(phi), int(observed.sum()), columns.shape[1]))
    state = np.zeros((len(phi), columns.shape[1]))
    variance, total = first.copy(), np.zeros(len(phi))
    square, along, place = phi**2, phi[:, None], 0
    for t in range(len(columns)):
        if observed[t]:
            seen = variance + noise * scale[t]
            gain = variance / seen
            innovation = columns[t] - state
            np.multiply(innovation, (1 / np.sqrt(seen))[:, None], out=out[:, place])
            total += np.log(seen)
            state = along * (state + gain[:, None] * innovation)
            variance = square * variance * (1 - gain) + step
            place += 1
        else:
            state = along * state
            variance = square * variance + step
    return out, total


_Filter = Callable[..., tuple["Array", "Array"]]
_COMPILED: list[_Filter] = []


def compile_filter() -> bool:
    """Filter with compiled code from now on in this process, where numba is installed; say whether it is.

    Worth its second of compiling from some hundred evaluations on. Estimates are the same but for the last
    digits that rounding leaves.
    """
    if not _COMPILED:
        try:
            from numba import njit
        except ImportError:
            return False
        _COMPILED.append(njit()(_one_by_one))
    return True


def _one_by_one(
    columns: "Array", models: "Array", scale: "Array", observed: "Bools"
) -> tuple["Array", "Array"]:
    """Do as `_by_numpy`, in the loops that a compiler wants."""
    phi, step, first, noise = models[0], models[1], models[2], models[3]
    width = columns.shape[1]
    out, total = np.empty((len(phi), int(observed.sum()), width)), np.zeros(len(phi))
    for g in range(len(phi)):
        state, variance, place = np.zeros(width), first[g], 0
        for t in range(len(columns)):
            if not observed[t]:
                state *= phi[g]
                variance = phi[g] * phi[g] * variance + step[g]
                continue
            seen = variance + noise[g] * scale[t]
            gain, root = variance / seen, 1 / np.sqrt(seen)
            for j in range(width):
                innovation = columns[t, j] - state[j]
                out[g, place, j] = innovation * root
                state[j] = phi[g] * (state[j] + gain * innovation)
            total[g] += np.log(seen)
            variance = phi[g] * phi[g] * variance * (1 - gain) + step[g]
            place += 1
    return out, total
