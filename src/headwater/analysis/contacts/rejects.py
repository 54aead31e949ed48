"""Rows that were turned away, told without giving away whose they were."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HIDDEN = "(hidden)"
"""Stands for a value that may identify a person, or is the customer's own words."""

_LONGEST = 40
_LOOKED_AT = 400
"""Letters of a value that are searched; a whole letter in one cell would take minutes."""
_EMAIL = re.compile(r"[^\s@<>\"',;]+@[^\s@<>\"',;]+")
_PHONE = re.compile(r"\+?\(?\d(?:[\s().\-/]{0,3}\d){6,}")
_INSTANT = re.compile(
    r"(\d{4}([-/.])\d{1,2}\2\d{1,2}|\d{1,2}([-/.])\d{1,2}\3\d{4})"
    r"([T ]\d{1,2}[:.]\d{2}([:.]\d{2})?([.,]\d+)?)?\s?(Z|UTC|[AaPp][Mm]|[+-]\d{2}:?\d{2})?"
)


@dataclass(frozen=True)
class Reject:
    """One row that was not taken, and why.

    Attributes
    ----------
    file : Path
        The file.
    row : int
        Number of the row in the file, from 1, the header not counted.
    column : str
        The column of the export that failed; empty when the row as a whole has no shape.
    value : str
        What stood there, safe to show.
    reason : str
        What is wrong with it.
    """

    file: Path
    row: int
    column: str
    value: str
    reason: str

    def __str__(self) -> str:
        at = f", {self.column}" if self.column else ""
        said = f" ({self.value})" if self.value else ""
        return f"{self.file}, row {self.row}{at}: {self.reason}{said}"

    def to_dict(self) -> dict[str, Any]:
        """Return the reject as JSON-ready data."""
        return {
            "file": str(self.file),
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "reason": self.reason,
        }


def safe_value(value: str | None, identifiers: Iterable[str | None] = ()) -> str:
    """Return a value without what could identify a person, at most 40 characters of it.

    Parameters
    ----------
    value : str or None
        What stood in the export.
    identifiers : iterable of str
        The identifiers of that row.

    Examples
    --------
    >>> safe_value("call anna@example.org or +49 30 1234567")
    'call (e-mail) or (number)'
    >>> safe_value("2026-13-01 10:00:00"), safe_value("-192"), safe_value("c-77 again", ["c-77"])
    ('2026-13-01 10:00:00', '-192', '(hidden)')
    """
    if value is None:
        return ""
    folded = value.casefold()
    for raw in identifiers:
        known = (raw or "").strip().casefold()
        if known and (known == folded.strip() or (len(known) > 2 and known in folded)):
            return HIDDEN
    shown = " ".join(value[:_LOOKED_AT].split())
    if not _INSTANT.fullmatch(shown):
        shown = _PHONE.sub("(number)", _EMAIL.sub("(e-mail)", shown))
    shown = "".join(c if c.isprintable() else "?" for c in shown)
    return shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"
