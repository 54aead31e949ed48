"""Permanent random numbers: equal in engine and Python, uniform, and independent of one another."""

from itertools import combinations

import narwhals as nw
import numpy as np
import pytest
from tests.analysis.demand.sampling.made_store import contacts

from headwater.analysis.contacts.engines import collect
from headwater.analysis.contacts.frames import contact_key, contacts_from_rows
from headwater.analysis.demand.sampling.numbers import LIMIT, number, number_of

KEYS = [contact_key("crm", f"c{n}") for n in range(3000)]


def chi_square(counts: "np.ndarray") -> float:
    expected = counts.sum() / counts.size
    return float(((counts - expected) ** 2 / expected).sum())


@pytest.mark.parametrize("seed", [0, 1, 2**40, -7])
def test_the_engine_gives_what_python_gives(seed: int) -> None:
    found = collect(contacts_from_rows(contacts()).select("contact_key", number=number(seed)))
    assert min(found["contact_key"]) < 0 < max(found["contact_key"])
    assert found["number"] == [number_of(key, seed) for key in found["contact_key"]]


def test_the_largest_keys_do_not_overflow() -> None:
    frame = contacts_from_rows(contacts()[:4])
    for key in (-(2**63), 2**63 - 1, -1, LIMIT):
        found = collect(frame.with_columns(contact_key=nw.lit(key, nw.Int64)).select(number=number(3)))
        assert found["number"] == [number_of(key, 3)] * 4


@pytest.mark.parametrize("seed", range(5))
def test_numbers_are_uniform_over_contacts(seed: int) -> None:
    found = np.array([number_of(key, seed) for key in KEYS]) / LIMIT
    counts, _ = np.histogram(found, bins=30, range=(0, 1))
    assert chi_square(counts) < 58.3  # 99.9% of chi-square with 29 degrees of freedom


def test_numbers_are_uniform_over_seeds() -> None:
    for key in KEYS[:5]:
        found = np.array([number_of(key, seed) for seed in range(3000)]) / LIMIT
        counts, _ = np.histogram(found, bins=30, range=(0, 1))
        assert chi_square(counts) < 58.3


@pytest.mark.parametrize(("one", "other"), [(1, 2), (7, 8), (0, 2**32)])
def test_numbers_of_two_seeds_have_nothing_to_do_with_each_other(one: int, other: int) -> None:
    left, right = (np.array([number_of(key, seed) for key in KEYS]) for seed in (one, other))
    table, *_ = np.histogram2d(left / LIMIT, right / LIMIT, bins=6, range=((0, 1), (0, 1)))
    assert chi_square(table) < 66.6  # 99.9% with 35 degrees of freedom
    assert abs(np.corrcoef(left, right)[0, 1]) < 3.3 / np.sqrt(len(KEYS))


def test_each_purpose_has_numbers_of_its_own() -> None:
    left = np.array([number_of(key, 1) for key in KEYS])
    right = np.array([number_of(key, 1, "double") for key in KEYS])
    assert abs(np.corrcoef(left, right)[0, 1]) < 3.3 / np.sqrt(len(KEYS))


def test_over_seeds_every_contact_and_every_pair_is_drawn_equally_often() -> None:
    population, n, runs = KEYS[:24], 6, 4000
    drawn = np.zeros((runs, len(population)))
    for seed in range(runs):
        numbers = [number_of(key, seed) for key in population]
        drawn[seed, np.argsort(numbers)[:n]] = 1
    once = drawn.mean(axis=0)
    assert np.abs(once - n / 24).max() < 4 * np.sqrt(0.25 * 0.75 / runs)
    pairs = np.array([(drawn[:, i] * drawn[:, j]).mean() for i, j in combinations(range(24), 2)])
    expected = n * (n - 1) / (24 * 23)
    assert np.abs(pairs - expected).max() < 4.5 * np.sqrt(expected * (1 - expected) / runs)


def test_numbers_do_not_depend_on_the_order_in_which_contacts_came() -> None:
    numbers = np.array([number_of(key, 1) for key in KEYS])
    assert abs(np.corrcoef(numbers, np.arange(len(KEYS)))[0, 1]) < 3.3 / np.sqrt(len(KEYS))
