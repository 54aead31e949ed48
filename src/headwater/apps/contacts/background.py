"""Work on contacts that takes its time."""

from typing import Any

from headwater.apps.contacts import services
from headwater.apps.tasks.kinds import Report, background


@background("contacts.import", "Import contacts")
def import_contacts(report: Report, *, import_id: int) -> dict[str, Any]:
    """Import files that somebody asked for."""
    return services.run_import(report=report, import_id=import_id)
