"""What happened on the floor by half-hour: who came, who left, how much was worked, who was there."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from headwater.analysis.errors import BadDataError
from headwater.analysis.staffing.calls import HALF_HOUR, CallLog, slot_of
from headwater.analysis.staffing.checking import Array, Bools, numbers
from headwater.analysis.staffing.half_hour_roster import HalfHourRoster

FEWEST_DAYS = 14
"""Days of contacts with a roster below which nothing is said: two weeks."""
FEWEST_CONTACTS = 200


@dataclass(frozen=True)
class Floor:
    """Days with contacts and a roster; every array has the shape (days, 48).

    Attributes
    ----------
    arrivals, left, in_time : array
        Customers who asked for an agent in the half-hour; of them those who gave up waiting, and those who
        were answered within `threshold_seconds`.
    waited : array
        Seconds that those who came in the half-hour waited.
    work : array
        Agents' seconds of handling that fell into the half-hour, whenever the contact came.
    scheduled, there : array
        Agents on the roster, and less shrinkage.
    handle_seconds : float
        Mean handle time of those who were answered.
    """

    days: tuple[date, ...]
    arrivals: Array
    left: Array
    in_time: Array
    waited: Array
    work: Array
    scheduled: Array
    shrinkage: float
    threshold_seconds: float
    handle_seconds: float
    name: str = "contacts"

    @property
    def there(self) -> Array:
        """Agents scheduled less shrinkage."""
        return np.asarray(self.scheduled * (1 - self.shrinkage))

    @property
    def open(self) -> Bools:
        """Half-hours in which somebody is scheduled, or the same half-hour of the week ever had a contact."""
        weekday = np.array([day.weekday() for day in self.days])
        ever = np.zeros((7, 48), dtype=bool)
        for one in range(7):
            ever[one] = (self.arrivals[weekday == one] > 0).any(axis=0)
        return np.asarray((self.scheduled > 0) | ever[weekday])

    @property
    def weeks(self) -> float:
        """How many weeks its days make."""
        return len(self.days) / 7


def floor_of(
    log: CallLog, roster: HalfHourRoster, *, shrinkage: float = 0.0, threshold_seconds: float = 20.0
) -> Floor:
    """Lay contacts and roster side by side, for the days that both have.

    Parameters
    ----------
    shrinkage : float
        Share of scheduled time in which people are not there for contacts.

    Raises
    ------
    BadDataError
        The roster is of other days, or too few days or contacts have both; says which days each has.

    Notes
    -----
    Handling is spread over the half-hours in which it went on: a contact that came at 9:55 and took ten
    minutes is work of 9:30 and of 10:00.
    """
    share = float(numbers("shrinkage", shrinkage, least=0, below=1, hint="Give a share such as 0.3."))
    first, last = slot_of(int(log.slot.min()))[0], slot_of(int(log.slot.max()))[0]
    covered = [day for day in roster.days if first <= day <= last]
    if not covered:
        raise BadDataError(
            f"The roster is of other days than the {log.name}: it has {roster.days[0]} to {roster.days[-1]}, "
            f"they have {first} to {last}. Give a roster of days that have contacts."
        )
    if len(covered) < FEWEST_DAYS:
        raise BadDataError(
            f"Only {len(covered)} days have both a roster and {log.name} ({covered[0]} to {covered[-1]}); it "
            f"takes {FEWEST_DAYS}."
        )
    span = (covered[-1] - covered[0]).days + 1
    days = tuple(covered[0] + timedelta(days=n) for n in range(span))
    begins = (days[0] - date(1970, 1, 1)).days * 48
    size = span * 48
    here = log.slot - begins
    inside = (here >= 0) & (here < size)
    if int(inside.sum()) < FEWEST_CONTACTS:
        raise BadDataError(
            f"Only {int(inside.sum())} {log.name} fall on days with a roster ({days[0]} to {days[-1]}); it "
            f"takes {FEWEST_CONTACTS}."
        )
    answered = ~log.left

    def sums(weights: Array | Bools) -> Array:
        found = np.bincount(here[inside], weights=np.asarray(weights, dtype=float)[inside], minlength=size)
        return np.asarray(found.reshape(span, 48))

    if not (answered & inside).any():
        raise BadDataError(f"None of the {log.name} was answered, so handle time is not known.")
    return Floor(
        days=days,
        arrivals=sums(np.ones(log.slot.size)),
        left=sums(log.left),
        in_time=sums(answered & (log.wait <= threshold_seconds)),
        waited=sums(log.wait),
        work=_work(log, begins, size).reshape(span, 48),
        scheduled=roster.of_days(days),
        shrinkage=share,
        threshold_seconds=threshold_seconds,
        handle_seconds=float(log.handle[answered & inside].mean()),
        name=log.name,
    )


def _work(log: CallLog, begins: int, size: int) -> Array:
    """Return seconds of handling in each half-hour."""
    answered = ~log.left
    start = log.answered_at[answered] - begins * float(HALF_HOUR)
    end = start + log.handle[answered]
    found = np.zeros(size)
    at = np.floor(start / HALF_HOUR).astype(np.int64)
    # each round hands what a contact has left on to the next half-hour, until none has any
    while start.size:
        until = np.minimum(end, (at + 1) * float(HALF_HOUR))
        inside = (at >= 0) & (at < size)
        found += np.bincount(at[inside], weights=(until - start)[inside], minlength=size)
        more = (end > until) & (at < size)
        start, end, at = until[more], end[more], at[more] + 1
    return found
