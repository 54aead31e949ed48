"""A session gives each coder the right contacts, takes answers back, and never touches others' rows."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from headwater.analysis.demand.codebook.reading import read_codebook
from headwater.analysis.demand.coding.rows import Sheet, SheetRow
from headwater.analysis.demand.coding.sampled import Coding
from headwater.analysis.demand.coding.session import Session
from headwater.analysis.demand.frame import FIELDS
from headwater.analysis.errors import TryAgainError, UsageError

from .made_sheets import DESIGN, FAILURE, VALUE, row, rows

BOOK = read_codebook("delivery")
LATE = ("failure", "progress_chasing", "Parcel is late", "yes", "process", "Depot operations", "is late")


class Clock:
    """Time that passes when it is told to."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def session(
    made: Sequence[SheetRow] | None = None,
    coder: str = "amara",
    *,
    adjudicate: bool = False,
    clock: Clock | None = None,
) -> Session:
    sheet = Sheet(tuple(rows() if made is None else made), DESIGN)
    return Session(sheet, BOOK, coder, adjudicate=adjudicate, clock=clock or Clock())


def code(here: Session, answers: Sequence[str] = LATE) -> None:
    for answer in answers:
        here.form.answer(answer)
    here.finish()


def items_read(here: Session, answers: Sequence[str] = LATE) -> list[str]:
    found = []
    while here.take():
        assert here.row is not None
        found.append(here.row.contact.contact_id)
        code(here, answers)
    return found


def test_a_coder_gets_every_contact_once_in_the_order_of_the_sheet() -> None:
    here = session()
    assert items_read(here) == ["1", "2", "4", "3", "5"]
    assert [r.is_coded for r in here.sheet.rows] == [True, True, False, True, True, True]


def test_own_rows_come_first_and_others_rows_never() -> None:
    made = [
        row(1),
        row(2, coder="bela"),
        row(2, coder="Amara"),
        row(4, coder="amara"),
        row(3, coder="bela"),
        row(5),
    ]
    assert items_read(session(made)) == ["2", "4", "1", "5"]


def test_nobody_makes_both_readings_of_a_contact_and_two_people_make_one_each() -> None:
    here = session()
    items_read(here)
    other = session(here.sheet.rows, "bela")
    assert items_read(other) == ["2"]
    assert [r.coder for r in other.sheet.rows if r.contact.contact_id == "2"] == ["amara", "bela"]
    assert items_read(session(other.sheet.rows, "chidi")) == []


def test_codes_evidence_and_codebook_are_written_on_the_row() -> None:
    here = session()
    here.take()
    here.form.note = " second parcel too "
    code(here)
    assert here.sheet.rows[0].coding == Coding("amara", FAILURE, "delivery 1", "is late", "second parcel too")
    assert here.sheet.rows[0].codebook == "delivery 1"
    assert here.sheet.rows[1:] == tuple(rows()[1:])


def test_what_is_asked_of_failure_is_not_asked_of_value() -> None:
    here = session()
    here.take()
    asked = []
    for answer in ("value", "Advice on a product", ""):
        assert here.form.question is not None
        asked.append(here.form.question.field)
        here.form.answer(answer)
    assert asked == ["demand_type", "reason", "evidence_quote"]
    assert here.form.question is None


def test_what_is_usual_for_a_reason_is_offered_and_never_taken() -> None:
    here = session()
    here.take()
    for answer in LATE[:3]:
        here.form.answer(answer)
    assert here.form.question is not None
    assert (here.form.question.field, here.form.question.usual) == ("preventable", "yes")
    here.form.answer("no")
    assert here.form.question.usual == "process"
    assert here.form.answers["preventable"] == "no"
    assert "cause" not in here.form.answers


def test_what_is_usual_of_failure_is_not_offered_where_the_reason_is_usually_none() -> None:
    here = session()
    here.take()
    for answer in ("failure", "policy", "Return within the rules"):
        here.form.answer(answer)
    assert here.form.question is not None
    assert here.form.question.usual == ""


def test_wrong_answers_leave_the_question_where_it_is() -> None:
    here = session()
    here.take()
    with pytest.raises(UsageError, match=r"demand_type cannot be 'failur'.*Did you mean 'failure'\?"):
        here.form.answer("failur")
    with pytest.raises(UsageError, match=r"demand_type cannot be left empty\. Choose undetermined"):
        here.form.answer("")
    for answer in LATE[:6]:
        here.form.answer(answer)
    with pytest.raises(UsageError, match=r"These words are not in the text\. Copy them as they stand"):
        here.form.answer("was never sent")
    with pytest.raises(UsageError, match="Not all is said"):
        here.finish()
    here.form.answer("")
    with pytest.raises(UsageError, match="All is said of this contact"):
        here.form.answer("more")


def test_a_quote_is_found_whatever_its_case_spaces_and_line_breaks() -> None:
    here = session()
    here.take()
    for answer in LATE[:6]:
        here.form.answer(answer)
    here.form.answer("“IS LATE.  third Time”")
    assert here.form.answers["evidence_quote"] == "“IS LATE.  third Time”"


def test_fields_but_the_first_can_be_left_empty() -> None:
    here = session()
    here.take()
    code(here, ["failure", "", "", "", "", "", ""])
    assert here.sheet.rows[0].coding == Coding("amara", {"demand_type": "failure"}, "delivery 1")


def test_undo_takes_back_answer_after_answer() -> None:
    here = session()
    here.take()
    for answer in LATE[:4]:
        here.form.answer(answer)
    for field in ("preventable", "reason", "failure_code", "demand_type"):
        assert here.undo()
        assert here.form.question is not None
        assert here.form.question.field == field
    assert not here.undo()
    here.form.answer("value")
    assert here.form.question is not None
    assert here.form.question.field == "reason"


def test_undo_goes_back_into_earlier_contacts_whose_codes_stay_until_they_are_finished_anew() -> None:
    here = session()
    items_read_twice = 0
    while here.take() and items_read_twice < 2:
        code(here)
        items_read_twice += 1
    assert here.row is not None
    assert here.row.contact.contact_id == "4"
    assert here.undo()
    assert here.row.contact.contact_id == "2"
    assert here.sheet.rows[3].coder == ""
    assert here.sheet.rows[1].is_coded
    for _ in FIELDS:
        here.undo()
    assert here.row.contact.contact_id == "2"
    assert here.undo()
    assert here.row.contact.contact_id == "1"
    assert here.sheet.rows[1].coding == Coding("amara", FAILURE, "delivery 1", "is late")
    while here.form.undo():
        pass
    code(here, ["value", "Advice on a product", ""])
    advice = {"demand_type": "value", "reason": "Advice on a product"}
    assert here.sheet.rows[0].coding == Coding("amara", advice, "delivery 1")
    assert here.progress.here == 2
    assert items_read(here) == ["4", "3", "5"]


def test_skipped_contacts_are_left_to_others_and_come_again_in_the_next_session() -> None:
    here = session([row(1), row(2, coder="amara"), row(4)])
    assert here.take()
    here.skip()
    assert items_read(here) == ["1", "4"]
    assert [r.coder for r in here.sheet.rows] == ["amara", "amara", "amara"]
    assert not here.sheet.rows[1].is_coded
    assert items_read(session(here.sheet.rows)) == ["2"]
    free = session([row(1)])
    free.take()
    assert free.sheet.rows[0].coder == "amara"
    free.skip()
    assert free.sheet.rows[0] == row(1)


def test_a_contact_that_was_open_when_the_process_died_comes_first_again() -> None:
    here = session()
    here.take()
    code(here)
    here.take()
    again = session(here.sheet.rows)
    assert again.take()
    assert again.row is not None
    assert again.row.contact.contact_id == "2"


def test_a_note_without_codes_stays_with_the_row() -> None:
    noted = row(1, coding=Coding("", {}, "delivery 1", note="see the photo"))
    here = session([noted])
    here.take()
    assert here.form.note == "see the photo"
    here.release()
    assert here.sheet.rows == (noted,)


def test_progress_counts_earlier_sessions_and_times_this_one_without_breaks() -> None:
    clock = Clock()
    here = session([row(1, FAILURE, "amara"), row(2, FAILURE, "bela"), row(3), row(4), row(5)], clock=clock)
    for seconds in (40, 3_000):
        here.take()
        clock.now += seconds
        code(here)
    assert str(here.progress) == "3 coded (2 in this session, 40 s a contact), 1 left"
    assert here.progress.to_dict() == {
        "coded": 3, "coded_in_this_session": 2, "left": 1, "seconds_per_contact": 40.0,
    }  # fmt: skip
    assert str(session().progress) == "0 coded (0 in this session), 5 left"


def test_a_coder_needs_a_name() -> None:
    with pytest.raises(UsageError, match="Coding needs a name"):
        session(coder="  ")


def test_others_rows_are_taken_over_quietly_and_changes_by_hand_are_told() -> None:
    here = session()
    here.take()
    code(here)
    by_bela = replace(rows()[1], coder="bela", coding=Coding("bela", VALUE, "delivery 1"))
    assert str(here.refresh(replace(here.sheet, rows=(here.sheet.rows[0], by_bela, *rows()[2:])))) == ""
    found = here.refresh(replace(here.sheet, rows=(rows()[0], *here.sheet.rows[1:-1])))
    assert found.by_hand == ("crm/1", "crm/5")
    assert "The sheet was changed outside this session (crm/1, crm/5); it is taken as it is now" in str(found)


def test_rows_in_another_order_are_no_change() -> None:
    here = session([replace(r, number=n) for n, r in enumerate(rows(), 2)])
    turned = tuple(replace(r, number=n) for n, r in enumerate(reversed(rows()), 2))
    assert here.refresh(replace(here.sheet, rows=turned)).by_hand == ()


def test_a_row_that_somebody_took_or_coded_meanwhile_is_not_written_over() -> None:
    here = session([row(1), row(3)])
    here.take()
    taken = replace(row(1), coder="bela", coding=Coding("bela", VALUE, "delivery 1"))
    here.refresh(replace(here.sheet, rows=(taken, row(3))))
    with pytest.raises(TryAgainError, match="The row of crm/1 is no longer there for amara"):
        code(here)
    assert here.sheet.rows == (taken, row(3))
    here.take()
    by_hand = row(3, VALUE, "amara")
    here.refresh(replace(here.sheet, rows=(taken, by_hand)))
    with pytest.raises(TryAgainError, match="crm/3 has been coded as amara in another way meanwhile"):
        code(here)
    assert here.sheet.rows == (taken, by_hand)


def test_a_row_whose_name_was_wiped_is_found_again_by_its_contact() -> None:
    here = session([row(1)])
    here.take()
    here.refresh(replace(here.sheet, rows=(row(1),)))
    code(here)
    assert here.sheet.rows[0].is_coded


def differing() -> list[SheetRow]:
    agreed = {**FAILURE, "cause": "it"}
    return [
        row(1, FAILURE, "amara"),
        row(2, FAILURE, "amara"),
        row(2, agreed, "bela", coding=Coding("bela", agreed, "delivery 1", "is late", "frozen")),
        row(3, FAILURE, "amara"),
        row(3, {**FAILURE, "demand_type": "Failure"}, "bela"),
        row(4, VALUE, "bela"),
    ]


def test_only_contacts_whose_readings_differ_are_decided_and_nobody_is_named() -> None:
    here = session(differing(), "chidi", adjudicate=True)
    assert here.progress.left == 1
    assert here.take()
    assert here.row is not None
    assert here.row.contact.contact_id == "2"
    assert {r.coder for r in here.readings} == {""}
    assert sorted(r.codes["cause"] for r in here.readings) == ["it", "process"]
    assert here.form.question is not None
    assert here.form.question.usual == "failure"
    for answer in LATE[:4]:
        here.form.answer(answer)
    assert (here.form.question.field, here.form.question.usual) == ("cause", "")
    code(here, ["it", "Tracking IT", ""])
    made = here.sheet.rows[3]
    decided = {**FAILURE, "cause": "it", "cause_owner": "Tracking IT"}
    assert made.coding == Coding("chidi", decided, "delivery 1", adjudicates=True)
    assert made.contact == here.sheet.rows[2].contact
    assert not here.take()
    assert here.progress.coded == 1
    assert here.readings == ()


def test_a_decision_that_is_not_made_leaves_no_row_and_can_be_taken_back() -> None:
    here = session(differing(), "chidi", adjudicate=True)
    here.take()
    assert len(here.sheet.rows) == 7
    here.skip()
    assert here.sheet.rows == tuple(differing())
    assert not here.take()
    here = session(differing(), "chidi", adjudicate=True)
    here.take()
    code(here, [*LATE[:6], ""])
    assert not here.take()
    assert here.undo()
    assert len(here.readings) == 2
    code(here, ["is late"])
    assert here.sheet.rows[3].coding is not None
    assert here.sheet.rows[3].coding.evidence_quote == "is late"


def test_a_decision_somebody_else_is_making_is_left_to_them() -> None:
    first = session(differing(), "chidi", adjudicate=True)
    first.take()
    assert not session(first.sheet.rows, "dana", adjudicate=True).take()
    again = session(first.sheet.rows, "chidi", adjudicate=True)
    assert again.take()
    assert len(again.sheet.rows) == 7


def test_a_checkpoint_leads_back_to_where_it_was_made() -> None:
    here = session()
    here.take()
    for answer in LATE:
        here.form.answer(answer)
    back = here.checkpoint()
    here.finish()
    here.take()
    back()
    assert here.row is not None
    assert here.row.contact.contact_id == "1"
    assert here.form.question is None
    assert here.progress.here == 0
    here.finish()
    assert here.sheet.rows[0].is_coded
