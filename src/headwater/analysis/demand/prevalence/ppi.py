"""Prediction-powered inference for a mean, without strata or a finite population: the textbook form."""

from math import sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from headwater.analysis.errors import UsageError
from headwater.analysis.estimates import Estimate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


def ppi_mean(
    coded: "Array",
    predicted: "Array",
    predicted_elsewhere: "Array",
    *,
    slope: float | None = None,
    level: float = 0.95,
) -> Estimate:
    """Estimate a mean from a few coded values and many predicted ones, the two sets being apart.

    Parameters
    ----------
    coded, predicted : ndarray of shape (n,)
        Values that people gave, and what a model predicted for the same contacts.
    predicted_elsewhere : ndarray of shape (m,)
        Predictions for contacts nobody coded.
    slope : float, optional
        How far predictions are trusted, 0 to 1; None takes the value with the smallest error (power tuning).

    Returns
    -------
    Estimate
        With the normal interval of the paper. It is too narrow when few contacts carry a code: what Headwater
        reports is `estimators.powered`; this form is here to be checked against others.

    Notes
    -----
    k mean(f') + mean(y - k f), variance k^2 var(f') / m + var(y - k f) / n, and
    k = cov(y, f) / ((1 + n / m) var(f)), with var(f) over both sets.

    References
    ----------
    Angelopoulos, A. N., Duchi, J. C. and Zrnic, T. (2023). PPI++: Efficient prediction-powered inference.
    arXiv:2311.01453.

    Examples
    --------
    >>> y, f = np.array([1.0, 0.0, 1.0, 0.0, 1.0, 1.0]), np.array([1.0, 0.0, 1.0, 1.0, 1.0, 0.0])
    >>> e = ppi_mean(y, f, np.tile([1.0, 0.0], 50), slope=1.0)
    >>> round(e.value, 3)
    0.5
    """
    n, m = len(coded), len(predicted_elsewhere)
    if n < 2 or m < 2 or len(predicted) != n:
        raise UsageError(
            f"There are {n} coded values, {len(predicted)} predictions for them and {m} for others: at least "
            "two of each are needed, and one prediction for each coded value."
        )
    if slope is None:
        slope = tuned_slope(coded, predicted, predicted_elsewhere)
    rest = coded - slope * predicted
    value = float(slope * predicted_elsewhere.mean() + rest.mean())
    variance = slope**2 * float(predicted_elsewhere.var()) / m + float(rest.var()) / n
    half = NormalDist().inv_cdf(0.5 + level / 2) * sqrt(variance)
    return Estimate(value, value - half, value + half, n=n, level=level, method="PPI++")


def tuned_slope(coded: "Array", predicted: "Array", predicted_elsewhere: "Array") -> float:
    """Return the slope with the smallest error, kept within 0 and 1."""
    n, m = len(coded), len(predicted_elsewhere)
    together = float(((coded - coded.mean()) * (predicted - predicted.mean())).sum()) / n
    spread = float(np.concatenate([predicted, predicted_elsewhere]).var(ddof=1))
    return min(max(together / ((1 + n / m) * spread), 0.0), 1.0) if spread > 0 else 0.0
