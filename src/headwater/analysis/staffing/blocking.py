"""Erlang's loss function at any size and any real number of agents, by incomplete gamma functions."""

import numpy as np
from scipy import special

from headwater.analysis.staffing.checking import Array

TINY = 1e-250
"""Below this an incomplete gamma function is not divided by."""


def poisson_density(n: Array, mean: Array) -> Array:
    """Return mean^n e^-mean / Gamma(n + 1) for real n >= 0, without the loss of digits of large n.

    References
    ----------
    Loader, C. (2000). Fast and accurate computation of binomial probabilities.
    """
    large = np.maximum(n, 15.0)
    error = _stirling_error(large)
    with np.errstate(under="ignore", over="ignore", divide="ignore", invalid="ignore"):
        deviance = large * np.log1p((large - mean) / mean) - (large - mean)
        saddle = np.exp(-error - deviance) / np.sqrt(2 * np.pi * large)
        direct = np.exp(special.xlogy(n, mean) - mean - special.gammaln(n + 1))
    return np.where(n >= 15.0, saddle, direct)


def _stirling_error(n: Array) -> Array:
    """Return ln Gamma(n + 1) less Stirling's formula, for n of 15 or more."""
    square = 1 / (n * n)
    return np.asarray(
        (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188)))) / n
    )


def inverse_blocking(agents: Array, load: Array) -> Array:
    """Return 1 / B(agents, load), B being Erlang's loss probability.

    Notes
    -----
    1/B = Q(N + 1, a) / (a^N e^-a / Gamma(N + 1)), with Q the upper regularised incomplete gamma function;
    this extends B to real N. Far below the load both parts vanish; there the falling series
    1 + N/a + N(N - 1)/a^2 + ... is summed. Infinite where B is below 1e-290.

    References
    ----------
    Jagerman, D. L. (1974). Some properties of the Erlang loss function. Bell System Technical Journal,
    53(3), 525-551.
    """
    upper = special.gammaincc(agents + 1, load)
    density = poisson_density(agents, load)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        found = np.where(density > 1e-290, upper / density, np.inf)
    far_below = (upper < 1e-30) & (agents < load)
    if far_below.any():
        found[far_below] = _falling_series(agents[far_below], load[far_below])
    return found


def _falling_series(agents: Array, load: Array) -> Array:
    total, term, left = np.ones_like(load), np.ones_like(load), agents.copy()
    while term.any():
        term = np.where(np.abs(term) > 1e-17 * total, term * (left / load), 0.0)
        total += term
        left -= 1
    return total
