"""References, by which a plan names a series: `contacts.come_back`, or `contacts.come_back@7` of team 7."""

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count, F, Max, Min, Value
from django.db.models.functions import Concat

from headwater.analysis.errors import HeadwaterError, UsageError
from headwater.analysis.interventions.plan import Plan
from headwater.analysis.measures import Grain, Measure, Point, Series
from headwater.analysis.measures import series_of as checked
from headwater.apps.interventions.models import PlanRecord
from headwater.apps.measures.models import MeasuredPoint, OwnPoint
from headwater.apps.measures.registry import Published
from headwater.apps.measures.selectors import OWN, known, measured_version, measures_visible_to, reading
from headwater.apps.people.models import Team, User


@dataclass(frozen=True)
class Choice:
    """A series that a plan can be made on.

    Attributes
    ----------
    grain : {'week', 'month'}
        Periods it is judged by: weeks, where enough of them were measured.
    first, last : date
        First days of its first and of its newest period.
    periods : int
        Periods that were measured.
    """

    reference: str
    title: str
    published: Published
    team: Team | None
    grain: Grain
    first: date
    last: date
    periods: int

    @property
    def measure(self) -> Measure:
        """The measure."""
        return self.published.measure


@dataclass(frozen=True)
class PlanSeries:
    """Every series that a plan rests on, as far as there are points; guards by their references."""

    primary: Series | None
    comparison: Series | None
    control: Series | None
    guards: dict[str, Series | None]
    store_version: int | None


def published_of(key: str) -> Published | None:
    """Return a measure as it is published, whoever asks; None where there is none of that key any more."""
    return known(key)


def reference_of(measure: str, team: int | None) -> str:
    """Name the series of a measure and a scope."""
    return measure if team is None else f"{measure}@{team}"


def parts_of(reference: str) -> tuple[str, int | None]:
    """Return key of measure and id of team.

    Examples
    --------
    >>> parts_of("contacts.come_back@7"), parts_of("contacts.come_back")
    (('contacts.come_back', 7), ('contacts.come_back', None))
    """
    key, at, team = reference.rpartition("@")
    if not at:
        return reference, None
    if not team.isascii() or not team.isdigit():
        raise UsageError(f"{reference!r} names no series: behind the @ stands the number of a team.")
    return key, int(team)


def reference_in(plan: Plan) -> str:
    """Return the reference of a plan's own measure."""
    return f"{plan.measure.key}@{plan.scope}" if plan.scope else plan.measure.key


def references(user: User) -> list[Choice]:
    """Return every series that a person may plan on, in the order of the registry; the organisation first."""
    published = {one.key: one for one in measures_visible_to(user)}
    if not published:
        return []
    order = {key: n for n, key in enumerate(published)}
    found = []
    for (key, pk), held in _held(own=any(key.startswith(OWN) for key in published)).items():
        if key in published:
            grain, title = _grain(held.spans), _title(published[key], held.team)
            found.append(
                Choice(reference_of(key, pk), title, published[key], held.team, grain, *held.spans[grain])
            )
    return sorted(found, key=lambda one: (order[one.published.key], one.team is not None, one.title))


def title_of(reference: str) -> str:
    """Say in words which series a reference names; as it stands where nothing is known of it."""
    key, team = parts_of(reference)
    published = known(key)
    where = _team(team)
    if published is None or (team is not None and where is None):
        return reference
    return _title(published, where)


def series_of(reference: str, *, grain: Grain | None = None) -> Series:
    """Return the whole series of a reference, for the worker: whoever asks for a person checks before.

    Raises
    ------
    UsageError
        There is no such measure or team, or nothing was measured.
    """
    key, team = parts_of(reference)
    published = known(key)
    held = _held(key, own=key.startswith(OWN)).get((key, team)) if grain is None else None
    where = _team(team) if held is None else held.team
    if published is None or (team is not None and where is None):
        raise UsageError(f"There is no measure {reference!r} here any more: choose another one.")
    by = grain or ("week" if held is None else _grain(held.spans))
    found = reading(published, team=where, grain=by).series
    if found is None:
        raise UsageError(
            f"“{_title(published, where)}” has no values yet, so nothing can be promised on it. Import "
            "contacts first, or choose another measure."
        )
    return found


def checked_series(reference: str, *, grain: Grain | None = None) -> Series:
    """Return a series that something can be promised on.

    Raises
    ------
    UsageError
        As `series_of`; or the series is too short, constant, or has what its measure cannot have.
    """
    found = series_of(reference, grain=grain)
    held = found.denominators or (None,) * len(found)
    rows = zip(found.days, found.values, held, strict=True)
    points = [Point(day, value, of if value is not None else None) for day, value, of in rows]
    title = f"{found.measure.title}, {found.group}" if found.group else found.measure.title
    try:
        checked(found.measure, points, grain=found.grain, source=f"“{title}”")
    except HeadwaterError as error:
        raise UsageError(error.message) from error
    return found


def series_of_plan(record: PlanRecord) -> PlanSeries:
    """Return every series a plan rests on, all of one version of the store."""
    plan = record.plan
    said = record.power.get("grain")
    grain: Grain | None = said if said in ("week", "month") else None
    for _ in range(3):
        version = measured_version()
        found = PlanSeries(
            primary=_if_any(record.measure, grain),
            comparison=_if_any(plan.comparison, grain),
            control=_if_any(plan.negative_control, grain),
            guards={guard: _if_any(guard, grain) for guard in plan.guards},
            store_version=version,
        )
        if measured_version() == version:
            break
    return found


def plan_on(choice: Choice, plan: Plan) -> Plan:
    """Put a plan on a series: its measure, and whose it is."""
    return replace(plan, measure=choice.measure, scope="" if choice.team is None else str(choice.team.pk))


def _if_any(reference: str, grain: Grain | None) -> Series | None:
    if not reference:
        return None
    try:
        return series_of(reference, grain=grain)
    except UsageError:
        return None


def _team(pk: int | None) -> Team | None:
    return None if pk is None else Team.objects.filter(pk=pk).first()


def _title(published: Published, team: Team | None) -> str:
    return published.measure.title if team is None else f"{published.measure.title}, {team.name}"


_Span = tuple[date, date, int]


@dataclass(frozen=True)
class _Held:
    """What was measured of one scope: first and newest period, and how many, by grain."""

    team: Team | None
    spans: dict[Grain, _Span]


def _held(key: str | None = None, *, own: bool = True) -> dict[tuple[str, int | None], _Held]:
    """Return what was measured, of one measure or of all, with its teams, in one query."""
    spans = (Min("starts_on"), Max("starts_on"), Count("pk"))
    of_scope = ("team", "team__name", "team__parent", "grain")
    counted = MeasuredPoint.objects.order_by().annotate(key=F("measure"))
    brought = OwnPoint.objects.order_by().annotate(key=Concat(Value(OWN), "measure__slug"))
    if key is not None:
        counted = counted.filter(measure=key)
        brought = brought.filter(measure__slug=key.removeprefix(OWN))
    rows = counted.values_list("key", *of_scope).annotate(*spans)
    if own:
        rows = rows.union(brought.values_list("key", *of_scope).annotate(*spans), all=True)
    found: dict[tuple[str, int | None], _Held] = {}
    for measure, pk, name, parent, grain, first, last, many in rows:
        team = None if pk is None else Team(pk=pk, name=name, parent_id=parent)
        held = found.setdefault((measure, pk), _Held(team, {}))
        held.spans["month" if grain == "month" else "week"] = (first, last, many)
    return found


def _grain(spans: dict[Grain, _Span]) -> Grain:
    """Choose weeks, unless so few of them were measured that months say more."""
    if "week" not in spans or "month" not in spans:
        return "week" if "week" in spans else "month"
    return "week" if spans["week"][2] >= 2 * spans["month"][2] else "month"
