"""From what was measured to a scale on which effects add up, and back."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from headwater.analysis.measures import Measure

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Bools = NDArray[np.bool_]

Link = Literal["identity", "log", "logit"]

ENOUGH_ANSWERS = 30
"""With fewer answers behind a mean, its distance from the ends of the scale shapes its distribution."""

_ITERATIONS = 60


@dataclass(frozen=True)
class Response:
    """A series on the scale of the regression.

    Attributes
    ----------
    y : array
        Working response; NaN where missing.
    noise_scale : array
        Variance of the noise in each period relative to the average one.
    offset : array
        What was taken off: the logarithm of the denominator, the comparison.
    held : array
        Units behind each period: contacts behind a share, answers behind a mean; 1 where not known.
    """

    y: "Array"
    noise_scale: "Array"
    offset: "Array"
    held: "Array"
    link: Link
    bounds: tuple[float, float] = (0.0, 1.0)

    def level(self, linear: "Array") -> "Array":
        """Return the measure, per unit, at a value of the linear scale with its offset."""
        low, high = self.bounds
        if self.link == "log":
            grown: Array = np.exp(linear)
            return grown
        if self.link == "logit":
            return low + (high - low) / (1 + np.exp(-linear))
        return linear


def link_of(measure: Measure, denominators: "Array | None") -> Link:
    """Return the scale of a measure: log for counts, logit for shares and for means of few answers."""
    if measure.kind == "count":
        return "log"
    if measure.kind == "share":
        return "logit"
    few = denominators is not None and float(np.nanmedian(denominators)) < ENOUGH_ANSWERS
    return "logit" if measure.kind == "bounded" and few else "identity"


def linked(value: float, link: Link, bounds: tuple[float, float] = (0.0, 1.0)) -> float:
    """Take a level of the measure to the linear scale."""
    if link == "log":
        return float(np.log(value))
    if link == "logit":
        share = (value - bounds[0]) / (bounds[1] - bounds[0])
        return float(np.log(share / (1 - share)))
    return value


def working_response(
    values: "Array",
    denominators: "Array | None",
    measure: Measure,
    x: "Array",
    comparison: "Array | None" = None,
) -> Response:
    """Bring a series on a scale on which effects add up.

    Parameters
    ----------
    values : array of shape (periods,)
        Counts, counted parts or means; NaN where missing.
    denominators : array, optional
        Exposure of a count, units of a share, answers behind a mean.
    x : array of shape (periods, columns)
        The regression's columns.
    comparison : array, optional
        Levels of a comparison series, taken off on the same scale.

    Notes
    -----
    Counts and shares: Poisson and binomial regression give the expected value m of each period; the working
    response is its linear predictor plus (y - m) times the link's slope, and its noise has the variance the
    model gives. What varies beyond that is left to the error models.

    References
    ----------
    McCullagh, P. and Nelder, J. A. (1989). Generalized Linear Models, 2nd ed., section 2.5. Chapman & Hall.
    """
    link = link_of(measure, denominators)
    bounds = measure.bounds if measure.kind == "bounded" else (0.0, 1.0)
    held = (
        np.ones(len(values)) if denominators is None else np.where(np.isnan(denominators), 1.0, denominators)
    )
    offset = _comparison_offset(comparison, link, bounds, len(values))
    seen = np.isfinite(values) & np.isfinite(offset)
    if link == "identity":
        y = np.where(seen, values - offset, np.nan)
        return Response(y, _relative(1 / held, seen), offset, held, link, bounds)
    if link == "log":
        y, noise = _poisson(values, np.log(held) + offset, x, seen)
        return Response(y, _relative(noise, seen), offset, held, link, bounds)
    shares = values / held if measure.kind == "share" else (values - bounds[0]) / (bounds[1] - bounds[0])
    y, noise = _binomial(shares, held, offset, x, seen)
    return Response(y, _relative(noise, seen), offset, held, link, bounds)


def _comparison_offset(
    comparison: "Array | None", link: Link, bounds: tuple[float, float], periods: int
) -> "Array":
    if comparison is None:
        return np.zeros(periods)
    if link == "identity":
        return comparison
    if link == "log":
        least = np.nanmin(np.where(comparison > 0, comparison, np.nan))
        logs: Array = np.log(np.maximum(comparison, least / 2))
        return logs
    share = np.clip((comparison - bounds[0]) / (bounds[1] - bounds[0]), 1e-3, 1 - 1e-3)
    odds: Array = np.log(share / (1 - share))
    return odds


def _relative(variance: "Array", seen: "Bools") -> "Array":
    scaled = np.ones(len(variance))
    scaled[seen] = variance[seen] / variance[seen].mean()
    return scaled


def _poisson(counts: "Array", offset: "Array", x: "Array", seen: "Bools") -> tuple["Array", "Array"]:
    y, off, columns = counts[seen], offset[seen], x[seen]
    linear = np.log(np.maximum(y, 0.5)) - off
    for _ in range(_ITERATIONS):
        mean = np.exp(np.clip(linear + off, -30, 30))
        working, root = linear + (y - mean) / mean, np.sqrt(mean)
        b, *_ = np.linalg.lstsq(columns * root[:, None], working * root, rcond=None)
        new = columns @ b
        done = float(np.max(np.abs(new - linear))) < 1e-10
        linear = new
        if done:
            break
    mean = np.exp(np.clip(linear + off, -30, 30))
    return _spread(linear + (y - mean) / mean, 1 / mean, seen)


def _binomial(
    shares: "Array", units: "Array", offset: "Array", x: "Array", seen: "Bools"
) -> tuple["Array", "Array"]:
    p, n, off, columns = shares[seen], units[seen], offset[seen], x[seen]
    start = (p * n + 0.5) / (n + 1)
    linear = np.log(start / (1 - start)) - off
    for _ in range(_ITERATIONS):
        mean = 1 / (1 + np.exp(-np.clip(linear + off, -30, 30)))
        slope = mean * (1 - mean)
        working, root = linear + (p - mean) / slope, np.sqrt(n * slope)
        b, *_ = np.linalg.lstsq(columns * root[:, None], working * root, rcond=None)
        new = columns @ b
        done = float(np.max(np.abs(new - linear))) < 1e-10
        linear = new
        if done:
            break
    mean = 1 / (1 + np.exp(-np.clip(linear + off, -30, 30)))
    slope = mean * (1 - mean)
    return _spread(linear + (p - mean) / slope, 1 / (n * slope), seen)


def _spread(working: "Array", noise: "Array", seen: "Bools") -> tuple["Array", "Array"]:
    y, variance = np.full(len(seen), np.nan), np.ones(len(seen))
    y[seen], variance[seen] = working, noise
    return y, variance
