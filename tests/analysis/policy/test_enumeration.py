"""All minimal conflicts and corrections are found, and nothing else."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analysis.policy.random_policies import FACTS, random_policies

from headwater.analysis.policy.enumeration import Question, minimal_sets
from headwater.analysis.policy.feasibility import Oracle

Sets = set[frozenset[int]]


def by_trying_all(n: int, question: Question) -> tuple[Sets, Sets]:
    """Minimal sets that cannot be met, and complements of maximal ones that can, over all 2^n subsets."""
    met = {s: question(s) for k in range(n + 1) for s in map(frozenset, combinations(range(n), k))}
    everything = frozenset(range(n))
    conflicts = {s for s, yes in met.items() if not yes and all(met[s - {i}] for i in s)}
    corrections = {
        everything - s for s, yes in met.items() if yes and not any(met[s | {i}] for i in everything - s)
    }
    return conflicts, corrections


@given(
    st.integers(1, 8).flatmap(
        lambda n: st.tuples(
            st.just(n), st.lists(st.frozensets(st.integers(0, n - 1), min_size=1), max_size=8)
        )
    )
)
@settings(max_examples=60, deadline=None)
def test_equal_to_trying_all_subsets_for_any_monotone_question(
    case: tuple[int, list[frozenset[int]]],
) -> None:
    n, forbidden = case

    def question(members: frozenset[int]) -> bool:
        return not any(one <= members for one in forbidden)

    found = minimal_sets(n, question)
    conflicts, corrections = by_trying_all(n, question)
    assert found.complete
    assert set(found.conflicts) == conflicts
    assert set(found.corrections) == (corrections if forbidden else set())
    assert len(set(found.conflicts)) == len(found.conflicts)


@pytest.mark.parametrize(("seed", "n"), [*((seed, 7) for seed in range(10)), (103, 12)])
def test_equal_to_trying_all_subsets_on_random_policies(seed: int, n: int) -> None:
    policies = random_policies(seed, n)
    oracle = Oracle(FACTS)
    known: dict[frozenset[int], bool] = {}

    def question(members: frozenset[int]) -> bool:
        if members not in known:
            known[members] = oracle.feasible([policies[i] for i in sorted(members)])
        return known[members]

    found = minimal_sets(n, question)
    asked = len(known)
    conflicts, corrections = by_trying_all(n, question)
    assert set(found.conflicts) == conflicts
    assert set(found.corrections) == (corrections if conflicts else set())
    assert asked < 2**n


def test_random_policies_are_not_all_alike() -> None:
    sizes: set[int] = set()
    oracle = Oracle(FACTS)
    for seed in (0, 2, 4, 7, 103):
        policies = random_policies(seed, 12)
        found = minimal_sets(12, lambda s, p=policies: oracle.feasible([p[i] for i in sorted(s)]))  # type: ignore[misc]
        sizes |= {len(conflict) for conflict in found.conflicts}
    assert len(sizes) >= 3


def test_a_search_that_finds_too_many_says_that_it_ended_early() -> None:
    found = minimal_sets(10, lambda members: len(members) < 4, most=20)
    assert not found.complete
    assert len(found.conflicts) + len(found.corrections) == 20


def test_what_can_never_be_met_has_the_empty_conflict() -> None:
    found = minimal_sets(3, lambda _: False)
    assert found.conflicts == (frozenset(),)
