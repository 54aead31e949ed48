"""Calibrated linear models over rows of numbers: multinomial logistic regression with a temperature."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Singles = NDArray[np.float32]
    Places = NDArray[np.int64]

PENALTIES = (1.0, 20.0)
"""Inverse strengths of the penalty that are tried; the rows have length 1.

Coders disagree, and a strong penalty keeps a model from learning their slips: with three codes and three
contacts in ten coded at random, log loss was .68 with 1 and .74 with 10. On the 77 bank intents, which
have no slips, 10 to 30 are best.
"""

_MOST_TURNED = 3000
_INNER_FOLDS = 3
_LEAST_FOR_TEMPERATURE = 20
_HOTTEST = 3.0


@dataclass(frozen=True)
class LinearModel:
    """Scores of each code, linear in the row; the chance of a code is their softmax.

    Attributes
    ----------
    classes : ndarray of int
        Which codes it has seen, as places in the caller's list.
    weights : ndarray of shape (columns, classes), single precision
    bias : ndarray of shape (classes,)
        Both already divided by the temperature.
    temperature : float
        Above 1: the plain model was too sure of itself.
    """

    classes: "Places"
    weights: "Singles"
    bias: "Singles"
    temperature: float


class TrainingRows:
    """Rows to learn from, turned once so that every fit over some of them is small.

    Notes
    -----
    With fewer rows than columns, a penalised linear fit depends on the rows only through their inner
    products (representer theorem). With K = X X' = U D U' the rows of U D^(1/2) have the same ones, so a fit
    on them, or on some of them, gives the same model; X' U D^(-1/2) brings its weights back to the columns.

    References
    ----------
    Schölkopf, B., Herbrich, R. and Smola, A. J. (2001). A generalized representer theorem. COLT 2001,
    416-426.
    """

    def __init__(self, rows: Any) -> None:
        import numpy as np

        self.rows = rows
        self.back: Floats | None = None
        self.turned: Any = rows
        if rows.shape[0] <= min(_MOST_TURNED, rows.shape[1]):
            inner = rows @ rows.T
            products = np.asarray(inner.toarray() if hasattr(inner, "toarray") else inner, dtype=np.float64)
            spread, vectors = np.linalg.eigh(products)
            kept = spread > 1e-7 * max(float(spread[-1]), 1e-12) if len(spread) else spread > 0
            roots = np.sqrt(spread[kept])
            self.turned = vectors[:, kept] * roots
            self.back = vectors[:, kept] / roots

    def fit(self, chosen: "Places", codes: "Places", groups: Sequence[Any] | None, seed: int) -> LinearModel:
        """Fit on some rows.

        Parameters
        ----------
        chosen : ndarray of int
            Places of the rows to learn from.
        codes : ndarray of int, same length
            Their codes.
        groups : sequence, same length, optional
            Customers: rows of the same one are kept together when the temperature is found.
        seed : int
            Seed of the inner folds.
        """
        import numpy as np

        penalty, temperature = self._tuned(chosen, codes, groups, seed)
        weights, bias, classes = self._plain(chosen, codes, penalty)
        if len(classes) < 2:
            none = np.zeros((self.rows.shape[1], len(classes)), dtype=np.float32)
            return LinearModel(classes, none, np.zeros(len(classes), dtype=np.float32), 1.0)
        full = weights if self.back is None else self.rows.T @ (self.back @ weights)
        return LinearModel(
            classes,
            np.ascontiguousarray(full / temperature, dtype=np.float32),
            (bias / temperature).astype(np.float32),
            temperature,
        )

    def _plain(self, chosen: "Places", codes: "Places", penalty: float) -> "tuple[Floats, Floats, Places]":
        import numpy as np
        from sklearn.exceptions import ConvergenceWarning
        from sklearn.linear_model import LogisticRegression
        from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

        classes = np.unique(codes)
        if len(classes) < 2 or self.turned.shape[1] == 0:
            width = self.turned.shape[1]
            shares = np.array([(codes == c).mean() for c in classes])
            return np.zeros((width, len(classes))), np.log(shares), classes
        model = LogisticRegression(C=penalty, max_iter=300, tol=1e-3)
        with warnings.catch_warnings(), threadpool_limits(1):
            warnings.simplefilter("ignore", ConvergenceWarning)
            # many reasons on few contacts are what a small sample looks like, not a regression
            warnings.filterwarnings("ignore", message="The number of unique classes")
            model.fit(self.turned[chosen], codes)
        weights, bias = model.coef_.T, model.intercept_
        if len(classes) == 2:  # one column of scores, for the second class
            weights, bias = np.hstack([-weights / 2, weights / 2]), np.array([-bias[0] / 2, bias[0] / 2])
        return weights, bias, classes

    def _tuned(
        self, chosen: "Places", codes: "Places", groups: Sequence[Any] | None, seed: int
    ) -> tuple[float, float]:
        """Return the penalty and the temperature that make held-out log loss least."""
        import numpy as np

        from headwater.analysis.demand.coder.folds import folds_of

        if len(codes) < _LEAST_FOR_TEMPERATURE or len(np.unique(codes)) < 2:
            return PENALTIES[0], 1.0
        inner = folds_of([codes.tolist()], groups, _INNER_FOLDS, seed)
        many = len(codes) > _MOST_TURNED
        # with many rows one held-out third tells enough, and more fits would take minutes
        outs = [inner == fold for fold in range(1 if many else _INNER_FOLDS)]
        tried = []
        for penalty in PENALTIES[-1:] if many else PENALTIES:
            scored = [self._held_out(chosen, codes, out, penalty) for out in outs]
            tried.append((*_cooled(scored), penalty))
        _, temperature, penalty = min(tried)
        return penalty, temperature

    def _held_out(
        self, chosen: "Places", codes: "Places", out: "NDArray[np.bool_]", penalty: float
    ) -> "tuple[Floats, Places]":
        """Return scores of the rows left out whose code was learned, and the places of those codes."""
        import numpy as np

        weights, bias, classes = self._plain(chosen[~out], codes[~out], penalty)
        known = out & np.isin(codes, classes)
        scores = np.asarray(self.turned[chosen[known]] @ weights) + bias
        return scores, np.searchsorted(classes, codes[known])


def _cooled(scored: "Sequence[tuple[Floats, Places]]") -> tuple[float, float]:
    """Return the least mean log loss over temperatures, and that temperature (Guo and others 2017)."""
    import numpy as np
    from scipy.optimize import minimize_scalar

    rows = sum(len(places) for _, places in scored)
    if rows < _LEAST_FOR_TEMPERATURE // 2:
        return float("inf"), 1.0

    def loss(logarithm: float) -> float:
        total = 0.0
        for scores, places in scored:
            if not len(places):
                continue
            cooled = scores / np.exp(logarithm)
            most = cooled.max(axis=1)
            norm = most + np.log(np.exp(cooled - most[:, None]).sum(axis=1))
            total += float((norm - cooled[np.arange(len(places)), places]).sum())
        return total / rows

    found = minimize_scalar(loss, bounds=(-_HOTTEST, _HOTTEST), method="bounded", options={"xatol": 0.01})
    return float(found.fun), float(np.exp(found.x))


def softmax(scores: "Singles") -> "Singles":
    """Return chances from scores, row by row; changes `scores` in place."""
    import numpy as np

    scores -= scores.max(axis=1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=1, keepdims=True)
    return scores
