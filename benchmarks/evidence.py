"""Do verdicts err as rarely as they say? `make bench-evidence`: many null series of many kinds."""

import argparse
import json
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from itertools import product
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np

from benchmarks.evidence_peers import PEERS
from benchmarks.runs import RESULTS, machine
from headwater.analysis.interventions.error_models import compile_filter
from headwater.analysis.interventions.evaluation import evaluate
from headwater.analysis.interventions.grid_gls import fit_grid_gls
from headwater.analysis.interventions.plan import Plan, smallest_effect
from headwater.analysis.measures import Measure, Point, series_of
from headwater.analysis.measures.measure import Kind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FIRST = date(2020, 1, 6)
AFTER = 26
LATENT = 0.15
"""Standard deviation of the latent process of counts, on the logarithm."""
SEASON, TREND = 0.25, 0.3
YEAR = 365.25 / 7

PHIS = (0.0, 0.2, 0.4, 0.6, 0.8)


@dataclass(frozen=True)
class Cell:
    """One kind of series.

    Attributes
    ----------
    effect : float
        In standard deviations of the series; 0 for a null series.
    """

    name: str
    kind: Kind
    before: int
    phi: float = 0.0
    mean: float = 0.0
    trend: bool = False
    season: bool = False
    stress: str = ""
    effect: float = 0.0


@dataclass(frozen=True)
class CellResult:
    """How often a cell's intervals held, and what was said of it."""

    cell: Cell
    covered: float
    interval_worked: float
    worked: float
    worse: float
    no_effect: float
    cannot_tell: float
    milliseconds: float


def autoregressive(draw: np.random.Generator, periods: int, phi: float, second: float = 0.0) -> "Floats":
    """Return an autoregressive process with variance 1, past its start."""
    lead = 300
    steps = draw.normal(size=periods + lead)
    made = np.zeros(periods + lead)
    for t in range(2, periods + lead):
        made[t] = phi * made[t - 1] + second * made[t - 2] + steps[t]
    variance = (1 - second) / ((1 + second) * ((1 - second) ** 2 - phi**2))
    return np.asarray(made[lead:] / np.sqrt(variance))


def stressed(draw: np.random.Generator, periods: int, before: int, stress: str) -> "Floats":
    """Return a series that no model of the family is true of, or that is dirty."""
    plain = autoregressive(draw, periods, 0.4)
    if stress == "AR .9 with noise":
        return np.asarray(0.8 * autoregressive(draw, periods, 0.9) + 0.6 * draw.normal(size=periods))
    if stress == "drifting level":
        return draw.normal(size=periods) + np.cumsum(0.08 * draw.normal(size=periods))
    if stress == "AR(2)":
        return autoregressive(draw, periods, 0.5, 0.3)
    if stress == "outliers":
        return np.asarray(plain + (draw.random(periods) < 0.04) * draw.choice([-5.0, 5.0], periods))
    if stress == "missing weeks":
        return np.where(draw.random(periods) < 0.1, np.nan, plain)
    assert stress == "unrelated level shift"
    return np.asarray(plain + 1.5 * (np.arange(periods) >= round(before * draw.uniform(0.3, 0.7))))


STRESSES = (
    "AR .9 with noise",
    "drifting level",
    "AR(2)",
    "outliers",
    "missing weeks",
    "unrelated level shift",
)


def made(draw: np.random.Generator, cell: Cell) -> "Floats":
    """Return one series of a cell."""
    n = cell.before + AFTER
    t = np.arange(n)
    if cell.stress:
        return np.asarray(20 + stressed(draw, n, cell.before, cell.stress))
    latent = autoregressive(draw, n, cell.phi)
    if cell.kind == "continuous":
        return np.asarray(20 + latent + cell.effect * (t >= cell.before))
    rate = np.log(cell.mean) + LATENT * latent
    rate += cell.trend * TREND * (t / n - 0.5)
    rate += cell.season * SEASON * np.cos(2 * np.pi * (t / YEAR + draw.random()))
    return np.asarray(draw.poisson(np.exp(rate)), dtype=float)


def plan_of(cell: Cell) -> Plan:
    """Return the plan of a cell: the model it is judged by may know trend and season, not autocorrelation."""
    measure = Measure("made", kind=cell.kind)
    return Plan(
        "bench",
        measure,
        FIRST + timedelta(weeks=cell.before),
        smallest_effect("-10%" if cell.kind == "count" else "-1"),
        trend=cell.trend,
        seasonal=None if cell.kind == "count" and cell.season else False,
    )


def run_cell(task: tuple[Cell, int, int]) -> CellResult:
    """Judge many series of a cell."""
    compile_filter()
    cell, repetitions, seed = task
    draw = np.random.default_rng([seed, number_of(cell.name)])
    plan = plan_of(cell)
    held, says, words, spent = 0, 0, [], 0.0
    for _ in range(repetitions):
        values = made(draw, cell)
        points = [
            Point(FIRST + timedelta(weeks=i), None if np.isnan(v) else float(v)) for i, v in enumerate(values)
        ]
        series = series_of(plan.measure, points)
        started = time.process_time()
        found = evaluate(series, plan)
        spent += time.process_time() - started
        assert found.effect is not None
        linear = found.effect.linear
        assert linear.low is not None
        assert linear.high is not None
        held += linear.low <= cell.effect <= linear.high
        says += found.verdict.interval_says == "worked"
        words.append(found.verdict.word)
    shares = {word: words.count(word) / repetitions for word in set(words)}
    return CellResult(
        cell,
        held / repetitions,
        says / repetitions,
        shares.get("worked", 0.0),
        shares.get("made it worse", 0.0),
        shares.get("no effect that matters", 0.0),
        shares.get("cannot tell", 0.0),
        1000 * spent / repetitions,
    )


def number_of(name: str) -> int:
    """Return a number that is the same in every process."""
    return crc32(name.encode())


def cells() -> list[Cell]:
    """Return the cells: the grid of counts, stress, and power."""
    grid = [
        Cell(
            f"count {mean:g}, phi {phi:g}, {before} before{', trend' * trend}{', season' * season}",
            "count",
            before,
            phi,
            mean,
            trend,
            season,
        )
        for mean, phi, before, trend, season in product(
            (8.0, 200.0), PHIS, (52, 104), (False, True), (False, True)
        )
    ]
    stress = [Cell(stress, "continuous", 104, stress=stress) for stress in STRESSES]
    power = [Cell("1 sd, phi .4, 104/26", "continuous", 104, 0.4, effect=-1.0)]
    return [*grid, *stress, *power]


def table(results: Sequence[CellResult]) -> str:
    """Return the results as Markdown."""
    lines = [
        "| series | covers | interval says worked | worked | made it worse | no effect | cannot tell | ms |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {r.cell.name} | {r.covered:.3f} | {r.interval_worked:.3f} | {r.worked:.3f} | {r.worse:.3f} | "
        f"{r.no_effect:.3f} | {r.cannot_tell:.3f} | {r.milliseconds:.0f} |"
        for r in results
    ]
    return "\n".join(lines)


def broken(results: Sequence[CellResult], repetitions: int) -> list[str]:
    """Return which promises do not hold, beyond what so many repetitions leave open."""
    said = []
    for r in results:
        room = 2.6 * np.sqrt(0.05 * 0.95 / repetitions) if repetitions < 2_000 else 0.0
        if r.cell.effect:
            if r.interval_worked < 0.65 - 2 * room:
                said.append(f"{r.cell.name}: power {r.interval_worked:.2f} before gates")
            continue
        if not r.cell.stress and not 0.93 - room <= r.covered <= 0.985 + room:
            said.append(f"{r.cell.name}: covers {r.covered:.3f}")
        if r.worked > 0.05 + room:
            said.append(f"{r.cell.name}: false worked {r.worked:.3f}")
    return said


def run_peer(task: tuple[str, int, int]) -> tuple[str, float, float, float] | None:
    """Return how often a peer finds an effect that is not there, and one of 1 sd that is; 52/26, phi .4."""
    name, repetitions, seed = task
    draw = np.random.default_rng(seed)
    test: Callable[[Any, int], float] | None = _grid_gls if name == "grid-GLS" else PEERS[name]()
    if test is None:
        return None
    found = np.zeros(2)
    started = time.process_time()
    for _ in range(repetitions):
        null = autoregressive(draw, 78, 0.4)
        found += [test(null, 52) < 0.05, test(null - 1.0 * (np.arange(78) >= 52), 52) < 0.05]
    spent = 1000 * (time.process_time() - started) / repetitions / 2
    return name, float(found[0] / repetitions), float(found[1] / repetitions), spent


def _grid_gls(y: "Floats", before: int) -> float:
    x = np.column_stack([np.ones(len(y)), np.arange(len(y)) >= before]).astype(float)
    return fit_grid_gls(y, x).contrast(np.array([0.0, 1.0])).p_value


def main() -> None:
    """Run every cell and every peer that is installed, print tables, write JSON, fail on broken promises."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--repetitions", type=int, default=2_000)
    options.add_argument("--peer-repetitions", type=int, default=1_000)
    options.add_argument("--seed", type=int, default=int(time.time()))
    options.add_argument("--workers", type=int, default=2)
    given = options.parse_args()
    started = time.perf_counter()
    tasks = [(cell, given.repetitions, given.seed) for cell in cells()]
    with ProcessPoolExecutor(given.workers) as workers:
        results = list(workers.map(run_cell, tasks))
        judged, seconds = len(tasks) * given.repetitions, time.perf_counter() - started
        asked = [(name, given.peer_repetitions, given.seed) for name in ("grid-GLS", *PEERS)]
        peers = [peer for peer in workers.map(run_peer, asked) if peer is not None]
    print(table(results))
    # by the processor's clock: other work on the machine is not the method's
    per_ten_thousand = 10 * float(np.mean([r.milliseconds for r in results])) / given.workers
    took = f"10,000 take {per_ten_thousand:.0f} s"
    print(
        f"\n{given.repetitions:,} repetitions a cell, seed {given.seed}; {judged:,} evaluations in "
        f"{seconds:.0f} s on {given.workers} workers: {took}\n"
    )
    print("| null weekly series, AR(1) .4, 52/26 | false positives | power at 1 sd | ms |\n|---|--:|--:|--:|")
    for name, false, power, spent in peers:
        print(f"| {name} | {false:.1%} | {power:.0%} | {spent:.1f} |")
    RESULTS.mkdir(parents=True, exist_ok=True)
    content = {
        "machine": machine(),
        "settings": vars(given),
        "cells": [asdict(result) for result in results],
        "peers": peers,
        "seconds_for_10000": per_ten_thousand,
    }
    (RESULTS / "calibration-of-verdicts.json").write_text(json.dumps(content, indent=1))
    failed = broken(results, given.repetitions)
    if per_ten_thousand > 300:
        failed.append(f"10,000 evaluations take {per_ten_thousand:.0f} s")
    if failed:
        raise SystemExit("Not within the limits:\n" + "\n".join(failed))


if __name__ == "__main__":
    main()
