"""Arrivals by half-hour: from the contact store, a table, or a call log."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import narwhals as nw
import numpy as np

from headwater.analysis.contacts.engines import collect
from headwater.analysis.demand.scope import countable, handle_ms, without_bots
from headwater.analysis.errors import BadDataError
from headwater.analysis.staffing.calls import CallLog
from headwater.analysis.staffing.checking import Array
from headwater.analysis.staffing.tables import read_table

FILE = "a CSV with a row for each half-hour: start and arrivals"

Slot = tuple[date, int]
"""A local day, and a half-hour of it from 0 to 47."""


@dataclass(frozen=True)
class HalfHours:
    """Contacts by half-hour. A day is there if it has any row or contact; half-hours not named had none.

    Attributes
    ----------
    handle_seconds : float or None
        Mean handle time, where the source holds it.
    """

    counts: Mapping[Slot, int]
    handle_seconds: float | None = None
    name: str = "arrivals"
    days: tuple[date, ...] = field(default=())

    def __post_init__(self) -> None:
        if not self.days:
            object.__setattr__(self, "days", tuple(sorted({day for day, _ in self.counts})))
        if not sum(self.counts.values()):
            raise BadDataError(f"{self.name} holds no arrivals: there is nothing to forecast from.")

    def of_day(self, day: date) -> Array:
        """Return the contacts of each half-hour of a day."""
        return np.array([self.counts.get((day, half), 0) for half in range(48)], dtype=np.float64)


def half_hours_of_contacts(
    contacts: nw.LazyFrame[Any],
    *,
    channel: str | None = None,
    team: str | None = None,
    since: date | None = None,
    until: date | None = None,
) -> HalfHours:
    """Return arrivals from the contact store: inbound contacts handled by people, in local time.

    Parameters
    ----------
    channel, team : str, optional
        Only these; a forecast of all channels at once would mix work that waits with work that does not.

    Examples
    --------
    >>> from datetime import datetime, UTC
    >>> from headwater.analysis.contacts.frames import contacts_from_rows
    >>> rows = [{"opened_at": datetime(2026, 3, 2, 9, minute, tzinfo=UTC), "channel": "phone",
    ...          "handle_seconds": 200.0} for minute in (1, 20, 40)]
    >>> half_hours_of_contacts(contacts_from_rows(rows), channel="phone").counts
    {(datetime.date(2026, 3, 2), 18): 2, (datetime.date(2026, 3, 2), 19): 1}
    """
    kept = without_bots(countable(contacts, since, until))
    for column, wanted in (("channel", channel), ("team", team)):
        if wanted is not None:
            kept = kept.filter((nw.col(column) == wanted).fill_null(value=False))
    found = collect(
        kept.select("local_date", "local_half_hour", handled=handle_ms())
        .group_by("local_date", "local_half_hour")
        .agg(n=nw.len(), ms=nw.col("handled").sum(), known=nw.col("handled").count())
    )
    of = " and ".join(f"{name} {value!r}" for name, value in (("channel", channel), ("team", team)) if value)
    if not found["n"]:
        raise BadDataError(
            f"There are no contacts of {of or 'these days'} to forecast from. Check channel, team and days."
        )
    rows = sorted(zip(found["local_date"], found["local_half_hour"], found["n"], strict=True))
    known = sum(found["known"])
    return HalfHours(
        {(day, int(half)): int(n) for day, half, n in rows},
        sum(ms or 0 for ms in found["ms"]) / known / 1000 if known else None,
        f"contacts of {of}" if of else "contacts",
    )


def half_hours_of_calls(log: CallLog) -> HalfHours:
    """Return arrivals from a call log."""
    answered = ~log.left
    handle = float(log.handle[answered].mean()) if answered.any() else None
    return HalfHours(log.half_hours(), handle, log.name)


def read_half_hours(path: Path) -> HalfHours:
    """Read arrivals from a CSV file with `start` and `arrivals`, and `handle_seconds` where it is known.

    Raises
    ------
    BadDataError
        A column is missing, a cell is wrong, a start is not on a half-hour or occurs twice; with its line.
    """
    table = read_table(path, FILE)
    table.need("start", "arrivals")
    counts: dict[Slot, int] = {}
    seconds = 0.0
    for row in table.rows:
        start = row.moment("start")
        slot = (start.date(), _half(start, row.where))
        if slot in counts:
            raise BadDataError(
                f"{row.where}: {start:%Y-%m-%d %H:%M} occurs twice. Add the two up, or drop one."
            )
        count = row.number("arrivals")
        if count != int(count):
            raise BadDataError(
                f"{row.where}, column 'arrivals': {count:g} is not a whole number of contacts."
            )
        counts[slot] = int(count)
        if table.has("handle_seconds") and count:
            seconds += count * row.number("handle_seconds", above=True)
    total = sum(counts.values())
    handle = seconds / total if table.has("handle_seconds") and total else None
    return HalfHours(counts, handle, table.name)


def _half(start: datetime, where: str) -> int:
    if start.minute not in (0, 30) or start.second:
        raise BadDataError(f"{where}: {start:%H:%M:%S} is not the start of a half-hour.")
    return start.hour * 2 + start.minute // 30
