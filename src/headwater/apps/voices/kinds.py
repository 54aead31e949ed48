"""What can be said from the floor: three kinds of flag, each with the reasons one can pick."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What stands in somebody's way."""

    AVOIDABLE = "avoidable"
    NOT_ALLOWED = "not_allowed"
    CONTRADICTION = "contradiction"

    @property
    def label(self) -> str:
        """The kind as the person who flags would say it."""
        return _SAYINGS[self].label

    @property
    def question(self) -> str:
        """What is asked next."""
        return _SAYINGS[self].question

    @property
    def codes(self) -> Mapping[str, str]:
        """The reasons to pick from; empty is something else."""
        return _SAYINGS[self].codes


@dataclass(frozen=True)
class _Saying:
    label: str
    question: str
    codes: Mapping[str, str]


_ELSE = {"": "Something else"}

_SAYINGS = {
    Kind.AVOIDABLE: _Saying(
        "This should not have happened",
        "Why did the customer have to come?",
        # the frame's failure codes, as one would say them at the desk
        {
            "progress_chasing": "They had to ask where it stands",
            "broken_promise": "We promised something and did not do it",
            "defect_or_error": "Something was broken or wrong",
            "repeated_information": "They had to tell us again what we know",
            "premature_closure": "We closed it too early",
            "wrong_place": "They were sent to the wrong place",
            "clarification": "Nobody could understand what we wrote or said",
            "policy": "Our own rule brought them here",
        }
        | _ELSE,
    ),
    Kind.NOT_ALLOWED: _Saying(
        "I was not allowed to fix it",
        "What would have fixed it?",
        {
            "refund": "Giving money back",
            "credit": "A voucher or a credit",
            "replacement": "Sending a replacement",
            "exception": "An exception to a rule or a date",
            "decision": "Deciding it myself instead of passing it on",
            "access": "Seeing or changing something in a system",
            "time": "Taking the time it needed",
        }
        | _ELSE,
    ),
    Kind.CONTRADICTION: _Saying(
        "My instructions contradict each other",
        "What contradicts what?",
        {
            "target_and_care": "A target, and what the customer needs",
            "two_people": "What two people told me",
            "two_texts": "Two written rules",
            "said_and_allowed": "What customers are promised, and what I may do",
        }
        | _ELSE,
    ),
}


class Origin(Enum):
    """Where an instruction comes from: a place, never a person."""

    LEAD = "lead"
    OTHER_LEAD = "other_lead"
    MANAGEMENT = "management"
    DEPARTMENT = "department"
    RULE = "rule"
    KNOWLEDGE = "knowledge"
    TARGET = "target"
    SYSTEM = "system"

    @property
    def label(self) -> str:
        """The origin as people say it."""
        return _ORIGINS[self]


_ORIGINS = {
    Origin.LEAD: "My team lead",
    Origin.OTHER_LEAD: "The lead of another team",
    Origin.MANAGEMENT: "Management",
    Origin.DEPARTMENT: "Another department",
    Origin.RULE: "A written rule",
    Origin.KNOWLEDGE: "The knowledge base or a script",
    Origin.TARGET: "A target or a score",
    Origin.SYSTEM: "What the system demands",
}


class Verdict(Enum):
    """What an answer says."""

    WILL = "will"
    DID = "did"
    WILL_NOT = "will_not"

    @property
    def label(self) -> str:
        """The verdict as the answer begins."""
        return {"will": "We will", "did": "We did", "will_not": "We will not"}[self.value]


def code_label(kind: str, code: str) -> str:
    """Return a reason in words.

    Examples
    --------
    >>> code_label("not_allowed", "refund"), code_label("avoidable", "")
    ('Giving money back', 'Something else')
    """
    return Kind(kind).codes.get(code, code)
