"""A coder's own readings: answered, taken back, skipped."""

from django.db import transaction
from django.db.models import Max
from django.http import Http404

from headwater.analysis.errors import UsageError
from headwater.apps.coding.models import Reading, Study
from headwater.apps.coding.selectors.counting import book_of
from headwater.apps.coding.selectors.desk import (
    current_reading,
    form_of,
    own_readings,
    reading_before,
)
from headwater.apps.coding.selectors.words import words_of
from headwater.apps.coding.services import drafts
from headwater.apps.coding.services.refreshing import refresh_when_worth_it
from headwater.apps.people.audit import record
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action, Scope
from headwater.apps.people.selectors import require


@transaction.atomic
def answer_question(*, acting_user: User, study_pk: int, reading_pk: int, given: drafts.Given) -> bool:
    """Take one answer; the last one finishes the contact. Say whether it is finished.

    Raises
    ------
    StaleError
        Another window has answered meanwhile.
    UsageError
        The codebook does not take the answer, or the study is closed.
    """
    reading = _own(acting_user, study_pk, reading_pk)
    if drafts.is_repeated(reading, given):
        return reading.state == Reading.State.DONE
    book = book_of(reading.contact.study.codebook)
    was_finished = reading.finished_at is not None
    form = form_of(reading, book, words_of(reading.contact))
    finished = drafts.answer(reading, form, given)
    drafts.save_from(reading, given.revision)
    if finished:
        action = "reading.changed" if was_finished else "reading.finished"
        _record_unnamed(action, reading)
        refresh_when_worth_it(reading.contact.study, changed=was_finished)
    return finished


@transaction.atomic
def undo_answer(*, acting_user: User, study_pk: int, reading_pk: int | None, revision: int) -> None:
    """Take the last answer back; before the first question, open the contact that was finished before.

    That contact keeps its codes until it is finished anew.
    """
    reading = None if reading_pk is None else _own(acting_user, study_pk, reading_pk)
    if reading is not None:
        if reading.revision != revision:
            raise drafts.StaleError(drafts.STALE)
        form = form_of(reading, book_of(reading.contact.study.codebook), {})
        if drafts.take_back(reading, form):
            drafts.save_from(reading, revision)
            return
    before = reading_before(acting_user, study_pk, reading)
    if before is None:
        raise UsageError("Nothing is left to take back.")
    before = _own(acting_user, study_pk, before.pk)
    if reading is not None and reading.state == Reading.State.OPEN:
        drafts.put_down(reading)
        drafts.save_from(reading, revision)
    before.answers = drafts.finished_answers(before)
    drafts.take_back(before, form_of(before, book_of(before.contact.study.codebook), {}))
    drafts.save_from(before, before.revision)
    _record_unnamed("reading.reopened", before)


@transaction.atomic
def skip_contact(*, acting_user: User, study_pk: int, reading_pk: int, revision: int) -> bool:
    """Leave a contact for later; say whether another one comes before it."""
    reading = _own(acting_user, study_pk, reading_pk)
    if reading.revision != revision:
        raise drafts.StaleError(drafts.STALE)
    was_finished = reading.finished_at is not None
    drafts.put_down(reading)
    drafts.save_from(reading, revision)
    if was_finished:
        return True
    last = own_readings(acting_user, study_pk).aggregate(last=Max("turn"))["last"]
    Reading.objects.filter(pk=reading.pk).update(turn=last + 1)
    _record_unnamed("reading.skipped", reading)
    following = current_reading(acting_user, study_pk)
    return following is not None and following.pk != reading.pk


def _record_unnamed(action: str, reading: Reading) -> None:
    """Write the audit entry of a reading: that something was done in its study, not by whom nor to which.

    Others read the trail, with the moment of each entry: by person it would tell how fast each one codes.
    """
    record(None, action, reading.contact.study)


def _own(user: User, study_pk: int, reading_pk: int) -> Reading:
    """Return a person's own reading of an open study; there is no other for them."""
    require(user, Action.CODE, Scope.OWN)
    found = own_readings(user, study_pk).select_related("contact__study__codebook").filter(pk=reading_pk)
    reading = found.first()
    if reading is None or reading.contact.study.state == Study.State.DRAWING:
        raise Http404
    if reading.contact.study.state == Study.State.CLOSED:
        raise UsageError("This study is closed: what was said of its contacts stays as it is.")
    return reading
