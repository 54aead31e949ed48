"""Whether a model is as sure as it is right."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from headwater.analysis.estimates import Estimate, wilson

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Places = NDArray[np.int64]

EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
"""Bins of how sure a model says it is."""

_DRAWS = 200


@dataclass(frozen=True)
class ReliabilityBin:
    """Contacts of which a model was about equally sure.

    Attributes
    ----------
    low, high : float
        How sure it said to be.
    said : float
        Mean of that over the contacts.
    right : Estimate
        How often the code it held likeliest was the coder's.
    """

    low: float
    high: float
    contacts: int
    said: float
    right: Estimate

    def to_dict(self) -> dict[str, Any]:
        """Return the bin as plain data."""
        return {**self.__dict__, "right": self.right.to_dict()}


@dataclass(frozen=True)
class Calibration:
    """Whether a model is as sure as it is right, in a field.

    Attributes
    ----------
    brier : float
        Mean squared distance of the chances from what was coded, over all codes; 0 is best, 2 worst.
    brier_of_shares : float
        The same for always saying the codes' shares.
    expected_error : float
        Mean distance between sure and right over the bins, weighted by contacts.
    by_chance : float
        What a perfectly calibrated model would show on as many contacts, on average: a distance that is
        not above it is no evidence against the model.
    """

    contacts: int
    brier: float
    brier_of_shares: float
    expected_error: float
    by_chance: float
    bins: tuple[ReliabilityBin, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {**self.__dict__, "bins": [each.to_dict() for each in self.bins]}


def calibration(chances: "Floats", coded: "Places", *, seed: int = 0, level: float = 0.95) -> Calibration:
    """Set how sure a model was against how often it was right.

    Parameters
    ----------
    chances : ndarray of shape (contacts, codes)
        Held-out readings, each row adding up to 1.
    coded : ndarray of int
        Place of each contact's code.
    seed : int
        Seed of the draws that `by_chance` rests on.

    References
    ----------
    Brier, G. W. (1950). Verification of forecasts expressed in terms of probability. Monthly Weather Review,
    78(1), 1-3.
    Guo, C., Pleiss, G., Sun, Y. and Weinberger, K. Q. (2017). On calibration of modern neural networks. ICML
    2017, 1321-1330.

    Examples
    --------
    >>> import numpy as np
    >>> found = calibration(np.array([[0.9, 0.1], [0.8, 0.2], [0.3, 0.7]]), np.array([0, 1, 1]))
    >>> round(found.brier, 3), round(found.expected_error, 3)
    (0.493, 0.4)
    """
    import numpy as np

    n = len(chances)
    sure, right = chances.max(axis=1), chances.argmax(axis=1) == coded
    known = np.zeros_like(chances)
    known[np.arange(n), coded] = 1
    shares = known.mean(axis=0)
    place = _bins_of(sure)
    random = np.random.default_rng(seed)
    drawn = [_error(sure, random.random(n) < sure, place) for _ in range(_DRAWS)]
    return Calibration(
        contacts=n,
        brier=float(((chances - known) ** 2).sum(axis=1).mean()),
        brier_of_shares=float(1 - (shares**2).sum()),
        expected_error=_error(sure, right, place),
        by_chance=float(np.mean(drawn)),
        bins=tuple(
            _bin(at, sure[place == at], right[place == at], level) for at in np.unique(place).tolist()
        ),
    )


def _bins_of(sure: "Floats") -> "Places":
    import numpy as np

    return np.clip(np.searchsorted(EDGES, sure, side="right") - 1, 0, len(EDGES) - 2)


def _error(sure: "Floats", right: "NDArray[np.bool_]", place: "Places") -> float:
    import numpy as np

    gaps = np.bincount(place, weights=sure - right, minlength=len(EDGES) - 1)
    return float(np.abs(gaps).sum() / len(sure))


def _bin(at: int, sure: "Floats", right: "NDArray[np.bool_]", level: float) -> ReliabilityBin:
    return ReliabilityBin(
        EDGES[at], EDGES[at + 1], len(sure), float(sure.mean()), wilson(int(right.sum()), len(sure), level)
    )


def bins_text(bins: Sequence[ReliabilityBin]) -> list[list[str]]:
    """Return the bins as rows of a table."""
    return [
        [f"{b.low:.0%} to {b.high:.0%}", f"{b.contacts:,}", f"{b.said:.0%}", b.right.percent()] for b in bins
    ]
