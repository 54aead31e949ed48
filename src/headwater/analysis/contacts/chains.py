"""The next and the previous contact of the same customer: the table every repeat figure is made from."""

from collections.abc import Sequence
from typing import Any, Literal

import narwhals as nw

from headwater.analysis.errors import UsageError, nearest

Variant = Literal[
    "next_same_reason",
    "next_any_reason",
    "next_same_reason_same_channel",
    "next_any_reason_same_channel",
    "since_same_reason",
    "since_any_reason",
]

_SAME: dict[Variant, tuple[str, ...]] = {
    "next_same_reason": ("customer_key", "reason_source"),
    "next_any_reason": ("customer_key",),
    "next_same_reason_same_channel": ("customer_key", "reason_source", "channel"),
    "next_any_reason_same_channel": ("customer_key", "channel"),
    "since_same_reason": ("customer_key", "reason_source"),
    "since_any_reason": ("customer_key",),
}
"""What two contacts share for one to be the next, or the previous, of the other."""

VARIANTS: tuple[Variant, ...] = tuple(_SAME)
"""Every gap `next_contacts` can give."""

CHAIN_TYPES: dict[str, str] = {
    "contact_key": "BIGINT",
    "customer_key": "BIGINT",
    "identified": "BOOLEAN",
    "opened_epoch": "BIGINT",
    "month": "VARCHAR",
    "local_date": "DATE",
    "channel": "VARCHAR",
    "team": "VARCHAR",
    "reason_source": "VARCHAR",
    "agent_id": "VARCHAR",
    "handled_by": "VARCHAR",
    "abandoned": "BOOLEAN",
    "transfers": "INTEGER",
    "reopens": "INTEGER",
    "satisfaction": "DOUBLE",
    "handle_milliseconds": "BIGINT",
} | dict.fromkeys(VARIANTS, "BIGINT")
"""Columns of the table with every variant, and their DuckDB types, for whoever stores it."""

_KEPT = [c for c in CHAIN_TYPES if c not in (*VARIANTS, "identified", "handle_milliseconds")]
_IN_ORDER = ["opened_epoch", "contact_key"]
_SECONDS_PER_DAY = 86_400


def countable() -> nw.Expr:
    """Say which contacts count: inbound ones (unknown counts as inbound) that were not merged away."""
    direction = nw.col("direction")
    return nw.col("merged_into").is_null() & (direction.is_null() | (direction != "outbound"))


def next_contacts(
    contacts: nw.LazyFrame[Any], *, variants: Sequence[Variant] = VARIANTS
) -> nw.LazyFrame[Any]:
    """Return each countable contact with the seconds to the customer's next and since the previous one.

    Parameters
    ----------
    contacts : narwhals.LazyFrame
        The canonical contacts with the store's helper columns.
    variants : sequence of str
        The gaps wanted; fewer are quicker. `next_*` looks forward and `since_*` back, to a contact with
        the same reason or any, on any channel or the same.

    Returns
    -------
    narwhals.LazyFrame
        One row a contact: the columns of `CHAIN_TYPES`, gaps in whole seconds, handle time in whole
        milliseconds. A gap is null when there is no such contact, when the customer is not identified,
        and, for the same reason, when the reason is not known.

    Raises
    ------
    UsageError
        A variant is unknown.

    Notes
    -----
    Contacts opened in the same second follow each other in the order of `contact_key`, so that every
    engine gives the same gaps.

    Examples
    --------
    >>> from datetime import datetime, UTC
    >>> from headwater.analysis.contacts.engines import collect
    >>> from headwater.analysis.contacts.frames import contacts_from_rows
    >>> opened = [datetime(2026, 3, day, tzinfo=UTC) for day in (1, 3, 4)]
    >>> contacts = contacts_from_rows([
    ...     {"opened_at": opened[0], "customer_id": "ann", "reason_source": "parcel"},
    ...     {"opened_at": opened[1], "customer_id": "ann", "reason_source": "refund"},
    ...     {"opened_at": opened[2], "customer_id": "ann", "reason_source": "parcel"}])
    >>> gaps = next_contacts(contacts, variants=["next_same_reason", "next_any_reason"])
    >>> table = gaps.sort("opened_epoch").select("next_same_reason", "next_any_reason")
    >>> collect(table)
    {'next_same_reason': [259200, None, None], 'next_any_reason': [172800, 86400, None]}
    """
    return with_gaps(contacts, variants).select(
        *_KEPT,
        *variants,
        identified=~nw.col("customer_key").is_null(),
        handle_milliseconds=_milliseconds("handle_seconds"),
    )


def with_gaps(contacts: nw.LazyFrame[Any], variants: Sequence[Variant]) -> nw.LazyFrame[Any]:
    """Return the countable contacts with all their columns and the gaps asked for, as in `next_contacts`."""
    for variant in variants:
        if variant not in VARIANTS:
            raise UsageError(
                f"There is no gap {variant!r} between contacts.{nearest(variant, list(VARIANTS))}"
            )
    gaps = {variant: _gap(variant) for variant in variants}
    counted = contacts.filter(countable())
    return counted.with_columns(**gaps) if gaps else counted


def derive_cases(contacts: nw.LazyFrame[Any], window_days: float) -> nw.LazyFrame[Any]:
    """Return each countable contact with the case it belongs to.

    The helpdesk's own case wins where there is one; a contact whose id others name as their case belongs
    to it. The others are chained: contacts of the same customer
    for the same reason are one case while none comes later than `window_days` after the one before it.
    A contact without customer or reason is a case of its own.

    Parameters
    ----------
    contacts : narwhals.LazyFrame
        The canonical contacts with the store's helper columns.
    window_days : float
        Longest gap inside a case, in days.

    Returns
    -------
    narwhals.LazyFrame
        One row a contact: `contact_key`, `opened_epoch`, `month`, `local_date`, `channel`, `team`,
        `reason_source`, `handle_milliseconds`; `case_key` (equal within a case), `case_number` (1, 2, ...
        within customer and reason; null outside chains) and `case_origin` (helpdesk, chained, alone).

    Raises
    ------
    UsageError
        The window is not a positive number of days.

    Examples
    --------
    >>> from datetime import datetime, UTC
    >>> from headwater.analysis.contacts.engines import collect
    >>> from headwater.analysis.contacts.frames import contacts_from_rows
    >>> contacts = contacts_from_rows([
    ...     {"opened_at": datetime(2026, 3, day, tzinfo=UTC), "customer_id": "ann", "reason_source": "parcel"}
    ...     for day in (1, 3, 20)])
    >>> collect(derive_cases(contacts, 7).sort("opened_epoch").select("case_number"))
    {'case_number': [1, 1, 2]}
    """
    if not window_days > 0:
        raise UsageError(f"A case needs a window of more than 0 days; {window_days:g} was given.")
    longest = round(window_days * _SECONDS_PER_DAY)
    own = ~nw.col("case_id").is_null()
    chained = ~own & ~nw.col("customer_key").is_null() & ~nw.col("reason_source").is_null()
    # contacts with a case of the helpdesk's stand apart, so that they never join two chained ones
    same = ["customer_key", "reason_source", "_own"]
    since = nw.col("opened_epoch") - nw.col("opened_epoch").shift(1).over(*same, order_by=_IN_ORDER)
    starts = nw.when(nw.col("_since") <= longest).then(nw.lit(0)).otherwise(nw.lit(1))
    case = ["_case_source", "_case_id", "_case_customer", "_case_reason", "_case_number"]
    kept = ["contact_key", "opened_epoch", "month", "local_date", "channel", "team", "reason_source"]
    return (
        _with_named_cases(contacts.filter(countable()))
        .with_columns(_own=own, _chained=chained, handle_milliseconds=_milliseconds("handle_seconds"))
        .with_columns(_since=since)
        .with_columns(_starts=starts)
        .with_columns(_number=nw.col("_starts").cum_sum().over(*same, order_by=_IN_ORDER))
        .with_columns(
            _case_source=nw.when(nw.col("_own")).then(nw.col("source")),
            _case_id=nw.when(nw.col("_own")).then(nw.col("case_id")),
            _case_customer=nw.when(nw.col("_chained")).then(nw.col("customer_key")),
            _case_reason=nw.when(nw.col("_chained")).then(nw.col("reason_source")),
            _case_number=nw.when(nw.col("_chained"))
            .then(nw.col("_number").cast(nw.Int64))
            .otherwise(nw.when(~nw.col("_own")).then(nw.col("contact_key"))),
        )
        .select(
            *kept,
            "handle_milliseconds",
            case_key=nw.col("contact_key").min().over(*case),
            case_number=nw.when(nw.col("_chained")).then(nw.col("_number").cast(nw.Int64)),
            case_origin=nw.when(nw.col("_own"))
            .then(nw.lit("helpdesk"))
            .otherwise(nw.when(nw.col("_chained")).then(nw.lit("chained")).otherwise(nw.lit("alone"))),
        )
    )


def _with_named_cases(contacts: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Give a contact that others name as their case that case: a parent ticket has none of its own."""
    named = (
        contacts.filter(~nw.col("case_id").is_null())
        .select("source", contact_id=nw.col("case_id"), _named=nw.col("case_id"))
        .unique()
    )
    joined = contacts.join(named, on=["source", "contact_id"], how="left")
    return joined.with_columns(case_id=nw.coalesce("case_id", "_named")).drop("_named")


def _gap(variant: Variant) -> nw.Expr:
    """Seconds to the next (or since the previous) contact, or null where there can be none."""
    same, opened = _SAME[variant], nw.col("opened_epoch")
    if variant.startswith("next"):
        gap = opened.shift(-1).over(*same, order_by=_IN_ORDER) - opened
    else:
        gap = opened - opened.shift(1).over(*same, order_by=_IN_ORDER)
    known = ~nw.col("customer_key").is_null()
    if "reason_source" in same:
        known = known & ~nw.col("reason_source").is_null()
    return nw.when(known).then(gap)


def _milliseconds(column: str) -> nw.Expr:
    """Seconds as whole milliseconds: integers add up to the same sum on every engine."""
    return (nw.col(column) * 1000).round(0).cast(nw.Int64)
