"""A backup and its restore, as somebody types them: what comes back is what was there."""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from scripts.reference import ROOT
from tests.sample_folder import sample_folder

from headwater.analysis.contacts.committed import committed_files
from headwater.apps.installation import LastBackup, last_backup
from headwater.web.backup.making import LEFT_OUT

__all__ = ["sample_folder"]
CARRIED = {"keys", "records.sqlite3", "inbox"}
"""What the code keeps in the data folder and a backup carries."""


def headwater(data: Path, *arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("HEADWATER_", "DJANGO_"))
    }
    kept.pop("DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, "-m", "headwater", *arguments],
        env=kept | {"HEADWATER_DATA": str(data)} | settings,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, sample_folder: Path) -> Path:
    """A data folder with people, tasks, contacts and keys, and all that a backup leaves out."""
    data = tmp_path_factory.mktemp("installed") / "data"
    shutil.copytree(sample_folder, data)
    said = headwater(data, "serve", "--prepare-only", "--sample-contacts", "600")
    assert said.returncode == 0, said.stderr
    (data / "store-rejects").mkdir()
    (data / "store-rejects" / "rows.csv").write_text("name,number\n")
    (data / "mappings").mkdir()
    (data / "mappings" / "ours.yaml").write_text("columns: {}\n")
    return data


def rows(data: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    with closing(sqlite3.connect(f"file:{data / 'records.sqlite3'}?mode=ro", uri=True)) as records:
        tables = [name for (name,) in records.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: sorted(records.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr) for name in tables
        }


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_what_is_restored_is_byte_for_byte_what_was_saved(installed: Path, tmp_path: Path) -> None:
    said = headwater(installed, "backup", str(tmp_path), HEADWATER_TIME_ZONE="Europe/Berlin")
    assert said.returncode == 0, said.stderr
    (archive,) = tmp_path.glob("headwater-*.tar.zst")
    assert oct(archive.stat().st_mode & 0o777) == "0o600"
    assert sorted(tmp_path.iterdir()) == [archive]
    told = f"Saved in {archive}: "
    assert said.stdout.startswith(told)
    assert "it is not encrypted, and the keys are in it" in said.stdout
    assert "  HEADWATER_TIME_ZONE=Europe/Berlin" in said.stdout

    target = tmp_path / "restored"
    back = headwater(tmp_path / "unused", "restore", str(archive), "--into", str(target))
    assert back.returncode == 0, back.stderr
    assert not (tmp_path / "unused").exists()
    assert "  HEADWATER_TIME_ZONE=Europe/Berlin" in back.stdout
    assert rows(target) == rows(installed)
    assert sum(len(found) for found in rows(target).values()) > 60, "people, roles, tasks, audit entries"
    assert files(target / "keys") == files(installed / "keys")
    assert set(files(target / "keys")) == {"session.key", "pseudonym.key"}
    known = committed_files(installed / "store")
    assert known.version == 2
    assert files(target / "store") == {str(p): (installed / "store" / p).read_bytes() for p in known.files}
    assert files(target / "mappings") == files(installed / "mappings")
    assert {path.name for path in target.iterdir()} == {"records.sqlite3", "keys", "store", "mappings"}
    open_to_others = [path for path in target.rglob("*") if path.stat().st_mode & 0o077]
    assert open_to_others == []

    again = headwater(target, "serve", "--prepare-only")
    assert again.returncode == 0, again.stderr
    assert "Nobody has an account yet" not in again.stdout, "it goes on with the people it had"


def test_the_records_carry_nothing_that_was_deleted(installed: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(installed, data)
    with closing(sqlite3.connect(data / "records.sqlite3")) as records:
        records.execute("PRAGMA secure_delete = OFF")
        records.execute("CREATE TABLE gone (words TEXT)")
        records.executemany("INSERT INTO gone VALUES (?)", [("Jane from Leeds" * 40,)] * 50)
        records.execute("DROP TABLE gone")
        records.commit()
        records.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"Jane from Leeds" in (data / "records.sqlite3").read_bytes(), (
        "it is still in the file's free pages"
    )
    archive = tmp_path / "one.tar.zst"
    assert headwater(data, "backup", str(archive)).returncode == 0
    assert headwater(data, "restore", str(archive), "--into", str(tmp_path / "back")).returncode == 0
    assert b"Jane from Leeds" not in (tmp_path / "back" / "records.sqlite3").read_bytes()


def test_a_folder_keeps_as_many_backups_as_asked(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    for day in (1, 2, 3):
        (tmp_path / f"headwater-2026010{day}T030000Z.tar.zst").touch()
    said = headwater(installed, "backup", str(tmp_path), "--keep", "2", "--json")
    assert said.returncode == 0, said.stderr
    kept = sorted(path.name for path in tmp_path.iterdir())
    told = json.loads(said.stdout)
    assert kept == ["headwater-20260103T030000Z.tar.zst", Path(told["file"]).name, "notes.txt"]
    assert [Path(path).name[:18] for path in told["removed"]] == ["headwater-20260101", "headwater-20260102"]


def test_the_last_backup_is_remembered(installed: Path, tmp_path: Path, settings: Any) -> None:
    settings.DATA = tmp_path
    assert last_backup() is None
    told = json.loads(headwater(installed, "backup", str(tmp_path / "a.tar.zst"), "--json").stdout)
    settings.DATA = installed
    found = last_backup()
    assert found is not None
    assert found == LastBackup(found.at, "a.tar.zst", (tmp_path / "a.tar.zst").stat().st_size, 2)
    assert found.at.isoformat() == told["made_at"]
    (tmp_path / "last-backup.json").write_text("{")
    settings.DATA = tmp_path
    assert last_backup() is None


def test_what_stands_in_the_way_is_said(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "there").touch()
    (tmp_path / "empty").mkdir()
    cases = [
        (installed, [str(tmp_path / "there")], "is there already: a backup never writes over another"),
        (installed, [str(tmp_path / "no" / "file")], f"There is no folder {tmp_path}/no: make it first"),
        (installed, [str(installed / "file")], "lies inside the data folder"),
        (installed, [str(tmp_path / "file"), "--keep", "3"], "give a folder, not a file"),
        (tmp_path / "nowhere", [str(tmp_path / "file")], "set HEADWATER_DATA to the one that is to be saved"),
        (tmp_path / "empty", [str(tmp_path / "file")], "There are no records at"),
    ]
    for data, arguments, words in cases:
        said = headwater(data, "backup", *arguments)
        assert said.returncode == 2, said.stdout
        assert words in said.stderr
    assert not (tmp_path / "nowhere").exists()
    assert not (tmp_path / "file").exists()


def test_what_a_killed_backup_left_is_removed_by_the_next(installed: Path, tmp_path: Path) -> None:
    left = tmp_path / ".headwater-20260101T030000Z-17.tar.zst.work"
    left.mkdir()
    (left / "archive").write_text("half")
    assert headwater(installed, "backup", str(tmp_path)).returncode == 0
    assert not left.exists()


def test_every_place_in_the_data_folder_is_carried_or_left_out_on_purpose() -> None:
    named = r'(?:data\(\)|DATA|\bdata) / f?"([^"/]+)"'
    found = {
        name
        for file in (ROOT / "src" / "headwater").rglob("*.py")
        if "analysis" not in file.parts
        for name in re.findall(named, file.read_text(encoding="utf-8"))
        if not name.startswith(".")
    }
    assert {"records.sqlite3", "store", "keys"} <= found
    undecided = found - LEFT_OUT.keys() - CARRIED
    assert not undecided, (
        f"say in LEFT_OUT why a backup leaves it out, or add it to CARRIED here: {undecided}"
    )
