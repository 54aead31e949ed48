"""What double coding says of the coders' own errors, and how a share is corrected for them."""

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from headwater.analysis.demand.prevalence.survey import effective

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

FEWEST_TWICE = 10
"""Contacts coded twice below which nothing is said of coders' errors."""

_EXPECTED_EVENTS = 4
"""Disagreements on a code that its expected rate of disagreement counts for."""


@dataclass(frozen=True)
class Correction:
    """How far a share moves when codings are replaced by what was decided.

    Attributes
    ----------
    shift : float
        To be added to the share.
    parts : ndarray of shape (n,)
        Each coded contact's part of the shift's error.
    unseen : float
        Variance of disagreements that are to be expected and were not seen.
    variance : float
        Variance of the shift, the unseen part included.
    degrees : float
        Degrees of freedom of that variance: disagreements it rests on, expected ones included.
    """

    shift: float
    parts: "Array"
    unseen: float
    variance: float
    degrees: float


def correction(
    coded: "Array",
    decided: "Array",
    weights: "Array",
    *,
    disagreeing: float,
    evenness: float,
) -> Correction | None:
    """Return what the contacts coded twice, and decided where the two differed, say of all.

    Parameters
    ----------
    coded : ndarray of shape (n,)
        1 with the code, 0 without it; for contacts coded twice the mean of the two readings.
    decided : ndarray of shape (n,)
        The same after the decision; not a number for contacts coded once.
    weights : ndarray of shape (n,)
        What each contact stands for.
    disagreeing : float
        Share of the contacts coded twice on whose code in this field, whichever it is, the two differ.
    evenness : float
        Sum of p (1 - p) over the codes of the field: how many pairs of codes can be mixed up.

    Returns
    -------
    Correction or None
        None where too few contacts (below 10) were coded twice.

    Notes
    -----
    Two-phase sampling: the contacts coded twice are a random part of the sample. The mean of "decided minus
    coded" over them, added to the share, takes out the coders' error whatever its kind, as long as decisions
    are right and so are two readings that agree. Each reading errs with the same chance because who reads
    what is drawn at random. Differences are few, so their variance is smoothed towards the rate at which the
    field's codes are mixed up in all.

    References
    ----------
    Neyman, J. (1938). Contribution to the theory of sampling human populations. Journal of the American
    Statistical Association, 33(201), 101-116.
    Agresti, A. and Min, Y. (2005). Simple improved confidence intervals for comparing matched proportions.
    Statistics in Medicine, 24(5), 729-740.

    Examples
    --------
    >>> coded, decided = np.tile([1.0, 0.5, 0.0, 0.0], 10), np.tile([1.0, 1.0, 0.0, 0.0], 10)
    >>> made = correction(coded, decided, np.ones(40), disagreeing=0.25, evenness=0.5)
    >>> round(made.shift, 3)
    0.125
    """
    twice = ~np.isnan(decided) & (weights > 0)
    count = int(twice.sum())
    if count < FEWEST_TWICE:
        return None
    own = np.where(twice, weights, 0.0)
    total = float(own.sum())
    away = np.where(twice, decided - coded, 0.0)
    shift = float((own * away).sum()) / total
    parts = own * np.where(twice, away - shift, 0.0) / total * sqrt(count / (count - 1))
    share = float((weights * coded).sum()) / float(weights.sum())
    expected = 2 * disagreeing * share * (1 - share) / evenness if evenness > 0 else 0.0
    # a disagreement moves a contact by a half, so its square is a quarter
    seen = float((away**2).sum()) / count
    prior = _EXPECTED_EVENTS / expected if expected > 0 else 0.0
    smoothed = (count * seen + prior * expected / 4) / (count + prior)
    alike = effective(own)
    return Correction(
        shift,
        parts,
        unseen=max(smoothed - seen, 0.0) / alike,
        variance=max(smoothed, seen) / alike,
        degrees=max(4 * seen * count + _EXPECTED_EVENTS, 1.0),
    )
