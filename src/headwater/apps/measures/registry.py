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
    family : str
        Key of the family it belongs to; empty for a measure that stands for itself.
    parts : tuple of str
        What a member of a family counts, such as reasons as the helpdesk writes them.
    """

    measure: Measure
    action: Action = Action.READ_MEASURES
    per: float = 1.0
    without: str = ""
    family: str = ""
    parts: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Key of the measure."""
        return self.measure.key


@dataclass(frozen=True)
class Member:
    """One measure of a family, as it is kept.

    Attributes
    ----------
    parts : tuple of str
        What is counted together.
    per : str
        What it is counted per, such as orders; empty where nothing is known to count per.
    basis : str
        Why these parts, where somebody or something chose them.
    made_from : str
        Version of what chose the parts; while it is the same the parts stay.
    """

    family: str
    slug: str
    name: str
    parts: tuple[str, ...]
    per: str = ""
    basis: str = ""
    made_from: str = ""

    @property
    def key(self) -> str:
        """Key of the measure."""
        return f"{self.family}:{self.slug}"


@dataclass(frozen=True)
class Family:
    """Measures of one making, of which there are as many as the contacts hold: one for each reason.

    Attributes
    ----------
    key : str
        What keys of its members begin with, before a colon.
    title, lead : str
        What the members are together, and what they are good for.
    make : callable
        Returns what is published of a member.
    measuring : callable
        Measures members that were published just now, from what is counted already.
    """

    key: str
    title: str
    lead: str
    make: Callable[[Member], Published]
    measuring: "Callable[[ContactStore, Teams, Collection[Member]], Iterator[Measured]]"


PUBLISHED: dict[str, Published] = {}
FAMILIES: dict[str, Family] = {}
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


def publishes_family(family: Family) -> Family:
    """Register a family; its members are kept as records, because the contacts decide which there are."""
    if family.key in FAMILIES:
        raise RuntimeError(f"two families of measures are called {family.key}")
    FAMILIES[family.key] = family
    return family
