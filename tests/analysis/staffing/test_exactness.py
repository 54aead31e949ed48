"""Both engines against chains of births and deaths, against each other, and against laws."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headwater.analysis.staffing import equilibrium, performance, required
from headwater.analysis.staffing.levels import DEFINITIONS

ENGINES = pytest.mark.parametrize("engine", ["scipy", "numba"])


def chain(arriving: float, handle: float, agents: int, patience: float) -> dict[str, float]:
    """Solve Erlang A as a chain of states in exact fractions."""
    lam, mu, theta = Fraction(arriving) / 3600, 1 / Fraction(handle), 1 / Fraction(patience)
    weights = [Fraction(1)]
    for k in range(1, 2000):
        down = min(k, agents) * mu + max(k - agents, 0) * theta
        weights.append(weights[-1] * lam / down)
        if k > agents and weights[-1] < sum(weights) / 10**25:
            break
        weights[-1] = (
            weights[-1].limit_denominator(10**60) if weights[-1] > Fraction(1, 10**20) else weights[-1]
        )
    total = sum(weights)
    shares = [float(w / total) for w in weights]
    queue = sum((k - agents) * p for k, p in enumerate(shares) if k > agents)
    busy = sum(min(k, agents) * p for k, p in enumerate(shares))
    rates = [agents * float(mu) + j * float(theta) for j in range(len(shares) + 1)]
    served_wait = sum(
        p * (agents * float(mu) / rates[k - agents + 1]) * sum(1 / rates[i] for i in range(1, k - agents + 2))
        for k, p in enumerate(shares)
        if k >= agents
    )
    gone = queue * float(theta / lam)
    return {
        "p_wait": sum(shares[agents:]),
        "abandonment": gone,
        "mean_wait": queue / float(lam),
        "occupancy": busy / agents,
        "asa_seconds": served_wait / (1 - gone),
    }


@ENGINES
@pytest.mark.parametrize(
    ("arriving", "handle", "agents", "patience"),
    [(200, 180, 14, 60), (200, 180, 5, 60), (200, 180, 10, 900), (30, 600, 2, 30), (600, 300, 60, 45)],
)
def test_erlang_a_is_its_chain(
    arriving: float, handle: float, agents: int, patience: float, engine: str
) -> None:
    found = performance(arriving, handle, agents, patience_seconds=patience, engine=engine)
    for name, value in chain(arriving, handle, agents, patience).items():
        assert getattr(found, name) == pytest.approx(value, rel=1e-11), name


@ENGINES
def test_service_levels_are_those_of_the_chain_of_an_arriving_customer(engine: str) -> None:
    """Whoever finds j waiting is answered after j + 1 departures: integrated numerically, step by step."""
    lam, mu, theta, agents = 200 / 3600, 1 / 180, 1 / 60, 9
    weights = [1.0]
    for k in range(1, 400):
        weights.append(weights[-1] * lam / (min(k, agents) * mu + max(k - agents, 0) * theta))
    shares = np.array(weights) / sum(weights)
    # place in the queue of a customer who does not leave: only departures ahead move her on
    ahead = shares[agents:].copy()
    place_rates = agents * mu + np.arange(ahead.size) * theta
    still, answered, own, step, horizon = ahead.sum(), 1 - ahead.sum(), 1.0, 0.002, 20.0
    within = answered
    for _ in range(round(horizon / step)):
        # midpoint rule of the linear system
        middle = ahead - ahead * place_rates * step / 2
        middle[:-1] += ahead[1:] * place_rates[1:] * step / 2
        flow = middle * place_rates
        within += own * np.exp(-theta * step / 2) * flow[0] * step
        ahead = ahead - flow * step
        ahead[:-1] += flow[1:] * step
        own *= np.exp(-theta * step)
        still = ahead.sum() * own
    found = performance(200, 180, 9, patience_seconds=60, threshold_seconds=20, engine=engine)
    assert found.service_level == pytest.approx(within, abs=1e-7)
    assert found.waiting_longer_than(20) == pytest.approx(still, abs=1e-7)
    early = 1 - within - still
    levels = found.service_levels
    assert levels["without_short_abandons"] == pytest.approx(within / (1 - early), abs=1e-6)
    assert levels["not_kept_waiting"] == pytest.approx(1 - still, abs=1e-7)
    assert levels["answered_of_answered"] == pytest.approx(within / (1 - float(found.abandonment)), abs=1e-6)


@ENGINES
def test_erlang_b_and_c_are_their_recursion_in_fractions(engine: str) -> None:
    for load in (Fraction(1, 3), Fraction(7), Fraction(93)):
        inverse = Fraction(1)
        for n in range(1, 140):
            inverse = 1 + n * inverse / load
            loss = performance(float(load), 3600, n, model="erlang-b", engine=engine)
            assert loss.p_block == pytest.approx(float(1 / inverse), rel=1e-12)
            if n > load:
                waits = 1 / (load / n + (1 - load / n) * inverse)
                found = performance(float(load), 3600, n, engine=engine)
                assert found.p_wait == pytest.approx(float(waits), rel=1e-12)


def test_engines_agree_on_required_agents_of_100_000_problems_each() -> None:
    draw = np.random.default_rng(7)
    n = 100_000
    handle = draw.uniform(30, 900, n)
    arriving = np.exp(draw.uniform(np.log(0.05), np.log(400), n)) / handle * 3600
    level = draw.uniform(0.5, 0.99, n)
    asked: dict[str, Any] = {"service_level": level, "threshold_seconds": draw.uniform(0, 60, n)}
    for patience in (None, draw.uniform(20, 900, n)):
        first, second = (
            required(arriving, handle, patience_seconds=patience, engine=engine, **asked).agents
            for engine in ("scipy", "numba")
        )
        assert np.array_equal(first, second)


@pytest.mark.parametrize("definition", list(DEFINITIONS))
def test_engines_agree_by_every_definition_and_target(definition: str) -> None:
    draw = np.random.default_rng(8)
    n = 3_000
    handle, patience = draw.uniform(60, 600, n), draw.uniform(30, 600, n)
    arriving = draw.uniform(0.1, 150, n) / handle * 3600
    asked: dict[str, Any] = {
        "service_level": draw.uniform(0.5, 0.95, n),
        "threshold_seconds": draw.uniform(5, 40, n),
        "short_seconds": draw.uniform(2, 10, n),
        "patience_seconds": patience,
        "definition": definition,
        "max_abandonment": draw.uniform(0.02, 0.2, n),
        "max_wait_seconds": draw.uniform(5, 60, n),
    }
    first, second = (required(arriving, handle, engine=e, **asked) for e in ("scipy", "numba"))
    assert np.array_equal(first.agents, second.agents)
    # and they are the fewest: with one fewer some target is missed
    met = np.all(list(first.problems.met(np.asarray(first.agents)).values()), axis=0)
    fewer = np.maximum(np.asarray(first.agents) - 1, 1)
    missed = ~np.all(list(first.problems.met(fewer).values()), axis=0)
    assert met.all()
    assert (missed | (np.asarray(first.agents) == 1)).all()


@ENGINES
def test_required_agents_are_the_fewest_by_counting_up(engine: str) -> None:
    draw = np.random.default_rng(11)
    for _ in range(25):
        handle, patience = draw.uniform(60, 600), draw.uniform(30, 600)
        arriving = draw.uniform(0.2, 25) / handle * 3600
        kinds: list[dict[str, Any]] = [{"patience_seconds": patience}, {}, {"model": "erlang-b"}]
        for kind in kinds:
            level, busiest = draw.uniform(0.5, 0.95), draw.uniform(0.5, 0.99)
            found = required(
                arriving, handle, service_level=level, max_occupancy=busiest, engine=engine, **kind
            )
            counted = 1 if kind else int(arriving * handle / 3600) + 1
            while True:
                there = performance(arriving, handle, counted, **kind)
                enough = float(there.occupancy) <= busiest
                if enough and float(there.service_level) >= level:
                    break
                counted += 1
            assert found.agents == counted


def test_engines_agree_on_every_figure_from_one_agent_to_100_000() -> None:
    draw = np.random.default_rng(9)
    n = 400
    agents = np.round(np.exp(draw.uniform(0, np.log(1e5), n)))
    handle, patience = draw.uniform(60, 600, n), draw.uniform(10, 900, n)
    arriving = agents * draw.uniform(0.6, 1.5, n) / handle * 3600
    first, second = (
        performance(arriving, handle, agents, patience_seconds=patience, engine=e) for e in ("scipy", "numba")
    )
    for name in ("p_wait", "abandonment", "mean_wait", "asa_seconds", "occupancy"):
        np.testing.assert_allclose(
            getattr(first, name), getattr(second, name), rtol=1e-9, atol=1e-300, err_msg=name
        )
    np.testing.assert_allclose(np.asarray(first.service_level), np.asarray(second.service_level), atol=1e-10)


@pytest.mark.parametrize("load", [1e3, 1e4, 1e5])
def test_nothing_overflows_or_underflows_far_from_the_load(load: float) -> None:
    agents = np.array([1, 0.01 * load, 0.5 * load, 0.99 * load, load, 1.01 * load, 2 * load, 10 * load])
    for engine in ("scipy", "numba"):
        found = performance(load, 3600, agents, patience_seconds=300, engine=engine)
        gone = np.asarray(found.abandonment)
        assert np.isfinite(np.asarray(found.asa_seconds)).all()
        assert (np.diff(gone) <= 0).all()
        # far below the load every agent is busy, and the rest leaves
        np.testing.assert_allclose(gone[:3], 1 - agents[:3] / load, rtol=1e-9)
        assert 0 <= gone[-1] < 1e-12


def test_a_fraction_of_an_agent_lies_between_the_whole_ones() -> None:
    whole = required(1000, 360, service_level=0.8)
    part = required(1000, 360, service_level=0.8, whole=False)
    assert whole.agents == 109
    assert 108 < float(part.agents) < 109
    assert part.performance.service_level == pytest.approx(0.8, abs=1e-9)
    assert part.scheduled == part.agents


def test_no_wait_is_exceeded_by_its_quantile() -> None:
    found = performance(3600, 300, 290, patience_seconds=180)
    for share in (0.5, 0.95, 0.999):
        assert found.waiting_longer_than(found.wait_quantile(share)) == pytest.approx(1 - share, abs=1e-9)
    assert performance(200, 180, 14).wait_quantile(0.5) == 0


problems = st.tuples(
    st.floats(0.05, 300), st.floats(20, 1500), st.floats(5, 3000), st.integers(1, 350), st.floats(0, 120)
)


@given(problems)
@settings(max_examples=150, deadline=None)
def test_another_agent_never_makes_it_worse(problem: tuple[float, float, float, int, float]) -> None:
    load, handle, patience, agents, threshold = problem
    found = performance(
        load * 3600 / handle,
        handle,
        [agents, agents + 1],
        patience_seconds=patience,
        threshold_seconds=threshold,
    )
    for name in ("p_wait", "abandonment", "mean_wait", "occupancy"):
        fewer, more = np.asarray(getattr(found, name))
        assert more <= fewer * (1 + 1e-9) + 1e-13, name
        assert more >= 0
    assert np.asarray(found.occupancy).max() <= 1 + 1e-12
    for name, levels in found.service_levels.items():
        fewer, more = np.asarray(levels)
        assert -1e-12 <= fewer <= more + 1e-9 <= 1 + 2e-9, name


@given(st.floats(0.1, 200), st.floats(30, 900), st.floats(0.3, 0.98), st.floats(0, 60), st.floats(1.01, 2))
@settings(max_examples=100, deadline=None)
def test_more_contacts_never_need_fewer_agents(
    load: float, handle: float, level: float, threshold: float, more: float
) -> None:
    arriving = load * 3600 / handle
    asked: dict[str, Any] = {"service_level": level, "threshold_seconds": threshold}
    for patience in (None, 120.0):
        agents = required([arriving, arriving * more], handle, patience_seconds=patience, **asked).agents
        assert np.asarray(agents)[0] <= np.asarray(agents)[1]


@ENGINES
def test_the_equilibrium_balances_what_comes_and_what_is_settled(engine: str) -> None:
    draw = np.random.default_rng(3)
    n = 336
    issues, fcr, back = draw.uniform(20, 600, n), draw.uniform(0.4, 0.95, n), draw.uniform(0.2, 1, n)
    redial, agents = draw.uniform(0, 0.95, n), np.round(draw.uniform(5, 80, n))
    found = equilibrium(
        issues,
        fcr,
        back,
        handle_seconds=300,
        agents=agents,
        patience_seconds=120,
        redial=redial,
        engine=engine,
    )
    contacts = np.asarray(found.contacts_per_hour)
    gone = np.asarray(performance(contacts, 300, agents, patience_seconds=120).abandonment)
    settled = contacts * (1 - gone) * (1 - back * (1 - fcr)) + contacts * gone * (1 - redial)
    np.testing.assert_allclose(settled, issues, rtol=1e-9)
    parts = issues + np.asarray(found.call_backs_per_hour) + np.asarray(found.redials_per_hour)
    np.testing.assert_allclose(parts, contacts, rtol=1e-9)
