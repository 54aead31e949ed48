"""What two versions of a codebook differ in, and how that reads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class CodeChange:
    """One code that is not what it was.

    Attributes
    ----------
    kind : {'added', 'removed', 'reworded', 'moved'}
        Moved: an owner went into or out of support, or a reason usually means something else now.
    accounted : bool
        Whether `changed_from` of the new version says what becomes of it. A move needs no saying.
    """

    field: str
    code: str
    kind: Literal["added", "removed", "reworded", "moved"]
    what: str
    accounted: bool

    def __str__(self) -> str:
        said = "" if self.accounted else " (changed_from does not say what becomes of it)"
        return f"{self.kind:<8} {self.field}: {self.code}{f', {self.what}' if self.what else ''}{said}"


@dataclass(frozen=True)
class Recode:
    """A code that has to be given anew, and why."""

    field: str
    code: str
    why: str

    def __str__(self) -> str:
        return f"{self.field} {self.code!r}: {self.why}"


@dataclass(frozen=True)
class CodebookDiff:
    """What a new version changes.

    Attributes
    ----------
    becomes : mapping of (field, code) to str
        For each old code that can be carried over, what it is now.
    recode : tuple of Recode
        Old codes whose codings have to be looked at again.
    problems : tuple of str
        Where the two do not fit together.
    new_codes : mapping of str to tuple of str
        The new version's codes by field.
    """

    old: str
    new: str
    changes: tuple[CodeChange, ...]
    becomes: Mapping[tuple[str, str], str]
    recode: tuple[Recode, ...]
    problems: tuple[str, ...]
    new_codes: Mapping[str, tuple[str, ...]] = field(repr=False, default_factory=dict)

    def __str__(self) -> str:
        lines = [f"{self.old} to {self.new}: {_codes(len(self.changes))} changed."]
        lines += [f"  {change}" for change in self.changes]
        renamed = [(f, a, b) for (f, a), b in self.becomes.items() if a != b]
        same = len(self.becomes) - len(renamed)
        lines += [
            "",
            f"Codings that carry over: {_codes(same)} as they are, {len(renamed)} under another name.",
        ]
        lines += [f"  {f}: {a} is now {b}" for f, a, b in renamed]
        lines.append(f"Codings to be made again: {_codes(len(self.recode))}.")
        lines += [f"  {recode}" for recode in self.recode]
        if self.problems:
            lines += ["", *(f"Attention: {problem}" for problem in self.problems)]
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as plain data."""
        return {
            "old": self.old,
            "new": self.new,
            "changes": [dict(change.__dict__) for change in self.changes],
            "carried_over": [{"field": f, "from": a, "to": b} for (f, a), b in self.becomes.items()],
            "recode": [dict(recode.__dict__) for recode in self.recode],
            "problems": list(self.problems),
        }


@dataclass(frozen=True)
class CarriedOver:
    """A contact's codes in the new version.

    Attributes
    ----------
    codes : dict
        What still stands.
    recode : tuple of Recode
        What has to be coded again; empty where all stands.
    """

    codes: dict[str, str]
    recode: tuple[Recode, ...] = ()


def _codes(count: int) -> str:
    return f"{count} code{'' if count == 1 else 's'}"
