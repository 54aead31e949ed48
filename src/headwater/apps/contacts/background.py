"""Work on contacts that takes its time."""

from typing import Any

from headwater.apps.contacts import services
from headwater.apps.tasks.kinds import Report, background, daily


@background("contacts.import", "Import contacts")
def import_contacts(report: Report, *, import_id: int) -> dict[str, Any]:
    """Import files that somebody asked for."""
    return services.run_import(report=report, import_id=import_id)


@background("contacts.purge", "Remove the words of old contacts")
def purge_text(report: Report, *, before: str) -> dict[str, Any]:
    """Remove words for good."""
    return services.run_purge(report=report, before=before)


@daily("contacts.forget_uploads", "Remove uploads that nobody imported", hour=3)
def forget_uploads(report: Report) -> dict[str, Any]:
    """Remove old uploads."""
    report("Looking for old uploads")
    return services.forget_old_uploads()
