"""Half a year of weeks of one measure."""

from datetime import date, timedelta

from headwater.apps.measures.registry import Measured
from headwater.apps.measures.services import replace_points

from ..world import World

MONDAY = date(2025, 1, 6)


def weeks(*, last: float | None = None, team: int | None = None) -> list[Measured]:
    """Return 26 weeks of contacts and of first-contact resolution; `last` replaces the newest share."""
    found = []
    for n in range(26):
        start = MONDAY + timedelta(weeks=n)
        contacts, share = 400 + n * 7 % 30, 0.7 + (n * 5 % 7) / 100
        if last is not None and n == 25:
            share = last
        found.append(Measured("contacts.volume", team, "week", start, contacts, contacts, people=9))
        found.append(
            Measured(
                "contacts.first_contact_resolution",
                team,
                "week",
                start,
                share,
                share * 400,
                400,
                share - 0.04,
                share + 0.04,
                people=9,
            )
        )
    return found


def things(world: World) -> dict[str, list[str | int]]:
    """Return what addresses of this room need."""
    replace_points(found=weeks(), version=2)
    key = "contacts.first_contact_resolution"
    return {"measures:measure": [key], "measures:series": [key]}
