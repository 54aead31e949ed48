"""What the form of a plan offers: measures, guards, and series to hold beside them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from headwater.analysis.measures import Grain, Measure
from headwater.apps.interventions.models import Intervention
from headwater.apps.interventions.selectors.references import Choice, references
from headwater.apps.people.models import User

EVERYBODY = "The organisation"


@dataclass(frozen=True)
class Option:
    """A series as a form offers it.

    Attributes
    ----------
    name : str
        Under the heading of its group; `title` says the team as well.
    group : str
        The organisation, its reasons, or a team.
    per : float
        The measure is read per so many of its denominator.
    scope : str
        Id of the team; empty for the organisation.
    """

    reference: str
    name: str
    title: str
    group: str
    measure: Measure
    scope: str
    per: float
    grain: Grain

    @property
    def is_of_a_family(self) -> bool:
        """Whether it is one of many alike, such as one reason of sixty."""
        return ":" in self.measure.key


@dataclass(frozen=True)
class Offered:
    """Series by what they may be in a plan.

    Attributes
    ----------
    measures : tuple of Option
        What it may be judged on: the organisation's, and those of the teams it is for.
    besides : tuple of Option
        What may be subtracted or must not move: every team's, and the organisation's.
    guards : tuple of Option
        What must not get worse: the same as `measures`, without families.
    """

    measures: tuple[Option, ...]
    besides: tuple[Option, ...]
    guards: tuple[Option, ...]

    def grain_of(self, reference: str) -> Grain | None:
        """Return the periods a measure is judged by; None where it is not offered."""
        return next((one.grain for one in self.measures if one.reference == reference), None)

    def title_of(self, reference: str) -> str:
        """Return the title of a series that is offered; empty where it is not."""
        found = (one.title for one in (*self.measures, *self.besides) if one.reference == reference)
        return next(found, "")


def offered_to(user: User, intervention: Intervention, named: Collection[str] = ()) -> Offered:
    """Return the series a person may plan an intervention on; `named` stay offered whatever they are."""
    teams = {team.pk for team in intervention.teams.all()}
    options = [(_option(choice), choice.team) for choice in references(user)]
    near = [one for one, team in options if team is None or team.pk in teams or one.reference in named]
    besides = [
        one for one, team in options if team is None or not one.is_of_a_family or one.reference in named
    ]
    return Offered(
        measures=_ordered(near),
        besides=_ordered(besides),
        guards=_ordered(one for one in near if not one.is_of_a_family or one.reference in named),
    )


def _ordered(options: Iterable[Option]) -> tuple[Option, ...]:
    """Put the organisation before its families, and those before teams."""
    return tuple(
        sorted(options, key=lambda one: (one.scope != "", one.group if one.scope else "", one.is_of_a_family))
    )


def _option(choice: Choice) -> Option:
    name = choice.measure.title
    group = EVERYBODY if choice.team is None else choice.team.name
    if ":" in choice.measure.key:
        group = f"{group}, by reason"
    return Option(
        reference=choice.reference,
        name=name,
        title=choice.title,
        group=group,
        measure=choice.measure,
        scope="" if choice.team is None else str(choice.team.pk),
        per=choice.published.per,
        grain=choice.grain,
    )
