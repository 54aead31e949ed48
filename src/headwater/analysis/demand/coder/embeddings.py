"""Sentence embeddings as rows for the linear coder: meaning beyond shared words, by a model kept here."""

from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol, Self, TypeVar

from headwater.analysis.demand.coder.linear_coder import LinearCoder
from headwater.analysis.demand.coder.terms import JOINER, MARKS
from headwater.analysis.errors import BadDataError, MissingExtraError, UsageError

BLOCK = 2048

Made = TypeVar("Made")


class SentenceModel(Protocol):
    """What a library of sentence embeddings offers: model2vec and sentence-transformers alike."""

    def encode(self, sentences: list[str]) -> Any:
        """Return one row of numbers a sentence."""
        ...


class EmbeddingRows:
    """Rows of length 1 from a sentence model.

    Parameters
    ----------
    model : SentenceModel
    """

    def __init__(self, model: SentenceModel) -> None:
        self.model = model
        self.columns_ = 0

    def fit(self, texts: Sequence[str]) -> Self:
        """Learn nothing but the number of columns: the model is as it is."""
        self.columns_ = int(self._rows(list(texts[:1]) or [""]).shape[1])
        return self

    def transform(self, texts: Sequence[str]) -> Any:
        """Return one row a text."""
        import numpy as np

        parts = list(self.each_block(texts, lambda rows: rows))
        return np.concatenate([np.zeros((0, self.columns_), dtype=np.float32), *parts])

    def each_block(self, texts: Sequence[str], use: Callable[[Any], Made]) -> Iterator[Made]:
        """Hand the rows of each block of texts to a function and yield what it returns, in order."""
        for start in range(0, len(texts), BLOCK):
            yield use(self._rows(list(texts[start : start + BLOCK])))

    def _rows(self, texts: list[str]) -> Any:
        import numpy as np

        rows = np.asarray(self.model.encode([_plain(text) for text in texts]), dtype=np.float32)
        if rows.ndim != 2 or len(rows) != len(texts):
            raise BadDataError(f"The sentence model gave {rows.shape} numbers for {len(texts)} texts.")
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        rows = np.nan_to_num(rows / np.where(lengths > 0, lengths, 1))
        return rows


class EmbeddingCoder(LinearCoder):
    """A calibrated linear model over sentence embeddings.

    Parameters
    ----------
    folder : Path
        Folder of a model on this machine, as its library saves it; nothing is ever downloaded.
    seed : int
        Seed of the calibration.
    model : SentenceModel, optional
        A model that is loaded already.

    Raises
    ------
    MissingExtraError
        Neither model2vec nor sentence-transformers is installed.
    UsageError, BadDataError
        There is no model in the folder.

    Notes
    -----
    model2vec is tried first: its models are tables of word vectors, small and quick on any processor.
    """

    def __init__(self, folder: Path | None = None, seed: int = 0, model: SentenceModel | None = None) -> None:
        if find_spec("sklearn") is None:
            raise MissingExtraError("The coder model", "text")
        if model is None:
            if folder is None:
                raise UsageError("Name the folder of a sentence model: none ships, and none is downloaded.")
            model = load_sentence_model(folder)
        name = "sentence embeddings" if folder is None else f"sentence embeddings, {folder.name}"
        super().__init__(EmbeddingRows(model), name, seed)


def load_sentence_model(folder: Path) -> SentenceModel:
    """Return the sentence model in a folder, by whichever library is installed."""
    if not folder.is_dir():
        raise UsageError(
            f"There is no folder {folder}. Download a sentence model there yourself; none is fetched by its "
            "name."
        )
    static = find_spec("model2vec") is not None
    if not static and find_spec("sentence_transformers") is None:
        raise MissingExtraError("A coder of sentence embeddings", "embeddings")
    # a relative folder could be taken for the name of a model to be downloaded
    where = str(folder.resolve())
    loaded: SentenceModel
    try:
        if static:
            from model2vec import StaticModel  # type: ignore[import-not-found,unused-ignore]

            loaded = StaticModel.from_pretrained(where)
        else:
            from sentence_transformers import (  # type: ignore[import-not-found,unused-ignore]
                SentenceTransformer,
            )

            loaded = SentenceTransformer(where, local_files_only=True)
    except Exception as error:
        raise BadDataError(f"The folder {folder} holds no model that can be read: {error}") from error
    return loaded


def _plain(text: str) -> str:
    """Return a text with recorded values as words."""
    for name, mark in MARKS.items():
        text = text.replace(mark, f"{name.replace('_', ' ')}: ")
    return text.replace(JOINER, " ")
