"""A linear model over rows that an encoder makes: the base of the TF-IDF coder and of embeddings."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeVar

from headwater.analysis.errors import UsageError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from headwater.analysis.demand.coder.linear import LinearModel
    from headwater.analysis.demand.coder.protocol import Probabilities

Made = TypeVar("Made")


class Encoder(Protocol):
    """Turns texts into rows of numbers; learned from texts alone."""

    columns_: int

    def fit(self, texts: Sequence[str]) -> Self:
        """Learn from texts, never from codes."""
        ...

    def transform(self, texts: Sequence[str]) -> Any:
        """Return one row a text, sparse or dense."""
        ...

    def each_block(self, texts: Sequence[str], use: Callable[[Any], Made]) -> Iterator[Made]:
        """Hand the rows of each block of texts to a function and yield what it returns, in order."""
        ...


class LinearCoder:
    """A linear model over rows that an encoder makes.

    Parameters
    ----------
    encoder : Encoder
        Not yet fitted; `fit` fits it to the coded texts.
    name : str
        How the coder is called in model cards.
    seed : int
        Seed of the inner folds that calibrate it.

    Attributes
    ----------
    constant_ : bool
        All texts carried the same code, and so does every prediction.
    """

    def __init__(self, encoder: Encoder, name: str, seed: int = 0) -> None:
        self.encoder = encoder
        self.name = name
        self.seed = seed
        self.classes_: tuple[str, ...] = ()

    def fit(self, texts: Sequence[str], codes: Sequence[str]) -> Self:
        """Learn from coded texts."""
        import numpy as np

        from headwater.analysis.demand.coder.linear import TrainingRows

        if len(texts) != len(codes):
            raise UsageError(
                f"There are {len(texts)} texts and {len(codes)} codes. Give one code for each text."
            )
        if not len(texts):
            raise UsageError("There is no coded text to learn from.")
        self.classes_ = tuple(sorted(set(codes)))
        self.encoder.fit(texts)
        number = {code: place for place, code in enumerate(self.classes_)}
        rows = TrainingRows(self.encoder.transform(texts))
        numbers = np.array([number[code] for code in codes], dtype=np.int64)
        self.model_: LinearModel = rows.fit(np.arange(len(codes)), numbers, None, self.seed)
        self.constant_ = len(self.classes_) == 1
        return self

    def predict_proba(self, texts: Sequence[str]) -> "Probabilities":
        """Return the chance of each code for each text."""
        import numpy as np

        from headwater.analysis.demand.coder.linear import softmax

        model = self.model_
        parts = self.encoder.each_block(
            texts, lambda rows: softmax(np.asarray(rows @ model.weights) + model.bias)
        )
        return whole(np.concatenate([np.zeros((0, len(self.classes_)), dtype=np.float32), *parts]))


def whole(chances: "NDArray[np.float32]") -> "Probabilities":
    """Return chances in double precision, each row adding up to 1."""
    import numpy as np

    wide = chances.astype(np.float64)
    wide /= wide.sum(axis=1, keepdims=True)
    return wide
