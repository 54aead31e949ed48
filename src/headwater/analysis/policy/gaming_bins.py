"""Handle times in bins that a target is an edge of, and the stretches around targets."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from headwater.analysis.frames import Columns
from headwater.analysis.policy.bunching import Shape, fit_shape
from headwater.analysis.policy.handle_times import HandleTimes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Bools = NDArray[np.bool_]

BIN_SECONDS = 10
BELOW_SECONDS = 30
"""How far below the target a contact counts as just below it."""
REACH = 0.5
"""How far above the target, as a part of it, contacts may have been that were cut short."""
_STEPS, _ROUNDED = (60, 30, 20, 15), 0.1


@dataclass(frozen=True)
class Bins:
    """Contacts by bins; every array but `edges` has the shape (bins,).

    Attributes
    ----------
    rated, rating, squares : array
        Contacts with a rating, the sum of ratings and that of their squares; zero where nobody rates.
    """

    edges: "Array"
    counts: "Array"
    followed: "Array"
    returned: "Array"
    rated: "Array"
    rating: "Array"
    squares: "Array"

    @property
    def middles(self) -> "Array":
        """Middle of each bin in seconds."""
        return np.asarray((self.edges[:-1] + self.edges[1:]) / 2)

    def window(self, target: float) -> "Bools":
        """Return which bins a target may have bent."""
        low, high = target - BELOW_SECONDS, target * (1 + REACH)
        return np.asarray((self.edges[:-1] >= low) & (self.edges[1:] <= high))

    def windows(self, target: float, others: Sequence[float]) -> list["Bools"]:
        """Return the window of a target, and what is left of those of others beside it."""
        found = [self.window(target)]
        taken = found[0]
        for other in others:
            window = self.window(other) & ~taken
            if window.any():
                found.append(window)
                taken = taken | window
        return found

    def below(self, target: float) -> "Bools":
        """Return which bins lie just below a target."""
        return np.asarray(self.window(target) & (self.edges[1:] <= target))

    def columns(self, shape: Shape) -> Columns:
        """Return counts by bin, with those expected."""
        return {
            "from": [float(edge) for edge in self.edges[:-1]],
            "to": [float(edge) for edge in self.edges[1:]],
            "contacts": [round(float(count)) for count in self.counts],
            "expected": [round(float(count), 1) for count in shape.expected],
        }


def binned(times: HandleTimes, target: float) -> Bins | None:
    """Return bins that the target is an edge of, from a quarter of it to where counts run out.

    None where too little of the handle times lies around the target.
    """
    if not times.contacts.sum():
        return None
    reached = np.searchsorted(np.cumsum(times.contacts), 0.995 * times.contacts.sum())
    longest = float(times.seconds[min(reached, len(times.seconds) - 1)])
    down = int((target - max(BIN_SECONDS, target / 4)) // BIN_SECONDS)
    up = int((min(longest, 5 * target) - target) // BIN_SECONDS)
    if down < BELOW_SECONDS // BIN_SECONDS + 3 or up * BIN_SECONDS < target * REACH + 5 * BIN_SECONDS:
        return None
    edges = target + BIN_SECONDS * np.arange(-down, up + 1, dtype=float)
    place = np.digitize(times.seconds, edges) - 1
    inside = (place >= 0) & (place < len(edges) - 1)

    def summed(column: "Array") -> "Array":
        return np.asarray(np.bincount(place[inside], weights=column[inside], minlength=len(edges) - 1))

    said = times.ratings
    nothing = np.zeros(len(times.seconds))
    ratings = (nothing,) * 3 if said is None else (said.rated, said.total, said.squares)
    columns = (times.contacts, times.followed, times.returned, *ratings)
    return Bins(edges, *(summed(column) for column in columns))


def rounded_to(times: HandleTimes, target: float) -> int:
    """Return the seconds that many handle times are rounded to, coarser than a bin; 0 where they are not."""
    away = np.abs(times.seconds - target) > 2 * BELOW_SECONDS
    seconds, contacts = times.seconds[away], times.contacts[away]
    for step in _STEPS:
        on_step = float(contacts[seconds % step == 0].sum())
        if contacts.sum() and on_step / contacts.sum() > 1 / step + _ROUNDED:
            return step
    return 0


def found_elsewhere(bins: Bins, target: float, windows: Sequence["Bools"], order: int) -> "Array":
    """Return what the method finds at values far from any target, in standard errors.

    One row a value: contacts just below it, and seconds by which contacts would have been cut short.
    """
    taken = np.any(windows, axis=0)
    found: list[tuple[float, float]] = []
    for value in bins.edges[1:-1]:
        window = bins.window(value)
        # a window with its full width on both sides, where nothing is known to be bent
        whole = value - BELOW_SECONDS >= bins.edges[0] and value * (1 + REACH) <= bins.edges[-1]
        if value == target or not whole or (window & taken).any():
            continue
        shape = fit_shape(bins.counts, bins.middles, [*windows, window], order)
        excess, error = shape.excess(bins.below(value))
        shorter, unsure = shape.excess(-bins.middles * window)
        found.append((excess / error, shorter / unsure))
    return np.array(found).reshape(-1, 2)
