"""Is each programme of the sample organisation judged right? Many seeds, one organisation each."""

import argparse
import json
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.runs import RESULTS, machine
from headwater.analysis.interventions import evaluate
from headwater.analysis.sample_org import simulate, three_years
from headwater.analysis.sample_org.three_years import plan_of, planned
from headwater.analysis.sample_org.weekly import weekly_series

_KEYS = tuple(one.key for one in planned(three_years(200_000)))


@dataclass(frozen=True)
class Judged:
    """What one programme of one organisation was judged to be."""

    honest: str
    word: str
    interval_says: str
    failed: tuple[str, ...]
    effect: float | None
    lasted: str


def judge(contacts: int, seed: int) -> dict[str, Judged]:
    """Simulate one organisation and judge its programmes as their plans say."""
    sample = simulate(three_years(contacts, seed))
    found: dict[str, Judged] = {}
    for one in planned(sample.settings):
        series = weekly_series(sample, one.measure, one.team)
        said = evaluate(series, plan_of(one, series.measure, sample.settings))
        found[one.key] = Judged(
            honest=one.honest,
            word=said.verdict.word,
            interval_says=said.verdict.interval_says,
            failed=tuple(gate.key for gate in said.gates if gate.status == "fails"),
            effect=None if said.effect is None else said.effect.change.value,
            lasted="" if said.lasted is None else said.lasted.word,
        )
    return found


def summary(judged: list[dict[str, Judged]]) -> dict[str, dict[str, Any]]:
    """Count right verdicts, what intervals say alone, and gates that failed."""
    found: dict[str, dict[str, Any]] = {}
    for key in _KEYS:
        mine = [one[key] for one in judged]
        effects = [one.effect for one in mine if one.effect is not None]
        found[key] = {
            "honest": mine[0].honest,
            "right": sum(one.word == one.honest for one in mine),
            "of": len(mine),
            "words": dict(Counter(one.word for one in mine)),
            "intervals_say": dict(Counter(one.interval_says for one in mine)),
            "gates_failed": dict(Counter(gate for one in mine for gate in one.failed)),
            "lasted": dict(Counter(one.lasted for one in mine if one.lasted)),
            "mean_effect": float(np.mean(effects)) if effects else None,
        }
    return found


def main() -> None:
    """Print a line for each programme and write all of it as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--contacts", type=int, default=200_000)
    parser.add_argument("--seeds", type=int, default=40)
    asked = parser.parse_args()
    began = time.perf_counter()
    found = summary([judge(asked.contacts, seed) for seed in range(1, asked.seeds + 1)])
    seconds = time.perf_counter() - began
    print(f"{asked.contacts:,} contacts, seeds 1 to {asked.seeds}, {seconds:.0f} s")
    for key, one in found.items():
        print(
            f"{key:<9} honest: {one['honest']:<23} right {one['right']:>3} of {one['of']}  "
            f"words {one['words']}  intervals {one['intervals_say']}  gates {one['gates_failed']}"
        )
    RESULTS.mkdir(exist_ok=True)
    report = {"machine": machine(), "contacts": asked.contacts, "seconds": seconds, "programmes": found}
    (RESULTS / "programmes.json").write_text(json.dumps(report, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
