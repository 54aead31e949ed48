"""`make bench-load`: every page timed, then fifty people at once for a minute; a table, and JSON."""

import argparse
import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.load.pages import Page, time_pages
from benchmarks.load.product import Product, running
from benchmarks.runs import RESULTS, machine

MOST_MEDIAN_MS, MOST_P95_MS, MOST_QUERIES = 300, 1000, 15


def main() -> None:
    """Run both and say whether the product keeps what it promises."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("out/bench/load"), help="kept for the next run")
    parser.add_argument("--contacts", type=int, default=200_000)
    parser.add_argument("--repeat", type=int, default=20, help="times each page is asked for, warm")
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=60)
    asked = parser.parse_args()
    with running(asked.folder / "data", asked.contacts) as product:
        pages = time_pages(product, asked.repeat)
        print(page_table(pages), flush=True)
        together = at_once(product, pages, asked.folder, asked.users, asked.seconds)
    print(crowd_table(together, asked.users, asked.seconds), flush=True)
    RESULTS.mkdir(parents=True, exist_ok=True)
    found = {"machine": machine(), "pages": [asdict(page) for page in pages], "together": together}
    (RESULTS / "load.json").write_text(json.dumps(found, indent=1), encoding="utf-8")
    broken = broken_promises(pages, together)
    for promise in broken:
        print(f"NOT KEPT: {promise}")
    sys.exit(1 if broken else 0)


def slowest(pages: list[Page]) -> list[Page]:
    """Return each page as the person for whom it is slowest, the slowest on top."""
    by_name: dict[str, Page] = {}
    for page in pages:
        if page.name not in by_name or page.median_ms > by_name[page.name].median_ms:
            by_name[page.name] = page
    return sorted(by_name.values(), key=lambda page: -page.median_ms)


def page_table(pages: list[Page]) -> str:
    """Return the pages as Markdown: each as the person for whom it is slowest."""
    lines = [
        f"### {len(pages)} pages of {len({page.who for page in pages})} people, one request at a time, warm",
        "",
        "| page | slowest for | median ms | p95 ms | kB | queries |",
        "|---|---|--:|--:|--:|--:|",
    ]
    for page in slowest(pages):
        queries = "" if page.queries is None else str(page.queries)
        times = f"{page.median_ms:.0f} | {page.p95_ms:.0f} | {page.kilobytes:.0f}"
        lines.append(f"| {page.name} | {page.who} | {times} | {queries} |")
    return "\n".join(lines)


def at_once(
    product: Product, pages: list[Page], folder: Path, users: int, seconds: int
) -> list[dict[str, Any]]:
    """Let many people work at the same time; return what each page took then, and all of them together."""
    routes: dict[str, dict[str, list[str]]] = {who: {} for who in product.cookies}
    for page in pages:
        routes[page.who].setdefault(page.name, []).append(page.path)
    plan, said = folder / "plan.json", folder / "locust.json"
    plan.write_text(json.dumps({"cookies": product.cookies, "pages": routes}), encoding="utf-8")
    plan.chmod(0o600)
    said.unlink(missing_ok=True)
    command = [sys.executable, "-m", "locust", "--locustfile", "benchmarks/load/people.py", "--headless"]
    command += [
        "--users",
        str(users),
        "--spawn-rate",
        "25",
        "--run-time",
        f"{seconds}s",
        "--host",
        product.url,
    ]
    command += ["--stop-timeout", "10", "--json-file", str(said.with_suffix("")), "--only-summary"]
    command += ["--loglevel", "WARNING"]
    with (folder / "locust.log").open("w") as log:
        subprocess.run(
            command, env=os.environ | {"LOAD_PLAN": str(plan)}, stdout=log, stderr=log, check=False
        )
    plan.unlink()
    if not said.exists():
        raise SystemExit(f"locust said nothing:\n{(folder / 'locust.log').read_text()[-3000:]}")
    entries = json.loads(said.read_text(encoding="utf-8"))
    every: dict[float, int] = {}
    for entry in entries:
        for milliseconds, count in entry["response_times"].items():
            every[float(milliseconds)] = every.get(float(milliseconds), 0) + count
    rows = [_row(entry["name"], entry["response_times"], entry["num_failures"]) for entry in entries]
    failures = sum(entry["num_failures"] for entry in entries)
    return [_row("all together", every, failures), *sorted(rows, key=lambda row: -row["p95_ms"])]


def _row(name: str, times: dict[Any, int], failures: int) -> dict[str, Any]:
    ordered = sorted((float(milliseconds), count) for milliseconds, count in times.items())
    requests = sum(count for _, count in ordered)
    return {
        "name": name,
        "requests": requests,
        "failures": failures,
        "median_ms": _quantile(ordered, requests, 0.5),
        "p95_ms": _quantile(ordered, requests, 0.95),
    }


def _quantile(ordered: list[tuple[float, int]], requests: int, share: float) -> float:
    passed = 0
    for milliseconds, count in ordered:
        passed += count
        if passed >= share * requests:
            return milliseconds
    return 0.0


def crowd_table(rows: list[dict[str, Any]], users: int, seconds: int) -> str:
    """Return what many people at once met, as Markdown."""
    lines = [
        f"### {users} people at once for {seconds} s: {rows[0]['requests'] / seconds:.0f} pages a second",
        "",
        "| page | requests | errors | median ms | p95 ms |",
        "|---|--:|--:|--:|--:|",
    ]
    for row in rows:
        times = f"{row['median_ms']:.0f} | {row['p95_ms']:.0f}"
        lines.append(f"| {row['name']} | {row['requests']} | {row['failures']} | {times} |")
    return "\n".join(lines)


def broken_promises(pages: list[Page], together: list[dict[str, Any]]) -> list[str]:
    """Return what the product promises and does not keep here."""
    broken = [
        f"{page.name} takes {page.median_ms:.0f} ms at the median as {page.who} ({page.path})"
        for page in slowest(pages)
        if page.median_ms > MOST_MEDIAN_MS
    ]
    crowded = {page.name: page.queries for page in pages if (page.queries or 0) > MOST_QUERIES}
    broken += [f"{name} makes {queries} queries" for name, queries in crowded.items()]
    everything = together[0]
    if everything["failures"] or not everything["requests"]:
        broken.append(f"{everything['failures']} of {everything['requests']} requests failed under load")
    if everything["p95_ms"] > MOST_P95_MS:
        broken.append(f"95% of pages answer within {everything['p95_ms']:.0f} ms under load")
    return broken


if __name__ == "__main__":
    main()
