"""From open coding to a first codebook."""

from pathlib import Path

import pytest

from headwater.analysis.demand.codebook import read_codebook
from headwater.analysis.demand.codebook.drafting import Said, drafted_text, gather, starter_text
from headwater.analysis.demand.codebook.reading import parse_codebook
from headwater.analysis.errors import BadDataError, UsageError


def sheet(folder: Path, text: str, name: str = "codes.csv") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_wordings_are_counted_over_sheets_whatever_their_spelling(tmp_path: Path) -> None:
    one = sheet(tmp_path, "item,reason\n1,Parcel  gone\n2,parcel gone.\n3,\n4,Parcel gone\n")
    two = sheet(tmp_path, "reason,item\nWants a refund,1\n", "two.csv")
    assert gather([one, two]) == [Said("Parcel gone", 3), Said("Wants a refund", 1)]


def test_close_wordings_point_to_the_more_frequent_one(tmp_path: Path) -> None:
    file = sheet(tmp_path, "reason\nparcel gone\nparcel gone\nparcels gone\nrefund\n")
    assert gather([file]) == [
        Said("parcel gone", 2),
        Said("parcels gone", 1, "parcel gone"),
        Said("refund", 1),
    ]


def test_what_was_protected_from_spreadsheets_is_read_as_it_was_said(tmp_path: Path) -> None:
    file = sheet(tmp_path, "reason\n'=HELP\n'tis late\n")
    assert {said.text for said in gather([file])} == {"=HELP", "'tis late"}


def test_the_draft_is_an_open_codebook_with_what_was_said(tmp_path: Path) -> None:
    odd = 'He said: "no" # really'
    text = drafted_text(
        "mine", {"reason": [Said(odd, 2), Said("late", 1, odd)], "cause_owner": [Said("Depot", 4)]}
    )
    book = parse_codebook(text, "mine.yaml")
    assert (book.title, book.status) == ("mine 1", "open")
    assert book.codes("reason") == (odd, "late")
    assert book.is_inside_support("Depot") is None
    assert "# 2 times" in text
    assert "# once; close to" in text
    assert all(finding.level == "warning" for finding in book.check())


def test_a_draft_on_a_starter_adds_only_what_the_starter_lacks() -> None:
    said = {
        "reason": [Said("thanks AND praise", 3), Said("Lost at sea", 2)],
        "cause_owner": [Said("finance", 1)],
    }
    starter = read_codebook("delivery")
    book = parse_codebook(drafted_text("x", said, starter), "x.yaml")
    assert set(book.reason) - set(starter.reason) == {"Lost at sea"}
    assert set(book.cause_owner) == set(starter.cause_owner)


@pytest.mark.parametrize("name", ["generic", "delivery"])
def test_a_starter_as_a_file_of_ones_own_is_the_same_codebook(name: str) -> None:
    own = parse_codebook(starter_text(name), "x.yaml")
    assert own.model_dump() == read_codebook(name).model_dump()


def test_a_sheet_without_the_column_says_which_it_has(tmp_path: Path) -> None:
    file = sheet(tmp_path, "item,grund\n1,x\n")
    with pytest.raises(
        BadDataError, match=r"codes\.csv, row 1: there is no column reason\. Columns: item, grund\."
    ):
        gather([file])


def test_a_missing_sheet_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"There is no file .*none\.csv"):
        gather([tmp_path / "none.csv"])


def test_a_sheet_is_read_as_a_spreadsheet_elsewhere_saves_it(tmp_path: Path) -> None:
    file = tmp_path / "codes.csv"
    file.write_bytes('Item;Reason\r\n1;"Büro; zu"\r\n'.encode("cp1252"))
    assert gather([file]) == [Said("Büro; zu", 1)]


def test_a_broken_row_is_named_before_anything_is_counted(tmp_path: Path) -> None:
    file = sheet(tmp_path, "item,reason\n1,parcel gone\n2,lost, or stolen\n")
    with pytest.raises(BadDataError, match=r"codes\.csv, row 3: has 3 cells where the header has 2"):
        gather([file])
