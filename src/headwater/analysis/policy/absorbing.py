"""Compare like with like: take group means and controls out of columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

_ROUNDS, _ENOUGH = 500, 1e-8


@dataclass(frozen=True)
class Absorbed:
    """What is left of columns.

    Attributes
    ----------
    columns : array of shape (rows, columns)
    degrees : int
        How many means and slopes were taken out, at most.
    """

    columns: "Array"
    degrees: int


def absorbed(
    columns: "Array", groups: Sequence["NDArray[np.int64]"], controls: "Array | None" = None
) -> Absorbed:
    """Take the means of every group, and the slopes of controls, out of columns.

    Parameters
    ----------
    columns : array of shape (rows, columns)
    groups : sequence of int array of shape (rows,)
        Numbers of groups from 0, one array for each kind of group.
    controls : array of shape (rows, controls), optional

    Notes
    -----
    By Frisch, Waugh and Lovell, regressing what is left gives the slopes of the whole regression. Means of
    several kinds of groups are taken out in turn until nothing moves.

    References
    ----------
    Guimaraes, P. and Portugal, P. (2010). A simple feasible procedure to fit models with high-dimensional
    fixed effects. Stata Journal, 10(4), 628-649.

    Examples
    --------
    >>> import numpy as np
    >>> absorbed(np.array([[1.0], [3.0], [5.0]]), [np.array([0, 0, 1])]).columns.ravel().tolist()
    [-1.0, 1.0, 0.0]
    """
    held = columns if controls is None else np.column_stack([columns, controls])
    left = held - held.mean(axis=0)
    sizes = [np.bincount(group) for group in groups]
    spread = np.maximum(left.std(axis=0), 1e-300)
    for _ in range(_ROUNDS if len(groups) > 1 else 1):
        moved = 0.0
        for group, size in zip(groups, sizes, strict=True):
            for at in range(left.shape[1]):
                means = np.bincount(group, weights=left[:, at]) / np.maximum(size, 1)
                left[:, at] -= means[group]
                moved = max(moved, float(np.abs(means).max() / spread[at]))
        if moved < _ENOUGH:
            break
    width = columns.shape[1]
    degrees = 1 + sum(int((size > 0).sum()) - 1 for size in sizes)
    if controls is not None:
        b, _, rank, _ = np.linalg.lstsq(left[:, width:], left[:, :width], rcond=1e-10)
        left, degrees = left[:, :width] - left[:, width:] @ b, degrees + int(rank)
    return Absorbed(np.asarray(left[:, :width]), degrees)
