"""Half a year of weeks, as the worker would have written them."""

from collections.abc import Iterator
from datetime import date, timedelta

from headwater.apps.measures.registry import Measured
from headwater.apps.measures.services import replace_points

from ..world import World

MONDAY = date(2025, 1, 6)
WEEKS = 26
_MEANS = {
    "contacts.first_contact_resolution": (0.74, 0.03),
    "contacts.satisfaction": (0.54, 0.04),
    "contacts.come_back": (0.32, 0.03),
    "contacts.abandoned": (0.03, 0.01),
}


def weeks(*, last: float | None = None, team: int | None = None) -> Iterator[Measured]:
    """Yield 26 weeks of most measures; `last` takes the place of the newest week's resolution."""
    for n in range(WEEKS):
        start, swing = MONDAY + timedelta(weeks=n), (n * 5 % 7 - 3) / 3
        contacts = 3_700 + round(160 * swing)
        yield Measured("contacts.volume", team, "week", start, contacts, contacts, people=9)
        yield Measured("contacts.handle_hours", team, "week", start, 330 + 12 * swing, people=9)
        for key, (mean, wide) in _MEANS.items():
            value = mean + wide / 2 * swing
            if n == WEEKS - 1 and last is not None and key == "contacts.first_contact_resolution":
                value = last
            low, high = value - wide / 2, value + wide / 2
            yield Measured(key, team, "week", start, value, value * contacts, contacts, low, high, people=9)


def months() -> Iterator[Measured]:
    """Yield five months of failure demand."""
    for n, value in enumerate((0.44, 0.39, 0.42, 0.37, 0.40)):
        start = date(2025, 2 + n, 1)
        yield Measured(
            "demand.failure_share_of_time", None, "month", start, value, low=value - 0.13, high=value + 0.14
        )


def half_a_year(world: World, *, last: float | None = None) -> None:
    """Write the organisation's half year, and that of Phone."""
    replace_points(found=[*weeks(last=last), *weeks(team=world.phone.pk), *months()], version=2)


def things(world: World) -> dict[str, list[str | int]]:
    """Return what addresses of this room need."""
    half_a_year(world)
    key = "contacts.first_contact_resolution"
    return {"measures:measure": [key], "measures:series": [key]}
