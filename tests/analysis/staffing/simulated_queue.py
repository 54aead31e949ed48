"""A queue simulated call by call: customers with patience, agents by half-hour, a truth that is known."""

import heapq
from collections import deque
from collections.abc import Sequence
from datetime import date

import numpy as np

from headwater.analysis.staffing.calls import Call, CallLog, call_log
from headwater.analysis.staffing.half_hour_roster import HalfHourRoster

MONDAY = date(2026, 3, 2)
OPEN = range(16, 40)
"""Half-hours from 8:00 to 20:00."""


def simulated_queue(
    rates: Sequence[float],
    agents: Sequence[int],
    *,
    days: int = 56,
    handle: float = 300.0,
    patience: float = 240.0,
    seed: int = 1,
) -> CallLog:
    """Return the log of a queue that is open every day.

    Parameters
    ----------
    rates, agents : sequence of 48
        Calls expected, and agents there, in each half-hour of a day. An agent who leaves ends the call first.
    """
    rng = np.random.default_rng(seed)
    first = (MONDAY - date(1970, 1, 1)).days
    calls: list[Call] = []
    for day in range(first, first + days):
        begins = np.concatenate(
            [half * 1800 + 1800 * np.sort(rng.random(rng.poisson(rates[half]))) for half in range(48)]
        )
        times = rng.exponential(handle, begins.size)
        waits = rng.exponential(patience, begins.size)
        calls += _day(day * 86_400.0, begins, times, waits, agents)
    return call_log(calls, "phone calls")


def _day(
    midnight: float,
    begins: np.ndarray,
    times: np.ndarray,
    patience: np.ndarray,
    agents: Sequence[int],
) -> list[Call]:
    # 0 ends a call, 1 changes the agents, 2 is a customer who gives up, 3 one who comes
    events: list[tuple[float, int, int]] = [(float(at), 3, n) for n, at in enumerate(begins)]
    events += [(half * 1800.0, 1, agents[half]) for half in range(48)]
    heapq.heapify(events)
    queue: deque[int] = deque()
    gone: set[int] = set()
    there, busy, calls = 0, 0, []
    while events:
        now, kind, what = heapq.heappop(events)
        if kind == 0:
            busy -= 1
        elif kind == 1:
            there = what
        elif kind == 2:
            if what in gone or what not in queue:
                continue
            queue.remove(what)
            calls.append(Call(midnight + begins[what], float(patience[what]), True, 0.0, 0.0))
        else:
            queue.append(what)
            heapq.heappush(events, (now + float(patience[what]), 2, what))
        while queue and busy < there:
            one = queue.popleft()
            gone.add(one)
            busy += 1
            wait = now - float(begins[one])
            calls.append(Call(midnight + begins[one], wait, False, midnight + now, float(times[one])))
            heapq.heappush(events, (now + float(times[one]), 0, 0))
    return calls


def roster_of_agents(agents: Sequence[float], days: int = 56) -> HalfHourRoster:
    """Return a roster with the same agents every day."""
    from datetime import timedelta

    return HalfHourRoster(
        "roster.csv",
        {
            (MONDAY + timedelta(days=day), half): float(agents[half])
            for day in range(days)
            for half in range(48)
        },
    )


def flat(value: float) -> list[float]:
    """Return the same for every open half-hour."""
    return [value if half in OPEN else 0.0 for half in range(48)]
