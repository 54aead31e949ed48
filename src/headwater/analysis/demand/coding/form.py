"""The questions about one contact, asked one after the other."""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass

from headwater.analysis.demand.coding.matching import matched
from headwater.analysis.demand.coding.protocol import Manual
from headwater.analysis.demand.coding.quoting import is_quoted
from headwater.analysis.demand.coding.sampled import Coding
from headwater.analysis.demand.frame import FIELDS, OF_FAILURE
from headwater.analysis.errors import UsageError

EVIDENCE = "evidence_quote"
"""Asked last: the customer's words that show it."""


@dataclass(frozen=True)
class Question:
    """What is asked next.

    Attributes
    ----------
    field : str
        A field of the frame, or `EVIDENCE`.
    codes : tuple of str
        What there is to choose from; empty where the answer is free text.
    usual : str
        What it usually is; offered, never taken without the coder.
    """

    field: str
    codes: tuple[str, ...] = ()
    usual: str = ""


class Form:
    """What one coder says of one contact.

    Parameters
    ----------
    shown : mapping of str to str
        What the coder reads of the contact.
    usual : mapping of str to str, optional
        Codes to offer, by field; they come before those that are usual for the reason.
    coding : Coding, optional
        What was said before, to be changed from its end.
    note : str
        A note that is there already.

    Examples
    --------
    >>> from headwater.analysis.demand.codebook.reading import read_codebook
    >>> form = Form(read_codebook("delivery"), {"body": "Where is it?"})
    >>> for answer in ["failure", "progress_chasing", "Where is my parcel"]:
    ...     form.answer(answer)
    >>> form.question.field, form.question.usual
    ('preventable', 'yes')
    >>> form.undo(), form.question.field
    (True, 'reason')
    """

    def __init__(
        self,
        codebook: Manual,
        shown: Mapping[str, str],
        usual: Mapping[str, str] | None = None,
        coding: Coding | None = None,
        note: str = "",
    ) -> None:
        self.codebook, self.shown, self.note = codebook, shown, coding.note if coding else note
        self._usual = usual or {}
        self._answers: dict[str, str] = {}
        if coding is not None:
            said = {**coding.codes, EVIDENCE: coding.evidence_quote}
            self._answers = {name: said.get(name, "") for name in self._asked(coding.codes)}

    @property
    def question(self) -> Question | None:
        """What is asked next; None when all is said."""
        for name in self._asked(self._answers):
            if name not in self._answers:
                codes = () if name == EVIDENCE else tuple(self.codebook.codes(name))
                return Question(name, codes, self._offered(name))
        return None

    @property
    def answers(self) -> Mapping[str, str]:
        """What was said so far, in the order it was asked; an empty text where a field was left out."""
        return dict(self._answers)

    def answer(self, text: str) -> None:
        """Answer the question; an empty text leaves the field out.

        Raises
        ------
        UsageError
            The codebook does not take the answer, or the quote is not in the text; the question stays.
        """
        question = self.question
        if question is None:
            raise UsageError("All is said of this contact.")
        said = text.strip()
        if question.field == EVIDENCE:
            if said and not is_quoted(said, self.shown):
                raise UsageError(
                    "These words are not in the text. Copy them as they stand, or leave it empty."
                )
        elif said:
            said = matched({question.field: said}, self.codebook)[question.field]
            problems = self.codebook.problems_with({**self._codes(), question.field: said})
            if problems:
                raise UsageError(" ".join(problems))
        elif question.field == FIELDS[0]:
            raise UsageError(
                f"{question.field} cannot be left empty. Choose undetermined where it cannot be told."
            )
        self._answers[question.field] = said

    def copy(self) -> "Form":
        """Return the form as it stands, to come back to."""
        made = copy(self)
        made._answers = dict(self._answers)
        return made

    def undo(self) -> bool:
        """Take the last answer back; False when there is none."""
        if not self._answers:
            return False
        self._answers.popitem()
        return True

    def coding(self, coder: str, *, adjudicates: bool = False) -> Coding:
        """Return what was said as one coding."""
        return Coding(
            coder=coder,
            codes=self._codes(),
            codebook=self.codebook.title,
            evidence_quote=self._answers.get(EVIDENCE, ""),
            note=self.note.strip(),
            adjudicates=adjudicates,
        )

    def _codes(self) -> dict[str, str]:
        return {name: code for name, code in self._answers.items() if name in FIELDS and code}

    def _asked(self, codes: Mapping[str, str]) -> tuple[str, ...]:
        failure = codes.get(FIELDS[0], "failure") == "failure"
        return (*(name for name in FIELDS if failure or name not in OF_FAILURE), EVIDENCE)

    def _offered(self, name: str) -> str:
        """Return what to offer, where the codes so far do not speak against it."""
        if name in self._usual:
            return self._usual[name]
        reason = self._answers.get("reason", "")
        usual = self.codebook.usual(reason) if reason else {}
        kind = usual.get(FIELDS[0], self._answers.get(FIELDS[0]))
        return usual.get(name, "") if kind == self._answers.get(FIELDS[0]) else ""
