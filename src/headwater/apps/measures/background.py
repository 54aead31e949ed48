"""Measuring in the background, once for every version of the store."""

from typing import Any

from headwater.analysis.contacts.store import ContactStore
from headwater.apps import installation
from headwater.apps.measures.changes import measured
from headwater.apps.measures.drawings import drawing
from headwater.apps.measures.registry import MEASURING, Measured
from headwater.apps.measures.selectors import DRAWING, WEEKLY, reading, scopes_with_points
from headwater.apps.measures.selectors.measuring import fingerprint_of_teams
from headwater.apps.measures.services import replace_points, teams_to_measure
from headwater.apps.tasks.kinds import Report, background


@background(WEEKLY, "Measure every week")
def measure(report: Report) -> dict[str, Any]:
    """Measure the newest version of the store."""
    store = ContactStore(installation.store())
    mark, teams = fingerprint_of_teams(), teams_to_measure()
    found: list[Measured] = []
    for number, measuring in enumerate(MEASURING):
        report("Counting weeks and months", number, len(MEASURING))
        found += measuring(store, teams)
    report("Writing them down", len(MEASURING), len(MEASURING))
    points = replace_points(found=found, version=store.version, teams=mark)
    measured()
    return {"version": store.version, "points": points}


@background(DRAWING, "Draw the measures")
def draw(report: Report) -> dict[str, Any]:
    """Draw every chart, so that no page has to wait for one; what is drawn already is left."""
    scopes = scopes_with_points()
    for number, (published, team, grain) in enumerate(scopes):
        report("Drawing", number, len(scopes))
        drawing(reading(published, team=team, grain=grain))
    return {"charts": len(scopes)}
