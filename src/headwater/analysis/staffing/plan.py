"""Required staff with a band, half-hour by half-hour, against who is scheduled."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from headwater.analysis.errors import UsageError
from headwater.analysis.frames import Backend, to_frame
from headwater.analysis.staffing.checking import Array, numbers
from headwater.analysis.staffing.forecast import Forecast, clock
from headwater.analysis.staffing.required import required
from headwater.analysis.staffing.roster import Roster


@dataclass(frozen=True)
class StaffPlan:
    """What the coming half-hours need, and who is there.

    Attributes
    ----------
    needed, needed_low, needed_high : array
        Agents who have to be there at the expected rate, and at the ends of its interval.
    there : array or None
        Scheduled agents less shrinkage; None without a roster.
    scheduled : array or None
        Agents on the roster.
    """

    forecast: Forecast
    handle_seconds: float
    shrinkage: float
    needed: Array
    needed_low: Array
    needed_high: Array
    there: Array | None
    scheduled: Array | None

    @property
    def verdicts(self) -> tuple[str, ...]:
        """`short`, `tight` or `enough`: below, within or above the band; empty without a roster."""
        if self.there is None:
            return ()
        # a hundredth of an agent is no shortage
        short, enough = self.there < self.needed_low - 0.01, self.there >= self.needed_high - 0.01
        return tuple(np.where(short, "short", np.where(enough, "enough", "tight")).tolist())

    @property
    def needed_hours(self) -> float:
        """Hours of agents needed at the expected rate."""
        return float(self.needed.sum()) / 2

    @property
    def short_hours(self) -> float | None:
        """Hours of agents missing at the expected rate."""
        return None if self.there is None else float(np.maximum(self.needed - self.there, 0).sum()) / 2

    @property
    def spare_hours(self) -> float | None:
        """Hours of agents beyond what even the upper end of the band needs."""
        return None if self.there is None else float(np.maximum(self.there - self.needed_high, 0).sum()) / 2

    def columns(self) -> dict[str, Any]:
        """Return a column for each figure."""
        found = self.forecast.columns()
        for name in ("needed", "needed_low", "needed_high", "there", "scheduled"):
            if getattr(self, name) is not None:
                found[name] = getattr(self, name).tolist()
        to_schedule = np.ceil(self.needed / (1 - self.shrinkage) * (1 - 1e-12))
        return (
            found
            | {"to_schedule": to_schedule.tolist()}
            | ({"verdict": list(self.verdicts)} if self.verdicts else {})
        )

    def to_dict(self) -> dict[str, Any]:
        """Return forecast, totals and every half-hour as plain data."""
        named = self.columns()
        rows = [dict(zip(named, row, strict=True)) for row in zip(*named.values(), strict=True)]
        return self.forecast.to_dict() | {
            "handle_seconds": self.handle_seconds,
            "shrinkage": self.shrinkage,
            "needed_hours": self.needed_hours,
            "short_hours": self.short_hours,
            "spare_hours": self.spare_hours,
            "half_hours": rows,
        }

    def chart(self) -> Any:
        """Return needed agents with their band, and who is there, as an Altair chart."""
        from headwater.analysis.staffing.pictures import plan_figure

        return plan_figure(self).chart

    def to_frame(self, backend: Backend | None = None) -> Any:
        """Return a row for each half-hour."""
        return to_frame(self.columns(), backend)

    def __str__(self) -> str:
        lines = [
            str(self.forecast),
            f"Needed: {self.needed_hours:,.1f} agent hours at {self.handle_seconds:.0f} s a contact "
            f"({self.needed_low.sum() / 2:,.1f} to {self.needed_high.sum() / 2:,.1f})",
        ]
        if self.there is not None:
            counts = {word: self.verdicts.count(word) for word in ("short", "tight", "enough")}
            lines.append(
                f"Scheduled, less {self.shrinkage:.0%} shrinkage: {self.there.sum() / 2:,.1f}. Short for "
                f"certain in {counts['short']} half-hours, within the band in {counts['tight']}, enough in "
                f"{counts['enough']}; {self.short_hours:,.1f} agent hours missing, "
                f"{self.spare_hours:,.1f} to spare"
            )
        day: date | None = None
        for i, slot in enumerate(self.forecast.at):
            if slot[0] != day:
                day = slot[0]
                lines.append(f"{day:%a %Y-%m-%d}  contacts  needed     band" + self._head())
            band = f"{self.needed_low[i]:.0f}-{self.needed_high[i]:.0f}"
            needed = round(float(self.needed[i]), 1)
            line = f"  {clock(slot)[-5:]}       {self.forecast.mean[i]:8.1f}  {needed:6g}  {band:>7}"
            if self.there is not None:
                line += f"  {self.there[i]:5.1f}  {self.verdicts[i]}"
            lines.append(line)
        return "\n".join(lines)

    def _head(self) -> str:
        return "" if self.there is None else "  there"


def staff_plan(
    arrivals: Forecast,
    *,
    handle_seconds: float | None = None,
    patience_seconds: float | None = None,
    shrinkage: float = 0.0,
    roster: Roster | None = None,
    **targets: Any,
) -> StaffPlan:
    """Say how many agents a forecast needs, with a band, and compare a roster with it.

    Parameters
    ----------
    handle_seconds : float, optional
        Mean handle time; by default that of the record.
    roster : Roster, optional
        Who is scheduled.
    targets
        As of `required`: `service_level`, `max_occupancy` and so on.

    Notes
    -----
    The band takes the ends of the interval of the rate, not of the count: how contacts scatter around their
    rate is what the queueing model itself accounts for.
    """
    handle = handle_seconds if handle_seconds is not None else arrivals.handle_seconds
    if handle is None:
        raise UsageError("The record holds no handle times, so staff cannot be told. Give handle_seconds.")
    share = float(numbers("shrinkage", shrinkage, least=0, below=1, hint="Give a share such as 0.3."))

    def agents(rate: Array) -> Array:
        open_ = rate > 1e-6
        found = np.zeros_like(rate)
        if open_.any():
            found[open_] = required(
                rate[open_] * 2, handle, patience_seconds=patience_seconds, **targets
            ).agents
        return found

    scheduled = None if roster is None else roster.agents(arrivals.at)
    if scheduled is not None and not scheduled.any():
        assert roster is not None
        raise UsageError(
            f"{roster.name} schedules nobody from {clock(arrivals.at[0])} to {clock(arrivals.at[-1])}. "
            "Is it the roster of other days?"
        )
    return StaffPlan(
        arrivals,
        float(handle),
        share,
        agents(arrivals.mean),
        agents(arrivals.rate_low),
        agents(arrivals.rate_high),
        None if scheduled is None else scheduled * (1 - share),
        scheduled,
    )
