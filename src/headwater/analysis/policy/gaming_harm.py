"""What came of contacts that were cut short: customers who had to come back, and what they said."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from headwater.analysis.estimates import Estimate, cannot_tell
from headwater.analysis.policy.bunching import Shape
from headwater.analysis.policy.gaming_bins import Bins

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Bools = NDArray[np.bool_]

FEWEST_FOLLOWED = 50
_DRAWS = 400


@dataclass(frozen=True)
class _Cut:
    """Contacts that were cut short: how many, what came of all of them, and what would have come."""

    contacts: float
    outcome: float
    otherwise: float


def came_back_more(shape: Shape, bins: Bins, target: float, rng: np.random.Generator) -> Estimate:
    """Return how many customers came back because their contact was cut short, with its interval.

    Notes
    -----
    The usual rate of coming back is a cubic of the bin's logarithm outside the target's reach. Those just
    below the target who came back beyond it belong to contacts that were cut; the usual rate where contacts
    are missing above is what would have come of them. The interval is a parametric bootstrap.
    """
    followed, returned = bins.followed, bins.returned
    if not _enough(followed, bins, target):
        return cannot_tell("too few contacts belong to customers who are known")
    rates = np.divide(returned, followed, out=np.zeros_like(returned), where=followed > 0)

    def again(known: "Array") -> "Array":
        return rng.binomial(known.astype(int), np.clip(rates, 0, 1)).astype(float)

    def caused(cut: _Cut) -> float:
        return cut.outcome - cut.contacts * cut.otherwise

    return _estimated(
        shape, bins, target, (followed, returned), again, caused, rng, "repeats above the usual curve"
    )


def satisfaction_lost(shape: Shape, bins: Bins, target: float, rng: np.random.Generator) -> Estimate:
    """Return how much more satisfied customers were whose contact was cut short: below 0 where it hurt.

    Notes
    -----
    As `came_back_more`, of the mean rating from 0 to 1, among contacts that were rated.
    """
    rated, rating = bins.rated, bins.rating
    if not _enough(rated, bins, target):
        return cannot_tell("too few of these contacts were rated by the customer")
    means = np.divide(rating, rated, out=np.zeros_like(rating), where=rated > 0)
    squares = np.divide(bins.squares, rated, out=np.zeros_like(rating), where=rated > 0)
    spread = np.sqrt(np.maximum(squares - means**2, 0.0))

    def again(known: "Array") -> "Array":
        return np.asarray(known * means + np.sqrt(known) * spread * rng.normal(size=len(known)))

    def lost(cut: _Cut) -> float:
        return cut.outcome / cut.contacts - cut.otherwise if cut.contacts > 0 else 0.0

    found = _estimated(
        shape, bins, target, (rated, rating), again, lost, rng, "ratings against the usual curve"
    )
    if found.low is None or found.high is None or found.high - found.low > 1:
        return cannot_tell("too few of these contacts were rated by the customer", found.n)
    return found


def _enough(known: "Array", bins: Bins, target: float) -> bool:
    below, window = bins.below(target), bins.window(target)
    return bool(known[below].sum() >= FEWEST_FOLLOWED and known[~window].sum() >= FEWEST_FOLLOWED)


def _estimated(  # noqa: PLR0917
    shape: Shape,
    bins: Bins,
    target: float,
    seen: tuple["Array", "Array"],
    again: "Callable[[Array], Array]",
    told: Callable[[_Cut], float],
    rng: np.random.Generator,
    method: str,
) -> Estimate:
    places = bins.below(target), bins.window(target)
    known, outcome = seen
    value = told(_cut(shape.expected, shape.counts, known, outcome, places))
    share = np.divide(known, shape.counts, out=np.zeros_like(known), where=shape.counts > 0)
    drawn = []
    for _ in range(_DRAWS):
        counts = rng.poisson(shape.counts)
        knew = rng.binomial(counts, np.clip(share, 0, 1)).astype(float)
        drawn.append(told(_cut(shape.expected, counts.astype(float), knew, again(knew), places)))
    low, high = np.quantile(drawn, (0.025, 0.975))
    n = round(float(known[places[0]].sum()))
    return Estimate(value, float(low), float(high), n=n, method=f"{method}, bootstrap")


def _cut(
    expected: "Array", counts: "Array", known: "Array", outcome: "Array", places: tuple["Bools", "Bools"]
) -> _Cut:
    below, window = places
    above = window & ~below
    middles = np.log(np.arange(1, len(counts) + 1))
    curve = np.vander((middles - middles.mean()) / middles.std(), 4)
    weight = np.sqrt(np.maximum(known, 1e-9)) * ~window
    rate = outcome / np.maximum(known, 1)
    b, *_ = np.linalg.lstsq(curve * weight[:, None], rate * weight, rcond=None)
    usual = np.clip(curve @ b, 0.0, 1.0)
    share_known = known[below].sum() / max(counts[below].sum(), 1.0)
    shifted = float((counts - expected)[below].sum())
    of_shifted = (outcome[below].sum() - share_known * (expected * usual)[below].sum()) / share_known
    gone = np.maximum(expected - counts, 0.0)[above]
    otherwise = float(gone @ usual[above] / gone.sum()) if gone.sum() else 0.0
    return _Cut(shifted, float(of_shifted), otherwise)
