"""What changes measured points: only the worker, from the store."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from django.db import transaction

from headwater.analysis.contacts.store import ContactStore
from headwater.analysis.demand.counted import plain_name
from headwater.apps import installation
from headwater.apps.measures.models import LastMeasured, MeasuredPoint
from headwater.apps.measures.registry import Measured, Teams
from headwater.apps.measures.selectors.known import all_known
from headwater.apps.measures.selectors.measuring import (
    DRAWING,
    WEEKLY,
    fingerprint_of_teams,
    measured_teams,
    measured_version,
)
from headwater.apps.people.models import Team
from headwater.apps.people.selectors import below, team_tree
from headwater.apps.tasks.models import Task
from headwater.apps.tasks.services import ensure_task

_Period = tuple[str, str]
_Row = tuple[str, int | None, float, float | None, float | None, float | None, float | None]
_AT_ONCE = 500


def measure_store(*, again: bool = False) -> Task | None:
    """Queue the measuring of the store's newest version, unless that is measured already, of these teams.

    Parameters
    ----------
    again : bool
        Measure even so: something else than the store or the teams changed, such as codes.
    """
    if not (installation.store() / "versions").is_dir():
        return None
    version = ContactStore(installation.store()).version
    if not again and measured_version() == version and measured_teams() == fingerprint_of_teams():
        return None
    return ensure_task(kind=WEEKLY)


@transaction.atomic
def replace_points(*, found: Iterable[Measured], version: int, teams: str | None = None) -> int:
    """Let the points be what was found, and write only the rows that differ; return how many there are.

    A figure of a team that rests on fewer people than its measure asks for is not kept at all. Of two workers
    the slower one does not put an earlier version in the place of a newer one.

    Parameters
    ----------
    teams : str, optional
        Fingerprint of the teams that were measured; those of now by default.
    """
    list(Team.objects.select_for_update().filter(parent__isnull=True))  # of two workers one waits here
    last = LastMeasured.objects.first()
    if last is not None and last.store_version > version and version < _newest_version():
        return 0
    periods = _by_period(_large_enough(found))
    marks = {f"{grain} {day}": _fingerprint(rows) for (grain, day), rows in periods.items()}
    kept = MeasuredPoint.objects.count()
    held = {} if last is None or kept != last.points else last.periods
    differ = [name for name in marks.keys() | held.keys() if marks.get(name) != held.get(name)]
    changed = _write(periods, None if not held else differ, version)
    points = sum(len(rows) for rows in periods.values())
    written = {
        "store_version": version,
        "teams": fingerprint_of_teams() if teams is None else teams,
        "periods": marks,
        "points": points,
    }
    LastMeasured.objects.update_or_create(pk=1 if last is None else last.pk, defaults=written)
    if changed:
        ensure_task(kind=DRAWING)
    return points


def add_points(*, found: Iterable[Measured], version: int) -> int:
    """Write the points of measures that were published just now; return how many there are."""
    rows = [_point(one, version) for one in _large_enough(found)]
    MeasuredPoint.objects.bulk_create(rows, batch_size=_AT_ONCE)
    return len(rows)


def teams_to_measure() -> Teams:
    """Return what to measure: the organisation, and every team under the names contacts carry for it."""
    branches = team_tree()
    names = {branch.team.pk: plain_name(branch.team.name) for branch in branches}
    parts = _inside([branch.team for branch in branches])
    teams: dict[int | None, set[str] | None] = {None: None}
    teams |= {team: {names[part] for part in inside} for team, inside in parts.items()}
    return teams


def _newest_version() -> int:
    return ContactStore(installation.store()).version


def _inside(teams: list[Team]) -> dict[int, set[int]]:
    """Return each team below the top with the teams inside it and itself."""
    return {team.pk: below([team.pk]) for team in teams if team.parent_id is not None}


def _large_enough(found: Iterable[Measured]) -> Iterator[Measured]:
    smallest: dict[str, int] = {}
    for one in found:
        if one.measure not in smallest:  # members of families may have been published while counting
            smallest = {known.key: known.measure.smallest_group for known in all_known()}
        if one.team is None or (one.people or 0) >= smallest[one.measure]:
            yield one


def _by_period(found: Iterable[Measured]) -> dict[_Period, dict[tuple[str, int | None], Measured]]:
    periods: dict[_Period, dict[tuple[str, int | None], Measured]] = {}
    for one in found:
        periods.setdefault((one.grain, one.starts_on.isoformat()), {})[one.measure, one.team] = one
    return periods


def _fingerprint(rows: Mapping[tuple[str, int | None], Measured]) -> str:
    said = sorted(repr(_row(one)) for one in rows.values())
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:20]


def _row(one: Measured) -> _Row:
    numerator, denominator, low, high = (
        None if n is None else float(n) for n in (one.numerator, one.denominator, one.low, one.high)
    )
    return one.measure, one.team, float(one.value), numerator, denominator, low, high


def _write(
    periods: Mapping[_Period, Mapping[tuple[str, int | None], Measured]],
    differ: Collection[str] | None,
    version: int,
) -> int:
    """Write the rows that differ, of some periods or (None) of all; return how many those are."""
    wanted = {
        (one.measure, one.team, grain, day): one
        for (grain, day), rows in periods.items()
        if differ is None or f"{grain} {day}" in differ
        for one in rows.values()
    }
    going: list[int] = []
    for pk, measure, team, grain, day, *numbers in _kept(differ):
        one = wanted.get((measure, team, grain, day.isoformat()))
        if one is not None and _row(one)[2:] == tuple(numbers):
            del wanted[measure, team, grain, day.isoformat()]
        else:
            going.append(pk)
    for at in range(0, len(going), _AT_ONCE):
        MeasuredPoint.objects.filter(pk__in=going[at : at + _AT_ONCE]).delete()
    rows = (_point(one, version) for one in wanted.values())
    return len(going) + len(MeasuredPoint.objects.bulk_create(rows, batch_size=_AT_ONCE))


def _kept(differ: Collection[str] | None) -> Iterator[tuple[Any, ...]]:
    """Yield the rows that are there, of some periods or of all."""
    names = (
        "pk",
        "measure",
        "team",
        "grain",
        "starts_on",
        "value",
        "numerator",
        "denominator",
        "low",
        "high",
    )
    rows = MeasuredPoint.objects.order_by().values_list(*names)
    if differ is None:
        yield from rows.iterator(chunk_size=5_000)
        return
    days: dict[str, list[str]] = {}
    for name in differ:
        grain, _, day = name.partition(" ")
        days.setdefault(grain, []).append(day)
    for grain, of_grain in days.items():
        for at in range(0, len(of_grain), _AT_ONCE):
            yield from rows.filter(grain=grain, starts_on__in=of_grain[at : at + _AT_ONCE])


def _point(one: Measured, version: int) -> MeasuredPoint:
    return MeasuredPoint(
        measure=one.measure,
        team_id=one.team,
        grain=one.grain,
        starts_on=one.starts_on,
        value=one.value,
        numerator=one.numerator,
        denominator=one.denominator,
        low=one.low,
        high=one.high,
        store_version=version,
    )
