"""A model's reading of all contacts, summed up by what shares need."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from headwater.analysis.demand.frame import OF_FAILURE
from headwater.analysis.demand.prevalence.population import Cell
from headwater.analysis.demand.prevalence.targets import FAILURE, Target

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

Classes = Mapping[str, Sequence[str]]
"""Codes a model knows, by field, in the order of its columns."""


@dataclass(frozen=True)
class Readings:
    """What a model says of the coded contacts, and in sum of all others.

    Attributes
    ----------
    targets : tuple of Target
    likely, called : ndarray of shape (coded contacts, targets)
        Chance of each target by a model that did not learn from the contact; 1 where it would be given.
    cells : dict of Cell to ndarray of shape (2, targets, measures)
        Sums over all contacts of a stratum and group: amount times chance, and amount times given.
    """

    targets: tuple[Target, ...]
    likely: "Array"
    called: "Array"
    cells: Mapping[Cell, "Array"]

    def column(self, target: Target) -> int | None:
        """Return the position of a target; None where the model was not asked."""
        return self.targets.index(target) if target in self.targets else None

    def total(self, group: tuple[str, ...]) -> "Array":
        """Return the sums of a group over all strata."""
        chosen = [sums for (_, own), sums in self.cells.items() if not group or own == group]
        summed: Array = np.sum(chosen, axis=0)
        return summed


def of_targets(
    probabilities: Mapping[str, "Array"], classes: Classes, targets: Sequence[Target]
) -> tuple["Array", "Array"]:
    """Turn chances of single codes into chances of targets, and say which targets would be given.

    Parameters
    ----------
    probabilities : mapping of field to ndarray of shape (n, classes)
    classes : mapping of field to sequence of str

    Returns
    -------
    likely, called : ndarray of shape (n, targets)
        Fields asked only of failure demand count with the chance of failure demand. Chances of several codes
        are multiplied: any number that goes with the target serves, because people's codes correct it.
    """
    rows = len(next(iter(probabilities.values())))
    given = {name: np.argmax(chances, axis=1) for name, chances in probabilities.items() if chances.size}
    likely, called = np.ones((rows, len(targets))), np.ones((rows, len(targets)))
    for at, target in enumerate(targets):
        for name, code in _asked(target):
            place = list(classes.get(name, ())).index(code) if code in classes.get(name, ()) else None
            if place is None:
                likely[:, at] = called[:, at] = 0.0
            else:
                likely[:, at] *= probabilities[name][:, place]
                called[:, at] *= given[name] == place
    return likely, called


def _asked(target: Target) -> list[tuple[str, str]]:
    codes = list(target.codes)
    if any(name in OF_FAILURE for name, _ in codes) and FAILURE.codes[0] not in codes:
        codes.append(FAILURE.codes[0])
    return codes


@dataclass(frozen=True)
class ReadBatch:
    """Some contacts as a model has read them.

    Attributes
    ----------
    cells : sequence of Cell
        Each contact's stratum and group.
    amounts : ndarray of shape (n, measures)
    probabilities : mapping of field to ndarray of shape (n, classes)
    """

    cells: Sequence[Cell]
    amounts: "Array"
    probabilities: Mapping[str, "Array"]


def summed_up(
    batches: Iterable[ReadBatch],
    classes: Classes,
    targets: Sequence[Target],
    held_out: Mapping[str, "Array"],
    progress: Callable[[int], None] | None = None,
) -> Readings:
    """Sum up a model's reading, batch by batch: memory does not grow with the contacts.

    Parameters
    ----------
    held_out : mapping of field to ndarray of shape (coded contacts, classes)
        What models that did not see a contact's code say of it.
    progress : callable, optional
        Is told how many contacts have been read.
    """
    likely, called = of_targets(held_out, classes, targets)
    sums: dict[Cell, Array] = {}
    done = 0
    for batch in batches:
        names = sorted(set(batch.cells))
        place = {cell: at for at, cell in enumerate(names)}
        which = np.fromiter((place[cell] for cell in batch.cells), dtype=np.int64, count=len(batch.cells))
        order = np.argsort(which, kind="stable")
        starts = np.searchsorted(which[order], np.arange(len(names)))
        pair = of_targets(batch.probabilities, classes, targets)
        amounts = batch.amounts[order]
        totals = np.stack(
            [
                np.stack(
                    [
                        np.add.reduceat(part[order] * amounts[:, m : m + 1], starts)
                        for m in range(amounts.shape[1])
                    ],
                    axis=2,
                )
                for part in pair
            ],
            axis=1,
        )
        for cell, at in place.items():
            sums[cell] = sums[cell] + totals[at] if cell in sums else totals[at]
        done += len(batch.cells)
        if progress:
            progress(done)
    return Readings(tuple(targets), likely, called, sums)
