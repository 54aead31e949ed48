"""A coder at the desk: answers, undo, skip, two windows, and what is nobody else's business."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.http import Http404
from django.utils import timezone

from headwater.analysis.errors import NotAllowedError, UsageError
from headwater.apps.coding.models import Reading, Study
from headwater.apps.coding.selectors.desk import desk_of
from headwater.apps.coding.services.answering import answer_question, skip_contact, undo_answer
from headwater.apps.coding.services.drafts import Given, StaleError
from headwater.apps.coding.services.studies import close_study
from headwater.apps.people.models import AuditEntry, User

from ..world import World
from .made_coding import LATE, VALUE, say
from .things import study_of


@pytest.fixture
def study(world: World, stored: Path) -> Study:
    return study_of(world, "chidi", "bela", size=6, double=0.5)


def current(user: User, study: Study) -> Reading:
    found = desk_of(user, study.pk).reading
    assert found is not None
    return found


def undo(user: User, study: Study) -> None:
    now = desk_of(user, study.pk).reading
    undo_answer(
        acting_user=user,
        study_pk=study.pk,
        reading_pk=None if now is None else now.pk,
        revision=0 if now is None else now.revision,
    )


def test_seven_answers_finish_a_contact_and_the_next_one_comes(world: World, study: Study) -> None:
    first = current(world.chidi, study)
    say(world.chidi, study, *LATE, note="second time this week")
    first.refresh_from_db()
    assert first.codes == {
        "demand_type": "failure",
        "failure_code": "progress_chasing",
        "reason": "Parcel is late",
        "preventable": "yes",
        "cause": "process",
        "cause_owner": "Depot operations",
    }
    assert (first.state, first.note) == (Reading.State.DONE, "second time this week")
    assert current(world.chidi, study).pk != first.pk
    entry = AuditEntry.objects.get(action="reading.finished")
    assert (entry.object_kind, entry.object_id, entry.details) == ("study", study.pk, {})


def test_a_value_contact_is_not_asked_how_it_failed(world: World, study: Study) -> None:
    say(world.chidi, study, "value")
    asked = desk_of(world.chidi, study.pk).asked
    assert asked is not None
    assert (asked.field, asked.number, asked.of) == ("reason", 2, 3)


def test_what_is_usual_of_a_reason_is_offered_and_not_taken(world: World, study: Study) -> None:
    say(world.chidi, study, "failure", "progress_chasing", "Parcel is late")
    desk = desk_of(world.chidi, study.pk)
    assert desk.asked is not None
    assert (desk.asked.field, desk.asked.usual) == ("preventable", "yes")
    assert "preventable" not in current(world.chidi, study).answers


def test_undo_goes_back_answer_by_answer(world: World, study: Study) -> None:
    say(world.chidi, study, "failure", "progress_chasing")
    undo(world.chidi, study)
    assert current(world.chidi, study).answers == {"demand_type": "failure"}
    undo(world.chidi, study)
    assert current(world.chidi, study).answers == {}


def test_undo_opens_the_finished_contact_again_and_keeps_its_codes_until_it_is_finished_anew(
    world: World, study: Study
) -> None:
    first = current(world.chidi, study)
    say(world.chidi, study, *LATE)
    undo(world.chidi, study)
    opened = current(world.chidi, study)
    assert opened.pk == first.pk
    assert (opened.state, len(opened.answers)) == (Reading.State.OPEN, 6)
    assert opened.codes["cause_owner"] == "Depot operations"
    undo(world.chidi, study)
    say(world.chidi, study, "Fleet", "")
    first.refresh_from_db()
    assert (first.state, first.codes["cause_owner"]) == (Reading.State.DONE, "Fleet")
    assert AuditEntry.objects.filter(action="reading.reopened", object_id=study.pk).count() == 1
    assert AuditEntry.objects.filter(action="reading.changed", object_id=study.pk).count() == 1


def test_undo_from_an_opened_contact_goes_on_to_the_one_before_it(world: World, study: Study) -> None:
    first = current(world.chidi, study)
    say(world.chidi, study, *VALUE)
    second = current(world.chidi, study)
    say(world.chidi, study, *VALUE)
    for _ in range(len(VALUE) + 1):
        undo(world.chidi, study)
    second.refresh_from_db()
    assert current(world.chidi, study).pk == first.pk
    assert (second.state, second.codes["demand_type"]) == (Reading.State.DONE, "value")
    assert second.answers["reason"] == "Change the delivery address"


def test_with_nothing_done_there_is_nothing_to_undo(world: World, study: Study) -> None:
    with pytest.raises(UsageError, match="Nothing is left to take back"):
        undo(world.chidi, study)


def test_of_two_windows_only_one_writes(world: World, study: Study) -> None:
    now = current(world.chidi, study)
    say(world.chidi, study, "failure")
    given = Given(now.revision, "demand_type", "value")
    with pytest.raises(StaleError, match="answered in another window"):
        answer_question(acting_user=world.chidi, study_pk=study.pk, reading_pk=now.pk, given=given)
    assert current(world.chidi, study).answers == {"demand_type": "failure"}


def test_an_answer_sent_again_after_a_lost_connection_is_not_written_twice(
    world: World, study: Study
) -> None:
    now = current(world.chidi, study)
    given = Given(now.revision, "demand_type", "failure")
    for _ in range(2):
        answer_question(acting_user=world.chidi, study_pk=study.pk, reading_pk=now.pk, given=given)
    now.refresh_from_db()
    assert (now.revision, now.answers) == (1, {"demand_type": "failure"})


def test_the_last_answer_sent_again_does_not_touch_the_next_contact(world: World, study: Study) -> None:
    say(world.chidi, study, *VALUE[:2])
    now = current(world.chidi, study)
    given = Given(now.revision, "evidence_quote", "")
    results = [
        answer_question(acting_user=world.chidi, study_pk=study.pk, reading_pk=now.pk, given=given)
        for _ in range(2)
    ]
    assert results == [True, True]
    assert current(world.chidi, study).answers == {}
    assert AuditEntry.objects.filter(action="reading.finished").count() == 1


def test_the_audit_trail_does_not_tell_how_fast_somebody_codes(world: World, study: Study) -> None:
    say(world.chidi, study, *LATE)
    undo(world.chidi, study)
    say(world.chidi, study, "")
    now = current(world.chidi, study)
    skip_contact(acting_user=world.chidi, study_pk=study.pk, reading_pk=now.pk, revision=now.revision)
    entries = AuditEntry.objects.filter(action__startswith="reading.")
    assert {entry.action for entry in entries} >= {"reading.finished", "reading.reopened", "reading.skipped"}
    assert {(entry.actor_id, entry.object_kind, str(entry.details)) for entry in entries} == {
        (None, "study", "{}")
    }


def test_a_skipped_contact_comes_after_all_others(world: World, study: Study) -> None:
    first = current(world.chidi, study)
    say(world.chidi, study, "failure")
    now = current(world.chidi, study)
    assert skip_contact(acting_user=world.chidi, study_pk=study.pk, reading_pk=now.pk, revision=now.revision)
    assert current(world.chidi, study).pk != first.pk
    order = list(Reading.objects.filter(coder=world.chidi).order_by("turn").values_list("pk", flat=True))
    first.refresh_from_db()
    assert order[-1] == first.pk
    assert first.answers == {}


def test_a_code_the_codebook_does_not_have_is_refused_and_the_question_stays(
    world: World, study: Study
) -> None:
    with pytest.raises(UsageError, match="Did you mean 'failure'"):
        say(world.chidi, study, "fialure")
    assert current(world.chidi, study).revision == 0


def test_words_the_customer_did_not_write_are_no_evidence(world: World, study: Study) -> None:
    say(world.chidi, study, *VALUE[:2])
    with pytest.raises(UsageError, match="These words are not in the text"):
        say(world.chidi, study, "words nobody wrote anywhere")


def test_evidence_is_taken_as_it_stands_in_the_contact(world: World, study: Study) -> None:
    desk = desk_of(world.chidi, study.pk)
    words = desk.shown["body"].split(".")[0][:30].rsplit(" ", 1)[0]
    say(world.chidi, study, *VALUE[:2], words)
    assert desk.reading is not None
    assert Reading.objects.get(pk=desk.reading.pk).evidence_quote == words


def test_time_is_taken_from_when_the_contact_was_shown(world: World, study: Study) -> None:
    now = current(world.chidi, study)
    shown = timezone.now() - timedelta(seconds=40)
    given = Given(0, "demand_type", "value", None, shown)
    answer_question(acting_user=world.chidi, study_pk=study.pk, reading_pk=now.pk, given=given)
    say(world.chidi, study, *VALUE[1:])
    now.refresh_from_db()
    assert now.seconds == pytest.approx(40, abs=5)


def test_a_moment_that_cannot_be_counts_from_the_first_answer(world: World, study: Study) -> None:
    now = current(world.chidi, study)
    given = Given(0, "demand_type", "value", None, datetime(1999, 1, 1, tzinfo=UTC))
    answer_question(acting_user=world.chidi, study_pk=study.pk, reading_pk=now.pk, given=given)
    now.refresh_from_db()
    assert now.started_at is not None
    assert now.started_at.year > 1999


def test_nobody_answers_for_somebody_else(world: World, study: Study) -> None:
    belas = current(world.bela, study)
    given = Given(0, "demand_type", "value")
    with pytest.raises(Http404):
        answer_question(acting_user=world.chidi, study_pk=study.pk, reading_pk=belas.pk, given=given)
    with pytest.raises(Http404):
        desk_of(world.gita, study.pk)
    with pytest.raises(NotAllowedError):
        desk_of(world.dana, study.pk)


def test_a_closed_study_takes_no_answers(world: World, study: Study) -> None:
    now = current(world.chidi, study)
    close_study(acting_user=world.emre, study=study)
    with pytest.raises(UsageError, match="This study is closed"):
        answer_question(
            acting_user=world.chidi,
            study_pk=study.pk,
            reading_pk=now.pk,
            given=Given(0, "demand_type", "value"),
        )
    assert desk_of(world.chidi, study.pk).reading is None


def test_nothing_at_the_desk_tells_that_somebody_else_reads_the_contact_too(
    world: World, study: Study
) -> None:
    twice = Reading.objects.filter(coder=world.bela, contact__readings__coder=world.chidi).first()
    assert twice is not None
    for user in (world.bela, world.chidi):
        while (desk := desk_of(user, study.pk)).reading is not None:
            if desk.reading.contact_id == twice.contact_id:
                break
            say(user, study, *VALUE)
        if user is world.bela:
            say(user, study, *LATE)
    desk = desk_of(world.chidi, study.pk)
    assert desk.said == ()
    assert set(vars(desk)) == {"study", "reading", "shown", "asked", "said", "pace", "can_undo"}
