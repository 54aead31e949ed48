"""Half a year of weeks, as the worker would have written them."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from headwater.apps.measures.models import OwnMeasure
from headwater.apps.measures.registry import Measured, Member
from headwater.apps.measures.selectors.known import slug_of
from headwater.apps.measures.services import (
    About,
    bring_file,
    create_own,
    keep_members,
    mark_change,
    replace_points,
)

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


def audit_scores(weeks: int = 26, *, team: str = "") -> bytes:
    """Return a file with the score of an audit: a point a week, the last one as uneven as the others."""
    head = "date,value,group" if team else "date,value"
    days = (MONDAY + timedelta(weeks=n) for n in range(weeks))
    rows = [f"{day},{70 + n * 7 % 5}{',' + team if team else ''}" for n, day in enumerate(days)]
    return "\n".join([head, *rows]).encode()


def audit_measure(world: World) -> OwnMeasure:
    """Make a series of the organisation's own."""
    about = About(
        slug="audit_score",
        name="Audit score",
        unit="points",
        kind="bounded",
        better="higher",
        definition="Mean score of ten cases a week that the quality team reads, 0 to 100.",
        bottom=0,
        top=100,
    )
    return create_own(acting_user=world.emre, about=about, content=audit_scores(), file_name="audit.csv")


def reasons(world: World, names: Sequence[str] = ("Where is my parcel", "Parcel is late")) -> list[str]:
    """Write half a year of reasons; return their keys."""
    members = [Member("contacts.reason", slug_of(name), name, (name.casefold(),), "orders") for name in names]
    found = [
        Measured(one.key, None, "week", MONDAY + timedelta(weeks=n), n_of / 9_000, n_of, 9_000)
        for at, one in enumerate(keep_members(members))
        for n in range(WEEKS)
        for n_of in [60 + 9 * at + n * 5 % 7]
    ]
    replace_points(found=[*weeks(), *found, *weeks(team=world.phone.pk), *months()], version=2)
    return [member.key for member in members]


def things(world: World) -> dict[str, list[str | int]]:
    """Return what addresses of this room need."""
    half_a_year(world)
    reasons(world)
    own = audit_measure(world)
    newer = audit_scores(27)
    upload = bring_file(acting_user=world.emre, own=own, content=newer, file_name="audit.csv")
    key = "contacts.first_contact_resolution"
    changed = mark_change(
        acting_user=world.emre, measure=str(own), day=date(2025, 4, 9), what="A stricter form."
    )
    made: dict[str, list[str | int]] = {name: [key] for name in ("measure", "series", "mark", "owner")}
    made |= {name: ["own.audit_score"] for name in ("change_own", "bring")}
    made |= {"upload": [upload.pk], "withdraw": [changed.pk], "family": ["contacts.reason"]}
    return {f"measures:{name}": args for name, args in made.items()}
