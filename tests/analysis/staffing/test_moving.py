"""Loads that move: against a plain numerical solution, and steady states."""

import numpy as np
import pytest

from headwater.analysis.staffing import moving_load


def test_returns_follow_their_equations() -> None:
    rates, handle, away, back = np.array([60.0, 240.0, 120.0, 0.0]), 300.0, 1500.0, 0.3
    found = moving_load(rates, handle, returning=back, away_seconds=away, interval_seconds=1800)
    step, state = 0.2, np.array([60 / 3600 * handle, 0.3 * 60 / 3600 * away]) / 0.7
    for i, rate in enumerate(rates / 3600):
        total = 0.0
        for _ in range(round(1800 / step)):
            flow = np.array(
                [rate + state[1] / away - state[0] / handle, back * state[0] / handle - state[1] / away]
            )
            total += (state[0] + flow[0] * step / 2) * step
            state = state + flow * step
        assert found.load[i] == pytest.approx(total / 1800, rel=1e-3)


def test_a_constant_rate_has_the_load_of_all_its_returns() -> None:
    found = moving_load([100] * 4, 360, returning=0.2, away_seconds=360)
    np.testing.assert_allclose(found.load, 100 * 360 / 3600 / 0.8, rtol=1e-12)
    np.testing.assert_allclose(found.away, 0.2 * found.load, rtol=1e-12)
    cold = moving_load([100] * 4, 360, away_seconds=360, warm=False)
    assert cold.load[0] < cold.load[1] < 10
    assert not cold.away.any()


def test_the_peak_of_the_work_comes_after_the_peak_of_the_calls() -> None:
    hours = np.arange(48) / 2
    rates = 100 + 80 * np.sin(2 * np.pi * (hours - 6) / 24)
    found = moving_load(rates, 2 * 3600)
    assert int(np.argmax(found.load)) - int(np.argmax(rates)) in (3, 4)
    assert "intervals later" in str(found)
    assert (found.peak >= found.load).all()
