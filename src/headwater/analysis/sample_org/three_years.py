"""The organisation the product shows: three years, in which five programmes were paid for."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from headwater.analysis.interventions.plan import (
    HALF_A_YEAR,
    NO_TIME,
    Plan,
    Programme,
    Smallest,
)
from headwater.analysis.interventions.verdict import Word
from headwater.analysis.measures import Duration, Measure
from headwater.analysis.sample_org.programmes import SCRIPTED_TEAM, Programmes
from headwater.analysis.sample_org.settings import Planted, SampleSettings

START, WEEKS = date(2023, 1, 9), 156
SHIPPED_SEED = 36
"""Of the seeds in which all five verdicts come out as planned, one in which they do so clearly."""
FIX_WEEK, LIFTED_WEEK = 104, 106
_AGENT_HOURS = 8.5
_WITHIN = 0.5
"""Half a week or day, so that a share of the whole falls inside the week or day that is meant."""

Key = Literal["fix", "workshop", "script", "hiring", "target"]


def three_years(contacts: int, seed: int = SHIPPED_SEED) -> SampleSettings:
    """Return the settings of three years in which five programmes start.

    Parameters
    ----------
    contacts : int
        Rows of the export; verdicts are as planned from about 200,000 on.
    seed : int
        By default the one the product shows.

    Notes
    -----
    Two years lie before the first programme, because the year has a season, and a year after it. Orders grow
    more slowly than in the one-year organisation and staff is planned with more slack: three years of growth
    would else end with every fifth caller hanging up. Agents spend about a third of their week on
    contacts, so that the phone team is large enough to be looked at.

    Examples
    --------
    >>> settings = three_years(200_000)
    >>> settings.day(settings.fix_day).isoformat(), settings.day(settings.days - 1).isoformat()
    ('2025-01-06', '2026-01-04')
    """
    return SampleSettings(
        contacts=contacts,
        weeks=WEEKS,
        seed=seed,
        start=START,
        planted=Planted(
            fix_at=(FIX_WEEK + _WITHIN) / WEEKS,
            target_from=0.0,
            target_until=(7 * LIFTED_WEEK + _WITHIN) / (7 * WEEKS),
            planned_utilisation=0.66,
            growth_per_year=0.08,
        ),
        agent_hours=_AGENT_HOURS,
        programmes=Programmes(),
    )


@dataclass(frozen=True)
class PlannedProgramme:
    """One programme as its owner planned it, and what an honest judge says of it.

    Attributes
    ----------
    kind : str
        Fix, training, hiring or policy.
    week : int
        The first week of it, counted from 0.
    measure : str
        Key of the measure that is judged.
    team : str
        Whose contacts are measured; empty for all.
    others : tuple of str
        Keys of the programmes that touch the same measure.
    honest : Word
        The verdict that follows from what is simulated.
    """

    key: Key
    name: str
    kind: str
    week: int
    measure: str
    smallest: Smallest
    problem: str
    honest: Word
    why: str
    team: str = ""
    phase_in: Duration = NO_TIME
    window: Duration = HALF_A_YEAR
    others: tuple[Key, ...] = ()

    def start(self, settings: SampleSettings) -> date:
        """Return the first day."""
        return settings.day(7 * self.week)


def planned(settings: SampleSettings) -> tuple[PlannedProgramme, ...]:
    """Return the five programmes, in the order of their start.

    Examples
    --------
    >>> for one in planned(three_years(200_000)):
    ...     print(one.week, one.name, one.honest)
    104 Hand-over scan at the failing depot worked
    106 No handle-time target on the phone cannot tell
    118 Empathy workshop no effect that matters
    128 Script on the phone made it worse
    150 Hire by what the work is like too early
    """
    programmes = settings.programmes
    if programmes is None:
        return ()
    found = (
        PlannedProgramme(
            key="fix",
            name="Hand-over scan at the failing depot",
            kind="fix",
            week=settings.fix_day // 7,
            measure="contacts.rate",
            smallest=Smallest(-5, "%"),
            phase_in=Duration(1),
            problem="One depot in six lets a third of its parcels go late, and tracking shows old news.",
            honest="worked",
            why="Late parcels and out-of-date tracking fall by two thirds.",
        ),
        PlannedProgramme(
            key="target",
            name="No handle-time target on the phone",
            kind="policy",
            week=settings.target_days[1] // 7,
            measure="contacts.first_contact_resolution",
            team=SCRIPTED_TEAM,
            smallest=Smallest(1, "pp"),
            problem="Calls end just below four minutes whether the customer was helped or not.",
            honest="cannot tell",
            why="It does good, but it began two weeks after the fix, which moves the same measure.",
            others=("fix", "script"),
        ),
        PlannedProgramme(
            key="workshop",
            name="Empathy workshop",
            kind="training",
            week=programmes.workshop_week,
            measure="contacts.satisfaction",
            smallest=Smallest(0.05, ""),
            problem="Customers rate contacts lower than those of the competition.",
            honest="no effect that matters",
            why="Nothing in the simulation depends on it.",
            others=("fix", "target", "script"),
        ),
        PlannedProgramme(
            key="script",
            name="Script on the phone",
            kind="policy",
            week=programmes.script_week,
            measure="contacts.first_contact_resolution",
            team=SCRIPTED_TEAM,
            smallest=Smallest(2, "pp"),
            problem="Phone agents answer the same question in different words.",
            honest="made it worse",
            why="Who reads a script to the end needs longer and resolves less.",
            others=("fix", "target"),
        ),
        PlannedProgramme(
            key="hiring",
            name="Hire by what the work is like",
            kind="hiring",
            week=programmes.hiring_week,
            measure="contacts.first_contact_resolution",
            smallest=Smallest(1, "pp"),
            window=Duration(104),
            problem="Three in ten agents leave within a year.",
            honest="too early",
            why="It began six weeks before the data end; its verdict is due after two years.",
            others=("fix", "target", "script"),
        ),
    )
    return tuple(sorted(found, key=lambda one: one.week))


def plan_of(one: PlannedProgramme, measure: Measure, settings: SampleSettings) -> Plan:
    """Return a programme's plan on a measure.

    Parameters
    ----------
    measure : Measure
        With the key `one.measure`, as it is published where the plan is judged.
    """
    known = {other.key: other for other in planned(settings)}
    return Plan(
        name=one.name,
        measure=measure,
        start=one.start(settings),
        smallest=one.smallest,
        phase_in=one.phase_in,
        window=one.window,
        launch="planned",
        others=tuple(
            Programme(known[key].name, known[key].start(settings), known[key].phase_in) for key in one.others
        ),
        kind=one.kind,
        problem=one.problem,
    )
