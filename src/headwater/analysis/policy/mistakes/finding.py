"""What is found of one of the five mistakes: a word, the evidence and the harm, each with its error."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from headwater.analysis.estimates import Estimate, cannot_tell
from headwater.analysis.frames import Backend, Columns, to_frame
from headwater.analysis.policy.grades import GRADES, Grade

Mistake = Literal["volume", "people", "control", "permission", "instructions"]
Word = Literal["found", "no sign", "cannot tell"]

MISTAKES: dict[Mistake, str] = {
    "volume": "Volume over resolution",
    "people": "Too few people",
    "control": "Excessive control",
    "permission": "No permission to fix things",
    "instructions": "Conflicting instructions",
}
"""The five mistakes as people call them, in the order they are shown."""


@dataclass(frozen=True)
class Evidence:
    """One figure a finding rests on.

    Attributes
    ----------
    key : str
        Unique within the finding, such as `shifted` or `runs_over_85`.
    unit : str
        `share`, `contacts`, `hours`, `seconds`, `money`, `points`, or a word of its own.
    grade : str
        How far it can be read as cause and effect; empty for a figure that claims no cause.
    """

    key: str
    words: str
    estimate: Estimate
    unit: str = "share"
    grade: Grade | Literal[""] = ""
    note: str = ""

    @property
    def grade_means(self) -> str:
        """The grade in words; empty for a figure that claims no cause."""
        return GRADES[self.grade] if self.grade else ""


@dataclass(frozen=True)
class Harm:
    """What a mistake costs in a year; *cannot tell* with its reason where it was not measured.

    Attributes
    ----------
    contacts : Estimate
        Contacts it causes in a year.
    hours : Estimate
        Hours of agents in a year.
    money : Estimate
        In `currency`, in a year.
    satisfaction : Estimate
        Change of mean satisfaction of the contacts concerned, in points of 100.
    strain : Estimate
        Change of measured strain of the people concerned, in points of 100.
    """

    contacts: Estimate
    hours: Estimate
    money: Estimate
    satisfaction: Estimate
    strain: Estimate
    currency: str = ""
    grade: Grade = "D"

    @property
    def grade_means(self) -> str:
        """The grade in words."""
        return GRADES[self.grade]


def no_harm_known(why: str, currency: str = "") -> Harm:
    """Return harm of which nothing can be told, for one reason.

    Examples
    --------
    >>> no_harm_known("nobody follows contacts").hours.why
    'nobody follows contacts'
    """
    nothing = cannot_tell(why)
    return Harm(nothing, nothing, nothing, nothing, nothing, currency)


@dataclass(frozen=True)
class Finding:
    """What is found of one mistake.

    Attributes
    ----------
    word : {'found', 'no sign', 'cannot tell'}
    sentence : str
        What is found, in one or two plain sentences, with the reason where it cannot be told.
    evidence : tuple of Evidence
        The figures it rests on, the most telling first.
    missing : tuple of str
        What would have to be recorded or said so that more could be told.
    to_do : tuple of str
        What can be done about it, the most useful first.
    tables : mapping of str to columns
        What its pictures are drawn from.
    """

    mistake: Mistake
    word: Word
    sentence: str
    evidence: tuple[Evidence, ...] = ()
    harm: Harm = field(default_factory=lambda: no_harm_known("it was not looked for"))
    missing: tuple[str, ...] = ()
    to_do: tuple[str, ...] = ()
    tables: Mapping[str, Columns] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The mistake as people call it."""
        return MISTAKES[self.mistake]

    def figure(self, key: str) -> Evidence:
        """Return one figure by its key."""
        return next(one for one in self.evidence if one.key == key)

    def columns(self) -> Columns:
        """Return one row a figure."""
        return {
            "figure": [one.words for one in self.evidence],
            "unit": [one.unit for one in self.evidence],
            "value": [one.estimate.value for one in self.evidence],
            "low": [one.estimate.low for one in self.evidence],
            "high": [one.estimate.high for one in self.evidence],
            "n": [one.estimate.n for one in self.evidence],
            "grade": [one.grade for one in self.evidence],
        }

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as plain data; `finding_from` reads it back."""
        return asdict(self)

    def to_frame(self, backend: Backend | None = None) -> Any:
        """Return one row a figure as a data frame."""
        return to_frame(self.columns(), backend)

    def __str__(self) -> str:
        lines = [f"{self.title}: {self.word}. {self.sentence}"]
        lines += [f"  {one.words}: {_shown(one)}" for one in self.evidence]
        harm = ((name, getattr(self.harm, name)) for name in ("contacts", "hours", "money"))
        lines += [f"  {name} a year: {value.amount()}" for name, value in harm if value.known]
        lines += [f"  Do: {one}" for one in self.to_do]
        return "\n".join(lines + [f"  Missing: {one}" for one in self.missing])


def finding_from(kept: Mapping[str, Any]) -> Finding:
    """Read a finding back from plain data.

    Examples
    --------
    >>> told = Finding("people", "cannot tell", "There is no roster.")
    >>> finding_from(told.to_dict()) == told
    True
    """
    harm: dict[str, Any] = {
        name: Estimate(**one) if isinstance(one, Mapping) else one for name, one in kept["harm"].items()
    }
    evidence = tuple(Evidence(**{**one, "estimate": Estimate(**one["estimate"])}) for one in kept["evidence"])
    return Finding(
        mistake=kept["mistake"],
        word=kept["word"],
        sentence=kept["sentence"],
        evidence=evidence,
        harm=Harm(**harm),
        missing=tuple(kept["missing"]),
        to_do=tuple(kept["to_do"]),
        tables=kept["tables"],
    )


def _shown(one: Evidence) -> str:
    e = one.estimate
    if e.value is None:
        return f"cannot tell: {e.why}"
    if one.unit == "share":
        return e.percent()
    between = "" if e.low is None or e.high is None else f" ({e.low:,.4g} to {e.high:,.4g})"
    return f"{e.value:,.4g}{between} {one.unit}"
