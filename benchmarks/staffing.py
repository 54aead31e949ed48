"""Staffing problems a second on one core: `make bench-staffing`. pyworkforce is timed where installed."""

import argparse
import json
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from importlib.metadata import version
from typing import Any

import numpy as np

from benchmarks.runs import RESULTS, machine
from headwater.analysis.staffing import equilibrium, required

LARGEST = (12, 120, 1200)
INTERVALS = 336
"""A week of half-hours."""

# what the engines are to reach, at loads up to 120
LEAST_COMPILED = 1_000_000
LEAST_OVER_PEER = 100
MOST_MILLISECONDS = 10


def problems(largest: float, count: int, seed: int = 1) -> dict[str, Any]:
    """Return problems with loads up to `largest`: 80% within 20 seconds, handle times of 2 to 10 minutes."""
    draw = np.random.default_rng(seed)
    handle = draw.uniform(120, 600, count)
    return {
        "arrivals_per_hour": draw.uniform(0.01, largest, count) * 3600 / handle,
        "handle_seconds": handle,
        "patience_seconds": draw.uniform(60, 300, count),
    }


def per_second(count: int, runs: int, work: Callable[[], Any]) -> float:
    """Return how many of `count` are done in a second, in the best of some runs: other work only slows."""
    best = min(_timed(work) for _ in range(runs))
    return count / best


def _timed(work: Callable[[], Any]) -> float:
    # of this process alone, so that a busy machine does not count
    started = time.process_time()
    work()
    return time.process_time() - started


def asked(model: str, given: dict[str, Any], engine: str) -> Any:
    """Return required agents by one engine."""
    patience = given["patience_seconds"] if model == "erlang-a" else None
    return required(
        given["arrivals_per_hour"],
        given["handle_seconds"],
        service_level=0.8,
        threshold_seconds=20,
        patience_seconds=patience,
        engine=engine,
    ).agents


def peer() -> Callable[[dict[str, Any]], list[float]] | None:
    """Return pyworkforce's required positions, if it is installed."""
    try:
        module = import_module("pyworkforce.queuing")
    except ImportError:
        return None

    def work(given: dict[str, Any]) -> list[float]:
        found = []
        for arriving, handle in zip(given["arrivals_per_hour"], given["handle_seconds"], strict=True):
            model = module.ErlangC(
                transactions=arriving, aht=handle / 60, interval=60, asa=20 / 60, shrinkage=0.0
            )
            found.append(float(model.required_positions(service_level=0.8, max_occupancy=1.0)["positions"]))
        return found

    return work


def week(engine: str, runs: int) -> float:
    """Return the milliseconds that the equilibrium of a week of half-hours takes."""
    draw = np.random.default_rng(2)
    issues = draw.uniform(20, 600, INTERVALS)
    agents = np.ceil(issues * 300 / 3600 * draw.uniform(0.9, 1.5, INTERVALS) + 1)

    def work() -> None:
        equilibrium(
            issues,
            0.7,
            0.8,
            handle_seconds=300,
            agents=agents,
            patience_seconds=120,
            redial=0.4,
            engine=engine,
        )

    work()
    return 1000 * min(_timed(work) for _ in range(runs))


def main() -> None:
    """Time all, print a table, write JSON, and fail where a limit is not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--problems", type=int, default=300_000)
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    rival = peer()
    rows: list[dict[str, Any]] = []
    for largest in LARGEST:
        for model in ("erlang-c", "erlang-a"):
            row: dict[str, Any] = {"load up to": largest, "model": model}
            agents = {}
            for engine in ("numba", "scipy"):
                slow = 10 if (engine, model) == ("scipy", "erlang-a") else 1
                count = max(given.problems // slow, 1)
                some = {name: values[:count] for name, values in problems(largest, given.problems).items()}
                agents[engine] = asked(model, some, engine)
                row[engine] = per_second(count, given.runs, partial(asked, model, some, engine))
            same = min(map(len, agents.values()))
            if not np.array_equal(agents["numba"][:same], agents["scipy"][:same]):
                raise SystemExit(f"The engines disagree: {model}, load up to {largest}.")
            if rival is not None and model == "erlang-c":
                count = {12: 20_000, 120: 3_000, 1200: 300}[largest]
                few = {name: values[:count] for name, values in problems(largest, count).items()}
                row["pyworkforce"] = per_second(count, 2, partial(rival, few))
                theirs = np.array(rival(few))
                row["same as pyworkforce"] = float((asked(model, few, "scipy") == theirs).mean())
            rows.append(row)
    weeks = {engine: week(engine, max(given.runs, 5) * 4) for engine in ("scipy", "numba")}
    _show(rows, weeks)
    RESULTS.mkdir(parents=True, exist_ok=True)
    content = {
        "machine": machine() | {name: version(name) for name in ("numpy", "scipy", "numba")},
        "rows": rows,
        "week_milliseconds": weeks,
    }
    (RESULTS / "staffing.json").write_text(json.dumps(content, indent=1))
    failed = broken(rows, weeks)
    if failed:
        raise SystemExit("Not within the limits:\n" + "\n".join(failed))


def _show(rows: list[dict[str, Any]], weeks: dict[str, float]) -> None:
    print("Required agents, thousands of problems a second on one core\n")
    print("| model | load up to | numba | scipy | pyworkforce | scipy over it |\n|---|--:|--:|--:|--:|--:|")
    for row in rows:
        other = row.get("pyworkforce")
        beside = f"{other / 1000:,.1f} | {row['scipy'] / other:,.0f}" if other else " | "
        print(
            f"| {row['model']} | {row['load up to']:,} | {row['numba'] / 1000:,.0f} "
            f"| {row['scipy'] / 1000:,.0f} | {beside} |"
        )
    for engine, milliseconds in weeks.items():
        print(f"\nEquilibrium of {INTERVALS} half-hours, {engine}: {milliseconds:.1f} ms")


def broken(rows: list[dict[str, Any]], weeks: dict[str, float]) -> list[str]:
    """Return each limit that is not kept."""
    found = []
    for row in rows:
        if row["load up to"] > 120:
            continue
        name = f"{row['model']}, load up to {row['load up to']}"
        if row["numba"] < LEAST_COMPILED:
            found.append(f"{name}: numba solves {row['numba']:,.0f} a second")
        if (
            "pyworkforce" in row
            and row["load up to"] == 120
            and row["scipy"] < LEAST_OVER_PEER * row["pyworkforce"]
        ):
            found.append(
                f"{name}: scipy is {row['scipy'] / row['pyworkforce']:.0f} times as fast as pyworkforce"
            )
    found += [
        f"the equilibrium takes {milliseconds:.1f} ms with {engine}"
        for engine, milliseconds in weeks.items()
        if milliseconds > MOST_MILLISECONDS
    ]
    return found


if __name__ == "__main__":
    main()
