"""What a coder means by what was typed: a number, a code, or words of one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from headwater.analysis.demand.coding.form import EVIDENCE, Question
from headwater.analysis.demand.coding.matching import folded
from headwater.analysis.errors import UsageError

SINGLE_KEYS = 10
"""Below this many codes one key answers."""

LEFT_EMPTY = "-"
"""Typed to leave a field out."""

ASKS: Mapping[str, str] = {
    "demand_type": "What kind of demand is it?",
    "failure_code": "How did it fail the customer?",
    "reason": "Why does the customer get in touch?",
    "preventable": "Could it have been prevented?",
    "cause": "What caused it?",
    "cause_owner": "Who can remove the cause?",
    EVIDENCE: "Which words of the customer show it?",
}
"""Each question in words."""


@dataclass(frozen=True)
class Choice:
    """What is meant.

    Attributes
    ----------
    answer : str, optional
        None where it cannot be told yet.
    places : tuple of int
        Codes, by their place in the question, that have all the words; empty where one is meant or none has.
    is_new : bool
        Whether no code has these words, so that the answer would be a new one.
    """

    answer: str | None
    places: tuple[int, ...] = ()
    is_new: bool = False


def choose(question: Question, said: str) -> Choice:
    """Say which answer is meant.

    Parameters
    ----------
    question : Question
    said : str
        A number as shown beside a code, a code, words of a code, `-` to leave the field out, or nothing to
        take what it usually is.

    Raises
    ------
    UsageError
        Nothing was said and nothing is usual, or no code has the number.

    Examples
    --------
    >>> asked = Question("reason", ("Parcel is late", "Parcel is lost", "Change the address"))
    >>> choose(asked, "3").answer, choose(asked, "addr").answer, choose(asked, "parcel").places
    ('Change the address', 'Change the address', (0, 1))
    """
    text = said.strip()
    if text == LEFT_EMPTY:
        return Choice("")
    if not text:
        if question.usual or question.field == EVIDENCE:
            return Choice(question.usual)
        raise UsageError("Choose one, or type - to leave it empty.")
    if question.field == EVIDENCE:
        return Choice(text)
    return _numbered(question.codes, int(text)) if text.isdecimal() else _by_words(question.codes, text)


def _numbered(codes: Sequence[str], number: int) -> Choice:
    if 1 <= number <= len(codes):
        return Choice(codes[number - 1])
    raise UsageError(f"There is no number {number}: choose 1 to {len(codes)}.")


def _by_words(codes: Sequence[str], text: str) -> Choice:
    exact = [code for code in codes if folded(code) == folded(text)]
    if exact:
        return Choice(exact[0])
    places = with_words(codes, text)
    if len(places) == 1:
        return Choice(codes[places[0]])
    return Choice(None, places) if places else Choice(text, is_new=True)


def with_words(codes: Sequence[str], said: str) -> tuple[int, ...]:
    """Return the places of codes that have all the words."""
    words = said.casefold().split()
    return tuple(place for place, code in enumerate(codes) if all(word in code.casefold() for word in words))
