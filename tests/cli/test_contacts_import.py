import csv
import errno
import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import headwater as hw
from headwater.analysis.contacts import versions
from headwater.analysis.contacts.engines import collect

HEADER = "contact_id,customer_id,opened_at,channel,handle_seconds,agent_id,subject,body\n"
GOOD = (
    "{n},anna.{n}@mail.example,2026-03-01T10:00:00Z,email,120,Greta Dietrich,Parcel {n},Where is my parcel?\n"
)


def write(path: Path, rows: int, *more: str) -> Path:
    path.write_text(HEADER + "".join(GOOD.format(n=n) for n in range(rows)) + "".join(more), encoding="utf-8")
    return path


def imported(folder: Path, file: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    command = [
        sys.executable,
        "-m",
        "headwater",
        "contacts",
        "import",
        str(file),
        "--store",
        str(folder / "store"),
    ]
    given = options if "--mapping" in options else ("--mapping", "generic", *options)
    zone = () if "--timezone" in options else ("--timezone", "Europe/Berlin")
    return subprocess.run([*command, *given, *zone], capture_output=True, text=True, check=False)


def test_json_is_the_result_and_nothing_else(tmp_path: Path) -> None:
    done = imported(tmp_path, write(tmp_path / "e.csv", 3), "--json")
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["status"] == "imported"
    assert result["reconciliation"]["loaded"] == result["reconciliation"]["source_rows"] == 3


def test_the_table_shows_the_sum_and_the_rows_of_the_source(tmp_path: Path) -> None:
    done = imported(tmp_path, write(tmp_path / "e.csv", 3))
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["sum", "3"] in lines
    assert ["rows", "of", "the", "source", "3"] in lines


def test_the_same_again_is_unchanged_and_a_new_version_updates(tmp_path: Path) -> None:
    file = write(tmp_path / "e.csv", 3)
    imported(tmp_path, file)
    again = json.loads(imported(tmp_path, file, "--json").stdout)
    assert (again["status"], again["version"], again["reconciliation"]["unchanged"]) == ("unchanged", 1, 3)
    file.write_text(
        file.read_text().replace(
            "1,anna.1@mail.example,2026-03-01T10:00:00Z,email,120",
            "1,anna.1@mail.example,2026-03-01T10:00:00Z,phone,90",
        )
    )
    later = json.loads(imported(tmp_path, file, "--json").stdout)["reconciliation"]
    assert (later["loaded"], later["updated"], later["unchanged"]) == (0, 1, 2)


def test_rejected_rows_are_listed_with_file_row_column_value_and_reason(tmp_path: Path) -> None:
    bad = "7,anna.7@mail.example,yesterday,email,120,Greta Dietrich,x,y\n"
    done = imported(tmp_path, write(tmp_path / "e.csv", 2, bad), "--max-rejects", "1", "--json")
    result = json.loads(done.stdout)
    assert result["reconciliation"]["rejected_rows"] == 1
    assert result["reconciliation"]["accounted"] == result["reconciliation"]["source_rows"] == 3
    listed = Path(result["rejects_file"]).read_text(encoding="utf-8").splitlines()
    [reject] = list(csv.DictReader(listed))
    assert reject["file"].endswith("e.csv")
    assert (reject["row"], reject["column"], reject["value"]) == ("3", "opened_at", "yesterday")
    assert "opened_at is not an instant" in reject["reason"]


def test_too_many_rejects_refuse_the_whole_import_and_leave_the_store_as_it_was(tmp_path: Path) -> None:
    imported(tmp_path, write(tmp_path / "a.csv", 2))
    before = sorted(p for p in (tmp_path / "store").rglob("*") if p.is_file())
    bad = "9,x,yesterday,email,1,a,b,c\n"
    done = imported(tmp_path, write(tmp_path / "b.csv", 50, bad), "--json")
    result = json.loads(done.stdout)
    assert done.returncode == 65
    assert result["status"] == "refused"
    assert result["reconciliation"]["accounted"] == result["reconciliation"]["source_rows"] == 51
    assert sorted(p for p in (tmp_path / "store").rglob("*") if p.is_file()) == before
    assert hw.ContactStore(tmp_path / "store").describe().contacts == 2


def test_a_refused_first_import_leaves_no_store(tmp_path: Path) -> None:
    done = imported(tmp_path, write(tmp_path / "b.csv", 1, "9,x,yesterday,email,1,a,b,c\n"))
    assert done.returncode == 65
    assert "Refused: 1 of 2 rows were rejected" in done.stdout
    assert not (tmp_path / "store").exists()


@pytest.mark.parametrize(("limit", "code"), [("1", 0), ("50%", 0), ("0.5", 0), ("0", 65), ("100%", 0)])
def test_the_limit_is_a_share_or_a_number(tmp_path: Path, limit: str, code: int) -> None:
    file = write(tmp_path / "b.csv", 1, "9,x,yesterday,email,1,a,b,c\n")
    assert imported(tmp_path, file, "--max-rejects", limit).returncode == code


def test_a_limit_that_is_neither_is_refused_with_an_example(tmp_path: Path) -> None:
    done = imported(tmp_path, write(tmp_path / "b.csv", 1), "--max-rejects", "few")
    assert done.returncode == 2
    assert "'few' is neither a share (0.05 or 5%) nor a number of rows (50)" in done.stderr


def test_no_raw_identifier_is_anywhere_in_store_rejects_or_output(tmp_path: Path) -> None:
    bad = "77,anna.77@mail.example,anna.77@mail.example,email,120,Greta Dietrich,x,y\n"
    bad += '78,"anna.78@mail.example",2026-03-01,pigeon,1,Greta Dietrich,x,y\n'
    done = imported(tmp_path, write(tmp_path / "e.csv", 5, bad), "--max-rejects", "10")
    assert done.returncode == 0, done.stderr
    raw = (b"anna.", b"Greta", b"Dietrich")
    kept = [p for p in tmp_path.rglob("*") if p.is_file() and p.name != "e.csv"]
    assert any("rejects" in str(p) for p in kept)
    for path in kept:
        for word in raw:
            assert word not in path.read_bytes(), path
    for word in raw:
        assert word.decode() not in done.stdout + done.stderr
    for name in ("contacts", "contact_texts"):
        table = hw.ContactStore(tmp_path / "store").table(name)
        assert table is not None
        assert all(word.decode() not in str(collect(table)) for word in raw)


def test_the_key_is_made_for_its_owner_only_and_keeps_pseudonyms_apart(tmp_path: Path) -> None:
    imported(tmp_path, write(tmp_path / "e.csv", 2))
    key = tmp_path / "store-pseudonym.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    other = imported(tmp_path, tmp_path / "e.csv", "--key-file", str(tmp_path / "other.key"), "--json")
    assert json.loads(other.stdout)["reconciliation"]["updated"] == 2, "another key makes other pseudonyms"


def test_no_text_leaves_the_words_out(tmp_path: Path) -> None:
    imported(tmp_path, write(tmp_path / "e.csv", 2), "--no-text")
    assert hw.ContactStore(tmp_path / "store").texts() is None
    assert not any(
        b"Where is my parcel" in p.read_bytes() for p in (tmp_path / "store").rglob("*") if p.is_file()
    )
    imported(tmp_path, tmp_path / "e.csv")
    texts = hw.ContactStore(tmp_path / "store").texts()
    assert texts is not None
    assert collect(texts.select("body"))["body"] == ["Where is my parcel?"] * 2


def test_another_time_zone_than_the_stores_is_refused(tmp_path: Path) -> None:
    imported(tmp_path, write(tmp_path / "e.csv", 2))
    done = imported(tmp_path, tmp_path / "e.csv", "--timezone", "Asia/Tokyo")
    assert done.returncode == 2
    assert "keeps local dates in Europe/Berlin, and this import asks for Asia/Tokyo" in done.stderr


def test_the_time_zone_of_the_store_is_taken_when_none_is_given(tmp_path: Path) -> None:
    imported(tmp_path, write(tmp_path / "e.csv", 2))
    command = [sys.executable, "-m", "headwater", "contacts", "import", str(write(tmp_path / "f.csv", 4))]
    command += ["--mapping", "generic", "--store", str(tmp_path / "store"), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert json.loads(done.stdout)["timezone"] == "Europe/Berlin"


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        (("--mapping", "zendes"), 2, "Did you mean 'zendesk'?"),
        (("--timezone", "Mars/Base"), 2, "There is no time zone 'Mars/Base'"),
        (("--encoding", "klingon"), 2, "klingon"),
    ],
)
def test_a_wrong_option_is_named(tmp_path: Path, options: tuple[str, ...], code: int, message: str) -> None:
    done = imported(tmp_path, write(tmp_path / "e.csv", 1), *options)
    assert done.returncode == code
    assert message in done.stderr
    assert not (tmp_path / "store").exists()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    done = imported(tmp_path, tmp_path / "none.csv")
    assert done.returncode in (2, 65)
    assert "none.csv" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("code", [errno.EACCES, errno.EROFS])
def test_a_reader_without_the_right_to_write_still_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    imported(tmp_path, write(tmp_path / "e.csv", 3))
    opened = hw.ContactStore(tmp_path / "store")
    kept = collect(opened.chains(cached=False).select("contact_key").sort("contact_key"))
    shutil.rmtree(tmp_path / "store" / "derived")

    def refuse(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(Path, "mkdir", refuse)
    assert collect(opened.chains().select("contact_key").sort("contact_key")) == kept
    assert not (tmp_path / "store" / "derived").exists()


def test_chains_that_find_no_room_are_computed_without_being_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported(tmp_path, write(tmp_path / "e.csv", 3))
    opened = hw.ContactStore(tmp_path / "store")
    fresh = collect(opened.chains(cached=False).select("contact_key").sort("contact_key"))
    derived = tmp_path / "store" / "derived"
    before = sorted(derived.rglob("*"))

    def half_written(frame: object, path: Path) -> None:
        path.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(opened.engine, "keep", half_written)
    assert collect(opened.chains().select("contact_key").sort("contact_key")) == fresh
    assert sorted(derived.rglob("*")) == before, "nothing half-written stays"


def test_the_history_says_what_each_import_brought(tmp_path: Path) -> None:
    imported(tmp_path, write(tmp_path / "a.csv", 2))
    imported(tmp_path, write(tmp_path / "b.csv", 5), "--source", "other")
    first, second = hw.ContactStore(tmp_path / "store").history()
    assert (first.import_["files"], second.import_["source"]) == (["a.csv"], "other")
    assert second.import_["reconciliation"]["loaded"] == 5
    assert versions.read(tmp_path / "store").number == 2
