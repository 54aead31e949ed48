"""The words of a codebook: a code, a reason, an owner, and what happened to codes between versions."""

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import Field

from headwater.analysis.contacts.language import Part, Texts
from headwater.analysis.demand.frame import FIELDS, OF_FAILURE

Worth = Literal["valuable", "irritant"]
"""What a contact is to one side: worth having, or a nuisance."""

ChangeKind = Literal["renamed", "reworded", "merged", "split", "dropped", "new"]


class FrameCodes(Part):
    """Codes of one contact, any field left out."""

    demand_type: str = ""
    failure_code: str = ""
    reason: str = ""
    preventable: str = ""
    cause: str = ""
    cause_owner: str = ""

    @classmethod
    def from_short(cls, given: Any) -> Any:
        """Take a text as the name of a reason."""
        return {"reason": given} if isinstance(given, str) else given

    def given(self) -> dict[str, str]:
        """Return the codes that are there, in the order of the frame."""
        return {name: getattr(self, name) for name in FIELDS if getattr(self, name)}

    def over(self, usual: dict[str, str]) -> dict[str, str]:
        """Return the usual codes with these in their place.

        Where these say that it is no failure, what is usual of a failure does not apply.
        """
        said = self.given()
        if said.get("demand_type", "failure") != "failure":
            usual = {name: code for name, code in usual.items() if name not in OF_FAILURE}
        merged = {**usual, **said}
        return {name: merged[name] for name in FIELDS if name in merged}


class Code(Part):
    """One code: what it is in plain words, and what counts as it.

    Attributes
    ----------
    label : str
        How it is shown; empty where the code itself says it.
    counts, counts_not : list of str
        Examples that belong to it, and near misses that do not.
    """

    label: str = ""
    meaning: str = ""
    counts: Texts = Field(default_factory=list)
    counts_not: Texts = Field(default_factory=list)

    @classmethod
    def from_short(cls, given: Any) -> Any:
        """Take a text as the meaning, and an empty value as one left out."""
        if isinstance(given, str):
            return {"meaning": given}
        return {k: v for k, v in given.items() if v != ""} if isinstance(given, dict) else given

    def wording(self) -> tuple[str, str, tuple[str, ...], tuple[str, ...]]:
        """Return what a coder reads of it, spaces evened out."""
        return (
            _even(self.label),
            _even(self.meaning),
            tuple(map(_even, self.counts)),
            tuple(map(_even, self.counts_not)),
        )


class Owner(Code):
    """A unit that owns causes.

    Attributes
    ----------
    inside_support : bool, optional
        Whether the unit is part of support; None while nobody has said.
    """

    inside_support: bool | None = None


class Reason(Code):
    """A contact reason, in customers' words.

    Attributes
    ----------
    usual : FrameCodes
        What contacts with this reason usually are: offered to the coder, never filled in by itself.
    value_to_customer, value_to_company : {'valuable', 'irritant'}, optional
        Its place in the value-irritant quadrants; the organisation's own judgement.
    """

    usual: FrameCodes = Field(default_factory=FrameCodes)
    value_to_customer: Worth | None = None
    value_to_company: Worth | None = None


class Change(Part):
    """What became of codes of the version before.

    Attributes
    ----------
    before, after : list of str
        Codes then and now; `from` and `to` in the file.
    why : str
        The reason for the change.
    """

    field: Literal["demand_type", "failure_code", "reason", "preventable", "cause", "cause_owner"]
    before: Texts = Field(default_factory=list, alias="from")
    after: Texts = Field(default_factory=list, alias="to")
    why: str = ""

    @property
    def kind(self) -> ChangeKind:
        """What sort of change it is."""
        if not self.before:
            return "new"
        if not self.after:
            return "dropped"
        if len(self.after) > 1:
            return "split"
        if len(self.before) > 1:
            return "merged"
        return "reworded" if self.before == self.after else "renamed"

    def __str__(self) -> str:
        names = (" + ".join(map(repr, codes)) for codes in (self.before, self.after))
        return f"{self.field}: {self.kind} {' to '.join(name for name in names if name)}"


class ChangedFrom(Part):
    """How a version follows from the one before."""

    version: int = Field(ge=0)
    changes: list[Change] = Field(default_factory=list)

    def of(self, field: str, code: str) -> Iterator[Change]:
        """Yield the changes that a code of the version before went through."""
        return (change for change in self.changes if change.field == field and code in change.before)


def _even(text: str) -> str:
    return " ".join(text.split())
