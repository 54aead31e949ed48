"""Where coders part: by code, by pair of codes, by pair of coders, by item."""

import numpy as np
import pytest

from headwater.analysis.agreement import (
    Agreement,
    AgreementSettings,
    Reading,
    Readings,
    agreement,
    krippendorff_alpha,
)
from headwater.analysis.estimates import wilson

from .made_readings import from_table, guessing, two_coders


def judged(readings: Readings) -> Agreement:
    return agreement(readings, np.random.default_rng(1))


def three_codes() -> Agreement:
    """Ana and Ben mix up a and b twelve times, b and c three times, and never a and c."""
    return judged(two_coders([[40, 5, 0], [7, 30, 1], [0, 2, 15]], ["a", "b", "c"]))


def test_mixed_up_codes_are_counted_both_ways_most_frequent_first() -> None:
    found = three_codes().mixed_up
    assert [(one.first, one.second, one.items) for one in found] == [("a", "b", 12), ("b", "c", 3)]
    assert [one.share for one in found] == [0.8, 0.2]


def test_agreement_on_a_code_is_the_share_of_its_readings_that_are_matched() -> None:
    """Specific agreement of Cicchetti and Feinstein (1990): 2 x 40 of the 45 + 47 readings of a."""
    found = {one.code: one for one in three_codes().codes}
    assert found["a"].alike.value == pytest.approx(80 / 92)
    assert found["b"].alike.value == pytest.approx(60 / 75)
    assert (found["a"].items, found["a"].readings) == (52, 92)
    assert [found[code].mixed_up_with for code in "abc"] == ["b", "a", "b"]


def test_alpha_of_a_code_is_alpha_of_that_code_against_all_others() -> None:
    table = guessing(np.random.default_rng(3), 200, [0.5, 0.3, 0.2], 0.6, coders=3)
    table[::4, 2] = -1
    for code in judged(from_table(table)).codes:
        against = np.where(table < 0, -1, (table == int(code.code) - 1).astype(np.int64))
        assert code.alpha.value == pytest.approx(krippendorff_alpha(from_table(against)))
        assert code.alpha.low is not None
        assert code.alpha.low < 0.6


def test_the_interval_of_agreement_on_a_code_holds_as_often_as_it_says() -> None:
    """Both see the code with probability .6, or one guesses two in ten: it is matched in .6 + .4 x .2."""
    rng, held = np.random.default_rng(8), 0
    for _ in range(100):
        readings = from_table(guessing(rng, 150, [0.8, 0.2], 0.6))
        found = agreement(readings, rng, AgreementSettings(draws=300)).codes[1].alike
        assert found.low is not None
        assert found.high is not None
        held += found.low <= 0.68 <= found.high
    assert 0.91 <= held / 100 <= 0.99


def test_a_code_on_three_items_cannot_be_judged_and_says_so() -> None:
    found = judged(two_coders([[40, 0], [1, 2]], ["a", "b"])).codes[1]
    assert found.alike.why == found.alpha.why == "only 3 items with this code; a figure needs 4"


def test_a_code_that_is_never_matched_has_an_upper_bound() -> None:
    found = judged(two_coders([[90, 5], [5, 0]], ["no", "yes"])).codes[1].alike
    assert found.value == found.low == 0.0
    assert found.high == pytest.approx(wilson(0, 10).high)


def test_readings_without_a_second_one_do_not_count_for_codes() -> None:
    table = guessing(np.random.default_rng(4), 40, [0.5, 0.5], 0.8)
    once = np.concatenate([table, np.full((50, 2), -1)])
    once[40:, 0] = 1
    assert [one.readings for one in judged(from_table(once)).codes] == [
        one.readings for one in judged(from_table(table)).codes
    ]


def test_pairs_of_coders_are_sorted_by_name_and_rest_on_the_items_they_share() -> None:
    table = guessing(np.random.default_rng(5), 100, [0.5, 0.5], 0.7, coders=3)
    table[60:, 1] = -1
    found = judged(from_table(table, names="cab")).pairs
    assert [(one.first, one.second, one.items) for one in found] == [
        ("a", "b", 60),
        ("a", "c", 60),
        ("b", "c", 100),
    ]
    both = from_table(table[:, [0, 2]])
    assert found[2].alpha.value == pytest.approx(krippendorff_alpha(both))
    assert found[2].alike.value == pytest.approx(np.mean(table[:, 0] == table[:, 2]))


def test_a_pair_with_few_shared_items_cannot_be_judged() -> None:
    table = guessing(np.random.default_rng(5), 100, [0.5, 0.5], 0.7, coders=3)
    table[8:, 2] = -1
    assert judged(from_table(table)).pairs[1].alpha.why == "only 8 items with two readings; a figure needs 10"


def test_items_to_adjudicate_have_the_code_of_each_coder_by_name() -> None:
    rows = [
        Reading("7", "Ben", "x"),
        Reading("7", "Ana", "y"),
        Reading("3", "Ana", "x"),
        Reading("3", "Ben", "x"),
        Reading("5", "Cy", "z"),
        Reading("1", "Cy", "z"),
        Reading("1", "Ana", "x"),
    ]
    found = judged(Readings.from_rows(rows)).to_adjudicate
    assert [(one.item, one.codes) for one in found] == [
        ("7", {"Ana": "y", "Ben": "x"}),
        ("1", {"Ana": "x", "Cy": "z"}),
    ]


def test_many_different_numbers_get_no_tables_by_code() -> None:
    values = np.random.default_rng(6).normal(50, 10, size=(80, 1)).repeat(2, axis=1)
    rows = [
        Reading(str(item), coder, f"{value:.3f}")
        for item, row in enumerate(values)
        for coder, value in zip("ab", row, strict=True)
    ]
    found = judged(Readings.from_rows(rows, level="interval"))
    assert not found.codes
    assert not found.mixed_up
    assert any("80 different numbers" in note for note in found.notes)
