"""What people said becomes one sample, or every row that stands in the way is named."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from headwater.analysis.demand.codebook.reading import read_codebook
from headwater.analysis.demand.coding.reading import read_codes
from headwater.analysis.demand.coding.rows import SheetRow
from headwater.analysis.demand.coding.sampled import CHOSEN_AGAIN, CHOSEN_AS_UNSURE, Coding, Design, Stratum
from headwater.analysis.errors import BadDataError, UsageError

from .made_sheets import DESIGN, FAILURE, VALUE, SmallCodebook, contact, edited, row, rows, write

BOOK = SmallCodebook()


def said(paths: Sequence[Path] | Path, codebook: SmallCodebook | None = BOOK) -> str:
    with pytest.raises(BadDataError) as caught:
        read_codes([paths] if isinstance(paths, Path) else paths, codebook)
    return str(caught.value)


def coded() -> list[SheetRow]:
    """The sheet of `rows`, all read by amara, the second contact by bela too."""
    readers = iter(["amara", "amara", "bela", "amara", "amara", "amara"])
    return [
        replace(r, coding=Coding(coder, FAILURE, "delivery 1"), coder=coder)
        for r, coder in zip(rows(), readers, strict=True)
    ]


def test_contacts_come_once_in_the_order_of_coding_with_all_their_codings(tmp_path: Path) -> None:
    sample = read_codes([write(tmp_path / "s.csv", coded())], BOOK)
    assert [c.contact_id for c in sample.contacts] == ["1", "2", "4", "3", "5"]
    assert [c.coder for c in sample.contacts[1].readings] == ["amara", "bela"]
    assert sample.contacts[0].codings[0].codes == FAILURE
    assert sample.design == DESIGN
    assert sample.codebook == "delivery 1"
    assert sample.notes == ()
    assert len(sample.by_chance) == 5


def test_all_labels_equal_is_no_error(tmp_path: Path) -> None:
    sample = read_codes([write(tmp_path / "s.csv", coded())], BOOK)
    assert {c.codings[0].codes["demand_type"] for c in sample.contacts} == {"failure"}


def test_an_adjudicating_row_comes_after_the_readings_it_decides_between(tmp_path: Path) -> None:
    made = coded()
    made.insert(0, row(2, coding=Coding("chidi", VALUE, "delivery 1", adjudicates=True), coder="chidi"))
    found = read_codes([write(tmp_path / "s.csv", made)], BOOK).contacts[0]
    assert found.adjudicated is not None
    assert found.adjudicated.coder == "chidi"
    assert [c.coder for c in found.codings] == ["amara", "bela", "chidi"]


def test_who_adjudicates_may_be_one_of_the_readers(tmp_path: Path) -> None:
    made = [*coded(), row(2, coding=Coding("amara", VALUE, "delivery 1", adjudicates=True), coder="amara")]
    assert read_codes([write(tmp_path / "s.csv", made)], BOOK).contacts[1].adjudicated is not None


def test_codes_typed_by_hand_are_brought_to_the_form_of_the_codebook(tmp_path: Path) -> None:
    loose = {
        **FAILURE,
        "demand_type": "Failure ",
        "failure_code": "Progress chasing",
        "reason": "parcel is LATE",
    }
    made = [replace(coded()[0], coding=Coding("amara", loose, "delivery 1")), *coded()[1:]]
    path = write(tmp_path / "s.csv", made)
    assert read_codes([path], BOOK).contacts[0].codings[0].codes == FAILURE
    without = read_codes([path]).contacts[0].codings[0].codes
    assert (without["demand_type"], without["reason"]) == ("failure", "parcel is LATE")


def test_sheets_of_several_coders_are_merged(tmp_path: Path) -> None:
    made = coded()
    first = write(tmp_path / "amara.csv", [r for r in made if r.coder == "amara"])
    second = write(tmp_path / "bela.csv", [r for r in made if r.coder == "bela"])
    sample = read_codes([first, second], BOOK)
    assert {c.contact_id for c in sample.contacts} == {"1", "2", "3", "4", "5"}
    assert [len(c.codings) for c in sample.contacts if c.contact_id == "2"] == [2]


def test_copies_of_the_whole_sheet_filled_by_two_people_are_merged(tmp_path: Path) -> None:
    amara = [row(1, FAILURE, "amara"), row(2, FAILURE, "amara"), row(2), row(4), row(3), row(5)]
    bela = [row(1), row(2), row(2, VALUE, "bela"), row(4, VALUE, "bela"), row(3), row(5)]
    sample = read_codes([write(tmp_path / "a.csv", amara), write(tmp_path / "b.csv", bela)], BOOK)
    assert [len(c.codings) for c in sample.contacts] == [1, 2, 1, 0, 0]


def test_an_unknown_code_is_named_with_its_place_and_the_nearest_code(tmp_path: Path) -> None:
    path = edited(
        write(tmp_path / "s.csv", coded()),
        ("crm/4,amara,delivery 1,failure", "crm/4,amara,delivery 1,failur"),
    )
    named = f"{path}, row 5, demand_type: demand_type has no code 'failur'"
    assert said(path).splitlines()[1].startswith(named)
    assert "Did you mean 'failure'?" in said(path)
    assert named in said(path, None)


def test_without_a_codebook_codes_all_codebooks_share_are_still_checked(tmp_path: Path) -> None:
    made = [row(1, {"reason": "New address", "cause": "it"}, "amara"), *coded()[1:]]
    made[1] = replace(made[1], coding=Coding("amara", {**FAILURE, "demand_type": "value"}, "delivery 1"))
    message = said(write(tmp_path / "s.csv", made), None)
    assert "row 2, demand_type: demand_type is empty though other fields are coded" in message
    assert (
        "row 3, failure_code: failure_code is asked only of failure demand, and demand_type is value"
        in message
    )


def test_two_codings_of_a_contact_by_one_coder_are_named_with_both_rows(tmp_path: Path) -> None:
    made = coded()
    made[2] = replace(made[2], coding=Coding("Amara", VALUE, "delivery 1"), coder="Amara")
    path = write(tmp_path / "s.csv", made)
    assert (
        f"{path}, row 4, coder: Amara has coded crm/2 here and in row 3. Keep the coding that holds"
        in said(path)
    )
    first, second = write(tmp_path / "a.csv", coded()), write(tmp_path / "b.csv", [coded()[0]])
    assert f"{second}, row 2, coder: amara has coded crm/1 here and in row 2 of {first}" in said(
        [first, second]
    )


def test_two_decisions_on_a_contact_are_named_with_both_rows(tmp_path: Path) -> None:
    decides = [
        row(2, coding=Coding(coder, VALUE, "delivery 1", adjudicates=True), coder=coder)
        for coder in ("c", "d")
    ]
    message = said(write(tmp_path / "s.csv", [*coded(), *decides]))
    assert "row 9, adjudicates: crm/2 is decided here and in row 8. Keep one of the two rows." in message


def test_codes_without_a_name_are_named(tmp_path: Path) -> None:
    path = edited(write(tmp_path / "s.csv", coded()), ("crm/4,amara", "crm/4,"))
    assert "row 5, coder: crm/4 is coded and nobody is named. Write who coded it." in said(path)


def test_a_contact_outside_the_sample_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "s.csv", coded())
    line = "crm/99,amara,delivery 1,failure," + "," * 26
    path.write_bytes(path.read_bytes() + f"{line}\r\n".encode())
    assert "row 8, stratum: crm/99 does not belong to the sample" in said(path)
    assert "its codes cannot enter a share. Remove the row, or draw more" in said(path)


def test_rows_that_were_deleted_or_added_are_counted_by_stratum(tmp_path: Path) -> None:
    path = write(tmp_path / "s.csv", coded()[1:])
    assert "3 contacts were drawn from 'Refund / phone' and 2 are in the rows: rows were deleted" in said(
        path
    )
    path = write(tmp_path / "t.csv", [*coded(), replace(row(5), contact=contact(6, "Refund / *"))])
    assert "2 contacts were drawn from 'Refund / *' and 3 are in the rows: rows were added" in said(path)


def test_a_stratum_of_which_every_row_was_deleted_is_noticed(tmp_path: Path) -> None:
    path = write(tmp_path / "s.csv", [r for r in coded() if r.contact.stratum == "Refund / phone"])
    assert (
        "population: the sample stands for 227 contacts, and the strata hold 150: all rows of a stratum were "
        "deleted" in said(path)
    )


def test_a_coders_sheet_that_is_not_named_is_noticed(tmp_path: Path) -> None:
    path = write(tmp_path / "amara.csv", coded()[:3])
    assert "or this is one of several sheets: name them all" in said(path)


def test_a_codebook_change_in_mid_sample_is_named_with_its_rows(tmp_path: Path) -> None:
    made = [
        replace(r, coding=replace(r.coding, codebook="delivery 2")) if r.coding and n in (3, 4) else r
        for n, r in enumerate(coded())
    ]
    path = write(tmp_path / "s.csv", made)
    message = said(path, None)
    assert (
        f"{path}, codebook: rows 5-6 are coded by 'delivery 2', and the 4 others follow 'delivery 1'"
        in message
    )
    assert "`headwater demand codebook carry` brings the rows to it" in message
    assert "code them again" in message


def test_codes_of_another_codebook_than_the_one_given_are_named(tmp_path: Path) -> None:
    message = said(write(tmp_path / "s.csv", coded()), SmallCodebook(title="delivery 2"))
    assert "rows 2-7 are coded by 'delivery 1', and the codebook given is 'delivery 2'" in message


def test_rows_that_name_no_codebook_follow_the_others_and_a_note_says_so(tmp_path: Path) -> None:
    path = edited(write(tmp_path / "s.csv", coded()), ("crm/4,amara,delivery 1", "crm/4,amara,"))
    sample = read_codes([path], BOOK)
    assert sample.notes == ("Coded rows without a codebook, taken to follow 'delivery 1': 1.",)
    assert {c.codebook for contact in sample.contacts for c in contact.codings} == {"delivery 1"}


def test_two_sheets_of_different_draws_are_refused(tmp_path: Path) -> None:
    other = Design(
        {**DESIGN.strata, "Refund / phone": Stratum(200, 3)}, ("reason_source",), 5, DESIGN.since, None, 8
    )
    first = write(tmp_path / "a.csv", coded())
    second = write(tmp_path / "b.csv", [replace(r, coder="b", coding=None) for r in coded()], other)
    message = said([first, second])
    assert (
        f"{second}, seed: says 8 where rows before it say 7: rows of two draws stand in one sheet" in message
    )
    assert f"{second}, store_version: says 5 where rows before it say 4" in message
    assert f"{second}, until: says nothing where rows before it say 2026-03-31" in message
    assert (
        f"{second}, strata_by: says reason_source where rows before it say reason_source,channel" in message
    )
    assert f"{second}, stratum_contacts: says 3 of 200 where rows before it say 3 of 150" in message
    assert f"{second}, row 2, stratum: crm/1 was drawn in another way than row 2 of {first} says" in message


def test_a_sheet_named_twice_or_not_at_all_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "s.csv", coded())
    with pytest.raises(UsageError, match="is named twice"):
        read_codes([path, tmp_path / "." / "s.csv"])
    with pytest.raises(UsageError, match="No sheet is named"):
        read_codes([])


def test_nothing_coded_is_said_with_what_to_do(tmp_path: Path) -> None:
    noted = [row(1, coding=Coding("", {}, "", note="hm")), *rows()[1:]]
    message = said(write(tmp_path / "s.csv", noted))
    assert message.startswith(f"Nothing is coded yet in {tmp_path / 's.csv'}. Code contacts with")


def test_the_first_rows_coded_are_called_a_random_part(tmp_path: Path) -> None:
    made = [*coded()[:4], *rows()[4:]]
    sample = read_codes([write(tmp_path / "s.csv", made)], BOOK)
    assert sample.notes == (
        "3 of the 5 contacts drawn by chance are coded. The coded ones are the first rows, which are a "
        "random part of the sample.",
    )
    assert len(sample.by_chance) == 3


def test_contacts_that_were_passed_over_are_counted(tmp_path: Path) -> None:
    made = [rows()[0], *coded()[1:4], rows()[4], coded()[5]]
    note = read_codes([write(tmp_path / "s.csv", made)], BOOK).notes[0]
    assert (
        "3 of the 5 contacts drawn by chance are coded. 2 contacts were passed over while later rows" in note
    )
    assert (
        "treated as missing at random within their stratum, which is wrong if they were passed over" in note
    )


def test_a_slow_coder_passes_nothing_over(tmp_path: Path) -> None:
    names = ["amara", "bela", "amara", "bela", "amara"]
    made = [row(n, coder=name) for n, name in zip((1, 2, 3, 4, 5), names, strict=True)]
    done = [replace(r, coding=Coding("bela", VALUE, "delivery 1")) if r.coder == "bela" else r for r in made]
    note = read_codes([write(tmp_path / "s.csv", done)], BOOK).notes[0]
    assert "are the first rows, which are a random part" in note


def test_second_readings_still_to_be_made_are_counted(tmp_path: Path) -> None:
    made = coded()
    made[2] = rows()[2]
    notes = read_codes([write(tmp_path / "s.csv", made)], BOOK).notes
    assert notes == ("Contacts that two people are to read: 0 of the 1 begun have both readings.",)


def test_contacts_not_drawn_by_chance_stay_out_of_shares_and_are_counted(tmp_path: Path) -> None:
    more = [
        replace(coded()[0], contact=contact(n, chosen=chosen, inclusion_probability=0.0))
        for n, chosen in ((7, CHOSEN_AS_UNSURE), (8, CHOSEN_AGAIN))
    ]
    sample = read_codes([write(tmp_path / "s.csv", [*coded(), *more])], BOOK)
    assert len(sample.contacts) == 7
    assert len(sample.by_chance) == 5
    assert sample.notes == (
        "Left out of every share: 1 contact picked because a model was unsure.",
        "Left out of every share: 1 contact looked at again from an earlier sample.",
    )


def test_quotes_that_are_not_in_the_text_are_counted(tmp_path: Path) -> None:
    made = coded()
    quotes = ["IS late.", "never said"]
    for n, quote in enumerate(quotes):
        made[n] = replace(made[n], coding=Coding("amara", FAILURE, "delivery 1", quote))
    without = replace(made[1], shown={})
    path = write(tmp_path / "s.csv", made)
    assert read_codes([path], BOOK).notes == (
        "Evidence quotes that are not in the text they are said to be from: 1.",
    )
    assert read_codes([write(path, [made[0], without, *made[2:]])], BOOK).notes == ()


@pytest.mark.parametrize("by_codebook", [True, False])
def test_a_customers_words_in_the_column_of_a_code_are_not_repeated(
    tmp_path: Path, by_codebook: bool
) -> None:
    words = "I am Ms Kerr of 4 Long Street and have been waiting for my parcel for a week"
    codebook = read_codebook("delivery") if by_codebook else None
    for old in (",failure,", ",progress_chasing,", ",delivery 1,"):
        path = edited(write(tmp_path / "s.csv", coded()[:1] + rows()[1:]), (old, f",{words},"))
        with pytest.raises(BadDataError, match="a text of 76 characters") as caught:
            read_codes([path, write(tmp_path / "t.csv", [coded()[-1]])], codebook)
        assert "Kerr" not in str(caught.value)
        assert "Kerr" not in str(caught.value.__dict__)
