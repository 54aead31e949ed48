"""A backup beside a running import is one moment of the store; a killed one leaves nothing half-done."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from headwater.analysis.contacts.engines import collect
from headwater.analysis.contacts.store import ContactStore
from headwater.web.backup.archive import check, unpack

KILLS = 8


def export(path: Path, rows: int, team: str) -> Path:
    lines = ["contact_id,customer_id,opened_at,channel,team,body"]
    lines += [
        f"c{n},{n % 97},2026-0{1 + n % 4}-05T10:00:00Z,email,{team},where is parcel {n}" for n in range(rows)
    ]
    path.write_text("\n".join(lines) + "\n")
    return path


class Installation:
    """A data folder, and commands typed beside it."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        kept = {n: v for n, v in os.environ.items() if not n.startswith(("HEADWATER_", "DJANGO_"))}
        kept.pop("DATABASE_URL", None)
        self.environment = kept | {"HEADWATER_DATA": str(self.data)}

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "headwater", *arguments]
        return subprocess.Popen(
            command, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )

    def run(self, *arguments: str) -> None:
        with self.start(*arguments) as process:
            said = process.communicate()[1]
        assert process.returncode == 0, said

    def import_of(self, file: Path) -> list[str]:
        key = str(self.data / "keys" / "pseudonym.key")
        store = str(self.data / "store")
        more = ["--mapping", "generic", "--store", store, "--timezone", "UTC", "--key-file", key]
        return ["contacts", "import", str(file), "--source", "export", *more]


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    folder = tmp_path_factory.mktemp("backup")
    made = Installation(folder)
    made.run("serve", "--no-sample", "--prepare-only")
    made.run(*made.import_of(export(folder / "first.csv", 30_000, "one")))
    return made


def content(store: Path) -> list[tuple[Any, ...]]:
    opened = ContactStore(store)
    found = collect(opened.contacts().select("contact_id", "team").sort("contact_id"))
    words = opened.texts()
    assert words is not None
    told = collect(words.select("contact_id", "body").sort("contact_id"))
    return [*zip(*found.values(), strict=True), *zip(*told.values(), strict=True)]


def test_a_backup_beside_a_running_import_is_a_committed_version(here: Installation, tmp_path: Path) -> None:
    before = content(here.data / "store")
    importing = here.start(*here.import_of(export(tmp_path / "second.csv", 60_000, "two")))
    taken: list[Path] = []
    while importing.poll() is None or not taken:
        taken.append(tmp_path / f"{len(taken)}.tar.zst")
        here.run("backup", str(taken[-1]))
    with importing:
        assert importing.wait() == 0
    here.run("backup", str(tmp_path / "after.tar.zst"))
    after = content(here.data / "store")
    assert after != before
    seen = set()
    for archive in [*taken, tmp_path / "after.tar.zst"]:
        folder = tmp_path / archive.name.partition(".")[0]
        manifest = check(archive)
        unpack(archive, manifest, folder)
        assert content(folder / "store") == {1: before, 2: after}[manifest.store_version]
        seen.add(manifest.store_version)
    assert seen == {1, 2}, "one was taken before the import ended, one after"


def test_a_killed_backup_leaves_no_half_file(here: Installation, tmp_path: Path) -> None:
    started = time.monotonic()
    here.run("backup", str(tmp_path / "whole.tar.zst"))
    took, draw = time.monotonic() - started, random.Random(5)
    shares = [draw.uniform(0.4, 1.0) for _ in range(KILLS)]
    for kill, share in enumerate(shares):
        file = tmp_path / f"{kill}.tar.zst"
        with here.start("backup", str(file)) as process:
            try:
                process.wait(took * share)
            except subprocess.TimeoutExpired:
                process.kill()
        if file.exists():
            check(file)
    here.run("backup", str(tmp_path / "last.tar.zst"))
    assert list(tmp_path.glob(".*")) == [], "the next backup cleared away what the killed ones left"
