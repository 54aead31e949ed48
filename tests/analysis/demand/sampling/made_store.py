"""A small organisation's contacts as tables, and sheets that somebody has coded."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from headwater.analysis.contacts.frames import contacts_from_rows, rows_as_frame
from headwater.analysis.demand.coding.rows import SheetRow
from headwater.analysis.demand.coding.sampled import CodedSample, Coding
from headwater.analysis.demand.contact_source import ContactTables
from headwater.analysis.demand.sampling.earlier import Earlier
from headwater.analysis.demand.sampling.sample import Sample

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
REASONS = {"Parcel is late": 300, "Refund": 160, "New address": 100, "Advice": 40}
CHANNELS = ("phone", "phone", "chat", "email")


def contact(number: int, reason: str | None, **changes: Any) -> dict[str, Any]:
    return {
        "source": "crm",
        "contact_id": f"c{number}",
        "opened_at": START + timedelta(hours=7 * (number % 400)),
        "channel": CHANNELS[number % 4],
        "reason_source": reason,
        "handle_seconds": 60.0 + number % 7 * 50 + (600 if reason == "Refund" else 0),
    } | changes


def contacts(**changes: Any) -> list[dict[str, Any]]:
    """600 contacts of four reasons and three channels."""
    reasons = [reason for reason, count in REASONS.items() for _ in range(count)]
    return [contact(number, reason, **changes) for number, reason in enumerate(reasons)]


def texts(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"source": row["source"], "contact_id": row["contact_id"], "subject": "Help", "body": "=Where is it?"}
        for row in rows
    ]


def tables(rows: Sequence[Mapping[str, Any]], words: Sequence[Mapping[str, Any]] = ()) -> ContactTables:
    return ContactTables(
        contacts_from_rows(rows), texts_table=rows_as_frame(words, "contact_texts") if words else None
    )


@dataclass(frozen=True)
class Store(ContactTables):
    """Tables that have a version and a time zone, as a store does."""

    version: int = 4
    timezone: str = "Europe/Berlin"


def items(sample: Sample) -> list[str]:
    """Contacts of a sample in the order of the sheet, each once."""
    return list(dict.fromkeys(row.contact.item for row in sample.rows))


def is_failure(row: SheetRow) -> bool:
    return row.shown["reason_source"] in ("Parcel is late", "Refund")


def coded(sample: Sample, says: Callable[[SheetRow], bool] = is_failure) -> Earlier:
    """Return the sample as a sheet in which every row carries a code."""
    rows = tuple(
        replace(row, coding=Coding("amara", {"demand_type": "failure" if says(row) else "value"}, "made 1"))
        for row in sample.rows
    )
    return Earlier(rows, sample.design)


def codes(earlier: Earlier) -> CodedSample:
    """Return a coded sheet as what estimates are made from."""
    contacts_ = {
        row.contact.item: replace(row.contact, codings=(row.coding,)) for row in earlier.rows if row.coding
    }
    return CodedSample(tuple(contacts_.values()), earlier.design, "made 1")
