"""Days from which measures were defined or recorded differently."""

from collections.abc import Sequence
from dataclasses import dataclass

from headwater.apps.measures.models import DefinitionChange
from headwater.apps.measures.selectors.known import OWN
from headwater.apps.people.models import Team


@dataclass(frozen=True)
class Marks:
    """Changes of definition or recording, and which series each is carried by.

    A change in one team is carried by the series of the team, of the teams inside it, and of everything that
    contains it, the organisation included: all of them count its contacts.
    """

    changes: Sequence[DefinitionChange]
    above: dict[int, int | None]

    def of(self, key: str, team: Team | None) -> list[DefinitionChange]:
        """Return the changes that a series carries, in order of time."""
        return [one for one in self.changes if self._is_of(one, key) and self._reaches(one, team)]

    def anywhere(self, key: str) -> list[DefinitionChange]:
        """Return the changes of a measure in whatever team."""
        return [one for one in self.changes if self._is_of(one, key)]

    def _is_of(self, one: DefinitionChange, key: str) -> bool:
        return one.measure == key if one.measure else not key.startswith(OWN)

    def _reaches(self, one: DefinitionChange, team: Team | None) -> bool:
        if one.team_id is None or team is None:
            return True
        return one.team_id in self._line(team.pk) or team.pk in self._line(one.team_id)

    def _line(self, team: int | None) -> set[int]:
        """Return a team with all it lies in."""
        found: set[int] = set()
        while team is not None and team not in found:
            found.add(team)
            team = self.above.get(team)
        return found


def marks(key: str | None = None) -> Marks:
    """Return the changes that stand: of one measure (and of all measures), or all there are."""
    standing = DefinitionChange.objects.filter(withdrawn_at=None).select_related("team", "said_by")
    if key is not None:
        standing = standing.filter(measure__in=[key, ""])
    found = list(standing)
    in_teams = any(one.team_id is not None for one in found)
    return Marks(found, dict(Team.objects.values_list("pk", "parent_id")) if in_teams else {})
