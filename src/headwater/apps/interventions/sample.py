"""Interventions of the sample organisation: what its people tried, promised and paid, and said of it.

Only what people say is told here. What each programme did is simulated, and how it is judged follows from
the measures, by the same work as everybody's.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction

from headwater.analysis.errors import HeadwaterError
from headwater.analysis.interventions.plan import Plan
from headwater.apps import installation
from headwater.apps.interventions import services
from headwater.apps.interventions.models import Comment, Intervention, PlanRecord, Step
from headwater.apps.interventions.services import CostSaid
from headwater.apps.measures.registry import PUBLISHED
from headwater.apps.people.models import Team, User
from headwater.apps.people.selectors import today
from headwater.apps.tasks.kinds import Report
from headwater.apps.tasks.models import Task
from headwater.apps.tasks.services import ensure_task

if TYPE_CHECKING:
    from headwater.analysis.sample_org import SampleSettings
    from headwater.analysis.sample_org.three_years import PlannedProgramme

LOADING = "interventions.load_sample"
"""Kind of the background work that writes them down, once there are measures to promise something on."""

_ADDRESS = "@sample.example"
_HEAD = "amara"
_MARK = "sample"


@dataclass(frozen=True)
class _Told:
    """What people say of one programme.

    Attributes
    ----------
    locked_before : int
        Days from the lock to the start.
    costs : tuple of (str, str, int)
        What for, money or hours, how much was planned; it was spent as planned.
    guards : tuple of str
        Measures that must not get worse.
    value : float or None
        What one unit of the measure is worth, in euros.
    said : tuple of (str, int, str)
        Who says what how many days after the start.
    """

    owner: str
    locked_before: int
    costs: tuple[tuple[str, str, int], ...] = ()
    guards: tuple[str, ...] = ()
    value: float | None = None
    teams: tuple[str, ...] = ()
    reason: str = ""
    said: tuple[tuple[str, int, str], ...] = ()


_TOLD: Mapping[str, _Told] = {
    "fix": _Told(
        owner="olga",
        locked_before=24,
        costs=(
            ("Scanners and their installation", "money", 9_000),
            ("Repair of the tracking feed", "money", 6_500),
            ("Depot and support, working out the hand-over", "hours", 120),
        ),
        guards=("contacts.satisfaction",),
        value=3.2,
        reason="Parcel is late",
        said=(
            ("olga", -20, "The depot will scan at hand-over, from the first Monday after the holidays."),
            ("bela", 16, "Two mornings without a queue. That has not happened since I lead the team."),
        ),
    ),
    "target": _Told(
        owner="olga",
        locked_before=10,
        costs=(("Team meetings about the new way", "hours", 24),),
        guards=("contacts.satisfaction",),
        teams=("Phone",),
        said=(
            ("emre", -8, "This starts two weeks after the depot fix, and both should lower repeats. We will "
             "not be able to say which of them did it. Could it wait until March?"),
            ("olga", -7, "The teams have waited for a year. We do it now and live with not knowing."),
        ),
    ),
    "workshop": _Told(
        owner="bela",
        locked_before=18,
        costs=(
            ("Trainer and rooms", "money", 9_600),
            ("Everybody, one day", "hours", 128),
        ),
        guards=("contacts.handle_hours",),
        teams=("Phone", "Digital", "Written", "Business"),
        said=(("bela", 3, "Everybody liked the day. Let us see whether customers notice."),),
    ),
    "script": _Told(
        owner="amara",
        locked_before=12,
        costs=(
            ("Consultancy that wrote the script", "money", 4_000),
            ("Learning it", "hours", 56),
        ),
        guards=("contacts.satisfaction",),
        teams=("Phone",),
        said=(
            ("chidi", 9, "Half of it has nothing to do with what the caller asked. By the time I get to the "
             "question they have given up hope."),
            ("bela", 40, "Calls take longer, and the same people call again."),
        ),
    ),
    "hiring": _Told(
        owner="dana",
        locked_before=20,
        costs=(
            ("Work samples and a structured interview kit", "money", 6_500),
            ("Interviewers, learning to rate", "hours", 60),
        ),
        guards=("contacts.satisfaction",),
        said=(("dana", 5, "In two years there will be enough of them to say."),),
    ),
}  # fmt: skip


def load_when_measured() -> Task | None:
    """Queue writing down the sample's interventions, where it has some and they are not there yet."""
    settings = _settings()
    if settings is None or _head() is None or not _missing(settings):
        return None
    return ensure_task(kind=LOADING)


def load_sample(report: Report, folder: Path) -> dict[str, Any]:
    """Write down the sample's interventions, each with its locked plan: whole or not at all, and only once.

    Returns
    -------
    dict
        How many were `registered`; those whose measure has no values yet come with the next counting.
    """
    settings, head = _settings(folder), _head()
    registered, wait = 0, []
    for number, one in enumerate([] if settings is None or head is None else _missing(settings)):
        assert settings is not None
        assert head is not None
        report("Writing down what the sample organisation tried", number, len(_TOLD))
        try:
            _tell(head, one, _TOLD[one.key], settings)
            registered += 1
        except HeadwaterError as error:  # a small sample has too few contacts to promise anything on
            wait.append(error.message)
    services.judge_soon()
    return {"registered": registered, "wait": wait}


def _settings(folder: Path | None = None) -> "SampleSettings | None":
    """Return what was simulated, where it is the three years with their programmes."""
    from headwater.analysis.sample_org import three_years

    file = (folder or installation.data() / "sample") / "truth.json"
    if not file.exists():
        return None
    about = json.loads(file.read_text("utf-8"))["about"]
    settings = three_years(about["contacts"], about["seed"])
    assert settings.programmes is not None
    same = about.get("programmes") == settings.programmes.to_dict()
    return settings if same and about["start"] == settings.start.isoformat() else None


def _missing(settings: "SampleSettings") -> list["PlannedProgramme"]:
    from headwater.analysis.sample_org.three_years import planned

    # names may be changed by whoever tries the product
    registered = Step.objects.filter(kind=Step.Kind.CREATED, intervention__from_sample=True)
    there = {details.get(_MARK) for details in registered.values_list("details", flat=True)}
    return [one for one in planned(settings) if one.key not in there]


@transaction.atomic
def _tell(head: User, one: "PlannedProgramme", told: _Told, settings: "SampleSettings") -> None:
    start = one.start(settings)
    locked = _at(start - timedelta(days=told.locked_before))
    spent = start <= today()
    intervention = services.create_intervention(
        acting_user=head,
        name=one.name,
        kind=one.kind,
        problem=one.problem,
        origin="reason" if told.reason else "free",
        origin_key=told.reason,
        owner=_person(told.owner) or head,
        teams=Team.objects.filter(name__in=told.teams, parent__isnull=False),
        costs=[
            CostSaid(what, unit, Decimal(planned), Decimal(planned) if spent else None)
            for what, unit, planned in told.costs
        ],
        from_sample=True,
    )
    draft = services.write_draft(acting_user=head, intervention=intervention, plan=_plan(one, told, settings))
    plan = services.lock_plan(acting_user=head, draft=draft, at=locked)
    _date_back(intervention, plan, locked)
    intervention.steps.filter(kind=Step.Kind.CREATED).update(details={_MARK: one.key})
    for who, days, text in told.said:
        author = _person(who)
        if author is not None:
            Comment.objects.create(
                intervention=intervention, text=text, author=author, at=_at(start + timedelta(days=days))
            )


def _plan(one: "PlannedProgramme", told: _Told, settings: "SampleSettings") -> Plan:
    from headwater.analysis.sample_org.three_years import plan_of

    team = Team.objects.filter(name=one.team, parent__isnull=False).first() if one.team else None
    return replace(
        plan_of(one, PUBLISHED[one.measure].measure, settings),
        scope="" if team is None else str(team.pk),
        guards=told.guards,
        value_per_unit=told.value,
    )


def _date_back(intervention: Intervention, plan: PlanRecord, locked: datetime) -> None:
    """Let what was just written down have happened when the sample says it did."""
    registered, drafted = locked - timedelta(days=9), locked - timedelta(days=2)
    Intervention.objects.filter(pk=intervention.pk).update(created_at=registered)
    PlanRecord.objects.filter(pk=plan.pk).update(made_at=drafted)
    for kind, at in (
        (Step.Kind.CREATED, registered),
        (Step.Kind.PLANNED, drafted),
        (Step.Kind.LOCKED, locked),
    ):
        intervention.steps.filter(kind=kind).update(at=at)


def _at(day: date) -> datetime:
    return datetime.combine(day, time(9, 30), tzinfo=UTC)


def _head() -> User | None:
    return _person(_HEAD)


def _person(name: str) -> User | None:
    return User.objects.filter(email=f"{name}{_ADDRESS}", is_active=True).first()
