"""What cannot be answered is refused with what is wrong, where, and what to do."""

import sys
from typing import Any

import numpy as np
import pytest

from headwater.analysis.errors import MissingExtraError, UsageError
from headwater.analysis.staffing import (
    chat_performance,
    equilibrium,
    load_at,
    moving_load,
    performance,
    required,
    required_when_uncertain,
    uncertain_performance,
)


@pytest.mark.parametrize(
    ("arguments", "options", "words"),
    [
        ((0, 180, 14), {}, "arrivals_per_hour is 0: it has to be above 0. With nobody coming"),
        (([10, 0], 180, 14), {}, r"arrivals_per_hour is 0 \(entry 2 of 2\)"),
        ((200, -3, 14), {}, "handle_seconds is -3: it has to be above 0. Give a time in seconds"),
        ((200, 180, -1), {}, "agents is -1: it has to be at least 0"),
        ((float("nan"), 180, 14), {}, "arrivals_per_hour is nan"),
        ((200, float("inf"), 14), {}, "handle_seconds is inf"),
        (("many", 180, 14), {}, "arrivals_per_hour is 'many': that is no number"),
        ((200, 180, 10), {}, "10 agents cannot serve a load of 10: waits grow without end. At least 11"),
        ((200, 180, [14, 8]), {}, r"8 agents cannot serve a load of 10 \(entry 2 of 2\)"),
        ((1e9, 300, 10), {"patience_seconds": 60}, "83,333,333 agents busy at once.* check both"),
        ((200, 180, 1e9), {"patience_seconds": 60}, r"agents is 1e\+09: it has to be at least 0 and at most"),
        ((200, 180, 14), {"patience_seconds": 0}, "patience_seconds is 0: it has to be above 0"),
        ((200, 180, 14), {"patience_seconds": 1e12}, "practically never leaves. Leave it out .Erlang C."),
        ((200, 180, 14), {"threshold_seconds": -1}, "threshold_seconds is -1"),
        (
            (200, 180, 14),
            {"definition": "answered"},
            "no service level 'answered'. Known: ",
        ),
        ((200, 180, 14), {"model": "erlang-x"}, "no model 'erlang-x'. Did you mean"),
        ((200, 180, 14), {"model": "erlang-a"}, "Erlang A needs patience_seconds"),
        ((200, 180, 14), {"model": "erlang-b", "patience_seconds": 9}, "has no place in erlang-b"),
        ((200, 180, 14), {"engine": "fortran"}, "no engine 'fortran'"),
        (([1, 2], [180, 190, 200], 14), {}, "do not fit together: arrivals_per_hour"),
    ],
)
def test_performance_refuses(arguments: tuple[Any, ...], options: dict[str, Any], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        performance(*arguments, **options)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "There is no target"),
        (
            {"service_level": 1},
            "service_level is 1: it has to be at least 0 and below 1.*no number of agents",
        ),
        ({"service_level": 80}, "service_level is 80"),
        ({"max_occupancy": 1.2}, "max_occupancy is 1.2: it has to be above 0 and at most 1"),
        ({"max_occupancy": 0}, "max_occupancy is 0"),
        ({"max_wait_seconds": -5}, "max_wait_seconds is -5"),
        ({"max_abandonment": 0.05}, "max_abandonment needs patience_seconds: in erlang-c nobody leaves"),
        ({"service_level": 0.8, "shrinkage": 1}, "shrinkage is 1: it has to be at least 0 and below 1"),
    ],
)
def test_required_refuses(options: dict[str, Any], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        required(200, 180, **options)


def test_the_fast_engine_says_which_extra_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.delitem(sys.modules, "headwater.analysis.staffing.compiled", raising=False)
    with pytest.raises(MissingExtraError, match=r"headwater\[fast\]"):
        performance(200, 180, 14, engine="numba")


def test_chats_refuse() -> None:
    with pytest.raises(UsageError, match=r"throughput falls at 3 chats at once.*allow 2"):
        chat_performance(100, 480, 10, (1, 1.6, 1.5), patience_seconds=60)
    with pytest.raises(UsageError, match=r"agents is 2\.5: give a whole number"):
        chat_performance(100, 480, 2.5, (1, 1.6), patience_seconds=60)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="list of 1 to 50 numbers"):
        chat_performance(100, 480, 10, (), patience_seconds=60)


def test_uncertain_demand_refuses() -> None:
    with pytest.raises(UsageError, match="needs patience_seconds"):
        uncertain_performance(1000, 360, 105, cv=0.1)
    with pytest.raises(UsageError, match=r"cv is -0\.1"):
        required_when_uncertain(1000, 360, cv=-0.1, service_level=0.8, patience_seconds=60)
    with pytest.raises(UsageError, match="one problem at a time"):
        uncertain_performance(np.array([1, 2]), 360, 5, cv=0.1, patience_seconds=60)  # type: ignore[arg-type]


def test_equilibrium_refuses() -> None:
    with pytest.raises(UsageError, match="resolution is 0: it has to be above 0"):
        equilibrium(100, 0)
    with pytest.raises(UsageError, match="redial is 1: it has to be at least 0 and below 1"):
        equilibrium(100, 0.5, redial=1)
    with pytest.raises(UsageError, match="give handle_seconds, agents and patience_seconds together"):
        equilibrium(100, 0.5, agents=10)


def test_moving_demand_refuses() -> None:
    with pytest.raises(UsageError, match="returning is 1"):
        moving_load([100, 200], 300, returning=1)
    with pytest.raises(UsageError, match="arrivals_per_hour is -1"):
        moving_load([100, -1], 300)
    with pytest.raises(UsageError, match="handle_seconds is 0"):
        load_at(lambda t: t, 0, 0)
