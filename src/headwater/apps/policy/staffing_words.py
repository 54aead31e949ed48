"""What the staffing page says of its figures, in plain sentences."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from headwater.analysis.policy.mistakes.people_words import WEEKDAYS, clock, minutes

__all__ = ["WEEKDAYS", "clock", "minutes"]

Rows = Sequence[Mapping[str, Any]]

BAND = (
    "The band is what demand leaves open: on four days of five what is needed lies in it. There are those "
    "on the roster, less shrinkage."
)
RUNS = (
    "Work handled in the half-hour over the time of those who were there, on the mean of the weeks. A number "
    "says how many hours those runs above 85% lasted that took in the half-hour; it stands where there was "
    "one in a fifth of the weeks or more."
)


def default_weekday(content: Mapping[str, Any]) -> int:
    """Return the weekday to begin with: where most is missing, or else where most is needed."""
    plan = content["plan"]
    rows = plan["rows"] if plan is not None else (content["past"] or {}).get("rows", [])
    missing, needed = [0.0] * 7, [0.0] * 7
    for row in rows:
        needed[row["weekday"]] += row["needed"]
        if row["there"] is not None:
            missing[row["weekday"]] += max(row["needed"] - row["there"], 0.0)
    of = missing if max(missing) > 0 else needed
    return of.index(max(of))


def coming_said(plan: Mapping[str, Any]) -> str:
    """Say in a sentence what the coming week needs, and where it is short."""
    first, last = (day_words(date.fromisoformat(day)) for day in plan["days"])
    hours = f"{plan['needed_hours']:,.0f} agent hours ({plan['needed_low_hours']:,.0f} to "
    needed = f"{hours}{plan['needed_high_hours']:,.0f})"
    if plan["there_hours"] is None:
        return f"From {first} to {last} {needed} are needed. The roster does not say who is there."
    counts = plan["counts"]
    total = sum(counts.values())
    if counts["short"]:
        worst = worst_said(plan["rows"])
        return (
            f"Short for certain in {counts['short']} of {total} half-hours from {first} to {last}: "
            f"{plan['short_hours']:,.1f} agent hours are missing, most of them {worst}."
        )
    if counts["tight"]:
        return (
            f"No half-hour from {first} to {last} is short for certain; {counts['tight']} of {total} are "
            "short if demand is higher than expected."
        )
    return f"There are enough people in every half-hour from {first} to {last}."


def sums_said(plan: Mapping[str, Any]) -> str:
    """Say how much is needed, there and to spare."""
    said = (
        f"Needed: {plan['needed_hours']:,.0f} agent hours ({plan['needed_low_hours']:,.0f} to "
        f"{plan['needed_high_hours']:,.0f})."
    )
    if plan["there_hours"] is None:
        return said
    less = f" less {plan['shrinkage']:.0%} shrinkage" if plan["shrinkage"] else ", no shrinkage taken off"
    return (
        f"{said} There: {plan['there_hours']:,.0f}, by the roster{less}. To spare, beyond what busy demand "
        f"needs: {plan['spare_hours']:,.0f}."
    )


def worst_said(rows: Rows) -> str:
    """Say on which day, and from when to when, most is missing."""
    missing: dict[str, float] = {}
    for row in rows:
        missing[row["day"]] = missing.get(row["day"], 0.0) + max(row["needed"] - (row["there"] or 0), 0.0)
    day = max(missing, key=lambda one: missing[one])
    short = [row["half_hour"] for row in rows if row["day"] == day and row["verdict"] == "short"]
    when = f"on {WEEKDAYS[date.fromisoformat(day).weekday()]}"
    if not short:
        return when
    return f"{when} between {clock(min(short))} and {clock(max(short) + 1)}"


def day_said(rows: Rows) -> str:
    """Say what one coming day is like."""
    contacts = sum(row["contacts"] for row in rows)
    peak = max(rows, key=lambda row: row["needed"])
    said = (
        f"{contacts:,.0f} contacts expected; most people are needed at {clock(peak['half_hour'])}: "
        f"{peak['needed']:.1f} ({peak['needed_low']:.1f} to {peak['needed_high']:.1f})."
    )
    if rows[0]["there"] is None:
        return said
    short = sum(row["verdict"] == "short" for row in rows)
    return f"{said} {short or 'No'} half-hour{'' if short == 1 else 's'} short for certain."


def usual_said(rows: Rows) -> str:
    """Say what one weekday was like."""
    missing = sum(max(row["needed"] - row["there"], 0.0) for row in rows) / 2
    days = max(row["days"] for row in rows)
    return f"Means of {days} days; {missing:.1f} agent hours were missing on such a day."


def curve_said(curve: Mapping[str, Any]) -> str:
    """Say what is given in the busiest half-hour, by those there and by those needed."""
    said = (
        f"The busiest half-hour of the coming week, with {curve['contacts']:.1f} contacts expected. Bands: "
        "demand at the ends of its interval."
    )
    if curve["there"] is None:
        return said
    near = min(curve["rows"], key=lambda row: abs(row["agents"] - curve["there"]))
    gives_up = "" if curve["patient"] else f", and {near['left']:.0%} give up"
    return (
        f"{said} With the {curve['there']:.1f} who are there {near['level']:.0%} ({near['level_low']:.0%} to "
        f"{near['level_high']:.0%}) are answered in {curve['threshold_seconds']:g} s{gives_up}."
    )


def day_words(day: date) -> str:
    """Return a day as people say it."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {day:%B}"


def runs_shown(longest: Mapping[str, Sequence[Any]]) -> dict[str, list[str]]:
    """Return the longest runs as a table for people."""
    return {
        "From": list(longest["from"]),
        "Hours": [f"{hours:.1f}" for hours in longest["hours"]],
        "Occupancy": [f"{share:.0%}" for share in longest["occupancy"]],
    }


def span_words(first: str, last: str) -> str:
    """Return a span of days as people say it."""
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    return f"{begin.day} {begin:%B %Y} to {end.day} {end:%B %Y}"
