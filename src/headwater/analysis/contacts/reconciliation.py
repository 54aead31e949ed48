"""What became of every row of an export."""

from dataclasses import dataclass, field
from typing import Any

from headwater.analysis.frames import to_frame


@dataclass(frozen=True)
class Reconciliation:
    """Every source row under exactly one heading; the sum is the rows of the source.

    Attributes
    ----------
    source_rows : int
        Records read from the files (the header of a CSV is none).
    loaded, updated, unchanged : int
        Rows new to the store, rows that changed something in it, rows it already held.
    excluded : dict of str to int
        Rows left out on purpose, by the name of the reason.
    rejected : dict of str to int
        Rows that could not be taken, by column and reason.
    split : int
        Further contacts made from rows of cases that were reopened.
    """

    source_rows: int
    loaded: int
    updated: int
    unchanged: int
    excluded: dict[str, int] = field(default_factory=dict)
    rejected: dict[str, int] = field(default_factory=dict)
    split: int = 0

    @property
    def accounted(self) -> int:
        """Sum over all headings."""
        return (
            self.loaded
            + self.updated
            + self.unchanged
            + sum(self.excluded.values())
            + sum(self.rejected.values())
        )

    @property
    def rejected_rows(self) -> int:
        """Rows that could not be taken."""
        return sum(self.rejected.values())

    def lines(self) -> list[tuple[str, int]]:
        """Return the table's lines, headings first."""
        table = [("loaded", self.loaded), ("updated", self.updated), ("unchanged", self.unchanged)]
        table += [(f"excluded: {name}", count) for name, count in sorted(self.excluded.items())]
        table += [(f"rejected: {name}", count) for name, count in sorted(self.rejected.items())]
        if not self.rejected:
            table.append(("rejected", 0))
        return table

    def __str__(self) -> str:
        lines = [*self.lines(), ("sum", self.accounted), ("rows of the source", self.source_rows)]
        width = max(len(name) for name, _ in lines)
        text = [f"  {name:<{width}}  {count:>12,}" for name, count in lines]
        text.insert(-2, "  " + "-" * (width + 14))
        if self.split:
            text.append(f"  ({self.split:,} further contacts come from reopened cases)")
        return "\n".join(text)

    def to_dict(self) -> dict[str, Any]:
        """Return the table as plain data."""
        return {
            "source_rows": self.source_rows,
            "loaded": self.loaded,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "excluded": dict(sorted(self.excluded.items())),
            "rejected": dict(sorted(self.rejected.items())),
            "rejected_rows": self.rejected_rows,
            "accounted": self.accounted,
            "split": self.split,
        }

    def to_frame(self) -> Any:
        """Return the table as a data frame."""
        names, counts = zip(*self.lines(), strict=True)
        return to_frame({"heading": names, "rows": counts})
