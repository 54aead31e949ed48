"""An import that is killed, or runs out of disk, leaves the last committed version as it was."""

import multiprocessing
import os
import random
import shutil
import subprocess
import sys
import textwrap
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from headwater.analysis.contacts import versions
from headwater.analysis.contacts.engines import collect
from headwater.analysis.contacts.importing import ImportSettings, import_files
from headwater.analysis.contacts.mapping import load_mapping
from headwater.analysis.contacts.pseudonyms import PseudonymKey
from headwater.analysis.contacts.store import ContactStore

NOW = datetime(2026, 4, 1, tzinfo=UTC)
KILLS = 50
_SPAWN = multiprocessing.get_context("forkserver")
_SPAWN.set_forkserver_preload(
    [__name__, "headwater.analysis.contacts.transform", "headwater.analysis.contacts.purge"]
)


def export(path: Path, first: int, last: int, team: str) -> Path:
    """Write an export of contacts `first` to `last`, spread over four months."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    lines = ["contact_id,customer_id,opened_at,channel,team,body"]
    for n in range(first, last):
        opened = (start + timedelta(hours=n % 2800)).isoformat()
        lines.append(f"c{n},customer {n % 97},{opened},email,{team},where is parcel {n}")
    path.write_text("\n".join(lines) + "\n")
    return path


def run_import(file: Path, store: Path) -> None:
    settings = ImportSettings(load_mapping("generic"), source="export", timezone="UTC")
    key = PseudonymKey.load_or_create(store.parent / "test.key")
    import_files([file], store, settings, key, now=NOW)


def content(store: Path) -> list[tuple[Any, ...]]:
    """Everything a reader sees."""
    opened = ContactStore(store)
    contacts = collect(
        opened.contacts().select("contact_id", "customer_id", "team", "month").sort("contact_id")
    )
    texts = opened.texts()
    words = collect(texts.select("contact_id", "body").sort("contact_id")) if texts is not None else {}
    return [*zip(*contacts.values(), strict=True), *zip(*words.values(), strict=True)]


def test_an_import_killed_at_any_point_leaves_a_committed_version_and_can_be_finished(tmp_path: Path) -> None:
    first = export(tmp_path / "first.csv", 0, 300, "one")
    second = export(tmp_path / "second.csv", 100, 600, "two")
    run_import(first, tmp_path / "before")
    before = content(tmp_path / "before")
    shutil.copytree(tmp_path / "before", tmp_path / "after")
    started = time.monotonic()
    run_import(second, tmp_path / "after")
    after, took = content(tmp_path / "after"), time.monotonic() - started
    assert before != after

    store, draw = tmp_path / "store", random.Random(11)
    seen = {"before": 0, "after": 0}
    for kill in range(KILLS):
        shutil.rmtree(store, ignore_errors=True)
        shutil.copytree(tmp_path / "before", store)
        child = _SPAWN.Process(target=run_import, args=(second, store))
        child.start()
        child.join(draw.uniform(0.0, took * 1.2))
        child.kill()
        child.join()
        now = content(store)
        assert now in (before, after), f"after kill {kill} the store holds something that was never committed"
        seen["before" if now == before else "after"] += 1
        if kill % 10 == 0 or now == before:
            run_import(second, store)
            assert content(store) == after
            assert list((store / "staging").iterdir()) == []
    assert seen["before"] >= 5, f"the kills came too late to mean anything: {seen}"


def test_a_killed_first_import_leaves_nothing_in_the_way(tmp_path: Path) -> None:
    file, store = export(tmp_path / "first.csv", 0, 300, "one"), tmp_path / "store"
    run_import(file, tmp_path / "undisturbed")
    for seconds in (0.05, 0.15, 0.3):
        child = _SPAWN.Process(target=run_import, args=(file, store))
        child.start()
        child.join(seconds)
        child.kill()
        child.join()
    run_import(file, store)
    assert content(store) == content(tmp_path / "undisturbed")


def test_importers_at_the_same_time_lose_no_rows(tmp_path: Path) -> None:
    store = tmp_path / "store"
    files = [export(tmp_path / f"{n}.csv", n * 100, n * 100 + 150, "one") for n in range(4)]
    with ProcessPoolExecutor(4, mp_context=_SPAWN) as pool:
        list(pool.map(run_import, files, [store] * len(files)))
    assert len(collect(ContactStore(store).contacts().select("contact_id"))["contact_id"]) == 450
    assert versions.numbers(store) == [1, 2, 3, 4]


def test_a_refused_first_import_leaves_another_that_has_begun_alone(tmp_path: Path) -> None:
    store, bad = tmp_path / "store", tmp_path / "bad.csv"
    bad.write_text("contact_id,opened_at,channel\n1,yesterday,email\n")

    def another_begins(rows: int) -> None:
        (store / "staging" / "other").mkdir()
        (store / "staging" / "other.alive").touch()

    settings = ImportSettings(load_mapping("generic"), source="export", timezone="UTC")
    key = PseudonymKey(bytes(32))
    refused = import_files([bad], store, settings, key, now=NOW, progress=another_begins)
    assert refused.status == "refused"
    assert (store / "staging" / "other").is_dir()


_ON_A_SMALL_DISK = """
    set -eu
    mount -t tmpfs -o size=4m tmpfs "$1"
    "$2" -m headwater contacts import "$3" --mapping generic --timezone UTC --store "$1/store" --key-file "$5"
    set +e
    "$2" -m headwater contacts import "$4" --mapping generic --timezone UTC --store "$1/store" --key-file "$5"
    echo "exit $?"
    "$2" -c "import headwater as hw; print(hw.ContactStore('$1/store').describe().contacts, 'contacts')"
    ls "$1/store/staging" | wc -l
"""


def test_a_full_disk_leaves_the_last_version_readable_and_says_so(tmp_path: Path) -> None:
    inside = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]
    probe = [*inside, "sh", "-c", f"mount -t tmpfs -o size=1m tmpfs {tmp_path}"]
    if shutil.which("unshare") is None or subprocess.run(probe, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a small tmpfs (unshare --mount)")
    disk = tmp_path / "disk"
    disk.mkdir()
    small = export(tmp_path / "small.csv", 0, 200, "one")
    large = export(tmp_path / "large.csv", 0, 150_000, "two")
    script = [*inside, "sh", "-c", textwrap.dedent(_ON_A_SMALL_DISK), "sh", str(disk), sys.executable]
    done = subprocess.run(
        [*script, str(small), str(large), str(tmp_path / "k")], capture_output=True, text=True, check=False
    )
    assert "exit 75" in done.stdout, done.stderr
    assert "is full. Nothing was changed" in done.stderr
    assert "200 contacts" in done.stdout
    assert done.stdout.split()[-1] == "0", "the rows of the failed import are gone from the disk"
