"""Contacts one by one as a store holds them, with how many waited when each was answered."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from headwater.analysis.contacts.chains import with_gaps
from headwater.analysis.contacts.engines import collect
from headwater.analysis.policy.worked import Worked, waiting_at

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


def worked_contacts(
    contacts: nw.LazyFrame[Any],
    *,
    channel: str = "phone",
    since: date | None = None,
    until: date | None = None,
    within_days: int = 7,
) -> Worked:
    """Return what the effect of rushing is told from.

    Parameters
    ----------
    contacts : narwhals.LazyFrame
        The canonical contacts with the store's helper columns.
    channel : str
        Whose queue it is: contacts of a channel wait for the same people.
    within_days : int
        A customer came back when the next contact, for whatever reason, lies within so many days.

    Notes
    -----
    Used are contacts of known customers that people handled, with a wait and a handle time, on days that were
    watched for `within_days` after. The queue is counted over all contacts with a wait, given up ones
    included. Like is compared with like by agent, reason and hour of the week; days share their luck.
    """
    last = collect(contacts.select(last=nw.col("local_date").max()))["last"][0]
    rows = with_gaps(contacts, ["next_any_reason", "since_any_reason"]).filter(
        nw.col("channel") == channel, ~nw.col("wait_seconds").is_null()
    )
    if since is not None:
        rows = rows.filter(nw.col("local_date") >= since)
    if until is not None:
        rows = rows.filter(nw.col("local_date") <= until)
    handled = (nw.col("handled_by") == "agent").fill_null(False) & (nw.col("handle_seconds") > 0).fill_null(
        False
    )
    table = collect(
        rows.select(
            "opened_epoch",
            "wait_seconds",
            "local_date",
            "local_hour",
            "next_any_reason",
            "since_any_reason",
            handle=nw.col("handle_seconds"),
            used=(handled & ~nw.col("customer_key").is_null()),
            satisfaction=nw.col("satisfaction"),
            agent=nw.col("agent_id").cast(nw.String),
            reason=nw.col("reason_source").cast(nw.String),
        ).sort("opened_epoch")
    )
    opened, wait = (np.array(table[name], dtype=float) for name in ("opened_epoch", "wait_seconds"))
    queue = waiting_at(opened, wait)
    days = table["local_date"]
    end = None if last is None else last - timedelta(days=within_days)
    kept = np.array(
        [used and end is not None and day <= end for used, day in zip(table["used"], days, strict=True)],
        dtype=bool,
    )
    window = within_days * 86_400
    hours = [f"{day.weekday()} {hour}" for day, hour in zip(days, table["local_hour"], strict=True)]
    return Worked(
        handle_seconds=np.array([value or 0.0 for value in table["handle"]], dtype=float)[kept],
        came_back=_within(table["next_any_reason"], window)[kept],
        queue=queue[kept],
        wait_seconds=wait[kept],
        groups=[_numbered(column, kept) for column in (table["agent"], table["reason"], hours)],
        cluster=_numbered(days, kept),
        was_repeat=_within(table["since_any_reason"], window)[kept],
        satisfaction=np.array([np.nan if s is None else s for s in table["satisfaction"]], dtype=float)[kept],
    )


def _within(gaps: list[Any], window: int) -> "Array":
    return np.array([gap is not None and gap <= window for gap in gaps], dtype=float)


def _numbered(values: list[Any], kept: "NDArray[np.bool_]") -> "NDArray[np.int64]":
    """Return small numbers for values, those that are missing as one of them."""
    known: dict[Any, int] = {}
    return np.array(
        [known.setdefault(value, len(known)) for value, keep in zip(values, kept, strict=True) if keep],
        dtype=np.int64,
    )
