"""Tables on their way in: read and shown first, kept once somebody said so; nothing is stored between."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.core import signing

from headwater.analysis.errors import BadDataError
from headwater.analysis.frames import Columns
from headwater.analysis.policy.remedies_table import parse_remedies
from headwater.analysis.policy.script_contacts import parse_step_contacts
from headwater.apps.policy.models import Table

SHOWN_ROWS = 20
_LONGEST_SECONDS = 24 * 3600
_MOST_CHARACTERS = 1_600_000


@dataclass(frozen=True)
class Brought:
    """A table that was read and found right, and is not kept yet.

    Attributes
    ----------
    rows : list
        As the table will keep them: without ids of contacts.
    days : tuple of str, optional
        First and last day, where a column says them.
    """

    kind: str
    name: str
    rows: list[Any]
    said: dict[str, Any]
    days: tuple[str, str] | None = None

    @property
    def covered(self) -> tuple[date, date] | None:
        """First and last day of the rows."""
        return (
            None
            if self.days is None
            else (date.fromisoformat(self.days[0]), date.fromisoformat(self.days[1]))
        )

    def signed(self) -> str:
        """Return it as text that only this installation can have made."""
        text = signing.dumps(asdict(self), salt="policy.brought", compress=True)
        if len(text) > _MOST_CHARACTERS:
            raise BadDataError(f"{self.name} holds too much to be shown first: leave the oldest rows out.")
        return text

    def first_rows(self) -> Columns:
        """Return the first rows as a page shows them."""
        rows = self.rows[:SHOWN_ROWS]
        if self.kind == Table.Kind.REMEDIES:
            return {
                "Remedy": [row[0] for row in rows],
                "Amount": [f"{row[1]:,.2f}" for row in rows],
                "Escalated": [_yes(row[2]) for row in rows],
                "Resolved": [_yes(row[3]) for row in rows],
                "Seconds to approval": ["" if row[4] is None else f"{row[4]:,.0f}" for row in rows],
            }
        names: Mapping[str, Sequence[str]] = self.said
        return {
            "Reason": [names["reasons"][row[0]] for row in rows],
            "Seconds": [f"{row[1]:,.0f}" for row in rows],
            "Resolved": [_yes(row[2]) for row in rows],
            **{step: [_yes(row[3 + at]) for row in rows] for at, step in enumerate(names["steps"])},
        }


def remedies_brought(text: str, name: str) -> Brought:
    """Read remedies from CSV text; every fault is named with its line."""
    found = parse_remedies(text, name)
    days = None if found.days is None else (found.days[0].isoformat(), found.days[1].isoformat())
    return Brought(Table.Kind.REMEDIES.value, name, found.to_rows(), {"currency": found.currency}, days)


def steps_brought(text: str, name: str, steps: Sequence[str]) -> Brought:
    """Read contacts with their steps from CSV text; every fault is named with its line."""
    said, rows = parse_step_contacts(text, name, tuple(steps)).to_rows()
    return Brought(Table.Kind.STEPS.value, name, rows, dict(said))


def text_of(content: bytes, name: str) -> str:
    """Return the text of an uploaded file."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BadDataError(
            f"{name}, line {line}: the file has to be UTF-8. In a spreadsheet save it as 'CSV UTF-8'."
        ) from error


def brought_from(text: str) -> Brought:
    """Return what was shown before; refused where it was changed, or shown longer than a day ago."""
    try:
        found = signing.loads(text, salt="policy.brought", max_age=_LONGEST_SECONDS)
    except signing.BadSignature:
        raise BadDataError(
            "What was shown is too old, or not whole any more: choose the file again."
        ) from None
    days = found["days"]
    return Brought(**{**found, "days": None if days is None else (days[0], days[1])})


def _yes(value: Any) -> str:
    return "yes" if value else "no"
