"""How many agents it takes: for a service level, a mean wait, an occupancy, an abandonment."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from headwater.analysis.errors import UsageError
from headwater.analysis.frames import Backend, to_frame
from headwater.analysis.staffing.checking import (
    Figures,
    check_patience,
    load_of,
    numbers,
    plain,
    shaped,
    together,
)
from headwater.analysis.staffing.levels import definition_named
from headwater.analysis.staffing.performance import SECONDS, Performance, performance
from headwater.analysis.staffing.queues import Model, compiled_for, model_named
from headwater.analysis.staffing.search import Problems, fewest_fractional, fewest_whole

_NOBODY = "With nobody coming nobody is needed: leave such times out."
_LEVEL = (
    "Give a share such as 0.8; 1 would mean that nobody ever waits longer, which no number of agents gives."
)


@dataclass(frozen=True)
class Required:
    """How many agents it takes; numbers, or arrays where arrays were asked about.

    Attributes
    ----------
    agents : float or array
        Agents who have to be there, taking contacts or ready to.
    scheduled : float or array
        Agents to schedule so that, with `shrinkage`, so many are there.
    """

    model: Model
    arrivals_per_hour: Figures
    handle_seconds: Figures
    patience_seconds: Figures | None
    offered_load: Figures
    agents: Figures
    scheduled: Figures
    shrinkage: Figures
    whole: bool
    problems: Problems

    @cached_property
    def performance(self) -> Performance:
        """What customers and agents get from that many."""
        shape = np.shape(self.agents)
        return performance(
            self.arrivals_per_hour,
            self.handle_seconds,
            self.agents,
            patience_seconds=self.patience_seconds,
            threshold_seconds=shaped(self.problems.threshold, shape),
            short_seconds=shaped(self.problems.short, shape),
            definition=self.problems.definition,
            model=self.model,
            engine=self.problems.engine,
        )

    @cached_property
    def decided_by(self) -> Any:
        """Which target one agent fewer would miss; several are joined by a comma."""
        fewer = np.ravel(self.agents) - 1
        there = fewer > 0
        names = np.full(fewer.size, "the last agent", dtype=object)
        parts: list[list[str]] = [[] for _ in range(fewer.size)]
        for name, met in self.problems.met(np.maximum(fewer, 1e-9)).items():
            for at in np.flatnonzero(~met & there):
                parts[at].append(name)
        for i, missed in enumerate(parts):
            if missed:
                names[i] = missed[0] if missed[0] == "load" else ", ".join(missed)
        return names.reshape(np.shape(self.agents)) if np.ndim(self.agents) else str(names[0])

    def to_dict(self) -> dict[str, Any]:
        """Return agents, what decided them and what they give, as plain data."""
        names = ("agents", "scheduled", "shrinkage", "offered_load", "whole")
        decided = self.decided_by if isinstance(self.decided_by, str) else self.decided_by.tolist()
        found = {
            name: getattr(self, name) if name == "whole" else plain(getattr(self, name)) for name in names
        }
        return found | {"decided_by": decided, "performance": self.performance.to_dict()}

    def to_frame(self, backend: Backend | None = None) -> Any:
        """Return a row for each problem."""
        given = self.performance
        columns = {
            "arrivals_per_hour": self.arrivals_per_hour,
            "handle_seconds": self.handle_seconds,
            "offered_load": self.offered_load,
            "agents": self.agents,
            "scheduled": self.scheduled,
            "service_level": given.service_level,
            "asa_seconds": given.asa_seconds,
            "abandonment": given.abandonment,
            "occupancy": given.occupancy,
        }
        size = np.size(self.agents)
        spread = {name: np.broadcast_to(np.ravel(v), size).tolist() for name, v in columns.items()}
        return to_frame(spread | {"decided_by": np.ravel(self.decided_by).tolist()}, backend)

    def __str__(self) -> str:
        if np.ndim(self.agents):
            return (
                f"{np.size(self.agents):,} problems: {np.min(self.agents):g} to {np.max(self.agents):g} "
                "agents. See .to_frame()."
            )
        shown = f"{self.agents:g}" if self.whole else f"{self.agents:.2f}"
        plans = f"{self.scheduled:g}" if self.whole else f"{self.scheduled:.2f}"
        one = " (one fewer would miss the " + self.decided_by + ")" if self.whole and self.agents > 1 else ""
        of = f"; {plans} scheduled at a shrinkage of {self.shrinkage:.0%}" if self.shrinkage else ""
        return f"{shown} agents{of}{one}\n{self.performance}"


def required(
    arrivals_per_hour: Any,
    handle_seconds: Any,
    *,
    service_level: Any = None,
    threshold_seconds: Any = 20.0,
    max_wait_seconds: Any = None,
    max_abandonment: Any = None,
    max_occupancy: Any = None,
    shrinkage: Any = 0.0,
    patience_seconds: Any = None,
    short_seconds: Any = None,
    definition: str = "answered_of_offered",
    model: str | None = None,
    whole: bool = True,
    engine: str = "scipy",
) -> Required:
    """Say how many agents it takes to meet every target that is given.

    Parameters
    ----------
    arrivals_per_hour, handle_seconds : number or array
        Of any shapes that fit together, with all that follow.
    service_level : number or array, optional
        Share to be answered within `threshold_seconds`. With Erlang B: share not turned away.
    max_wait_seconds : number or array, optional
        Longest mean wait of those who are answered (ASA).
    max_abandonment : number or array, optional
        Largest share who may leave; needs `patience_seconds`.
    max_occupancy : number or array, optional
        Largest share of their time that agents may handle contacts; .85 is often meant.
    shrinkage : number or array
        Share of scheduled time in which agents are not there: leave, breaks, training, meetings.
    whole : bool
        False leaves the number of agents unrounded, as for a team that does other work besides.

    Other parameters are those of `performance`.

    Raises
    ------
    UsageError
        A number outside its bounds, or no target at all.

    Notes
    -----
    Each figure gets better with each agent, so the fewest is found by search: upwards with Erlang's recursion
    (C), or inside a bracket (A, B).

    Examples
    --------
    >>> print(required(200, 180, service_level=0.8, max_occupancy=0.85, shrinkage=0.3))
    14 agents; 20 scheduled at a shrinkage of 30% (one fewer would miss the service level)
    Erlang C: 14 agents for 200 contacts an hour of 180 s each (load 10.00)
      service level 88.8% (answered within the threshold, of all who came; 20 s)
      have to wait 17.4%; mean wait 7.8 s, of those answered 7.8 s
      occupancy 71.4%
    >>> required([200, 1000], [180, 360], service_level=0.8).agents
    array([ 14., 109.])
    """
    chosen = model_named(model, impatient=patience_seconds is not None)
    level = definition_named(definition)
    compiled_for(engine)
    targets = (service_level, max_wait_seconds, max_abandonment, max_occupancy)
    if all(target is None for target in targets):
        raise UsageError(
            "There is no target. Give service_level, max_wait_seconds, max_abandonment or max_occupancy."
        )
    if max_abandonment is not None and chosen != "erlang-a":
        raise UsageError(f"max_abandonment needs patience_seconds: in {chosen} nobody leaves while waiting.")
    share = "Give a share such as 0.05."
    given = {
        "arrivals_per_hour": numbers("arrivals_per_hour", arrivals_per_hour, above=0, hint=_NOBODY),
        "handle_seconds": numbers("handle_seconds", handle_seconds, above=0, hint=SECONDS),
        "threshold_seconds": numbers("threshold_seconds", threshold_seconds, least=0, hint=SECONDS),
        "service_level": _or(service_level, 0.0, "service_level", least=0, below=1, hint=_LEVEL),
        "max_wait_seconds": _or(max_wait_seconds, np.inf, "max_wait_seconds", above=0, hint=SECONDS),
        "max_abandonment": _or(max_abandonment, 1.0, "max_abandonment", above=0, below=1, hint=share),
        "max_occupancy": _or(
            max_occupancy, 1.0, "max_occupancy", above=0, most=1, hint="Give a share such as 0.85."
        ),
        "shrinkage": numbers("shrinkage", shrinkage, least=0, below=1, hint="Give a share such as 0.3."),
    }
    given["short_seconds"] = (
        given["threshold_seconds"]
        if short_seconds is None
        else numbers("short_seconds", short_seconds, least=0, hint=SECONDS)
    )
    if chosen == "erlang-a":
        given["patience_seconds"] = numbers("patience_seconds", patience_seconds, above=0, hint=SECONDS)
    flat, shape = together(given)
    load = load_of(flat["arrivals_per_hour"], flat["handle_seconds"])
    if chosen == "erlang-a":
        check_patience(load, flat["handle_seconds"], flat["patience_seconds"])
    problems = Problems(
        model=chosen,
        load=load,
        handle=flat["handle_seconds"],
        patience=flat.get("patience_seconds", np.full_like(load, np.inf)),
        threshold=flat["threshold_seconds"],
        short=flat["short_seconds"],
        level=flat["service_level"],
        longest=flat["max_wait_seconds"],
        abandon=flat["max_abandonment"],
        busiest=flat["max_occupancy"],
        definition=level,
        engine="numba" if engine == "numba" else "scipy",
    )
    agents = fewest_whole(problems)
    if not whole:
        agents = fewest_fractional(problems, agents)
    scheduled = agents / (1 - flat["shrinkage"])
    if whole:
        scheduled = np.ceil(scheduled * (1 - 1e-12))
    return Required(
        model=chosen,
        arrivals_per_hour=shaped(flat["arrivals_per_hour"], shape),
        handle_seconds=shaped(flat["handle_seconds"], shape),
        patience_seconds=None if patience_seconds is None else shaped(flat["patience_seconds"], shape),
        offered_load=shaped(load, shape),
        agents=shaped(agents, shape),
        scheduled=shaped(scheduled, shape),
        shrinkage=shaped(flat["shrinkage"], shape),
        whole=whole,
        problems=problems,
    )


def _or(value: Any, without: float, name: str, **bounds: Any) -> Any:
    return np.asarray(without) if value is None else numbers(name, value, **bounds)
