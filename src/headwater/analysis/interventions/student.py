"""Student's t and mixtures of it, vectorised: an interval that averages over many error models."""

from functools import lru_cache
from math import exp, lgamma, log, pi, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

_STEPS = 60
_NEGLIGIBLE = 1e-10
"""A part of the mixture with less weight than this moves no bound by anything that is shown."""


@lru_cache(maxsize=512)
def _coefficients(degrees: int) -> tuple[float, ...]:
    """Coefficients of the finite series of Student's distribution, highest power first."""
    found = [1.0]
    if degrees % 2:
        for j in range(1, (degrees - 1) // 2):
            found.append(found[-1] * 2 * j / (2 * j + 1))
    else:
        for j in range(1, degrees // 2):
            found.append(found[-1] * (2 * j - 1) / (2 * j))
    return tuple(reversed(found))


def t_cdf(t: "Array | float", degrees: int) -> "Array":
    """Return Student's distribution function.

    Parameters
    ----------
    t : array or float
        Any shape.
    degrees : int
        Degrees of freedom, 1 or more.

    References
    ----------
    Abramowitz, M. and Stegun, I. A. (1964). Handbook of Mathematical Functions, 26.7.3 and 26.7.4.

    Examples
    --------
    >>> float(t_cdf(2.228139, 10).round(6))
    0.975
    """
    t = np.asarray(t, dtype=float)
    scaled = t / sqrt(degrees)
    square = 1 / (1 + scaled * scaled)
    sine = scaled * np.sqrt(square)
    if degrees == 1:
        return 0.5 + np.arctan(scaled) / pi
    total = np.zeros_like(t)
    for coefficient in _coefficients(degrees):
        total = total * square + coefficient
    if degrees % 2:
        return 0.5 + (np.arctan(scaled) + sine * np.sqrt(square) * total) / pi
    return 0.5 + sine * total / 2


def t_density(t: "Array", degrees: int) -> "Array":
    """Return Student's density."""
    constant = exp(lgamma((degrees + 1) / 2) - lgamma(degrees / 2)) / sqrt(degrees * pi)
    density: Array = constant * np.exp(-(degrees + 1) / 2 * np.log1p(t * t / degrees))
    return density


@lru_cache(maxsize=4096)
def t_quantile(probability: float, degrees: int) -> float:
    """Return Student's quantile.

    Examples
    --------
    >>> round(t_quantile(0.975, 10), 4)
    2.2281
    """
    if probability < 0.5:
        return -t_quantile(1 - probability, degrees)
    low, high = 0.0, 1.0
    while float(t_cdf(high, degrees)) < probability:
        low, high = high, 2 * high
    t = min(max(NormalDist().inv_cdf(probability), low), high)
    for _ in range(_STEPS):
        off = float(t_cdf(t, degrees)) - probability
        low, high = (low, t) if off > 0 else (t, high)
        step = t - off / float(t_density(np.asarray(t), degrees))
        new = step if low < step < high else (low + high) / 2
        if abs(new - t) <= 1e-12 * max(1.0, t):
            return new
        t = new
    return t


def mixture_cdf(x: float, weights: "Array", centres: "Array", scales: "Array", degrees: int) -> float:
    """Return the probability below x of a mixture of shifted and scaled t distributions."""
    return float(weights @ t_cdf((x - centres) / scales, degrees))


def mixture_quantile(
    probability: float, weights: "Array", centres: "Array", scales: "Array", degrees: int
) -> float:
    """Return the quantile of a mixture of shifted and scaled t distributions.

    Parameters
    ----------
    weights, centres, scales : array
        One entry a part; weights sum to 1.

    Examples
    --------
    >>> import numpy as np
    >>> one = np.array([1.0])
    >>> round(mixture_quantile(0.975, one, 5 * one, 2 * one, 10), 3)
    9.456
    """
    kept = weights > _NEGLIGIBLE * weights.max()
    w, c, s = weights[kept] / weights[kept].sum(), centres[kept], scales[kept]
    ends = c + s * t_quantile(probability, degrees)
    # a quantile of the mixture lies between those of its parts
    low, high = float(ends.min()), float(ends.max())
    x = float(w @ ends)
    size = float(s.max())
    for _ in range(_STEPS):
        scaled = (x - c) / s
        off = float(w @ t_cdf(scaled, degrees)) - probability
        low, high = (low, min(high, x)) if off > 0 else (max(low, x), high)
        slope = float((w / s) @ t_density(scaled, degrees))
        step = x - off / slope if slope > 0 else low
        new = step if low < step < high else (low + high) / 2
        if abs(new - x) <= 1e-10 * size:
            return new
        x = new
    return x


def log_sum(values: "Array") -> float:
    """Return the logarithm of a sum of exponentials, without overflow."""
    most = float(values.max())
    return most + log(float(np.exp(values - most).sum()))
