"""Measuring in the background, once for every version of the store."""

from typing import Any

from headwater.analysis.contacts.store import ContactStore
from headwater.apps import installation
from headwater.apps.measures.registry import MEASURING, Measured
from headwater.apps.measures.selectors import WEEKLY
from headwater.apps.measures.services import replace_points, teams_to_measure
from headwater.apps.tasks.kinds import Report, background


@background(WEEKLY, "Measure every week")
def measure(report: Report, *, version: int) -> dict[str, Any]:
    """Measure the newest version of the store; `version` is what was newest when this was asked for."""
    store = ContactStore(installation.store())
    teams = teams_to_measure()
    found: list[Measured] = []
    for number, measuring in enumerate(MEASURING):
        report("Counting weeks and months", number, len(MEASURING))
        found += measuring(store, teams)
    report("Writing them down", len(MEASURING), len(MEASURING))
    return {
        "version": store.version,
        "asked": version,
        "points": replace_points(found=found, version=store.version),
    }
