"""Answers on their way: written from what they were made from, or not at all."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from headwater.analysis.demand.coding.form import EVIDENCE, Form
from headwater.analysis.demand.frame import FIELDS
from headwater.analysis.errors import TryAgainError
from headwater.apps.coding.models import Answers

_LONGEST_SHOWN = timedelta(hours=12)
MOST_LETTERS = 4_000


class StaleError(TryAgainError):
    """The answer was given to a page that is no longer how things stand."""


STALE = (
    "This contact was answered in another window meanwhile. Here it is as it stands now; nothing was "
    "written twice."
)


@dataclass(frozen=True)
class Given:
    """One answer as it came in.

    Attributes
    ----------
    revision : int
        Revision of the answers the page was made from.
    field, said : str
        What was asked, and the answer; empty leaves the field out.
    note : str, optional
        The note as it stands on the page; None leaves it as it is.
    shown_at : datetime, optional
        When the contact was put before the person.
    """

    revision: int
    field: str
    said: str
    note: str | None = None
    shown_at: datetime | None = None


def is_repeated(kept: Answers, given: Given) -> bool:
    """Say whether an answer is there already, as after a lost connection; raise where it is another one."""
    if kept.revision == given.revision:
        return False
    if kept.revision > given.revision and kept.answers.get(given.field) == given.said.strip():
        return True
    raise StaleError(STALE)


def answer(kept: Answers, form: Form, given: Given) -> bool:
    """Put an answer into what is kept; say whether that was the last one."""
    question = form.question
    if question is None or question.field != given.field:
        raise StaleError(STALE)
    if given.note is not None:
        form.note = given.note[:MOST_LETTERS]
    form.answer(given.said[:MOST_LETTERS])
    now = timezone.now()
    kept.answers, kept.note, kept.state = dict(form.answers), form.note, kept.State.OPEN
    if kept.started_at is None:
        kept.started_at = _began(given.shown_at, now)
    if form.question is not None:
        return False
    said = form.coding("")
    kept.codes, kept.evidence_quote, kept.note = dict(said.codes), said.evidence_quote, said.note
    kept.state = kept.State.DONE
    if kept.finished_at is None:
        kept.finished_at, kept.seconds = now, (now - kept.started_at).total_seconds()
    return True


def take_back(kept: Answers, form: Form) -> bool:
    """Take the last answer back; False where there is none."""
    if not form.undo():
        return False
    kept.answers = dict(form.answers)
    kept.state = kept.State.OPEN if kept.answers or kept.finished_at else kept.State.ASSIGNED
    return True


def put_down(kept: Answers) -> None:
    """Leave it: a finished one stands as it was finished, another one waits again."""
    if kept.finished_at is None:
        kept.answers, kept.state = {}, kept.State.ASSIGNED
        return
    kept.answers = finished_answers(kept)
    kept.state = kept.State.DONE


def finished_answers(kept: Answers) -> dict[str, str]:
    """Return the answers a finished one was made of."""
    failure = kept.codes.get(FIELDS[0]) == "failure"
    asked = [name for name in FIELDS if failure or name in (FIELDS[0], "reason")]
    return {**{name: kept.codes.get(name, "") for name in asked}, EVIDENCE: kept.evidence_quote}


def save_from(kept: Answers, revision: int) -> None:
    """Write what changed, if nobody else has written since that revision."""
    names = ("state", "answers", "codes", "evidence_quote", "note", "started_at", "finished_at", "seconds")
    changes = {name: getattr(kept, name) for name in names}
    changed = type(kept)._default_manager.filter(pk=kept.pk, revision=revision)
    if not changed.update(**changes, revision=revision + 1):
        raise StaleError(STALE)
    kept.revision = revision + 1


def _began(shown_at: datetime | None, now: datetime) -> datetime:
    if shown_at is None or not now - _LONGEST_SHOWN < shown_at <= now:
        return now
    return shown_at
