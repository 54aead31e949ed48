"""Studies: which there are, how far they have come, and for whom."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count as CountOf
from django.db.models import Q, QuerySet
from django.http import Http404

from headwater.analysis.demand.coding.sampled import CHOSEN_BY_CHANCE
from headwater.apps.coding.models import Count, DrawnContact, Reading, Study
from headwater.apps.coding.selectors.designs import from_plain
from headwater.apps.people.models import Membership, User
from headwater.apps.people.permissions import MAY, Action, Scope
from headwater.apps.people.selectors import current, may, require

FEW = 3
"""With fewer coders a mean time says how fast one of them is."""

AWAY_SECONDS = 600
"""Who takes longer over one contact was away."""


def studies_visible_to(user: User) -> QuerySet[Study]:
    """Return all studies to whoever may follow coding, with how many readings there are and are done."""
    require(user, Action.READ_CODING)
    return (
        Study.objects.select_related("codebook")
        .annotate(
            readings=CountOf("contacts__readings"),
            read=CountOf("contacts__readings", filter=Q(contacts__readings__finished_at__isnull=False)),
        )
        .order_by("-created_at", "-pk")
    )


def study_visible_to(user: User, pk: int) -> Study:
    """Return one study to whoever may follow coding."""
    require(user, Action.READ_CODING)
    return _study(pk)


def study_to_manage(user: User, pk: int) -> Study:
    """Return one study to whoever manages coding."""
    require(user, Action.MANAGE_CODING)
    return _study(pk)


def study_to_decide(user: User, pk: int) -> Study:
    """Return one study to whoever decides where coders differ."""
    require(user, Action.DECIDE_CODES)
    return _study(pk)


def _study(pk: int) -> Study:
    found = Study.objects.select_related("codebook").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Work:
    """What one coder has to do in one study."""

    study: int
    title: str
    is_sample: bool
    left: int
    done: int

    @property
    def total(self) -> int:
        """Contacts given to the coder in all."""
        return self.left + self.done


def work_of(user: User) -> list[Work]:
    """Return a coder's own work in open studies; nothing for whoever may not code."""
    if not may(user, Action.CODE):
        return []
    counted = (
        Reading.objects.filter(coder=user, contact__study__state=Study.State.OPEN)
        .values("contact__study", "contact__study__title", "contact__study__is_sample")
        .annotate(
            left=CountOf("pk", filter=Q(finished_at__isnull=True)),
            done=CountOf("pk", filter=Q(finished_at__isnull=False)),
        )
        .order_by("contact__study")
    )
    return [
        Work(
            row["contact__study"],
            row["contact__study__title"],
            row["contact__study__is_sample"],
            row["left"],
            row["done"],
        )
        for row in counted
    ]


def people_who_may_code() -> QuerySet[User]:
    """Return the people who may be given contacts to code."""
    roles = [role.value for role in MAY[Action.CODE]]
    now = Membership.objects.filter(current(), role__in=roles)
    return User.objects.filter(is_active=True, removed_at__isnull=True, pk__in=now.values("user")).order_by(
        "name", "pk"
    )


@dataclass(frozen=True)
class StratumProgress:
    """How far one stratum is coded."""

    label: str
    contacts: int
    drawn: int
    coded: int


@dataclass(frozen=True)
class Progress:
    """How far a study has come.

    Attributes
    ----------
    drawn, coded : int
        Contacts drawn, and those of them with a finished reading.
    readings, read : int
        Readings to be made in all, and made.
    twice, both : int
        Contacts two people read, and those of them both have read.
    seconds : float, optional
        Mean time of a reading, without those of whoever was away; None while fewer than three people read.
    """

    drawn: int
    coded: int
    readings: int
    read: int
    twice: int
    both: int
    seconds: float | None
    strata: tuple[StratumProgress, ...]

    @property
    def left(self) -> int:
        """Readings still to be made."""
        return self.readings - self.read


def progress_of(study: Study) -> Progress:
    """Return how far a study has come, in whole and by stratum."""
    contacts = dict(
        DrawnContact.objects.filter(study=study, chosen=CHOSEN_BY_CHANCE).values_list("pk", "stratum")
    )
    asked: Counter[int] = Counter()
    made: Counter[int] = Counter()
    seconds: list[float] = []
    coders: set[tuple[int | None, str]] = set()
    found = Reading.objects.filter(contact__study=study).order_by()
    names = ("contact_id", "finished_at", "seconds", "coder_id", "coder_name")
    for contact, finished, took, *coder in found.values_list(*names):
        asked[contact] += 1
        if finished is not None:
            made[contact] += 1
            if took is not None and took <= AWAY_SECONDS:
                seconds.append(took)
                coders.add((coder[0], coder[1]))
    coded: defaultdict[str, int] = defaultdict(int)
    for pk, stratum in contacts.items():
        coded[stratum] += bool(made[pk])
    strata = from_plain(study.design).strata if study.design else {}
    lines = [
        StratumProgress(label, stratum.contacts, stratum.drawn, coded[label])
        for label, stratum in strata.items()
    ]
    return Progress(
        drawn=len(contacts),
        coded=sum(coded.values()),
        readings=asked.total(),
        read=made.total(),
        twice=sum(count > 1 for count in asked.values()),
        both=sum(count > 1 for count in made.values()),
        seconds=sum(seconds) / len(seconds) if len(coders) >= FEW else None,
        strata=tuple(sorted(lines, key=lambda line: (-line.contacts, line.label))),
    )


@dataclass(frozen=True)
class CoderProgress:
    """How far one coder has come; shown to whoever manages coding only, to give out work."""

    name: str
    user: User | None
    left: int
    done: int


def coders_of(user: User, study: Study) -> list[CoderProgress]:
    """Return the coders of a study by name, to whoever manages coding."""
    require(user, Action.MANAGE_CODING)
    rows = (
        Reading.objects.filter(contact__study=study)
        .values("coder", "coder_name")
        .annotate(
            left=CountOf("pk", filter=Q(finished_at__isnull=True)),
            done=CountOf("pk", filter=Q(finished_at__isnull=False)),
        )
        .order_by()
    )
    people = User.objects.in_bulk([row["coder"] for row in rows if row["coder"]])
    found = []
    for row in rows:
        person = people.get(row["coder"])
        name = row["coder_name"] if person is None else person.name
        found.append(CoderProgress(name, person, row["left"], row["done"]))
    return sorted(found, key=lambda coder: coder.name.casefold())


def count_of(study: Study) -> Count | None:
    """Return what counts of a study in the diagnosis; None when other codes do, or none."""
    return Count.objects.filter(study=study, ended_at=None).select_related("counted_by").first()


def may_manage(user: User) -> bool:
    """Say whether a person manages coding."""
    return may(user, Action.MANAGE_CODING, Scope.ORGANISATION)
