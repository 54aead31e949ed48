"""A table of intervals: what each needs, and what it gets from the agents who are there."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from headwater.analysis.errors import BadDataError
from headwater.analysis.frames import Backend, to_frame
from headwater.analysis.staffing.checking import Array, plain
from headwater.analysis.staffing.levels import definition_named, service_level
from headwater.analysis.staffing.moving import moving_load
from headwater.analysis.staffing.queues import Queue
from headwater.analysis.staffing.required import required
from headwater.analysis.staffing.tables import read_table

FILE = "a CSV with a row for each interval: start, arrivals, handle_seconds and, where known, agents"


@dataclass(frozen=True)
class Intervals:
    """Intervals as they were given.

    Attributes
    ----------
    start : tuple of str
        What each interval is called.
    arrivals : array
        Contacts in each interval; 0 where nobody comes.
    agents : array or None
        Agents who are there, if known.
    """

    start: tuple[str, ...]
    arrivals: Array
    handle_seconds: Array
    agents: Array | None
    patience_seconds: Array | None
    minutes: float = 30.0


@dataclass(frozen=True)
class StaffedIntervals:
    """What each interval needs and, where agents are known, what it gets from them.

    Attributes
    ----------
    agents, scheduled : array
        Agents needed, and to schedule; 0 where nobody comes.
    there : array or None
        Agents who are there, and what customers get from them: `service_level`, `abandonment`, `occupancy`;
        without patience, NaN where waits grow without end.
    """

    intervals: Intervals
    agents: Array
    scheduled: Array
    there: Array | None
    service_level: Array | None
    abandonment: Array | None
    occupancy: Array | None

    @property
    def agent_hours(self) -> float:
        """Hours of agents needed, all intervals together."""
        return float(self.agents.sum()) * self.intervals.minutes / 60

    @property
    def short_hours(self) -> float | None:
        """Hours of agents missing where there are too few."""
        if self.there is None:
            return None
        return float(np.maximum(self.agents - self.there, 0).sum()) * self.intervals.minutes / 60

    def columns(self) -> dict[str, Any]:
        """Return a column for each figure."""
        found: dict[str, Any] = {
            "start": list(self.intervals.start),
            "arrivals": self.intervals.arrivals.tolist(),
            "handle_seconds": self.intervals.handle_seconds.tolist(),
            "required": self.agents.tolist(),
            "scheduled": self.scheduled.tolist(),
        }
        for name in ("there", "service_level", "abandonment", "occupancy"):
            value = getattr(self, name)
            if value is not None:
                found[name] = plain(value)
        return found

    def to_dict(self) -> dict[str, Any]:
        """Return totals and every interval as plain data."""
        named = self.columns()
        rows = [dict(zip(named, values, strict=True)) for values in zip(*named.values(), strict=True)]
        return {"agent_hours": self.agent_hours, "short_hours": self.short_hours, "intervals": rows}

    def to_frame(self, backend: Backend | None = None) -> Any:
        """Return a row for each interval."""
        return to_frame(self.columns(), backend)

    def __str__(self) -> str:
        most = int(np.argmax(self.agents))
        lines = [
            f"{self.agents.size} intervals of {self.intervals.minutes:g} minutes: {self.agent_hours:g} agent "
            f"hours needed, at most {self.agents[most]:g} agents ({self.intervals.start[most]})"
        ]
        if self.there is not None and self.service_level is not None:
            short = int((self.there < self.agents).sum())
            lines.append(f"Too few agents in {short} of them: {self.short_hours:g} agent hours short")
        wide = max(len(name) for name in self.intervals.start)
        named = self.columns()
        lines.append(f"  {'start':<{wide}}  arrivals  needed  to schedule" + self._head())
        for i, start in enumerate(named["start"]):
            line = f"  {start:<{wide}}  {self.intervals.arrivals[i]:8g}  {self.agents[i]:6g}"
            lines.append(f"{line}  {self.scheduled[i]:11g}" + self._tail(i))
        return "\n".join(lines)

    def _head(self) -> str:
        return "" if self.there is None else "  there  service level   leave  occupancy"

    def _tail(self, i: int) -> str:
        if self.there is None or self.service_level is None:
            return ""
        assert self.abandonment is not None
        assert self.occupancy is not None
        if np.isnan(self.service_level[i]):
            endless = self.intervals.arrivals[i] > 0
            return f"  {self.there[i]:5g}" + ("  waits grow without end" if endless else "")
        return (
            f"  {self.there[i]:5g}  {self.service_level[i]:13.1%}  {self.abandonment[i]:6.1%}  "
            f"{self.occupancy[i]:9.1%}"
        )


def read_intervals(path: Path, *, minutes: float = 30.0) -> Intervals:
    """Read a table of intervals.

    The columns are `start`, `arrivals` and `handle_seconds`; `agents` and `patience_seconds` are read
    where they are there.

    Raises
    ------
    BadDataError
        A column is missing or a cell is wrong, with its line.
    """
    table = read_table(path, FILE)
    table.need("arrivals", "handle_seconds")
    optional = {
        name: np.array([row.number(name, above=above) for row in table.rows]) if table.has(name) else None
        for name, above in (("agents", False), ("patience_seconds", True))
    }
    return Intervals(
        tuple(row.text("start") or f"line {i}" for i, row in enumerate(table.rows, start=2)),
        np.array([row.number("arrivals") for row in table.rows]),
        np.array([row.number("handle_seconds", above=True) for row in table.rows]),
        optional["agents"],
        optional["patience_seconds"],
        minutes,
    )


def staff_intervals(
    intervals: Intervals,
    *,
    patience_seconds: float | None = None,
    moving: bool = False,
    engine: str = "scipy",
    **targets: Any,
) -> StaffedIntervals:
    """Say what each interval needs, and what customers get from the agents who are there.

    Parameters
    ----------
    patience_seconds : float, optional
        For all intervals, where the table does not say.
    moving : bool
        Staff for the load that lags behind the arrivals, from an empty start: rows are then taken to follow
        one another. It matters where handling takes as long as an interval.
    targets
        As of `required`. An interval in which nobody comes needs nobody.

    Examples
    --------
    >>> import numpy as np
    >>> day = Intervals(("09:00", "09:30"), np.array([100.0, 0.0]), np.array([180.0, 180.0]),
    ...                 np.array([12.0, 3.0]), None)
    >>> print(staff_intervals(day, service_level=0.8))
    2 intervals of 30 minutes: 7 agent hours needed, at most 14 agents (09:00)
    Too few agents in 1 of them: 1 agent hours short
      start  arrivals  needed  to schedule  there  service level   leave  occupancy
      09:00       100      14           14     12          64.0%    0.0%      83.3%
      09:30         0       0            0      3
    """
    if not (intervals.arrivals > 0).any():
        raise BadDataError("No interval has any arrivals: there is nothing to staff.")
    rates = intervals.arrivals * 60 / intervals.minutes
    if moving:
        handle = float((rates * intervals.handle_seconds).sum() / rates.sum())
        lagging = moving_load(rates, handle, interval_seconds=60 * intervals.minutes, warm=False)
        rates = lagging.load * 3600 / intervals.handle_seconds
    open_ = rates > 1e-6
    patience = intervals.patience_seconds
    if patience is None and patience_seconds is not None:
        patience = np.full(open_.size, float(patience_seconds))
    found = required(
        rates[open_],
        intervals.handle_seconds[open_],
        patience_seconds=None if patience is None else patience[open_],
        engine=engine,
        **targets,
    )
    agents, scheduled = np.zeros(open_.size), np.zeros(open_.size)
    agents[open_], scheduled[open_] = found.agents, found.scheduled
    if intervals.agents is None:
        return StaffedIntervals(intervals, agents, scheduled, None, None, None, None)
    load = rates * intervals.handle_seconds / 3600
    solvable = open_ & (intervals.agents > (load if patience is None else -1))
    level, gone, busy = (np.full(open_.size, np.nan) for _ in range(3))
    if solvable.any():
        queue = Queue(
            "erlang-c" if patience is None else "erlang-a",
            load[solvable],
            intervals.handle_seconds[solvable],
            intervals.agents[solvable],
            np.full(int(solvable.sum()), np.inf) if patience is None else patience[solvable],
        )
        asked = found.problems
        here = solvable[open_]
        definition = definition_named(targets.get("definition", "answered_of_offered"))
        level[solvable] = service_level(queue, asked.threshold[here], asked.short[here], definition)
        gone[solvable], busy[solvable] = queue.abandonment, queue.occupancy
    return StaffedIntervals(intervals, agents, scheduled, intervals.agents, level, gone, busy)
