"""How long the server takes to answer a slider that moves: p50 and p95, on a store of 200,000 contacts.

Somebody who is signed in drags every slider that can be moved to random places, one question at a time over
one connection, as a browser does. The time holds all that the server does: session, rights, the question
whether facts changed, the answer with its intervals, and its page part with the picture.
"""

import argparse
import json
import math
import os
import random
import re
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from benchmarks.load.pages import Reader
from benchmarks.load.product import running
from benchmarks.runs import RESULTS, machine

MOST_P95_MS = 50
PAGE, ANSWER = "/policy/what-if/", "/policy/what-if/answer/"
_SLIDER = re.compile(
    r'data-slider="(\w+)".*?type="range"[^>]*min="([\d.]+)" max="([\d.]+)"([^>]*)>', re.DOTALL
)


def sliders(page: str) -> dict[str, tuple[float, float]]:
    """Return the sliders of a page that can be moved, with their ends."""
    found = _SLIDER.findall(page)
    return {name: (float(low), float(high)) for name, low, high, rest in found if " disabled" not in rest}


def processor_seconds() -> float:
    """Return what the processes this one started have taken of the processor: waits for others left out."""
    parents, taken = {}, {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            said = status.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        number = int(status.parent.name)
        parents[number], taken[number] = int(said[1]), int(said[11]) + int(said[12])
    ours = {os.getpid()}
    while more := {one for one, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return sum(taken.get(one, 0) for one in ours - {os.getpid()}) / os.sysconf("SC_CLK_TCK")


def dragged(reader: Reader, name: str, answers: int, rng: random.Random) -> dict[str, float | str | int]:
    """Ask for so many answers and return what they took."""
    status, _, _, page = reader.get(f"{PAGE}?in={name}")
    ends = sliders(page.decode()) if status == 200 else {}
    if not ends:
        raise SystemExit(f"{PAGE}?in={name}: {status}, and nothing there can be moved.")
    taken, refused, started = [], 0, processor_seconds()
    for turn in range(answers + 5):
        moved = rng.sample(sorted(ends), rng.randint(1, min(3, len(ends))))
        asked = {key: f"{rng.uniform(*ends[key]):.1f}" for key in moved}
        status, seconds, _, part = reader.get(f"{ANSWER}?{urlencode({'in': name, **asked})}")
        if status != 200:
            raise SystemExit(f"{ANSWER} with {asked}: {status}")
        if turn >= 5:
            taken.append(1000 * seconds)
            refused += b"data-refused" in part
    taken.sort()
    return {
        "tried_on": name,
        "sliders": len(ends),
        "answers": answers,
        "refused": refused,
        "p50_ms": round(median(taken), 1),
        "p95_ms": round(taken[math.ceil(0.95 * len(taken)) - 1], 1),
        "slowest_ms": round(taken[-1], 1),
        "processor_ms": round(1000 * (processor_seconds() - started) / (answers + 5), 1),
    }


def main() -> None:
    """Print a table, write JSON, and fail where the answer is slower than promised."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("out/bench/load"), help="kept for the next run")
    parser.add_argument("--contacts", type=int, default=200_000)
    parser.add_argument("--answers", type=int, default=300)
    asked = parser.parse_args()
    rng = random.Random(1)
    with running(asked.folder / "data", asked.contacts) as product:
        reader = Reader(product.url, product.cookies["olga"])
        rows = [dragged(reader, name, asked.answers, rng) for name in ("ours", "telecom")]
    print(f"### The answer to a slider that moves, {asked.contacts:,} contacts\n")
    print("| tried on | sliders | answers | refused | p50 ms | p95 ms | slowest ms | processor ms |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|")
    for row in rows:
        print("| " + " | ".join(str(value) for value in row.values()) + " |")
    RESULTS.mkdir(parents=True, exist_ok=True)
    found = {"machine": machine(), "contacts": asked.contacts, "rows": rows}
    (RESULTS / "what_if_page.json").write_text(json.dumps(found, indent=1), encoding="utf-8")
    late = [row for row in rows if float(row["p95_ms"]) > MOST_P95_MS]
    raise SystemExit(f"NOT KEPT: an answer within {MOST_P95_MS} ms: {late}" if late else 0)


if __name__ == "__main__":
    main()
