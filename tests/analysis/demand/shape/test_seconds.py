from collections import Counter
from itertools import pairwise

import numpy as np
import pytest

from headwater.analysis.demand.shape.seconds import bins, heaps, in_whole_minutes, quantile


def _gamed(random: np.random.Generator, n: int, moved: float) -> Counter[int]:
    """Handle times of which a share of those somewhat over 240 s ends just under it instead."""
    seconds = np.rint(random.gamma(2.2, 120, n)).astype(int)
    over = (seconds > 240) & (seconds <= 285) & (random.random(n) < moved)
    seconds[over] = random.integers(227, 240, over.sum())
    return Counter(seconds.tolist())


def test_a_decile_is_the_smallest_value_with_enough_at_or_below_it() -> None:
    random = np.random.default_rng(1)
    values = random.gamma(2, 150, 997).round().astype(int)
    counts = Counter(values.tolist())
    for tenths in range(1, 10):
        assert quantile(counts, tenths) == np.quantile(values, tenths / 10, method="inverted_cdf")


def test_handle_times_pushed_under_a_target_are_found_there_and_only_there() -> None:
    found = heaps(_gamed(np.random.default_rng(2), 20_000, moved=0.35))
    assert [heap.seconds for heap in found] == [240]
    assert found[0].low > 1.2
    assert found[0].under > found[0].over


def test_smooth_handle_times_show_no_heap() -> None:
    random = np.random.default_rng(3)
    smooth = [random.gamma(2.2, 120, 20_000) for _ in range(20)]
    smooth += [random.lognormal(5.3, 0.6, 20_000) for _ in range(20)]
    smooth += [random.exponential(200, 20_000) for _ in range(20)]
    falsely = sum(bool(heaps(Counter(np.rint(times).astype(int).tolist()))) for times in smooth)
    assert falsely <= 1


def test_times_rounded_by_hand_are_no_heap_but_whole_minutes() -> None:
    random = np.random.default_rng(4)
    minutes = Counter((60 * random.integers(1, 12, 5000)).tolist())
    assert in_whole_minutes(minutes) == 1.0
    mixed = Counter(np.rint(random.gamma(2.2, 120, 20_000)).astype(int).tolist()) + Counter({240: 800})
    assert heaps(mixed) == ()
    assert in_whole_minutes(Counter({61: 3, 120: 1, 0: 9})) == 0.25


@pytest.mark.parametrize("scale", [120, 2500])
def test_bins_hold_every_contact_once(scale: float) -> None:
    random = np.random.default_rng(5)
    counts = Counter(np.rint(random.gamma(2, scale, 3000)).astype(int).tolist())
    made = bins(counts)
    assert sum(piece.contacts for piece in made) == 3000
    assert all(one.high == two.low for one, two in pairwise(made))
    for piece in made:
        inside = sum(
            n for s, n in counts.items() if piece.low <= s and (piece.high is None or s < piece.high)
        )
        assert inside == piece.contacts
    widths = {piece.high - piece.low for piece in made if piece.high is not None}
    assert (widths == {15.0}) == (scale == 120)


def test_no_handle_times_have_no_bins_and_one_has_one() -> None:
    assert bins({}) == ()
    assert [(piece.low, piece.high) for piece in bins({7: 3})] == [(0.0, 15.0)]
