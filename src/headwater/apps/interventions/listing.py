"""The order in which interventions are listed: what needs somebody first on top."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from headwater.apps.interventions.selectors import Seen


@dataclass(frozen=True)
class Group:
    """A part of the list."""

    key: str
    title: str
    standings: tuple[str, ...]


GROUPS = (
    Group("due", "Due, and the measure does not reach the date yet", ("due",)),
    Group("draft", "Without a plan that is locked", ("draft",)),
    Group("running", "Planned and running: no verdict before its date", ("running", "waiting")),
    Group("judged", "Judged", ("worse", "no_effect", "cannot_tell", "worked")),
    Group("stopped", "Stopped", ("stopped",)),
)
_PLACES = {standing: place for place, group in enumerate(GROUPS) for standing in group.standings}


def group_of(seen: Seen) -> Group:
    """Return the part of the list an intervention stands in."""
    return GROUPS[_PLACES[seen.standing]]


def in_order(found: Iterable[Seen]) -> list[Seen]:
    """Sort interventions: by part of the list; what is due first on top, of what was judged the newest."""
    return sorted(found, key=_order)


def _order(seen: Seen) -> tuple[int, int, int]:
    due = seen.due_on or date.max
    newest_first = group_of(seen).key in ("judged", "stopped")
    return _PLACES[seen.standing], -due.toordinal() if newest_first else due.toordinal(), -seen.record.pk
