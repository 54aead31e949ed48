import hashlib
import resource
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest

from headwater.analysis.errors import TryAgainError, UsageError
from headwater.analysis.sample_org import SampleSettings, simulate, write

SMALL = SampleSettings(contacts=1_500, weeks=4, seed=11)
NAMES = ["agents.csv", "contacts.csv", "truth.json", "volumes.csv"]


def sums(folder: Path) -> list[str]:
    return [hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in NAMES]


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    for name in ("first", "again"):
        write(simulate(SMALL), tmp_path / name)
    assert sums(tmp_path / "first") == sums(tmp_path / "again")
    assert sorted(p.name for p in (tmp_path / "first").iterdir()) == NAMES


def test_parquet_holds_the_same_contacts_as_csv(tmp_path: Path) -> None:
    sample = simulate(SMALL)
    write(sample, tmp_path / "csv")
    write(sample, tmp_path / "parquet", format="parquet")
    csv, parquet = tmp_path / "csv/contacts.csv", tmp_path / "parquet/contacts.parquet"
    plain = f"read_csv('{csv}', all_varchar = true, nullstr = '')"
    for one, other in ((plain, f"'{parquet}'"), (f"'{parquet}'", plain)):
        missing = duckdb.execute(
            f"SELECT count(*) FROM (SELECT COLUMNS(*)::VARCHAR FROM {one} EXCEPT ALL "
            f"SELECT COLUMNS(*)::VARCHAR FROM {other})"
        ).fetchone()
        assert missing == (0,)


def test_contacts_of_an_earlier_run_in_the_other_format_do_not_stay(tmp_path: Path) -> None:
    sample = simulate(SMALL)
    write(sample, tmp_path)
    write(sample, tmp_path, format="parquet")
    assert not (tmp_path / "contacts.csv").exists()


def test_times_are_those_of_berlin_with_the_offset_of_the_day(tmp_path: Path) -> None:
    settings = SampleSettings(contacts=12_000, weeks=44, seed=1)
    write(simulate(settings), tmp_path)
    times = [
        datetime.fromisoformat(t)
        for row in duckdb.execute(
            f"""SELECT opened_at, resolved_at
                FROM read_csv('{tmp_path / "contacts.csv"}', all_varchar = true)"""
        ).fetchall()
        for t in row
        if t
    ]
    zone = ZoneInfo("Europe/Berlin")
    assert all(t.utcoffset() == t.astimezone(zone).utcoffset() for t in times)
    assert {t.utcoffset() for t in times} == {timedelta(hours=1), timedelta(hours=2)}
    opened = [t for t in times if t.date().isoformat() == "2025-03-30"]
    assert opened
    assert all(t.hour != 2 for t in opened)


def test_contacts_come_in_order_of_time_with_ids_of_their_own(tmp_path: Path) -> None:
    write(simulate(SMALL), tmp_path)
    found = duckdb.execute(f"SELECT opened_at, contact_id FROM '{tmp_path / 'contacts.csv'}'").fetchall()
    assert [t for t, _ in found] == sorted(t for t, _ in found)
    assert len({i for _, i in found}) == 1_500


def test_what_was_written_can_be_read_by_people_and_machines(tmp_path: Path) -> None:
    written = write(simulate(SMALL), tmp_path)
    assert f"{tmp_path / 'contacts.csv'}  1,500 rows" in str(written)
    assert "failure demand" in str(written)
    facts = written.to_dict()
    assert facts["files"] == {
        "contacts.csv": 1_500,
        "volumes.csv": 56,
        "agents.csv": facts["agents"],
        "truth.json": None,
    }


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    sample = simulate(SampleSettings(contacts=1, weeks=2))
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(UsageError, match=r"is a file, or lies below one\. Name a folder to write to"):
            write(sample, folder)


def test_an_unknown_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"'xlsx' is not known\. Choose csv or parquet"):
        write(simulate(SampleSettings(contacts=1, weeks=2)), tmp_path, format="xlsx")  # type: ignore[arg-type]


def test_a_full_disk_leaves_the_earlier_files_and_nothing_half_done(tmp_path: Path) -> None:
    write(simulate(SMALL), tmp_path)
    before = sums(tmp_path)
    sample = simulate(SampleSettings(contacts=20_000, weeks=4))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
    try:
        with pytest.raises(TryAgainError, match="files that were there are as they were"):
            write(sample, tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert sums(tmp_path) == before
    assert sorted(p.name for p in tmp_path.iterdir()) == NAMES


def test_progress_is_reported(tmp_path: Path) -> None:
    seen: list[tuple[int, int | None]] = []
    write(simulate(SMALL), tmp_path, lambda done, total: seen.append((done, total)))
    assert seen[-1] == (1_500, 1_500)
