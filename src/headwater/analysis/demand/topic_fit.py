"""Topics of texts: their words, how many there are, and which text belongs to which."""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

NUMBERS = (10, 12, 15, 18, 20, 25, 30, 35, 40, 50, 60)
"""How many topics are tried."""

_TERMS = 10
_MOST_IN_HALF = 4000
_MOST_TERMS = 6000
_FOR_TRIALS = 1e-2


@dataclass(frozen=True)
class Stability:
    """How far two independent halves of the texts give the same topics.

    Attributes
    ----------
    agreement : float
        Mean overlap (Jaccard) of the ten leading words of matched topics, 0 to 1, over the pairs tried.
    """

    topics: int
    agreement: float
    pairs: int


def term_weights(texts: Sequence[str], empty: Sequence[str]) -> "tuple[Any, list[str]]":
    """Return TF-IDF weights of words and pairs of words, one row a text, and what the columns are.

    There are no columns where no word is left that occurs often enough.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    from headwater.analysis.demand.topic_words import WORD

    weigher = TfidfVectorizer(
        token_pattern=WORD,
        ngram_range=(1, 2),
        stop_words=list(empty),
        min_df=max(3, len(texts) // 2000),
        max_features=_MOST_TERMS,
        sublinear_tf=True,
    )
    with warnings.catch_warnings():
        # a stop word such as don't is split by no tokenizer here; the check does not know it
        warnings.filterwarnings("ignore", message="Your stop_words may be inconsistent")
        try:
            weights = weigher.fit_transform(texts)
        except ValueError:  # raised for an empty vocabulary, and for nothing else here
            return None, []
    return weights, [str(name) for name in weigher.get_feature_names_out()]


def factorised(weights: Any, topics: int, seed: int, tolerance: float = 1e-4) -> "Array":
    """Return the weight of each term (column) in each topic (row)."""
    from sklearn.decomposition import NMF
    from sklearn.exceptions import ConvergenceWarning
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    model = NMF(topics, init="nndsvda", random_state=seed, max_iter=100, tol=tolerance)
    # such small matrices take longer to share between threads than to compute, above all on a busy machine
    with warnings.catch_warnings(), threadpool_limits(1):
        # the leading words settle long before the last digit does
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(weights)
    components: Array = model.components_
    return components


def agreement(one: "Array", two: "Array") -> float:
    """Return how well the topics of two fits match, by the overlap of their leading terms.

    References
    ----------
    Greene, D., O'Callaghan, D. and Cunningham, P. (2014). How many topics? Stability analysis for topic
    models. ECML PKDD 2014, 498-513.
    """
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    first, second = (
        [set(np.argsort(-row, kind="stable")[:_TERMS].tolist()) for row in fit] for fit in (one, two)
    )
    overlap = np.array([[len(a & b) / len(a | b) for b in second] for a in first])
    rows, columns = linear_sum_assignment(-overlap)
    return float(overlap[rows, columns].mean())


def stability_by_number(
    weights: Any,
    numbers: Sequence[int],
    *,
    rounds: int,
    seed: int,
    goes_on: Callable[[], bool] = lambda: True,
) -> tuple[Stability, ...]:
    """Try each number of topics on random halves of the texts.

    Parameters
    ----------
    weights : sparse matrix
        One row a text.
    numbers : sequence of int
        Numbers of topics to try.
    rounds : int
        Pairs of halves for each number, unless stopped.
    goes_on : callable
        Asked before each pair; False ends the trial with what there is.
    """
    import numpy as np

    random = np.random.default_rng(seed)
    found: dict[int, list[float]] = {number: [] for number in numbers}
    for _ in range(rounds):
        order = random.permutation(weights.shape[0])
        half = min(len(order) // 2, _MOST_IN_HALF)
        halves = [weights[np.sort(order[i * half : (i + 1) * half])] for i in (0, 1)]
        for number in numbers:
            if not goes_on():
                break
            one, two = (factorised(part, number, seed, _FOR_TRIALS) for part in halves)
            found[number].append(agreement(one, two))
    return tuple(
        Stability(number, sum(values) / len(values), len(values))
        for number, values in found.items()
        if values
    )


def likeness(weights: Any, components: "Array") -> "Array":
    """Return the cosine between each text and each topic."""
    import numpy as np

    lengths = np.linalg.norm(components, axis=1, keepdims=True)
    return np.asarray(weights @ (components / np.where(lengths > 0, lengths, 1)).T)
