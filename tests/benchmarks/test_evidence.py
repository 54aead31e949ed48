"""The calibration bench counts what it says, and fails when a promise is broken."""

import sys
from dataclasses import replace

import numpy as np
import pytest
from benchmarks.evidence import CellResult, broken, detectable, ranges, run_cell
from benchmarks.evidence_peers import OURS, PEERS, asked, peers_table, run_peers
from benchmarks.evidence_series import Cell, autoregressive, cells, made, plan_of


def test_there_are_80_cells_of_counts_then_stress_operating_figures_and_power() -> None:
    found = cells()
    assert [cell.group for cell in found].count("counts") == 80
    assert len({cell.name for cell in found}) == len(found)
    assert [bool(cell.stress) for cell in found].count(True) == 6
    assert [cell.group for cell in found].count("operating") == 10
    assert [cell.group for cell in found].count("power") == 6


@pytest.mark.parametrize(("phi", "second"), [(0.0, 0.0), (0.8, 0.0), (0.5, 0.3)])
def test_made_processes_have_variance_one_and_the_correlation_asked_for(phi: float, second: float) -> None:
    long = autoregressive(np.random.default_rng(1), 100_000, phi, second)
    assert long.var() == pytest.approx(1, rel=0.06)
    assert np.corrcoef(long[1:], long[:-1])[0, 1] == pytest.approx(phi / (1 - second), abs=0.02)


def test_every_cell_makes_a_series_that_its_plan_fits() -> None:
    for cell in cells():
        assert len(made(np.random.default_rng(1), cell)) == cell.before + cell.after
        assert plan_of(cell).trend == cell.trend


def test_a_cell_is_judged_and_the_same_seed_gives_the_same() -> None:
    cell = Cell("power", "operating", "continuous", 104, phi=0.4, effect=-3.0)
    found = run_cell((cell, 5, 1))
    assert found.interval_worked == 1.0
    assert replace(run_cell((cell, 5, 1)), milliseconds=0) == replace(found, milliseconds=0)


def test_an_effect_that_is_said_to_be_found_four_times_in_five_is() -> None:
    """With 120 series; `make bench-evidence` asks 2,000 of each design."""
    for cell in cells():
        if cell.name in ("detectable, 52/26", "detectable, 104/26, trend"):
            assert run_cell((cell, 120, 5)).interval_worked == pytest.approx(0.8, abs=0.1)


NULL = CellResult(Cell("null", "counts", "count", 104, mean=8), 0.95, 0.02, 0.02, 0.02, 0.5, 0.46, 15)
ONE_SD = CellResult(
    Cell("power", "operating", "continuous", 104, phi=0.4, effect=-1), 0.95, 0.8, 0.5, 0, 0, 0.5, 15
)


def test_broken_promises_are_named() -> None:
    assert broken([NULL, ONE_SD], 2_000) == []
    assert broken([replace(NULL, covered=0.92)], 2_000) == ["null: covers 0.920"]
    assert broken([replace(NULL, worked=0.06)], 2_000) == ["null: false worked 0.060"]
    assert broken([replace(ONE_SD, interval_worked=0.5)], 2_000) == ["power: power 0.50 before gates"]
    # a drifting level need not be covered, but must not pass for an effect
    stress = replace(NULL, cell=replace(NULL.cell, stress="drifting level"), covered=0.85)
    assert broken([stress], 2_000) == []
    planned = replace(ONE_SD, cell=replace(ONE_SD.cell, group="power"), interval_worked=0.7)
    assert broken([planned], 2_000) == ["power: found 0.70 of the time, not .80"]


def test_tables_show_the_range_of_coverage_and_what_was_found_at_the_detectable_effect() -> None:
    lower = replace(NULL, covered=0.94, worked=0.03)
    assert "| 8, 0 |  | 0.940 to 0.950 | 3.0% |" in ranges([NULL, lower, ONE_SD])
    cell = Cell("detectable", "power", "continuous", 52, phi=0.4, effect=-1.1)
    said = detectable([replace(ONE_SD, cell=cell, interval_worked=0.812)], 40, 1)
    assert "| 52/26 |" in said
    assert said.endswith("| 81.2% |")


def test_a_peer_is_asked_in_its_own_process_about_the_same_series(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {name: PEERS[name] for name in (OURS, "Welch pre/post")}
    monkeypatch.setattr("benchmarks.evidence_peers.PEERS", kept)
    elsewhere = run_peers(sys.executable, 60, 1, 1)
    assert [(one.false, one.power) for one in elsewhere] == [
        (one.false, one.power) for one in run_peers("", 60, 1, 1)
    ]
    ours, welch = elsewhere
    assert ours.false is not None
    assert welch.false is not None
    assert welch.false > ours.false
    assert "| Welch pre/post |" in peers_table(elsewhere)


def test_a_peer_that_does_not_run_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken_peer() -> None:
        raise AttributeError("no attribute 'applymap'")

    monkeypatch.setitem(PEERS, "broken", (broken_peer, "numpy"))
    assert asked("broken", [[1.0, 2.0]], 1) == {"missing": "AttributeError: no attribute 'applymap'"}
    monkeypatch.setattr("benchmarks.evidence_peers.PEERS", {"broken": PEERS["broken"]})
    assert "does not run: AttributeError" in peers_table(run_peers("", 2, 1, 1))
