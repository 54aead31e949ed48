"""The simulation agrees with every formula there is for what it simulates."""

import importlib.util
import sys
from math import exp, inf, log
from pathlib import Path

import numpy as np
import pytest

from headwater.analysis.errors import TryAgainError, UsageError
from headwater.analysis.estimates import Estimate
from headwater.analysis.staffing.simulation import (
    FIGURES,
    ContactKind,
    Floor,
    Group,
    Simulated,
    compiled,
    difference,
    engine,
    simulate,
    simulated,
    standard_error,
)

needs_numba = pytest.mark.skipif(not compiled, reason="the extra fast (numba) is not there: too slow without")


def one_queue(agents: int, hours: float = 400, **kind: float) -> Simulated:
    calls = ContactKind("calls", **kind)
    floor = Floor([calls], [Group("team", agents, ["calls"])], hours=hours, warm_up_hours=5)
    return simulate(floor, runs=20, seed=11)


def apart(found: Estimate, truth: float) -> float:
    """Return how many standard errors lie between a figure and the truth."""
    error = standard_error(found)
    assert found.value is not None
    assert error is not None
    return abs(found.value - truth) / error


@needs_numba
def test_without_impatience_it_is_erlang_c() -> None:
    found = one_queue(14, arrivals_per_hour=200, handle_seconds=180)
    assert apart(found.figure("service_level"), 0.8883500191794669) < 3
    assert apart(found.figure("wait_seconds"), 7.835937011777243) < 3
    assert apart(found.occupancy(), 10 / 14) < 3


@needs_numba
def test_with_impatience_it_is_erlang_a() -> None:
    found = one_queue(50, hours=150, arrivals_per_hour=2880, handle_seconds=60, patience_seconds=120)
    assert apart(found.figure("abandoned"), 0.030912249162193216) < 3
    assert apart(found.figure("wait_seconds"), 3.709469899463186) < 3
    assert apart(found.occupancy(), 0.9303242408042945) < 3


@needs_numba
def test_one_agent_with_uneven_handle_times_follows_pollaczek_and_khinchine() -> None:
    spread, load, handle = 0.8, 0.6, 100.0
    found = one_queue(
        1, hours=4_000, arrivals_per_hour=36 * load, handle_seconds=handle, handle_spread=spread
    )
    wait = load * handle * exp(spread**2) / (2 * (1 - load))
    assert apart(found.figure("wait_seconds"), wait) < 3
    assert apart(found.figure("handle_seconds"), handle) < 3


@needs_numba
def test_who_comes_first_in_the_queue_follows_cobham() -> None:
    kinds = [
        ContactKind("urgent", arrivals_per_hour=10, handle_seconds=120, priority=0),
        ContactKind("usual", arrivals_per_hour=12, handle_seconds=120, priority=1),
    ]
    floor = Floor(kinds, [Group("one", 1, ["urgent", "usual"])], hours=4_000, warm_up_hours=20)
    found = simulate(floor, runs=20, seed=3)
    first, both = 1 / 3, 22 / 30
    residual = both * 120  # of exponential handle times
    assert apart(found.figure("wait_seconds", kind="urgent"), residual / (1 - first)) < 3
    assert apart(found.figure("wait_seconds", kind="usual"), residual / ((1 - first) * (1 - both))) < 3


@needs_numba
def test_those_who_come_back_multiply_contacts() -> None:
    found = one_queue(
        40, hours=600, arrivals_per_hour=300, handle_seconds=240, back_share=0.3, back_after_seconds=1800
    )
    # the last ones of a run come back after its end
    assert found.figure("repeats").value == pytest.approx(0.3, abs=0.002)
    assert found.figure("contacts").value == pytest.approx(300 / 0.7 * 595, rel=0.005)


@needs_numba
def test_rushing_brings_more_customers_back() -> None:
    slow, quick = (
        one_queue(
            40,
            hours=600,
            arrivals_per_hour=300,
            handle_seconds=240,
            handle_spread=0.5,
            back_share=0.3,
            back_slope=slope,
            back_after_seconds=1800,
        )
        for slope in (0.0, -0.2)
    )
    # E log(handle / mean) = -spread^2 / 2, so that this many more come back
    extra = 0.2 * 0.5**2 / 2
    assert quick.figure("repeats").value == pytest.approx(0.3 + extra, abs=0.003)
    assert slow.figure("repeats").value == pytest.approx(0.3, abs=0.003)


@needs_numba
def test_a_target_cuts_contacts_short_and_brings_them_back() -> None:
    found = one_queue(
        40,
        hours=600,
        arrivals_per_hour=300,
        handle_seconds=240,
        back_share=0.2,
        back_after_seconds=1800,
        target_seconds=300,
        cut_share=0.4,
        cut_back_share=0.7,
    )
    above = exp(-300 / 240)  # of exponential handle times
    cut = 0.4 * above
    assert apart(found.figure("cut"), cut) < 3
    # what is cut loses the mean of an exponential beyond the target
    assert apart(found.figure("handle_seconds"), 240 * (1 - cut)) < 3
    assert found.figure("repeats").value == pytest.approx(0.2 * (1 - cut) + 0.7 * cut, abs=0.002)


@needs_numba
def test_a_target_that_nobody_keeps_changes_nothing() -> None:
    usual, aimed = (
        one_queue(20, hours=20, arrivals_per_hour=200, handle_seconds=240, back_share=0.2, **target)
        for target in ({}, {"target_seconds": 300.0, "cut_share": 0.0, "cut_back_share": 0.7})
    )
    assert usual.counts.tolist() == aimed.counts.tolist()


@needs_numba
def test_everyone_who_came_was_answered_gave_up_or_still_waits() -> None:
    found = one_queue(
        12,
        arrivals_per_hour=200,
        handle_seconds=180,
        patience_seconds=90,
        redial_share=0.5,
        callback_share=0.2,
    )
    counts = {name: found.counts[..., engine.PLACE[name]].sum() for name in engine.COUNTED}
    settled = counts["answered"] + counts["gave_up"]
    assert counts["arrivals"] - 20 * 200 < settled <= counts["arrivals"]
    assert counts["redials"] == pytest.approx(0.5 * counts["gave_up"], rel=0.02)
    assert counts["called_back"] > 0
    assert counts["within"] <= counts["answered"]


@needs_numba
def test_call_backs_spare_those_who_would_give_up() -> None:
    without, offered = (
        one_queue(10, arrivals_per_hour=200, handle_seconds=180, patience_seconds=60, callback_share=share)
        for share in (0.0, 0.5)
    )
    gap = difference(without, offered, "abandoned")
    assert gap.high is not None
    assert gap.high < 0


@needs_numba
def test_people_take_only_what_they_can() -> None:
    kinds = [ContactKind(name, arrivals_per_hour=60, handle_seconds=300) for name in ("german", "polish")]
    apart_floor = Floor(
        kinds, [Group("g", 6, ["german"]), Group("p", 9, ["polish"])], hours=300, warm_up_hours=5
    )
    found = simulate(apart_floor, runs=10)
    alone = one_queue(6, hours=300, arrivals_per_hour=60, handle_seconds=300)
    wait = alone.figure("wait_seconds").value
    assert wait is not None
    assert apart(found.figure("wait_seconds", kind="german"), wait) < 4
    assert apart(found.occupancy(group="p"), 5 / 9) < 3


@needs_numba
def test_shifts_begin_and_end_and_nobody_drops_a_call() -> None:
    kind = ContactKind("calls", [60.0, 60.0, 60.0, 0.0], handle_seconds=120, patience_seconds=300)
    floor = Floor([kind], [Group("team", [4, 0, 4, 4], ["calls"])], hours=4)
    found = simulate(floor, runs=30)
    assert found.figure("contacts", interval=3).value == 0
    closed, open_again = (found.figure("abandoned", interval=hour).value for hour in (1, 2))
    assert closed is not None
    assert open_again is not None
    assert closed > 0.8
    assert open_again < 0.2
    assert found.figure("occupancy", interval=1).why  # nobody was there


def test_the_same_seed_gives_the_same_figures_and_another_does_not() -> None:
    calls = ContactKind("calls", arrivals_per_hour=60, handle_seconds=120, patience_seconds=180)
    floor = Floor([calls], [Group("team", 2, ["calls"])], hours=3)
    one, again, other = simulate(floor, runs=3), simulate(floor, runs=3), simulate(floor, runs=3, seed=2)
    assert one.counts.tolist() == again.counts.tolist()
    assert one.counts.tolist() != other.counts.tolist()


@needs_numba
def test_compiled_and_plain_python_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = [
        ContactKind("a", [40.0, 90.0], 150, 0.6, 120, 0.4, 300, 0.2, -0.1, 900, 0.3),
        ContactKind(
            "b",
            30,
            200,
            patience_seconds=200,
            priority=2,
            target_seconds=150,
            cut_share=0.5,
            cut_back_share=0.6,
        ),
    ]
    floor = Floor(kinds, [Group("x", [3, 2], ["a"]), Group("y", [1, 3], ["a", "b"])], hours=6)
    quick = simulate(floor, runs=2)
    monkeypatch.setitem(sys.modules, "numba", None)
    spec = importlib.util.spec_from_file_location("plain_engine", Path(str(engine.__file__)))
    assert spec is not None
    assert spec.loader is not None
    plain = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(plain)
    assert not plain.compiled
    monkeypatch.setattr(simulated, "run", plain.run)
    slow = simulate(floor, runs=2)
    assert slow.events == quick.events
    np.testing.assert_allclose(slow.counts, quick.counts, rtol=1e-12)
    np.testing.assert_allclose(slow.busy_seconds, quick.busy_seconds, rtol=1e-12)


@needs_numba
def test_two_floors_with_one_seed_differ_by_what_is_different_about_them() -> None:
    few, more = (one_queue(n, hours=100, arrivals_per_hour=200, handle_seconds=180) for n in (12, 13))
    paired = standard_error(difference(few, more, "service_level"))
    alone = [standard_error(found.figure("service_level")) for found in (few, more)]
    assert paired is not None
    assert alone[0] is not None
    assert alone[1] is not None
    assert paired < 0.8 * (alone[0] ** 2 + alone[1] ** 2) ** 0.5


def test_numbers_of_a_stream_are_even_and_independent_of_their_neighbours() -> None:
    with np.errstate(over="ignore"):
        states = np.array([1, 2], dtype=np.uint64)
        drawn = np.array([[engine.uniform(states, s) for s in (0, 1)] for _ in range(20_000)])
    assert abs(drawn.mean() - 0.5) < 0.005
    assert abs(drawn.var() - 1 / 12) < 0.002
    assert abs(np.corrcoef(drawn[:-1, 0], drawn[1:, 0])[0, 1]) < 0.03
    assert abs(np.corrcoef(drawn.T)[0, 1]) < 0.03
    assert 0 < drawn.min() < drawn.max() < 1


def test_a_queue_that_grows_without_end_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulated, "_ROOM", 64)
    monkeypatch.setattr(simulated, "_MOST_ROOM", 256)
    calls = ContactKind("calls", arrivals_per_hour=600, handle_seconds=120)
    with pytest.raises(TryAgainError, match="wait without end"):
        simulate(Floor([calls], [Group("team", 1, ["calls"])], hours=5), runs=2)


def test_everything_said_is_plain_data() -> None:
    calls = ContactKind("calls", arrivals_per_hour=[30, 60], handle_seconds=120, patience_seconds=180)
    found = simulate(Floor([calls], [Group("team", 2, ["calls"])], hours=2), runs=3)
    assert set(found.to_dict()["figures"]) == set(FIGURES)
    assert len(found.columns()["from_hour"]) == 2
    assert "3 runs of 2 hours" in str(found)


CALLS = ContactKind("calls", arrivals_per_hour=10, handle_seconds=60)
TEAM = Group("team", 2, ["calls"])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda: ContactKind("calls", -1, 60), "arrivals an hour is -1"),
        (lambda: ContactKind("calls", float("nan"), 60), "arrivals an hour is nan"),
        (lambda: ContactKind("calls", 10, 0), "handle time is 0"),
        (lambda: ContactKind("calls", 10, inf), "handle time is inf"),
        (lambda: ContactKind("calls", 10, 60, patience_seconds=0), "patience is 0"),
        (lambda: ContactKind("calls", 10, 60, redial_share=1.2), "share who redial is 1.2"),
        (lambda: ContactKind("calls", 10, 60, back_share=1.0), "grow without end"),
        (lambda: ContactKind("calls", 10, 60, cut_share=1.5), "share of contacts cut at the target is 1.5"),
        (lambda: ContactKind("calls", 10, 60, cut_share=0.5), "cut at a target. Say target_seconds too"),
        (lambda: ContactKind("calls", 10, 60, target_seconds=0), "target on handle time is 0"),
        (lambda: Group("team", 2.5, ["calls"]), "2.5 agents cannot be there"),
        (lambda: Group("team", -2, ["calls"]), "number of agents is -2"),
        (lambda: Floor([], [TEAM], 1), "at least one kind"),
        (lambda: Floor([CALLS], [TEAM], 0), "length in hours is 0"),
        (lambda: Floor([CALLS], [TEAM], 1, warm_up_hours=1), "warm-up has to end before"),
        (lambda: Floor([CALLS, CALLS], [TEAM], 1), "same name"),
        (lambda: Floor([CALLS], [Group("team", 2, ["chats"])], 1), "'chats', which does not come here"),
        (lambda: Floor([CALLS, ContactKind("chats", 1, 1)], [TEAM], 1), "Nobody can help with chats"),
        (
            lambda: Floor([ContactKind("calls", [1, 2], 60)], [Group("team", [1, 2, 3], ["calls"])], 1),
            "different numbers of intervals: 2, 3",
        ),
        (lambda: simulate(Floor([CALLS], [TEAM], 1), runs=1), "1 runs show nothing"),
        (lambda: simulate(Floor([CALLS], [TEAM], 1), runs=2).figure("speed"), "no figure 'speed'"),
        (lambda: simulate(Floor([CALLS], [TEAM], 1), runs=2).figure("contacts", kind="x"), "no kind"),
    ],
    ids=[str(n) for n in range(22)],
)
def test_what_cannot_be_is_refused(wrong: object, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        wrong()  # type: ignore[operator]


def test_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    simulate(Floor([CALLS], [TEAM], 1), runs=3, progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_half_of_the_patience_is_spent_by_half_of_those_who_wait() -> None:
    calls = ContactKind("calls", arrivals_per_hour=60, handle_seconds=60, patience_seconds=100)
    found = simulate(
        Floor([calls], [Group("nobody", 0, ["calls"])], hours=100, threshold_seconds=100 * log(2)), runs=2
    )
    counts = found.counts.sum(axis=(0, 1, 2))
    assert counts[engine.PLACE["gave_up_within"]] / counts[engine.PLACE["gave_up"]] == pytest.approx(
        0.5, abs=0.02
    )
