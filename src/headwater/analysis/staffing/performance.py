"""What customers and agents get from so many agents: waits, service level, abandonment, occupancy."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from headwater.analysis.errors import UsageError
from headwater.analysis.frames import Backend, to_frame
from headwater.analysis.staffing.checking import (
    Array,
    Figures,
    check_patience,
    load_of,
    numbers,
    plain,
    shaped,
    together,
)
from headwater.analysis.staffing.levels import DEFINITIONS, Definition, definition_named, service_level
from headwater.analysis.staffing.queues import EngineName, Model, Queue, compiled_for, model_named

SECONDS = "Give a time in seconds."


@dataclass(frozen=True)
class Performance:
    """What so many agents give; numbers, or arrays where arrays were asked about.

    Attributes
    ----------
    offered_load : float or array
        Agents busy at once if nobody left: arrivals x handle time.
    p_wait, p_block : float or array
        Shares of customers who wait, and who are turned away (Erlang B).
    abandonment : float or array
        Share who leave before they are answered.
    mean_wait : float or array
        Seconds, of all customers.
    asa_seconds : float or array
        Mean wait of those who are answered.
    occupancy : float or array
        Share of their time that agents handle contacts.
    service_level : float or array
        By `definition`.
    service_levels : mapping
        By every definition; they differ by up to 8 percentage points.
    """

    model: Model
    arrivals_per_hour: Figures
    handle_seconds: Figures
    agents: Figures
    patience_seconds: Figures | None
    threshold_seconds: Figures
    short_seconds: Figures
    definition: Definition
    offered_load: Figures
    p_wait: Figures
    p_block: Figures
    abandonment: Figures
    mean_wait: Figures
    asa_seconds: Figures
    occupancy: Figures
    service_level: Figures
    service_levels: Mapping[str, Figures]
    engine: EngineName = "scipy"

    def waiting_longer_than(self, seconds: Any) -> Figures:
        """Return the share of customers who wait longer than that, for an answer or until they leave."""
        flat, shape, queue = self._queue(seconds=numbers("seconds", seconds, least=0, hint=SECONDS))
        return shaped(queue.after(flat["seconds"])[0], shape)

    def wait_quantile(self, share: Any) -> Figures:
        """Return the wait in seconds that this share of customers does not exceed.

        Examples
        --------
        >>> found = performance(200, 180, 14)
        >>> round(found.wait_quantile(0.9), 1)
        25.0
        """
        asked = numbers("share", share, least=0, below=1, hint="Give 0.9 for the wait of nine in ten.")
        flat, shape, queue = self._queue(share=asked)
        beyond = 1 - flat["share"]
        low, high = np.zeros_like(beyond), np.ones_like(beyond)
        while (over := queue.after(high)[0] > beyond).any():
            high = np.where(over, high * 2, high)
        for _ in range(80):
            middle = (low + high) / 2
            over = queue.after(middle)[0] > beyond
            low, high = np.where(over, middle, low), np.where(over, high, middle)
        return shaped(np.where(queue.p_wait <= beyond, 0.0, high), shape)

    def _queue(self, **more: Array) -> tuple[dict[str, Array], tuple[int, ...], Queue]:
        given = {
            "load": np.asarray(self.offered_load),
            "handle": np.asarray(self.handle_seconds),
            "agents": np.asarray(self.agents),
            "patience": np.asarray(np.inf if self.patience_seconds is None else self.patience_seconds),
        }
        flat, shape = together(given | more)
        parts = {name: flat[name] for name in given}
        return flat, shape, Queue(self.model, engine=self.engine, **parts)

    def to_dict(self) -> dict[str, Any]:
        """Return every figure as plain data; None where there is none."""
        names = [name for name in self.__dataclass_fields__ if name not in ("service_levels", "engine")]
        found = {name: plain(getattr(self, name)) for name in names}
        return found | {"service_levels": {name: plain(v) for name, v in self.service_levels.items()}}

    def to_frame(self, backend: Backend | None = None) -> Any:
        """Return a row for each problem."""
        named = {
            name: getattr(self, name)
            for name in self.__dataclass_fields__
            if name not in ("model", "definition", "service_levels", "engine", "patience_seconds")
        }
        if self.patience_seconds is not None:
            named["patience_seconds"] = self.patience_seconds
        size = max(np.size(value) for value in named.values())
        spread = {name: np.broadcast_to(np.ravel(value), size).tolist() for name, value in named.items()}
        return to_frame({"model": [self.model] * size, **spread}, backend)

    def __str__(self) -> str:
        if np.ndim(self.p_wait):
            worst = float(np.min(self.service_level))
            return (
                f"{np.size(self.p_wait):,} problems of {_NAMES[self.model]}: service level {worst:.1%} to "
                f"{np.max(self.service_level):.1%}. See .to_frame()."
            )
        lines = [
            f"{_NAMES[self.model]}: {self.agents:g} agents for {self.arrivals_per_hour:g} contacts an hour "
            f"of {self.handle_seconds:g} s each (load {self.offered_load:.2f})"
        ]
        if self.model == "erlang-b":
            lines.append(f"  turned away {self.p_block:.2%}")
        else:
            lines += [
                f"  service level {self.service_level:.1%} ({DEFINITIONS[self.definition]}; "
                f"{self.threshold_seconds:g} s)",
                f"  have to wait {self.p_wait:.1%}; mean wait {self.mean_wait:.1f} s, "
                f"of those answered {self.asa_seconds:.1f} s",
            ]
        if self.model == "erlang-a":
            lines.append(f"  leave {self.abandonment:.2%} (patience {self.patience_seconds:g} s)")
            others = "; ".join(
                f"{level:.1%} {DEFINITIONS[definition_named(name)]}"
                for name, level in self.service_levels.items()
                if name != self.definition
            )
            lines.append(f"  by other definitions of service level: {others}")
        lines.append(f"  occupancy {self.occupancy:.1%}")
        return "\n".join(lines)


_NAMES: dict[Model, str] = {"erlang-b": "Erlang B", "erlang-c": "Erlang C", "erlang-a": "Erlang A"}


def performance(
    arrivals_per_hour: Any,
    handle_seconds: Any,
    agents: Any,
    *,
    patience_seconds: Any = None,
    threshold_seconds: Any = 20.0,
    short_seconds: Any = None,
    definition: str = "answered_of_offered",
    model: str | None = None,
    engine: str = "scipy",
) -> Performance:
    """Say what customers and agents get from so many agents.

    Parameters
    ----------
    arrivals_per_hour, handle_seconds, agents : number or array
        Of any shapes that fit together. Agents need not be whole.
    patience_seconds : number or array, optional
        Mean time customers wait before they leave: Erlang A.
    threshold_seconds : number or array
        Within which an answer counts for the service level.
    short_seconds : number or array, optional
        Those who leave sooner are not counted by `without_short_abandons`; the threshold by default.
    definition : {'answered_of_offered', 'without_short_abandons', 'answered_of_answered', 'not_kept_waiting'}
        Which share `service_level` is.
    model : {'erlang-b', 'erlang-c', 'erlang-a'}, optional
        By default Erlang A where patience is given, else Erlang C.
    engine : {'scipy', 'numba'}
        `numba` needs the extra `fast` and pays from some thousand problems on.

    Returns
    -------
    Performance

    Raises
    ------
    UsageError
        A number outside its bounds; for Erlang C, no more agents than load.

    Notes
    -----
    Customers come at random (Poisson), handle times and patience are exponential, agents are alike, and
    the figures are those of the steady state.

    References
    ----------
    Mandelbaum, A. and Zeltyn, S. (2007). Service engineering in action: the Palm/Erlang-A queue, with
    applications to call centers. Advances in Services Innovations, 17-45. Springer.

    Examples
    --------
    >>> print(performance(200, 180, 14))
    Erlang C: 14 agents for 200 contacts an hour of 180 s each (load 10.00)
      service level 88.8% (answered within the threshold, of all who came; 20 s)
      have to wait 17.4%; mean wait 7.8 s, of those answered 7.8 s
      occupancy 71.4%
    >>> performance(200, 180, [12, 14], patience_seconds=120).abandonment.round(3)
    array([0.062, 0.023])
    """
    chosen = model_named(model, impatient=patience_seconds is not None)
    level = definition_named(definition)
    compiled_for(engine)
    given = {
        "arrivals_per_hour": numbers("arrivals_per_hour", arrivals_per_hour, above=0, hint=_NOBODY),
        "handle_seconds": numbers("handle_seconds", handle_seconds, above=0, hint=SECONDS),
        "agents": numbers("agents", agents, least=0, most=1e7),
        "threshold_seconds": numbers("threshold_seconds", threshold_seconds, least=0, hint=SECONDS),
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
    if chosen == "erlang-c":
        check_stable(load, flat["agents"])
    if chosen == "erlang-a":
        check_patience(load, flat["handle_seconds"], flat["patience_seconds"])
    queue = Queue(
        chosen,
        load,
        flat["handle_seconds"],
        flat["agents"],
        flat.get("patience_seconds", np.full_like(load, np.inf)),
        "numba" if engine == "numba" else "scipy",
    )
    levels = {
        name: service_level(queue, flat["threshold_seconds"], flat["short_seconds"], name)
        for name in DEFINITIONS
    }
    found = {
        "offered_load": load,
        "p_wait": queue.p_wait,
        "p_block": queue.p_block,
        "abandonment": queue.abandonment,
        "mean_wait": queue.mean_wait,
        "asa_seconds": queue.mean_wait_of_answered,
        "occupancy": queue.occupancy,
        "service_level": levels[level],
    }
    asked = {name: shaped(value, shape) for name, value in flat.items()}
    return Performance(
        model=chosen,
        definition=level,
        engine=queue.engine,
        service_levels={name: shaped(value, shape) for name, value in levels.items()},
        **({"patience_seconds": None} | asked | {name: shaped(v, shape) for name, v in found.items()}),  # type: ignore[arg-type]
    )


_NOBODY = "With nobody coming there is no wait to speak of: leave such times out."


def check_stable(load: Array, agents: Array) -> None:
    """Refuse Erlang C with no more agents than load."""
    short = agents <= load
    if short.any():
        at = int(np.flatnonzero(short)[0])
        where = f" (entry {at + 1} of {load.size})" if load.size > 1 else ""
        raise UsageError(
            f"{agents[at]:g} agents cannot serve a load of {load[at]:.6g}{where}: waits grow without end. "
            f"At least {int(np.floor(load[at])) + 1} agents are needed, or patience_seconds (Erlang A), with "
            "which some customers leave."
        )
