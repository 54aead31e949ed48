"""Remedies that customers needed: what they cost, and whether they were escalated and resolved."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from headwater.analysis.contacts.entries import file_text
from headwater.analysis.policy.tables import Cell, Faults, Rows, rows_of

_REQUIRED = ("amount", "escalated", "resolved")
_MOST_KINDS, _LONGEST_KIND = 30, 60
_LONGEST_CURRENCY = 3


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
    """Remedies in one currency.

    Attributes
    ----------
    days : tuple of date, optional
        First and last day of the remedies, where it is known; with them figures are scaled to a year.
    """

    rows: tuple[RemedyRow, ...]
    currency: str = ""
    source: str = "remedies"
    days: tuple[date, date] | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of remedy, in their order."""
        return tuple(sorted({row.kind for row in self.rows}))

    def of(self, *kinds: str) -> "RemedyTable":
        """Return the remedies of some kinds."""
        return replace(self, rows=tuple(row for row in self.rows if row.kind in kinds))

    def to_rows(self) -> list[list[Any]]:
        """Return the remedies as plain rows; `remedies_from` reads them back."""
        return [
            [row.kind, row.amount, int(row.escalated), int(row.resolved), row.approval_latency_s]
            for row in self.rows
        ]


def remedies_from(
    rows: Iterable[Sequence[Any]],
    currency: str = "",
    source: str = "remedies",
    days: tuple[date, date] | None = None,
) -> RemedyTable:
    """Read remedies back from plain rows.

    Examples
    --------
    >>> table = RemedyTable((RemedyRow("credit", 12.5, True, False, 600.0),), "EUR")
    >>> remedies_from(table.to_rows(), "EUR") == table
    True
    """
    made = tuple(
        RemedyRow(kind, amount, bool(up), bool(done), latency) for kind, amount, up, done, latency in rows
    )
    return RemedyTable(made, currency, source, days)


def read_remedies(path: str | Path) -> RemedyTable:
    """Read remedies from a CSV file.

    Columns are `amount`, `escalated` and `resolved`, and where known `remedy_type`, `currency`,
    `approval_latency_s`, `day` and `contact_id`.

    Raises
    ------
    UsageError
        There is no such file.
    BadDataError
        A column is missing, a value cannot be taken, or there are two currencies; one line for each fault.
    """
    return parse_remedies(file_text(Path(path), "remedies"), Path(path).name)


def parse_remedies(text: str, source: str = "remedies.csv") -> RemedyTable:
    r"""Read remedies from CSV text; `source` is what messages call it.

    Examples
    --------
    >>> found = parse_remedies("amount,escalated,resolved,day\n12.50,no,yes,2026-03-02")
    >>> found.rows[0].amount, found.days[0].isoformat()
    (12.5, '2026-03-02')
    """
    table, faults = rows_of(text, source, _REQUIRED, "remedies"), Faults()
    amounts = [faults.read(cell, Cell.amount, 0.0) for cell in table.cells("amount")]
    escalated = [faults.read(cell, Cell.flag, False) for cell in table.cells("escalated")]
    resolved = [faults.read(cell, Cell.flag, False) for cell in table.cells("resolved")]
    kinds = [
        faults.read(cell, lambda c: c.name(_LONGEST_KIND), "") or "any" for cell in table.cells("remedy_type")
    ]
    latency = [
        faults.read(cell, Cell.amount, 0.0) if cell.text else None
        for cell in table.cells("approval_latency_s")
    ]
    days = [faults.read(cell, Cell.day, date.min) for cell in table.cells("day") if cell.text]
    if 0 < len(days) < len(table.rows):
        faults.problems.append(
            f"{source}, day: {len(days):,} of {len(table.rows):,} rows have one. Fill all of it, or none."
        )
    if len(set(kinds)) > _MOST_KINDS:
        faults.problems.append(
            f"{source}, remedy_type: it holds {len(set(kinds))} different texts; it is for a few kinds, such "
            "as credit."
        )
    currency = _currency(table, faults)
    _check_contacts(table, kinds, faults)
    faults.raise_if_wrong()
    rows = tuple(map(RemedyRow, kinds, amounts, escalated, resolved, latency))
    return RemedyTable(rows, currency, source, (min(days), max(days)) if days else None)


def _currency(table: Rows, faults: Faults) -> str:
    """Return the one currency of a table."""
    first: Cell | None = None
    for cell in table.cells("currency"):
        if not cell.text or (first is not None and cell.text == first.text):
            continue
        if first is not None:
            faults.problems.append(
                cell.wrong(
                    f"{cell.text} follows {first.text} of line {first.line}. Amounts of two currencies "
                    "cannot be compared: give one file a currency."
                ).message
            )
            break
        first = cell
        if len(cell.text) != _LONGEST_CURRENCY or not cell.text.isalpha():
            faults.problems.append(
                cell.wrong(f"{cell.text!r} is no currency. Write its three letters, such as EUR.").message
            )
    return first.text.upper() if first is not None else ""


def _check_contacts(table: Rows, kinds: list[str], faults: Faults) -> None:
    """Note contacts that stand twice; the ids are then forgotten."""
    seen: dict[tuple[str, str], int] = {}
    for cell, kind in zip(table.cells("contact_id"), kinds, strict=True):
        if cell.text and (cell.text, kind) in seen:
            faults.problems.append(
                cell.wrong(
                    f"the same contact and remedy stand in line {seen[cell.text, kind]}. Keep one."
                ).message
            )
        seen[cell.text, kind] = cell.line
