"""Remedies that customers needed: what they cost, and whether they were escalated and resolved."""

from dataclasses import dataclass
from pathlib import Path

from headwater.analysis.errors import BadDataError
from headwater.analysis.policy.tables import read_rows

_REQUIRED = ("amount", "escalated", "resolved")


@dataclass(frozen=True)
class RemedyRow:
    """One remedy that somebody needed.

    Attributes
    ----------
    resolved : bool
        Whether the contact resolved it, so that nobody had to come back.
    approval_latency_s : float, optional
        How long the approval took, where it was escalated.
    """

    kind: str
    amount: float
    escalated: bool
    resolved: bool
    approval_latency_s: float | None = None


@dataclass(frozen=True)
class RemedyTable:
    """Remedies in one currency."""

    rows: tuple[RemedyRow, ...]
    currency: str = ""
    source: str = "remedies"

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of remedy, in their order."""
        return tuple(sorted({row.kind for row in self.rows}))

    def of(self, kind: str) -> "RemedyTable":
        """Return the remedies of one kind."""
        return RemedyTable(tuple(row for row in self.rows if row.kind == kind), self.currency, self.source)


def read_remedies(path: str | Path) -> RemedyTable:
    """Read remedies from a CSV file.

    Columns are `amount`, `escalated` and `resolved`, and where known `remedy_type`, `currency`,
    `approval_latency_s` and `contact_id`.

    Raises
    ------
    UsageError
        There is no such file.
    BadDataError
        A column is missing, a value cannot be taken, or there are two currencies.
    """
    table = read_rows(Path(path), _REQUIRED, "remedies")
    amounts = [cell.amount() for cell in table.cells("amount")]
    escalated = [cell.flag() for cell in table.cells("escalated")]
    resolved = [cell.flag() for cell in table.cells("resolved")]
    kinds = [cell.text or "any" for cell in table.cells("remedy_type")]
    latency = [cell.amount() if cell.text else None for cell in table.cells("approval_latency_s")]
    currencies = {cell.text: cell.line for cell in reversed(table.cells("currency")) if cell.text}
    if len(currencies) > 1:
        first, second, *_ = sorted(currencies.items(), key=lambda item: item[1])
        raise BadDataError(
            f"{table.source}, line {second[1]}, currency: {second[0]} follows {first[0]} of line {first[1]}. "
            "Amounts of two currencies cannot be compared: give one file a currency."
        )
    if "contact_id" in table.columns:
        seen: dict[tuple[str, str], int] = {}
        for cell, kind in zip(table.cells("contact_id"), kinds, strict=True):
            if cell.text and (cell.text, kind) in seen:
                raise cell.wrong(
                    f"the same contact and remedy stand in line {seen[cell.text, kind]}. Keep one."
                )
            seen[cell.text, kind] = cell.line
    rows = tuple(map(RemedyRow, kinds, amounts, escalated, resolved, latency))
    return RemedyTable(rows, next(iter(currencies), ""), table.source)
