"""The staffing bench times what it says, and names every limit that is not kept."""

from typing import Any

import numpy as np
from benchmarks.staffing import asked, broken, peer, per_second, problems, week


def test_problems_have_the_loads_they_are_asked_for_and_a_seed_gives_the_same() -> None:
    given = problems(120, 1_000)
    load = given["arrivals_per_hour"] * given["handle_seconds"] / 3600
    assert 0 < load.min() < 5
    assert 115 < load.max() < 120
    assert np.array_equal(given["handle_seconds"], problems(120, 1_000)["handle_seconds"])


def test_both_models_are_solved_and_impatience_needs_fewer() -> None:
    given = problems(120, 200)
    patient, leaving = (asked(model, given, "scipy") for model in ("erlang-c", "erlang-a"))
    assert (leaving <= patient).all()
    assert (leaving < patient).any()


def test_the_rate_is_that_of_the_best_run() -> None:
    calls = []
    assert per_second(1000, 3, lambda: calls.append(1)) > 1000
    assert len(calls) == 3


def test_broken_limits_are_named() -> None:
    row: dict[str, Any] = {"load up to": 120, "model": "erlang-a", "numba": 2e6, "scipy": 1e5}
    assert broken([row], {"scipy": 3.0}) == []
    assert broken([row | {"numba": 9e5}], {}) == ["erlang-a, load up to 120: numba solves 900,000 a second"]
    slow = broken([row | {"pyworkforce": 2e3}], {"scipy": 12.0})
    assert "scipy is 50 times as fast" in slow[0]
    assert slow[1] == "the equilibrium takes 12.0 ms with scipy"
    # large systems have no limit
    assert broken([row | {"load up to": 1200, "numba": 1e5}], {}) == []


def test_a_week_is_timed_and_the_peer_is_left_out_where_it_is_not_installed() -> None:
    assert 0 < week("scipy", 1) < 1000
    assert peer() is None or callable(peer())
