"""The default coder: TF-IDF and a calibrated linear model."""

from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal, Protocol, Self, TypeVar

from headwater.analysis.demand.coder.vectoriser import FAST, FULL, Vectoriser
from headwater.analysis.errors import MissingExtraError, UsageError, nearest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from headwater.analysis.demand.coder.linear import LinearModel
    from headwater.analysis.demand.coder.protocol import Probabilities

Setting = Literal["fast", "full"]
"""fast: words, beginnings of words and word pairs. full: runs of three and four letters besides."""

SETTINGS = {"fast": FAST, "full": FULL}

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


class TfidfCoder(LinearCoder):
    """TF-IDF over words and parts of words, and multinomial logistic regression with a temperature.

    Parameters
    ----------
    setting : {"fast", "full"}
        full also reads runs of letters: a little more accurate with few labels, about four times slower.
    seed : int
        The same texts, codes and seed give the same model.
    workers : int, optional
        Threads; all cores by default.

    Raises
    ------
    MissingExtraError
        scikit-learn (the extra `text`) is not installed.

    References
    ----------
    Guo, C., Pleiss, G., Sun, Y. and Weinberger, K. Q. (2017). On calibration of modern neural networks. ICML
    2017, 1321-1330. (The temperature.)
    Weinberger, K. and others (2009). Feature hashing for large scale multitask learning. ICML 2009,
    1113-1120.

    Examples
    --------
    >>> texts = ["where is my parcel", "parcel has not come", "change my address", "new address please"] * 3
    >>> coder = TfidfCoder().fit(texts, ["late", "late", "address", "address"] * 3)
    >>> coder.classes_, int(coder.predict_proba(["my parcel is not here"]).argmax())
    (('address', 'late'), 1)
    """

    def __init__(self, setting: Setting = "full", seed: int = 0, workers: int | None = None) -> None:
        if setting not in SETTINGS:
            raise UsageError(f"The coder has no setting {setting!r}.{nearest(setting, list(SETTINGS))}")
        if find_spec("sklearn") is None:
            raise MissingExtraError("The coder model", "text")
        super().__init__(Vectoriser(SETTINGS[setting], workers), f"TF-IDF, {setting}", seed)
        self.setting = setting
