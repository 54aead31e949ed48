"""What came in during an import: counts by reason, and the list of rejected rows."""

import csv
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from headwater.analysis.contacts.reconciliation import Reconciliation
from headwater.analysis.contacts.rejects import Reject

_EXAMPLES = 5


class Intake:
    """Counts what came in, and lists the rejected rows in a file that exists only when there are any."""

    def __init__(self, rejects_file: Path) -> None:
        self.path = rejects_file
        self.source_rows = 0
        self.excluded: Counter[str] = Counter()
        self.rejected: Counter[str] = Counter()
        self.examples: list[Reject] = []
        self._file: IO[str] | None = None

    def __enter__(self) -> "Intake":
        return self

    def __exit__(self, *exc: object) -> None:
        if self._file:
            self._file.close()

    @property
    def rejected_rows(self) -> int:
        """Rows that could not be taken so far."""
        return self.rejected.total()

    def reject(self, rejects: Sequence[Reject]) -> None:
        """Count rejected rows and list them."""
        if rejects and self._file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("w", encoding="utf-8", newline="")
            csv.writer(self._file).writerow(["file", "row", "column", "value", "reason"])
        for reject in rejects:
            self.rejected[f"{reject.column}: {reject.reason}" if reject.column else reject.reason] += 1
            if len(self.examples) < _EXAMPLES:
                self.examples.append(reject)
        if self._file:
            csv.writer(self._file).writerows(
                [r.file, r.row, r.column, _harmless(r.value), r.reason] for r in rejects
            )

    def reconciliation(self, loaded: int, updated: int, unchanged: int, split: int) -> Reconciliation:
        """Return the table of what came in, given what became of the accepted rows."""
        return Reconciliation(
            self.source_rows, loaded, updated, unchanged, dict(self.excluded), dict(self.rejected), split
        )


def _harmless(value: str | None) -> str:
    """Keep a spreadsheet from reading a rejected value as a formula."""
    text = value or ""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
