"""`python -m benchmarks.bank_intents`: intervals against the full truth, and how the coder reads."""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict

from benchmarks.bank_intents.intents import (
    FILES,
    counts_of,
    data_folder,
    movement,
    read_mapping,
    read_questions,
)
from benchmarks.bank_intents.reading import Reading, read_split
from benchmarks.bank_intents.shares import Coverage, Draws, cover
from benchmarks.runs import RESULTS, machine


def main(drawings: Sequence[Draws], workers: int) -> None:
    """Run both parts, print their tables, write JSON."""
    folder = data_folder()
    train, test = (read_questions(folder / FILES[part]) for part in ("train", "test"))
    intents, everything = read_mapping(), [*train, *test]
    moved = movement(intents, counts_of(everything))
    content: dict[str, object] = {"machine": machine(), "questions": len(everything), "share": asdict(moved)}
    print(
        f"Failure demand among {len(everything):,} questions: {moved.mapped:.1%} as mapped, "
        f"{moved.flipped:.1%} with every debatable intent the other way "
        f"({moved.lowest:.1%} to {moved.highest:.1%} at the extremes)."
    )
    readings = read_split(train, test)
    content["reading"] = [reading.to_dict() for reading in readings]
    print(reading_table(readings), flush=True)
    _write(content)
    for drawing in drawings:
        found, seconds = cover(everything, intents, drawing, workers)
        rows = [row.to_dict() for row in found]
        content[f"shares_{drawing.model}"] = {"seconds_a_draw": seconds, **asdict(drawing), "rows": rows}
        _write(content)
        print(shares_table(found, drawing.model, drawing.labels, seconds), flush=True)


def _write(content: dict[str, object]) -> None:
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "bank-intents.json").write_text(json.dumps(content, indent=1))


def reading_table(rows: Sequence[Reading]) -> str:
    """Return accuracy and speed as Markdown."""
    lines = [
        "\n### The coder on the published split: 77 intents, 3,080 questions read\n",
        "| coder | labels | accuracy | processor seconds to fit | rows a second and core |",
        "|---|---|--:|--:|--:|",
    ]
    for row in rows:
        spread = f" (range {row.spread:.1%})" if row.spread else ""
        lines.append(
            f"| {row.setting} | {row.labels} | {row.accuracy:.1%}{spread} | {row.fit_seconds:.1f} "
            f"| {row.rows_a_second:,.0f} |"
        )
    return "\n".join(lines)


def shares_table(rows: Sequence[Coverage], model: str, labels: int, seconds: float) -> str:
    """Return coverage and widths as Markdown, people only beside prediction-powered."""
    lines = [
        f"\n### {labels} labels, {rows[0].draws} draws, model {model} ({seconds:.1f} s a draw and core)\n",
        "| share of | truth | people only hold | width | reported hold | width | narrower "
        "| width over spread | off by | model's own count off by |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for row in rows:
        cells = [f"{row.holds[m]:.1%} | {row.width[m]:.3f}" for m in ("people", "reported")]
        narrower = 1 - row.width["reported"] / row.width["people"]
        naive = f"{row.off['naive']:+.1%}" if "naive" in row.off else ""
        lines.append(
            f"| {row.target} | {row.truth:.1%} | {' | '.join(cells)} | {narrower:.0%} "
            f"| {row.honesty['reported']:.2f} | {row.off['reported']:+.2%} | {naive} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--draws", type=int, default=200)
    parser.add_argument("--labels", type=int, default=300)
    parser.add_argument("--models", nargs="*", default=["fast"])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--first-seed", type=int, default=0)
    options = parser.parse_args()
    drawings = [Draws(options.draws, options.labels, model, options.first_seed) for model in options.models]
    main(drawings, options.workers)
