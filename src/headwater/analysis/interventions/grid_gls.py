"""Grid-GLS: exact regression under every error model of a family, averaged by how well each fits."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from headwater.analysis.interventions.error_models import ErrorFamily, autoregressive, whiten
from headwater.analysis.interventions.student import mixture_cdf, mixture_quantile

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class ContrastEstimate:
    """A linear combination of coefficients under every error model, as a mixture of t distributions.

    Attributes
    ----------
    weights, centres, scales : array
        One entry an error model.
    degrees : int
        Degrees of freedom of each part.
    """

    weights: "Array"
    centres: "Array"
    scales: "Array"
    degrees: int

    @property
    def value(self) -> float:
        """Mean of the mixture."""
        return float(self.weights @ self.centres)

    @property
    def standard_error(self) -> float:
        """Square root of the mean squared error: within each model, and between them."""
        spread = (self.centres - self.value) ** 2
        return float(np.sqrt(self.weights @ (self.scales**2 + spread)))

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Return the bounds that leave half of 1 - level on either side."""
        tail = (1 - level) / 2
        parts = (self.weights, self.centres, self.scales, self.degrees)
        return mixture_quantile(tail, *parts), mixture_quantile(1 - tail, *parts)

    def below(self, x: float) -> float:
        """Return the probability that the mixture puts below x."""
        return mixture_cdf(x, self.weights, self.centres, self.scales, self.degrees)

    @property
    def p_value(self) -> float:
        """Two-sided: twice the smaller mass on either side of nothing."""
        under = self.below(0.0)
        return 2 * min(under, 1 - under)


@dataclass(frozen=True)
class GridGls:
    """A regression under every error model.

    Attributes
    ----------
    coefficients : array of shape (models, columns)
    covariances : array of shape (models, columns, columns)
        Of the coefficients.
    variances : array of shape (models,)
        Estimated variance of the errors.
    weights : array of shape (models,)
        Restricted likelihood times prior; they sum to 1.
    periods, degrees : int
        Periods observed, and degrees of freedom left.
    """

    family: ErrorFamily
    coefficients: "Array"
    covariances: "Array"
    variances: "Array"
    weights: "Array"
    periods: int
    degrees: int

    def contrast(self, of: "Array") -> ContrastEstimate:
        """Return the combination `of` @ coefficients."""
        centres = self.coefficients @ of
        squares = np.einsum("i,gij,j->g", of, self.covariances, of)
        return ContrastEstimate(self.weights, centres, np.sqrt(np.maximum(squares, 0)), self.degrees)

    @property
    def autocorrelation(self) -> float:
        """Correlation of neighbouring errors, averaged over the models; 1 for a wandering level."""
        share = self.family.first / (self.family.first + self.family.noise)
        return float(self.weights @ (self.family.phi * share))

    @property
    def deviation(self) -> float:
        """Standard deviation of the errors."""
        return float(np.sqrt(self.weights @ self.variances))


def fit_grid_gls(
    y: "Array",
    x: "Array",
    *,
    family: ErrorFamily | None = None,
    noise_scale: "Array | None" = None,
) -> GridGls:
    """Regress a series on columns when its errors are autocorrelated to an unknown degree.

    Parameters
    ----------
    y : array of shape (periods,)
        Regular in time; NaN where a period is missing.
    x : array of shape (periods, columns)
        Of full rank over the periods observed.
    family : ErrorFamily, optional
        AR(1) with a share of noise by default.
    noise_scale : array of shape (periods,), optional
        Relative variance of the noise part, such as 1 / expected count.

    Returns
    -------
    GridGls

    Notes
    -----
    Under each model the covariance is known up to one variance: b = (X'C^-1 X)^-1 X'C^-1 y, exactly. The
    weight of a model is its prior times the restricted likelihood with the variance integrated out,
    |C|^-1/2 |X'C^-1 X|^-1/2 S^-(n - k)/2, where S is the residual sum of squares.

    References
    ----------
    Harville, D. A. (1974). Bayesian inference for variance components using only error contrasts.
    Biometrika, 61(2), 383-385.

    Examples
    --------
    >>> import numpy as np
    >>> draw = np.random.default_rng(1)
    >>> after = np.arange(130) >= 104
    >>> x = np.column_stack([np.ones(130), after])
    >>> found = fit_grid_gls(10 - 2.0 * after + draw.normal(size=130), x).contrast(np.array([0.0, 1.0]))
    >>> low, high = found.interval()
    >>> low < -2 < high < 0
    True
    """
    return fit_many(y[None, :], x, family=family, noise_scale=noise_scale)[0]


_AT_ONCE = 50
"""Series filtered together: more would only take memory."""


def fit_many(
    ys: "Array",
    x: "Array",
    *,
    family: ErrorFamily | None = None,
    noise_scale: "Array | None" = None,
) -> list[GridGls]:
    """Regress many series on the same columns, as `fit_grid_gls` does one; they miss the same periods.

    Parameters
    ----------
    ys : array of shape (series, periods)
    """
    family = family or autoregressive()
    observed = np.isfinite(ys[0])
    scale = np.ones(ys.shape[1]) if noise_scale is None else noise_scale
    # least squares first: what is left is small, so that sums of squares lose no digits
    start, *_ = np.linalg.lstsq(x[observed], ys[:, observed].T, rcond=None)
    left = np.where(observed[:, None], ys.T - x @ start, 0.0)
    found: list[GridGls] = []
    for first in range(0, len(ys), _AT_ONCE):
        last = first + _AT_ONCE
        found += _fitted(
            x,
            left[:, first:last],
            start[:, first:last],
            family=family,
            scale=scale,
            observed=observed,
        )
    return found


def _fitted(
    x: "Array", left: "Array", start: "Array", *, family: ErrorFamily, scale: "Array", observed: "Bools"
) -> list[GridGls]:
    k, n = x.shape[1], int(observed.sum())
    white = whiten(np.column_stack([x, left]), family, scale, observed)
    wx, wy = white.columns[:, :, :k], white.columns[:, :, k:]
    across = wx.transpose(0, 2, 1)
    inverse = np.linalg.inv(across @ wx)
    moved = inverse @ (across @ wy)
    squares = ((wy - wx @ moved) ** 2).sum(axis=1)
    _, log_inverse = np.linalg.slogdet(inverse)
    known = np.log(family.prior) - 0.5 * (white.log_determinant - log_inverse)
    found = []
    for i in range(left.shape[1]):
        logs = known - 0.5 * (n - k) * np.log(np.maximum(squares[:, i], 1e-300))
        weights = np.exp(logs - logs.max())
        variances = squares[:, i] / (n - k)
        found.append(
            GridGls(
                family=family,
                coefficients=start[:, i] + moved[:, :, i],
                covariances=inverse * variances[:, None, None],
                variances=variances,
                weights=weights / weights.sum(),
                periods=n,
                degrees=n - k,
            )
        )
    return found
