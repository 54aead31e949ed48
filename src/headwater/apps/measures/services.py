"""What changes measured points: only the worker, from the store."""

from collections.abc import Iterable, Iterator

from django.db import transaction

from headwater.analysis.contacts.store import ContactStore
from headwater.apps import installation
from headwater.apps.measures.models import MeasuredPoint
from headwater.apps.measures.registry import PUBLISHED, Measured, Teams
from headwater.apps.measures.selectors import DRAWING, WEEKLY, measured_version
from headwater.apps.people.models import Team
from headwater.apps.people.selectors import below, team_tree
from headwater.apps.tasks.models import Task
from headwater.apps.tasks.services import ensure_task


def measure_store(*, again: bool = False) -> Task | None:
    """Queue the measuring of the store's newest version, unless that is measured already.

    Parameters
    ----------
    again : bool
        Measure even so: something else than the store changed, such as codes.
    """
    if not (installation.store() / "versions").is_dir():
        return None
    version = ContactStore(installation.store()).version
    if not again and measured_version() == version:
        return None
    return ensure_task(kind=WEEKLY)


@transaction.atomic
def replace_points(*, found: Iterable[Measured], version: int) -> int:
    """Write all points anew, so that a second run leads to the same; return how many there are.

    A figure of a team that rests on fewer people than its measure asks for is not kept at all. Of two workers
    the slower one does not put an earlier version in the place of a newer one.
    """
    list(Team.objects.select_for_update().filter(parent__isnull=True))  # of two workers one waits here
    if MeasuredPoint.objects.filter(store_version__gt=version).exists() and version < _newest_version():
        return 0
    MeasuredPoint.objects.all().delete()
    points = [_point(one, version) for one in _large_enough(found)]
    MeasuredPoint.objects.bulk_create(points, batch_size=500)
    if points:
        ensure_task(kind=DRAWING)
    return len(points)


def _newest_version() -> int:
    return ContactStore(installation.store()).version


def teams_to_measure() -> Teams:
    """Return what to measure: the organisation, and every team under the names contacts carry for it."""
    branches = team_tree()
    names = {branch.team.pk: branch.team.name.casefold() for branch in branches}
    parts = _inside([branch.team for branch in branches])
    teams: dict[int | None, set[str] | None] = {None: None}
    teams |= {team: {names[part] for part in inside} for team, inside in parts.items()}
    return teams


def _inside(teams: list[Team]) -> dict[int, set[int]]:
    """Return each team below the top with the teams inside it and itself."""
    return {team.pk: below([team.pk]) for team in teams if team.parent_id is not None}


def _large_enough(found: Iterable[Measured]) -> Iterator[Measured]:
    for one in found:
        smallest = PUBLISHED[one.measure].measure.smallest_group
        if one.team is None or (one.people or 0) >= smallest:
            yield one


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
