"""Contacts reason by reason: what a fix against a cause is judged on."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from headwater.analysis.contacts.store import ContactStore
from headwater.analysis.demand.counted import HALF_YEAR, Counted
from headwater.analysis.demand.daily_sums import complete_periods
from headwater.analysis.measures import Measure
from headwater.apps.contacts.driver import Driver, driver_of
from headwater.apps.measures.registry import (
    GRAINS,
    Family,
    Measured,
    Member,
    Published,
    Teams,
    publishes_family,
)
from headwater.apps.measures.selectors.known import kept_members, slug_of
from headwater.apps.measures.services import counted, keep_members

SMALLEST_TEAM = 5
"""A team's figure in which fewer people worked would be a figure about persons."""

FEWEST_A_WEEK = 3.0
"""A reason with fewer contacts a week, in the mean of its best half-year, is too rare to be judged by."""

FEWEST_WEEKS = 8
MOST_REASONS = 60
_LONGEST_NAME = 120
_PER = 1_000


def published_of(member: Member) -> Published:
    """Return the measure of one reason, or of several together."""
    listed = ", ".join(f"“{part}”" for part in member.parts)
    several = len(member.parts) > 1
    what = f"any of these reasons: {listed}" if several else f"the reason {listed}"
    per = f" per {_PER:,} {member.per} of the same days" if member.per else ""
    missing = f" Only periods whose every day has a number of {member.per}." if member.per else ""
    measure = Measure(
        member.key,
        kind="count",
        better="lower",
        unit=f"contacts per {_PER:,} {member.per}" if member.per else "contacts",
        name=f"Contacts: {member.name}",
        definition=f"Contacts that the helpdesk files under {what}{per}, whatever their capitals. Contacts "
        "merged into others and contacts that support began are left out. It changes where people begin to "
        f"file differently: mark such a day.{missing}{f' {member.basis}' if member.basis else ''}",
        smallest_group=SMALLEST_TEAM,
    )
    return Published(
        measure,
        per=_PER if member.per else 1,
        family=member.family,
        parts=member.parts,
        without="no contact was filed under it in a complete period, or the volumes end before",
    )


def members_of(known: Counted, driver: Driver | None) -> list[Member]:
    """Publish the reasons that are frequent enough; return every member of a family made of reasons."""
    weeks = complete_periods(known.facts, "week")
    per = per_of(known, driver)
    kept = kept_members(FAMILIES_OF_REASONS)
    single = [member for member in kept if member.family == REASON.key]
    there = {part for member in single for part in member.parts}
    slugs = {member.slug for member in single}
    new: list[Member] = []
    for reason in known.reasons(weeks) if len(weeks) >= FEWEST_WEEKS else ():
        if len(single) + len(new) >= MOST_REASONS:
            break
        named = 0 < len(reason.plain) <= _LONGEST_NAME
        if reason.best >= FEWEST_A_WEEK and named and reason.plain not in there:
            slug = slug_of(reason.name, slugs)
            slugs.add(slug)
            new.append(Member(REASON.key, slug, reason.name, (reason.plain,)))
    renewed = [replace(member, per=per) for member in (*kept, *new)]
    return keep_members(renewed) if new or any(member.per != per for member in kept) else kept


def per_of(known: Counted, driver: Driver | None) -> str:
    """Return what reasons are counted per; empty where most weeks have no volume."""
    weeks = complete_periods(known.facts, "week")
    return driver.name if driver is not None and driver.covers(weeks) else ""


def measure_members(
    known: Counted, teams: Teams, members: Sequence[Member], driver: Driver | None
) -> Iterator[Measured]:
    """Measure members in complete weeks and months; in a team only those that are frequent there."""
    facts = known.facts
    groups = [set(member.parts) for member in members]
    complete = {grain: complete_periods(facts, grain) for grain in GRAINS}
    weekly = {team: known.of_reasons("week", complete["week"], groups, n) for team, n in teams.items()}
    for grain, starts in complete.items():
        volumes = {} if driver is None else driver.over(grain, starts)
        for team, names in teams.items():
            counts = weekly[team] if grain == "week" else known.of_reasons(grain, starts, groups, names)
            people = [known.people(grain, start, names) for start in starts]
            for member, by_week, found in zip(members, weekly[team], counts, strict=True):
                if team is not None and _best(by_week) < FEWEST_A_WEEK:
                    continue
                for start, n, at_work in zip(starts, found, people, strict=True):
                    if team is not None and at_work < SMALLEST_TEAM:
                        continue
                    if not member.per:
                        yield Measured(member.key, team, grain, start, n, n, people=at_work)
                    elif volume := volumes.get(start):
                        yield Measured(member.key, team, grain, start, n / volume, n, volume, people=at_work)


def measure_published(store: ContactStore, teams: Teams, members: Collection[Member]) -> Iterator[Measured]:
    """Measure members that were published just now."""
    yield from measure_members(counted(store), teams, list(members), driver_of(store))


def _best(by_week: Sequence[int]) -> float:
    """Return the mean of the half-year with most contacts."""
    length = min(HALF_YEAR, len(by_week))
    if not length:
        return 0.0
    most = total = sum(by_week[:length])
    for at in range(length, len(by_week)):
        total += by_week[at] - by_week[at - length]
        most = max(most, total)
    return most / length


REASON = publishes_family(
    Family(
        "contacts.reason",
        "By reason",
        "Contacts with one reason, as the helpdesk files them: what a fix against a cause is judged on.",
        published_of,
        measure_published,
    )
)
REASONS = publishes_family(
    Family(
        "contacts.reasons",
        "By several reasons",
        "Contacts with any of several reasons, put together by somebody: one measure for a cause that has "
        "more than one.",
        published_of,
        measure_published,
    )
)
FAMILIES_OF_REASONS = (REASON.key, REASONS.key)
