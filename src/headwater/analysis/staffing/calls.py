"""Call logs: when each customer joined the queue, how long they waited, and whether they were answered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np

from headwater.analysis.errors import BadDataError, UsageError, nearest
from headwater.analysis.staffing.checking import Array, Bools
from headwater.analysis.staffing.tables import Row, Table, read_table

HALF_HOUR = 1800
_START = datetime(1970, 1, 1)  # noqa: DTZ001  local time, whatever the zone

Layout = Literal["plain", "anonymous-bank"]
LAYOUTS: tuple[Layout, ...] = ("plain", "anonymous-bank")
FILE = "a CSV with a row for each call: joined_at, wait_seconds, handle_seconds and left"


class Call(NamedTuple):
    """One customer who asked for an agent; times in local seconds since 1970."""

    joined: float
    wait: float
    left: bool
    answered_at: float
    handle: float


@dataclass(frozen=True)
class CallLog:
    """Customers who asked for an agent.

    Attributes
    ----------
    joined : array
        When each joined the queue, in local seconds since 1970.
    wait : array
        Seconds until they were answered or left.
    left : array of bool
        Whether they left before anyone answered.
    answered_at, handle : array
        When each was answered, and seconds of handling; 0 for those who left.
    name : str
        What the log is called.
    never_queued, phantom : int
        Rows left out: customers who hung up before they joined the queue, and calls that were none.
    """

    joined: Array
    wait: Array
    left: Bools
    answered_at: Array
    handle: Array
    name: str = "calls"
    never_queued: int = 0
    phantom: int = 0

    @property
    def slot(self) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
        """The half-hour in which each joined, counted from 1970."""
        return np.floor(self.joined / HALF_HOUR).astype(np.int64)

    def half_hours(self) -> dict[tuple[date, int], int]:
        """Return the number of customers by local day and half-hour of the day."""
        found, counts = np.unique(self.slot, return_counts=True)
        return {slot_of(int(s)): int(n) for s, n in zip(found, counts, strict=True)}


def slot_of(number: int) -> tuple[date, int]:
    """Return day and half-hour of the day of a half-hour counted from 1970."""
    return (date(1970, 1, 1) + timedelta(days=number // 48), number % 48)


def call_log(
    calls: Iterable[Call], name: str = "calls", *, never_queued: int = 0, phantom: int = 0
) -> CallLog:
    """Return calls as a log; refuse one without any.

    Examples
    --------
    >>> log = call_log([Call(32_400, 10, False, 32_410, 180), Call(32_460, 45, True, 0, 0)])
    >>> log.half_hours()
    {(datetime.date(1970, 1, 1), 18): 2}
    """
    rows = sorted(calls)
    if not rows:
        raise BadDataError(f"{name} holds nobody who asked for an agent: there is nothing to fit.")
    joined, wait, left, answered_at, handle = (
        np.array(part, dtype=float) for part in zip(*rows, strict=True)
    )
    return CallLog(joined, wait, left.astype(bool), answered_at, handle, name, never_queued, phantom)


def read_calls(path: Path, layout: str = "plain") -> CallLog:
    """Read a call log from a CSV file.

    Parameters
    ----------
    layout : {'plain', 'anonymous-bank'}
        `plain` has columns `joined_at`, `wait_seconds`, `handle_seconds` and `left`. `anonymous-bank` is how
        the Technion publishes the log of a bank's call centre of 1999.

    Raises
    ------
    BadDataError
        A column is missing or a cell is wrong, with its line.
    """
    if layout not in LAYOUTS:
        raise UsageError(f"There is no layout {layout!r}.{nearest(layout, list(LAYOUTS))}")
    table = read_table(path, FILE)
    return _plain(table) if layout == "plain" else _anonymous_bank(table)


def _plain(table: Table) -> CallLog:
    table.need("joined_at", "wait_seconds", "handle_seconds", "left")
    calls = []
    for row in table.rows:
        left, wait = row.flag("left"), row.number("wait_seconds")
        joined = (row.moment("joined_at") - _START).total_seconds()
        handle = 0.0 if left else row.number("handle_seconds")
        calls.append(Call(joined, wait, left, 0.0 if left else joined + wait, handle))
    return call_log(calls, table.name)


def _anonymous_bank(table: Table) -> CallLog:
    table.need("date", "vru_entry", "vru_exit", "q_start", "q_time", "outcome", "ser_time")
    calls, never_queued, phantom = [], 0, 0
    for row in table.rows:
        outcome = row.text("outcome")
        if outcome not in ("AGENT", "HANG", "PHANTOM"):
            raise BadDataError(f"{row.where}, column 'outcome': {outcome!r} is not AGENT, HANG or PHANTOM.")
        if outcome == "PHANTOM":
            phantom += 1
            continue
        wait = row.number("q_time")
        if outcome == "HANG" and wait == 0:
            never_queued += 1
            continue
        entered = _clock(row, "vru_entry")
        joined = _clock(row, "q_start" if wait > 0 else "vru_exit")
        if joined < entered:  # past midnight
            joined += 86_400
        joined += _bank_day(row)
        left = outcome == "HANG"
        handle = 0.0 if left else row.number("ser_time")
        calls.append(Call(joined, wait, left, 0.0 if left else joined + wait, handle))
    return call_log(calls, table.name, never_queued=never_queued, phantom=phantom)


def _bank_day(row: Row) -> float:
    text = row.text("date")
    try:
        found = datetime.strptime(f"19{text}", "%Y%m%d")  # noqa: DTZ007
    except ValueError as error:
        raise BadDataError(f"{row.where}, column 'date': {text!r} is no date as yymmdd.") from error
    return (found - _START).total_seconds()


def _clock(row: Row, column: str) -> float:
    parts = row.text(column).split(":")
    try:
        hours, minutes, seconds = (int(part) for part in parts)
    except ValueError as error:
        raise BadDataError(
            f"{row.where}, column {column!r}: {row.text(column)!r} is no time as 9:05:00."
        ) from error
    return float(hours * 3600 + minutes * 60 + seconds)
