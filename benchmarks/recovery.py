"""Does the whole way recover what was planted? `python -m benchmarks recovery`: many samples, one simulation.

The sample organisation's contacts are imported once. Then, seed by seed: a sample is drawn, simulated coders
with a known rate of mistakes code it, their differences are decided, and the shares are estimated. The
helpdesk's own reason is hidden from strata and model, because in the simulation it is always right.
"""

import argparse
import json
import os
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import narwhals as nw
import numpy as np

from benchmarks.runs import RESULTS, machine
from headwater.analysis.contacts.engines import collect
from headwater.analysis.contacts.store import ContactStore
from headwater.analysis.demand.causes.ranking import rank
from headwater.analysis.demand.coder.learning import CoderSettings
from headwater.analysis.demand.coding.reading import read_codes
from headwater.analysis.demand.coding.rows import Sheet
from headwater.analysis.demand.coding.sheet import write_sheet
from headwater.analysis.demand.frame import FIELDS
from headwater.analysis.demand.prevalence.model_reader import ModelReader
from headwater.analysis.demand.prevalence.prevalence import prevalence
from headwater.analysis.demand.prevalence.prevalence_result import Prevalence, PrevalenceSettings
from headwater.analysis.demand.prevalence.targets import FAILURE, Target
from headwater.analysis.demand.sampling.sample import draw_sample
from headwater.analysis.demand.sampling.settings import SampleSettings
from headwater.analysis.demand.scope import countable, handle_ms
from headwater.analysis.sample_org.coding import code_sheet, true_codes

SMALLEST = 0.02
"""Planted shares from here on have to be recovered."""

Key = tuple[str, str]
"""A target's name and a measure."""


@dataclass(frozen=True)
class Truth:
    """Shares of contacts and of time by target, of the contacts in the store."""

    shares: Mapping[Key, float]
    targets: list[Target]


@dataclass
class Tally:
    """What one or more seeds found."""

    hits: dict[Key, int] = field(default_factory=lambda: defaultdict(int))
    widths: dict[Key, float] = field(default_factory=lambda: defaultdict(float))
    runs: int = 0
    ranked: int = 0
    wrong_ranks: int = 0

    def add(self, other: "Tally") -> None:
        """Take in another tally."""
        for key in other.widths:
            self.hits[key] += other.hits[key]
            self.widths[key] += other.widths[key]
        self.runs += other.runs
        self.ranked += other.ranked
        self.wrong_ranks += other.wrong_ranks


def truth_of(store: ContactStore, truth: Mapping[str, Any]) -> Truth:
    """Return the true shares of every code, from the true reason of every contact."""
    rows = countable(store.contacts(), None, None).with_columns(
        ms=handle_ms(), own=nw.col("reason_source").cast(nw.String)
    )
    found = collect(rows.group_by("own").agg(n=nw.len(), ms=nw.col("ms").sum()))
    codes = true_codes(truth)
    contacts: dict[Target, float] = defaultdict(float)
    ms: dict[Target, float] = defaultdict(float)
    for reason, n, spent in zip(found["own"], found["n"], found["ms"], strict=True):
        for name, code in codes[reason].items():
            contacts[Target.of({name: code})] += n
            ms[Target.of({name: code})] += spent or 0
    all_contacts, all_ms = sum(found["n"]), sum(spent or 0 for spent in found["ms"])
    targets = [target for target, n in contacts.items() if n / all_contacts >= SMALLEST]
    targets.sort(key=lambda target: (FIELDS.index(target.codes[0][0]), target.codes))
    shares: dict[Key, float] = {}
    for target in targets:
        shares[str(target), "contacts"] = contacts[target] / all_contacts
        shares[str(target), "time"] = ms[target] / all_ms
    return Truth(shares, targets)


def run_seed(job: tuple[str, str, int, int, float, str]) -> Tally:
    """Draw, code and estimate once."""
    folder, truth_path, seed, n, noise, model = job
    store = ContactStore(folder)
    truth = json.loads(Path(truth_path).read_text(encoding="utf-8"))
    known = truth_of(store, truth)
    settings = SampleSettings(n=n, variables=("channel", "month"), seed=seed, coders=("one", "two", "three"))
    drawn = draw_sample(store, settings)
    filled = code_sheet(
        Sheet(drawn.rows, drawn.design),
        truth,
        coders=("one", "two", "three"),
        noise=noise,
        rng=np.random.default_rng(seed),
        codebook="delivery 1",
        mistakes="uniform",
    )
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "coded.csv"
        write_sheet(path, filled.rows, filled.design)
        sample = read_codes([path])
    # texts alone: the simulated helpdesk's reason would give the answer away
    reader = ModelReader(CoderSettings("fast", recorded=False)) if model == "fast" else None
    settled = PrevalenceSettings(model="none")
    found = prevalence(store, sample, settled, targets=known.targets, reader=reader)
    tally = Tally(runs=1)
    for target in known.targets:
        for measure in ("contacts", "time"):
            key = (str(target), measure)
            share = found.share(target, (), "time" if measure == "time" else "contacts").estimate
            if share.low is None or share.high is None:
                continue
            tally.hits[key] += share.low <= known.shares[key] <= share.high
            tally.widths[key] += share.high - share.low
    tally.ranked = 1
    tally.wrong_ranks = int(wrongly_ranked(found, known, seed))
    return tally


def wrongly_ranked(found: Prevalence, known: Truth, seed: int) -> bool:
    """Say whether any cause stands above another that truly is larger, as if that were certain."""
    own = [target for target in known.targets if target.codes[0][0] == "cause"]
    shares = [found.share(target) for target in own]
    clusters = found.facts.design.cluster
    sums = np.stack([np.bincount(clusters, share.parts) for share in shares]).astype(np.float64)
    names = [str(target) for target in own]
    values = [share.estimate.value or 0.0 for share in shares]
    ranking = rank(
        names, values, sums @ sums.T, np.random.default_rng(seed), smallest_step=1 / len(found.facts)
    )
    truth = sorted(names, key=lambda name: -known.shares[name, "contacts"])
    return any(
        standing is None or not standing.best <= place <= standing.worst
        for place, standing in ((place, ranking.of(name)) for place, name in enumerate(truth, 1))
    )


def table(tally: Tally, known: Truth) -> str:
    """Return, for every planted share, how often its interval holds it."""
    lines = [
        "| planted share of | contacts | held in | mean width | time | held in |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for target in known.targets:
        one, other = (str(target), "contacts"), (str(target), "time")
        lines.append(
            f"| {target} | {known.shares[one]:.3f} | {tally.hits[one] / tally.runs:.1%} "
            f"| {tally.widths[one] / tally.runs:.3f} | {known.shares[other]:.3f} "
            f"| {tally.hits[other] / tally.runs:.1%} |"
        )
    return "\n".join(lines)


def made_store(folder: Path, contacts: int) -> tuple[Path, Path]:
    """Simulate and import, unless it is there; return the store and the truth."""
    from benchmarks.commands import _HEADWATER, timed

    sample, store = folder / f"recovery-{contacts}", folder / f"recovery-store-{contacts}"
    if not store.exists():
        make = [
            "sample-org",
            "--contacts",
            str(contacts),
            "--weeks",
            "52",
            "--seed",
            "1",
            "--out",
            str(sample),
        ]
        load = ["contacts", "import", str(sample / "contacts.csv"), "--mapping", "sample_org"]
        load += ["--store", str(store), "--source", "sample", "--timezone", "Europe/Berlin"]
        load += ["--key-file", str(folder / "bench.key")]
        timed("simulate", [*_HEADWATER, *make], 1)
        timed("import", [*_HEADWATER, *load], 1)
    return store, sample / "truth.json"


def main() -> None:
    """Run every seed, print the table and write JSON; fail where a planted share is not recovered."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--contacts", type=int, default=200_000)
    options.add_argument("--seeds", type=int, default=200)
    options.add_argument("--coded", type=int, default=400)
    options.add_argument("--noise", type=float, default=0.1)
    options.add_argument("--model", choices=["fast", "none"], default="fast")
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--folder", type=Path, default=Path("out/bench"))
    given = options.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    store, truth = made_store(given.folder, given.contacts)
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    jobs = [
        (str(store), str(truth), seed, given.coded, given.noise, given.model)
        for seed in range(1, given.seeds + 1)
    ]
    started = time.perf_counter()
    tally = Tally()
    with ProcessPoolExecutor(given.workers) as workers:
        for found in workers.map(run_seed, jobs):
            tally.add(found)
    known = truth_of(ContactStore(store), json.loads(truth.read_text(encoding="utf-8")))
    print(table(tally, known))
    by_count = [tally.hits[str(target), "contacts"] / tally.runs for target in known.targets]
    by_time = [tally.hits[str(target), "time"] / tally.runs for target in known.targets]
    print(
        f"\n{tally.runs} seeds, {given.coded} coded, model {given.model}; "
        f"{time.perf_counter() - started:.0f} s.\n"
        f"Planted shares held in {np.mean(by_count):.1%} of intervals (worst share {min(by_count):.1%}), "
        f"shares of time in {np.mean(by_time):.1%} (worst {min(by_time):.1%}).\n"
        f"Causes ranked right or tied in {1 - tally.wrong_ranks / tally.ranked:.1%} of seeds."
    )
    failure = str(FAILURE), "contacts"
    content = {
        "machine": machine(),
        "settings": {**vars(given), "folder": None},
        "failure_demand": {"truth": known.shares[failure], "held": tally.hits[failure] / tally.runs},
        "held": {f"{name}, {measure}": n / tally.runs for (name, measure), n in tally.hits.items()},
        "wrong_ranks": tally.wrong_ranks,
    }
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"recovery-{given.model}.json").write_text(json.dumps(content, indent=1))


if __name__ == "__main__":
    main()
