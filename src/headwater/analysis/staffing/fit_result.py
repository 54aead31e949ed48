"""What a call log says of patience and of Erlang A."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from headwater.analysis.frames import Backend, to_frame
from headwater.analysis.staffing.calls import CallLog
from headwater.analysis.staffing.checking import Array
from headwater.analysis.staffing.patience import Patience


@dataclass(frozen=True)
class FittedHalfHours:
    """Half-hours in which the model can be tried.

    Attributes
    ----------
    load : array
        Offered load: arrivals x handle time.
    agents, most : array
        Agents busy while somebody waited, and the most busy at once.
    left, mean_wait, in_time : array
        Observed: share who left, mean wait of all in seconds, share answered within the threshold.
    """

    at: tuple[tuple[date, int], ...]
    arrivals: Array
    load: Array
    handle: Array
    agents: Array
    most: Array
    left: Array
    mean_wait: Array
    in_time: Array


@dataclass(frozen=True)
class Version:
    """What Erlang A says of every half-hour, by one way to tell how many agents there were."""

    name: str
    agents: Array
    abandonment: Array
    mean_wait: Array
    service_level: Array


@dataclass(frozen=True)
class CallFit:
    """A call log, its patience, and Erlang A beside what was observed.

    Attributes
    ----------
    scale : float
        Multiple of the agents seen busy with which total abandonment agrees.
    versions : tuple of Version
        By agents busy while somebody waited, by most busy at once, and by `scale`.
    quiet, quiet_calls : int
        Half-hours with too few calls or too little waiting to try the model, and their calls.
    """

    log: CallLog
    patience: Patience
    mean_handle: float
    handle_cv: float
    threshold_seconds: float
    table: FittedHalfHours
    scale: float
    versions: tuple[Version, ...]
    quiet: int
    quiet_calls: int

    def observed(self) -> dict[str, float]:
        """Return the observed totals over the half-hours tried."""
        t = self.table
        return {
            "abandonment": _mean(t.left, t.arrivals),
            "mean_wait": _mean(t.mean_wait, t.arrivals),
            "service_level": _mean(t.in_time, t.arrivals),
        }

    def predicted(self, version: Version) -> dict[str, float]:
        """Return one version's totals, and how far it is off by half-hour."""
        t = self.table
        return {
            "abandonment": _mean(version.abandonment, t.arrivals),
            "mean_wait": _mean(version.mean_wait, t.arrivals),
            "service_level": _mean(version.service_level, t.arrivals),
            "abandonment_off_by": _mean(np.abs(version.abandonment - t.left), t.arrivals),
            "mean_wait_off_by": _mean(np.abs(version.mean_wait - t.mean_wait), t.arrivals),
            "correlation": _correlation(version.abandonment, t.left),
        }

    @property
    def chance(self) -> float:
        """How far observed abandonment would be off by half-hour by chance alone, if the model were true."""
        p = np.clip(self.versions[2].abandonment, 0, 1)
        return _mean(np.sqrt(2 / np.pi * p * (1 - p) / self.table.arrivals), self.table.arrivals)

    def by_pressure(self) -> list[dict[str, float | str]]:
        """Return observed and predicted in the quiet, middle and loaded third of the half-hours."""
        t, version = self.table, self.versions[2]
        order = np.argsort(t.load / version.agents)
        found: list[dict[str, float | str]] = []
        for name, part in zip(("quiet", "middle", "loaded"), np.array_split(order, 3), strict=True):
            if part.size:
                weight = t.arrivals[part]
                found.append(
                    {
                        "third": name,
                        "load_per_agent": _mean(t.load[part] / version.agents[part], weight),
                        "left": _mean(t.left[part], weight),
                        "left_predicted": _mean(version.abandonment[part], weight),
                        "mean_wait": _mean(t.mean_wait[part], weight),
                        "mean_wait_predicted": _mean(version.mean_wait[part], weight),
                    }
                )
        return found

    def statements(self) -> list[str]:
        """Say in plain words how well the model describes the log."""
        seen, low, high = self.observed(), *(self.predicted(version) for version in self.versions[:2])
        best = self.predicted(self.versions[2])
        said = [
            f"Observed {seen['abandonment']:.1%} left. Erlang A says {low['abandonment']:.1%} with agents as "
            f"seen busy while somebody waited, {high['abandonment']:.1%} with as many as ever were at once.",
            f"With {self.scale:.2f} times the agents seen busy the totals agree; then the mean wait "
            f"is {best['mean_wait']:.1f} s against {seen['mean_wait']:.1f} s observed, and the service level "
            f"{best['service_level']:.1%} against {seen['service_level']:.1%} "
            f"({self.threshold_seconds:g} s, answered of offered).",
            f"By half-hour abandonment is then off by {100 * best['abandonment_off_by']:.1f} points on "
            f"average; chance alone would give {100 * self.chance:.1f}. "
            + (
                "The model is good for the day as a whole and poor for a single half-hour."
                if best["abandonment_off_by"] > 1.25 * self.chance
                else "The rest is no larger than chance."
            ),
        ]
        for third in self.by_pressure():
            if third["third"] != "middle":
                said.append(
                    f"In the {third['third']} third (load per agent {third['load_per_agent']:.2f}) "
                    f"{third['left']:.1%} left and {third['left_predicted']:.1%} were predicted."
                )
        if abs(self.handle_cv - 1) > 0.15:
            word = "more" if self.handle_cv > 1 else "less"
            said.append(
                f"Handle times vary {word} than the model takes them to: deviation over mean "
                f"{self.handle_cv:.2f} instead of 1."
            )
        return said

    def columns(self) -> dict[str, Any]:
        """Return a column for each figure of a half-hour."""
        t, version = self.table, self.versions[2]
        return {
            "start": [f"{day.isoformat()} {half // 2:02d}:{30 * (half % 2):02d}" for day, half in t.at],
            "arrivals": t.arrivals.tolist(),
            "offered_load": t.load.tolist(),
            "handle_seconds": t.handle.tolist(),
            "agents_seen_busy": t.agents.tolist(),
            "most_busy": t.most.tolist(),
            "agents_used": version.agents.tolist(),
            "left": t.left.tolist(),
            "left_predicted": version.abandonment.tolist(),
            "mean_wait": t.mean_wait.tolist(),
            "mean_wait_predicted": version.mean_wait.tolist(),
            "in_time": t.in_time.tolist(),
            "in_time_predicted": version.service_level.tolist(),
        }

    def to_frame(self, backend: Backend | None = None) -> Any:
        """Return a row for each half-hour."""
        return to_frame(self.columns(), backend)

    def to_dict(self) -> dict[str, Any]:
        """Return totals, statements and every half-hour as plain data."""
        named = self.columns()
        return {
            "calls": int(self.log.joined.size),
            "left": int(self.log.left.sum()),
            "never_queued": self.log.never_queued,
            "phantom": self.log.phantom,
            "patience": self.patience.to_dict(),
            "mean_handle_seconds": self.mean_handle,
            "handle_cv": self.handle_cv,
            "scale": self.scale,
            "observed": self.observed(),
            "predicted": {version.name: self.predicted(version) for version in self.versions},
            "chance": self.chance,
            "by_pressure": self.by_pressure(),
            "statements": self.statements(),
            "by_half_hour_of_day": self.by_half_hour(),
            "half_hours": [dict(zip(named, row, strict=True)) for row in zip(*named.values(), strict=True)],
        }

    def __str__(self) -> str:
        days = [day for day, _ in self.table.at]
        dropped = [
            f"{count:,} {what}"
            for count, what in (
                (self.log.never_queued, "who hung up before they queued"),
                (self.log.phantom, "phantom calls"),
            )
            if count
        ]
        lines = [
            f"{self.log.name}: {self.log.joined.size:,} customers asked for an agent"
            + (f" (left out: {', '.join(dropped)})" if dropped else "")
            + f"; {int(self.log.left.sum()):,} left ({self.log.left.mean():.1%})",
            str(self.patience),
            f"Handle time {self.mean_handle:.0f} s on average.",
            f"Tried on {len(days):,} half-hours from {min(days)} to {max(days)}; {self.quiet:,} with "
            f"{self.quiet_calls:,} customers are too quiet to tell.",
            "",
            *self.statements(),
            "",
            "  from   days  arrivals    load  agents     left  predicted    wait  predicted",
        ]
        return "\n".join(lines + _lines(self.by_half_hour()))

    def by_half_hour(self) -> list[dict[str, Any]]:
        """Return means by half-hour of the day, over the days."""
        t, version = self.table, self.versions[2]
        halves = np.array([half for _, half in t.at])
        found = []
        for half in np.unique(halves):
            here = halves == half
            weight = t.arrivals[here]
            found.append(
                {
                    "from": f"{half // 2:02d}:{30 * (half % 2):02d}",
                    "days": int(here.sum()),
                    "arrivals": float(weight.mean()),
                    "offered_load": float(t.load[here].mean()),
                    "agents": float(version.agents[here].mean()),
                    "left": _mean(t.left[here], weight),
                    "left_predicted": _mean(version.abandonment[here], weight),
                    "mean_wait": _mean(t.mean_wait[here], weight),
                    "mean_wait_predicted": _mean(version.mean_wait[here], weight),
                }
            )
        return found

    def chart(self) -> Any:
        """Return who left by half-hour of the day, observed and predicted, as an Altair chart."""
        from headwater.analysis.staffing.pictures import fit_figure

        return fit_figure(self).chart


def _lines(rows: list[dict[str, Any]]) -> list[str]:
    return [
        f"  {row['from']}  {row['days']:4d}  {row['arrivals']:8.1f}  {row['offered_load']:6.2f}"
        f"  {row['agents']:6.2f}  {row['left']:7.1%}  {row['left_predicted']:9.1%}"
        f"  {row['mean_wait']:6.1f}  {row['mean_wait_predicted']:9.1f}"
        for row in rows
    ]


def _mean(values: Array, weights: Array) -> float:
    return float((values * weights).sum() / weights.sum())


def _correlation(one: Array, other: Array) -> float:
    if one.size < 3 or one.std() == 0 or other.std() == 0:
        return float("nan")
    return float(np.corrcoef(one, other)[0, 1])
