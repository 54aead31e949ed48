"""The smooth shape that counts would have had, with the stretches left out that may have been bent."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Bools = NDArray[np.bool_]

ORDERS = range(2, 9)
_ROUNDS, _ENOUGH, _LARGEST_STEP = 80, 1e-9, 1.0


@dataclass(frozen=True)
class Shape:
    """A fitted shape.

    Attributes
    ----------
    expected : array of shape (bins,)
        Counts to be expected without bending.
    order : int
        Degree of the polynomial.
    dispersion : float
        How much more counts vary than chance alone lets them; 1 where they do not.
    """

    counts: "Array"
    expected: "Array"
    order: int
    dispersion: float
    design: "Array"
    windows: tuple["Bools", ...]

    def excess(self, bins: "Bools | Array") -> tuple[float, float]:
        """Return how many more were counted in some bins than expected, and the standard error of that.

        With weights in place of a choice of bins it is the weighted sum, such as of seconds.

        Notes
        -----
        The expected counts depend on all counts through the fit; the error follows from the derivative of
        the solution by each of them (delta method), with Poisson counts times the dispersion.
        """
        found = float((self.counts - self.expected) @ bins)
        moved = self.design.T @ (self.expected * bins)
        pull = np.linalg.solve(_information(self.design, self.expected, self.windows), moved)
        reach = self.design @ pull
        for window in self.windows:
            inside = self.expected * window
            reach[window] = (inside @ reach) / inside.sum()
        slope: Array = bins - reach
        variance = float(slope**2 @ self.counts) * max(1.0, self.dispersion)
        return found, float(np.sqrt(variance))


def fit_shape(
    counts: "Array", middles: "Array", windows: Sequence["Bools"], order: int | None = None
) -> Shape:
    """Fit log counts as a polynomial of the logarithm of time.

    Parameters
    ----------
    counts : array of shape (bins,)
    middles : array of shape (bins,)
        Middle of each bin, above 0.
    windows : sequence of array of bool
        Bins that may have been bent; they must not overlap. Only the sum over each is used: what was moved
        was moved inside it.
    order : int, optional
        Degree of the polynomial; by default the one with the smallest Bayesian information criterion.

    Notes
    -----
    Poisson maximum likelihood by Newton's method; a window is one observation whose mean is the sum of its
    bins' means. On the logarithm of time a lognormal distribution is a parabola.

    References
    ----------
    Kleven, H. J. (2016). Bunching. Annual Review of Economics, 8, 435-464.

    Examples
    --------
    >>> import numpy as np
    >>> middles = np.arange(5.0, 100, 10)
    >>> shape = fit_shape(1000 / middles, middles, [], order=2)
    >>> bool(np.allclose(shape.expected, 1000 / middles))
    True
    """
    scaled = np.log(middles)
    scaled = 2 * (scaled - scaled.min()) / (scaled.max() - scaled.min()) - 1
    kept = tuple(np.asarray(window) for window in windows if window.any())
    outside = ~np.any(kept, axis=0) if kept else np.ones(len(counts), dtype=bool)
    units = int(outside.sum()) + len(kept)
    found: list[tuple[float, Shape]] = []
    for degree in [order] if order is not None else ORDERS:
        if units - degree - 1 < 3:
            break
        design = np.polynomial.legendre.legvander(scaled, degree)
        expected = _fitted(counts, design, outside, kept)
        deviance = _deviance(counts, expected, outside, kept)
        shape = Shape(counts, expected, degree, deviance / (units - degree - 1), design, kept)
        found.append((deviance + (degree + 1) * np.log(units), shape))
    return min(found, key=lambda pair: pair[0])[1]


def _fitted(counts: "Array", design: "Array", outside: "Bools", windows: Sequence["Bools"]) -> "Array":
    weights = np.sqrt(np.maximum(counts[outside], 0.5))
    logs = np.log(np.maximum(counts[outside], 0.5))
    b, *_ = np.linalg.lstsq(design[outside] * weights[:, None], logs * weights, rcond=None)
    for _ in range(_ROUNDS):
        expected = np.exp(np.clip(design @ b, -30, 30))
        score = design[outside].T @ (counts - expected)[outside]
        for window in windows:
            inside = expected[window]
            score = score + (counts[window].sum() / inside.sum() - 1) * (design[window].T @ inside)
        step = np.linalg.solve(_information(design, expected, windows), score)
        largest = float(np.abs(step).max())
        b = b + step * min(1.0, _LARGEST_STEP / max(largest, 1e-300))
        if largest < _ENOUGH:
            break
    return np.asarray(np.exp(np.clip(design @ b, -30, 30)))


def _information(design: "Array", expected: "Array", windows: Sequence["Bools"]) -> "Array":
    alone = expected.copy()
    for window in windows:
        alone[window] = 0.0
    found = (design * alone[:, None]).T @ design
    for window in windows:
        pulled = design[window].T @ expected[window]
        found = found + np.outer(pulled, pulled) / expected[window].sum()
    return np.asarray(found + 1e-12 * np.trace(found) * np.eye(len(found)))


def _deviance(counts: "Array", expected: "Array", outside: "Bools", windows: Sequence["Bools"]) -> float:
    seen = np.concatenate([counts[outside], [counts[window].sum() for window in windows]])
    hoped = np.concatenate([expected[outside], [expected[window].sum() for window in windows]])
    logs = np.log(np.where(seen > 0, seen, 1.0) / np.where(seen > 0, hoped, 1.0))
    return float(2 * (seen * logs - (seen - hoped)).sum())
