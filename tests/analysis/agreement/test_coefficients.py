"""Coefficients against published values, against their definitions written out, and by their laws."""

from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from headwater.analysis.agreement import (
    LEVELS,
    Level,
    Readings,
    cohen_kappa,
    gwet_ac,
    krippendorff_alpha,
    percent_agreement,
)
from headwater.analysis.agreement.scales import Weights, agreeing, agreement_weights

from .made_readings import from_table, guessing, krippendorff, two_coders

Table = NDArray[np.int64]


@pytest.mark.parametrize(
    ("level", "published"),
    [("nominal", 0.7434), ("ordinal", 0.8154), ("interval", 0.8491), ("ratio", 0.7974)],
)
def test_alpha_is_krippendorffs_for_four_observers_and_twelve_units(level: Level, published: float) -> None:
    assert krippendorff_alpha(krippendorff(level)) == pytest.approx(published, abs=5e-5)


def test_kappa_of_the_textbook_table_is_four_tenths() -> None:
    assert cohen_kappa(two_coders([[20, 5], [10, 15]], ["yes", "no"])) == pytest.approx(0.40)


def test_kappa_and_ac1_are_gwets_for_three_by_three_abstractors() -> None:
    """Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed.: two abstractors of medical records."""
    readings = two_coders([[13, 0, 0], [0, 20, 7], [0, 4, 56]], ["ectopic", "aiu", "niu"])
    assert cohen_kappa(readings) == pytest.approx(0.79641, abs=5e-6)
    assert gwet_ac(readings) == pytest.approx(0.84933, abs=5e-6)


def test_ac1_with_gaps_is_gwets_for_four_raters_and_twelve_subjects() -> None:
    """Gwet (2014), p. 120: the subject with one rating counts towards chance agreement."""
    readings = krippendorff("nominal")
    assert percent_agreement(readings) == pytest.approx(0.81818, abs=5e-6)
    assert gwet_ac(readings) == pytest.approx(0.77544, abs=5e-6)


def test_a_rare_code_makes_kappa_fall_below_zero_where_ac1_is_high() -> None:
    readings = two_coders([[90, 5], [5, 0]], ["no", "yes"])
    assert percent_agreement(readings) == pytest.approx(0.90)
    assert cohen_kappa(readings) == pytest.approx(-0.0526, abs=5e-5)
    assert gwet_ac(readings) == pytest.approx(0.8895, abs=5e-5)


@pytest.mark.parametrize(
    ("weights", "theirs"), [("identity", 0.599628), ("linear", 0.682996), ("quadratic", 0.766452)]
)
def test_kappa_is_that_of_scikit_learn(weights: Weights, theirs: float) -> None:
    """sklearn.metrics.cohen_kappa_score of scikit-learn 1.9.1, computed once: importing it takes seconds."""
    table = [[22, 4, 2, 0], [5, 18, 3, 1], [1, 4, 12, 2], [0, 2, 1, 9]]
    readings = two_coders(table, ["1", "2", "3", "4"], "ordinal")
    assert cohen_kappa(readings, weights) == pytest.approx(theirs, abs=5e-7)


def test_kappa_of_three_coders_is_the_mean_over_pairs() -> None:
    table = guessing(np.random.default_rng(5), 60, [0.5, 0.3, 0.2], 0.6, coders=3)
    pairs = [cohen_kappa(from_table(table[:, pair])) for pair in combinations(range(3), 2)]
    assert cohen_kappa(from_table(table)) == pytest.approx(np.mean(pairs))


def test_pairs_of_coders_count_by_the_items_they_share() -> None:
    table = guessing(np.random.default_rng(6), 90, [0.5, 0.5], 0.6, coders=3)
    table[30:, 2] = -1
    shared = {(0, 1): 90, (0, 2): 30, (1, 2): 30}
    mean = sum(n * cohen_kappa(from_table(table[:n, pair])) for pair, n in shared.items()) / 150
    assert cohen_kappa(from_table(table)) == pytest.approx(mean)


def test_a_pair_for_which_kappa_is_not_defined_is_left_out_of_the_mean() -> None:
    table = guessing(np.random.default_rng(7), 40, [0.5, 0.5], 0.6, coders=3)
    table[2:, 2] = -1
    table[:2] = 0
    assert cohen_kappa(from_table(table)) == pytest.approx(cohen_kappa(from_table(table[:, :2])))


def difference(level: Level, values: list[float], one: int, other: int, totals: list[int]) -> float:
    """Krippendorff's squared difference of two codes, as he writes it."""
    if level == "nominal":
        return float(one != other)
    if level == "ordinal":
        low, high = sorted((one, other))
        return float(sum(totals[low : high + 1]) - (totals[low] + totals[high]) / 2) ** 2
    if level == "interval":
        return (values[one] - values[other]) ** 2
    return ((values[one] - values[other]) / (values[one] + values[other])) ** 2


def alpha_by_hand(table: Table, level: Level) -> float:
    """Alpha from every pair of readings, one by one."""
    units = [[code for code in row if code >= 0] for row in table.tolist()]
    units = [unit for unit in units if len(unit) > 1]
    readings = [code for unit in units for code in unit]
    known = sorted({code for row in table.tolist() for code in row if code >= 0})
    values = [float(code + 1) for code in range(max(known) + 1)]
    totals = [readings.count(code) for code in range(max(known) + 1)]

    def apart(one: int, other: int) -> float:
        return difference(level, values, one, other, totals)

    within = sum(
        sum(apart(a, b) for a, b in permutations(unit, 2)) / (len(unit) - 1) for unit in units
    ) / len(readings)
    overall = sum(apart(a, b) for a, b in permutations(readings, 2)) / (len(readings) * (len(readings) - 1))
    return 1 - within / overall if overall else float("nan")


def ac_by_hand(readings: Readings, weights: Weights) -> float:
    """AC1 or AC2 from every pair of readings, one by one."""
    matrix = agreement_weights(readings.values, weights)
    units = [[code for code in row if code >= 0] for row in readings.table.tolist()]
    agree = [np.mean([matrix[a, b] for a, b in permutations(unit, 2)]) for unit in units if len(unit) > 1]
    codes = len(readings.codes)
    shares = [np.mean([unit.count(code) / len(unit) for unit in units if unit]) for code in range(codes)]
    expected = matrix.sum() / (codes * (codes - 1)) * sum(share * (1 - share) for share in shares)
    return float((np.mean(agree) - expected) / (1 - expected))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    shape = (draw(st.integers(2, 9)), draw(st.integers(2, 4)))
    table: Table = draw(arrays.arrays(np.int64, shape, elements=st.integers(-1, 3)))
    assume(((table >= 0).sum(axis=1) > 1).any())
    return table


@given(table=tables(), level=st.sampled_from(LEVELS))
@settings(max_examples=80, deadline=None)
def test_alpha_is_its_definition_written_out(table: Table, level: Level) -> None:
    readings = from_table(table, level)
    assert krippendorff_alpha(readings) == pytest.approx(alpha_by_hand(table, level), nan_ok=True)


@given(table=tables(), weights=st.sampled_from(["identity", "linear", "quadratic", "ratio"]))
@settings(max_examples=60, deadline=None)
def test_gwets_coefficient_is_its_definition_written_out(table: Table, weights: Weights) -> None:
    readings = from_table(table, "ratio")
    assume(len(readings.codes) > 1)
    assert gwet_ac(readings, weights) == pytest.approx(ac_by_hand(readings, weights))


@given(
    one=arrays.arrays(np.float64, (3, 5), elements=st.integers(0, 9)),
    other=arrays.arrays(np.float64, (3, 5), elements=st.integers(0, 9)),
    kind=st.sampled_from(["identity", "linear", "quadratic", "ratio"]),
)
@settings(max_examples=40, deadline=None)
def test_summed_weights_are_those_of_the_matrix(
    one: NDArray[np.float64], other: NDArray[np.float64], kind: Weights
) -> None:
    values = np.array([0.0, 1.0, 2.5, 7.0, 7.5])
    by_matrix = np.einsum("rk,kl,rl->r", one, agreement_weights(values, kind), other)
    assert agreeing(one, other, values, kind) == pytest.approx(by_matrix)


def figures(readings: Readings) -> list[float]:
    return [
        percent_agreement(readings),
        krippendorff_alpha(readings),
        cohen_kappa(readings),
        gwet_ac(readings),
    ]


@given(table=tables(), order=st.permutations(range(4)))
@settings(max_examples=40, deadline=None)
def test_it_does_not_matter_which_coder_is_which(table: Table, order: list[int]) -> None:
    named = "".join("pqrs"[place] for place in order)
    assert figures(from_table(table, names=named)) == pytest.approx(figures(from_table(table)), nan_ok=True)


@given(table=tables(), codes=st.permutations(range(4)))
@settings(max_examples=40, deadline=None)
def test_names_of_nominal_codes_do_not_matter(table: Table, codes: list[int]) -> None:
    renamed = np.where(table < 0, -1, np.array(codes)[table])
    assert figures(from_table(renamed)) == pytest.approx(figures(from_table(table)), nan_ok=True)


@given(codes=st.lists(st.integers(0, 3), min_size=2, max_size=12), level=st.sampled_from(LEVELS))
@settings(max_examples=40, deadline=None)
def test_perfect_agreement_is_one(codes: list[int], level: Level) -> None:
    assume(len(set(codes)) > 1)
    readings = from_table(np.array([codes] * 3).T, level)
    assert krippendorff_alpha(readings) == pytest.approx(1.0)
    for weights in ("identity", "linear", "quadratic"):
        assert cohen_kappa(readings, weights) == pytest.approx(1.0)
        assert gwet_ac(readings, weights) == pytest.approx(1.0)


@pytest.mark.parametrize("level", LEVELS)
def test_coders_who_guess_agree_by_chance_only(level: Level) -> None:
    table = np.random.default_rng(8).choice(4, p=[0.4, 0.3, 0.2, 0.1], size=(20_000, 2))
    readings = from_table(table, level)
    assert krippendorff_alpha(readings) == pytest.approx(0.0, abs=0.02)
    assert cohen_kappa(readings) == pytest.approx(0.0, abs=0.02)


def test_alpha_is_not_defined_where_only_one_code_was_used() -> None:
    readings = from_table(np.zeros((12, 2), dtype=np.int64))
    assert np.isnan(krippendorff_alpha(readings))
    assert np.isnan(cohen_kappa(readings))
    assert np.isnan(gwet_ac(readings))
    assert percent_agreement(readings) == 1.0
