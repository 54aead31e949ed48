"""What is wrong with sheets: all of it at once, each with its place and what to do."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from headwater.analysis.errors import BadDataError

SHOWN = 20
"""Problems a message lists; the others are counted."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong.

    Attributes
    ----------
    row : int
        As a spreadsheet counts: the header is row 1; 0 where no single row is meant.
    column : str
        Name of the column; empty where the whole row is meant.
    """

    file: Path
    row: int
    column: str
    message: str

    def __str__(self) -> str:
        row = f", row {self.row:,}" if self.row else ""
        column = f", {self.column}" if self.column else ""
        return f"{self.file}{row}{column}: {self.message}"


@dataclass
class Problems:
    """Collects what is wrong, so that it can be put right in one go."""

    found: list[Problem] = field(default_factory=list)

    def add(self, file: Path, row: int, column: str, message: str) -> None:
        """Note one more."""
        self.found.append(Problem(file, row, column, message))

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.found)

    def __len__(self) -> int:
        return len(self.found)

    def settle(self) -> None:
        """Raise all that was found as one error; do nothing when nothing was.

        Raises
        ------
        BadDataError
            Lists the first problems and says how many there are.
        """
        if not self.found:
            return
        lines = [str(problem) for problem in self.found[:SHOWN]]
        if len(self.found) > 1:
            more = f", the first {SHOWN} of them" if len(self.found) > SHOWN else ""
            lines.insert(0, f"{len(self.found):,} things are to be put right{more}:")
        raise BadDataError(
            "\n".join(lines),
            total=len(self.found),
            problems=[
                {"file": str(p.file), "row": p.row, "column": p.column, "message": p.message}
                for p in self.found[:SHOWN]
            ],
        )


def listed_rows(rows: list[int], most: int = 8) -> str:
    """Name rows in a sentence, runs of neighbours as a range.

    Examples
    --------
    >>> listed_rows([2, 3, 4, 9])
    'rows 2-4 and 9'
    >>> listed_rows([7])
    'row 7'
    >>> listed_rows([2, 4, 6, 8], most=2)
    'rows 2, 4 and 2 more'
    """
    runs: list[tuple[int, int]] = []
    for row in sorted(set(rows)):
        if runs and row == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    parts = [str(first) if first == last else f"{first}-{last}" for first, last in runs]
    if len(parts) > most:
        left = sum(last - first + 1 for first, last in runs[most:])
        parts = [*parts[:most], f"{left} more"]
    word = "row" if len(set(rows)) == 1 else "rows"
    return f"{word} " + (", ".join(parts[:-1]) + " and " + parts[-1] if len(parts) > 1 else parts[0])
