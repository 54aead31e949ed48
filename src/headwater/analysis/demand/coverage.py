"""Which columns the contacts fill: what can be asked of them, and what cannot."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import narwhals as nw

from headwater.analysis.contacts.engines import collect
from headwater.analysis.demand.scope import countable

_FILLED = (
    "customer_key",
    "handle_seconds",
    "reason_source",
    "satisfaction",
    "abandoned",
    "transfers",
    "reopens",
    "wait_seconds",
    "agent_id",
    "team",
    "first_resolved_at",
    "case_id",
)
FEWEST_DAYS = 14
"""Days below which a weekly rhythm cannot be told from chance."""
FEWEST_REASONS, MOST_REASONS = 2, 60
"""One reason tells nothing apart; more than 60 are too many to act on (Price & Jaffe, The Best Service Is
No Service, 2008)."""


@dataclass(frozen=True)
class Coverage:
    """How many counted contacts fill each column that findings rest on.

    Attributes
    ----------
    contacts : int
        Contacts counted: inbound, not merged, in the days asked for.
    filled : dict
        Contacts with a value, by column; `customer_key` stands for an identified customer.
    reasons : int
        Distinct reasons of the helpdesk.
    first, last : date or None
        First and last local day with a contact.
    texts, volumes : bool
        Whether texts and volumes were loaded at all.
    """

    contacts: int
    filled: dict[str, int]
    reasons: int
    first: date | None
    last: date | None
    texts: bool
    volumes: bool

    @property
    def days(self) -> int:
        """Days from the first contact to the last, both included."""
        return 0 if self.first is None or self.last is None else (self.last - self.first).days + 1

    @property
    def reasons_usable(self) -> bool:
        """Whether the helpdesk's reasons are there for most contacts and neither too few nor too many."""
        most = self.share("reason_source") >= 0.5
        return most and FEWEST_REASONS <= self.reasons <= MOST_REASONS

    def has(self, column: str) -> bool:
        """Say whether any contact fills a column."""
        return self.filled[column] > 0

    def share(self, column: str) -> float:
        """Return the share of contacts that fill a column; 0 where there are no contacts."""
        return self.filled[column] / self.contacts if self.contacts else 0.0

    def to_dict(self) -> dict[str, Any]:
        """Return the counts as plain data."""
        return asdict(self) | {"days": self.days, "first": _iso(self.first), "last": _iso(self.last)}


def coverage(
    contacts: nw.LazyFrame[Any],
    *,
    since: date | None = None,
    until: date | None = None,
    texts: bool = False,
    volumes: bool = False,
) -> Coverage:
    """Count, in one pass, how many contacts fill each column that findings rest on.

    Parameters
    ----------
    contacts : narwhals.LazyFrame
        Contacts of any engine.
    since, until : date, optional
        First and last local day, both included.
    texts, volumes : bool
        Whether those tables were loaded.

    Examples
    --------
    >>> from datetime import datetime, UTC
    >>> from headwater.analysis.contacts.frames import contacts_from_rows
    >>> rows = [{"opened_at": datetime(2026, 3, d, tzinfo=UTC), "handle_seconds": 60.0} for d in (1, 8)]
    >>> found = coverage(contacts_from_rows(rows))
    >>> found.days, found.has("handle_seconds"), found.has("customer_key")
    (8, True, False)
    """
    filled = {name: (~nw.col(name).is_null()).cast(nw.Int64).sum() for name in _FILLED}
    counted = countable(contacts, since, until).select(
        contacts=nw.len(),
        # a null counts as one more value
        reasons=nw.col("reason_source").n_unique(),
        first=nw.col("local_date").min(),
        last=nw.col("local_date").max(),
        **filled,
    )
    found = {name: column[0] for name, column in collect(counted).items()}
    total = int(found["contacts"])
    counts = {name: int(found[name] or 0) for name in _FILLED}
    unnamed = 1 if counts["reason_source"] < total else 0
    return Coverage(
        contacts=total,
        filled=counts,
        reasons=max(int(found["reasons"] or 0) - unnamed, 0),
        first=found["first"],
        last=found["last"],
        texts=texts,
        volumes=volumes,
    )


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
