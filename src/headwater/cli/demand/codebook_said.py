"""What `headwater demand codebook` answers: findings of a check, a file that was written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from headwater.analysis.demand.codebook import Codebook
    from headwater.analysis.demand.codebook.checking import Finding

_MOST_SHOWN = 20


@dataclass(frozen=True)
class Checked:
    """What is to be changed in a codebook.

    Attributes
    ----------
    unmapped : mapping, optional
        Native reasons of the store that the codebook does not map, and their contacts; None without store.
    """

    book: Codebook
    findings: tuple[Finding, ...]
    unmapped: Mapping[str | None, int] | None = None

    @property
    def errors(self) -> int:
        """How many findings keep it from being used."""
        return sum(finding.level == "error" for finding in self.findings)

    def __str__(self) -> str:
        return "\n".join([*self._about_book(), *self._about_store()])

    def _about_book(self) -> list[str]:
        counts = f"{_some(len(self.book.reason), 'reason')}, {_some(len(self.book.cause_owner), 'owner')}"
        warnings = len(self.findings) - self.errors
        found = f"{_some(self.errors, 'error')}, {_some(warnings, 'warning')}"
        return [f"{self.book.title} ({self.book.status}): {counts}; {found}.", *map(str, self.findings)]

    def _about_store(self) -> list[str]:
        if self.unmapped is None:
            return []
        if not self.unmapped:
            return ["", "Every native reason in the store is mapped."]
        listed = list(self.unmapped.items())
        lines = [f"  {count:>9,}  {'(no reason)' if name is None else name}" for name, count in listed]
        more = len(lines) - _MOST_SHOWN
        return [
            "",
            f"Native reasons in the store that are not mapped ({sum(self.unmapped.values()):,} contacts):",
            *lines[:_MOST_SHOWN],
            *([f"  ... and {more} more; --json gives all"] if more > 0 else []),
        ]

    def to_dict(self) -> dict[str, Any]:
        """Return the findings as JSON-ready data."""
        data: dict[str, Any] = {
            "codebook": self.book.title,
            "status": self.book.status,
            "reasons": len(self.book.reason),
            "owners": len(self.book.cause_owner),
            "findings": [finding.to_dict() for finding in self.findings],
        }
        if self.unmapped is not None:
            data["unmapped"] = [{"reason_source": k, "contacts": n} for k, n in self.unmapped.items()]
        return data


@dataclass(frozen=True)
class Written:
    """A codebook file that was written."""

    path: Path
    book: Codebook
    then: str
    facts: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        what = f"{self.book.title} ({self.book.status}, {_some(len(self.book.reason), 'reason')})"
        return f"Wrote {self.path}: {what}.\n{self.then}"

    def to_dict(self) -> dict[str, Any]:
        """Return what was written as JSON-ready data."""
        return {
            "path": str(self.path),
            "codebook": self.book.title,
            "status": self.book.status,
            "reasons": len(self.book.reason),
            **self.facts,
        }


def _some(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
