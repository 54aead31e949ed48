"""The same queues compiled by numba, problem by problem: for millions of them. Needs the extra `fast`.

Written apart from the incomplete gamma functions on purpose: each checks the other.
"""

from collections.abc import Callable
from math import ceil, erfc, exp, floor, gamma, inf, log, sqrt
from typing import TypeVar, cast

import numpy as np
from numba import njit

from headwater.analysis.staffing.checking import Array

_Function = TypeVar("_Function", bound=Callable[..., object])
_NOTHING = 1e-15
_STEP, _LOG_STEP = 1e-250, 250 * log(10.0)


def _compiled(function: _Function) -> _Function:
    return cast(_Function, njit(cache=True, error_model="numpy", nogil=True)(function))


@_compiled
def inverse_blocking(agents: float, load: float) -> float:
    """Return 1 / B by the falling series 1 + N/a + N(N - 1)/a^2 + ..., all terms positive."""
    total, term, left, per = 1.0, 1.0, agents, 1.0 / load
    while left >= 4.0:
        # four terms at once, so that each need not wait for the one before
        one, two = left * per, (left - 1.0) * per
        three, four = (left - 2.0) * per, (left - 3.0) * per
        both = one * two
        total += term * (one + both * (1.0 + three * (1.0 + four)))
        term *= both * (three * four)
        if term < _NOTHING * total:
            return total
        if total > 1e280:
            return inf
        left -= 4.0
    while left >= 1.0:
        term *= left * per
        total += term
        left -= 1.0
    if left > 0.0:
        total += term * (_of_part_of_an_agent(left, load) - 1.0)
    return total


@_compiled
def _of_part_of_an_agent(part: float, load: float) -> float:
    """Return 1 / B for less than one agent: by series for small loads, else by Legendre's fraction."""
    if load < 2.0:
        term = load / (part + 1.0)
        total, k = term, part + 1.0
        while term > _NOTHING * total:
            k += 1.0
            term *= load / k
            total += term
        return float(gamma(part + 1.0) * exp(load) * load ** (-part) - total)
    # 1 / (x + 1 - s - (1 - s) / (x + 3 - s - ...)) with s = part + 1, by Lentz's method
    b = load - part
    c, d = 1e300, 1.0 / b
    h = d
    for i in range(1, 500):
        a = -i * (i - part - 1.0)
        b += 2.0
        d = 1.0 / (a * d + b)
        c = b + a / c
        h *= c * d
        if abs(c * d - 1.0) < 1e-16:
            break
    return load * h


@_compiled
def _queue(room: float, pressure: float) -> tuple[float, float]:
    """Return the sum of pressure^j / ((room + 1) ... (room + j)), and the logarithm of its scale."""
    total, term, k, scale = 1.0, 1.0, room, 0.0
    x = pressure
    fourth = x * x * x * x
    while True:
        # four terms over one division, which no earlier term holds up: that is what the time goes to
        k1, k2, k3 = k + 1.0, k + 2.0, k + 3.0
        k += 4.0
        last = k3 * k
        per = term * (1.0 / (k1 * k2 * last))
        total += per * x * (k2 * last + x * (last + x * (k + x)))
        term = per * fourth
        if term < _NOTHING * total and k > x:
            return total, scale
        if total > 1e260:
            total *= _STEP
            term *= _STEP
            scale += _LOG_STEP


@_compiled
def _moments(room: float, pressure: float) -> tuple[float, float]:
    """Return mean queue and mean sum of steps, given that all agents are busy."""
    total, queue, waits, term, k, j, sums = 1.0, 0.0, 0.0, 1.0, room, 0.0, 0.0
    while True:
        k += 1.0
        j += 1.0
        term *= pressure / k
        sums += 1.0 / k
        total += term
        queue += term * j
        waits += term * sums
        if term * j < _NOTHING * queue and k > pressure:
            return queue / total, waits / total
        if queue > 1e280:
            total *= _STEP
            queue *= _STEP
            waits *= _STEP
            term *= _STEP


@_compiled
def _impatient(agents: float, load: float, pressure: float) -> tuple[float, float, float, float]:
    """Return the chance to wait, sum and scale of the queue, and the share answered of those who wait."""
    room = agents * pressure / load
    above, scale = _queue(room + 1.0, pressure)
    sums = exp(-scale) + pressure / (room + 1.0) * above
    inverse = inverse_blocking(agents, load)
    without = exp(-scale) * (inverse - 1.0) if inverse < inf else inf
    answered = room / (room + 1.0) * above / sums
    return (0.0 if without == inf else sums / (without + sums)), sums, scale, answered


@_compiled
def _after(  # noqa: PLR0917
    room: float, pressure: float, spent: float, sums: float, scale: float, gone: bool
) -> tuple[float, float]:
    """Return shares still waiting and answered later; the first only where it is asked for."""
    later = pressure * exp(-spent)
    above, own = _queue(room + 1.0, later)
    factor = exp(pressure - later - room * spent + own - scale - spent)
    answered = factor * room / (room + 1.0) * above / sums
    if not gone:
        return 0.0, answered
    return factor * (exp(-own) + later / (room + 1.0) * above) / sums, answered


@_compiled
def waits(agents: Array, load: Array, pressure: Array) -> tuple[Array, Array, Array]:
    """Return the chance to wait, and mean queue and mean sum of steps given that all agents are busy."""
    chance, queue, steps = np.empty(agents.size), np.empty(agents.size), np.empty(agents.size)
    for i in range(agents.size):
        chance[i] = _impatient(agents[i], load[i], pressure[i])[0]
        queue[i], steps[i] = _moments(agents[i] * pressure[i] / load[i], pressure[i])
    return chance, queue, steps


@_compiled
def gone(agents: Array, load: Array, pressure: Array) -> Array:
    """Return the share of customers who leave."""
    out = np.empty(agents.size)
    for i in range(agents.size):
        queue, _ = _moments(agents[i] * pressure[i] / load[i], pressure[i])
        out[i] = _impatient(agents[i], load[i], pressure[i])[0] * queue / pressure[i]
    return out


@_compiled
def tails(agents: Array, load: Array, pressure: Array, spent: Array) -> tuple[Array, Array]:
    """Return, of those who wait, the shares still waiting and answered later."""
    waiting, later = np.empty(agents.size), np.empty(agents.size)
    for i in range(agents.size):
        room = agents[i] * pressure[i] / load[i]
        _, sums, scale, _ = _impatient(agents[i], load[i], pressure[i])
        waiting[i], later[i] = _after(room, pressure[i], spent[i], sums, scale, True)
    return waiting, later


@_compiled
def inverse_blockings(agents: Array, load: Array) -> Array:
    """Return 1 / B for each problem."""
    out = np.empty(agents.size)
    for i in range(agents.size):
        out[i] = inverse_blocking(agents[i], load[i])
    return out


@_compiled
def required_c(load: Array, spent: Array, level: Array, longest: Array, fewest: Array) -> Array:
    """Return the whole agents at which Erlang C first meets a service level and a mean wait.

    `spent` is the threshold and `longest` the mean wait, both over handle time; `fewest` where to start.
    """
    out = np.empty(load.size)
    for i in range(load.size):
        a = load[i]
        n = max(fewest[i], floor(a) + 1.0)
        inverse = inverse_blocking(n, a)
        fading, factor, per = exp(-(n - a) * spent[i]), exp(-spent[i]), 1.0 / a
        missed, most = 1.0 - level[i], longest[i]
        while True:
            spare = n - a
            # chance to wait, times n: n / (a/n + (n - a)/n / B)
            waits = n / (a + spare * inverse)
            if waits * fading <= missed and waits <= most * spare:
                break
            n += 1.0
            inverse = 1.0 + n * per * inverse
            fading *= factor
        out[i] = n
    return out


@_compiled
def _level_a(  # noqa: PLR0917
    agents: float, load: float, pressure: float, spent: float, spent_short: float, kind: int
) -> float:
    """Return the service level of Erlang A by the definition of that number (see `levels`)."""
    room = agents * pressure / load
    waits, sums, scale, answered = _impatient(agents, load, pressure)
    waiting, later = _after(room, pressure, spent, sums, scale, kind == 3)
    within = 1.0 - waits + waits * (answered - later)
    if kind == 0:
        return within
    if kind == 1:
        waiting, later = _after(room, pressure, spent_short, sums, scale, True)
        stayed = 1.0 - waits + waits * (answered - later) + waits * waiting
        return within / stayed if stayed > 0.0 else 0.0
    if kind == 2:
        some = 1.0 - waits * (1.0 - answered)
        return within / some if some > 0.0 else 0.0
    return 1.0 - waits * waiting


@_compiled
def _margin(  # noqa: PLR0917
    agents: float,
    load: float,
    pressure: float,
    spent: float,
    spent_short: float,
    level: float,
    abandon: float,
    longest: float,
    kind: int,
) -> float:
    """Return how far the tightest target is met, nearly straight in agents; negative where missed."""
    tightest = inf
    if level > 0.0:
        found = _level_a(agents, load, pressure, spent, spent_short, kind)
        if found <= 0.0 or found >= 1.0:
            tightest = 40.0 if found > level else -40.0
        else:
            margin = log(found / (1.0 - found) * ((1.0 - level) / level))
            tightest = max(margin, 0.0) if found >= level else min(margin, -1e-300)
    if abandon < 1.0 or longest < inf:
        waits, _, _, _ = _impatient(agents, load, pressure)
        queue, steps = _moments(agents * pressure / load, pressure)
        gone = waits * queue / pressure
        if abandon < 1.0:
            margin = min(log(abandon / gone), 40.0) if gone > 0.0 else 40.0
            tightest = min(tightest, max(margin, 0.0) if gone <= abandon else min(margin, -1e-300))
        if longest < inf:
            wait = waits * agents / load * steps / (1.0 - gone)  # in mean patience
            margin = min(log(longest / wait), 40.0) if wait > 0.0 else 40.0
            tightest = min(tightest, max(margin, 0.0) if wait <= longest else min(margin, -1e-300))
    return tightest


@_compiled
def _mills(z: float) -> float:
    """Return the chance of a standard normal value above z, over the density at z."""
    if z > 8.0:
        return 1.0 / z
    return 1.2533141373155001 * erfc(z * 0.7071067811865476) * exp(0.5 * z * z)


@_compiled
def _rough(load: float, pressure: float, spent: float, level: float) -> float:
    """Return roughly the agents a service level needs, by the limit of many agents (Garnett et al. 2002)."""
    if level <= 0.0:
        return ceil(load)
    aim = log(level / (1.0 - level))
    square = pressure / load  # mean patience over handle time
    patient, root = sqrt(square), sqrt(load)
    left = load * exp(-spent)
    wide = patient * root / sqrt(left)
    n = max(left + sqrt(left) * (1.0 + 0.5 * aim) / (1.0 + wide), 0.5)
    least = max(left - 6.0 * sqrt(left) / patient, 0.3)
    before, was = 0.0, 0.0
    for turn in range(6):
        # what stays to be served acts as one more agent for each mean patience of handling
        more = n + 1.0 / square
        idle = _mills((load - n) / root)
        busy = patient * _mills(max((n - load) * patient / root, -35.0))
        served = patient * _mills(max((more - load) * patient / root, -35.0))
        fades = exp(min(square * (load - left - more * spent), 600.0))
        late = fades * wide * _mills(max((more - left) * patient / sqrt(left), -20.0))
        found = (idle + served - late) / (idle + busy)
        value = 30.0 if found >= 1.0 else -30.0
        if 0.0 < found < 1.0:
            value = log(found / (1.0 - found)) - aim
        slope = 1.7 / sqrt(n)
        if turn > 0 and n != before and (value - was) / (n - before) > 0.2 * slope:
            slope = (value - was) / (n - before)
        before, was = n, value
        step = -value / slope
        n = max(n + min(max(step, -3.0 * root), 3.0 * root), least)
        if abs(step) < 0.5:
            break
    return ceil(n + 0.4)


@_compiled
def required_a(  # noqa: PLR0917
    load: Array,
    pressure: Array,
    spent: Array,
    spent_short: Array,
    level: Array,
    abandon: Array,
    longest: Array,
    fewest: Array,
    kind: int,
) -> Array:
    """Return the whole agents at which Erlang A first meets its targets: secants inside a bracket."""
    out = np.empty(load.size)
    for i in range(load.size):
        low, below, high, over = fewest[i] - 1.0, -inf, inf, inf
        n = max(_rough(load[i], pressure[i], spent[i], level[i]), fewest[i])
        slope, tries = 1.7 / sqrt(load[i] + 1.0), 0
        while high - low > 1.0:
            found = _margin(
                n,
                load[i],
                pressure[i],
                spent[i],
                spent_short[i],
                level[i],
                abandon[i],
                longest[i],
                kind,
            )
            tries += 1
            if found >= 0.0:
                high, over = n, found
            else:
                low, below = n, found
            if below > -inf and over < inf:
                n = ceil(low + (high - low) * below / (below - over))
                if tries > 6:  # a secant that stays on one side is helped by halving
                    n = floor((low + high) / 2.0)
            elif over < inf:
                n = ceil(high - over / slope) - (0.0 if tries == 1 else 2.0**tries)
            else:
                n = ceil(low - below / slope) + (0.0 if tries == 1 else 2.0**tries)
            n = min(max(n, low + 1.0), high - 1.0)
        out[i] = high
    return out
