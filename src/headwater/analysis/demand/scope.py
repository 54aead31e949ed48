"""Which contacts count, over which days, and by what they are grouped: the same for every finding here."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

import narwhals as nw

from headwater.analysis.contacts import chains
from headwater.analysis.contacts.engines import collect
from headwater.analysis.demand.grouping import Grouping
from headwater.analysis.errors import UsageError

By = Literal["month", "week", "team", "channel", "reason"]
"""What a finding can be split by; a week is named by its Monday."""

_MONDAY_ZERO = 3  # 1 January 1970 was a Thursday


@dataclass(frozen=True)
class ScopeCounts:
    """How many contacts there are in the days asked for, and what was left out.

    Attributes
    ----------
    counted : int
        Inbound contacts that were not merged into another one; `bots` of them were handled by a bot.
    outbound, merged : int
        Left out; a merged contact is counted as merged whatever its direction.
    defaulted : int
        Counted contacts whose export did not say the direction.
    first, last : date or None
        First and last day with a counted contact.
    """

    counted: int
    outbound: int
    merged: int
    bots: int
    defaulted: int
    first: date | None
    last: date | None

    def __str__(self) -> str:
        if self.first is None or self.last is None:
            return "no contacts counted" + self._left_out()
        return f"{self.counted:,} contacts from {self.first} to {self.last}" + self._left_out()

    def to_dict(self) -> dict[str, Any]:
        """Return the counts as plain data."""
        days = {"first": _iso(self.first), "last": _iso(self.last)}
        names = ("counted", "outbound", "merged", "bots", "defaulted")
        return {name: getattr(self, name) for name in names} | days

    def _left_out(self) -> str:
        parts = [
            f"{count:,} {what}"
            for count, what in ((self.outbound, "outbound"), (self.merged, "merged into others"))
            if count
        ]
        return f" (left out: {', '.join(parts)})" if parts else ""


def check_days(since: date | None, until: date | None) -> None:
    """Refuse a span that ends before it begins."""
    if since and until and since > until:
        raise UsageError(
            f"since ({since}) lies after until ({until}). Swap them: both days are included.",
            since=since.isoformat(),
            until=until.isoformat(),
        )


def check_level(level: float) -> None:
    """Refuse a confidence level outside 0 to 1."""
    if not 0 < level < 1:
        raise UsageError(f"level is {level}: give a confidence level between 0 and 1, such as 0.95.")


def within(contacts: nw.LazyFrame[Any], since: date | None, until: date | None) -> nw.LazyFrame[Any]:
    """Keep contacts opened on local days from `since` to `until`, both included."""
    if since is not None:
        contacts = contacts.filter(nw.col("local_date") >= since)
    if until is not None:
        contacts = contacts.filter(nw.col("local_date") <= until)
    return contacts


def countable(contacts: nw.LazyFrame[Any], since: date | None, until: date | None) -> nw.LazyFrame[Any]:
    """Keep what counts as demand: inbound (or not said) and not merged into another contact."""
    return within(contacts, since, until).filter(chains.countable())


def without_bots(contacts: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Keep contacts that a bot did not handle: the work of people."""
    return contacts.filter(~_is(nw.col("handled_by"), "bot"))


def handle_ms() -> nw.Expr:
    """Return the handle time in whole milliseconds; null where nobody handled the contact.

    Some exports give zero rather than nothing when the customer left before anyone answered: such a zero
    is no handle time.
    """
    unanswered = nw.col("abandoned").fill_null(False) & (nw.col("handle_seconds") == 0).fill_null(False)
    return nw.when(~unanswered).then((nw.col("handle_seconds") * 1000).round(0).cast(nw.Int64))


def count_scope(contacts: nw.LazyFrame[Any], since: date | None, until: date | None) -> ScopeCounts:
    """Count what is counted and what is left out, in one pass."""
    flags = within(contacts, since, until).select(
        merged=nw.when(nw.col("merged_into").is_null()).then(0).otherwise(1),
        outbound=nw.when(_is(nw.col("direction"), "outbound")).then(1).otherwise(0),
        bot=nw.when(_is(nw.col("handled_by"), "bot")).then(1).otherwise(0),
        defaulted=nw.when(nw.col("direction_defaulted").fill_null(False)).then(1).otherwise(0),
        day=nw.col("local_date"),
    )
    keys = ("merged", "outbound", "bot", "defaulted")
    found = collect(
        flags.group_by(*keys).agg(n=nw.len(), first=nw.col("day").min(), last=nw.col("day").max())
    )
    cells = list(zip(*(found[name] for name in (*keys, "n", "first", "last")), strict=True))
    kept = [cell for cell in cells if not cell[0] and not cell[1]]
    return ScopeCounts(
        counted=sum(n for *_, n, _f, _l in kept),
        outbound=sum(cell[4] for cell in cells if cell[1] and not cell[0]),
        merged=sum(cell[4] for cell in cells if cell[0]),
        bots=sum(cell[4] for cell in kept if cell[2]),
        defaulted=sum(cell[4] for cell in kept if cell[3]),
        first=min((cell[5] for cell in kept), default=None),
        last=max((cell[6] for cell in kept), default=None),
    )


def day_number(column: str = "local_date") -> nw.Expr:
    """Return a date as whole days since 1 January 1970.

    Dates become integers here because engines disagree on weekdays: the same call calls Sunday 7 on DuckDB
    and 0 on Spark. Weekday and week follow from the integer.

    Notes
    -----
    Integer arithmetic of the Gregorian calendar, right from March 1900 to February 2100. Kept short: the
    engines read it as text, once for each use of a part.
    """
    date_ = nw.col(column).dt
    year, month, day = (part.cast(nw.Int64) for part in (date_.year(), date_.month(), date_.day()))
    number = 367 * year - 7 * (year + (month + 9) // 12) // 4 + 275 * month // 9 + day - 719574
    return number.cast(nw.Int64)


def week_number(column: str = "local_date") -> nw.Expr:
    """Return the week a date lies in, as whole weeks (Monday to Sunday) since that of 1 January 1970."""
    return ((day_number(column) + _MONDAY_ZERO) // 7).cast(nw.Int64)


def weekday_of(day: int) -> int:
    """Return the weekday of a day number, Monday 0 to Sunday 6."""
    return (day + _MONDAY_ZERO) % 7


def week_of(day: int) -> int:
    """Return the week number of a day number."""
    return (day + _MONDAY_ZERO) // 7


def as_date(day: int) -> date:
    """Return the date of a day number."""
    return date(1970, 1, 1) + timedelta(days=day)


def as_day(day: date) -> int:
    """Return the day number of a date."""
    return (day - date(1970, 1, 1)).days


def group_key(by: By | None) -> nw.Expr:
    """Return what contacts are grouped by; one group when nothing is asked for."""
    return Grouping.of(by).columns[by] if by else nw.lit("all")


def _is(column: nw.Expr, value: str) -> nw.Expr:
    return (column == value).fill_null(False)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
