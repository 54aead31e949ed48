"""Which coefficients fit which level, and what is asked of the resamples for each."""

from collections.abc import Callable

import numpy as np

from headwater.analysis.agreement.coefficients import agreeing_share, alpha, gwet, kappa
from headwater.analysis.agreement.patterns import Patterns
from headwater.analysis.agreement.readings import Numbers
from headwater.analysis.agreement.resampling import Asked
from headwater.analysis.agreement.scales import Weights, agreeing, weights_of
from headwater.analysis.estimates import wilson

FEW = 15
"""Fewer items than this, that differ or hold a rarer code, are too few for a bootstrap alone."""


def main_coefficients(patterns: Patterns) -> dict[str, Asked]:
    """Return what is asked of all readings, by key: percent, alpha, kappas, AC1 or AC2."""
    items = patterns.pairable_items
    asked = {
        "percent": Asked("percent agreement", agreeing_share(patterns), items, lambda share: 1 - share),
        "alpha": alpha_of(patterns),
    }
    by_readings = _corrected_by_readings(patterns)
    for weights in weights_of(patterns.level):
        weighted = weights != "identity"
        suffix = f"_{weights}" if weighted else ""
        by_gwet = _corrected_by_gwet(patterns, weights)
        asked[f"kappa{suffix}"] = Asked(
            "kappa",
            kappa(patterns, weights),
            items,
            by_readings,
            widen=_widened(patterns, by_readings if weighted else None, rare=True),
        )
        asked[f"ac2{suffix}" if weighted else "ac1"] = Asked(
            "AC2" if weighted else "AC1",
            gwet(patterns, weights),
            items,
            by_gwet,
            widen=_widened(patterns, by_gwet if weighted else None, rare=False),
        )
    return asked


def alpha_of(patterns: Patterns) -> Asked:
    """Return what is asked for alpha alone: of all readings, of one code, or of one pair of coders."""
    by_readings = _corrected_by_readings(patterns)
    weighted = patterns.level != "nominal"
    return Asked(
        "alpha",
        alpha(patterns),
        patterns.pairable_items,
        by_readings,
        widen=_widened(patterns, by_readings if weighted else None, rare=True),
    )


def _widened(
    patterns: Patterns, when_share_differs: Callable[[float], float] | None, *, rare: bool
) -> Callable[[float, float, float], tuple[float, float]] | None:
    """Return what widens the bounds where few items differ, or hold another than the common code.

    Weighted coefficients: where most items agree, a few small differences say little of how large others
    would be, so the lower bound takes Wilson's bound on their number and lets each be as large as by chance.
    Alpha and kappa: where the rarer codes are on few items, the upper bound is at least Wilson's for
    agreement on them.
    """
    used = patterns.pairable
    items, counts, readings = patterns.items[used], patterns.counts[used], patterns.readings[used]
    total = float(items.sum())
    if not total:
        return None
    differing = float(items[(counts > 0).sum(axis=1) > 1].sum())
    apart = 1 - float(agreeing_share(patterns)(patterns.items[None, :])[0])
    others = readings - counts[:, int((items @ counts).argmax())]
    holding = float(items[others > 0].sum())
    matched = float(items @ (others * (others - 1) / (readings - 1))) / max(float(items @ others), 1.0)

    def widen(low: float, high: float, level: float) -> tuple[float, float]:
        if when_share_differs is not None and 0 < differing < min(FEW, total / 2):
            most = wilson(differing, total, level).high
            assert most is not None
            low = min(low, max(when_share_differs(apart * most * total / differing), -1.0))
        if rare and 0 < holding < FEW:
            best = wilson(matched * holding, holding, level).high
            assert best is not None
            high = max(high, best)
        return low, high

    return widen


def _code_shares(patterns: Patterns) -> Numbers:
    codes = patterns.items[patterns.pairable] @ patterns.counts[patterns.pairable]
    return np.asarray(codes / max(codes.sum(), 1.0))


def _corrected_by_readings(patterns: Patterns) -> Callable[[float], float]:
    """Alpha and kappa if a share of items differed, each by as much as two readings picked by chance."""
    by_chance = 1 - float((_code_shares(patterns) ** 2).sum())
    return lambda share: 1 - share / by_chance if by_chance > 0 else -1.0


def _corrected_by_gwet(patterns: Patterns, weights: Weights) -> Callable[[float], float]:
    shares = _code_shares(patterns)
    codes, row, once = len(shares), shares[None, :], np.ones((1, len(shares)))
    by_chance = 1 - float((shares**2).sum())
    if codes < 2 or by_chance <= 0:
        return lambda share: 1 - share
    apart = (1 - float(agreeing(row, row, patterns.values, weights)[0])) / by_chance
    expected = float(agreeing(once, once, patterns.values, weights)[0]) / (codes * (codes - 1)) * by_chance
    return lambda share: 1 - share * apart / (1 - expected)
