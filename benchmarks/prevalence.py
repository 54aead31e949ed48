"""Do the reported intervals hold? `make bench-prevalence`: many samples of many made populations."""

import argparse
import json
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from itertools import product
from math import sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.runs import RESULTS, machine
from headwater.analysis.demand.prevalence.estimators import Coded, Read, naive, people, powered
from headwater.analysis.demand.prevalence.ppi import ppi_mean
from headwater.analysis.demand.prevalence.survey import SurveyDesign
from headwater.analysis.estimates import Estimate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

POPULATION = 20_000
TELLING = "contacts, telling strata"
SHARES = (0.02, 0.10, 0.40)
SIZES = (50, 100, 200, 400)
QUALITIES = {"70/1": (0.70, 0.01), "85/5": (0.85, 0.05), "85/15": (0.85, 0.15), "useless": (0.5, 0.5)}
"""True and false positive rates of the model."""

_STRATA = np.array([0.4, 0.3, 0.2, 0.1])
_TIMES = np.array([0.6, 1.0, 1.4, 1.8])
"""Share of contacts in each stratum, and how the code's share there compares."""

_TELLING = np.array([0.995] * 4 + [0.005] * 6)
"""Share of the code in ten strata of one size that all but determine it, as native reasons can."""

_ALIKE = 0.3
"""Correlation of the (normal) inclinations of one customer's contacts."""

_SAMPLES_EACH = 10
"""Samples drawn from a population before another is made."""


@dataclass(frozen=True)
class Made:
    """A population: each contact's code, the model's word on it, its stratum, customer and handle time."""

    code: "Floats"
    called: "Floats"
    stratum: "Ints"
    customer: "Ints"
    seconds: "Floats"


@dataclass(frozen=True)
class CellResult:
    """What one cell of the bench gives; widths are means, as parts of the width of people only."""

    measure: str
    share: float
    coded: int
    quality: str
    reported: float
    people: float
    textbook: float
    width: float
    people_width: float
    powered: float
    naive_error: float


def made(draw: np.random.Generator, share: float, tpr: float, fpr: float, *, telling: bool = False) -> Made:
    """Return a population with strata of different shares and customers whose contacts are alike."""
    sizes = draw.geometric(0.4, size=POPULATION)
    customers = int(np.searchsorted(np.cumsum(sizes), POPULATION)) + 1
    customer = np.repeat(np.arange(customers), sizes[:customers])[:POPULATION]
    if telling:
        stratum, shares = draw.choice(len(_TELLING), size=POPULATION), _TELLING
    else:
        stratum = draw.choice(len(_STRATA), size=POPULATION, p=_STRATA)
        shares = share * _TIMES / float(_STRATA @ _TIMES)
    cut = np.array([NormalDist().inv_cdf(p) for p in shares])
    own, shared = draw.normal(size=POPULATION), draw.normal(size=customers)[customer]
    code = (sqrt(_ALIKE) * shared + sqrt(1 - _ALIKE) * own < cut[stratum]).astype(float)
    called = np.where(code == 1, draw.random(POPULATION) < tpr, draw.random(POPULATION) < fpr).astype(float)
    # failure demand takes longer, and handle times are skewed
    seconds = draw.lognormal(5.0, 0.9, POPULATION) * np.where(code == 1, 1.5, 1.0)
    return Made(code, called, stratum, customer, seconds)


def drawn(draw: np.random.Generator, population: Made, n: int) -> tuple["Ints", SurveyDesign]:
    """Return a proportional stratified sample."""
    places, strata, held = [], [], []
    for label in range(int(population.stratum.max()) + 1):
        here = np.flatnonzero(population.stratum == label)
        take = max(2, round(n * len(here) / POPULATION))
        places.append(draw.choice(here, take, replace=False))
        strata += [str(label)] * take
        held += [len(here)] * take
    chosen = np.concatenate(places)
    return chosen, SurveyDesign.of(strata, held, [int(c) for c in population.customer[chosen]])


def run_cell(cell: tuple[str, float, int, str, int, int]) -> CellResult:
    """Draw many samples and count how often each interval holds the truth."""
    measure, share, n, quality, repetitions, seed = cell
    draw = np.random.default_rng([seed, n, int(share * 100), list(QUALITIES).index(quality)])
    hits = np.zeros(3)
    widths = np.zeros(2)
    used, error = 0, 0.0
    population = made(draw, share, *QUALITIES[quality], telling=measure == TELLING)
    for repetition in range(repetitions):
        if repetition and repetition % _SAMPLES_EACH == 0:
            population = made(draw, share, *QUALITIES[quality], telling=measure == TELLING)
        amount = population.seconds if measure == "time" else np.ones(POPULATION)
        truth = float((amount * population.code).sum() / amount.sum())
        chosen, design = drawn(draw, population, n)
        coded = Coded(population.code[chosen], amount[chosen], design)
        called = float((amount * population.called).sum())
        word = population.called[chosen]
        read = Read(word, word, float(amount.sum()), called, called, POPULATION)
        by_people, both = people(coded).estimate, powered(coded, read).estimate
        reported = both if both.known else by_people
        rest = np.delete(population.called, chosen)
        textbook = ppi_mean(population.code[chosen], word, rest)
        hits += [_holds(found, truth) for found in (reported, by_people, textbook)]
        widths += [_width(found) for found in (reported, by_people)]
        used += both.known
        error += (naive(read).value or 0.0) - truth
    rates = hits / repetitions
    return CellResult(
        measure=measure,
        share=share,
        coded=n,
        quality=quality,
        reported=float(rates[0]),
        people=float(rates[1]),
        textbook=float("nan") if measure == "time" else float(rates[2]),
        width=float(widths[0] / widths[1]),
        people_width=float(widths[1] / repetitions),
        powered=used / repetitions,
        naive_error=error / repetitions,
    )


def _holds(found: Estimate, truth: float) -> bool:
    return found.low is not None and found.high is not None and found.low <= truth <= found.high


def _width(found: Estimate) -> float:
    assert found.low is not None
    assert found.high is not None
    return found.high - found.low


def table(results: Iterable[CellResult]) -> str:
    """Return the results as Markdown."""
    lines = [
        "| of | true share | coded | model | reported | people only | textbook PPI++ "
        "| width against people only | model used | naive count off by |",
        "|---|--:|--:|---|--:|--:|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {r.measure} | {r.share:.0%} | {r.coded} | {r.quality} | {r.reported:.3f} | {r.people:.3f} | "
        f"{r.textbook:.3f} | {r.width:.2f} | {r.powered:.0%} | {r.naive_error:+.3f} |"
        for r in results
    ]
    return "\n".join(lines)


def broken(results: Iterable[CellResult]) -> list[str]:
    """Return which promises on shares of contacts do not hold."""
    said = []
    for r in results:
        if r.measure != "contacts":
            continue
        name = f"share {r.share}, {r.coded} coded, {r.quality}"
        if not 0.93 <= r.reported <= 0.985:
            said.append(f"{name}: covers {r.reported:.3f}")
        if r.width > 1.05:
            said.append(f"{name}: {r.width:.2f} times as wide as people only")
        if (r.share, r.coded, r.quality) == (0.40, 200, "85/15") and r.width > 0.80:
            said.append(f"{name}: only {1 - r.width:.0%} narrower than people only")
    return said


def main() -> None:
    """Run every cell, print the table, write JSON, and fail if a promise does not hold."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--repetitions", type=int, default=2_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--measures", nargs="+", default=["contacts", "time", TELLING])
    given = options.parse_args()
    cells = [
        (measure, share, n, quality, given.repetitions, given.seed)
        for measure, share, n, quality in product(given.measures, SHARES, SIZES, QUALITIES)
        if measure != TELLING or share == 0.40
    ]
    started = time.perf_counter()
    with ProcessPoolExecutor(given.workers) as workers:
        results = list(workers.map(run_cell, cells))
    print(table(results))
    print(f"{given.repetitions:,} repetitions a cell, {time.perf_counter() - started:.0f} s")
    RESULTS.mkdir(parents=True, exist_ok=True)
    content = {"machine": machine(), "settings": vars(given), "cells": [asdict(r) for r in results]}
    (RESULTS / "calibration-of-prevalence.json").write_text(json.dumps(content, indent=1))
    failed = broken(results)
    if failed:
        raise SystemExit("Not within the limits:\n" + "\n".join(failed))


if __name__ == "__main__":
    main()
