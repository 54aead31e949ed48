"""Finding the fewest agents that meet every target: all figures grow better with each agent."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy import special

from headwater.analysis.staffing import blocking
from headwater.analysis.staffing.checking import Array, Bools
from headwater.analysis.staffing.levels import DEFINITIONS, Definition, service_level
from headwater.analysis.staffing.queues import EngineName, Model, Queue, compiled_for


@dataclass(frozen=True)
class Problems:
    """What is needed, flat: one entry a problem.

    Attributes
    ----------
    level : array
        Service level to reach; 0 for none.
    longest : array
        Mean wait of those answered that is not to be exceeded, in seconds; infinite for none.
    abandon : array
        Share who may leave; 1 for none.
    busiest : array
        Occupancy not to be exceeded; 1 for none.
    """

    model: Model
    load: Array
    handle: Array
    patience: Array
    threshold: Array
    short: Array
    level: Array
    longest: Array
    abandon: Array
    busiest: Array
    definition: Definition
    engine: EngineName

    def only(self, here: Bools) -> "Problems":
        """Return some of the problems."""
        some: dict[str, Any] = {
            name: value[here] for name, value in vars(self).items() if isinstance(value, np.ndarray)
        }
        return replace(self, **some)

    def queue(self, agents: Array) -> Queue:
        """Return the queue of each problem with so many agents."""
        return Queue(self.model, self.load, self.handle, agents, self.patience, self.engine)

    def met(self, agents: Array) -> dict[str, Bools]:
        """Say for each target, by name, where it is met."""
        queue = self.queue(agents)
        found: dict[str, Bools] = {}
        if self.model == "erlang-c":
            found["load"] = agents > self.load
        with np.errstate(all="ignore"):
            if (self.level > 0).any():
                level = service_level(queue, self.threshold, self.short, self.definition)
                found["service level"] = (self.level <= 0) | (level >= self.level)
            if np.isfinite(self.longest).any():
                found["mean wait"] = (queue.mean_wait_of_answered <= self.longest) | ~np.isfinite(
                    self.longest
                )
            if (self.abandon < 1).any():
                found["abandonment"] = (self.abandon >= 1) | (queue.abandonment <= self.abandon)
            if (self.busiest < 1).any():
                # a bound at a whole number of agents is met there, whatever the last digit says
                found["occupancy"] = (self.busiest >= 1) | (queue.occupancy <= self.busiest * (1 + 1e-12))
        return found

    def all_met(self, agents: Array) -> Bools:
        """Say where every target is met."""
        every: Bools = np.ones(agents.size, dtype=bool)
        for here in self.met(agents).values():
            every &= here
        return every


def fewest_whole(problems: Problems) -> Array:
    """Return the fewest whole agents that meet every target."""
    least = np.ones_like(problems.load)
    if problems.model == "erlang-c":
        least = np.maximum(
            np.ceil(problems.load / problems.busiest * (1 - 1e-12)), np.floor(problems.load) + 1
        )
        return _fewest_c(problems, least)
    compiled = compiled_for(problems.engine)
    if problems.model == "erlang-a" and compiled and (problems.busiest >= 1).all():
        pressure = problems.load * problems.patience / problems.handle
        found: Array = compiled.required_a(
            problems.load,
            pressure,
            problems.threshold / problems.patience,
            problems.short / problems.patience,
            problems.level,
            problems.abandon,
            problems.longest / problems.patience,
            least,
            list(DEFINITIONS).index(problems.definition),
        )
        return found
    return _bracketed(problems, least)


def _fewest_c(problems: Problems, least: Array) -> Array:
    spent, longest = problems.threshold / problems.handle, problems.longest / problems.handle
    compiled = compiled_for(problems.engine)
    if compiled:
        found: Array = compiled.required_c(problems.load, spent, problems.level, longest, least)
        return found
    # one loss probability below the answer, then Erlang's recursion: a multiplication for each further agent
    start = np.maximum(np.floor(problems.load + 0.4 * np.sqrt(problems.load)), least)
    out = _walk(problems.load, spent, problems.level, longest, start)
    early = (out == start) & (start > least)
    if early.any():
        out[early] = _walk(
            problems.load[early], spent[early], problems.level[early], longest[early], least[early]
        )
    return out


def _walk(load: Array, spent: Array, level: Array, longest: Array, start: Array) -> Array:
    out, agents, at = start.copy(), start.copy(), np.arange(load.size)
    inverse, missed = blocking.inverse_blocking(start, load), 1 - level
    fading, factor = np.exp(-(start - load) * spent), np.exp(-spent)
    waited_on = bool(np.isfinite(longest).any())
    while True:
        spare = agents - load
        waits = agents / (load + spare * inverse)
        open_ = waits * fading > missed
        if waited_on:
            open_ |= waits > longest * spare
        done = at[~open_]
        out[done] = agents[~open_]
        if done.size == at.size:
            return out
        if done.size:
            at, agents, load, inverse = at[open_], agents[open_], load[open_], inverse[open_]
            fading, factor, missed, longest = fading[open_], factor[open_], missed[open_], longest[open_]
        agents = agents + 1
        inverse = 1 + agents / load * inverse
        fading = fading * factor


def _bracketed(problems: Problems, least: Array) -> Array:
    """Return the fewest agents by doubling steps from a first guess, then halving."""
    left = problems.load * np.exp(-problems.threshold / problems.patience)
    guess = np.where(problems.level > 0, left + special.ndtri(problems.level) * np.sqrt(left), problems.load)
    high: Array = np.maximum(np.ceil(np.nan_to_num(guess)), least)
    low, step = least - 1, np.ones_like(high)
    over = problems.all_met(high)
    low = np.where(over, low, high)
    while not over.all():
        here = ~over
        high[here] = low[here] + step[here]
        step[here] *= 2
        met = problems.only(here).all_met(high[here])
        low[here] = np.where(met, low[here], high[here])
        over[here] = met
    step = np.ones_like(high)
    while (here := high - low > 1).any():
        middle = np.maximum(np.floor((low + high) / 2), high - step)[here]
        met = problems.only(here).all_met(middle)
        high[here], low[here] = np.where(met, middle, high[here]), np.where(met, low[here], middle)
        step[here] *= 4
    return high


def fewest_fractional(problems: Problems, whole: Array) -> Array:
    """Return the fewest agents, not rounded up: a bisection below the whole number."""
    low, high = whole - 1, whole.copy()
    for _ in range(45):
        middle = (low + high) / 2
        met = problems.all_met(middle)
        low, high = np.where(met, low, middle), np.where(met, middle, high)
    return high
