"""Figures over independent runs: a ratio with its interval, its standard error, and how it is read."""

from math import sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from headwater.analysis.estimates import Estimate, cannot_tell, t_quantile

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

FEWEST_RUNS = 2
_LEVEL = 0.95
_METHOD = "simulated, t interval over runs"


def ratio_over_runs(top: "Array", bottom: "Array") -> Estimate:
    """Return a ratio of sums over runs, with its interval from how the runs differ."""
    runs, mean = len(top), float(bottom.mean())
    if mean == 0:
        return cannot_tell("no contacts came", runs)
    value = float(top.mean()) / mean
    if runs < FEWEST_RUNS:
        return Estimate(value, n=runs, method=_METHOD)
    spread = float(np.std(top - value * bottom, ddof=1)) / mean / sqrt(runs)
    half = t_quantile(0.5 + _LEVEL / 2, runs - 1) * spread
    return Estimate(value, value - half, value + half, n=runs, level=_LEVEL, method=_METHOD)


def standard_error(estimate: Estimate) -> float | None:
    """Return the standard error behind an estimate of a simulation."""
    if estimate.high is None or estimate.value is None:
        return None
    return (estimate.high - estimate.value) / t_quantile(0.5 + _LEVEL / 2, estimate.n - 1)


def said(estimate: Estimate, times: int, unit: str) -> str:
    """Return a figure with its 95% interval and its standard error."""
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return f"cannot tell: {estimate.why}"
    ends = f"{times * estimate.low:,.1f} to {times * estimate.high:,.1f}"
    error = times * (standard_error(estimate) or 0.0)
    return f"{times * estimate.value:,.1f}{unit} ({ends}), standard error {error:.2g}"


def with_error(estimate: Estimate) -> dict[str, Any]:
    """Return an estimate as plain data, with its standard error."""
    return estimate.to_dict() | {"standard_error": standard_error(estimate)}
