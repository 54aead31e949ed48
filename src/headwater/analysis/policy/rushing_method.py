"""Slopes with errors by days, and an interval that holds however weak an instrument is."""

from math import sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from headwater.analysis.policy.absorbing import Absorbed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

SQUARE = 3.841459
"""95% quantile of chi-square with one degree of freedom."""


def slope_of(
    x: "Array", y: "Array", cluster: "NDArray[np.int64]", left: Absorbed | None
) -> tuple[float, float]:
    """Return the slope of y on x through 0 with its clustered standard error."""
    square = float(x @ x)
    slope = float(x @ y) / square
    scores = np.bincount(cluster, weights=x * (y - slope * x))
    return slope, sqrt(_correction(len(x), scores, left) * float(scores @ scores)) / square


def anderson_rubin(
    x: "Array", y: "Array", z: "Array", cluster: "NDArray[np.int64]", left: Absorbed
) -> tuple[float, float]:
    """Return the effects at which z tells nothing of y less the effect of x, as one stretch.

    The first stage is strong, so the quadratic opens upwards and the stretch has two ends.
    """
    of_y = np.bincount(cluster, weights=z * y)
    of_x = np.bincount(cluster, weights=z * x)
    scale = SQUARE * _correction(len(x), of_x, left)
    a = float(z @ x) ** 2 - scale * float(of_x @ of_x)
    b = float(z @ x) * float(z @ y) - scale * float(of_x @ of_y)
    c = float(z @ y) ** 2 - scale * float(of_y @ of_y)
    if a <= 0:  # only where clusters make the first stage weaker than its F says
        return -np.inf, np.inf
    root = sqrt(max(b * b - a * c, 0.0))
    return (b - root) / a, (b + root) / a


def _correction(n: int, scores: "NDArray[Any]", left: Absorbed | None) -> float:
    clusters = int(np.count_nonzero(scores))
    used = 1 + (0 if left is None else left.degrees)
    return clusters / (clusters - 1) * (n - 1) / max(n - used, 1)
