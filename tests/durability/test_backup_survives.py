"""A backup beside a running import is one moment of the store; a killed one leaves nothing half-done."""

import os
import random
import signal
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


def stopped_between(importing: "subprocess.Popen[str]", written: Path, committed: Path) -> None:
    """Halt an import once it has written words that no version names yet."""
    while not written.exists():
        assert importing.poll() is None, "it ended before it wrote"
        time.sleep(0.001)
    importing.send_signal(signal.SIGSTOP)
    assert not committed.exists(), "it was halted too late to mean anything"


def test_a_backup_beside_a_running_import_is_a_committed_version(here: Installation, tmp_path: Path) -> None:
    store = here.data / "store"
    before = content(store)
    with here.start(*here.import_of(export(tmp_path / "second.csv", 60_000, "two"))) as importing:
        try:
            log = store / "contact_texts" / "_delta_log" / f"{1:020d}.json"
            stopped_between(importing, log, store / "versions" / "00000002.json")
            here.run("backup", str(tmp_path / "between.tar.zst"))
        finally:
            importing.send_signal(signal.SIGCONT)
        assert importing.wait() == 0
    here.run("backup", str(tmp_path / "after.tar.zst"))
    after = content(store)
    assert after != before
    for name, version in (("between", 1), ("after", 2)):
        manifest = check(tmp_path / f"{name}.tar.zst")
        unpack(tmp_path / f"{name}.tar.zst", manifest, tmp_path / name)
        assert manifest.store_version == version
        assert content(tmp_path / name / "store") == {1: before, 2: after}[version]


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
