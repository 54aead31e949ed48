"""How alike two sentences are, by the words they share: enough for the few sentences of a flag."""

from collections.abc import Iterable
from math import sqrt

from headwater.analysis.demand.topic_words import normalised, words_of

LEAST_LIKENESS = 0.45
_LEAST_SHARED = 2
_ENDINGS = ("ations", "ation", "ings", "ing", "ies", "ed", "es", "ly", "s", "e")
_EMPTY_WORDS = """
a about above after again all already also always am an and another any are as at back be because been
before being below between both but by can cannot could did do does doing done down during each even ever
every few for from further get gets given go goes going got had has have having he her here him his how i
if in into is it its just know last let like make many me more most much must my never new no nor not
nothing now of off on once one only or other our out over own please said same say says see she should so
some still such tell than that the their them then there these they thing things this those though through
time to told too two under until up us use very want wanted was way we were what when where which while
who whom why will with would yet you your customer customers contact contacts case cannot didn't don't
can't isn't wasn't won't couldn't doesn't it's i'm
"""
_EMPTY = frozenset(_EMPTY_WORDS.split())


def telling_words(text: str) -> dict[str, str]:
    """Return the words of a text that say something: as written, by their stem.

    Examples
    --------
    >>> telling_words("Refunds over 50 need a lead, and I was refunding one.")
    {'refund': 'refunds', 'need': 'need', 'lead': 'lead'}
    """
    found: dict[str, str] = {}
    for word in words_of(normalised(text)):
        if len(word) > 2 and word not in _EMPTY:
            found.setdefault(_stem(word), word)
    return found


def likeness(one: Iterable[str], other: Iterable[str]) -> float:
    """Return the cosine of two sets of stems; 0 where they share fewer than two.

    Examples
    --------
    >>> round(likeness({"refund", "lead", "limit"}, {"refund", "limit", "photo"}), 2)
    0.67
    """
    first, second = set(one), set(other)
    shared = len(first & second)
    return shared / sqrt(len(first) * len(second)) if shared >= _LEAST_SHARED else 0.0


def gist(text: str, words: int = 3) -> str:
    """Return the first telling words of a text, as a name for what it is about."""
    return " ".join(list(telling_words(text).values())[:words])[:80]


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending)
    return word
