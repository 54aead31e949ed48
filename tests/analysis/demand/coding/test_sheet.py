"""Sheets survive what spreadsheets and people do to a CSV file, or say where they did not."""

import csv
import io
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.analysis.demand.coding.rows import COLUMNS
from headwater.analysis.demand.coding.sampled import CHOSEN_AS_UNSURE, Coding, Design, Stratum
from headwater.analysis.demand.coding.sheet import read_sheet, write_sheet
from headwater.analysis.errors import BadDataError, TryAgainError, UsageError

from .made_sheets import DESIGN, FAILURE, VALUE, contact, edited, row, rows, write


def said(path: Path) -> str:
    with pytest.raises(BadDataError) as caught:
        read_sheet(path)
    return str(caught.value)


def as_spreadsheet(path: Path, delimiter: str = ";", encoding: str = "utf-8-sig", line: str = "\r\n") -> Path:
    """Save the sheet again in the way of another spreadsheet."""
    cells = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=line).writerows(cells)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def test_rows_and_design_come_back_as_they_were(tmp_path: Path) -> None:
    made = [
        row(1, FAILURE, "amara"),
        row(2, coder="bela"),
        row(2, VALUE, "chidi", coding=Coding("chidi", VALUE, "delivery 1", "is late", "unsure", True)),
        row(9, contact=contact(9, chosen=CHOSEN_AS_UNSURE, inclusion_probability=0.0, batch=3)),
        row(4),
    ]
    sheet = read_sheet(write(tmp_path / "s.csv", made))
    assert list(sheet.rows) == made
    assert sheet.design == DESIGN
    assert [r.number for r in sheet.rows] == [2, 3, 4, 5, 6]
    assert sheet.population == 227


def test_columns_stand_in_the_agreed_order_and_spreadsheets_know_the_encoding(tmp_path: Path) -> None:
    found = write(tmp_path / "s.csv").read_bytes()
    assert found.startswith(b"\xef\xbb\xbfitem,coder,codebook,demand_type,failure_code,reason,preventable,")
    header = found.decode("utf-8-sig").splitlines()[0].split(",")
    assert tuple(header) == COLUMNS
    assert header[-3:] == ["strata_by", "seed", "population"]


def test_formulas_in_what_customers_wrote_are_disarmed_and_read_back(tmp_path: Path) -> None:
    body = '=HYPERLINK("http://x.example","click")\r\n=1+1'
    path = write(tmp_path / "s.csv", [row(1, shown={"body": body, "subject": "@SUM(A1)"})])
    cells = next(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
    assert cells["body"].startswith("'=HYPERLINK")
    assert cells["subject"] == "'@SUM(A1)"
    assert read_sheet(path).rows[0].shown["body"] == body


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_any_spreadsheets_csv_is_read(tmp_path: Path, delimiter: str, encoding: str) -> None:
    made = [row(1, {**VALUE, "reason": "Größe, Farbe; „neu“"}, "Zoë"), row(2)]
    path = as_spreadsheet(write(tmp_path / "s.csv", made), delimiter, encoding)
    sheet = read_sheet(path)
    assert list(sheet.rows) == made
    assert sheet.delimiter == delimiter


def test_decimal_commas_rounded_chances_and_local_days_are_read(tmp_path: Path) -> None:
    path = edited(
        write(tmp_path / "s.csv"),
        (",0.02,sample", ',"0,02",sample'),
        (",0.025974025974025976,sample", ',"2,5974E-02",sample'),
        ("'2026-01-05,'2026-03-31", "05.01.2026,31/03/2026"),
        (",150,3,", ',"150,0",3,'),
    )
    sheet = read_sheet(path)
    assert sheet.design == DESIGN
    assert sheet.rows[-1].contact.inclusion_probability == 2 / 77


def test_a_contact_id_that_a_spreadsheet_rewrote_is_taken_from_the_item(tmp_path: Path) -> None:
    long = contact(1, item="crm/0012345678901234", contact_id="0012345678901234")
    path = write(tmp_path / "s.csv", [row(1, contact=long)])
    edited(path, (",0012345678901234,", ',"1,23457E+13",'))
    assert read_sheet(path).rows[0].contact == long


def test_empty_columns_and_rows_at_the_end_and_other_orders_are_read(tmp_path: Path) -> None:
    path = write(tmp_path / "s.csv")
    cells = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
    turned = [[*reversed(line), "", ""] for line in cells]
    turned += [[""] * len(turned[0]), []]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows(turned)
    path.write_text("sep=;\r\n" + text.getvalue(), encoding="utf-8", newline="")
    assert list(read_sheet(path).rows) == rows()
    assert read_sheet(path).rows[0].number == 3


def test_columns_somebody_added_stay_when_it_is_written_again(tmp_path: Path) -> None:
    path = write(tmp_path / "s.csv", [replace(row(1), extra={"my mood": "=fine"}), row(2)])
    write_sheet(path, [replace(row(1), extra={"my mood": "=fine"}), row(2)], DESIGN, extra=["my mood"])
    sheet = read_sheet(path)
    assert [r.extra["my mood"] for r in sheet.rows] == ["=fine", ""]
    write_sheet(path, sheet.rows, sheet.design, delimiter=";", extra=sheet.extra)
    again = read_sheet(path)
    assert (again.rows, again.extra, again.delimiter) == (sheet.rows, ("my mood",), ";")


def test_a_row_longer_than_the_header_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "s.csv")
    lines = path.read_bytes().decode("utf-8-sig").split("\r\n")
    path.write_bytes("\r\n".join([*lines[:3], lines[3] + ",more", *lines[4:]]).encode())
    assert "row 4: has 32 cells where the header has 31: a text was split" in said(path)


def test_stratum_labels_are_kept_to_the_letter(tmp_path: Path) -> None:
    labels = ["2026-03", " Refund ", "(none)", "=x", "mar 5"]
    design = Design({label: Stratum(2, 1) for label in labels}, ("month",))
    made = [
        row(n, contact=replace(contact(n), stratum=label, inclusion_probability=0.5))
        for n, label in enumerate(labels)
    ]
    sheet = read_sheet(write(tmp_path / "s.csv", made, design))
    assert sheet.design == design


def test_a_file_that_cannot_be_written_stays_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(TryAgainError, match=r"folder cannot be written: .*Nothing of it was changed"):
        write(tmp_path / "folder")
    path = write(tmp_path / "s.csv")
    before = path.read_bytes()
    with pytest.raises(UsageError, match="lies in a stratum that the design does not hold"):
        write(
            path,
            [row(1, contact=contact(1, stratum="Refund / *"))],
            Design({"Refund / phone": Stratum(9, 1)}),
        )
    assert path.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["folder", "s.csv"]


def test_a_stratum_nothing_was_drawn_from_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        UsageError, match=r"Nothing was drawn from the stratum 'chat' with its 40 contacts.*merge"
    ):
        write(tmp_path / "s.csv", [], Design({"chat": Stratum(40, 0)}))


def test_a_file_that_is_no_sheet_is_said_to_be_none(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    with pytest.raises(UsageError, match=r"There is no file .*s\.csv"):
        read_sheet(path)
    path.write_text("", encoding="utf-8")
    assert "is empty" in said(path)
    path.write_bytes(b"PK\x03\x04 zipped")
    assert "is a workbook. Save it as CSV (UTF-8)" in said(path)
    path.write_text("id,name\n1,x\n", encoding="utf-8")
    assert "is not a coding sheet" in said(path)
    path.write_text('item,coder\n1,"x\n2,y\n', encoding="utf-8")
    assert "row 2: the quotes around a text are broken" in said(path)
    write(path, [])
    assert "holds a header and no rows" in said(path)


def test_missing_columns_are_named_with_the_nearest_that_is_there(tmp_path: Path) -> None:
    path = edited(write(tmp_path / "s.csv"), ("demand_type", "demand type"))
    assert "lacks the column demand_type. Did you mean 'demand type'?" in said(path)
    edited(path, ("demand type,failure_code", "demand_type,failure_code,reason"))
    assert "row 1, reason: two columns have this name" in said(path)


def test_text_under_a_nameless_column_is_not_lost_in_silence(tmp_path: Path) -> None:
    path = write(tmp_path / "s.csv", [row(1)])
    header, line, end = path.read_bytes().decode("utf-8-sig").partition("\r\n")
    path.write_bytes(f"{header},{line}{end.rstrip()},hello\r\n".encode())
    assert "row 2: text stands under a column without a name" in said(path)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            ",crm,1,Refund",
            ",,,Refund",
            "row 2, item: crm/1 is not the contact that source and contact_id name",
        ),
        (
            ",crm,1,Refund / phone,150,3,0.02,sample,1,4,",
            ",,,,,,,,,4,",
            "row 2, stratum: crm/1 does not belong to the sample: nothing says how it was drawn",
        ),
        (",crm,1,Refund", ",crm,11,Refund", "row 2, item: crm/1 is not the contact"),
        ("crm/1,", ",", "row 2, item: is empty"),
        (",0.02,sample", ",0.3,sample", "row 2, inclusion_probability: is not 3 / 150 = 0.02"),
        (",0.02,sample", ",,sample", "row 2, inclusion_probability: is not 3 / 150 = 0.02"),
        (",150,3,", ",many,3,", "row 2, stratum_contacts: is not a whole number"),
        (",150,3,", ",2,3,", "row 2, stratum_drawn: says 3 drawn of 2 contacts, which cannot be"),
        (",sample,1,4", ",sampel,1,4", "row 2, chosen: is 'sampel'. Did you mean 'sample'?"),
        (",sample,1,4", ",sample,one,4", "row 2, batch: is not a whole number"),
        (",'2026-01-05,", ",03/04/2026,", "row 2, since: cannot be read"),
        (",yes,2026", ",perhaps,2026", "row 2, adjudicates: is neither empty nor yes"),
    ],
)
def test_a_row_that_does_not_say_rightly_how_it_was_drawn_is_named(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    made = [row(1, coding=Coding("amara", VALUE, "delivery 1", adjudicates=True), coder="amara")]
    design = Design({"Refund / phone": Stratum(150, 3)}, DESIGN.variables, 4, DESIGN.since, DESIGN.until, 7)
    path = edited(write(tmp_path / "s.csv", made, design), (old, new))
    assert message in said(path)
    assert str(path) in said(path)


def test_rows_of_two_draws_in_one_sheet_are_named(tmp_path: Path) -> None:
    path = write(tmp_path / "s.csv")
    other = replace(DESIGN, seed=8, strata={**DESIGN.strata, "Refund / phone": Stratum(200, 4)})
    made = [row(3, contact=contact(3, inclusion_probability=0.02))]
    second = write(tmp_path / "other.csv", made, other).read_bytes().decode("utf-8-sig")
    path.write_bytes(path.read_bytes() + second.partition("\r\n")[2].encode())
    message = said(path)
    assert "row 8, seed: says 8 where rows before it say 7: rows of two draws stand in one sheet" in message
    assert "row 8, stratum_contacts: says 4 of 200 where rows before it say 3 of 150" in message
    assert "row 8, population: says 277 where rows before it say 227" in message


def test_all_that_is_wrong_is_counted_and_the_first_twenty_are_shown(tmp_path: Path) -> None:
    made = [row(1, contact=contact(n)) for n in range(30)]
    path = edited(write(tmp_path / "s.csv", made), (",0.02,", ",0.5,"))
    message = said(path)
    assert message.startswith("30 things are to be put right, the first 20 of them:")
    assert len(message.splitlines()) == 21
    with pytest.raises(BadDataError) as caught:
        read_sheet(path)
    assert caught.value.data["total"] == 30
    assert caught.value.data["problems"][0]["column"] == "inclusion_probability"


def test_no_message_repeats_what_a_customer_wrote(tmp_path: Path) -> None:
    words = (
        "my neighbour Wilhelmine took the parcel and will not give it back to me, please write to her at once"
    )
    path = edited(
        write(tmp_path / "s.csv"),
        (",sample,1,4,", f',"{words}",1,"{words}",'),
        (',"reason_source,channel",', f',"{words}",'),
    )
    message = said(path)
    assert "row 2, chosen: is something else. Known: sample, unsure, again." in message
    assert "Wilhelmine" not in message


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40), st.sampled_from(",;\t|"))
def test_any_text_comes_back_to_the_letter(body: str, note: str, added: str, delimiter: str) -> None:
    coding = Coding("amara", VALUE, "delivery 1", evidence_quote=body, note=note)
    made = row(1, coding=coding, coder="amara", shown={**row(1).shown, "body": body}, extra={"mine": added})
    with TemporaryDirectory() as folder:
        path = Path(folder) / "s.csv"
        write_sheet(path, [made, row(2)], DESIGN, delimiter=delimiter, extra=["mine"])
        assert read_sheet(path).rows[0] == made


def test_folders_on_the_way_to_a_sheet_are_made_and_a_place_that_is_none_is_told(tmp_path: Path) -> None:
    assert read_sheet(write(tmp_path / "new" / "folder" / "s.csv")).rows
    (tmp_path / "file").write_text("")
    with pytest.raises(TryAgainError, match=r"file/s\.csv cannot be written: "):
        write(tmp_path / "file" / "s.csv")


def test_words_that_slid_into_a_column_of_the_design_are_not_repeated(tmp_path: Path) -> None:
    path = edited(write(tmp_path / "s.csv"), ('"reason_source,channel"', "I am Ms Kerr"))
    assert "strata_by: cannot be read. Take these cells" in said(path)
    assert "Kerr" not in said(path)
