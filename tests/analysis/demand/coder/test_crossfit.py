"""No contact is read by a model that saw its label, or a label of the same customer."""

from collections.abc import Sequence
from functools import partial
from typing import Self

import numpy as np
import pytest
from tests.analysis.demand.coder.made_texts import made_texts

from headwater.analysis.demand.coder.crossfit import CrossFitted, cross_fit
from headwater.analysis.demand.coder.tfidf import TfidfCoder
from headwater.analysis.errors import UsageError

pytest.importorskip("sklearn", reason="needs the extra `text`")


class Memory:
    """Remembers every text it was shown and can tell nothing of others: it would give a leak away."""

    name = "memory"

    def __init__(self) -> None:
        self.classes_: tuple[str, ...] = ()

    def fit(self, texts: Sequence[str], codes: Sequence[str]) -> Self:
        self.classes_ = tuple(sorted(set(codes)))
        self._seen = dict(zip(texts, codes, strict=True))
        return self

    def predict_proba(self, texts: Sequence[str]) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
        width = len(self.classes_)
        return np.array(
            [
                [float(self._seen[t] == c) for c in self.classes_] if t in self._seen else [1 / width] * width
                for t in texts
            ]
        ).reshape(len(texts), width)


def accuracy(fitted: CrossFitted, name: str, codes: Sequence[str | None]) -> float:
    said = [fitted.classes[name][i] for i in fitted.held_out[name].argmax(axis=1)]
    return float(np.mean([a == b for a, b in zip(said, codes, strict=True) if b]))


def test_no_contact_is_read_by_a_model_that_saw_its_label() -> None:
    texts, codes = [f"text {i}" for i in range(60)], ["a", "b", "c"] * 20
    fitted = cross_fit(texts, {"reason": codes}, None, Memory)
    assert np.allclose(fitted.held_out["reason"], 1 / 3)
    known = np.array([[c == name for name in "abc"] for c in codes])
    assert np.allclose(fitted.predict(texts)["reason"][known], (4 + 1 / 3) / 5)


def test_no_contact_is_read_by_a_model_that_saw_a_label_of_its_customer() -> None:
    """Each customer always writes the same words: only a model that saw the customer could know the code."""
    customers = [i // 3 for i in range(90)]
    texts, codes = [f"customer {c}" for c in customers], [str(c % 3) for c in customers]
    assert np.allclose(cross_fit(texts, {"reason": codes}, customers, Memory).held_out["reason"], 1 / 3)
    leaked = cross_fit(texts, {"reason": codes}, None, Memory).held_out["reason"]
    assert leaked.max() == 1


def test_a_useless_coder_gains_nothing_on_noise() -> None:
    texts, codes = made_texts(300, noise=1.0)
    fitted = cross_fit(texts, {"reason": codes}, None, partial(TfidfCoder, "fast"))
    assert abs(accuracy(fitted, "reason", codes) - 1 / 3) < 3 * (2 / 9 / 300) ** 0.5


def test_side_by_side_models_are_those_that_are_fitted_one_by_one() -> None:
    """The shared vocabulary is that of all coded texts, so coders given all of it must say the same."""
    texts, codes = made_texts(120, noise=0.2)
    fitted = cross_fit(texts, {"reason": codes}, None, TfidfCoder, folds=3)
    new, _ = made_texts(30, seed=9)
    own = []
    for fold in range(3):
        kept = [i for i in range(120) if fitted.fold[i] != fold]
        coder = TfidfCoder()
        coder.encoder.fit(texts)
        coder.encoder.fit = lambda _: coder.encoder  # type: ignore[method-assign,assignment]  # noqa: B023
        coder.fit([texts[i] for i in kept], [codes[i] for i in kept])
        own.append(coder.predict_proba(new))
        out = np.flatnonzero(fitted.fold == fold)
        assert np.allclose(
            coder.predict_proba([texts[i] for i in out]), fitted.held_out["reason"][out], atol=2e-3
        )
    assert np.allclose(np.mean(own, axis=0), fitted.predict(new)["reason"], atol=2e-3)


def test_fields_with_missing_codes_learn_from_what_they_have_and_read_everyone() -> None:
    texts, codes = made_texts(200)
    cause = [("it" if c == "late" else "process") if c != "address" else None for c in codes]
    fitted = cross_fit(texts, {"reason": codes, "cause": cause}, None, TfidfCoder)
    assert fitted.classes == {"reason": ("address", "late", "refund"), "cause": ("it", "process")}
    assert fitted.held_out["cause"].shape == (200, 2)
    assert accuracy(fitted, "reason", codes) > 0.97
    assert accuracy(fitted, "cause", cause) > 0.97


def test_rows_add_up_to_one_and_the_seed_decides_everything() -> None:
    texts, codes = made_texts(90, noise=0.3)
    one, two = (cross_fit(texts, {"reason": codes}, None, TfidfCoder, seed=4) for _ in range(2))
    assert np.array_equal(one.held_out["reason"], two.held_out["reason"])
    assert np.array_equal(one.predict(texts)["reason"], two.predict(texts)["reason"])
    assert np.allclose(one.predict(texts)["reason"].sum(axis=1), 1)
    other = cross_fit(texts, {"reason": codes}, None, TfidfCoder, seed=5)
    assert not np.array_equal(one.fold, other.fold)


def test_classes_with_one_example_do_no_harm() -> None:
    texts, codes = made_texts(60)
    codes = [*codes, "once", "twice", "twice"]
    fitted = cross_fit(
        [*texts, "strange words", "odd thing", "odd matter"], {"reason": codes}, None, TfidfCoder
    )
    assert "once" in fitted.classes["reason"]
    assert np.isfinite(fitted.held_out["reason"]).all()
    assert accuracy(fitted, "reason", codes[:60] + [None] * 3) > 0.95


def test_fifty_codes_on_three_hundred_texts_are_fitted() -> None:
    texts, _ = made_texts(300)
    codes = [f"code {i % 57 if i < 290 else 57 + i}" for i in range(300)]
    fitted = cross_fit(texts, {"reason": codes}, None, TfidfCoder, folds=2)
    assert fitted.held_out["reason"].shape == (300, 67)


def test_one_code_for_all_is_said_and_not_an_error() -> None:
    texts, _ = made_texts(30)
    fitted = cross_fit(texts, {"demand_type": ["failure"] * 30}, None, TfidfCoder)
    assert fitted.held_out["demand_type"].tolist() == [[1.0]] * 30
    assert fitted.predict(["anything"])["demand_type"].tolist() == [[1.0]]
    assert "every coded contact is 'failure'" in fitted.notes[0]


def test_no_words_in_any_text_give_the_shares_of_the_codes() -> None:
    fitted = cross_fit([""] * 40, {"reason": ["a"] * 30 + ["b"] * 10}, None, TfidfCoder)
    assert np.allclose(fitted.predict([""])["reason"], [[0.75, 0.25]], atol=0.02)


@pytest.mark.parametrize(
    ("texts", "codes", "groups", "folds", "said"),
    [
        (["a"] * 4, {"reason": ["x"] * 3}, None, 5, "4 texts and 3 codes of reason"),
        (["a"] * 4, {"reason": ["x"] * 4}, ["c"] * 3, 5, "4 texts and 3 customers"),
        (["a"] * 4, {"reason": ["x"] * 4}, ["c"] * 4, 5, "of one customer.*Code contacts of more customers"),
        (["a"] * 4, {"reason": [None] * 4}, None, 5, "nothing to learn from"),
        (["a"] * 4, {"reason": ["x"] * 4}, None, 1, "folds is 1"),
    ],
)
def test_what_cannot_be_fitted_is_refused_with_the_reason(
    texts: list[str], codes: dict[str, list[str | None]], groups: list[str] | None, folds: int, said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        cross_fit(texts, codes, groups, TfidfCoder, folds=folds)
