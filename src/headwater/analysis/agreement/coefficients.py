"""The coefficients, each as a function of how many items show each pattern, for many resamples at once.

Every function here makes a statistic from the patterns: it takes item counts of shape (draws, patterns) and
returns one figure a draw, nan where the coefficient is not defined, as when only one code was ever used.
"""

from collections.abc import Callable
from itertools import combinations

import numpy as np

from headwater.analysis.agreement.patterns import Patterns
from headwater.analysis.agreement.readings import MISSING, Flags, Numbers, Readings
from headwater.analysis.agreement.scales import Weights, agreeing, ratio_difference

Statistic = Callable[[Numbers], Numbers]


def percent_agreement(readings: Readings) -> float:
    """Return the share of pairs of readings of the same item that are alike, averaged over items."""
    return _point(agreeing_share, readings)


def krippendorff_alpha(readings: Readings) -> float:
    """Return Krippendorff's alpha at the level of the readings; nan where only one code was used.

    Parameters
    ----------
    readings : Readings
        Any number of coders, readings may be missing; items with one reading do not count.

    Notes
    -----
    1 - D_o / D_e, where D_o is the mean difference of pairs of readings within items and D_e of all pairs
    of readings. Differences: nominal 0 or 1; ordinal the squared number of readings between two codes, half
    of both included; interval the squared difference; ratio the squared difference over the squared sum.

    References
    ----------
    Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability. University of Pennsylvania.

    Examples
    --------
    >>> from headwater.analysis.agreement.readings import Reading
    >>> said = [("1", "Ana", "a"), ("1", "Ben", "a"), ("2", "Ana", "b"), ("2", "Ben", "a")]
    >>> round(krippendorff_alpha(Readings.from_rows(Reading(*row) for row in said)), 2)
    0.0
    """
    return _point(alpha, readings)


def cohen_kappa(readings: Readings, weights: Weights = "identity") -> float:
    """Return Cohen's kappa of two coders; of more, its mean over pairs of coders.

    Parameters
    ----------
    readings : Readings
        A pair of coders is compared on the items both read.
    weights : {'identity', 'linear', 'quadratic', 'ratio'}
        How much neighbouring codes agree.

    Notes
    -----
    (p_o - p_e) / (1 - p_e). Pairs of coders count by the items they share; where all read all items, this is
    the plain mean. Pairs for which kappa is not defined are left out.

    References
    ----------
    Cohen, J. (1960). A coefficient of agreement for nominal scales. Educational and Psychological
    Measurement, 20(1), 37-46.
    Light, R. J. (1971). Measures of response agreement for qualitative data. Psychological Bulletin, 76(5),
    365-377.
    """
    return _point(lambda patterns: kappa(patterns, weights), readings)


def gwet_ac(readings: Readings, weights: Weights = "identity") -> float:
    """Return Gwet's AC1, or with other weights AC2, of any number of coders.

    Parameters
    ----------
    readings : Readings
        Items with one reading count towards how common the codes are.
    weights : {'identity', 'linear', 'quadratic', 'ratio'}
        Identity gives AC1.

    Notes
    -----
    (p_a - p_e) / (1 - p_e) with p_e = T / (q (q - 1)) * sum(pi_k (1 - pi_k)): T is the sum of all weights,
    q the number of codes, pi_k the mean share of readings of an item that say k. The codes are those that
    were used, or at level ordinal those in the order given.

    References
    ----------
    Gwet, K. L. (2008). Computing inter-rater reliability and its variance in the presence of high agreement.
    British Journal of Mathematical and Statistical Psychology, 61(1), 29-48.
    """
    return _point(lambda patterns: gwet(patterns, weights), readings)


def _point(make: Callable[[Patterns], Statistic], readings: Readings) -> float:
    patterns = Patterns.of(readings)
    return float(make(patterns)(patterns.items[None, :])[0])


def agreeing_share(patterns: Patterns) -> Statistic:
    """Percent agreement as a statistic."""
    return _within_items(patterns, "identity")


def alpha(patterns: Patterns) -> Statistic:
    """Krippendorff's alpha as a statistic."""
    if patterns.level == "ordinal":
        return _ordinal_alpha(patterns)
    counts = _paired_counts(patterns)
    within = _pair_differences(counts, patterns) / np.maximum(patterns.readings - 1, 1.0)
    if patterns.level == "interval":
        centred = patterns.values - patterns.values.mean()
        sums = counts @ np.stack([np.ones_like(centred), centred, centred**2], axis=1)

        def by_moments(items: Numbers) -> Numbers:
            total, first, second = (items @ sums).T
            return _one_less(items @ within, 2 * (total * second - first**2), total)

        return by_moments

    def statistic(items: Numbers) -> Numbers:
        codes = items @ counts
        return _one_less(items @ within, _pair_differences(codes, patterns), codes.sum(axis=1))

    return statistic


def _paired_counts(patterns: Patterns) -> Numbers:
    """Return the readings that have another of the same item to be compared with."""
    return np.where(patterns.pairable[:, None], patterns.counts, 0.0)


def _pair_differences(counts: Numbers, patterns: Patterns) -> Numbers:
    """Sum the differences of all ordered pairs of readings that are counted in a row."""
    total = counts.sum(axis=1)
    if patterns.level == "nominal":
        return np.asarray(total**2 - (counts**2).sum(axis=1), dtype=float)
    if patterns.level == "ratio":
        apart = ratio_difference(patterns.values)
        return np.asarray(((counts @ apart) * counts).sum(axis=1), dtype=float)
    centred = patterns.values - patterns.values.mean()
    return np.asarray(2 * (total * (counts @ centred**2) - (counts @ centred) ** 2), dtype=float)


def _ordinal_alpha(patterns: Patterns) -> Statistic:
    """Take the ordinal difference anew in each resample: it depends on how common the codes are."""
    counts = _paired_counts(patterns)
    low, high = np.triu_indices(counts.shape[1], 1)
    met = [place for place in range(len(low)) if (counts[:, low[place]] * counts[:, high[place]]).any()]
    low, high = low[met], high[met]
    pairs = 2 * counts[:, low] * counts[:, high] / np.maximum(patterns.readings - 1, 1.0)[:, None]

    def statistic(items: Numbers) -> Numbers:
        codes = items @ counts
        total = codes.sum(axis=1)
        ranks = np.cumsum(codes, axis=1) - codes / 2
        ranks -= total[:, None] / 2
        within = ((items @ pairs) * (ranks[:, low] - ranks[:, high]) ** 2).sum(axis=1)
        overall = 2 * (total * (codes * ranks**2).sum(axis=1) - (codes * ranks).sum(axis=1) ** 2)
        return _one_less(within, overall, total)

    return statistic


def _one_less(within: Numbers, overall: Numbers, readings: Numbers) -> Numbers:
    """Return 1 - D_o / D_e from the summed differences within items and over all pairs of readings."""
    defined = overall > 1e-9 * np.maximum(readings, 1.0)
    ratio = within * (readings - 1) / np.where(defined, overall, 1.0)
    return np.where(defined, 1.0 - ratio, np.nan)


def kappa(patterns: Patterns, weights: Weights = "identity") -> Statistic:
    """Cohen's kappa, averaged over pairs of coders, as a statistic."""
    pairs = [
        _kappa_of_pair(patterns, first, second, weights)
        for first, second in combinations(range(patterns.table.shape[1]), 2)
        if ((patterns.table[:, first] != MISSING) & (patterns.table[:, second] != MISSING)).any()
    ]

    def statistic(items: Numbers) -> Numbers:
        summed, shared = np.zeros(len(items)), np.zeros(len(items))
        for pair in pairs:
            figure, both = pair(items)
            known = ~np.isnan(figure)
            summed += np.where(known, figure * both, 0.0)
            shared += np.where(known, both, 0.0)
        return np.where(shared > 0, summed / np.where(shared > 0, shared, 1.0), np.nan)

    return statistic


def _kappa_of_pair(
    patterns: Patterns, first: int, second: int, weights: Weights
) -> Callable[[Numbers], tuple[Numbers, Numbers]]:
    read = (patterns.table[:, first] != MISSING) & (patterns.table[:, second] != MISSING)
    rows = np.flatnonzero(read)
    one, other = np.zeros_like(patterns.counts), np.zeros_like(patterns.counts)
    one[rows, patterns.table[rows, first]] = 1.0
    other[rows, patterns.table[rows, second]] = 1.0
    alike = agreeing(one, other, patterns.values, weights)

    def figure(items: Numbers) -> tuple[Numbers, Numbers]:
        both = items @ read
        divided = np.maximum(both, 1.0)
        expected = agreeing(items @ one, items @ other, patterns.values, weights) / divided**2
        return _beyond_chance(items @ alike / divided, expected, both > 0), both

    return figure


def gwet(patterns: Patterns, weights: Weights = "identity") -> Statistic:
    """Gwet's AC1 or AC2 as a statistic."""
    codes = len(patterns.values)
    once = np.ones((1, codes))
    all_weights = float(agreeing(once, once, patterns.values, weights)[0])
    shares = patterns.counts / np.maximum(patterns.readings, 1.0)[:, None]
    within = _within_items(patterns, weights)

    def statistic(items: Numbers) -> Numbers:
        if codes < 2:
            return np.full(len(items), np.nan)
        common = items @ shares / np.maximum(items.sum(axis=1), 1.0)[:, None]
        expected = all_weights / (codes * (codes - 1)) * (common * (1 - common)).sum(axis=1)
        return _beyond_chance(within(items), expected, np.ones(len(items), dtype=bool))

    return statistic


def _within_items(patterns: Patterns, weights: Weights) -> Statistic:
    """Weighted share of agreeing pairs of readings within an item, averaged over items."""
    counts, paired = _paired_counts(patterns), patterns.pairable.astype(float)
    read = counts.sum(axis=1)
    alike = (agreeing(counts, counts, patterns.values, weights) - read) / np.maximum(read * (read - 1), 1.0)

    def statistic(items: Numbers) -> Numbers:
        drawn = items @ paired
        return np.where(drawn > 0, items @ alike / np.maximum(drawn, 1.0), np.nan)

    return statistic


def _beyond_chance(observed: Numbers, expected: Numbers, known: Flags) -> Numbers:
    defined = known & (expected < 1 - 1e-12)
    return np.where(defined, (observed - expected) / np.where(defined, 1 - expected, 1.0), np.nan)
