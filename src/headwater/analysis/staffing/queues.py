"""One queue in its steady state, solved by either engine: the figures all others are made from."""

from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from typing import Any, Literal

import numpy as np

from headwater.analysis.errors import MissingExtraError, UsageError, nearest
from headwater.analysis.staffing import blocking, impatience
from headwater.analysis.staffing.checking import Array

Model = Literal["erlang-b", "erlang-c", "erlang-a"]
"""Customers who find everyone busy are lost (B), wait as long as it takes (C), or leave after a while (A)."""
MODELS: tuple[Model, ...] = ("erlang-b", "erlang-c", "erlang-a")

EngineName = Literal["scipy", "numba"]
ENGINES: tuple[EngineName, ...] = ("scipy", "numba")


def model_named(name: str | None, *, impatient: bool) -> Model:
    """Return the model of that name; without one, Erlang A where patience is known, else Erlang C."""
    if name is None:
        return "erlang-a" if impatient else "erlang-c"
    for known in MODELS:
        if name == known:
            break
    else:
        raise UsageError(f"There is no model {name!r}.{nearest(name, list(MODELS))}")
    if known == "erlang-a" and not impatient:
        raise UsageError(
            "Erlang A needs patience_seconds: how long customers wait on average before they leave. "
            "`headwater staffing fit` reads it from a call log."
        )
    if known != "erlang-a" and impatient:
        raise UsageError(
            f"patience_seconds has no place in {known}: only in Erlang A do customers leave. Leave one of "
            "the two out."
        )
    return known


def compiled_for(engine: str) -> Any:
    """Return the compiled functions for the engine `numba`, None for `scipy`."""
    if engine not in ENGINES:
        raise UsageError(f"There is no engine {engine!r}.{nearest(engine, list(ENGINES))}")
    if engine == "scipy":
        return None
    try:
        known = find_spec("numba")
    except ValueError:  # left out on purpose
        known = None
    if known is None:
        raise MissingExtraError("The engine numba", "fast")
    from headwater.analysis.staffing import compiled

    return compiled


@dataclass(frozen=True)
class Queue:
    """Problems of one model, flat; every figure has one entry a problem.

    Attributes
    ----------
    load : array
        Agents busy at once if nobody were lost.
    handle, patience : array
        Seconds; `patience` is not read outside Erlang A.
    """

    model: Model
    load: Array
    handle: Array
    agents: Array
    patience: Array
    engine: EngineName = "scipy"

    @cached_property
    def _compiled(self) -> Any:
        return compiled_for(self.engine)

    @property
    def _pressure(self) -> Array:
        return np.asarray(self.load * self.patience / self.handle)

    @property
    def _room(self) -> Array:
        return np.asarray(self.agents * self.patience / self.handle)

    @cached_property
    def _inverse_blocking(self) -> Array:
        if self._compiled:
            return np.asarray(self._compiled.inverse_blockings(self.agents, self.load))
        return blocking.inverse_blocking(self.agents, self.load)

    @cached_property
    def _no_queue(self) -> Array:
        return impatience.nobody_waits(self._room, self._pressure)

    @cached_property
    def _moments(self) -> tuple[Array, Array, Array]:
        """Chance to wait; mean queue and mean sum of steps, given that all agents are busy."""
        if self._compiled:
            found: tuple[Array, Array, Array] = self._compiled.waits(self.agents, self.load, self._pressure)
            return found
        return (self.p_wait, *impatience.queue_moments(self._room, self._pressure)[1:])

    @cached_property
    def p_block(self) -> Array:
        """Share of customers who are turned away."""
        return 1 / self._inverse_blocking if self.model == "erlang-b" else np.zeros_like(self.load)

    @cached_property
    def p_wait(self) -> Array:
        """Share of customers who find all agents busy and wait."""
        if self.model == "erlang-b":
            return np.zeros_like(self.load)
        if self.model == "erlang-c":
            used = self.load / self.agents
            spare = (self.agents - self.load) / self.agents
            return np.asarray(1 / (used + spare * self._inverse_blocking))
        if self._compiled:
            return self._moments[0]
        with np.errstate(over="ignore"):
            return np.asarray(1 / (1 + (self._inverse_blocking - 1) * self._no_queue))

    @cached_property
    def abandonment(self) -> Array:
        """Share of customers who leave before they are answered."""
        if self.model != "erlang-a":
            return np.zeros_like(self.load)
        if self._compiled:
            return np.asarray(self.p_wait * self._moments[1] / self._pressure)
        queue = impatience.mean_queue(self._room, self._pressure, self._no_queue)
        return np.asarray(self.p_wait * queue / self._pressure)

    @property
    def answered(self) -> Array:
        """Share of customers who are answered."""
        return np.asarray(1 - self.p_block - self.abandonment)

    @cached_property
    def mean_wait(self) -> Array:
        """Mean wait in seconds of all customers, those who leave included."""
        if self.model == "erlang-a":
            return np.asarray(self.abandonment * self.patience)
        return self.mean_wait_of_answered

    @cached_property
    def mean_wait_of_answered(self) -> Array:
        """Mean wait in seconds of those who are answered: ASA."""
        if self.model == "erlang-b":
            return np.zeros_like(self.load)
        if self.model == "erlang-c":
            return np.asarray(self.p_wait * self.handle / (self.agents - self.load))
        served = self.p_wait * self.agents / self.load * self._moments[2] * self.patience
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.agents > 0, served / self.answered, np.nan)

    @property
    def occupancy(self) -> Array:
        """Share of their time that agents handle contacts."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.agents > 0, self.load * self.answered / self.agents, np.nan)

    def after(self, seconds: Array) -> tuple[Array, Array]:
        """Return the shares of customers still waiting after a time, and answered by then."""
        if self.model == "erlang-b":
            return np.zeros_like(self.load), self.answered
        if self.model == "erlang-c":
            with np.errstate(under="ignore"):
                waiting = self.p_wait * np.exp(-(self.agents - self.load) * seconds / self.handle)
            return np.asarray(waiting), np.asarray(1 - waiting)
        now, later = self._tails(np.zeros_like(self.load)), self._tails(seconds / self.patience)
        waiting = self.p_wait * later[0]
        answered = 1 - self.p_wait + self.p_wait * (now[1] - later[1])
        # no agents, nobody answered: what is left of 1 - 1 is not a figure
        return waiting, np.where(self.agents > 0, np.maximum(answered, 0.0), 0.0)

    def _tails(self, spent: Array) -> tuple[Array, Array]:
        if self._compiled:
            found: tuple[Array, Array] = self._compiled.tails(self.agents, self.load, self._pressure, spent)
            return found
        return impatience.tails(self._room, self._pressure, spent, self._no_queue)
