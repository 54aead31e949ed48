"""What the registry says of measures: since when they are counted, who answers for them, what changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Min
from django.http import Http404

from headwater.analysis.measures import Grain
from headwater.analysis.measures.grains import periods_between
from headwater.apps.measures.models import DefinitionChange, MeasuredPoint, MeasureOwner, OwnPoint
from headwater.apps.measures.registry import FAMILIES, Published
from headwater.apps.measures.selectors.known import OWN, measure_visible_to
from headwater.apps.measures.selectors.marks import marks
from headwater.apps.people.models import User
from headwater.apps.people.permissions import MAY, Action, Scope
from headwater.apps.people.selectors import require

_COLUMNS: tuple[Any, ...] = ("measure", "grain", "first", "last", "n")
_PRACTICES = {"contacts": "Contacts", "demand": "Failure demand", "own": "Your own series"}


@dataclass(frozen=True)
class Span:
    """Since when and until when a measure is there.

    Attributes
    ----------
    first, last : date
        First day of the first and of the last period.
    periods : int
        Periods that have a figure; `gaps` in between have none.
    """

    grain: Grain
    first: date
    last: date
    periods: int

    @property
    def gaps(self) -> int:
        """Periods between the first and the last that have no figure."""
        between = periods_between(self.first, self.last, self.grain)
        return 0 if between is None else between + 1 - self.periods


@dataclass(frozen=True)
class Entry:
    """What the registry says of one measure.

    Attributes
    ----------
    practice : str
        Which practice publishes it.
    spans : tuple of Span
        Of the organisation, weeks before months; empty where nothing was measured.
    changes : tuple of DefinitionChange
        In whatever team, in order of time.
    """

    published: Published
    practice: str
    owner: MeasureOwner | None
    roles: str
    spans: tuple[Span, ...]
    changes: tuple[DefinitionChange, ...]

    @property
    def span(self) -> Span | None:
        """The weeks where there are any, else the months."""
        return self.spans[0] if self.spans else None


def entries_visible_to(user: User, published: Sequence[Published]) -> list[Entry]:
    """Return what the registry says of measures, of those this person may see."""
    require(user, Action.READ_MEASURES)
    spans = _spans([one.key for one in published])
    said = MeasureOwner.objects.filter(measure__in=[one.key for one in published])
    owners = {one.measure: one for one in said.select_related("person")}
    known = marks()
    return [
        Entry(
            published=one,
            practice=practice_of(one),
            owner=owners.get(one.key),
            roles=who_may_see(one),
            spans=tuple(spans.get(one.key, ())),
            changes=tuple(known.anywhere(one.key)),
        )
        for one in published
    ]


def entry_visible_to(user: User, published: Published) -> Entry:
    """Return what the registry says of one measure."""
    return entries_visible_to(user, [published])[0]


def change_to_withdraw(user: User, pk: int) -> DefinitionChange:
    """Return a mark that stands, for whoever may withdraw it."""
    require(user, Action.CHANGE_MEASURES)
    found = DefinitionChange.objects.select_related("team").filter(pk=pk, withdrawn_at=None).first()
    if found is None:
        raise Http404
    if found.measure:
        measure_visible_to(user, found.measure)
    return found


def owner_of(key: str) -> MeasureOwner | None:
    """Return who answers for a measure."""
    return MeasureOwner.objects.select_related("person").filter(measure=key).first()


def practice_of(published: Published) -> str:
    """Name the practice that publishes a measure."""
    practice = published.key.partition(".")[0]
    named = _PRACTICES.get(practice, practice.replace("_", " ").capitalize())
    return f"{named}, {FAMILIES[published.family].title.lower()}" if published.family else named


def who_may_see(published: Published) -> str:
    """Name the roles that see a measure."""
    return roles_of(published.action)


def roles_of(action: Action) -> str:
    """Name the roles that may do something for everyone and may read measures."""
    readers = MAY[Action.READ_MEASURES]
    roles = [role.label for role, scope in MAY[action].items() if scope is Scope.ORGANISATION]
    return ", ".join(label for label in roles if label in {role.label for role in readers})


def _spans(keys: Iterable[str]) -> dict[str, list[Span]]:
    keys = list(keys)
    own = [key.removeprefix(OWN) for key in keys if key.startswith(OWN)]
    sums = {"first": Min("starts_on"), "last": Max("starts_on"), "n": Count("pk")}
    counted = MeasuredPoint.objects.filter(measure__in=keys, team=None).order_by().values("measure", "grain")
    rows = list(counted.annotate(**sums).values_list(*_COLUMNS))
    if own:
        brought = OwnPoint.objects.filter(measure__slug__in=own, team=None).order_by()
        of_slug = brought.values("measure__slug", "grain").annotate(**sums)
        rows += [
            (f"{OWN}{slug}", *rest) for slug, *rest in of_slug.values_list("measure__slug", *_COLUMNS[1:])
        ]
    found: dict[str, list[Span]] = {}
    for key, grain, first, last, n in sorted(rows, key=lambda row: row[1] == "month"):
        found.setdefault(key, []).append(Span("month" if grain == "month" else "week", first, last, n))
    return found
