"""One figure of an answer as a table holds it: value and interval apart, and what the change comes to."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from headwater.apps.policy.what_if_plainly import plainly

if TYPE_CHECKING:
    from headwater.analysis.estimates import Estimate
    from headwater.analysis.policy.what_if import Row

WORDS = {
    "better": ("better", "better"),
    "worse": ("worse", "worse"),
    "moves": ("changes", "usual"),
    "same": ("same", "usual"),
    "may move": ("not sure it moves", "usual"),
    "cannot tell": ("cannot tell", "unknown"),
}
"""What a change comes to, as people say it, with its look."""


@dataclass(frozen=True)
class Figure:
    """A figure and its interval."""

    value: str
    interval: str

    @property
    def number(self) -> str:
        """The figure without its unit, where the same unit stands beside it."""
        return self.value.partition(" ")[0]

    @classmethod
    def of(cls, text: str) -> "Figure":
        """Take the interval from behind a figure."""
        value, _, interval = text.partition(" (")
        return cls(value, f"({interval}" if interval else "")


@dataclass(frozen=True)
class ShownRow:
    """One line of the table."""

    key: str
    words: str
    before: Figure
    after: Figure
    change: Figure
    word: str
    look: str


def shown_rows(rows: "Iterable[Row]") -> list[ShownRow]:
    """Return figures as a table holds them."""
    return [shown_row(row) for row in rows]


def shown_row(row: "Row") -> ShownRow:
    """Return one figure as a table holds it."""
    word, look = WORDS[row.word]
    return ShownRow(
        row.key,
        row.words,
        figure_of(row.before, row.before_text),
        figure_of(row.after, row.after_text),
        Figure.of("–" if row.change.value is None else row.change_text),
        word,
        look,
    )


def figure_of(estimate: "Estimate", text: str) -> Figure:
    """Return a figure as a table holds it, or that it cannot be told and why."""
    return Figure.of(text) if estimate.known else Figure("cannot tell", plainly(estimate.why))
