"""A call log against Erlang A: half-hour by half-hour, and a plain statement of where the model is off."""

import numpy as np

from headwater.analysis.errors import BadDataError
from headwater.analysis.staffing.calls import HALF_HOUR, CallLog, slot_of
from headwater.analysis.staffing.checking import Array, Counts
from headwater.analysis.staffing.fit_result import CallFit, FittedHalfHours, Version
from headwater.analysis.staffing.patience import patience
from headwater.analysis.staffing.performance import performance

_FEWEST_CALLS = 10
_SHORTEST_QUEUE = 60.0
"""Seconds with somebody waiting, in a half-hour and its neighbours, to tell how many agents there were."""


def fit_calls(log: CallLog, *, threshold_seconds: float = 20.0, level: float = 0.95) -> CallFit:
    """Read patience from a call log, and set what was observed against Erlang A.

    Parameters
    ----------
    threshold_seconds : float
        Of the service level (answered of offered).

    Returns
    -------
    CallFit

    Notes
    -----
    Logs rarely say how many agents were there. While somebody waits, every agent who is there is busy: the
    mean number busy over those seconds estimates it from below (an agent who wraps up is not seen), and
    the most who were busy at once from above. Both are shown, and the multiple of the first with which total
    abandonment agrees; with that, what differs by half-hour is the model's own error. Handle time and agents
    are taken over a half-hour and its two neighbours.

    References
    ----------
    Brown, L. et al. (2005). Statistical analysis of a telephone call center: a queueing-science perspective.
    Journal of the American Statistical Association, 100(469), 36-50.
    """
    patient = patience(log.wait, log.left, level)
    if patient.seconds.value is None:
        raise BadDataError(f"{log.name}: patience cannot be told: {patient.seconds.why}.")
    answered = ~log.left
    if not answered.any():
        raise BadDataError(f"{log.name}: nobody was answered, so handle time is not known.")
    first = int(log.slot.min())
    # the last calls are handled after the last arrival
    size = int(max(log.slot.max(), (log.answered_at + log.handle).max() // HALF_HOUR)) - first + 2
    here = log.slot - first
    arrivals = np.bincount(here, minlength=size).astype(np.float64)
    left = np.bincount(here, weights=log.left, minlength=size)
    waits = np.bincount(here, weights=log.wait, minlength=size)
    in_time = np.bincount(here, weights=answered & (log.wait <= threshold_seconds), minlength=size)
    busy, waiting, most = _traces(log, first, size)
    began = (log.answered_at[answered] // HALF_HOUR).astype(np.int64) - first
    handled = np.bincount(began, minlength=size).astype(np.float64)
    handling = np.bincount(began, weights=log.handle[answered], minlength=size)
    with np.errstate(invalid="ignore", divide="ignore"):
        agents = _with_neighbours(busy) / _with_neighbours(waiting)
        handle = _with_neighbours(handling) / _with_neighbours(handled)
    kept = (arrivals >= _FEWEST_CALLS) & (_with_neighbours(waiting) >= _SHORTEST_QUEUE)
    kept &= (agents > 0) & (handle > 0)
    if not kept.any():
        raise BadDataError(
            f"{log.name}: no half-hour has {_FEWEST_CALLS} calls and {_SHORTEST_QUEUE:.0f} seconds in which "
            "somebody waited. Erlang A cannot be tried on so quiet a log."
        )
    n = arrivals[kept].astype(float)
    table = FittedHalfHours(
        tuple(slot_of(first + int(i)) for i in np.flatnonzero(kept)),
        n,
        n * handle[kept] / HALF_HOUR,
        handle[kept],
        agents[kept],
        most[kept],
        left[kept] / n,
        waits[kept] / n,
        in_time[kept] / n,
    )
    seconds = patient.seconds.value
    scale = _agreeing_scale(table, seconds)
    versions = tuple(
        _version(name, table, count, seconds, threshold_seconds)
        for name, count in (
            ("busy while somebody waited", table.agents),
            ("most busy at once", table.most),
            ("scaled to agree in total", table.agents * scale),
        )
    )
    return CallFit(
        log=log,
        patience=patient,
        mean_handle=float(log.handle[answered].mean()),
        handle_cv=float(log.handle[answered].std() / log.handle[answered].mean()),
        threshold_seconds=threshold_seconds,
        table=table,
        scale=scale,
        versions=versions,
        quiet=int(((arrivals > 0) & ~kept).sum()),
        quiet_calls=int(arrivals[(arrivals > 0) & ~kept].sum()),
    )


def _traces(log: CallLog, first: int, size: int) -> tuple[Array, Array, Array]:
    """Return by half-hour: agent-seconds busy while somebody waited, those seconds, most busy at once."""
    begins = first * HALF_HOUR
    answered = ~log.left
    start, end = log.answered_at[answered] - begins, (log.answered_at + log.handle)[answered] - begins
    joined, gone = log.joined - begins, log.joined + log.wait - begins
    edges = np.arange(size + 1, dtype=float) * HALF_HOUR
    times = np.concatenate([start, end, joined, gone, edges])
    step = np.concatenate([np.ones_like(start), -np.ones_like(end), np.zeros(joined.size * 2 + edges.size)])
    queue = np.concatenate(
        [np.zeros(start.size * 2), np.ones_like(joined), -np.ones_like(gone), np.zeros_like(edges)]
    )
    order = np.argsort(times, kind="stable")
    times, lasts = times[order], np.diff(times[order], append=times[order][-1])
    working, somebody = np.cumsum(step[order]), np.cumsum(queue[order]) > 0
    at = np.clip((times // HALF_HOUR).astype(np.int64), 0, size - 1)
    busy = np.bincount(at, weights=working * somebody * lasts, minlength=size)
    waiting = np.bincount(at, weights=somebody * lasts, minlength=size)
    most = np.zeros(size)
    np.maximum.at(most, at[lasts > 0], working[lasts > 0])
    return busy.astype(np.float64), waiting.astype(np.float64), most


def _with_neighbours(values: Array | Counts) -> Array:
    padded = np.pad(np.asarray(values, dtype=float), 1)
    return np.asarray(padded[:-2] + padded[1:-1] + padded[2:])


def _agreeing_scale(table: FittedHalfHours, patience_seconds: float) -> float:
    """Return the multiple of the agents with which total abandonment is what was observed."""
    target = float((table.left * table.arrivals).sum())
    low, high = 0.2, 5.0
    for _ in range(40):
        middle = (low * high) ** 0.5
        found = performance(
            table.arrivals * 2, table.handle, table.agents * middle, patience_seconds=patience_seconds
        )
        if float((np.asarray(found.abandonment) * table.arrivals).sum()) > target:
            low = middle
        else:
            high = middle
    return float((low * high) ** 0.5)


def _version(name: str, table: FittedHalfHours, agents: Array, seconds: float, threshold: float) -> Version:
    found = performance(
        table.arrivals * 2, table.handle, agents, patience_seconds=seconds, threshold_seconds=threshold
    )
    return Version(
        name,
        agents,
        np.asarray(found.abandonment),
        np.asarray(found.mean_wait),
        np.asarray(found.service_level),
    )
