"""What is spent today on living with failure demand, as people write it down."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from headwater.analysis.demand.causes.rows import Problems, Row, read_rows
from headwater.analysis.errors import BadDataError

KINDS = ("training", "coping")
"""Training people for the contacts, or coping with them: overtime, an outside provider, goodwill payments."""

_COLUMNS = ("what", "kind", "cost_per_year", "note")
_HEAD = ("currency", "hours_per_person_year")
_HOURS_IN_A_YEAR = 8_760


@dataclass(frozen=True)
class Expense:
    """One line of today's budget."""

    what: str
    kind: str
    cost_per_year: float


@dataclass(frozen=True)
class Spending:
    """Today's spending, and what a person's year holds.

    Attributes
    ----------
    hours_per_person_year : float or None
        Hours of handling one person brings a year, as the organisation counts them; None while nobody said.
    """

    expenses: tuple[Expense, ...] = ()
    currency: str = ""
    hours_per_person_year: float | None = None

    @property
    def per_year(self) -> float:
        """Everything together, a year."""
        return sum(expense.cost_per_year for expense in self.expenses)

    def of_kind(self, kind: str) -> float:
        """Return what one kind takes a year."""
        return sum(expense.cost_per_year for expense in self.expenses if expense.kind == kind)

    def to_dict(self) -> dict[str, Any]:
        """Return the spending as plain data."""
        return {
            "currency": self.currency,
            "hours_per_person_year": self.hours_per_person_year,
            "now": [
                {"what": e.what, "kind": e.kind, "cost_per_year": e.cost_per_year} for e in self.expenses
            ],
            "per_year": self.per_year,
        }


def read_spending(path: Path, hours_per_person_year: float | None = None) -> Spending:
    """Read today's spending, as YAML (list `now`) or CSV.

    Parameters
    ----------
    hours_per_person_year : float, optional
        In place of what the file says.

    Raises
    ------
    BadDataError
        With every wrong row: its line, what is wrong, what to do.
    """
    found = read_rows(path, "now", _COLUMNS, _HEAD)
    problems = Problems()
    expenses = tuple(_expense(row, problems) for row in found.rows)
    head = Row(found.head, str(path))
    said = problems.amount(head, "hours_per_person_year")
    problems.raise_any()
    hours = said if hours_per_person_year is None else hours_per_person_year
    return check_hours(Spending(expenses, found.head.get("currency", ""), hours))


def check_hours(spending: Spending) -> Spending:
    """Refuse a person's year that cannot be."""
    hours = spending.hours_per_person_year
    if hours is not None and not 0 < hours <= _HOURS_IN_A_YEAR:
        raise BadDataError(
            f"hours_per_person_year is {hours:g}: give the hours of handling one person brings a year, "
            f"above 0 and at most {_HOURS_IN_A_YEAR:,}."
        )
    return spending


def with_hours(spending: Spending | None, hours_per_person_year: float | None) -> Spending | None:
    """Return the spending with a person's hours in place; made of them alone where there is no other."""
    if hours_per_person_year is None:
        return spending
    return check_hours(replace(spending or Spending(), hours_per_person_year=hours_per_person_year))


def _expense(row: Row, problems: Problems) -> Expense:
    if not row["what"]:
        problems.add(row, "`what` is missing. Say what the money is spent on.")
    cost = problems.amount(row, "cost_per_year")
    if not row["cost_per_year"]:
        problems.add(row, "`cost_per_year` is missing. Say what it takes a year; 0 is allowed.")
    if not row["kind"]:
        problems.add(row, f"`kind` is missing. Say {' or '.join(KINDS)}.")
    return Expense(row["what"], problems.choice(row, "kind", KINDS), cost or 0.0)
