"""Which channels have a queue in which customers wait for somebody, so that staff decides how long."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import narwhals as nw

from headwater.analysis.contacts.engines import collect
from headwater.analysis.demand.scope import countable, without_bots
from headwater.analysis.staffing.study import DAYS_LOOKED_AT

FEWEST = 200
LONGEST_MEDIAN = 900.0
"""Median wait in seconds above which nobody waits on the line: such work is done later."""


@dataclass(frozen=True)
class Channels:
    """Channels with a queue, the largest first, and why the others have none."""

    waiting: tuple[str, ...]
    left_out: dict[str, str]


def waiting_channels(contacts: nw.LazyFrame[Any]) -> Channels:
    """Tell channels in which customers wait for somebody from those whose work is done later.

    Examples
    --------
    >>> from datetime import datetime, timedelta, UTC
    >>> from headwater.analysis.contacts.frames import contacts_from_rows
    >>> at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> calls = [{"opened_at": at + timedelta(minutes=n), "channel": "phone", "wait_seconds": 9.0}
    ...          for n in range(300)]
    >>> mails = [{"opened_at": at, "channel": "email"}]
    >>> waiting_channels(contacts_from_rows(calls + mails))
    Channels(waiting=('phone',), left_out={'email': 'none of its contacts says how long the customer waited'})
    """
    last = collect(contacts.select(last=nw.col("local_date").max()))["last"][0]
    if last is None:
        return Channels((), {})
    rows = without_bots(countable(contacts, last - timedelta(days=DAYS_LOOKED_AT - 1), None))
    found = collect(
        rows.select(
            channel=nw.col("channel").cast(nw.String),
            told=nw.when(~nw.col("wait_seconds").is_null()).then(1).otherwise(0),
            soon=nw.when((nw.col("wait_seconds") <= LONGEST_MEDIAN).fill_null(value=False))
            .then(1)
            .otherwise(0),
        )
        .group_by("channel")
        .agg(n=nw.len(), told=nw.col("told").sum(), soon=nw.col("soon").sum())
    )
    waiting, left_out = [], {}
    for channel, n, told, soon in sorted(
        zip(*(found[name] for name in ("channel", "n", "told", "soon")), strict=True),
        key=lambda row: (-row[1], row[0]),
    ):
        if not told:
            left_out[channel] = "none of its contacts says how long the customer waited"
        elif soon * 2 < told:
            left_out[channel] = (
                f"most customers wait longer than {LONGEST_MEDIAN / 60:.0f} minutes: its work is done later"
            )
        elif told < FEWEST:
            left_out[channel] = (
                f"only {told} of its {n} contacts of the last half-year hold a wait; it takes {FEWEST}"
            )
        else:
            waiting.append(channel)
    return Channels(tuple(waiting), left_out)
