"""Folds: which contacts are left out together, so that no model reads a contact whose label it saw."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def folds_of(
    codes: Sequence[Sequence[Any]], groups: Sequence[Any] | None, folds: int, seed: int
) -> "NDArray[np.int64]":
    """Deal contacts out into folds of nearly equal size, with nearly the same codes in each.

    Parameters
    ----------
    codes : sequence of sequences
        For each field one code a contact, the most important field first; any hashable value, None too.
    groups : sequence, optional
        Customer of each contact; contacts of one customer come into the same fold. None is nobody: such a
        contact is a group by itself.
    folds : int
    seed : int

    Returns
    -------
    ndarray of int, one fold number a contact.

    Examples
    --------
    >>> fold = folds_of([["a", "a", "b", "b", "a"]], ["x", "x", None, None, "y"], 2, seed=0)
    >>> bool(fold[0] == fold[1]), bool(fold[2] != fold[3])
    (True, True)
    """
    import numpy as np

    size = len(codes[0])
    random = np.random.default_rng(seed)
    together: dict[Any, list[int]] = {}
    for place in range(size):
        customer = None if groups is None else groups[place]
        together.setdefault(("alone", place) if customer is None else ("customer", customer), []).append(
            place
        )
    draw = random.permutation(len(together))
    ordered = sorted(
        zip(together.values(), draw.tolist(), strict=True),
        key=lambda held: (-len(held[0]), [str(field[held[0][0]]) for field in codes], held[1]),
    )
    fold = np.zeros(size, dtype=np.int64)
    filled = np.zeros(folds, dtype=np.int64)
    # ties are broken by a fixed random order, so that the first fold is not always the fullest
    order = random.permutation(folds)
    turn = 0
    for places, _ in ordered:
        least = filled.min()
        chosen = next(int(f) for f in np.roll(order, -turn) if filled[f] == least)
        turn = (int(np.flatnonzero(order == chosen)[0]) + 1) % folds
        fold[places] = chosen
        filled[chosen] += len(places)
    return fold
