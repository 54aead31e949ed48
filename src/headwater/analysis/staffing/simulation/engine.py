"""The event loop: contacts arrive, wait, are answered or give up, and come back.

Written so that numba can compile it and Python can run it as it is; both give the same numbers. Everything is
kept in arrays: a heap with four children a node, queues as linked lists, and contacts that gave up left in
their queue until they come to its head.
"""

import contextlib
from collections.abc import Callable
from math import cos, log, pi, sqrt
from typing import Any, TypeVar, cast

import numpy as np

_Function = TypeVar("_Function", bound=Callable[..., object])

ARRIVAL, END, GIVES_UP, COMES_BACK, SHIFT = 0, 1, 2, 3, 4
FRESH, REDIAL, REPEAT = 0, 1, 2
WAITS, SERVED, GONE = 0, 1, 2

COUNTED = (
    "arrivals",
    "redials",
    "repeats",
    "answered",
    "within",
    "gave_up",
    "gave_up_within",
    "wait_answered",
    "wait_all",
    "handled",
    "called_back",
    "cut",
)
"""What is counted for each interval of arrival and kind of contact."""
PLACE = {name: place for place, name in enumerate(COUNTED)}

_A, _B = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_STEP = np.uint64(0x9E3779B97F4A7C15)
_11, _27, _30, _31 = np.uint64(11), np.uint64(27), np.uint64(30), np.uint64(31)
_UNIT = 1.0 / 9007199254740992.0

compiled = False
"""Whether the extra `fast` is there."""

with contextlib.suppress(ImportError):
    import numba

    compiled = True


def _compiled(function: _Function) -> _Function:
    if not compiled:
        return function
    return cast(_Function, numba.njit(cache=True, error_model="numpy", nogil=True)(function))


@_compiled
def uniform(states: Any, stream: int) -> float:
    """Return the next number between 0 and 1 of a stream (SplitMix64), never 0."""
    states[stream] += _STEP
    z = states[stream]
    z = (z ^ (z >> _30)) * _A
    z = (z ^ (z >> _27)) * _B
    z = z ^ (z >> _31)
    return (float(z >> _11) + 0.5) * _UNIT


@_compiled
def _exponential(states: Any, stream: int, mean: float) -> float:
    return -mean * log(uniform(states, stream))


@_compiled
def _lognormal(states: Any, stream: int, mean: float, spread: float) -> float:
    """Return a draw with that mean, and that standard deviation of its logarithm."""
    u, v = uniform(states, stream), uniform(states, stream)
    normal = sqrt(-2.0 * log(u)) * cos(2.0 * pi * v)
    return float(mean * np.exp(spread * normal - spread * spread / 2.0))


@_compiled
def _push(  # noqa: PLR0917 - numba takes no keywords
    heap: Any, what: Any, size: int, at: float, kind: int, one: int, two: int
) -> int:
    place = size
    while place > 0:
        above = (place - 1) >> 2
        if heap[above] <= at:
            break
        heap[place] = heap[above]
        what[place, 0], what[place, 1], what[place, 2] = what[above, 0], what[above, 1], what[above, 2]
        place = above
    heap[place] = at
    what[place, 0], what[place, 1], what[place, 2] = kind, one, two
    return size + 1


@_compiled
def _pop(heap: Any, what: Any, size: int) -> int:
    """Take the first event away; it was read before."""
    size -= 1
    at, kind, one, two = heap[size], what[size, 0], what[size, 1], what[size, 2]
    place = 0
    while True:
        first = 4 * place + 1
        if first >= size:
            break
        least = first
        last = min(first + 4, size)
        for child in range(first + 1, last):
            if heap[child] < heap[least]:
                least = child
        if heap[least] >= at:
            break
        heap[place] = heap[least]
        what[place, 0], what[place, 1], what[place, 2] = what[least, 0], what[least, 1], what[least, 2]
        place = least
    heap[place] = at
    what[place, 0], what[place, 1], what[place, 2] = kind, one, two
    return size


@_compiled
def _next_arrival(  # noqa: PLR0917 - numba takes no keywords
    states: Any, stream: int, now: float, rates: Any, interval: float, horizon: float
) -> float:
    """Return when the next contact comes, at rates that change by interval; beyond the horizon when none."""
    left = -log(uniform(states, stream))
    while now < horizon:
        place = min(int(now / interval), len(rates) - 1)
        end = min((place + 1) * interval, horizon) if place < len(rates) - 1 else horizon
        rate = rates[place]
        if rate > 0.0:
            needed = left / rate
            if now + needed <= end:
                return float(now + needed)
            left -= (end - now) * rate
        if end <= now:
            break
        now = end
    return horizon + 1.0


@_compiled
def run(  # noqa: PLR0912, PLR0915, PLR0917 - one loop, for speed
    seed: Any,
    interval: float,
    horizon: float,
    warm_up: float,
    threshold: float,
    rates: Any,  # (kinds, intervals), contacts a second
    handle: Any,  # (kinds, 2), mean seconds and standard deviation of the logarithm, -1 for exponential
    patience: Any,  # (kinds,), mean seconds, inf for endless
    redial: Any,  # (kinds, 2), share and mean seconds until then
    back: Any,  # (kinds, 3), share, its change for e times the handle time, and mean seconds until then
    cut: Any,  # (kinds, 3), target in seconds, share of contacts cut at it, share of these who come back
    callback: Any,  # (kinds,), share of those who would wait and take a call back instead
    priority: Any,  # (2 * kinds,), least first; call backs follow the waiting
    staff: Any,  # (groups, intervals)
    speed: Any,  # (groups,), handle time is divided by it
    skilled: Any,  # (groups, kinds)
    order: Any,  # (kinds, groups), who is asked first
    counts: Any,  # out: (intervals, kinds, COUNTED)
    busy_seconds: Any,  # out: (intervals, groups)
    room: int,
) -> int:
    """Simulate one run and add to `counts` and `busy_seconds`; return how many events there were, or -1.

    -1 means that more contacts waited at once than there was room for.
    """
    kinds, intervals = rates.shape
    groups = staff.shape[0]
    queues = 2 * kinds
    # a stream for each cause of chance and kind, so that a change in one leaves the others as they were
    states = np.empty(6 * kinds, dtype=np.uint64)
    mixer = np.empty(1, dtype=np.uint64)
    mixer[0] = seed
    for i in range(6 * kinds):
        mixer[0] += _STEP
        z = mixer[0]
        z = (z ^ (z >> _30)) * _A
        z = (z ^ (z >> _27)) * _B
        states[i] = z ^ (z >> _31)
    slots = room
    kind_of = np.zeros(slots, dtype=np.int64)
    came = np.zeros(slots)
    status = np.zeros(slots, dtype=np.int64)
    age = np.zeros(slots, dtype=np.int64)
    was_cut = np.zeros(slots, dtype=np.bool_)
    after = np.full(slots, -1, dtype=np.int64)
    free = np.arange(slots)
    left = slots
    head = np.full(queues, -1, dtype=np.int64)
    tail = np.full(queues, -1, dtype=np.int64)
    capacity = 4 * slots + int(staff.max()) * groups + intervals + 4 * kinds + 64
    heap = np.empty(capacity)
    what = np.empty((capacity, 3), dtype=np.int64)
    size = 0
    working = np.zeros(groups, dtype=np.int64)
    present = staff[:, 0].copy()
    for kind in range(kinds):
        at = _next_arrival(states, kind, 0.0, rates[kind], interval, horizon)
        if at <= horizon:
            size = _push(heap, what, size, at, ARRIVAL, kind, FRESH)
    for place in range(1, intervals):
        size = _push(heap, what, size, place * interval, SHIFT, place, 0)
    most_at_once = int(staff.max()) * groups + 8  # a shift that begins can take as many from the queues
    now, events = 0.0, 0
    while size > 0:
        at = heap[0]
        if at > horizon:
            break
        if size + most_at_once > capacity:
            return -1
        event, one, two = what[0, 0], what[0, 1], what[0, 2]
        size = _pop(heap, what, size)
        events += 1
        if now >= warm_up:
            spell = min(int(now / interval), intervals - 1)
            for group in range(groups):
                busy_seconds[spell, group] += (at - now) * working[group]
        elif at > warm_up:
            spell = min(int(warm_up / interval), intervals - 1)
            for group in range(groups):
                busy_seconds[spell, group] += (at - warm_up) * working[group]
        now = at
        asks = -1  # a group that may take somebody from the queues
        if event in (ARRIVAL, COMES_BACK):
            kind = one
            if event == ARRIVAL:
                following = _next_arrival(states, kind, now, rates[kind], interval, horizon)
                if following <= horizon:
                    size = _push(heap, what, size, following, ARRIVAL, kind, FRESH)
            cell = min(int(now / interval), intervals - 1)
            counted = now >= warm_up
            if counted:
                counts[cell, kind, 0] += 1
                if two == REDIAL:
                    counts[cell, kind, 1] += 1
                elif two == REPEAT:
                    counts[cell, kind, 2] += 1
            taker = -1
            for rank in range(groups):
                group = order[kind, rank]
                if group >= 0 and working[group] < present[group]:
                    taker = group
                    break
            if left == 0:
                return -1
            left -= 1
            slot = free[left]
            kind_of[slot], came[slot], after[slot] = kind, now, -1
            if taker >= 0:
                status[slot] = SERVED
                length = _handle(states, kinds + kind, handle[kind, 0], handle[kind, 1]) / speed[taker]
                was_cut[slot] = _is_cut(states, 5 * kinds + kind, length, cut[kind, 0], cut[kind, 1])
                if was_cut[slot]:
                    length = cut[kind, 0]
                working[taker] += 1
                size = _push(heap, what, size, now + length, END, slot, taker)
                if counted:
                    counts[cell, kind, 3] += 1
                    counts[cell, kind, 4] += 1
                    counts[cell, kind, 9] += length
                    if was_cut[slot]:
                        counts[cell, kind, 11] += 1
            else:
                status[slot] = WAITS
                queue = kind
                # drawn for everyone who waits, so that the stream is the same with and without the offer
                takes = uniform(states, 4 * kinds + kind) < callback[kind]
                limit = patience[kind]
                until = _exponential(states, 2 * kinds + kind, limit) if limit < np.inf else np.inf
                if takes:
                    queue = kinds + kind
                    if counted:
                        counts[cell, kind, 10] += 1
                elif now + until <= horizon:
                    size = _push(heap, what, size, now + until, GIVES_UP, slot, age[slot])
                if tail[queue] < 0:
                    head[queue] = slot
                else:
                    after[tail[queue]] = slot
                tail[queue] = slot
        elif event == END:
            slot, asks = one, two
            working[asks] -= 1
            kind = kind_of[slot]
            length = now - came[slot]
            usual = handle[kind, 0] / speed[asks]
            # `came` was set to the beginning of the work when somebody was taken from a queue
            share = back[kind, 0] + back[kind, 1] * log(max(length, 1e-9) / usual)
            if was_cut[slot]:
                share = cut[kind, 2]
            if back[kind, 2] > 0.0 and uniform(states, 3 * kinds + kind) < share:
                later = now + _exponential(states, 3 * kinds + kind, back[kind, 2])
                if later <= horizon:
                    size = _push(heap, what, size, later, COMES_BACK, kind, REPEAT)
            age[slot] += 1
            free[left] = slot
            left += 1
        elif event == GIVES_UP:
            slot = one
            if age[slot] != two or status[slot] != WAITS:
                continue
            status[slot] = GONE
            kind = kind_of[slot]
            waited = now - came[slot]
            if came[slot] >= warm_up:
                cell = min(int(came[slot] / interval), intervals - 1)
                counts[cell, kind, 5] += 1
                counts[cell, kind, 8] += waited
                if waited <= threshold:
                    counts[cell, kind, 6] += 1
            if redial[kind, 0] > 0.0 and uniform(states, 3 * kinds + kind) < redial[kind, 0]:
                later = now + _exponential(states, 3 * kinds + kind, redial[kind, 1])
                if later <= horizon:
                    size = _push(heap, what, size, later, COMES_BACK, kind, REDIAL)
        else:
            for group in range(groups):
                present[group] = staff[group, one]
        # whoever is free takes the first of those they can help
        first = asks if asks >= 0 else 0
        last = asks + 1 if asks >= 0 else (groups if event == SHIFT else 0)
        for group in range(first, last):
            while working[group] < present[group]:
                chosen, best, since = -1, 0.0, 0.0
                for queue in range(queues):
                    kind = queue % kinds
                    if not skilled[group, kind]:
                        continue
                    while head[queue] >= 0 and status[head[queue]] == GONE:
                        gone = head[queue]
                        head[queue] = after[gone]
                        if head[queue] < 0:
                            tail[queue] = -1
                        age[gone] += 1
                        free[left] = gone
                        left += 1
                    if head[queue] < 0:
                        continue
                    waits_since = came[head[queue]]
                    if (
                        chosen < 0
                        or priority[queue] < best
                        or (priority[queue] == best and waits_since < since)
                    ):
                        chosen, best, since = queue, priority[queue], waits_since
                if chosen < 0:
                    break
                slot = head[chosen]
                head[chosen] = after[slot]
                if head[chosen] < 0:
                    tail[chosen] = -1
                kind = kind_of[slot]
                waited = now - came[slot]
                length = _handle(states, kinds + kind, handle[kind, 0], handle[kind, 1]) / speed[group]
                was_cut[slot] = _is_cut(states, 5 * kinds + kind, length, cut[kind, 0], cut[kind, 1])
                if was_cut[slot]:
                    length = cut[kind, 0]
                if came[slot] >= warm_up:
                    cell = min(int(came[slot] / interval), intervals - 1)
                    counts[cell, kind, 3] += 1
                    counts[cell, kind, 7] += waited
                    counts[cell, kind, 8] += waited
                    counts[cell, kind, 9] += length
                    if waited <= threshold:
                        counts[cell, kind, 4] += 1
                    if was_cut[slot]:
                        counts[cell, kind, 11] += 1
                status[slot] = SERVED
                age[slot] += 1
                came[slot] = now
                working[group] += 1
                size = _push(heap, what, size, now + length, END, slot, group)
    since = max(now, warm_up)
    for group in range(groups):
        busy_seconds[min(int(since / interval), intervals - 1), group] += (horizon - since) * working[group]
    return events


@_compiled
def _is_cut(states: Any, stream: int, length: float, target: float, share: float) -> bool:
    """Say whether a contact that would take longer is ended at the target."""
    if length <= target or share <= 0.0:
        return False
    return bool(uniform(states, stream) < share)


@_compiled
def _handle(states: Any, stream: int, mean: float, spread: float) -> float:
    if spread < 0.0:
        return _exponential(states, stream, mean)
    return _lognormal(states, stream, mean, spread) if spread > 0.0 else mean
