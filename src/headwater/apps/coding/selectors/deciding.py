"""Contacts whose readings differ: what was said of them, by nobody in particular, and what was decided."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from zlib import crc32

from django.db.models import Count as CountOf
from django.db.models import Q
from django.utils import timezone

from headwater.analysis.demand.coding.matching import folded
from headwater.analysis.demand.coding.queue import differing_fields
from headwater.analysis.demand.coding.sampled import Coding
from headwater.analysis.demand.frame import FIELDS
from headwater.apps.coding.models import Decision, DrawnContact, Reading, Study
from headwater.apps.coding.selectors.counting import book_of
from headwater.apps.coding.selectors.desk import Asked, Said, asked_of, form_of, said_of
from headwater.apps.coding.selectors.studies import study_to_decide
from headwater.apps.coding.selectors.words import words_of
from headwater.apps.people.models import User

TAKEN_FOR = timedelta(minutes=30)
"""A contact somebody began to decide is left to them that long."""


@dataclass(frozen=True)
class Row:
    """One field, what each reading says of it, and whether they differ."""

    field: str
    codes: tuple[str, ...]
    differ: bool


@dataclass(frozen=True)
class DecidingDesk:
    """What a person who decides sees."""

    study: Study
    contact: DrawnContact | None
    decision: Decision
    shown: Mapping[str, str]
    names: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[tuple[str, str, str], ...]
    asked: Asked | None
    said: tuple[Said, ...]
    left: int
    decided: int
    can_undo: bool

    @property
    def has_text(self) -> bool:
        """Whether the contact has words."""
        return any(self.shown.get(name, "").strip() for name in ("subject", "body"))


def differing(study: Study) -> list[int]:
    """Return contacts whose finished readings differ, decided or not, in the order of the sample."""
    twice: defaultdict[int, list[Mapping[str, str]]] = defaultdict(list)
    done = Reading.objects.filter(contact__study=study, finished_at__isnull=False)
    for contact, codes in done.order_by("contact__place", "pk").values_list("contact_id", "codes"):
        twice[contact].append(codes)
    return [contact for contact, said in twice.items() if _differ(said)]


def _differ(said: list[Mapping[str, str]]) -> bool:
    return len(said) > 1 and any(len({folded(codes.get(name, "")) for codes in said}) > 1 for name in FIELDS)


def undecided_by_study() -> dict[int, int]:
    """Return how many contacts of each open study wait for a decision."""
    read = Reading.objects.filter(finished_at__isnull=False, contact__study__state=Study.State.OPEN)
    twice = read.order_by().values("contact").annotate(times=CountOf("pk")).filter(times__gt=1)
    said: defaultdict[tuple[int, int], list[Mapping[str, str]]] = defaultdict(list)
    waiting = read.filter(contact__in=twice.values("contact")).exclude(
        contact__decision__finished_at__isnull=False
    )
    for study, contact, codes in waiting.values_list("contact__study_id", "contact_id", "codes"):
        said[study, contact].append(codes)
    found: defaultdict[int, int] = defaultdict(int)
    for (study, _), codings in said.items():
        found[study] += _differ(codings)
    return dict(found)


def undecided(study: Study, user: User | None = None) -> list[int]:
    """Return contacts that wait for a decision; those somebody else has before them only without a user."""
    settled = Q(finished_at__isnull=False)
    if user is not None:
        settled |= Q(taken_at__gt=timezone.now() - TAKEN_FOR) & ~Q(decided_by=user)
    gone = set(Decision.objects.filter(settled, contact__study=study).values_list("contact_id", flat=True))
    return [contact for contact in differing(study) if contact not in gone]


def deciding_desk(user: User, study_pk: int, after: int | None = None) -> DecidingDesk:
    """Return the next contact to decide, or the one that was opened again; `after` passes one over."""
    study = study_to_decide(user, study_pk)
    opened = _opened(study, user)
    waiting = undecided(study, user)
    left = len(waiting) + (opened is not None and opened not in waiting)
    own = Decision.objects.filter(contact__study=study, decided_by=user, finished_at__isnull=False)
    decided = own.count()
    chosen = opened if opened is not None else _next(waiting, after)
    if chosen is None:
        return DecidingDesk(
            study, None, Decision(), {}, (), (), (), None, (), 0, decided, can_undo=decided > 0
        )
    contact = DrawnContact.objects.get(pk=chosen)
    contact.study = study
    decision = Decision.objects.filter(contact=contact).first() or Decision(contact=contact)
    if decision.decided_by_id not in (None, user.pk) and decision.finished_at is None:
        decision = Decision(contact=contact, revision=decision.revision)
    readings = readings_of(contact)
    shown = words_of(contact)
    book = book_of(study.codebook)
    form = form_of(decision, book, shown, agreed_by(readings))
    fields = differing_fields(readings)
    names = tuple("ABCDEFGH"[: len(readings)])
    return DecidingDesk(
        study=study,
        contact=contact,
        decision=decision,
        shown=shown,
        names=names,
        rows=tuple(Row(f, tuple(r.codes.get(f, "–") for r in readings), f in fields) for f in FIELDS),
        notes=tuple(
            (name, r.evidence_quote, r.note)
            for name, r in zip(names, readings, strict=True)
            if r.evidence_quote or (r.note and not study.simulated)
        ),
        asked=asked_of(form, book),
        said=said_of(form),
        left=left,
        decided=decided,
        can_undo=decided > 0 or bool(decision.answers),
    )


def readings_of(contact: DrawnContact) -> tuple[Coding, ...]:
    """Return what was said of a contact without names, in an order that says nothing of who said it."""
    done = contact.readings.filter(finished_at__isnull=False).order_by("pk")
    kept = [Coding("", r.codes, evidence_quote=r.evidence_quote, note=r.note) for r in done]
    if not kept:
        return ()
    turn = crc32(contact.item.encode()) % len(kept)
    return (*kept[turn:], *kept[:turn])


def agreed_by(readings: tuple[Coding, ...]) -> dict[str, str]:
    """Return what all readings say alike: offered, never taken without the person who decides."""
    apart = differing_fields(readings)
    return {name: "" if name in apart else readings[0].codes.get(name, "") for name in FIELDS}


def _opened(study: Study, user: User) -> int | None:
    """Return a contact this person has begun to decide, or took back."""
    begun = Decision.objects.filter(contact__study=study, decided_by=user, state=Decision.State.OPEN)
    return begun.order_by("-taken_at").values_list("contact_id", flat=True).first()


def _next(waiting: list[int], after: int | None) -> int | None:
    if after in waiting and len(waiting) > 1:
        return waiting[(waiting.index(after) + 1) % len(waiting)]
    return waiting[0] if waiting else None
