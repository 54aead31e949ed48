"""The calibration bench counts what it says, and fails when a promise is broken."""

from dataclasses import replace

import numpy as np
import pytest
from benchmarks.evidence import (
    Cell,
    CellResult,
    autoregressive,
    broken,
    cells,
    made,
    plan_of,
    run_cell,
    run_peer,
)
from benchmarks.evidence_peers import PEERS


def test_there_are_80_cells_of_counts_then_stress_and_power() -> None:
    found = cells()
    assert [cell.kind for cell in found].count("count") == 80
    assert len({cell.name for cell in found}) == len(found)
    assert [bool(cell.stress) for cell in found].count(True) == 6


@pytest.mark.parametrize(("phi", "second"), [(0.0, 0.0), (0.8, 0.0), (0.5, 0.3)])
def test_made_processes_have_variance_one_and_the_correlation_asked_for(phi: float, second: float) -> None:
    long = autoregressive(np.random.default_rng(1), 100_000, phi, second)
    assert long.var() == pytest.approx(1, rel=0.06)
    assert np.corrcoef(long[1:], long[:-1])[0, 1] == pytest.approx(phi / (1 - second), abs=0.02)


def test_every_cell_makes_a_series_that_its_plan_fits() -> None:
    for cell in cells():
        assert len(made(np.random.default_rng(1), cell)) == cell.before + 26
        assert plan_of(cell).trend == cell.trend


def test_a_cell_is_judged_and_the_same_seed_gives_the_same() -> None:
    cell = Cell("power", "continuous", 104, 0.4, effect=-3.0)
    found = run_cell((cell, 5, 1))
    assert found.interval_worked == 1.0
    assert replace(run_cell((cell, 5, 1)), milliseconds=0) == replace(found, milliseconds=0)


def test_broken_promises_are_named() -> None:
    null = CellResult(Cell("null", "count", 104), 0.95, 0.02, 0.02, 0.02, 0.5, 0.46, 15)
    power = CellResult(Cell("power", "continuous", 104, effect=-1), 0.95, 0.8, 0.5, 0, 0, 0.5, 15)
    assert broken([null, power], 2_000) == []
    assert broken([replace(null, covered=0.92)], 2_000) == ["null: covers 0.920"]
    assert broken([replace(null, worked=0.06)], 2_000) == ["null: false worked 0.060"]
    assert broken([replace(power, interval_worked=0.5)], 2_000) == ["power: power 0.50 before gates"]
    # a drifting level need not be covered, but must not pass for an effect
    stress = replace(null, cell=replace(null.cell, stress="drifting level"), covered=0.85)
    assert broken([stress], 2_000) == []


def test_peers_that_need_nothing_are_asked() -> None:
    found = run_peer(("Welch pre/post", 100, 1))
    assert found is not None
    assert found[1] > 0.08
    assert {"OLS step", "statsmodels SARIMAX(1,0,0)", "pycausalimpact"} <= set(PEERS)
