"""Whole commands as a user runs them: the help, the sample organisation, the import, the diagnosis."""

import argparse
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from benchmarks.runs import Timed, show

_HEADWATER = [sys.executable, "-m", "headwater"]


def timed(name: str, command: list[str], runs: int, before: Callable[[], None] = lambda: None) -> Timed:
    """Run a command several times and return its medians; `before` clears what the last run left."""
    seconds, peaks = [], []
    for _ in range(runs):
        before()
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        assert process.stderr is not None
        said = process.stderr.read().decode()
        _, status, usage = _wait(process.pid)
        seconds.append(time.perf_counter() - started)
        if status:
            raise SystemExit(f"{name} failed: {said[-2000:]}")
        peaks.append(usage.ru_maxrss / 1024)
    return Timed(name, median(seconds), min(seconds), max(seconds), max(peaks), "")


def _wait(pid: int) -> tuple[int, int, resource.struct_rusage]:
    import os

    return os.wait4(pid, 0)


def main(contacts: int, folder: Path, runs: int) -> list[Timed]:
    """Time each command on a sample organisation of that many contacts."""
    folder.mkdir(parents=True, exist_ok=True)
    sample, store = folder / f"sample-{contacts}", folder / "import-store"
    make = ["sample-org", "--contacts", str(contacts), "--weeks", "52", "--seed", "1", "--out", str(sample)]
    load = [
        "contacts",
        "import",
        str(sample / "contacts.csv"),
        "--mapping",
        "sample_org",
        "--store",
        str(store),
    ]
    load += ["--timezone", "Europe/Berlin", "--key-file", str(folder / "bench.key")]
    find = [
        "demand",
        "diagnose",
        "--store",
        str(store),
        "--out",
        str(folder / "diagnosis.html"),
        "--no-topics",
    ]

    def nothing_imported() -> None:
        shutil.rmtree(store, ignore_errors=True)

    def nothing_derived() -> None:
        shutil.rmtree(store / "derived", ignore_errors=True)

    rows = [
        timed("headwater --help", [*_HEADWATER, "--help"], max(runs, 5)),
        timed(f"sample-org, {contacts:,} contacts with text", [*_HEADWATER, *make], runs),
        timed(f"import of {contacts:,} CSV rows with text", [*_HEADWATER, *load], runs, nothing_imported),
        timed("the same import again (changes nothing)", [*_HEADWATER, *load], 1),
        timed(
            f"diagnosis of {contacts:,} contacts, nothing derived",
            [*_HEADWATER, *find],
            runs,
            nothing_derived,
        ),
        timed("the same diagnosis again", [*_HEADWATER, *find], runs),
    ]
    show(f"Commands on {contacts:,} contacts", rows)
    return rows


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--contacts", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, default=Path("out/bench"))
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    main(options.contacts, options.folder, options.runs)
