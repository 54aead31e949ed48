"""Sentence embeddings, with a stand-in that has the interface of the libraries: they are not in the lock."""

import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from tests.analysis.demand.coder.made_texts import ABOUT, made_texts

from headwater.analysis.demand.coder import embeddings
from headwater.analysis.demand.coder.crossfit import cross_fit
from headwater.analysis.demand.coder.embeddings import EmbeddingCoder, load_sentence_model
from headwater.analysis.demand.coder.reading import features_text
from headwater.analysis.errors import BadDataError, MissingExtraError, UsageError

pytest.importorskip("sklearn", reason="needs the extra `text`")

SUBJECTS = sorted(ABOUT)


class StandIn:
    """Knows what each word is about, as a table of word vectors would."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def encode(self, sentences: Sequence[str]) -> Any:
        self.seen += sentences
        rows = [[sum(w in ABOUT[s] for w in text.split()) for s in SUBJECTS] for text in sentences]
        return np.array(rows, dtype=float).reshape(len(sentences), len(SUBJECTS))


def test_it_learns_from_few_texts_what_words_it_never_saw_mean() -> None:
    coder = EmbeddingCoder(model=StandIn()).fit(
        ["parcel", "late", "refund", "charged", "moved", "street"],
        ["late", "late", "refund", "refund", "address", "address"],
    )
    said = coder.predict_proba(["tracking yesterday", "money twice", "house flat"])
    assert [coder.classes_[i] for i in said.argmax(axis=1)] == ["late", "refund", "address"]
    assert np.allclose(said.sum(axis=1), 1)


def test_it_is_cross_fitted_side_by_side_like_every_linear_coder() -> None:
    texts, codes = made_texts(90)
    fitted = cross_fit(texts, {"reason": codes}, None, lambda: EmbeddingCoder(model=StandIn()))
    said = [fitted.classes["reason"][i] for i in fitted.held_out["reason"].argmax(axis=1)]
    assert said == codes
    assert fitted.predict([])["reason"].shape == (0, 3)


def test_a_text_it_knows_nothing_of_does_no_harm() -> None:
    model = StandIn()
    coder = EmbeddingCoder(model=model).fit(["parcel", "refund"], ["late", "refund"])
    assert np.isfinite(coder.predict_proba(["", "zzz"])).all()
    coder.predict_proba([features_text("Hi", None, "email", "Late parcel")])
    assert model.seen[-1] == "Hi channel: email reason source: Late parcel"


def test_a_folder_is_loaded_by_its_whole_path_and_nothing_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    class StaticModel:
        @staticmethod
        def from_pretrained(path: str) -> StandIn:
            asked.append(path)
            if not (Path(path) / "model.safetensors").exists():
                raise FileNotFoundError("no model.safetensors")
            return StandIn()

    library = ModuleType("model2vec")
    library.StaticModel = StaticModel  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "model2vec", library)
    monkeypatch.setattr(
        embeddings, "find_spec", lambda name: object() if name in ("model2vec", "sklearn") else None
    )
    folder = tmp_path / "model"
    folder.mkdir()
    with pytest.raises(BadDataError, match=r"model holds no model that can be read: no model\.safetensors"):
        load_sentence_model(folder)
    (folder / "model.safetensors").touch()
    assert EmbeddingCoder(folder).name == "sentence embeddings, model"
    monkeypatch.chdir(tmp_path)
    load_sentence_model(Path("model"))
    assert asked == [str(folder)] * 3
    with pytest.raises(UsageError, match=r"There is no folder .*none is fetched by its name"):
        load_sentence_model(Path("minishlab/potion-base-8M"))


def test_what_is_missing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embeddings, "find_spec", lambda name: None if name != "sklearn" else object())
    with pytest.raises(MissingExtraError, match=r"pip install 'headwater\[embeddings\]'"):
        EmbeddingCoder(tmp_path)
    with pytest.raises(UsageError, match="none ships, and none is downloaded"):
        EmbeddingCoder()


def test_a_model_that_gives_too_few_rows_is_refused() -> None:
    class Broken:
        def encode(self, sentences: Sequence[str]) -> Any:
            return np.zeros((1, 4))

    with pytest.raises(BadDataError, match=r"gave \(1, 4\) numbers for 2 texts"):
        EmbeddingCoder(model=Broken()).fit(["a", "b"], ["x", "y"])


def test_a_real_model_in_a_folder_reads_words_it_was_never_shown(tmp_path: Path) -> None:
    """A table of word vectors made here: two words of one meaning share a vector."""
    tokenizers = pytest.importorskip("tokenizers", reason="needs the extra `embeddings`")
    model2vec = pytest.importorskip("model2vec", reason="needs the extra `embeddings`")
    words = {"[UNK]": 0, "late": 1, "delayed": 2, "address": 3, "street": 4, "my": 5}
    tokenizer = tokenizers.Tokenizer(tokenizers.models.WordLevel(words, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    vectors = np.array([[0, 0], [1, 0], [1, 0.02], [0, 1], [0.02, 1], [0.1, 0.1]], dtype=np.float32)
    model2vec.StaticModel(vectors, tokenizer).save_pretrained(str(tmp_path / "model"))
    coder = EmbeddingCoder(tmp_path / "model").fit(["late", "my address"] * 10, ["late", "address"] * 10)
    said = coder.predict_proba(["delayed", "my street"])
    assert [coder.classes_[at] for at in said.argmax(axis=1)] == ["late", "address"]
