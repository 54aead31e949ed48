"""Commands timed as whole processes, in turn, so that a machine that slows down slows all of them."""

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median

RESULTS = Path("benchmarks/results")


@dataclass(frozen=True)
class Timed:
    """Medians over the runs of one contestant."""

    name: str
    seconds: float
    fastest: float
    slowest: float
    peak_mib: float
    checksum: str


def in_turn(contestants: Mapping[str, Sequence[str]], runs: int = 3) -> list[Timed]:
    """Run each command `runs` times, in turn; each prints JSON with its seconds and a checksum."""
    taken: dict[str, list[tuple[float, float, str]]] = {name: [] for name in contestants}
    for _ in range(runs):
        for name, command in contestants.items():
            done = subprocess.run([sys.executable, *command], capture_output=True, text=True, check=False)
            if done.returncode:
                raise SystemExit(f"{name} failed: {done.stderr[-2000:]}")
            report = json.loads(done.stdout.splitlines()[-1])
            taken[name].append((report["seconds"], report["peak_mib"], str(report.get("checksum", ""))))
    return [
        Timed(
            name,
            median(s for s, _, _ in all_runs),
            min(s for s, _, _ in all_runs),
            max(s for s, _, _ in all_runs),
            max(peak for _, peak, _ in all_runs),
            all_runs[-1][2],
        )
        for name, all_runs in taken.items()
    ]


def report(started: float, checksum: object = "") -> None:
    """Print what one run took, as its last line."""
    # unlike the usage that the system hands out, this starts anew with the program
    status = Path("/proc/self/status").read_text().splitlines()
    peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
    print(json.dumps({"seconds": time.perf_counter() - started, "peak_mib": peak, "checksum": str(checksum)}))


def show(title: str, rows: Sequence[Timed], against: str | None = None) -> str:
    """Print the table of one benchmark, write it as JSON, and return its Markdown."""
    base = next((row for row in rows if row.name == against), None)
    lines = [
        f"### {title}",
        "",
        "| what | median s | fastest | slowest | peak MiB | ratio |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for row in rows:
        ratio = f"{row.seconds / base.seconds:.2f}" if base else ""
        seconds = f"{row.seconds:.2f} | {row.fastest:.2f} | {row.slowest:.2f}"
        lines.append(f"| {row.name} | {seconds} | {row.peak_mib:,.0f} | {ratio} |")
    table = "\n".join(lines)
    RESULTS.mkdir(parents=True, exist_ok=True)
    name = "".join(c if c.isalnum() else "-" for c in title.lower())
    content = {"title": title, "machine": machine(), "rows": [row.__dict__ for row in rows]}
    (RESULTS / f"{name}.json").write_text(json.dumps(content, indent=1))
    print(table, flush=True)
    return table


def machine() -> dict[str, str]:
    """Return what the figures were measured on."""
    versions = {name: version(name) for name in ("duckdb", "narwhals", "deltalake", "pandas", "polars")}
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "cores": str(os.cpu_count()),
        "memory_gib": f"{memory:.0f}",
        "python": platform.python_version(),
        **versions,
    }
