"""What measures say, each for the person who reads."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef, Q
from django.http import Http404

from headwater.analysis.errors import UsageError
from headwater.analysis.measures import Grain, Series
from headwater.analysis.measures.grains import shifted
from headwater.analysis.measures.usual import Usual, usual_range
from headwater.apps.measures.models import DefinitionChange, MeasuredPoint, OwnPoint
from headwater.apps.measures.registry import PUBLISHED, Published
from headwater.apps.measures.selectors.known import OWN, measure_visible_to, sees
from headwater.apps.measures.selectors.marks import Marks, marks
from headwater.apps.people.models import Team, User
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require


@dataclass(frozen=True)
class Reading:
    """One measure of one scope, as a page shows it.

    Attributes
    ----------
    points : tuple of MeasuredPoint
        In order of time; periods without one are missing. Those of an own series are not kept as such.
    usual : Usual
        The newest period against those before it.
    changes : tuple of DefinitionChange
        From which days on it was defined or recorded differently.
    """

    published: Published
    team: Team | None
    series: Series | None
    points: tuple[MeasuredPoint, ...]
    usual: Usual
    changes: tuple[DefinitionChange, ...] = ()

    @property
    def latest(self) -> MeasuredPoint | None:
        """The newest point."""
        return self.points[-1] if self.points else None


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
    """Return the teams large enough to be looked at, and those an own series is of."""
    require(user, Action.READ_MEASURES)
    counted = Exists(MeasuredPoint.objects.filter(team=OuterRef("pk")))
    brought = Exists(OwnPoint.objects.filter(team=OuterRef("pk")))
    return list(Team.objects.filter(Q(counted) | Q(brought)).order_by("name"))


def series_visible_to(user: User, key: str, *, team: Team | None = None, grain: Grain = "week") -> Series:
    """Return a measure as a regular series; it may be short, and has no values before the first import.

    Its `changes` are the days on which it was marked as defined or recorded differently.

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


def sum_of(
    user: User, keys: Sequence[str], *, team: Team | None = None, grain: Grain = "week", name: str = ""
) -> Series:
    """Return several counted measures added up, such as the reasons of one cause.

    A plan needs one measure that stays: `services.publish_together` makes one of several reasons. This is for
    a first look. Periods that one of them lacks are missing. Each counts contacts of its own: a contact has
    one reason.

    Raises
    ------
    Http404
        There is no such measure, or one of them has no points for this scope and grain.
    NotAllowedError
        The person may not see one of them.
    UsageError
        No key, or measures that cannot be added: shares and means, different units, counts per different
        volumes.
    """
    parts = [series_visible_to(user, key, team=team, grain=grain) for key in dict.fromkeys(keys)]
    if not parts:
        raise UsageError("Name at least one measure to add up.")
    first = parts[0]
    for part in parts:
        if part.measure.kind != "count":
            raise UsageError(f"{part.measure.title} is no count: only counts can be added up.")
        if part.measure.unit != first.measure.unit or (part.denominators is None) != (
            first.denominators is None
        ):
            raise UsageError(
                f"{part.measure.title} ({part.measure.unit}) and {first.measure.title} "
                f"({first.measure.unit}) are not counted alike, so they cannot be added up."
            )
    return _added(parts, name or ", ".join(part.measure.title for part in parts))


def reading_visible_to(user: User, key: str, *, team: Team | None = None, grain: Grain = "week") -> Reading:
    """Return a measure with its points and what is usual for it."""
    return reading(measure_visible_to(user, key), team=team, grain=grain)


def reading(published: Published, *, team: Team | None, grain: Grain) -> Reading:
    """Return a measure with its points; whoever asks has checked that the person may see it."""
    if published.key.startswith(OWN):
        points = _own_points([published.key], team, grain)
    else:
        kept = MeasuredPoint.objects.filter(measure=published.key, team=team, grain=grain)
        points = list(kept.order_by("starts_on"))
    return _reading(published, team, grain, points, marks(published.key))


def readings_visible_to(
    user: User,
    *,
    team: Team | None = None,
    grain: Grain = "week",
    by_month: Collection[str] = (),
    published: Sequence[Published] | None = None,
) -> list[Reading]:
    """Return measures a person may see, in a handful of queries; those in `by_month` by month.

    Parameters
    ----------
    published : sequence of Published, optional
        Which ones, of those the person may see; by default those of practices, without members of families
        and without the organisation's own.
    """
    chosen = [one for one in PUBLISHED.values() if sees(user, one)] if published is None else published
    if not chosen:
        return []
    grains: dict[str, Grain] = {one.key: "month" if one.key in by_month else grain for one in chosen}
    points: dict[str, list[MeasuredPoint]] = {key: [] for key in grains}
    marked = any(key.startswith(OWN) for key in grains)
    for point in _points(grains, team):
        points[point.measure].append(point)
        marked = marked or getattr(point, "marked", False)
    known_marks = marks() if marked else Marks([], {})
    return [_reading(one, team, grains[one.key], points[one.key], known_marks) for one in chosen]


def scopes_with_points() -> list[tuple[Published, Team | None, Grain]]:
    """Return what charts are drawn ahead of: measures of practices, of every scope that has points.

    Members of families and own series are drawn when somebody asks for them: there are too many, or too few
    look at them.
    """
    held = MeasuredPoint.objects.filter(measure__in=PUBLISHED).order_by("measure", "team", "grain")
    scopes = list(held.values_list("measure", "team", "grain").distinct())
    teams = Team.objects.in_bulk([team for _, team, _ in scopes if team is not None])
    return [
        (PUBLISHED[key], None if team is None else teams[team], "month" if grain == "month" else "week")
        for key, team, grain in scopes
    ]


def _points(grains: Mapping[str, Grain], team: Team | None) -> Iterable[MeasuredPoint]:
    own = [key for key in grains if key.startswith(OWN)]
    wanted = Q()
    for grain in set(grains.values()):
        keys = [key for key, by in grains.items() if by == grain and key not in own]
        wanted |= Q(grain=grain, measure__in=keys)
    if len(own) < len(grains):
        # one query says both: where nobody marked anything, as nearly always, nobody asks for the marks
        standing = DefinitionChange.objects.filter(withdrawn_at=None, measure__in=[*grains, ""])
        kept = MeasuredPoint.objects.filter(wanted, team=team).annotate(marked=Exists(standing))
        yield from kept.order_by("starts_on")
    for grain in {grains[key] for key in own}:
        yield from _own_points([key for key in own if grains[key] == grain], team, grain)


def _own_points(keys: Sequence[str], team: Team | None, grain: Grain) -> list[MeasuredPoint]:
    """Return points of own series in the form of counted ones; they come from no version of the store."""
    slugs = [key.removeprefix(OWN) for key in keys]
    kept = OwnPoint.objects.filter(measure__slug__in=slugs, team=team, grain=grain)
    return [
        MeasuredPoint(
            measure=f"{OWN}{slug}",
            team=team,
            grain=grain,
            starts_on=starts_on,
            value=value,
            numerator=numerator,
            denominator=denominator,
            store_version=0,
        )
        for slug, starts_on, value, numerator, denominator in kept.order_by("starts_on").values_list(
            "measure__slug", "starts_on", "value", "numerator", "denominator"
        )
    ]


def _reading(
    published: Published, team: Team | None, grain: Grain, points: Iterable[MeasuredPoint], known: Marks
) -> Reading:
    ordered = tuple(points)
    changes = known.of(published.key, team)
    series = _series(published, team, grain, ordered, changes)
    return Reading(published, team, series, ordered, usual_range(series), tuple(changes))


def _series(
    published: Published,
    team: Team | None,
    grain: Grain,
    points: tuple[MeasuredPoint, ...],
    changes: Sequence[DefinitionChange],
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
    end = shifted(days[-1], 1, grain)
    return Series(
        measure=published.measure,
        grain=grain,
        days=tuple(days),
        values=tuple(values),
        denominators=tuple(None if p is None else p.denominator for p in found) if has_denominators else None,
        # what changed before the first period or after the last divides nothing
        changes=tuple(sorted({one.day for one in changes if days[0] < one.day < end})),
        group="" if team is None else team.name,
    )


def _added(parts: Sequence[Series], name: str) -> Series:
    """Add series of counts up, period by period."""
    held = [dict(zip(part.days, part.values, strict=True)) for part in parts]
    below = [dict(zip(part.days, part.denominators or (), strict=False)) for part in parts]
    days = [min(day for one in held for day in one)]
    last = max(day for one in held for day in one)
    while days[-1] < last:
        days.append(shifted(days[-1], 1, parts[0].grain))
    values: list[float | None] = []
    denominators: list[float | None] = []
    for day in days:
        counts = [one.get(day) for one in held]
        per = {one.get(day) for one in below}
        alike = len(per) == 1
        counted = [n for n in counts if n is not None]
        known = len(counted) == len(counts) and (alike or parts[0].denominators is None)
        values.append(sum(counted) if known else None)
        denominators.append(per.pop() if known and alike else None)
    measure = replace(
        parts[0].measure,
        key="+".join(part.measure.key for part in parts),
        name=name,
        definition=f"The sum of {', '.join(part.measure.title for part in parts)}.",
    )
    return Series(
        measure=measure,
        grain=parts[0].grain,
        days=tuple(days),
        values=tuple(values),
        denominators=None if parts[0].denominators is None else tuple(denominators),
        changes=tuple(sorted({day for part in parts for day in part.changes})),
        group=parts[0].group,
    )
