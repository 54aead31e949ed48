"""One queue and its roster, looked at from all sides: what the lab shows and the finding rests on."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from headwater.analysis.errors import HeadwaterError
from headwater.analysis.staffing.being_short import BeingShort, being_short
from headwater.analysis.staffing.calls import CallLog, slot_of
from headwater.analysis.staffing.floor import Floor, floor_of
from headwater.analysis.staffing.forecast import forecast
from headwater.analysis.staffing.half_hour_roster import HalfHourRoster
from headwater.analysis.staffing.half_hours import HalfHours, half_hours_of_calls
from headwater.analysis.staffing.looking_back import LookBack, look_back
from headwater.analysis.staffing.occupancy import Occupancy, occupancy
from headwater.analysis.staffing.patience import Patience, patience
from headwater.analysis.staffing.plan import StaffPlan, staff_plan
from headwater.analysis.staffing.study_rows import coming_rows, staff_curve, week_rows

DAYS_LOOKED_AT = 182
DAYS_AHEAD = 7
_SOON = 14


@dataclass(frozen=True)
class Past:
    """Days with a roster, looked at from all sides."""

    floor: Floor
    occupancy: Occupancy
    back: LookBack
    short: BeingShort


@dataclass(frozen=True)
class Study:
    """What one queue's contacts and its roster say.

    Attributes
    ----------
    plan : StaffPlan or None
        The coming week; None where it cannot be forecast, `plan_refused` then says why.
    past : Past or None
        None without a roster of past days; `past_refused` then says why.
    """

    channel: str
    days: tuple[date, date]
    contacts: int
    handle_seconds: float | None
    patience: Patience
    plan: StaffPlan | None
    past: Past | None
    plan_refused: str = ""
    past_refused: str = ""
    scheduled_ahead: bool = False

    targets: dict[str, Any] = field(default_factory=dict)

    @property
    def patience_seconds(self) -> float | None:
        """Mean patience, where it can be told."""
        return self.patience.seconds.value

    def to_dict(self) -> dict[str, Any]:
        """Return the coming week, the past days and the curve as plain data."""
        return {
            "channel": self.channel,
            "days": [day.isoformat() for day in self.days],
            "contacts": self.contacts,
            "handle_seconds": self.handle_seconds,
            "patience": self.patience.seconds.to_dict(),
            "patience_words": str(self.patience),
            "plan": None if self.plan is None else self._coming(self.plan),
            "plan_refused": self.plan_refused,
            "past": None if self.past is None else self._gone(self.past),
            "past_refused": self.past_refused,
        }

    def _coming(self, plan: StaffPlan) -> dict[str, Any]:
        tried = plan.forecast.back_test
        return {
            "days": [plan.forecast.at[0][0].isoformat(), plan.forecast.at[-1][0].isoformat()],
            "needed_hours": plan.needed_hours,
            "needed_low_hours": float(plan.needed_low.sum()) / 2,
            "needed_high_hours": float(plan.needed_high.sum()) / 2,
            "there_hours": None if plan.there is None else float(plan.there.sum()) / 2,
            "short_hours": plan.short_hours,
            "spare_hours": plan.spare_hours,
            "counts": {word: plan.verdicts.count(word) for word in ("short", "tight", "enough")},
            "shrinkage": plan.shrinkage,
            "tried": plan.forecast.why if tried is None else str(tried),
            "skipped": [day.isoformat() for day in plan.forecast.skipped],
            "rows": coming_rows(plan),
            "curve": staff_curve(plan, patience_seconds=self.patience_seconds, **self.targets),
        }

    def _gone(self, past: Past) -> dict[str, Any]:
        said = past.back.to_dict()
        said.pop("half_hours")
        return said | {
            "rows": week_rows(past.back, past.occupancy),
            "occupancy": past.occupancy.to_dict(),
            "short_of_people": past.short.to_dict(),
            "shrinkage": past.floor.shrinkage,
            "threshold_seconds": past.floor.threshold_seconds,
        }


NO_ROSTER = "There is no roster."


def study(
    log: CallLog,
    channel: str,
    targets: dict[str, Any],
    *,
    roster: HalfHourRoster | None = None,
    shrinkage: float = 0.0,
    today: date | None = None,
) -> Study:
    """Look at one queue: the coming week, and the days of the roster.

    Parameters
    ----------
    log : CallLog
        Contacts of one channel; those of the last half-year count.
    targets : dict
        As of `required`.
    today : date, optional
        The coming week begins with it, where contacts reach so far; else on the day after the last of them.

    Notes
    -----
    What cannot be made is refused with its reason, and leaves the rest alone.
    """
    last = slot_of(int(log.slot.max()))[0]
    log = _since(log, last - timedelta(days=DAYS_LOOKED_AT - 1))
    first = slot_of(int(log.slot.min()))[0]
    patient = patience(log.wait, log.left)
    seconds = patient.seconds.value
    asked = dict(targets)
    if seconds is None:
        asked.pop("max_abandonment", None)
        if not set(asked) & {"service_level", "max_occupancy", "max_wait_seconds"}:
            asked = {"service_level": 0.8, "threshold_seconds": 20.0}
    halves = half_hours_of_calls(log)
    plan, plan_refused, ahead = _plan(
        halves,
        {"patience_seconds": seconds, "shrinkage": shrinkage, "whole": False} | asked,
        roster,
        today,
    )
    past, past_refused = None, NO_ROSTER
    if roster is not None:
        try:
            past, past_refused = _past(log, roster, shrinkage, asked, seconds), ""
        except HeadwaterError as error:
            past_refused = error.message
    return Study(
        channel,
        (first, last),
        int(log.joined.size),
        halves.handle_seconds,
        patient,
        plan,
        past,
        plan_refused,
        past_refused,
        ahead,
        asked,
    )


def _plan(
    halves: HalfHours,
    options: dict[str, Any],
    roster: HalfHourRoster | None,
    today: date | None,
) -> tuple[StaffPlan | None, str, bool]:
    last = halves.days[-1]
    start = last + timedelta(days=1)
    if today is not None and start < today <= last + timedelta(days=_SOON):
        start = today
    try:
        arrivals = forecast(halves, days=DAYS_AHEAD, start=start)
        until = arrivals.at[-1][0]
        listed = None
        if roster is not None and any(start <= day <= until for (day, _), n in roster.counts.items() if n):
            listed = roster.as_shifts(start, until)
        return staff_plan(arrivals, roster=listed, **options), "", listed is not None
    except HeadwaterError as error:
        return None, error.message, False


def _past(
    log: CallLog,
    roster: HalfHourRoster,
    shrinkage: float,
    targets: dict[str, Any],
    seconds: float | None,
) -> Past:
    threshold = float(targets.get("threshold_seconds", 20.0))
    floor = floor_of(log, roster, shrinkage=shrinkage, threshold_seconds=threshold)
    back = look_back(floor, patience_seconds=seconds, **targets)
    return Past(floor, occupancy(floor), back, being_short(back, seconds))


def _since(log: CallLog, first: date) -> CallLog:
    """Return the calls from a day on."""
    kept = log.slot >= (first - date(1970, 1, 1)).days * 48
    return CallLog(
        log.joined[kept], log.wait[kept], log.left[kept], log.answered_at[kept], log.handle[kept], log.name
    )
