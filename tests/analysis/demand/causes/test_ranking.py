"""Ranks carry their uncertainty: the true rank lies in the interval, ties included, for all at once."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.analysis.demand.causes.ranking import Ranking, ordinal, rank
from headwater.analysis.errors import UsageError


def ranked(values: list[float], spread: float, **options: Any) -> Ranking:
    names = [f"n{number}" for number in range(len(values))]
    covariance = spread**2 * np.eye(len(values))
    return rank(names, values, covariance, np.random.default_rng(1), **options)


def test_the_critical_value_is_that_of_the_studentised_range() -> None:
    # q(.05; 10 means, infinite degrees) = 4.474 (Pearson and Hartley, Biometrika Tables, table 29);
    # a difference of two figures has sqrt(2) the spread of one, so 4.474 single spreads decide
    nine = [0.0] * 9
    below, above = (
        ranked([4.474 - 0.15, *nine], 1.0, draws=40_000),
        ranked([4.474 + 0.15, *nine], 1.0, draws=40_000),
    )
    assert below.standings[0].worst == 10
    assert above.standings[0].rank == "1st"


def test_two_figures_are_compared_as_one_test() -> None:
    apart = 1.96 * np.sqrt(2) * 0.01
    assert ranked([0.2 + apart * 1.05, 0.2], 0.01).standings[0].rank == "1st"
    assert ranked([0.2 + apart * 0.95, 0.2], 0.01).standings[0].rank == "1st to 2nd"


def test_what_cannot_be_told_apart_is_tied_and_says_with_whom() -> None:
    found = ranked([0.3, 0.1, 0.099, 0.02], 0.008)
    assert [s.rank for s in found.standings] == ["1st", "2nd to 3rd", "2nd to 3rd", "4th"]
    assert found.standings[1].tied_with == ("n2",)
    assert found.groups == (("n0",), ("n1", "n2"), ("n3",))
    assert found.leaders == ("n0",)


def test_figures_that_rise_together_are_told_apart_sooner() -> None:
    together = 0.01**2 * np.array([[1.0, 0.95], [0.95, 1.0]])
    close = rank(["a", "b"], [0.2, 0.185], together, np.random.default_rng(1))
    assert close.standings[0].rank == "1st"
    assert ranked([0.2, 0.185], 0.01).standings[0].rank == "1st to 2nd"


def test_a_second_step_finds_what_the_first_leaves() -> None:
    # with the far ones told apart, fewer comparisons stay in play for the near ones
    values = [100.0, 80.0, 60.0, 40.0, 20.0, 0.0, 3.9]
    covariance = np.eye(7)
    found = rank([str(n) for n in range(7)], values, covariance, np.random.default_rng(2))
    assert found.of("6") is not None
    assert found.of("6").rank == "6th"  # type: ignore[union-attr]
    # 7 figures in one step would ask for q(.05; 7) / sqrt(2) = 4.17 / 1.414 = 2.95 standard errors
    assert 3.9 / np.sqrt(2) < 2.95


def test_one_contact_more_does_not_decide() -> None:
    assert ranked([0.04, 0.01], 0.01).standings[0].rank == "1st"
    assert ranked([0.04, 0.01], 0.01, smallest_step=0.01).standings[0].rank == "1st to 2nd"


def test_known_figures_are_ordered_and_equal_ones_tied() -> None:
    found = ranked([1.0, 2.0, 2.0], 0.0)
    assert [(s.name, s.rank) for s in found.standings] == [
        ("n1", "1st to 2nd"),
        ("n2", "1st to 2nd"),
        ("n0", "3rd"),
    ]


def test_none_and_one_can_be_ranked() -> None:
    assert ranked([], 1.0).standings == ()
    assert ranked([0.4], 1.0).standings[0].rank == "1st"


def test_a_covariance_of_another_size_is_refused() -> None:
    with pytest.raises(UsageError, match=r"ranking of 2 needs 2 figures and a 2 by 2 covariance; 2 .* 9"):
        rank(["a", "b"], [1, 2], np.eye(3), np.random.default_rng(1))


def test_places_are_read_as_people_say_them() -> None:
    assert [ordinal(n) for n in (12, 21, 103, 112)] == ["12th", "21st", "103rd", "112th"]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8), st.permutations(range(8)))
def test_order_of_naming_does_not_matter(values: list[float], order: list[int]) -> None:
    shuffled = [place for place in order if place < len(values)]
    covariance = 1e-4 * np.eye(len(values))
    names = [f"n{n}" for n in range(len(values))]
    one = rank(names, values, covariance, np.random.default_rng(3), draws=200)
    other = rank(
        [names[n] for n in shuffled],
        [values[n] for n in shuffled],
        covariance,
        np.random.default_rng(3),
        draws=200,
    )
    assert [s.name for s in one.standings] == [s.name for s in other.standings]
    for standing in one.standings:
        assert standing.best <= standing.place <= standing.worst


@pytest.mark.parametrize(
    "planted", [[0.1] * 5, [0.12, 0.08, 0.08, 0.05, 0.05, 0.03, 0.02, 0.02], [0.2, 0.1, 0.1, 0.02, 0.02]]
)
def test_the_true_ranks_lie_in_the_intervals_all_at_once(planted: list[float]) -> None:
    draw, shares, size, repetitions = np.random.default_rng(5), np.array(planted), 400, 200
    several = len(planted)
    held, told = 0, 0
    for _ in range(repetitions):
        counts = draw.multinomial(size, [*planted, 1 - sum(planted)])[:several]
        found = counts / size
        covariance = (np.diag(found) - np.outer(found, found)) / size
        names = [str(n) for n in range(several)]
        ranking = rank(names, found.tolist(), covariance, draw, smallest_step=1 / size, draws=500)
        held += all(
            s.best <= 1 + int((shares > shares[int(s.name)]).sum())
            and s.worst >= several - int((shares < shares[int(s.name)]).sum())
            for s in ranking.standings
        )
        told += sum(several - 1 - len(s.tied_with) for s in ranking.standings)
    # one-sided 99.9% band of 200 draws around .95
    assert held / repetitions >= 0.95 - 3.1 * np.sqrt(0.95 * 0.05 / repetitions)
    if len(set(planted)) > 1:
        assert told / repetitions / (several * (several - 1)) > 0.2
