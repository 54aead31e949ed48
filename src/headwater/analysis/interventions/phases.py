"""Where before, phase-in and after lie in a series."""

from dataclasses import dataclass

from headwater.analysis.errors import UsageError
from headwater.analysis.interventions.plan import Plan
from headwater.analysis.measures import Duration, Series
from headwater.analysis.measures.grains import DAYS_IN

LASTED = Duration(52)
"""Time from the start up to which an effect has to hold to have lasted."""


@dataclass(frozen=True)
class Phases:
    """Numbers of periods in a series.

    Attributes
    ----------
    first : int
        Where the record that is used begins.
    start, settled, end : int
        First period of the change; first one after the phase-in; first one after the window.
    left_out : tuple of int
        Periods that count neither as before nor as after: those that led to the launch, and one in which
        the change began midway.
    """

    first: int
    start: int
    settled: int
    end: int
    left_out: tuple[int, ...]
    days_a_period: float

    @property
    def weeks_before(self) -> float:
        """Length of the record before the start, without what is left out."""
        dropped = sum(self.first <= place < self.start for place in self.left_out)
        return (self.start - self.first - dropped) * self.days_a_period / 7

    @property
    def weeks_after(self) -> float:
        """Length of the window after the phase-in."""
        dropped = sum(place >= self.settled for place in self.left_out)
        return (self.end - self.settled - dropped) * self.days_a_period / 7


def phases_of(series: Series, plan: Plan, window: Duration | None = None) -> Phases:
    """Place a plan in its series; the window may reach beyond the series' end.

    Raises
    ------
    UsageError
        The start is outside the series, or its first period.
    """
    start = series.place_of(plan.start)
    grain = series.grain
    if start == 0:
        raise UsageError(
            f"The start {plan.start.isoformat()} is the first {grain} of the series, so there is nothing "
            "before it to compare with."
        )
    begins_midway = series.days[start] != plan.start
    first = 0 if plan.baseline is None else max(0, start - plan.baseline.periods(grain))
    trigger = range(max(first, start - plan.trigger.periods(grain)), start)
    whole = start + begins_midway
    return Phases(
        first=first,
        start=start,
        settled=whole + plan.phase_in.periods(grain),
        end=start + (window or plan.window).periods(grain),
        left_out=(*trigger, start) if begins_midway else tuple(trigger),
        days_a_period=DAYS_IN[grain],
    )
