"""The columns of the regression: level, trend, season, other programmes, and the change itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import pi
from typing import TYPE_CHECKING

import numpy as np

from headwater.analysis.interventions.plan import Shape
from headwater.analysis.measures import Grain

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@dataclass(frozen=True)
class DesignMatrix:
    """Columns of a regression, and which of them are the effect.

    Attributes
    ----------
    x : array of shape (periods, columns)
    names : tuple of str
    effect : slice
        The columns that are zero where there was no change.
    """

    x: "Array"
    names: tuple[str, ...]
    effect: slice

    def effect_rows(self) -> "Array":
        """Return what to multiply coefficients with to get the effect in each period."""
        rows = np.zeros_like(self.x)
        rows[:, self.effect] = self.x[:, self.effect]
        return rows


def reached(periods: int, start: int, settled: int) -> "Array":
    """Return how far a change has come in each period: 0 before the start, 1 from `settled` on.

    Examples
    --------
    >>> reached(6, 2, 4).tolist()
    [0.0, 0.0, 0.3333333333333333, 0.6666666666666666, 1.0, 1.0]
    """
    along = (np.arange(periods) - start + 1) / (settled - start + 1)
    return np.clip(along, 0.0, 1.0)


def season(days: Sequence[date], pairs: int) -> "Array":
    """Return pairs of waves of one year, half a year and so on."""
    turns = 2 * pi * np.array([day.toordinal() for day in days]) / 365.25
    waves = [wave(k * turns) for k in range(1, pairs + 1) for wave in (np.cos, np.sin)]
    return np.column_stack(waves) if waves else np.empty((len(days), 0))


def background(days: Sequence[date], grain: Grain, *, trend: bool, pairs: int) -> tuple["Array", list[str]]:
    """Return the columns of what would have been without any programme, with their names."""
    n = len(days)
    columns = [np.ones((n, 1))]
    names = ["level"]
    if trend:
        columns.append(((np.arange(n) - (n - 1) / 2) / n)[:, None])
        names.append("trend")
    columns.append(season(days, pairs))
    names += [f"{wave} {k}" for k in range(1, pairs + 1) for wave in ("cosine", "sine")]
    if grain == "day":
        weekday = np.array([day.weekday() for day in days])
        columns.append((weekday[:, None] == np.arange(1, 7)).astype(float))
        names += [f"weekday {k}" for k in range(2, 8)]
    return np.column_stack(columns), names


def with_effect(
    x: "Array",
    names: Sequence[str],
    shape: Shape,
    *,
    start: int,
    settled: int,
    later: int | None = None,
) -> DesignMatrix:
    """Add the columns of the change to those of the background.

    Parameters
    ----------
    later : int, optional
        First period of a second time after the change, with an effect of its own.
    """
    n = len(x)
    after = (np.arange(n) >= settled).astype(float)
    added, called = after[:, None], ["effect"]
    if shape == "ramp":
        added = reached(n, start, settled)[:, None]
    elif shape == "level_slope" and later is None:
        slope = after * (np.arange(n) - settled) / max(1, n - settled)
        added, called = np.column_stack([after, slope]), ["new level", "new slope"]
    if later is not None:
        then = np.arange(n) >= later
        added, called = np.column_stack([added[:, 0] * ~then, then]), ["effect", "effect later"]
    k = x.shape[1]
    return DesignMatrix(np.column_stack([x, added]), (*names, *called), slice(k, k + added.shape[1]))
