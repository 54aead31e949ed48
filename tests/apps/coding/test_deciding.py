"""Decisions where readings differ: by reading, without names, once, with a reason."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.http import Http404
from django.utils import timezone

from headwater.analysis.errors import NotAllowedError, UsageError
from headwater.apps.coding.models import Decision, Reading, Study
from headwater.apps.coding.selectors.deciding import (
    TAKEN_FOR,
    deciding_desk,
    undecided,
    undecided_by_study,
)
from headwater.apps.coding.services.deciding import (
    answer_decision,
    skip_decision,
    take_reading,
    undo_decision,
)
from headwater.apps.coding.services.drafts import Given, StaleError
from headwater.apps.people.models import AuditEntry
from headwater.apps.waiting import waiting_for

from ..world import World
from .made_coding import LATE, VALUE, decide, say_all
from .things import study_of


@pytest.fixture
def study(world: World, stored: Path) -> Study:
    """Return a study of four contacts, each read by two people who never agree."""
    made = study_of(world, "chidi", "bela", size=4, double=1.0)
    say_all(world.chidi, made, *VALUE)
    say_all(world.bela, made, *LATE)
    return made


def test_only_contacts_whose_readings_differ_wait(world: World, stored: Path) -> None:
    study = study_of(world, "chidi", "bela", size=4, double=1.0)
    say_all(world.chidi, study, *VALUE)
    assert undecided(study) == []
    Reading.objects.filter(coder=world.bela).update(
        finished_at=timezone.now(), codes={"demand_type": "Value"}
    )
    Reading.objects.filter(coder=world.chidi).update(codes={"demand_type": "value"})
    assert undecided(study) == []  # one code in two spellings is one code
    last = Reading.objects.filter(coder=world.bela).last()
    assert last is not None
    Reading.objects.filter(pk=last.pk).update(codes={"demand_type": "failure"})
    assert undecided(study) == [last.contact_id]
    assert undecided_by_study() == {study.pk: 1}


def test_the_first_page_says_how_many_wait_to_whoever_decides(world: World, study: Study) -> None:
    assert [one.title for one in waiting_for(world.person("amara"))] == ["Decide 4 contacts"]
    assert waiting_for(world.person("olga")) == []


def test_readings_are_shown_without_names_and_not_always_in_one_order(world: World, study: Study) -> None:
    first = set()
    for _ in range(4):
        desk = deciding_desk(world.amara, study.pk)
        assert desk.contact is not None
        assert desk.names == ("A", "B")
        first.add(desk.rows[0].codes)
        decide(world.amara, study, *VALUE)
    assert first == {("value", "failure"), ("failure", "value")}


def test_a_decision_keeps_codes_who_and_why_and_the_readings_stay(world: World, study: Study) -> None:
    decide(world.amara, study, *LATE, note="Nothing came on the day.")
    decision = Decision.objects.get()
    assert (decision.decided_by, decision.note) == (world.amara, "Nothing came on the day.")
    assert decision.codes["failure_code"] == "progress_chasing"
    assert Reading.objects.filter(finished_at__isnull=False).count() == 8
    assert len(undecided(study)) == 3
    assert AuditEntry.objects.get(action="decision.made").details == {"study": study.pk}


def test_without_a_reason_nothing_is_decided(world: World, study: Study) -> None:
    with pytest.raises(UsageError, match="Say why you decide so"):
        decide(world.amara, study, *LATE, note="  ")
    assert not Decision.objects.filter(finished_at__isnull=False).exists()


def test_what_all_say_alike_is_offered(world: World, study: Study) -> None:
    Reading.objects.filter(coder=world.bela).update(
        codes={"demand_type": "value", "reason": "Parcel is late"}
    )
    desk = deciding_desk(world.amara, study.pk)
    assert desk.asked is not None
    assert (desk.asked.field, desk.asked.usual) == ("demand_type", "value")
    assert [row.field for row in desk.rows if row.differ] == ["reason"]


def test_a_whole_reading_is_taken_with_one_key(world: World, study: Study) -> None:
    desk = deciding_desk(world.amara, study.pk)
    assert desk.contact is not None
    wanted = desk.rows[0].codes.index("failure")
    take_reading(
        acting_user=world.amara,
        study=study,
        contact_pk=desk.contact.pk,
        revision=0,
        place=wanted,
        note="As it was said.",
    )
    decide(world.amara, study, "", note=None)
    assert Decision.objects.get().codes["cause_owner"] == "Depot operations"


def test_two_people_do_not_decide_the_same_contact(world: World, study: Study) -> None:
    decide(world.amara, study, "failure")
    begun = Decision.objects.get().contact_id
    other = deciding_desk(world.emre, study.pk)
    assert other.contact is not None
    assert other.contact.pk != begun
    with pytest.raises(StaleError, match="Somebody else is deciding this contact"):
        answer_decision(
            acting_user=world.emre, study=study, contact_pk=begun, given=Given(0, "demand_type", "value")
        )


def test_what_was_left_lying_for_long_can_be_taken_over(world: World, study: Study) -> None:
    decide(world.amara, study, "failure")
    begun = Decision.objects.get()
    Decision.objects.update(taken_at=timezone.now() - TAKEN_FOR - timedelta(minutes=1))
    desk = deciding_desk(world.emre, study.pk)
    assert desk.contact is not None
    assert (desk.contact.pk, desk.said) == (begun.contact_id, ())
    decide(world.emre, study, *VALUE)
    begun.refresh_from_db()
    assert (begun.decided_by, begun.codes["demand_type"]) == (world.emre, "value")


def test_undo_opens_the_last_decision_again(world: World, study: Study) -> None:
    decide(world.amara, study, *VALUE)
    made = Decision.objects.get()
    undo_decision(acting_user=world.amara, study=study, contact_pk=None, revision=0)
    desk = deciding_desk(world.amara, study.pk)
    assert desk.contact is not None
    assert (desk.contact.pk, [one.code for one in desk.said]) == (made.contact_id, list(VALUE[:2]))
    made.refresh_from_db()
    assert made.codes["demand_type"] == "value"
    decide(world.amara, study, "")
    assert AuditEntry.objects.filter(action="decision.changed").count() == 1


def test_a_skipped_contact_is_left_to_others(world: World, study: Study) -> None:
    decide(world.amara, study, "failure")
    desk = deciding_desk(world.amara, study.pk)
    assert desk.contact is not None
    skip_decision(
        acting_user=world.amara,
        study=study,
        contact_pk=desk.contact.pk,
        revision=desk.decision.revision,
    )
    assert not Decision.objects.exists()
    following = deciding_desk(world.amara, study.pk, desk.contact.pk).contact
    assert following is not None
    assert following.pk != desk.contact.pk


def test_only_who_may_decide_does_and_only_what_differs(world: World, study: Study) -> None:
    with pytest.raises(NotAllowedError):
        deciding_desk(world.bela, study.pk)
    contact = study.contacts.first()
    assert contact is not None
    contact.readings.update(codes={"demand_type": "value"})
    with pytest.raises(Http404):
        answer_decision(
            acting_user=world.amara,
            study=study,
            contact_pk=contact.pk,
            given=Given(0, "demand_type", "value"),
        )
