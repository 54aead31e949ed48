"""Which coefficients fit which level, and what is asked of the resamples for each."""

from collections.abc import Callable

import numpy as np

from headwater.analysis.agreement.coefficients import agreeing_share, alpha, gwet, kappa
from headwater.analysis.agreement.patterns import Patterns
from headwater.analysis.agreement.readings import Numbers
from headwater.analysis.agreement.resampling import Asked
from headwater.analysis.agreement.scales import Weights, agreeing, weights_of


def main_coefficients(patterns: Patterns) -> dict[str, Asked]:
    """Return what is asked of all readings, by key: percent, alpha, kappas, AC1 or AC2."""
    items = patterns.pairable_items
    asked = {
        "percent": Asked("percent agreement", agreeing_share(patterns), items, lambda share: 1 - share),
        "alpha": alpha_of(patterns),
    }
    by_readings = _corrected_by_readings(patterns)
    for weights in weights_of(patterns.level):
        suffix = "" if weights == "identity" else f"_{weights}"
        ac = "ac1" if weights == "identity" else f"ac2{suffix}"
        by_gwet = _corrected_by_gwet(patterns, weights)
        asked[f"kappa{suffix}"] = Asked("kappa", kappa(patterns, weights), items, by_readings)
        asked[ac] = Asked(ac[:3].upper(), gwet(patterns, weights), items, by_gwet)
    return asked


def alpha_of(patterns: Patterns) -> Asked:
    """Return what is asked for alpha alone: of one code, or of one pair of coders."""
    by_readings = _corrected_by_readings(patterns)
    return Asked("alpha", alpha(patterns), patterns.pairable_items, by_readings)


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
