"""What can be read of series of the organisation's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.db.models import Count, Max, Min, QuerySet
from django.http import Http404

from headwater.apps.measures.models import OwnMeasure, OwnPoint, OwnUpload
from headwater.apps.measures.selectors.known import OWN, own_published, sees
from headwater.apps.people.models import Team, User
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require

VISIBLE_BY = (Action.READ_MEASURES, Action.CHANGE_PRICES, Action.CHANGE_MEASURES)
"""What a person must be allowed to see a series of one's own, one of these; the first shows it to most."""

_SHOWN = 12


class Row(Protocol):
    """One period of one scope, from a file."""

    @property
    def place(self) -> Any:
        """What it is of: team, grain, first day."""

    @property
    def numbers(self) -> Any:
        """What it says: value, counted, of."""


@dataclass(frozen=True)
class Difference:
    """What a file would change.

    Attributes
    ----------
    examples : tuple of tuple
        Team, first day, value before and after (None: there is none), the newest first; not all of them.
    """

    added: int
    changed: int
    removed: int
    same: int
    examples: tuple[tuple[str, Any, float | None, float | None], ...] = ()

    @property
    def anything(self) -> bool:
        """Whether it changes anything."""
        return bool(self.added or self.changed or self.removed)

    @property
    def more(self) -> int:
        """How many changes are not among the examples."""
        return self.added + self.changed + self.removed - len(self.examples)

    def counts(self) -> dict[str, int]:
        """Return how many rows there are of each kind."""
        return {"added": self.added, "changed": self.changed, "removed": self.removed, "same": self.same}


def difference(own: OwnMeasure, rows: Sequence[Row]) -> Difference:
    """Compare a file with what is there."""
    names = ("team", "grain", "starts_on", "value", "numerator", "denominator")
    before = {
        (team, grain, day): tuple(numbers)
        for team, grain, day, *numbers in OwnPoint.objects.filter(measure=own).values_list(*names)
    }
    after = {row.place: tuple(row.numbers) for row in rows}
    differ = [place for place in before.keys() | after.keys() if before.get(place) != after.get(place)]
    teams = dict(
        Team.objects.filter(pk__in={place[0] for place in differ} - {None}).values_list("pk", "name")
    )
    differ.sort(key=lambda place: (place[2].isoformat(), place[0] is None), reverse=True)
    return Difference(
        added=len(after.keys() - before.keys()),
        changed=sum(place in before and place in after for place in differ),
        removed=len(before.keys() - after.keys()),
        same=len(after) - sum(place in after for place in differ),
        examples=tuple(
            (teams.get(place[0], "Everyone"), place[2], _value(before.get(place)), _value(after.get(place)))
            for place in differ[:_SHOWN]
        ),
    )


def own_spans(key: str | None = None) -> list[tuple[str, int | None, str, date, date, int]]:
    """Return what own series there are: key, team, grain, first and last period, and how many."""
    points = OwnPoint.objects.order_by()
    if key is not None:
        points = points.filter(measure__slug=key.removeprefix(OWN) if key.startswith(OWN) else "")
    rows = points.values_list("measure__slug", "team", "grain").annotate(
        Min("starts_on"), Max("starts_on"), Count("pk")
    )
    return [(f"{OWN}{slug}", *rest) for slug, *rest in rows]


def own_measures_visible_to(user: User) -> list[OwnMeasure]:
    """Return the series of one's own that a person may see."""
    require(user, Action.READ_MEASURES)
    found = OwnMeasure.objects.select_related("created_by")
    return [own for own in found if sees(user, own_published(own))]


def own_visible_to(user: User, key: str) -> OwnMeasure | None:
    """Return the record behind an own series that a person may see; None for other measures."""
    if not key.startswith(OWN):
        return None
    own = OwnMeasure.objects.filter(slug=key.removeprefix(OWN)).first()
    return own if own is not None and sees(user, own_published(own)) else None


def own_to_change(user: User, key: str) -> OwnMeasure:
    """Return an own series for whoever may change it."""
    require(user, Action.CHANGE_MEASURES)
    found = own_visible_to(user, key)
    if found is None:
        raise Http404
    return found


def upload_to_decide(user: User, pk: int) -> OwnUpload:
    """Return a file that waits for a yes, for whoever may say it."""
    require(user, Action.CHANGE_MEASURES)
    found = OwnUpload.objects.select_related("measure", "uploaded_by").filter(pk=pk).first()
    if found is None or not sees(user, own_published(found.measure)):
        raise Http404
    return found


def uploads_of(own: OwnMeasure) -> QuerySet[OwnUpload]:
    """Return the files of an own series that were taken or wait, newest first."""
    return own.uploads.exclude(state=OwnUpload.State.DROPPED).select_related("uploaded_by")


def _value(numbers: Sequence[float | None] | None) -> float | None:
    return None if numbers is None else numbers[0]
