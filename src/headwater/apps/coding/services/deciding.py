"""Decisions where readings differ."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone

from headwater.analysis.demand.coding.form import EVIDENCE, Form
from headwater.analysis.demand.frame import FIELDS
from headwater.analysis.errors import UsageError
from headwater.apps.coding.models import Decision, DrawnContact, Study
from headwater.apps.coding.selectors.counting import book_of
from headwater.apps.coding.selectors.deciding import TAKEN_FOR, agreed_by, readings_of, undecided
from headwater.apps.coding.selectors.desk import form_of
from headwater.apps.coding.selectors.words import words_of
from headwater.apps.coding.services import drafts
from headwater.apps.coding.services.refreshing import refresh_when_worth_it
from headwater.apps.people.audit import record
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require

_NO_REASON = "Say why you decide so: those who coded it otherwise learn from it."


@transaction.atomic
def answer_decision(*, acting_user: User, study: Study, contact_pk: int, given: drafts.Given) -> bool:
    """Take one answer of a decision; the last one needs a reason. Say whether it is decided."""
    decision, form = _opened(acting_user, study, contact_pk, given.revision)
    if drafts.is_repeated(decision, given):
        return decision.state == Decision.State.DONE
    was_decided = decision.finished_at is not None
    finished = drafts.answer(decision, form, given)
    _save(decision, acting_user, given.revision)
    if finished:
        _check_reason(decision)
        _tell(acting_user, decision, study, was_decided)
    return finished


@transaction.atomic
def take_reading(
    *, acting_user: User, study: Study, contact_pk: int, revision: int, place: int, note: str
) -> bool:
    """Take over all that one reading says, up to the evidence; reason and evidence are still asked for."""
    decision, form = _opened(acting_user, study, contact_pk, revision)
    if decision.revision != revision:
        raise drafts.StaleError(drafts.STALE)
    readings = readings_of(decision.contact)
    if not 0 <= place < len(readings):
        raise UsageError("There is no such reading.")
    while form.undo():
        pass
    _answer_as(form, readings[place].codes)
    form.note = note[: drafts.MOST_LETTERS]
    decision.answers, decision.note = dict(form.answers), form.note
    decision.state = Decision.State.OPEN
    decision.started_at = decision.started_at or timezone.now()
    _save(decision, acting_user, revision)
    return False


@transaction.atomic
def undo_decision(*, acting_user: User, study: Study, contact_pk: int | None, revision: int) -> None:
    """Take the last answer back; before the first question, open what this person decided before."""
    decision = None
    if contact_pk is not None:
        decision, form = _opened(acting_user, study, contact_pk, revision)
        if decision.revision != revision:
            raise drafts.StaleError(drafts.STALE)
        if drafts.take_back(decision, form):
            _save(decision, acting_user, revision)
            return
    own = Decision.objects.filter(
        contact__study=study, decided_by=acting_user, state=Decision.State.DONE
    ).select_related("contact")
    before = own.order_by("-finished_at", "-pk").first()
    require(acting_user, Action.DECIDE_CODES)
    _check_open(study)
    if before is None:
        raise UsageError("Nothing is left to take back.")
    _leave(decision, revision)
    before.answers = drafts.finished_answers(before)
    before.answers.popitem()
    before.state = Decision.State.OPEN
    _save(before, acting_user, before.revision)
    record(acting_user, "decision.reopened", before, study=study.pk)


@transaction.atomic
def skip_decision(*, acting_user: User, study: Study, contact_pk: int, revision: int) -> None:
    """Leave a contact to be decided later, or by somebody else."""
    decision, _ = _opened(acting_user, study, contact_pk, revision)
    if decision.revision != revision:
        raise drafts.StaleError(drafts.STALE)
    _leave(decision, revision)


def _opened(user: User, study: Study, contact_pk: int, revision: int) -> tuple[Decision, Form]:
    """Return the decision of a contact whose readings differ, for one person at a time."""
    require(user, Action.DECIDE_CODES)
    _check_open(study)
    contact = DrawnContact.objects.filter(pk=contact_pk, study=study).first()
    if contact is None:
        raise Http404
    contact.study = study
    decision = Decision.objects.filter(contact=contact).first()
    if decision is None:
        if contact_pk not in undecided(study):
            raise Http404
        decision = Decision(contact=contact, decided_by=user)
    elif decision.decided_by_id != user.pk:
        if decision.finished_at is not None or decision.taken_at > timezone.now() - TAKEN_FOR:
            raise drafts.StaleError("Somebody else is deciding this contact, or has decided it.")
        drafts.put_down(decision)
        decision.decided_by = user
    decision.contact = contact
    shown: Mapping[str, str] = words_of(contact)
    return decision, form_of(decision, book_of(study.codebook), shown, agreed_by(readings_of(contact)))


def _check_open(study: Study) -> None:
    if study.state != Study.State.OPEN:
        raise UsageError("This study is closed: what was decided stays as it is.")


def _check_reason(decision: Decision) -> None:
    if not decision.note.strip():
        raise UsageError(_NO_REASON)


def _answer_as(form: Form, codes: Mapping[str, str]) -> None:
    for name in FIELDS:
        if form.question is not None and form.question.field == name:
            form.answer(codes.get(name, ""))
    assert form.question is None or form.question.field == EVIDENCE


def _save(decision: Decision, user: User, revision: int) -> None:
    """Write a decision; of two people who begin one at once, one is told."""
    if decision.pk is None:
        decision.revision = 1
        try:
            with transaction.atomic():
                decision.save()
        except IntegrityError:
            raise drafts.StaleError("Somebody else is deciding this contact.") from None
        return
    drafts.save_from(decision, revision)
    Decision.objects.filter(pk=decision.pk).update(taken_at=timezone.now(), decided_by=user)


def _leave(decision: Decision | None, revision: int) -> None:
    if decision is None or decision.pk is None:
        return
    if decision.finished_at is None:
        decision.delete()
        return
    drafts.put_down(decision)
    drafts.save_from(decision, revision)


def _tell(user: User, decision: Decision, study: Study, was_decided: bool) -> None:
    record(user, "decision.changed" if was_decided else "decision.made", decision, study=study.pk)
    refresh_when_worth_it(study, changed=was_decided)
