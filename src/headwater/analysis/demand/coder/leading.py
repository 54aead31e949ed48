"""Which terms speak for a code, as the fold models weigh them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from headwater.analysis.demand.coder.crossfit import CrossFitted
from headwater.analysis.demand.coder.linear import LinearModel
from headwater.analysis.demand.coder.vectoriser import Vectoriser

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def leading_terms(
    fitted: CrossFitted, texts: Sequence[str], most: int, holding: int
) -> dict[str, dict[str, list[str]]]:
    """Return, for each field and code, the terms that speak for it most, the strongest first.

    Parameters
    ----------
    fitted : CrossFitted
        Only coders that weigh terms have any.
    texts : sequence of str
        What it learned from.
    most : int
        Terms a code.
    holding : int
        Texts that have to hold a term.
    """
    import numpy as np

    encoder = fitted.encoder
    if not isinstance(encoder, Vectoriser):
        return {}
    rows = encoder.transform(texts)
    common = np.asarray((rows > 0).sum(axis=0)).ravel() >= holding
    named = encoder.terms_of(texts)
    shown = common & np.isin(np.arange(len(common)), list(named))
    found: dict[str, dict[str, list[str]]] = {}
    for name, models in fitted.models.items():
        weights = _weights([m for m in models if isinstance(m, LinearModel)], len(fitted.classes[name]))
        weights[~shown] = 0
        found[name] = {}
        for at, code in enumerate(fitted.classes[name]):
            column = weights[:, at]
            strongest = [int(i) for i in np.argsort(-column, kind="stable")[: 4 * most] if column[i] > 0]
            found[name][code] = _different([named[i] for i in strongest])[:most]
    return found


def _weights(models: Sequence[LinearModel], codes: int) -> "NDArray[np.float64]":
    """Return the mean weight of each column for each code over the fold models, against the other codes."""
    import numpy as np

    total = np.zeros((models[0].weights.shape[0], codes))
    for model in models:
        if len(model.classes) > 1:
            total[:, model.classes] += model.weights - model.weights.mean(axis=1, keepdims=True)
    return total


def _different(terms: Sequence[str]) -> list[str]:
    """Leave out terms that say what a stronger one says: a part of it, or it with more around."""
    kept: list[str] = []
    for term in terms:
        if not any(term in other or other in term for other in kept):
            kept.append(term)
    return kept
