"""How often 95% intervals of agreement hold the truth: `python -m benchmarks.agreement_coverage`.

Coders see the true code or guess it by how common codes are, so alpha and kappa are known at every level.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from headwater.analysis.agreement.asking import main_coefficients
from headwater.analysis.agreement.patterns import Patterns
from headwater.analysis.agreement.readings import Level, Readings
from headwater.analysis.agreement.resampling import item_intervals
from headwater.analysis.agreement.scales import agreement_weights, weights_of

RESULTS = Path("benchmarks/results")

CODES = {"two even": (0.5, 0.5), "one rare": (0.9, 0.1), "four": (0.5, 0.3, 0.15, 0.05)}
RUNS: tuple[tuple[Level, int], ...] = (("nominal", 2), ("nominal", 3), ("ordinal", 2), ("interval", 3))


@dataclass(frozen=True)
class Cell:
    """One coefficient in one setting: how often it was told, and where the truth then lay."""

    level: str
    coders: int
    codes: str
    alpha: float
    items: int
    coefficient: str
    told: float
    held: float
    below: float
    above: float
    width: float


def truths(shares: Sequence[float], alpha: float, level: Level) -> dict[str, float]:
    """Return the true value of every coefficient."""
    known = np.array(shares)
    by_chance = float((known**2).sum())
    true = {"percent": alpha + (1 - alpha) * by_chance, "alpha": alpha}
    for kind in weights_of(level):
        matrix = agreement_weights(np.arange(len(known), dtype=float), kind)
        observed = alpha + (1 - alpha) * float(known @ matrix @ known)
        expected = matrix.sum() / (len(known) * (len(known) - 1)) * (1 - by_chance)
        plain = kind == "identity"
        true["kappa" if plain else f"kappa_{kind}"] = alpha
        true["ac1" if plain else f"ac2_{kind}"] = float((observed - expected) / (1 - expected))
    return true


def guessed(
    rng: np.random.Generator, items: int, shares: Sequence[float], alpha: float, coders: int
) -> NDArray[np.int64]:
    """Return codes of coders who each see the true code with probability sqrt(alpha), or else guess."""
    true = rng.choice(len(shares), size=items, p=shares)
    guesses = rng.choice(len(shares), size=(items, coders), p=shares)
    return np.where(rng.random((items, coders)) < 1 - np.sqrt(alpha), guesses, true[:, None])


def cells(level: Level, coders: int, codes: str, alpha: float, items: int, times: int) -> list[Cell]:  # noqa: PLR0917
    """Simulate one setting."""
    shares = CODES[codes]
    rng = np.random.default_rng([len(shares), items, coders, round(100 * alpha), len(level)])
    true = truths(shares, alpha, level)
    found: dict[str, list[tuple[bool, bool, float]]] = {key: [] for key in true}
    names = tuple(map(str, range(max(items, len(shares)))))
    for _ in range(times):
        table = guessed(rng, items, shares, alpha, coders)
        values = np.arange(len(shares), dtype=float)
        readings = Readings(names[:items], names[:coders], names[: len(shares)], table, values, level)
        patterns = Patterns.of(readings)
        asked = main_coefficients(patterns)
        made = item_intervals(patterns.items, patterns.pairable, list(asked.values()), rng, draws=800)
        for key, one in zip(asked, made, strict=True):
            if one.low is not None and one.high is not None:
                found[key].append(
                    (true[key] < one.low - 1e-9, true[key] > one.high + 1e-9, one.high - one.low)
                )
    made_cells = []
    for key, rows in found.items():
        below, above, width = np.mean(rows, axis=0).tolist() if rows else (float("nan"),) * 3
        place = (level, coders, codes, alpha, items, key, len(rows) / times)
        made_cells.append(Cell(*place, 1 - below - above, below, above, width))
    return made_cells


def main() -> None:
    """Print the coverage of every cell and write it as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=500, help="simulated samples a cell")
    times = parser.parse_args().times
    made: list[Cell] = []
    for level, coders in RUNS:
        for codes in CODES if level == "nominal" else ("four",):
            for alpha in (0.5, 0.8, 0.95):
                for items in (20, 50, 100, 400):
                    new = cells(level, coders, codes, alpha, items, times)
                    made += new
                    shown = "  ".join(f"{c.coefficient} {c.held:.3f} (told {c.told:.2f})" for c in new)
                    print(
                        f"{level} {coders} coders, {codes}, alpha {alpha}, {items} items: {shown}", flush=True
                    )
    RESULTS.mkdir(parents=True, exist_ok=True)
    out = RESULTS / "agreement_coverage.json"
    out.write_text(json.dumps([asdict(cell) for cell in made], indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
