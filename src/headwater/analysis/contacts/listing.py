"""Contacts one by one: a page of the list, one contact, and what else its customer came with."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import narwhals as nw

from headwater.analysis.contacts.engines import collect
from headwater.analysis.contacts.frames import contact_key
from headwater.analysis.contacts.store import ContactStore

Row = dict[str, Any]
Position = tuple[int, int]
"""Where a contact stands in the list: when it opened, in seconds, and its key."""

LISTED = (
    "source",
    "contact_id",
    "opened_epoch",
    "contact_key",
    "local_date",
    "channel",
    "team",
    "reason_source",
    "handle_seconds",
    "customer_id",
    "customer_key",
    "month",
)
_DAY = 86_400


@dataclass(frozen=True)
class Wanted:
    """Which contacts to list; what is None is not asked.

    Attributes
    ----------
    first, last : date, optional
        Local days, both included.
    teams : sequence of str, optional
        Only contacts of these teams: the reach of whoever reads.
    """

    first: date | None = None
    last: date | None = None
    channel: str | None = None
    team: str | None = None
    reason: str | None = None
    source: str | None = None
    contact_id: str | None = None
    teams: Sequence[str] | None = None

    def conditions(self) -> list[nw.Expr]:
        """Return what has to be true of a contact."""
        found = []
        if self.first is not None:
            found.append(nw.col("local_date") >= nw.lit(self.first))
        if self.last is not None:
            found.append(nw.col("local_date") <= nw.lit(self.last))
        named = {"channel": self.channel, "team": self.team, "reason_source": self.reason}
        named |= {"source": self.source, "contact_id": self.contact_id}
        found += [nw.col(name) == nw.lit(value) for name, value in named.items() if value is not None]
        if self.teams is not None:
            found.append(_one_of("team", self.teams))
        return found


def list_contacts(
    store: ContactStore, wanted: Wanted, *, below: Position | None = None, limit: int = 50
) -> list[Row]:
    """Return contacts, newest first, at most `limit` of them.

    Months are read from the newest on, more at a time as long as the page is not full, so that a page of a
    large store reads few files.

    Parameters
    ----------
    store : ContactStore
        The store, at any version.
    wanted : Wanted
        What to list.
    below : tuple of int, optional
        Go on behind the contact at this position (`opened_epoch`, `contact_key`).
    limit : int
        Most rows to return.

    Returns
    -------
    list of dict
        The columns of `LISTED`.

    Examples
    --------
    >>> wanted = Wanted(channel="phone", teams=["North"])
    >>> len(wanted.conditions())
    2
    """
    if wanted.teams is not None and not wanted.teams:
        return []
    rows: list[Row] = []
    there = _months(store, wanted, below)
    # one contact is not searched for step by step
    for months in [there] if wanted.contact_id is not None and there else _portions(there):
        frame = store.contacts(months)
        for condition in wanted.conditions():
            frame = frame.filter(condition)
        if below is not None:
            opened, key = below
            at = nw.col("opened_epoch")
            frame = frame.filter((at < opened) | ((at == opened) & (nw.col("contact_key") < key)))
        rows += _first(frame, limit - len(rows))
        if len(rows) >= limit:
            break
    return rows


def one_contact(store: ContactStore, source: str, contact_id: str) -> Row | None:
    """Return all that is stored of one contact, without its words; None when there is none."""
    frame = store.contacts().filter(
        nw.col("contact_key") == contact_key(source, contact_id),
        nw.col("source") == nw.lit(source),
        nw.col("contact_id") == nw.lit(contact_id),
    )
    found = _rows(frame)
    return found[0] if found else None


def words_of(store: ContactStore, contact: Row) -> Row | None:
    """Return subject and body of a contact; None when there are none."""
    texts = store.table("contact_texts", [contact["month"]])
    if texts is None:
        return None
    found = _rows(
        texts.filter(
            nw.col("source") == nw.lit(contact["source"]),
            nw.col("contact_id") == nw.lit(contact["contact_id"]),
        ).select("subject", "body")
    )
    return found[0] if found else None


def others_of_customer(store: ContactStore, contact: Row, *, days: int = 30, limit: int = 50) -> list[Row]:
    """Return the other contacts of a contact's customer within some days of it, newest first."""
    if contact["customer_key"] is None:
        return []
    opened = contact["opened_epoch"]
    near = datetime.fromtimestamp(opened, UTC)
    # a day more on each side: months are local
    reach = timedelta(days=days + 1)
    months = _between(store, f"{near - reach:%Y-%m}", f"{near + reach:%Y-%m}")
    frame = store.contacts(months).filter(
        nw.col("customer_key") == contact["customer_key"],
        nw.col("customer_id") == nw.lit(contact["customer_id"]),
        nw.col("opened_epoch") >= opened - days * _DAY,
        nw.col("opened_epoch") <= opened + days * _DAY,
        nw.col("contact_key") != contact["contact_key"],
    )
    return _first(frame, limit)


def _first(frame: nw.LazyFrame[Any], limit: int) -> list[Row]:
    order = ["opened_epoch", "contact_key"]
    return _rows(frame.select(*LISTED).sort(order, descending=True).head(limit))


def _rows(frame: nw.LazyFrame[Any]) -> list[Row]:
    columns = collect(frame)
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _months(store: ContactStore, wanted: Wanted, below: Position | None) -> list[str]:
    """Return the months that can hold wanted contacts, newest first."""
    low = "" if wanted.first is None else f"{wanted.first:%Y-%m}"
    high = "9999" if wanted.last is None else f"{wanted.last:%Y-%m}"
    if below is not None:
        high = min(high, f"{datetime.fromtimestamp(below[0], UTC) + timedelta(days=1):%Y-%m}")
    return _between(store, low, high)[::-1]


def _between(store: ContactStore, low: str, high: str) -> list[str]:
    return [month for month in store.dictionaries().get("month", []) if low <= month <= high]


def _portions(months: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield the months one, two, four and so on at a time."""
    start, size = 0, 1
    while start < len(months):
        yield months[start : start + size]
        start, size = start + size, size * 2


def _one_of(name: str, values: Sequence[str]) -> nw.Expr:
    found = nw.col(name) == nw.lit(values[0])
    for value in values[1:]:
        found = found | (nw.col(name) == nw.lit(value))
    return found
