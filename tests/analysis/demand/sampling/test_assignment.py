"""Readings spread over coders: balanced, blind, by chance alone."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.analysis.demand.sampling.assignment import ToRead, readings
from headwater.analysis.errors import UsageError

CODERS = ["amara", "bela", "chidi"]


def contacts(n: int, strata: int = 4) -> list[ToRead]:
    return [ToRead(f"crm/{i}", i * 7919, f"stratum {i % strata}") for i in range(n)]


@given(st.integers(0, 150), st.floats(0, 1), st.integers(2, 5), st.integers(0, 50))
def test_readings_are_balanced_and_two_readings_go_to_two_coders(
    n: int, share: float, coders: int, seed: int
) -> None:
    names = [f"coder {i}" for i in range(coders)]
    found = readings(contacts(n), share, names, seed)
    assert list(found) == [c.item for c in contacts(n)]
    assert all(len(set(pair)) == len(pair) for pair in found.values())
    load = Counter(name for pair in found.values() for name in pair)
    assert max(load.values(), default=0) - min((load[name] for name in names), default=0) <= 1


def test_the_share_read_twice_is_spread_over_the_strata() -> None:
    given_ = contacts(400)
    found = readings(given_, 0.2, CODERS, 3)
    twice = Counter(c.stratum for c in given_ if len(found[c.item]) == 2)
    assert twice == {f"stratum {i}": 20 for i in range(4)}


def test_every_contact_is_read_twice_equally_often_over_seeds() -> None:
    given_ = contacts(30, strata=5)
    runs = 1500
    times = Counter(
        item
        for seed in range(runs)
        for item, pair in readings(given_, 0.2, [], seed).items()
        if len(pair) == 2
    )
    assert sum(times.values()) == 6 * runs
    assert max(abs(times[c.item] / runs - 0.2) for c in given_) < 4 * (0.2 * 0.8 / runs) ** 0.5


def test_every_pair_of_coders_meets_about_equally_often() -> None:
    found = readings(contacts(600), 0.5, CODERS, 1)
    pairs = Counter(tuple(sorted(pair)) for pair in found.values() if len(pair) == 2)
    assert len(pairs) == 3
    assert max(pairs.values()) - min(pairs.values()) < 30


def test_without_names_anybody_may_take_a_row() -> None:
    found = readings(contacts(10), 0.2, [], 1)
    assert Counter(found.values()) == {("",): 8, ("", ""): 2}


def test_a_single_coder_leaves_second_readings_to_somebody_else() -> None:
    found = readings(contacts(10), 0.2, ["amara"], 1)
    assert Counter(found.values()) == {("amara",): 8, ("amara", ""): 2}


def test_the_same_seed_gives_the_same_assignment_in_whatever_order_contacts_come() -> None:
    forwards = readings(contacts(50), 0.2, CODERS, 9)
    backwards = readings(contacts(50)[::-1], 0.2, CODERS, 9)
    assert forwards == backwards
    assert forwards != readings(contacts(50), 0.2, CODERS, 10)


def test_bad_names_and_shares_are_refused() -> None:
    with pytest.raises(UsageError, match="coder 'Amara' is named twice"):
        readings(contacts(3), 0.2, ["Amara", "amara "], 1)
    with pytest.raises(UsageError, match=r"coder's name is empty.*amara,bela"):
        readings(contacts(3), 0.2, ["amara", ""], 1)
    with pytest.raises(UsageError, match=r"share to code twice is -0.1"):
        readings(contacts(3), -0.1, [], 1)
