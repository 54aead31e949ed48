"""The values of one column in a sample, and how well they fit a reading."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Fit:
    """How well values fit one reading, in a share and in words, and what a mapping has to say of them."""

    share: float
    said: str
    modifiers: dict[str, Any] = field(default_factory=dict)
    doubtful: str = ""
    """Why the reading is not certain although the values fit."""


@dataclass(frozen=True)
class Values:
    """The filled values of one column in a sample, trimmed."""

    name: str
    filled: tuple[str, ...]
    rows: int

    @classmethod
    def of(cls, name: str, values: Sequence[str | None]) -> "Values":
        """Take the values of a column; None and blank text are empty."""
        return cls(name, tuple(v.strip() for v in values if v is not None and v.strip()), len(values))

    @property
    def distinct(self) -> int:
        """Number of different values."""
        return len(set(self.filled))

    def count(self, passes: Any) -> int:
        """Return how many values pass a test."""
        return sum(1 for v in self.filled if passes(v))
