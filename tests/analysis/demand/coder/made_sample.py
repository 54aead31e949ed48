"""A coded sample of contacts at hand, with their words."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from headwater.analysis.contacts.frames import contacts_from_rows, rows_as_frame
from headwater.analysis.demand.coding.sampled import (
    CHOSEN_BY_CHANCE,
    CodedSample,
    Coding,
    Design,
    SampledContact,
    Stratum,
)
from headwater.analysis.demand.contact_source import ContactTables

_FIRST = datetime(2026, 3, 1, 9, tzinfo=UTC)


def made_source(texts: Sequence[str], recorded: Sequence[Mapping[str, Any]] = ()) -> ContactTables:
    """Return contacts c0, c1, ... with these texts."""
    rows = [
        {
            "opened_at": _FIRST + timedelta(hours=n),
            "contact_id": f"c{n}",
            "channel": "email",
            **(recorded[n] if recorded else {}),
        }
        for n in range(len(texts))
    ]
    words = [
        {"source": "memory", "contact_id": f"c{n}", "body": text} for n, text in enumerate(texts) if text
    ]
    held = rows_as_frame(words, "contact_texts") if words else None
    return ContactTables(contacts_from_rows(rows), texts_table=held)


def made_sample(codes: Sequence[Mapping[str, str]], chosen: Mapping[int, str] | None = None) -> CodedSample:
    """Return a sample in which contact c0, c1, ... carries these codes; without codes it is not coded."""
    contacts = tuple(
        SampledContact(
            item=f"memory/c{n}",
            source="memory",
            contact_id=f"c{n}",
            stratum="all contacts",
            inclusion_probability=0.1,
            chosen=(chosen or {}).get(n, CHOSEN_BY_CHANCE),
            codings=(Coding("amara", said),) if said else (),
        )
        for n, said in enumerate(codes)
    )
    return CodedSample(contacts, Design({"all contacts": Stratum(10 * len(codes), len(codes))}), "shop 1")
