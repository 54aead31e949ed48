"""Codes from CSV files, and the list to adjudicate: what is read, and what is refused."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from headwater.analysis.agreement import Reading, Readings, agreement, read_readings, write_adjudication
from headwater.analysis.errors import BadDataError, TryAgainError, UsageError

Write = Callable[..., Path]

SHEET = ("demand_type", "failure_code", "cause")


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def make(text: str | bytes, name: str = "codes.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return make


def codes(found: list[Reading]) -> list[tuple[str, str, str]]:
    return [(one.item, one.coder, one.code) for one in found]


def test_the_plain_form_is_read_with_the_row_of_every_reading(write: Write) -> None:
    path = write("item,coder,code\n1,Ana,value\n\n1,Ben, failure \n")
    found = read_readings([path])
    assert codes(found["code"]) == [("1", "Ana", "value"), ("1", "Ben", "failure")]
    assert [one.where for one in found["code"]] == ["codes.csv, row 2", "codes.csv, row 4"]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_separators_and_the_mark_of_spreadsheets_are_understood(write: Write, separator: str) -> None:
    text = "\ufeffitem,coder,code\r\n1,Ana,value\r\n".replace(",", separator)
    assert codes(read_readings([write(text)])["code"]) == [("1", "Ana", "value")]


def test_rows_are_counted_as_a_spreadsheet_counts_them(write: Write) -> None:
    path = write('item,coder,code,body\n1,Ana,x,"two\nlines, and more"\n2,Ana,y,\n')
    assert [one.where for one in read_readings([path])["code"]] == ["codes.csv, row 2", "codes.csv, row 3"]


def test_several_files_are_taken_together(write: Write) -> None:
    one = write("item,coder,code\n1,Ana,x\n", "ana.csv")
    other = write("coder,item,code\nBen,1,y\n", "ben.csv")
    found = read_readings([one, other])["code"]
    assert codes(found) == [("1", "Ana", "x"), ("1", "Ben", "y")]
    assert found[1].where == "ben.csv, row 2"


def test_a_sheet_gives_its_fields_without_decisions_and_unclaimed_rows(write: Write) -> None:
    path = write(
        "item,coder,demand_type,failure_code,adjudicates\n"
        "s/1,Ana,failure,policy,\n"
        "s/1,Ben,value,,\n"
        "s/1,Cy,failure,policy,yes\n"
        "s/2,,,,\n"
    )
    found = read_readings([path], fields=SHEET)
    assert list(found) == ["demand_type", "failure_code"]
    assert codes(found["demand_type"]) == [("s/1", "Ana", "failure"), ("s/1", "Ben", "value")]
    assert codes(found["failure_code"]) == [("s/1", "Ana", "policy"), ("s/1", "Ben", "")]
    assert list(read_readings([path], field="failure_code", fields=SHEET)) == ["failure_code"]


def test_protected_cells_are_read_as_what_they_protect(write: Write) -> None:
    path = write("item,coder,code\n'=1,Ana,'-3\n'=1,Ben,'tis\n")
    assert codes(read_readings([path])["code"]) == [("=1", "Ana", "-3"), ("=1", "Ben", "'tis")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"codes\.csv is empty\. Give a CSV file with the columns item, coder and code"),
        ("\n\n", r"codes\.csv is empty"),
        ("item,coder,code\n", r"codes\.csv has a header but no rows\. Code some items first"),
        ("item,who,code\n1,a,x\n", r"codes\.csv has no column 'coder'; it has item, who, code\."),
        ("id,coder,code\n1,a,x\n", r"codes\.csv has no column 'item'; it has id, coder, code\."),
        ("item,coder,label\n1,a,x\n", r"no column 'code'; it has item, coder, label\..*name it with --field"),
        ("item,coder,code\n,Ana,x\n", r"codes\.csv, row 2: the column 'item' is empty but code 'x'"),
        ("item,coder,code\n1,Ana,x\n1,,y\n", r"codes\.csv, row 3: the column 'coder' is empty but code 'y'"),
        ("item,coder,code\n1,Ana\n", r"codes\.csv, row 2 has 2 cells, and the header has 3\. Quote text"),
        ("item,coder,code\n1,Ana,x,y\n", r"codes\.csv, row 2 has 4 cells"),
        ('item,coder,code\n1,Ana,"x\n', r"codes\.csv, row 2 is not valid CSV.*quote that is not closed"),
        ("item,coder,code,code\n1,a,x,x\n", r"two columns 'code'\. Remove or rename one"),
        (b"item,coder,code\n1,Ana,r\xe9f\n", r"codes\.csv is not UTF-8 text \(byte \d+\)\. Save it again"),
    ],
)
def test_a_bad_file_says_what_where_and_what_to_do(write: Write, text: str | bytes, message: str) -> None:
    with pytest.raises(BadDataError, match=message):
        read_readings([write(text)], fields=SHEET)


def test_a_field_that_is_not_there_names_the_nearest(write: Write) -> None:
    path = write("item,coder,demand_type\n1,Ana,x\n")
    with pytest.raises(
        UsageError, match=r"codes\.csv has no column 'demand_typ'\. Did you mean 'demand_type'\?"
    ):
        read_readings([path], field="demand_typ")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.csv cannot be read: No such file"):
        read_readings([tmp_path / "none.csv"])


def test_the_list_to_adjudicate_has_a_column_for_each_coder_and_for_the_decision(tmp_path: Path) -> None:
    rows = [Reading("=1+1", "Ben", "x"), Reading("=1+1", "Ana", "y"), Reading("2", "Cy", "x")]
    found = agreement(Readings.from_rows(rows, field="cause"), np.random.default_rng(1))
    path = tmp_path / "deep" / "adjudicate.csv"
    assert write_adjudication(path, [found]) == 1
    assert path.read_text(encoding="utf-8").splitlines() == [
        "field,item,decision,code by Ana,code by Ben,code by Cy",
        "cause,'=1+1,,y,x,",
    ]
    assert [file.name for file in path.parent.iterdir()] == ["adjudicate.csv"]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(TryAgainError, match=r"list cannot be written to .*out\.csv.*--out"):
        write_adjudication(tmp_path / "file" / "out.csv", [])
