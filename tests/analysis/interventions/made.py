"""Series made with known truth."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from headwater.analysis.measures import Measure, Point, Series, series_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


def autocorrelated(periods: int, phi: float, draw: np.random.Generator) -> "Array":
    """An AR(1) process with variance 1, in its steady state from the first period on."""
    steps = draw.normal(size=periods) * np.sqrt(1 - phi**2)
    steps[0] = draw.normal()
    made = np.empty(periods)
    made[0] = steps[0]
    for t in range(1, periods):
        made[t] = phi * made[t - 1] + steps[t]
    return made


def step_design(before: int, after: int) -> "Array":
    """An intercept and a step."""
    return np.column_stack([np.ones(before + after), np.arange(before + after) >= before])


def weekly_series(
    values: "Array", measure: Measure, first: date, denominators: Sequence[float] | None = None
) -> Series:
    """A weekly series; NaN is a missing week."""
    held: Sequence[float | None] = denominators or [None] * len(values)
    points = [
        Point(first + timedelta(weeks=i), None if np.isnan(value) else float(value), held[i])
        for i, value in enumerate(values)
    ]
    return series_of(measure, points)
