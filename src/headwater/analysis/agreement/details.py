"""Where coders part: code by code, pair of codes by pair of codes, pair of coders by pair of coders."""

from collections import Counter
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from headwater.analysis.agreement.asking import alpha_of
from headwater.analysis.agreement.patterns import Patterns
from headwater.analysis.agreement.readings import MISSING, Numbers, Readings
from headwater.analysis.agreement.resampling import FEWEST_ITEMS, Asked, item_intervals, too_few
from headwater.analysis.estimates import Estimate, cannot_tell, wilson

FEWEST_OF_A_CODE = 4
"""Items on which a code, or any other than it, must occur: below, resamples too often hold none."""

MOST_CODES = 50
"""With more numbers than this a table by number says nothing."""


@dataclass(frozen=True)
class CodeAgreement:
    """How well coders agree on one code.

    Attributes
    ----------
    items, readings : int
        Items at least one coder gave the code to, and how often it was given; items with two readings only.
    alike : Estimate
        If one coder gives the code, how often another gives it too.
    alpha : Estimate
        Krippendorff's alpha of this code against all others.
    mixed_up_with : str or None
        The code that coders most often gave instead.
    """

    code: str
    items: int
    readings: int
    alike: Estimate
    alpha: Estimate
    mixed_up_with: str | None = None


@dataclass(frozen=True)
class MixedUp:
    """Two codes that were given to the same items.

    Attributes
    ----------
    items : int
        Items that have both.
    share : float
        Of all items on which coders differ.
    """

    first: str
    second: str
    items: int
    share: float


@dataclass(frozen=True)
class CoderPair:
    """Two coders, by name, on the items both read."""

    first: str
    second: str
    items: int
    alike: Estimate
    alpha: Estimate


@dataclass(frozen=True)
class Difference:
    """An item on which coders differ, and the code of each by name."""

    item: str
    codes: dict[str, str]


def tables_by_code(readings: Readings) -> bool:
    """Say whether codes are few enough, or names, so that each can have a line."""
    return readings.level in ("nominal", "ordinal") or len(readings.codes) <= MOST_CODES


def differences(readings: Readings) -> tuple[Difference, ...]:
    """List the items on which coders differ, in the order of the items."""
    found = []
    for item, row in zip(readings.items, readings.table, strict=True):
        given = row[row != MISSING]
        if len(given) > 1 and (given != given[0]).any():
            by_coder = {
                coder: readings.codes[code]
                for coder, code in zip(readings.coders, row.tolist(), strict=True)
                if code != MISSING
            }
            found.append(Difference(item, by_coder))
    return tuple(found)


def mixed_up(readings: Readings) -> tuple[MixedUp, ...]:
    """Count the pairs of codes that were given to the same items, most frequent first."""
    both: Counter[tuple[int, int]] = Counter()
    differing = 0
    for row in readings.table:
        given = sorted(set(row[row != MISSING].tolist()))
        both.update(combinations(given, 2))
        differing += len(given) > 1
    ranked = sorted(both.items(), key=lambda pair: (-pair[1], pair[0]))
    codes = readings.codes
    return tuple(MixedUp(codes[a], codes[b], items, items / differing) for (a, b), items in ranked)


def code_agreements(
    readings: Readings, patterns: Patterns, rng: np.random.Generator, draws: int, level: float
) -> tuple[CodeAgreement, ...]:
    """Estimate agreement on each code that was used on an item with two readings."""
    if not tables_by_code(readings):
        return ()
    used, total = patterns.pairable, patterns.pairable_items
    instead = _instead(mixed_up(readings))
    rows: list[tuple[str, int, int]] = []
    asked: dict[str, list[Asked]] = {}
    for place, code in enumerate(readings.codes):
        here = used & (patterns.counts[:, place] > 0)
        items = int(patterns.items[here].sum())
        if not items:
            continue
        rows.append((code, items, int((patterns.items * patterns.counts[:, place])[used].sum())))
        if items >= FEWEST_OF_A_CODE and total >= FEWEST_ITEMS:
            asked[code] = [_alike_of(patterns, place, items), alpha_of(patterns.of_code(place))]
    flat = [one for pair in asked.values() for one in pair]
    known = iter(item_intervals(patterns.items, used, flat, rng, draws=draws, level=level) if flat else ())
    found = []
    for code, items, given in rows:
        if code in asked:
            alike, alpha = next(known), next(known)
        else:
            alike = alpha = too_few(total) if total < FEWEST_ITEMS else _rare(items)
        found.append(CodeAgreement(code, items, given, alike, alpha, instead.get(code)))
    return tuple(found)


def _rare(items: int) -> Estimate:
    few = f"{items} item{'' if items == 1 else 's'}"
    return cannot_tell(f"only {few} with this code; a figure needs {FEWEST_OF_A_CODE}", items)


def _alike_of(patterns: Patterns, place: int, items: int) -> Asked:
    """Ask for the specific agreement of a code: Cicchetti and Feinstein's, for any number of coders."""
    given = np.where(patterns.pairable, patterns.counts[:, place], 0.0)
    matched = given * (given - 1) / np.maximum(patterns.readings - 1, 1.0)

    def statistic(counts: Numbers) -> Numbers:
        readings = counts @ given
        return np.where(readings > 0, counts @ matched / np.where(readings > 0, readings, 1.0), np.nan)

    return Asked("agreement on the code", statistic, items, lambda share: 1 - share, FEWEST_OF_A_CODE)


def _instead(pairs: tuple[MixedUp, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in pairs:
        found.setdefault(pair.first, pair.second)
        found.setdefault(pair.second, pair.first)
    return found


def coder_pairs(
    readings: Readings, patterns: Patterns, rng: np.random.Generator, draws: int, level: float
) -> tuple[CoderPair, ...]:
    """Estimate agreement of each pair of coders that share items, in the order of their names."""
    found = []
    asked = []
    for first, second in combinations(range(len(readings.coders)), 2):
        pair = patterns.of_pair(first, second)
        items = pair.pairable_items
        if not items:
            continue
        same = pair.table[:, 0] == pair.table[:, 1]
        alike = wilson(float(pair.items[pair.pairable & same].sum()), items, level)
        found.append((readings.coders[first], readings.coders[second], items, alike))
        asked.append(alpha_of(pair))
    known = item_intervals(patterns.items, patterns.pairable, asked, rng, draws=draws, level=level)
    return tuple(CoderPair(*pair, alpha) for pair, alpha in zip(found, known, strict=True))
