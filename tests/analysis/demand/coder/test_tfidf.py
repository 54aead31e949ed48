"""The default coder on texts with planted codes, and on real ones where they are at hand."""

import csv
import gzip
from collections.abc import Callable
from pathlib import Path
from random import Random

import numpy as np
import pytest
from tests.analysis.demand.coder.made_texts import made_texts

from headwater.analysis.demand.coder.tfidf import Setting, TfidfCoder
from headwater.analysis.errors import MissingExtraError, UsageError

pytest.importorskip("sklearn", reason="needs the extra `text`")

SETTINGS: tuple[Setting, ...] = ("fast", "full")


@pytest.mark.parametrize("setting", SETTINGS)
def test_chances_are_as_sure_as_they_are_right(setting: Setting) -> None:
    """One code in three is drawn at random, so nobody can be right on more than 1 - .3 * 2/3 = .8."""
    texts, codes = made_texts(700, noise=0.3)
    coder = TfidfCoder(setting).fit(texts[:300], codes[:300])
    chances = coder.predict_proba(texts[300:])
    right = np.array([coder.classes_[i] for i in chances.argmax(axis=1)]) == np.array(codes[300:])
    assert right.mean() > 0.74
    assert abs(chances.max(axis=1).mean() - right.mean()) < 0.06


def test_the_same_texts_codes_and_seed_give_the_same_chances() -> None:
    texts, codes = made_texts(80, noise=0.2)
    one, two = (TfidfCoder(seed=3).fit(texts, codes).predict_proba(texts) for _ in range(2))
    assert np.array_equal(one, two)


def test_one_code_for_all_makes_a_constant_coder_that_says_so() -> None:
    coder = TfidfCoder().fit(["a", "b"], ["late", "late"])
    assert coder.constant_
    assert coder.predict_proba(["anything", ""]).tolist() == [[1.0], [1.0]]


def test_two_codes_and_twenty_are_both_learned() -> None:
    texts, codes = made_texts(60)
    two = TfidfCoder().fit(texts, ["late" if c == "late" else "other" for c in codes])
    assert two.predict_proba(["my parcel is delayed"]).argmax() == 0
    assert not two.constant_
    many = TfidfCoder().fit(texts, [f"code {n % 20}" for n in range(60)])
    assert many.predict_proba(texts).shape == (60, 20)


@pytest.mark.parametrize(
    ("texts", "codes", "said"),
    [(["a"], ["x", "y"], "1 texts and 2 codes"), ([], [], "no coded text to learn from")],
)
def test_what_cannot_be_learned_from_is_refused(texts: list[str], codes: list[str], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        TfidfCoder().fit(texts, codes)


def test_an_unknown_setting_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"no setting 'fsat'\. Did you mean 'fast'"):
        TfidfCoder("fsat")  # type: ignore[arg-type]


def test_without_the_extra_it_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headwater.analysis.demand.coder.tfidf.find_spec", lambda _: None)
    with pytest.raises(MissingExtraError, match=r"headwater\[text\]"):
        TfidfCoder()


@pytest.mark.real_data
def test_bank_questions_are_read_from_ten_examples_an_intent(real_file: Callable[[str], Path]) -> None:
    """The bar is .718 for words and .758 with characters, for draws of their own; one draw varies by .007."""

    def rows(name: str) -> list[dict[str, str]]:
        with gzip.open(real_file(name), "rt", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    train, test = rows("banking77_train.csv.gz"), rows("banking77_test.csv.gz")
    random, by_code = Random(0), dict[str, list[str]]()
    for row in train:
        by_code.setdefault(row["category"], []).append(row["text"])
    drawn = [(t, c) for c, texts in by_code.items() for t in random.sample(texts, 10)]
    coder = TfidfCoder("fast").fit([t for t, _ in drawn], [c for _, c in drawn])
    chances = coder.predict_proba([row["text"] for row in test])
    said = [coder.classes_[i] for i in chances.argmax(axis=1)]
    assert np.mean([a == row["category"] for a, row in zip(said, test, strict=True)]) > 0.718
