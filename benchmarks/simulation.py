"""How many events a second: a floor of 300 people simulated by Headwater, simpy and ciw, in turn.

Peers need not be installed here: `--peers-python PATH` names an interpreter that has them. Those that are
not there are left out.
"""

import argparse
import json
import random
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any

ARRIVALS, HANDLE, PATIENCE, AGENTS = 1.0, 300.0, 180.0, 300
"""Contacts a second; seconds; people: every tenth contact waits, few give up."""


def headwater(hours: float) -> tuple[int, float]:
    """Return events and the share who gave up; compiled before the clock starts."""
    from headwater.analysis.staffing.simulation import ContactKind, Floor, Group, compiled, simulate

    if not compiled:
        raise SystemExit("numba is not there: install the extra `fast`.")
    calls = ContactKind("calls", 3600 * ARRIVALS, HANDLE, patience_seconds=PATIENCE)
    simulate(Floor([calls], [Group("team", AGENTS, ["calls"])], hours=0.5), runs=2)
    started = time.perf_counter()
    found = simulate(Floor([calls], [Group("team", AGENTS, ["calls"])], hours=hours), runs=2)
    return _said(found.events, started, found.figure("abandoned").value or 0.0)


def headwater_three(hours: float) -> tuple[int, float]:
    """The same with three kinds of contacts, three groups with different skills, priorities, and redials."""
    from headwater.analysis.staffing.simulation import ContactKind, Floor, Group, simulate

    kinds = [
        ContactKind(f"k{i}", 1200 * ARRIVALS, HANDLE, patience_seconds=PATIENCE, priority=i, redial_share=0.5)
        for i in range(3)
    ]
    groups = [
        Group("a", 100, ["k0", "k1"]),
        Group("b", 100, ["k1", "k2"]),
        Group("c", 100, ["k0", "k1", "k2"]),
    ]
    simulate(Floor(kinds, groups, hours=0.5), runs=2)
    started = time.perf_counter()
    found = simulate(Floor(kinds, groups, hours=hours), runs=2)
    return _said(found.events, started, found.figure("abandoned").value or 0.0)


def simpy(hours: float) -> tuple[int, float]:
    """A resource of simpy, with customers who race their patience against it."""
    module = import_module("simpy")
    draw = random.Random(1)
    world = module.Environment()
    team = module.Resource(world, AGENTS)
    counted = {"events": 0, "came": 0, "gave_up": 0}

    def customer() -> Any:
        with team.request() as turn:
            done = yield turn | world.timeout(draw.expovariate(1 / PATIENCE))
            counted["events"] += 1
            if turn in done:
                yield world.timeout(draw.expovariate(1 / HANDLE))
                counted["events"] += 1
            else:
                counted["gave_up"] += 1

    def door() -> Any:
        while True:
            yield world.timeout(draw.expovariate(ARRIVALS))
            counted["came"] += 1
            counted["events"] += 1
            world.process(customer())

    world.process(door())
    started = time.perf_counter()
    world.run(until=hours * 3600)
    return _said(counted["events"], started, counted["gave_up"] / counted["came"])


def ciw(hours: float) -> tuple[int, float]:
    """A node of ciw with reneging."""
    module = import_module("ciw")
    network = module.create_network(
        arrival_distributions=[module.dists.Exponential(ARRIVALS)],
        service_distributions=[module.dists.Exponential(1 / HANDLE)],
        reneging_time_distributions=[module.dists.Exponential(1 / PATIENCE)],
        number_of_servers=[AGENTS],
    )
    module.seed(1)
    world = module.Simulation(network)
    started = time.perf_counter()
    world.simulate_until_max_time(hours * 3600)
    records = world.get_all_records()
    gave_up = sum(record.record_type == "renege" for record in records)
    return _said(2 * len(records), started, gave_up / len(records))


CONTESTANTS = {
    "Headwater": (headwater, 400.0),
    "Headwater, 3 kinds, 3 groups": (headwater_three, 400.0),
    "simpy": (simpy, 8.0),
    "ciw": (ciw, 3.0),
}


def _said(events: int, started: float, gave_up: float) -> tuple[int, float]:
    seconds = time.perf_counter() - started
    print(json.dumps({"events": events, "seconds": seconds, "gave_up": gave_up}))
    return events, gave_up


def main() -> None:
    """Run all in turn, print a table, write JSON."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--only", help="run one here, and print one line of JSON")
    options.add_argument("--peers-python", default=sys.executable)
    options.add_argument("--runs", type=int, default=3)
    given = options.parse_args()
    if given.only:
        contestant, hours = CONTESTANTS[given.only]
        contestant(hours)
        return
    taken: dict[str, list[dict[str, float]]] = {name: [] for name in CONTESTANTS}
    for _ in range(given.runs):
        for name in CONTESTANTS:
            python = sys.executable if name.startswith("Headwater") else given.peers_python
            command = [python, "-m", "benchmarks.simulation", "--only", name]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode == 0:
                taken[name].append(json.loads(done.stdout.splitlines()[-1]))
    print("| what | events a second (median) | gave up |\n|---|--:|--:|")
    rows = []
    for name, all_runs in taken.items():
        if not all_runs:
            print(f"| {name} | not installed | |")
            continue
        rate = median(one["events"] / one["seconds"] for one in all_runs)
        rows.append({"name": name, "events_a_second": rate, "gave_up": all_runs[-1]["gave_up"]})
        print(f"| {name} | {rate:,.0f} | {all_runs[-1]['gave_up']:.2%} |")
    results = Path("benchmarks/results")
    results.mkdir(parents=True, exist_ok=True)
    (results / "simulation.json").write_text(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main()
