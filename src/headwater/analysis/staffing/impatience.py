"""The queue of customers who leave (Erlang A): its length and its waits, given that one has to wait.

Throughout, `room` is agents x service rate / abandonment rate, and `pressure` is arrival rate / abandonment
rate. Given that all agents are busy, j customers wait with a chance proportional to
t_j = pressure^j / ((room + 1) ... (room + j)).
"""

import numpy as np
from scipy import special

from headwater.analysis.staffing.blocking import TINY, poisson_density
from headwater.analysis.staffing.checking import Array


def nobody_waits(room: Array, pressure: Array) -> Array:
    """Return the share of time without a queue, of the time in which all agents are busy.

    Notes
    -----
    1 / sum of t_j = (pressure^room e^-pressure / Gamma(room + 1)) / P(room, pressure), with P the lower
    regularised incomplete gamma function.
    """
    lower = special.gammainc(room, pressure)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.asarray(poisson_density(room, pressure) / lower)
    rare = lower < TINY
    if rare.any():
        found[rare] = queue_moments(room[rare], pressure[rare])[0]
    return found


def mean_queue(room: Array, pressure: Array, empty: Array) -> Array:
    """Return the mean number waiting, given that all agents are busy; `empty` is `nobody_waits`.

    Notes
    -----
    pressure - room + room * empty, where that does not cancel; else by recursion.
    """
    found = np.asarray(pressure - room + room * empty)
    cancels = found < 1e-4 * room
    if cancels.any():
        found[cancels] = queue_moments(room[cancels], pressure[cancels])[1]
    return found


def queue_moments(room: Array, pressure: Array) -> tuple[Array, Array, Array]:
    """Return, given that all agents are busy: chance that nobody waits, mean queue, mean sum of the steps.

    The last is the mean of 1/(room + 1) + ... + 1/(room + j): times the mean patience, what those wait who
    are served.

    Notes
    -----
    Recursion from far up the queue down, in ratios between 0 and 1: nothing overflows and nothing cancels.
    In a system far beyond its load, the queue is never short; those steps are added up by the digamma
    function.
    """
    spread = 9 * np.sqrt(pressure) + 40
    middle = np.maximum(pressure - room, 0)
    first = np.floor(np.maximum(middle - spread, 0))
    steps = np.ceil(middle + spread - first)
    with np.errstate(divide="ignore", over="ignore"):
        ratio = np.log(room / pressure)
        steps = np.where(ratio > 0, np.minimum(steps, np.ceil(42 / np.maximum(ratio, 1e-12)) + 2), steps)
    empty, queue, waits = np.empty_like(room), np.empty_like(room), np.empty_like(room)
    size = np.ceil(np.log2(np.maximum(steps, 2)))
    for one in np.unique(size):
        here = size == one
        part = _recursion(room[here], pressure[here], first[here], int(steps[here].max()))
        empty[here], queue[here], waits[here] = part
    return empty, queue, waits


def _recursion(room: Array, pressure: Array, first: Array, steps: int) -> tuple[Array, Array, Array]:
    empty = np.ones_like(room)
    queue, waits = np.zeros_like(room), np.zeros_like(room)
    with np.errstate(under="ignore"):
        for step in range(steps, 0, -1):
            rate = room + (first + step)
            both = empty + pressure / rate
            more = (pressure / rate) / both
            empty = empty / both
            queue = more * (1 + queue)
            waits = more * (1 / rate + waits)
    skipped = special.digamma(room + first + 1) - special.digamma(room + 1)
    return np.where(first > 0, 0.0, empty), queue + first, waits + np.where(first > 0, skipped, 0.0)


def tails(room: Array, pressure: Array, patience_spent: Array, empty: Array) -> tuple[Array, Array]:
    """Return what is left after a time, of those who found all agents busy.

    Parameters
    ----------
    patience_spent : array
        The time over mean patience.
    empty : array
        As of `nobody_waits`.

    Returns
    -------
    waiting : array
        Share still waiting: neither answered nor gone.
    answered_later : array
        Share answered after that time.

    Notes
    -----
    With y = pressure e^-spent: waiting = e^-spent P(room, y) / P(room, pressure), and
    answered_later = room / pressure * P(room + 1, y) / P(room, pressure).
    """
    left = np.exp(-patience_spent)
    later = pressure * left
    lower = special.gammainc(room, pressure)
    with np.errstate(divide="ignore", invalid="ignore", under="ignore"):
        waiting = np.asarray(left * special.gammainc(room, later) / lower)
        answered = np.asarray(room / pressure * special.gammainc(room + 1, later) / lower)
    rare = lower < TINY
    if rare.any():
        s, x, y, gone = room[rare], pressure[rare], later[rare], patience_spent[rare]
        with np.errstate(under="ignore"):
            scale = np.exp(-x * np.expm1(-gone) - s * gone - gone) * empty[rare]
        waiting[rare] = scale / nobody_waits(s, y)
        answered[rare] = scale * s / (s + 1) / nobody_waits(s + 1, y)
    return waiting, answered
