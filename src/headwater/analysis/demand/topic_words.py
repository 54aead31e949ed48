"""Texts to words: what varies from text to text is taken out, and so are words that say nothing."""

import html
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WORD = r"[^\W\d_]+(?:'[^\W\d_]+)?"
_BREAK = " . "
_VARYING = re.compile(
    r"""https?://\S+ | www\.\S+            # addresses of pages
      | [^\s@<>]+@[^\s@<>]+\.[^\s@<>]+     # e-mail addresses
      | (?<!\w)@\w+                        # handles
      | \S*\d\S*                           # numbers, and whatever holds one: orders, amounts, dates
    """,
    re.VERBOSE,
)
_COMMON = 0.01
_LEAST_TEXTS = 20
_COMMONEST = 0.5
_TELLING = 0.6
_MOST_WORDS = 3000


def normalised(text: str) -> str:
    """Return a text without what differs from one message to the next: addresses, handles, numbers.

    Examples
    --------
    >>> normalised("Where&#39;s order #88123? I wrote to help@shop.example, see https://t.example/x")
    "where's order . i wrote to . see ."
    """
    plain = html.unescape(text).casefold().replace("’", "'")
    return re.sub(r"\s+", " ", _VARYING.sub(_BREAK, plain)).strip()


def words_of(text: str) -> list[str]:
    """Return the words of a normalised text.

    Examples
    --------
    >>> words_of("where's order . i wrote")
    ["where's", 'order', 'i', 'wrote']
    """
    return re.findall(WORD, text)


def empty_words(texts: Sequence[str]) -> list[str]:
    """Return the words that say nothing about the rest of a text, whatever the language.

    Parameters
    ----------
    texts : sequence of str
        Normalised texts.

    Notes
    -----
    For each word found in at least 1% of the texts (and 20 of them) the words beside which it stands are
    set against the words of all texts, by Kullback-Leibler divergence less its expectation under chance,
    (V - 1) / 2N for V different neighbours seen N times. Articles and pronouns stand beside everything:
    a word is empty when its divergence is below 0.6 of the median of these words, or when it is in more
    than half of all texts.
    """
    import numpy as np
    from sklearn.feature_extraction.text import CountVectorizer

    counter = CountVectorizer(token_pattern=WORD, binary=True, min_df=2, max_features=_MOST_WORDS)
    try:
        found: Any = counter.fit_transform(texts).astype(np.float64)
    except ValueError:  # raised when no word occurs twice
        return []
    names = counter.get_feature_names_out()
    in_texts = np.asarray(found.sum(axis=0)).ravel()
    together: NDArray[np.float64] = (found.T @ found).toarray()
    np.fill_diagonal(together, 0)
    common = np.flatnonzero(in_texts >= max(_COMMON * len(texts), _LEAST_TEXTS))
    telling = np.array([_divergence(together, int(i)) for i in common])
    limit = _TELLING * float(np.median(telling)) if len(telling) else 0.0
    empty = {str(names[i]) for i, said in zip(common, telling, strict=True) if said < limit}
    return sorted(empty | {str(names[i]) for i in np.flatnonzero(in_texts > _COMMONEST * len(texts))})


def _divergence(together: "NDArray[np.float64]", word: int) -> float:
    import numpy as np

    own, all_words = together[word], together.sum(axis=0)
    all_words[word] = 0
    seen = own > 0
    if not seen.any():
        return float("inf")
    share, usual = own[seen] / own.sum(), all_words[seen] / all_words.sum()
    return float((share * np.log(share / usual)).sum() - (seen.sum() - 1) / (2 * own.sum()))
