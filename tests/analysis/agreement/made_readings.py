"""Readings to test with: published tables, and coders whose true agreement is known."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from headwater.analysis.agreement import Level, Reading, Readings

KRIPPENDORFF = """
A 1 2 3 3 2 1 4 1 2 . . .
B 1 2 3 3 2 2 4 1 2 5 . 3
C . 3 3 3 2 3 4 2 2 5 1 .
D 1 2 3 3 2 4 4 1 2 5 1 .
"""
"""Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability: 4 observers, 12 units."""


def krippendorff(level: Level) -> Readings:
    rows = []
    for line in KRIPPENDORFF.split("\n")[1:-1]:
        coder, *codes = line.split()
        rows += [Reading(str(unit), coder, code) for unit, code in enumerate(codes) if code != "."]
    return Readings.from_rows(rows, level=level)


def two_coders(table: Sequence[Sequence[int]], codes: Sequence[str], level: Level = "nominal") -> Readings:
    """Return the items of a two-way table: rows are the codes of Ana, columns those of Ben."""
    rows = []
    item = 0
    for one, counts in zip(codes, table, strict=True):
        for other, count in zip(codes, counts, strict=True):
            for _ in range(count):
                rows += [Reading(f"i{item}", "Ana", one), Reading(f"i{item}", "Ben", other)]
                item += 1
    return Readings.from_rows(rows, level=level, order=codes if level == "ordinal" else None)


def from_table(table: NDArray[np.int64], level: Level = "nominal", names: str = "abcdefgh") -> Readings:
    """Return items by coders, each a number or -1 where there is no reading."""
    rows = [
        Reading(f"i{item}", names[coder], "" if code < 0 else str(code + 1))
        for item, row in enumerate(table.tolist())
        for coder, code in enumerate(row)
    ]
    return Readings.from_rows(rows, level=level)


def guessing(
    rng: np.random.Generator, items: int, shares: Sequence[float], alpha: float, coders: int = 2
) -> NDArray[np.int64]:
    """Return codes by coders who see the true code or else guess by how common codes are.

    Both of two see it with probability `alpha`; so their observed disagreement is 1 - alpha of the one
    expected by chance, whatever the difference between codes: alpha and kappa are `alpha` at every level.
    """
    codes = len(shares)
    true = rng.choice(codes, size=items, p=shares)
    guesses = rng.choice(codes, size=(items, coders), p=shares)
    return np.where(rng.random((items, coders)) < 1 - np.sqrt(alpha), guesses, true[:, None])
