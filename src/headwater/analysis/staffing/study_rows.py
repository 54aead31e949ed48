"""What was studied of a queue, as rows: coming half-hours, those of a usual week, more or fewer staff."""

from typing import Any

import numpy as np

from headwater.analysis.staffing.calls import HALF_HOUR
from headwater.analysis.staffing.looking_back import LookBack
from headwater.analysis.staffing.occupancy import Occupancy
from headwater.analysis.staffing.performance import performance
from headwater.analysis.staffing.plan import StaffPlan

_POINTS = 41


def coming_rows(plan: StaffPlan) -> list[dict[str, Any]]:
    """Return a row for each coming half-hour: contacts, agents needed with their band, who is there."""
    verdicts = plan.verdicts
    return [
        {
            "day": day.isoformat(),
            "weekday": day.weekday(),
            "half_hour": half,
            "contacts": _round(plan.forecast.mean[at]),
            "contacts_low": _round(plan.forecast.low[at]),
            "contacts_high": _round(plan.forecast.high[at]),
            "needed": _round(plan.needed[at]),
            "needed_low": _round(plan.needed_low[at]),
            "needed_high": _round(plan.needed_high[at]),
            "scheduled": None if plan.scheduled is None else _round(plan.scheduled[at]),
            "there": None if plan.there is None else _round(plan.there[at]),
            "to_schedule": float(np.ceil(plan.needed[at] / (1 - plan.shrinkage) * (1 - 1e-12))),
            "verdict": verdicts[at] if verdicts else "",
        }
        for at, (day, half) in enumerate(plan.forecast.at)
    ]


def week_rows(back: LookBack, busy: Occupancy) -> list[dict[str, Any]]:
    """Return a row for each half-hour of the week that is open, as it was on the mean of the weeks.

    `over` is the share of weeks in which it was above the limit, `run_hours` how long the runs it was part
    of lasted on the mean.
    """
    weekday = np.array([day.weekday() for day in back.floor.days])
    rates = np.nan_to_num(busy.rates)
    above = rates > busy.limit
    place = {day: at for at, day in enumerate(back.floor.days)}
    lasted = np.zeros(rates.shape)
    for run in busy.runs:
        lasted[place[run.day], run.first : run.first + run.half_hours] = run.hours
    rows = []
    for row in back.by_half_hour_of_week():
        here, half = weekday == row["weekday"], row["half_hour"]
        runs = lasted[here, half]
        rows.append(
            {name: _round(value) if isinstance(value, float) else value for name, value in row.items()}
            | {
                "over": _round(float(above[here, half].mean())),
                "run_hours": _round(float(runs[runs > 0].mean())) if (runs > 0).any() else 0.0,
            }
        )
    return rows


def staff_curve(plan: StaffPlan, *, patience_seconds: float | None, **targets: Any) -> dict[str, Any]:
    """Return what more or fewer people would give in the busiest half-hour to come.

    Returns
    -------
    dict
        `day`, `half_hour`, `contacts`, `needed`, `there` (None without a roster), and `rows` with `agents`,
        `level` and `left` (share answered in time, share who give up) with `_low` and `_high` for the ends of
        uncertain demand.
    """
    at = int(np.argmax(plan.forecast.mean))
    day, half = plan.forecast.at[at]
    rates = [
        float(part[at]) for part in (plan.forecast.mean, plan.forecast.rate_low, plan.forecast.rate_high)
    ]
    load = rates[0] * plan.handle_seconds / HALF_HOUR
    there = None if plan.there is None else float(plan.there[at])
    needed = float(plan.needed[at])
    marks = [needed, needed if there is None else there]
    least = max(min(load * 0.6, 0.8 * min(marks)), 0.1)
    most = max(load * 1.5 + 2, 1.15 * max(marks))
    agents = np.linspace(least, most, _POINTS)
    threshold = float(targets.get("threshold_seconds", 20.0))
    options = {name: targets[name] for name in ("definition", "short_seconds") if name in targets}
    found = []
    for rate in rates:
        stable = agents > (
            0 if patience_seconds is not None else rate * plan.handle_seconds / HALF_HOUR + 1e-6
        )
        level, left = np.zeros(_POINTS), np.zeros(_POINTS)
        if stable.any():
            given = performance(
                rate * 2,
                plan.handle_seconds,
                agents[stable],
                patience_seconds=patience_seconds,
                threshold_seconds=threshold,
                **options,
            )
            level[stable], left[stable] = given.service_level, given.abandonment
        found.append((level, left))
    (level, left), (level_quiet, left_quiet), (level_busy, left_busy) = found
    return {
        "day": day.isoformat(),
        "half_hour": half,
        "contacts": _round(rates[0]),
        "threshold_seconds": threshold,
        "patient": patience_seconds is None,
        "needed": _round(needed),
        "there": None if there is None else _round(there),
        "rows": [
            {
                "agents": _round(agents[n]),
                "level": _round(level[n]),
                "level_low": _round(level_busy[n]),
                "level_high": _round(level_quiet[n]),
                "left": _round(left[n]),
                "left_low": _round(left_quiet[n]),
                "left_high": _round(left_busy[n]),
            }
            for n in range(_POINTS)
        ],
    }


def _round(value: Any) -> float:
    return round(float(value), 3)
