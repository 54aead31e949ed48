"""Shares by code from the helpdesk's own reasons alone."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

import narwhals as nw

from headwater.analysis.contacts.engines import collect
from headwater.analysis.demand.codebook.book import Codebook
from headwater.analysis.demand.codebook.native import native_codes
from headwater.analysis.demand.codebook.recorded_result import NOT_MAPPED, RecordedShare, RecordedShares
from headwater.analysis.demand.contact_source import ContactSource
from headwater.analysis.demand.frame import FIELDS, OF_FAILURE
from headwater.analysis.demand.scope import check_days, count_scope, countable, handle_ms
from headwater.analysis.demand.workload_sums import MS_AN_HOUR, Sums

NOT_ASKED = "(not failure)"
"""Where a field is asked of failure demand only, and the contact is none."""


def recorded_shares(
    source: ContactSource,
    book: Codebook,
    *,
    fields: Sequence[str] = FIELDS,
    since: date | None = None,
    until: date | None = None,
) -> RecordedShares:
    """Say what share of contacts and handle time each code makes up, as recorded, uncorrected.

    Parameters
    ----------
    source : ContactSource
        A contact store, or contact tables.
    book : Codebook
        Its `native_reasons` say what the helpdesk's own reasons stand for.
    fields : sequence of str
        Fields of the frame to count by.
    since, until : date, optional
        First and last local day that counts.

    Returns
    -------
    RecordedShares
        Counts and sums, without intervals: the error is not one of sampling. They are of the same contacts
        that a coded sample stands for.

    Examples
    --------
    >>> from datetime import datetime, UTC
    >>> from headwater.analysis.contacts.frames import contacts_from_rows
    >>> from headwater.analysis.demand.codebook import read_codebook
    >>> from headwater.analysis.demand.contact_source import ContactTables
    >>> at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> rows = [{"opened_at": at, "reason_source": reason, "handle_seconds": 60.0}
    ...         for reason in ("Parcel is late", "Thanks and praise", "Parcel is late", "Other")]
    >>> found = recorded_shares(ContactTables(contacts_from_rows(rows)), read_codebook("delivery"))
    >>> found.share("demand_type", "failure").share_of_contacts, found.unmapped
    (0.5, {'Other': 1})
    """
    check_days(since, until)
    for name in fields:
        book.codes(name)
    scope = count_scope(source.contacts(), since, until)
    by_reason = _sums_by_reason(source, since, until)
    sums: dict[tuple[str, str], Sums] = defaultdict(Sums)
    unmapped: dict[str | None, int] = {}
    for reason, own in by_reason.items():
        codes = native_codes(book, reason)
        if codes is None:
            unmapped[reason] = own.contacts
        for name in fields:
            sums[name, _code(name, codes or {})].add(own)
    total = Sums()
    for own in by_reason.values():
        total.add(own)
    rows = [row for name in fields for row in _rows(name, sums, total)]
    ordered = sorted(unmapped.items(), key=lambda item: (-item[1], item[0] is None, str(item[0])))
    return RecordedShares(book.title, tuple(rows), total.contacts, total.timed, dict(ordered), scope)


def _sums_by_reason(source: ContactSource, since: date | None, until: date | None) -> dict[str | None, Sums]:
    counted = countable(source.contacts(), since, until).select(
        # as plain text: engines keep reasons as codes
        reason=nw.col("reason_source").cast(nw.String),
        ms=handle_ms(),
    )
    found = collect(
        counted.group_by("reason").agg(contacts=nw.len(), timed=nw.col("ms").count(), ms=nw.col("ms").sum())
    )
    return {
        reason: Sums(contacts=int(contacts), timed=int(timed), ms=int(ms or 0))
        for reason, contacts, timed, ms in zip(
            found["reason"], found["contacts"], found["timed"], found["ms"], strict=True
        )
    }


def _code(name: str, codes: dict[str, str]) -> str:
    if name in codes:
        return codes[name]
    if name in OF_FAILURE and codes.get("demand_type", "failure") != "failure":
        return NOT_ASKED
    return NOT_MAPPED


def _rows(name: str, sums: dict[tuple[str, str], Sums], total: Sums) -> list[RecordedShare]:
    rows = [
        RecordedShare(
            field=name,
            code=code,
            contacts=own.contacts,
            handle_hours=own.ms / MS_AN_HOUR,
            share_of_contacts=own.contacts / total.contacts,
            share_of_time=own.ms / total.ms if total.ms else None,
        )
        for (field, code), own in sums.items()
        if field == name
    ]
    return sorted(rows, key=lambda row: (row.code in (NOT_MAPPED, NOT_ASKED), -row.contacts, row.code))
