"""Late entry is honoured: the published figures of Channing House, and a simulated registry."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from headwater.analysis.interventions.retention import cox, kaplan_meier, log_rank

Array = Any


@pytest.fixture(scope="module")
def channing(real_file: Callable[[str], Path]) -> tuple[Array, Array, Array, Array]:
    """Entry, exit, death and sex of 457 residents; Klein and Moeschberger (2003), section 1.16."""
    with real_file("retention_channing.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if float(row["exit"]) > float(row["entry"])]
    return (
        np.array([float(row["entry"]) for row in rows]),
        np.array([float(row["exit"]) for row in rows]),
        np.array([row["cens"] == "1" for row in rows]),
        np.array([row["sex"] == "Male" for row in rows]),
    )


@pytest.mark.real_data
def test_cox_with_late_entry_is_as_published(channing: tuple[Array, Array, Array, Array]) -> None:
    entry, exit_, died, male = channing
    assert len(entry) == 457
    found = cox(entry, exit_, died, male[:, None].astype(float))
    assert found.coefficients[0] == pytest.approx(0.32190356, abs=1e-7)
    assert found.errors[0] == pytest.approx(0.17331557, abs=1e-7)


@pytest.mark.real_data
def test_ignoring_entry_gives_another_and_wrong_figure(channing: tuple[Array, Array, Array, Array]) -> None:
    entry, exit_, died, male = channing
    found = cox(np.zeros(len(entry)), exit_, died, male[:, None].astype(float))
    assert found.coefficients[0] == pytest.approx(0.2068, abs=5e-5)


@pytest.mark.real_data
@pytest.mark.parametrize(("is_male", "published"), [(False, 0.745113), (True, 0.637761)])
def test_survival_from_68_to_80_is_as_published(
    channing: tuple[Array, Array, Array, Array], is_male: bool, published: float
) -> None:
    entry, exit_, died, male = channing
    here = male == is_male
    curve = kaplan_meier(entry[here], exit_[here], died[here], start=68 * 12)
    found = curve.at(960)
    assert found.value == pytest.approx(published, abs=5e-7)
    assert found.low is not None
    assert found.high is not None
    assert 0 < found.low < published < found.high < 1


def registry(seed: int, truth: float) -> tuple[Array, Array, Array, Array]:
    """Staff hired over six years, recorded from year 3 on, hiring changed at year 4; in months."""
    draw = np.random.default_rng(seed)
    hired = draw.uniform(0, 72, 500)
    new = hired >= 48
    stays = draw.exponential(18 / np.where(new, truth, 1.0)) + 0.01
    entry = np.maximum(0, 36 - hired)
    seen = stays > entry
    exit_ = np.minimum(stays, 72 - hired)
    kept = seen & (exit_ > entry)
    return entry[kept], exit_[kept], (stays <= 72 - hired)[kept], new[kept]


def test_a_registry_opened_midway_does_not_invent_a_change() -> None:
    right, wrong, held = [], [], 0
    for seed in range(60):
        entry, exit_, left, new = registry(seed, 1.0)
        column = new[:, None].astype(float)
        with_entry = cox(entry, exit_, left, column).hazard_ratio()
        right.append(with_entry.value or 0)
        wrong.append(cox(np.zeros(len(entry)), exit_, left, column).hazard_ratio().value or 0)
        held += (with_entry.low or 0) <= 1 <= (with_entry.high or 0)
    assert np.mean(right) == pytest.approx(1.01, abs=0.06)
    assert np.mean(wrong) > 1.5
    assert held >= 54


def test_a_change_that_halves_leaving_is_found_with_an_interval_that_holds() -> None:
    found = [cox(e, x, d, n[:, None].astype(float)).hazard_ratio() for e, x, d, n in map(half, range(60))]
    assert np.exp(np.mean([np.log(one.value or 1) for one in found])) == pytest.approx(0.5, abs=0.04)
    assert sum((one.low or 0) <= 0.5 <= (one.high or 0) for one in found) >= 54


def half(seed: int) -> tuple[Array, Array, Array, Array]:
    return registry(seed, 0.5)


def test_ties_are_shared_as_efron_does() -> None:
    """Freireich's 6-MP trial: log hazard ratio 1.57 (.41), chi-square 16.8 (Cox 1972; Efron's ties)."""
    placebo = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
    drug = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
    relapsed = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
    times = np.array(placebo + drug, dtype=float)
    left = np.array([1] * 21 + relapsed, dtype=bool)
    x = np.array([1.0] * 21 + [0.0] * 21)[:, None]
    found = cox(np.zeros(42), times, left, x)
    assert found.coefficients[0] == pytest.approx(1.5721, abs=1e-3)
    assert found.errors[0] == pytest.approx(0.4124, abs=1e-3)
    test = log_rank(np.zeros(42), times, left, ["placebo"] * 21 + ["drug"] * 21)
    assert test.statistic == pytest.approx(16.79, abs=0.01)
    assert test.expected[1] == pytest.approx(10.75, abs=0.01)
    curve = kaplan_meier(np.zeros(21), times[21:], left[21:])
    assert curve.at(10).value == pytest.approx(0.753, abs=5e-4)
    assert curve.at(23).value == pytest.approx(0.448, abs=5e-4)


def test_a_group_that_never_leaves_does_not_stop_the_fit() -> None:
    times, x = np.arange(1.0, 41.0), (np.arange(40) % 2)[:, None].astype(float)
    found = cox(np.zeros(40), times, x[:, 0] == 1, x)
    assert not found.converged or found.errors[0] > 10
