"""What can be read of measures, each for the person who reads."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.http import Http404

from headwater.analysis.measures import Grain, Series
from headwater.analysis.measures.grains import shifted
from headwater.analysis.measures.usual import Usual, usual_range
from headwater.apps.measures.models import MeasuredPoint
from headwater.apps.measures.registry import PUBLISHED, Published
from headwater.apps.people.models import Team, User
from headwater.apps.people.permissions import Action, Scope
from headwater.apps.people.selectors import may, require
from headwater.apps.tasks.selectors import last_result

WEEKLY, DRAWING = "measures.measure", "measures.draw"
"""Kinds of the background work that measures, and that draws what was measured."""


@dataclass(frozen=True)
class Reading:
    """One measure of one scope, as a page shows it.

    Attributes
    ----------
    points : tuple of MeasuredPoint
        In order of time; periods without one are missing.
    usual : Usual
        The newest period against those before it.
    """

    published: Published
    team: Team | None
    series: Series | None
    points: tuple[MeasuredPoint, ...]
    usual: Usual

    @property
    def latest(self) -> MeasuredPoint | None:
        """The newest point."""
        return self.points[-1] if self.points else None


def measures_visible_to(user: User) -> list[Published]:
    """Return the measures a person may see, in the order in which practices publish them."""
    return [one for one in PUBLISHED.values() if may(user, one.action, Scope.ORGANISATION)]


def measure_visible_to(user: User, key: str) -> Published:
    """Return one measure, or none where there is none of that key."""
    require(user, Action.READ_MEASURES)
    found = PUBLISHED.get(key)
    if found is None:
        raise Http404
    require(user, found.action)
    return found


def team_visible_to(user: User, pk: int | None) -> Team | None:
    """Return the team to look at; None is the organisation."""
    require(user, Action.READ_MEASURES)
    if pk is None:
        return None
    found = Team.objects.filter(pk=pk, parent__isnull=False).first()
    if found is None:
        raise Http404
    return found


def teams_with_points(user: User) -> list[Team]:
    """Return the teams large enough to be looked at."""
    require(user, Action.READ_MEASURES)
    measured = MeasuredPoint.objects.filter(team__isnull=False).values("team").distinct()
    return list(Team.objects.filter(pk__in=measured).order_by("name"))


def series_visible_to(user: User, key: str, *, team: Team | None = None, grain: Grain = "week") -> Series:
    """Return a measure as a regular series; it may be short, and has no values before the first import.

    Raises
    ------
    Http404
        There is no such measure, or it has no points for this scope and grain.
    NotAllowedError
        The person may not see it.
    """
    found = reading_visible_to(user, key, team=team, grain=grain).series
    if found is None:
        raise Http404
    return found


def reading_visible_to(user: User, key: str, *, team: Team | None = None, grain: Grain = "week") -> Reading:
    """Return a measure with its points and what is usual for it."""
    return reading(measure_visible_to(user, key), team=team, grain=grain)


def reading(published: Published, *, team: Team | None, grain: Grain) -> Reading:
    """Return a measure with its points; whoever asks has checked that the person may see it."""
    points = MeasuredPoint.objects.filter(measure=published.key, team=team, grain=grain)
    return _reading(published, team, grain, points.order_by("starts_on"))


def scopes_with_points() -> list[tuple[Published, Team | None, Grain]]:
    """Return everything there is a chart of, for the worker that draws them."""
    found = MeasuredPoint.objects.order_by("measure", "team", "grain")
    held = found.values_list("measure", "team", "grain").distinct()
    teams = Team.objects.in_bulk([team for _, team, _ in held if team is not None])
    return [
        (PUBLISHED[key], None if team is None else teams[team], "month" if grain == "month" else "week")
        for key, team, grain in held
        if key in PUBLISHED
    ]


def readings_visible_to(
    user: User, *, team: Team | None = None, grain: Grain = "week", by_month: Collection[str] = ()
) -> list[Reading]:
    """Return every measure a person may see, in one query; those in `by_month` by month."""
    published = measures_visible_to(user)
    grains: dict[str, Grain] = {one.key: "month" if one.key in by_month else grain for one in published}
    points: dict[str, list[MeasuredPoint]] = {key: [] for key in grains}
    wanted = Q(grain=grain, measure__in=[key for key in grains if key not in by_month])
    wanted |= Q(grain="month", measure__in=[key for key in grains if key in by_month])
    asked = MeasuredPoint.objects.filter(wanted, team=team).order_by("starts_on")
    for point in asked if published else ():
        points[point.measure].append(point)
    return [_reading(one, team, grains[one.key], points[one.key]) for one in published]


def measured_version() -> int | None:
    """Return the version of the store that was measured last."""
    found = last_result(WEEKLY)
    return None if found is None else int(found["version"])


def _reading(
    published: Published, team: Team | None, grain: Grain, points: Iterable[MeasuredPoint]
) -> Reading:
    ordered = tuple(points)
    series = _series(published, team, grain, ordered)
    usual = usual_range(series)
    return Reading(published, team, series, ordered, usual)


def _series(
    published: Published, team: Team | None, grain: Grain, points: tuple[MeasuredPoint, ...]
) -> Series | None:
    """Return points as a regular series, periods without one as missing."""
    if not points:
        return None
    by_day = {point.starts_on: point for point in points}
    days = [points[0].starts_on]
    while days[-1] < points[-1].starts_on:
        days.append(shifted(days[-1], 1, grain))
    found = [by_day.get(day) for day in days]
    counted = published.measure.kind in ("count", "share")
    values = [None if p is None else p.numerator if counted else p.value for p in found]
    has_denominators = any(point.denominator is not None for point in points)
    return Series(
        measure=published.measure,
        grain=grain,
        days=tuple(days),
        values=tuple(values),
        denominators=tuple(None if p is None else p.denominator for p in found) if has_denominators else None,
        group="" if team is None else team.name,
    )
