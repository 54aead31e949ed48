"""How far apart two codes are: differences for alpha, weights for kappa and AC2."""

from typing import Literal

import numpy as np

from headwater.analysis.agreement.readings import Level, Numbers

Weights = Literal["identity", "linear", "quadratic", "ratio"]


def agreement_weights(values: Numbers, kind: Weights) -> Numbers:
    """Return how much two codes agree: 1 on the diagonal, 0 for the two furthest apart.

    Parameters
    ----------
    values : array, (codes,)
        What the codes stand for.
    kind : {'identity', 'linear', 'quadratic', 'ratio'}
        1 - d with d the distance over the range, its square, or for ratio the squared distance over the sum.

    References
    ----------
    Cohen, J. (1968). Weighted kappa. Psychological Bulletin, 70(4), 213-220.
    Gwet, K. L. (2014). Handbook of Inter-Rater Reliability, 4th ed., section 3.5. Advanced Analytics.

    Examples
    --------
    >>> agreement_weights(np.array([0.0, 1.0, 2.0]), "quadratic").tolist()
    [[1.0, 0.75, 0.0], [0.75, 1.0, 0.75], [0.0, 0.75, 1.0]]
    """
    if kind == "identity" or len(values) < 2:
        return np.eye(len(values))
    if kind == "ratio":
        away = ratio_difference(values)
        return np.asarray(1.0 - away / away.max(), dtype=float)
    distance = np.abs(values[:, None] - values[None, :]) / (values.max() - values.min())
    return np.asarray(1.0 - (distance if kind == "linear" else distance**2), dtype=float)


def agreeing(one: Numbers, other: Numbers, values: Numbers, kind: Weights) -> Numbers:
    """Sum the weights of all pairs of readings, one counted in `one` and one in `other`, row by row.

    The same as summing `one` times `agreement_weights` times `other`, without a matrix where the weights have
    a shape: numbers may have thousands of values.

    Parameters
    ----------
    one, other : array, (rows, codes)
        How often each code was given.

    Examples
    --------
    >>> twice = np.array([[2.0, 0.0, 1.0]])
    >>> agreeing(twice, twice, np.array([0.0, 1.0, 2.0]), "linear").tolist()
    [5.0]
    """
    if kind == "identity" or len(values) < 2:
        return np.asarray((one * other).sum(axis=1), dtype=float)
    if kind == "ratio":
        return np.asarray(((one @ agreement_weights(values, kind)) * other).sum(axis=1), dtype=float)
    pairs = one.sum(axis=1) * other.sum(axis=1)
    scaled = (values - values.mean()) / (values.max() - values.min())
    if kind == "quadratic":
        apart = one.sum(axis=1) * (other @ scaled**2) + other.sum(axis=1) * (one @ scaled**2)
        return np.asarray(pairs - apart + 2 * (one @ scaled) * (other @ scaled), dtype=float)
    # the distance of two readings is the sum of the gaps that lie between them
    below_one, below_other = np.cumsum(one, axis=1)[:, :-1], np.cumsum(other, axis=1)[:, :-1]
    above_one = one.sum(axis=1)[:, None] - below_one
    above_other = other.sum(axis=1)[:, None] - below_other
    return np.asarray(
        pairs - (below_one * above_other + above_one * below_other) @ np.diff(scaled), dtype=float
    )


def ratio_difference(values: Numbers) -> Numbers:
    """Return the squared difference over the squared sum, 0 where both are zero."""
    total = values[:, None] + values[None, :]
    away = values[:, None] - values[None, :]
    return np.asarray((away / np.where(total == 0, 1.0, total)) ** 2, dtype=float)


def weights_of(level: Level) -> tuple[Weights, ...]:
    """Return the weights that fit a level; nominal codes are alike or not."""
    if level == "nominal":
        return ("identity",)
    return ("ratio",) if level == "ratio" else ("linear", "quadratic")
