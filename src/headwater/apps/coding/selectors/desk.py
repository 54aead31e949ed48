"""What stands before a coder: one contact, its next question, and how far it is."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Avg, F, Q, QuerySet
from django.http import Http404

from headwater.analysis.demand.codebook.book import Codebook
from headwater.analysis.demand.coding.choosing import ASKS, SINGLE_KEYS
from headwater.analysis.demand.coding.form import EVIDENCE, Form, Question
from headwater.analysis.demand.coding.sampled import Coding
from headwater.analysis.demand.frame import FIELDS
from headwater.analysis.demand.sampling.sizes import SECONDS_PER_CONTACT
from headwater.apps.coding.models import Answers, Reading, Study
from headwater.apps.coding.selectors.counting import book_of
from headwater.apps.coding.selectors.studies import AWAY_SECONDS
from headwater.apps.coding.selectors.words import words_of
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action, Scope
from headwater.apps.people.selectors import require


@dataclass(frozen=True)
class Option:
    """One code to choose, with the key that chooses it."""

    key: str
    code: str
    label: str
    meaning: str
    counts: tuple[str, ...]
    counts_not: tuple[str, ...]
    is_usual: bool


@dataclass(frozen=True)
class Asked:
    """A question as a page shows it.

    Attributes
    ----------
    by_key : bool
        Whether one key answers; otherwise words or a number are typed.
    number, of : int
        Which question of how many it is.
    """

    field: str
    text: str
    options: tuple[Option, ...]
    usual: str
    by_key: bool
    is_quote: bool
    can_be_left: bool
    number: int
    of: int


@dataclass(frozen=True)
class Said:
    """An answer that was given, as a page shows it."""

    field: str
    text: str
    code: str


@dataclass(frozen=True)
class Pace:
    """How far a coder has come with a study, and how long the rest will take."""

    left: int
    done: int
    seconds: float
    measured: bool

    @property
    def minutes_left(self) -> int:
        """Minutes the rest takes at this pace, at least one."""
        return max(1, round(self.left * self.seconds / 60))

    @property
    def total(self) -> int:
        """Contacts given to the coder in all."""
        return self.left + self.done


@dataclass(frozen=True)
class Desk:
    """What a coder sees."""

    study: Study
    reading: Reading | None
    shown: Mapping[str, str]
    asked: Asked | None
    said: tuple[Said, ...]
    pace: Pace
    can_undo: bool

    @property
    def has_text(self) -> bool:
        """Whether the contact has words."""
        return any(self.shown.get(name, "").strip() for name in ("subject", "body"))


def desk_of(user: User, study_pk: int) -> Desk:
    """Return the desk of a person who was given contacts of a study; 404 for everybody else."""
    require(user, Action.CODE, Scope.OWN)
    own = own_readings(user, study_pk)
    first = own.select_related("contact__study__codebook").first()
    if first is None or first.contact.study.state == Study.State.DRAWING:
        raise Http404
    study = first.contact.study
    reading = current_reading(user, study_pk) if study.state == Study.State.OPEN else None
    pace = pace_of(user, study_pk)
    can_undo = pace.done > 0 or bool(reading and reading.answers)
    if reading is None:
        return Desk(study, None, {}, None, (), pace, can_undo and study.state == Study.State.OPEN)
    shown = words_of(reading.contact)
    book = book_of(study.codebook)
    form = form_of(reading, book, shown)
    return Desk(study, reading, shown, asked_of(form, book), said_of(form), pace, can_undo)


def own_readings(user: User, study_pk: int) -> QuerySet[Reading]:
    """Return a person's own readings of a study."""
    return Reading.objects.filter(coder=user, contact__study_id=study_pk)


def current_reading(user: User, study_pk: int) -> Reading | None:
    """Return what a coder reads now: what is open, or else what comes next."""
    waiting = own_readings(user, study_pk).exclude(state=Reading.State.DONE)
    found = waiting.select_related("contact__study__codebook")
    opened = found.filter(state=Reading.State.OPEN).order_by("turn", "pk").first()
    return opened or found.order_by("turn", "pk").first()


def reading_before(user: User, study_pk: int, reading: Reading | None) -> Reading | None:
    """Return the contact a coder finished last, before the one that was opened again."""
    done = own_readings(user, study_pk).filter(finished_at__isnull=False)
    if reading is not None and reading.finished_at is not None:
        earlier = Q(finished_at__lt=reading.finished_at) | Q(
            finished_at=reading.finished_at, pk__lt=reading.pk
        )
        done = done.filter(earlier)
    return done.order_by(F("finished_at").desc(), "-pk").first()


def pace_of(user: User, study_pk: int) -> Pace:
    """Return how far a coder has come, at their own mean time or at what is assumed before there is one."""
    own = own_readings(user, study_pk)
    done = own.filter(finished_at__isnull=False).count()
    left = own.filter(finished_at__isnull=True).count()
    mean = own.filter(seconds__lte=AWAY_SECONDS).aggregate(mean=Avg("seconds"))["mean"]
    return Pace(left, done, mean or SECONDS_PER_CONTACT, mean is not None)


def form_of(
    kept: Answers, book: Codebook, shown: Mapping[str, str], usual: Mapping[str, str] | None = None
) -> Form:
    """Return the form as far as it is answered."""
    if not kept.answers:
        return Form(book, shown, usual, note=kept.note)
    said = kept.answers
    codes = {name: said[name] for name in FIELDS if said.get(name)}
    whole = Form(
        book, shown, usual, coding=Coding("", codes, evidence_quote=said.get(EVIDENCE, ""), note=kept.note)
    )
    while len(whole.answers) > len(said):
        whole.undo()
    return whole


def asked_of(form: Form, book: Codebook) -> Asked | None:
    """Return the next question as a page shows it; None when all is said."""
    question = form.question
    if question is None:
        return None
    shown = [*form.answers, question.field]
    rest = _rest_of(form, question)
    return Asked(
        field=question.field,
        text=ASKS[question.field],
        options=tuple(_option(place, code, question, book) for place, code in enumerate(question.codes)),
        usual=question.usual,
        by_key=0 < len(question.codes) < SINGLE_KEYS,
        is_quote=question.field == EVIDENCE,
        can_be_left=question.field not in (FIELDS[0], EVIDENCE),
        number=len(shown),
        of=len(shown) + rest,
    )


def said_of(form: Form) -> tuple[Said, ...]:
    """Return the answers given so far."""
    return tuple(Said(field, ASKS[field], code) for field, code in form.answers.items())


def _rest_of(form: Form, question: Question) -> int:
    """Return how many questions come after this one, if failure demand goes on being what it is."""
    copy = form.copy()
    if question.field == FIELDS[0]:
        return len(FIELDS)
    copy._answers[question.field] = ""
    rest = 0
    while (following := copy.question) is not None:
        copy._answers[following.field] = ""
        rest += 1
    return rest


def _option(place: int, name: str, question: Question, book: Codebook) -> Option:
    code = book.code(question.field, name)
    return Option(
        key=str(place + 1),
        code=name,
        label=(code.label if code else "") or name.replace("_", " "),
        meaning=code.meaning if code else "",
        counts=tuple(code.counts) if code else (),
        counts_not=tuple(code.counts_not) if code else (),
        is_usual=name == question.usual,
    )
