import numpy as np
import pytest
from tests.analysis.demand.coder.made_texts import made_texts

from headwater.analysis.demand.coder.vectoriser import BLOCK, FAST, FULL, LONGEST, Vectoriser

pytest.importorskip("sklearn", reason="needs the extra `text`")


def test_words_weigh_what_scikit_learn_says_they_weigh() -> None:
    """The same texts through TfidfVectorizer, as an oracle: equal inner products of all rows."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = [text.rsplit(" ", 1)[0] for text in made_texts(60)[0]] + ["parcel parcel parcel late", "late"]
    oracle = TfidfVectorizer(token_pattern=r"(?u)\b\w+\b", sublinear_tf=True).fit_transform(texts)
    ours = Vectoriser({"word": 1.0}).fit(texts).transform(texts)
    assert ours.shape[1] == oracle.shape[1]
    assert np.allclose((ours @ ours.T).toarray(), (oracle @ oracle.T).toarray(), atol=1e-5)


def test_runs_of_letters_weigh_what_scikit_learn_says_they_weigh() -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = [text.rsplit(" ", 1)[0] for text in made_texts(40)[0]]
    oracle = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 4), sublinear_tf=True).fit_transform(texts)
    ours = Vectoriser({"letters": 1.0}).fit(texts).transform(texts)
    inner, other = (ours @ ours.T).toarray(), (oracle @ oracle.T).toarray()
    # scikit-learn counts a word shorter than a run whole, once; the texts hold few such words
    assert np.corrcoef(inner.ravel(), other.ravel())[0, 1] > 0.99


def test_rows_have_length_one_and_texts_without_known_terms_none() -> None:
    texts, _ = made_texts(50)
    for families in (FAST, FULL):
        rows = Vectoriser(families).fit(texts).transform([*texts, "", "qqq zzz"])
        lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1))).ravel()
        assert np.allclose(lengths[:50], 1, atol=1e-5)
        assert lengths[50] == 0


def test_blocks_and_threads_change_nothing() -> None:
    texts, _ = made_texts(BLOCK + 50)
    fitted = Vectoriser(FAST, workers=2).fit(texts[:200])
    many = fitted.transform(texts)
    fitted.workers = 1
    alone = fitted.transform(texts[BLOCK - 3 : BLOCK + 3])
    assert (many[BLOCK - 3 : BLOCK + 3] != alone).nnz == 0


def test_the_vocabulary_is_that_of_the_texts_it_was_fitted_to() -> None:
    fitted = Vectoriser({"word": 1.0}).fit(["parcel late", "refund"])
    assert fitted.columns_ == 3
    assert sorted(fitted.terms_of(["Late", "parcel refund unheard"]).values()) == ["late", "parcel", "refund"]
    assert Vectoriser(FULL).fit([]).transform(["a"]).shape == (1, 0)


def test_long_texts_are_read_from_the_top_and_in_small_blocks() -> None:
    long = "refund " * (LONGEST // 7) + "x" * LONGEST + " parcel"
    texts = ["parcel late", "refund", *[long] * 120]
    rows = Vectoriser({"word": 1.0}, workers=2).fit(texts[:2]).transform(texts)
    assert rows.shape == (122, 3)
    assert (rows[2:] != rows[[1] * 120]).nnz == 0
