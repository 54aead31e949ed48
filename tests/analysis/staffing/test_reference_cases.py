"""Values computed elsewhere to 20 digits and more (mpmath), and published ones."""

import numpy as np
import pytest

import headwater as hw
from headwater.analysis.staffing import (
    chat_performance,
    equilibrium,
    load_at,
    moving_load,
    neutrality,
    performance,
    required,
    required_when_uncertain,
    uncertain_performance,
)

EXACT = 1e-9
ENGINES = pytest.mark.parametrize("engine", ["scipy", "numba"])


@ENGINES
def test_erlang_b(engine: str) -> None:
    assert performance(2, 3600, 3, model="erlang-b", engine=engine).p_block == pytest.approx(
        4 / 19, rel=1e-14
    )
    full = performance(1000, 3600, 1000, model="erlang-b", engine=engine)
    assert full.p_block == pytest.approx(0.02481191764616041, rel=EXACT)


@ENGINES
def test_erlang_c(engine: str) -> None:
    found = performance(200, 180, 14, engine=engine)
    assert found.p_wait == pytest.approx(0.17413193359504983, rel=EXACT)
    assert found.service_level == pytest.approx(0.8883500191794669, rel=EXACT)
    assert found.asa_seconds == pytest.approx(7.835937011777243, rel=EXACT)
    other = performance(720, 240, 55, threshold_seconds=15, engine=engine)
    assert other.p_wait == pytest.approx(0.2387009363780092, rel=EXACT)
    assert other.service_level == pytest.approx(0.8458830921705803, rel=EXACT)


@ENGINES
def test_erlang_a(engine: str) -> None:
    found = performance(2880, 60, 50, patience_seconds=120, engine=engine)
    assert found.p_wait == pytest.approx(0.4677740685537904, rel=EXACT)
    assert found.abandonment == pytest.approx(0.030912249162193216, rel=EXACT)
    assert found.mean_wait == pytest.approx(3.709469899463186, rel=EXACT)
    assert found.occupancy == pytest.approx(0.9303242408042945, rel=EXACT)
    below_load = performance(3600, 300, 270, patience_seconds=180, engine=engine)
    assert below_load.abandonment == pytest.approx(0.10211932981081324, rel=EXACT)
    assert below_load.service_level == pytest.approx(0.4958916799917243, rel=EXACT)


@ENGINES
def test_required_agents(engine: str) -> None:
    small = required(200, 180, service_level=0.8, max_occupancy=0.85, shrinkage=0.3, engine=engine)
    assert (small.agents, small.scheduled) == (14, 20)
    assert required(1000, 360, service_level=0.8, engine=engine).agents == 109
    cool = required(1000, 360, service_level=0.8, max_occupancy=0.85, shrinkage=0.3, engine=engine)
    assert (cool.agents, cool.scheduled, cool.decided_by) == (118, 169, "occupancy")
    kind = required(1000, 360, service_level=0.8, max_abandonment=0.03, patience_seconds=180, engine=engine)
    assert (kind.agents, kind.decided_by) == (104, "abandonment")


@ENGINES
def test_the_limit_of_many_agents_at_beta_one_half(engine: str) -> None:
    """Halfin and Whitt (1981): p_wait tends to .504538640997945 at agents = load + .5 sqrt(load)."""
    gaps = []
    for load in (1e2, 1e3, 1e4, 1e5):
        found = performance(load, 3600, load + 0.5 * load**0.5, engine=engine)
        gaps.append(float(found.p_wait) - 0.504538640997945)
    assert abs(gaps[-1]) < 1e-3
    # the error falls as the root of the load: by sqrt(10) each step
    assert gaps[1] / gaps[0] == pytest.approx(10**-0.5, rel=0.1)
    assert gaps[3] / gaps[2] == pytest.approx(10**-0.5, rel=0.02)


def test_repeats_and_the_break_even_handle_time() -> None:
    found = neutrality(
        400,
        handle_before=240,
        resolution_before=0.65,
        handle_after=300,
        resolution_after=0.82,
        call_back=0.9,
        max_occupancy=0.85,
    )
    assert round(float(found.before.contacts_per_hour), 2) == 583.94
    assert round(float(found.after.contacts_per_hour), 2) == 477.33
    assert (round(found.load_before, 2), round(found.load_after, 2)) == (38.93, 39.78)
    assert found.staff_before is not None
    assert found.staff_after is not None
    assert (found.staff_before.agents, found.staff_after.agents) == (46, 47)
    assert found.break_even_seconds == pytest.approx(293.606, abs=5e-4)
    assert found.verdict == "costs"


def test_a_script_beyond_the_ceiling_is_said_not_to_pay_for_itself() -> None:
    sides = {"handle_before": 240.0, "resolution_before": 0.65, "call_back": 0.9, "resolution_after": 1.0}
    script = neutrality(400, handle_after=390, **sides)
    assert script.verdict == "cannot_pay"
    assert "390 s cannot pay for itself" in str(script)
    assert "only up to 350 s" in str(script)
    assert neutrality(400, handle_after=340, **sides).verdict == "frees"
    assert neutrality(400, handle_after=350, **sides).verdict == "neutral"


def test_contacts_that_come_back_multiply() -> None:
    assert equilibrium(100, 0.5, 1.0).contacts_per_hour == pytest.approx(200)  # not 150


def test_a_sinusoidal_day() -> None:
    found = load_at(lambda t: 2 * (100 + 40 * np.sin(2 * np.pi * t / 86_400)), [0, 21_600, 43_200], 360)
    expected = [19.79070393901933, 27.99452064193665, 20.20929606098067]
    np.testing.assert_allclose(found, expected, rtol=EXACT)


def test_intervals_tend_to_the_sinusoid_as_they_shorten() -> None:
    edges = np.arange(0, 2 * 86_400, 60) + 30
    rates = 2 * (100 + 40 * np.sin(2 * np.pi * edges / 86_400))
    found = moving_load(rates, 360, interval_seconds=60)
    assert found.load[1440 + 360] == pytest.approx(27.99452064193665, rel=1e-4)


def test_an_uncertain_rate() -> None:
    found = uncertain_performance(1000, 360, 105, cv=0.15, patience_seconds=180)
    assert found.service_level == pytest.approx(0.769089, abs=5e-7)
    assert found.at_mean.service_level == pytest.approx(0.891876, abs=5e-7)
    assert found.bad_day_service_level < found.service_level < float(found.at_mean.service_level)
    assert required_when_uncertain(1000, 360, cv=0.15, service_level=0.769, patience_seconds=180) == 105


def test_three_chats_at_once() -> None:
    found = chat_performance(108, 480, 10, (1, 1.6, 1.95), patience_seconds=120)
    assert found.p_wait == pytest.approx(0.015851219903578514, rel=EXACT)
    assert found.abandonment == pytest.approx(0.004270180842304463, rel=EXACT)


def test_one_chat_at_a_time_is_erlang_a() -> None:
    chats = chat_performance(1000, 360, 104, (1.0,), patience_seconds=180)
    calls = performance(1000, 360, 104, patience_seconds=180)
    assert chats.p_wait == pytest.approx(calls.p_wait, rel=1e-12)
    assert chats.abandonment == pytest.approx(calls.abandonment, rel=1e-12)
    assert chats.chats_per_agent == pytest.approx(calls.occupancy, rel=1e-12)
    assert chats.seconds_in_chat == pytest.approx(360, rel=1e-12)


def test_the_room_is_reached_from_the_package() -> None:
    assert hw.staffing.required(200, 180, service_level=0.8).agents == 14
    assert "staffing" in dir(hw)
