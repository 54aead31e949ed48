"""How long an answer takes while a slider is dragged: 200 random changes, with intervals, on one core.

Prints a table and writes it as JSON with `--json FILE`.
"""

import argparse
import json
import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from headwater.analysis.estimates import Estimate
from headwater.analysis.policy import Facts, sample
from headwater.analysis.policy.store_facts import FoundFact
from headwater.analysis.policy.what_if import simulate_what_if, sliders, what_if

_DAY = date(2026, 3, 2)


def measured(facts: Facts) -> tuple[Facts, tuple[FoundFact, ...]]:
    """Return facts of the telecom as if a store had given them, with intervals of a few per cent."""
    contacts, handle, repeats, patience = 579.0, 240.0, 0.31, 150.0
    found = tuple(
        FoundFact(name, "", Estimate(value, value * (1 - off), value * (1 + off), n=50_000))
        for name, value, off in (
            ("contacts_per_hour", contacts, 0.04),
            ("today.aht_s", handle, 0.02),
            ("today.repeat_frac", repeats, 0.03),
            ("patience_s", patience, 0.08),
        )
    )
    today = replace(facts.today, fcr_frac=1 - repeats / facts.call_back_share, agents_scheduled=66.0)
    return replace(facts, issues_per_hour=contacts * (1 - repeats), patience_s=patience, today=today), found


def timed(changes: int, draws: int, patience: bool) -> dict[str, Any]:
    """Return the median, the 95th percentile and the longest of so many answers, in milliseconds."""
    declared, facts = sample("telecom")
    facts, found = measured(facts)
    if not patience:
        facts = replace(facts, patience_s=None, today=replace(facts.today, agents_scheduled=80.0))
    policies = declared.in_force(_DAY)
    rng = np.random.default_rng(7)
    ranges = [one for one in sliders(facts, policies) if one.can_move]
    what_if(facts, {}, found=found, policies=policies, draws=draws)
    took = []
    for _ in range(changes):
        moved = rng.choice(len(ranges), size=int(rng.integers(1, 4)), replace=False)
        change = {ranges[i].slider.key: float(rng.uniform(ranges[i].low, ranges[i].high)) for i in moved}
        change = {k: min(max(v, 0.05), 1e6) if k != "fcr_frac" else min(v, 0.99) for k, v in change.items()}
        if "handle_s" in change:
            change["handle_s"] = max(change["handle_s"], 120 + change.get("wrap_s", 0.0))
        began = time.process_time()
        what_if(facts, change, found=found, policies=policies, draws=draws)
        took.append(1000 * (time.process_time() - began))
    p50, p95 = np.quantile(took, [0.5, 0.95])
    return {
        "model": "Erlang A" if patience else "Erlang C",
        "changes": changes,
        "draws": draws,
        "p50_ms": round(float(p50), 1),
        "p95_ms": round(float(p95), 1),
        "max_ms": round(max(took), 1),
    }


def simulated() -> dict[str, Any]:
    """Return how long twenty simulated days before and after take, once the engine is compiled."""
    declared, facts = sample("telecom")
    facts, _ = measured(facts)
    ask: dict[str, Any] = {"policies": declared, "on": _DAY}
    simulate_what_if(facts, {"handle_s": 300}, runs=2, hours=1, **ask)
    began = time.process_time()
    told = simulate_what_if(facts, {"handle_s": 300}, **ask)
    return {"runs": told.runs, "events": told.events, "seconds": round(time.process_time() - began, 2)}


def main() -> None:
    """Measure, print, and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--changes", type=int, default=200)
    parser.add_argument("--draws", type=int, default=400)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    answers = [timed(given.changes, given.draws, patience) for patience in (True, False)]
    for one in answers:
        print(
            f"{one['model']}: {one['changes']} changes with {one['draws']} draws: p50 {one['p50_ms']} ms, "
            f"p95 {one['p95_ms']} ms, longest {one['max_ms']} ms"
        )
    days = simulated()
    print(f"simulated: 2 x {days['runs']} days, {days['events']:,} events, {days['seconds']} s")
    if given.json:
        given.json.write_text(json.dumps({"answers": answers, "simulated": days}, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
