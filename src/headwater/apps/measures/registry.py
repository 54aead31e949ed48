"""Which measures there are: every practice publishes its own in its module `measures`."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from headwater.analysis.contacts.store import ContactStore
from headwater.analysis.measures import Grain, Measure
from headwater.apps.people.permissions import Action

Teams = Mapping[int | None, Collection[str] | None]
"""What to measure: ids of teams, each with the names (in lower case) that contacts carry for it and for the
teams inside it; None is the organisation, all contacts."""

GRAINS: tuple[Grain, ...] = ("week", "month")


@dataclass(frozen=True)
class Measured:
    """What was found for one measure, scope and period.

    Attributes
    ----------
    team : int or None
        Id of the team; None is the organisation.
    numerator, denominator : float or None
        What was counted, and of how many; for a mean the number it rests on is the denominator.
    people : int or None
        How many people a figure of a team rests on, as far as is known.
    """

    measure: str
    team: int | None
    grain: Grain
    starts_on: date
    value: float
    numerator: float | None = None
    denominator: float | None = None
    low: float | None = None
    high: float | None = None
    people: int | None = None


Measuring = Callable[[ContactStore, Teams], Iterator[Measured]]


@dataclass(frozen=True)
class Published:
    """A measure as a practice publishes it.

    Attributes
    ----------
    action : Action
        What a person must be allowed to do, for everyone, to see it.
    per : float
        Counts over a denominator are shown per so many of it.
    without : str
        What is missing where there are no points; said after "Cannot tell:".
    """

    measure: Measure
    action: Action = Action.READ_MEASURES
    per: float = 1.0
    without: str = ""

    @property
    def key(self) -> str:
        """Key of the measure."""
        return self.measure.key


PUBLISHED: dict[str, Published] = {}
MEASURING: list[Measuring] = []


def publishes(*measures: Published) -> Callable[[Measuring], Measuring]:
    """Register measures, and the function that measures all of them in one reading of the store.

    It yields what it found: complete periods only, each at most once for a measure, scope and grain.
    """

    def register(measuring: Measuring) -> Measuring:
        for one in measures:
            if one.key in PUBLISHED:
                raise RuntimeError(f"two measures are called {one.key}")
            PUBLISHED[one.key] = one
        MEASURING.append(measuring)
        return measuring

    return register
