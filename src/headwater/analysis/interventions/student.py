"""Student's t and mixtures of it, vectorised: an interval that averages over many error models."""

from functools import lru_cache
from math import exp, lgamma, log, pi, sqrt
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

_STEPS = 60
_NEGLIGIBLE = 1e-10
"""A part of the mixture with less weight than this moves no bound by anything that is shown."""


def t_cdf(t: "Array | float", degrees: int) -> "Array":
    """Return Student's distribution function.

    Parameters
    ----------
    t : array or float
        Any shape.
    degrees : int
        Degrees of freedom, 1 or more.

    Examples
    --------
    >>> float(t_cdf(2.228139, 10).round(6))
    0.975
    """
    from scipy.special import stdtr

    return np.asarray(stdtr(degrees, np.asarray(t, dtype=float)))


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
    from scipy.special import stdtrit

    return float(stdtrit(degrees, probability))


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
