"""What the store says about the contact of a flag, and how many contacts are about the same."""

from dataclasses import dataclass

import narwhals as nw

from headwater.analysis.contacts.engines import collect
from headwater.apps.contacts.selectors import opened_store


@dataclass(frozen=True)
class FoundContact:
    """A contact that the store knows."""

    source: str
    contact_id: str
    reason: str


def contact_behind(source: str, contact_id: str) -> tuple[FoundContact | None, bool]:
    """Return the contact with that number, and whether there was a store to look into.

    Without a source the newest contact of that number counts.
    """
    with opened_store() as store:
        if store is None or not contact_id:
            return None, False
        # numbers mostly grow with time, so that whole files are skipped by their largest and smallest one
        wanted = nw.col("contact_id") == contact_id
        if source:
            wanted = wanted & (nw.col("source") == source)
        rows = collect(
            store.contacts()
            .filter(wanted)
            .select("source", "contact_id", "reason_source", "opened_epoch")
            .sort("opened_epoch", descending=True)
            .head(1)
        )
    if not rows["contact_id"]:
        return None, True
    return FoundContact(
        rows["source"][0], rows["contact_id"][0], (rows["reason_source"][0] or "")[:200]
    ), True
