"""What came of contacts that were cut short: customers who had to come back."""

from typing import TYPE_CHECKING

import numpy as np

from headwater.analysis.estimates import Estimate, cannot_tell
from headwater.analysis.policy.bunching import Shape

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Bools = NDArray[np.bool_]

FEWEST_FOLLOWED = 50
_DRAWS = 400


def came_back_more(
    shape: Shape,
    repeats: tuple["Array", "Array"],
    places: tuple["Bools", "Bools"],
    rng: np.random.Generator,
) -> Estimate:
    """Return how many customers came back because their contact was cut short, with its interval.

    Parameters
    ----------
    repeats : tuple of array
        Contacts that were followed, and those after which the customer came back, by bin.
    places : tuple of array
        Bins just below the target, and all that may have been bent.
    """
    (followed, returned), (below, window) = repeats, places
    if followed[below].sum() < FEWEST_FOLLOWED or followed[~window].sum() < FEWEST_FOLLOWED:
        return cannot_tell("too few contacts belong to customers who are known")
    middles = np.log(np.arange(1, len(shape.counts) + 1))
    curve = np.vander((middles - middles.mean()) / middles.std(), 4)
    above = window & ~below

    def caused(counts: "Array", known: "Array", back: "Array") -> float:
        weight = np.sqrt(np.maximum(known, 1e-9)) * ~window
        rate = back / np.maximum(known, 1)
        b, *_ = np.linalg.lstsq(curve * weight[:, None], rate * weight, rcond=None)
        usual = np.clip(curve @ b, 0.0, 1.0)
        share_known = known[below].sum() / max(counts[below].sum(), 1.0)
        shifted = (counts - shape.expected)[below].sum()
        of_shifted = (back[below].sum() - share_known * (shape.expected * usual)[below].sum()) / share_known
        gone = np.maximum(shape.expected - counts, 0.0)[above]
        otherwise = float(gone @ usual[above] / gone.sum()) if gone.sum() else 0.0
        return float(of_shifted - shifted * otherwise)

    value = caused(shape.counts, followed, returned)
    share = np.divide(followed, shape.counts, out=np.zeros_like(followed), where=shape.counts > 0)
    rates = np.divide(returned, followed, out=np.zeros_like(returned), where=followed > 0)
    drawn = []
    for _ in range(_DRAWS):
        counts = rng.poisson(shape.counts)
        known = rng.binomial(counts, np.clip(share, 0, 1)).astype(float)
        drawn.append(
            caused(counts.astype(float), known, rng.binomial(known.astype(int), rates).astype(float))
        )
    low, high = np.quantile(drawn, (0.025, 0.975))
    n = round(float(followed[below].sum()))
    return Estimate(value, float(low), float(high), n=n, method="repeats above the usual curve, bootstrap")
