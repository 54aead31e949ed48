"""Calls from the contact store: contacts that waited for an agent, as a call log."""

from datetime import date
from typing import Any

import narwhals as nw

from headwater.analysis.contacts.engines import collect
from headwater.analysis.demand.scope import countable, handle_ms, without_bots
from headwater.analysis.errors import BadDataError
from headwater.analysis.staffing.calls import HALF_HOUR, Call, CallLog, call_log

_MOST = 5_000_000
"""Contacts read into memory at once."""


def calls_of_contacts(
    contacts: nw.LazyFrame[Any],
    *,
    channel: str | None = None,
    team: str | None = None,
    since: date | None = None,
    until: date | None = None,
) -> CallLog:
    """Return contacts of one queue as a call log.

    Parameters
    ----------
    channel, team : str, optional
        Only these; a log should hold one queue.

    Raises
    ------
    BadDataError
        No contact has a wait, or there are too many to hold; says which column to add or what to leave out.

    Notes
    -----
    Contacts without a wait cannot be placed in a queue and are left out, as are answered ones without a
    handle time. A contact counts as left where `abandoned` says so.

    Examples
    --------
    >>> from datetime import datetime, UTC
    >>> from headwater.analysis.contacts.frames import contacts_from_rows
    >>> at = datetime(2026, 3, 2, 9, 10, tzinfo=UTC)
    >>> rows = [{"opened_at": at, "wait_seconds": 20.0, "handle_seconds": 200.0},
    ...         {"opened_at": at, "wait_seconds": 45.0, "abandoned": True}, {"opened_at": at}]
    >>> log = calls_of_contacts(contacts_from_rows(rows))
    >>> log.joined.size, int(log.left.sum()), log.half_hours()
    (2, 1, {(datetime.date(2026, 3, 2), 18): 2})
    """
    kept = without_bots(countable(contacts, since, until))
    for column, wanted in (("channel", channel), ("team", team)):
        if wanted is not None:
            kept = kept.filter((nw.col(column) == wanted).fill_null(value=False))
    name = " ".join(["contacts", *(part for part in (channel, team) if part)])
    queued = kept.filter(~nw.col("wait_seconds").is_null())
    count = collect(queued.select(n=nw.len()))["n"][0]
    if not count:
        raise BadDataError(
            f"None of the {name} says how long its customer waited. Map `wait_seconds`, and "
            "`abandoned` for those who left."
        )
    if count > _MOST:
        raise BadDataError(f"{count:,} {name} are too many at once. Choose a channel, a team or fewer days.")
    found = collect(
        queued.select(
            "local_date",
            "local_half_hour",
            "wait_seconds",
            past=nw.col("opened_epoch") % HALF_HOUR,
            gone=nw.col("abandoned").fill_null(value=False),
            ms=handle_ms(),
        )
    )
    calls = []
    columns = ("local_date", "local_half_hour", "past", "wait_seconds", "gone", "ms")
    for day, half, past, wait, gone, ms in zip(*(found[column] for column in columns), strict=True):
        # zones are whole half-hours from UTC, but for two or three
        joined = float((day - date(1970, 1, 1)).days * 86_400 + half * HALF_HOUR + past)
        if gone:
            calls.append(Call(joined, wait, True, 0.0, 0.0))
        elif ms is not None:
            calls.append(Call(joined, wait, False, joined + wait, ms / 1000))
    return call_log(calls, name)
