"""How good predictions have been so far: which part of what was predicted came, over all that were judged."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

from headwater.analysis.estimates import Estimate, cannot_tell
from headwater.analysis.interventions.prediction_outcome import Comparison
from headwater.analysis.interventions.student import t_quantile

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

FEWEST = 5
"""Fewer judged predictions than this have no average that says anything of the next one."""


@dataclass(frozen=True)
class PredictionRecord:
    """What became of predictions.

    Attributes
    ----------
    came_true : Estimate
        Mean part of what was predicted that was found: 1 where all of it came, 0 where nothing did.
    judged : int
        Predictions that could be held against an effect.
    """

    came_true: Estimate
    judged: int

    @property
    def sentence(self) -> str:
        """What to make of it."""
        found = self.came_true
        if found.value is None or found.low is None or found.high is None:
            return f"Cannot tell how good our predictions are: {found.why}."
        figures = f"{found.value:.0%} ({found.low:.0%} to {found.high:.0%})"
        said = f"of what was predicted, {figures} came, over {self.judged} that were judged."
        if found.high < 1:
            return f"Our predictions were on average too large: {said}"
        if found.low > 1:
            return f"Our predictions were on average too small: {said}"
        return f"Whether our predictions are too large or too small cannot be told yet: {said}"

    def to_dict(self) -> dict[str, Any]:
        """Return the record as plain data."""
        return asdict(self) | {"sentence": self.sentence}

    def __str__(self) -> str:
        return self.sentence


def record_of(comparisons: Iterable[Comparison]) -> PredictionRecord:
    """Say which part of what was predicted came on average.

    Parameters
    ----------
    comparisons : iterable of Comparison
        Of every prediction that was judged, whatever its word: to leave out those that could not tell would
        keep those where much happened to be found.

    Returns
    -------
    PredictionRecord
        *Cannot tell* below 5 predictions.

    Notes
    -----
    Part i is what was found over what was predicted, r_i, with variance v_i of what was found. The mean is
    that of a random-effects model, in which programmes differ by more than chance, with weights
    1 / (v_i + tau^2) and tau^2 by DerSimonian and Laird; its interval is that of Hartung and Knapp, with
    Student's t on one degree of freedom fewer than there are predictions. That the predictions had intervals
    of their own is left out: it is their figure that is judged here. In simulation the interval held the true
    mean in 92 to 95% of records of 5 to 15 predictions, the less the more unequally they were measured.

    References
    ----------
    DerSimonian, R. and Laird, N. (1986). Meta-analysis in clinical trials. Controlled Clinical Trials, 7(3),
    177-188.
    Hartung, J. and Knapp, G. (2001). A refined method for the meta-analysis of controlled clinical trials
    with binary outcome. Statistics in Medicine, 20(24), 3875-3889.
    """
    import numpy as np

    pairs = [(part, _spread_of(one)) for one in comparisons if (part := one.came_true) is not None]
    if len(pairs) < FEWEST:
        many = f"{len(pairs)} prediction{' was' if len(pairs) == 1 else 's were'} judged so far"
        return PredictionRecord(cannot_tell(f"{many}, and an average needs {FEWEST}", len(pairs)), len(pairs))
    parts, spreads = (np.array(column) for column in zip(*pairs, strict=True))
    return PredictionRecord(mean_of_studies(parts, spreads**2), len(pairs))


def mean_of_studies(values: "Array | Sequence[float]", variances: "Array | Sequence[float]") -> Estimate:
    """Return the mean of a random-effects model with the interval of Hartung and Knapp.

    Examples
    --------
    >>> found = mean_of_studies([0.2, 0.9, 0.5, 1.1, 0.4], [0.04, 0.09, 0.02, 0.16, 0.05])
    >>> round(found.value, 3), round(found.low, 3), round(found.high, 3)
    (0.517, 0.131, 0.902)
    """
    import numpy as np

    y, v = np.asarray(values, dtype=float), np.asarray(variances, dtype=float)
    k = len(y)
    w = 1 / v
    centre = (w @ y) / w.sum()
    between = float(max(0.0, (w @ (y - centre) ** 2 - (k - 1)) / (w.sum() - (w @ w) / w.sum())))
    w = 1 / (v + between)
    mean = float((w @ y) / w.sum())
    spread = float(np.sqrt((w @ (y - mean) ** 2) / ((k - 1) * w.sum())))
    half = t_quantile(0.975, k - 1) * spread
    return Estimate(mean, mean - half, mean + half, n=k, method="random effects, Hartung and Knapp")


def _spread_of(one: Comparison) -> float:
    """Return the standard error of the part that came, from the interval of what was found."""
    found, said = one.found, one.predicted.value
    assert found.low is not None
    assert found.high is not None
    assert said
    return (found.high - found.low) / (2 * NormalDist().inv_cdf(0.5 + found.level / 2)) / abs(said)
