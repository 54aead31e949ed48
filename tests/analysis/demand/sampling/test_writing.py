"""Sheets of a sample: read back as they were drawn, one for all or one a coder."""

from pathlib import Path

import pytest
from tests.analysis.demand.sampling.made_store import contacts, tables, texts

from headwater.analysis.demand.coding.reading import read_codes
from headwater.analysis.demand.coding.sheet import read_sheet
from headwater.analysis.demand.sampling.sample import Sample, draw_sample
from headwater.analysis.demand.sampling.settings import SampleSettings
from headwater.analysis.demand.sampling.writing import write_sample
from headwater.analysis.errors import BadDataError, UsageError

CODERS = ("amara", "bela", "chidi b.")


@pytest.fixture(scope="module")
def sample() -> Sample:
    rows = contacts()
    settings = SampleSettings(n=50, variables=("reason_source", "channel"), coders=CODERS)
    return draw_sample(tables(rows, texts(rows)), settings)


def test_what_is_written_is_read_back(sample: Sample, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "to_code.csv"
    written = write_sample(sample, out)
    sheet = read_sheet(out)
    assert sheet.design == sample.design
    assert sheet.rows == sample.rows
    assert sheet.rows[0].shown["body"] == "=Where is it?"
    assert str(written).endswith(f"60 rows in {out}")
    assert written.to_dict()["files"] == [{"file": str(out), "rows": 60}]


def test_a_drawn_sheet_is_one_that_codes_can_be_read_from(sample: Sample, tmp_path: Path) -> None:
    write_sample(sample, tmp_path / "to_code.csv")
    with pytest.raises(BadDataError, match="Nothing is coded yet"):
        read_codes([tmp_path / "to_code.csv"])


def test_each_coder_gets_a_sheet_without_the_others_rows(sample: Sample, tmp_path: Path) -> None:
    written = write_sample(sample, tmp_path / "to_code.csv", separate=True)
    assert [path.name for path in written.files] == [
        "to_code.amara.csv",
        "to_code.bela.csv",
        "to_code.chidi_b_.csv",
    ]
    assert list(written.files.values()) == [20, 20, 20]
    for path, name in zip(written.files, CODERS, strict=True):
        rows = read_sheet(path).rows
        assert {row.coder for row in rows} == {name}
        assert len({row.contact.item for row in rows}) == 20


def test_a_sheet_that_exists_is_never_written_over(sample: Sample, tmp_path: Path) -> None:
    taken = tmp_path / "to_code.bela.csv"
    taken.write_text("codes", encoding="utf-8")
    with pytest.raises(UsageError, match=r"to_code.bela.csv exists, and there may be codes in it.*--top-up"):
        write_sample(sample, tmp_path / "to_code.csv", separate=True)
    assert [path.name for path in tmp_path.iterdir()] == ["to_code.bela.csv"]


def test_names_that_give_one_file_are_refused(tmp_path: Path) -> None:
    settings = SampleSettings(n=20, variables=(), coders=("a b", "a.b"))
    sample = draw_sample(tables(contacts()), settings)
    with pytest.raises(UsageError, match=r"Two coders would get the file .*out.a_b.csv"):
        write_sample(sample, tmp_path / "out.csv", separate=True)
