"""Without a declared target, the value that contacts bunch below is named, and seldom one where none is."""

import numpy as np

from headwater.analysis.policy.handle_times import HandleTimes
from headwater.analysis.policy.likely_targets import likely_targets

from .test_gaming import counted, with_gaming, worked


def test_the_value_that_was_planted_is_found_and_no_other() -> None:
    shown, _, _ = with_gaming(1, 60_000, 0.06)
    found = likely_targets(counted(shown))
    assert [one.target for one in found.found] == [240.0]
    assert found.found[0].word == "bunched"
    assert found.tried > 15


def test_two_values_are_told_apart() -> None:
    draw = np.random.default_rng(4)
    shown, _, _ = with_gaming(4, 200_000, 0.05)
    other = (shown >= 600) & (shown < 750) & (draw.random(len(shown)) < 0.5)
    found = likely_targets(counted(np.where(other, 595, shown)))
    assert sorted(one.target for one in found.found)[:2] == [240.0, 600.0]


def test_clean_handle_times_look_like_a_target_once_in_twenty() -> None:
    found = [
        bool(likely_targets(counted(worked(np.random.default_rng(seed), 20_000))).found) for seed in range(12)
    ]
    assert sum(found) <= 2  # three of twelve would come up once in 50 times at 5%


def test_a_known_target_is_not_named_again() -> None:
    shown, _, _ = with_gaming(1, 60_000, 0.06)
    assert likely_targets(counted(shown), also_targets=[240.0]).found == ()


def test_without_contacts_nothing_is_tried() -> None:
    none = np.zeros(0)
    assert likely_targets(HandleTimes(none, none, none, none)).tried == 0
