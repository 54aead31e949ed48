"""Mistake 2, too few people: who was needed against who was there, and what the difference costs."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import narwhals as nw
import numpy as np

from headwater.analysis.errors import HeadwaterError
from headwater.analysis.estimates import Estimate, cannot_tell
from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.mistakes.finding import Evidence, Finding, Harm, Word, no_harm_known
from headwater.analysis.policy.mistakes.people_words import (
    WEEKDAYS,
    between,
    hours_words,
    minutes,
    worst_stretch,
)
from headwater.analysis.policy.overload import Overload, overload
from headwater.analysis.policy.rushed_customers import more_repeats, times, worse_ratings
from headwater.analysis.policy.staff_targets import StaffTargets
from headwater.analysis.policy.worked_contacts import worked_contacts
from headwater.analysis.staffing.study import NO_ROSTER, Past, Study

SHORT_MATTERS = 0.05
"""Share of half-hours short for certain that counts as too few people: one in twenty."""
HOURS_MATTER = 0.10
"""Share of the hours needed that are missing, from which it counts as too few people."""
BUSY_MATTERS = 0.5
"""Share of half-hours above the limit of occupancy from which people are taken to be rushed all the time."""

MISSING_ROSTER = "a roster: who is scheduled when, as CSV or iCalendar; only counts by half-hour are kept"
MISSING_WAITS = "how long customers waited (`wait_seconds`) and who gave up (`abandoned`)"
WEEKS_A_YEAR = 52.18


def too_few_people(
    contacts: nw.LazyFrame[Any], studied: Study, *, targets: StaffTargets, facts: Facts | None = None
) -> Finding:
    """Say whether a queue has too few people, what that costs, and what would help.

    Parameters
    ----------
    contacts : narwhals.LazyFrame
        The canonical contacts with the store's helper columns.
    studied : Study
        The queue and its roster.
    targets : StaffTargets
        What staff has to give.
    facts : Facts, optional
        For what an agent's hour costs.

    Returns
    -------
    Finding
        *found* where half-hours short for certain, hours missing, or half-hours above 85% occupancy are more
        than chance and rounding give; *cannot tell* without a roster, or where it contradicts what was seen.
    """
    facts = facts or Facts()
    if studied.past is None:
        missing = (MISSING_ROSTER,) if studied.past_refused == NO_ROSTER else (studied.past_refused,)
        return untold(studied.past_refused, facts, missing)
    past = studied.past
    if past.occupancy.refused:
        return untold(f"Roster and contacts contradict: {past.occupancy.refused}.", facts, (MISSING_ROSTER,))
    word, why = _word(past, targets)
    first, last = past.floor.days[0], past.floor.days[-1]
    rushed = _rush(contacts, studied.channel, first, last)
    repeats = more_repeats(contacts, studied.channel, first, last)
    return Finding(
        "people",
        word,
        _sentence(word, why, studied.channel, past, targets),
        evidence=_evidence(past, targets, rushed, repeats),
        harm=_harm(contacts, studied, past, repeats, facts),
        missing=_missing(past, facts, repeats),
        to_do=_to_do(word, past, facts),
        tables={"half_hours": _table(past), "runs": past.occupancy.columns()},
    )


def no_queue(channel: str, left_out: Mapping[str, str], facts: Facts | None = None) -> Finding:
    """Say that there is no queue to look at: no channel has customers who wait for somebody.

    Parameters
    ----------
    channel : str
        Whom the roster is for; empty where there is none.
    left_out : mapping
        Why each channel was left out.
    """
    facts = facts or Facts()
    if channel and channel in left_out:
        return untold(f"The roster is for {channel}, but {left_out[channel]}.", facts, (MISSING_WAITS,))
    why = "; ".join(f"{name}: {reason}" for name, reason in left_out.items())
    said = f"No channel has customers who wait for somebody{f' ({why})' if why else ''}."
    return untold(said, facts, (MISSING_WAITS, MISSING_ROSTER))


def untold(why: str, facts: Facts, missing: tuple[str, ...]) -> Finding:
    """Return that it cannot be told, and why."""
    sentence = f"Whether there are too few people cannot be told. {why}"
    harm = no_harm_known("who was there is not known", facts.currency)
    return Finding(
        "people",
        "cannot tell",
        sentence,
        harm=harm,
        missing=missing,
        to_do=("Bring a roster of days that have contacts, with everybody who answers.",),
    )


def _word(past: Past, targets: StaffTargets) -> tuple[Word, str]:
    back, busy = past.back, past.occupancy.over
    figures = (back.short, back.short_share, busy)
    if any(one.value is None for one in figures):
        return "cannot tell", next(one.why for one in figures if one.value is None)
    lows = [(one.low or 0.0) > most for one, most in zip(figures, _MATTERS, strict=True)]
    highs = [(one.high or 0.0) <= most for one, most in zip(figures, _MATTERS, strict=True)]
    level = targets.targets.get("service_level")
    met = past.short.in_time_short
    if level is not None and any(lows[:2]) and not lows[2] and (met.low or 0.0) >= level:
        return "cannot tell", (
            f"by the roster people are missing, yet even then {met.percent()} were answered in "
            f"{targets.threshold_seconds:g} s: the roster lacks people, or shrinkage is lower than said"
        )
    if any(lows):
        return "found", ""
    if all(highs):
        return "no sign", ""
    return "cannot tell", "what is missing is no more than chance may show, and no less than would matter"


_MATTERS = (SHORT_MATTERS, HOURS_MATTER, BUSY_MATTERS)


def _sentence(word: Word, why: str, channel: str, past: Past, targets: StaffTargets) -> str:
    back = past.back
    where = worst_stretch(back)
    worst = f" It is worst on {between(*where[:3])}." if where and word == "found" else ""
    tight = f" It is tightest on {between(*where[:3])}." if where and word == "no sign" else ""
    if not back.short.known:
        return f"Whether there are too few people cannot be told: {why}."
    short = (
        f"for {targets.words}, {back.short.percent()} of half-hours had fewer people than even a quiet day "
        f"needs; {hours_words(back.short_hours)} agent hours were missing a week"
    )
    if word == "found":
        return f"Too few people on {channel}: {short}.{worst}"
    if word == "no sign":
        return f"No sign of too few people on {channel}: {short}.{tight}"
    begun = short[:1].upper() + short[1:]
    return f"Whether there are too few people on {channel} cannot be told: {why}. {begun}."


def _evidence(past: Past, targets: StaffTargets, rushed: Overload, repeats: Estimate) -> tuple[Evidence, ...]:
    back, busy, short = past.back, past.occupancy, past.short
    limit = f"{busy.limit:.0%}"
    found = [
        Evidence("short", "half-hours short for certain", back.short),
        Evidence("tight", "half-hours within the band of uncertain demand", back.tight),
        Evidence("enough", "half-hours with enough people", back.enough),
        Evidence("hours_short", "agent hours missing a week", back.short_hours, "hours"),
        Evidence("over_85", f"half-hours above {limit} occupancy", busy.over, note=busy.note),
        Evidence(
            "runs_over_85",
            f"mean length of a run above {limit}",
            minutes(busy.run_hours),
            "minutes",
            note=_runs(past),
        ),
        Evidence("long_days", f"days with two hours or more on end above {limit}", busy.long_days),
        Evidence("in_time", f"customers answered in {targets.threshold_seconds:g} s", short.in_time),
        Evidence("left_short", "customers who gave up while short for certain", short.left_short, grade="D"),
        Evidence("left_else", "customers who gave up otherwise", short.left_else),
        Evidence(
            "caused",
            "customers a year who gave up because people were missing",
            short.caused,
            "contacts",
            "C",
            short.statement,
        ),
        Evidence(
            "comes_back",
            "more who contact again within 7 days after giving up than after an answer",
            repeats,
            "share",
            "C",
        ),
        Evidence("short_queue", "handle time while a few wait", rushed.some, "share", "C", rushed.sentence),
        Evidence("long_queue", "handle time while many wait", rushed.long, "share", "C", rushed.sentence),
    ]
    return tuple(found)


def _runs(past: Past) -> str:
    longest = past.occupancy.longest
    if longest is None:
        return ""
    return f"{len(past.occupancy.runs)} runs; the longest from {longest}."


def _harm(contacts: nw.LazyFrame[Any], studied: Study, past: Past, repeats: Estimate, facts: Facts) -> Harm:
    more = times(past.short.caused, repeats)
    seconds = past.floor.handle_seconds
    hours = times(more, Estimate(seconds / 3600))
    money = (
        cannot_tell("nobody said what an agent's hour costs")
        if facts.cost_per_agent_hour is None
        else times(hours, Estimate(facts.cost_per_agent_hour))
    )
    return Harm(
        contacts=more,
        hours=hours,
        money=money,
        satisfaction=worse_ratings(contacts, studied.channel, past.back),
        strain=cannot_tell("what people answer about their strain is theirs, and is not read here"),
        currency=facts.currency,
        grade="C" if more.known else "D",
    )


def _rush(contacts: nw.LazyFrame[Any], channel: str, first: date, last: date) -> Overload:
    try:
        worked = worked_contacts(contacts, channel=channel, since=first, until=last)
    except HeadwaterError as error:
        none = cannot_tell(error.message)
        return Overload("cannot tell", none, none, 0.0, error.message)
    return overload(worked.handle_seconds, worked.queue, worked.wait_seconds, worked.groups, worked.cluster)


def _missing(past: Past, facts: Facts, repeats: Estimate) -> tuple[str, ...]:
    missing = []
    if facts.cost_per_agent_hour is None:
        missing.append("what an agent's hour costs, so that hours become money")
    if not past.floor.shrinkage:
        missing.append("shrinkage: which share of scheduled time is not for contacts; none is taken off")
    if not repeats.known:
        missing.append("who the customers are, so that calling again can be seen")
    return tuple(missing)


def _to_do(word: Word, past: Past, facts: Facts) -> tuple[str, ...]:
    back = past.back
    steps = []
    where = worst_stretch(back)
    if where and word != "cannot tell":
        weekday, first, after, missing = where
        more = round(missing / (1 - past.floor.shrinkage))
        if more > 0:
            people = "person" if more == 1 else "people"
            steps.append(f"Schedule {more} {people} more on {between(weekday, first, after)}.")
    spare = float(np.nansum(np.maximum(past.floor.there - back.needed_high, 0))) / 2 / past.floor.weeks
    if word == "found" and back.short_hours.value and spare >= 1:
        steps.append(
            f"Move before you hire: {spare:,.0f} agent hours a week are more than even busy demand needs."
        )
    if word == "found" and back.short_hours.value and facts.cost_per_agent_hour:
        hours = back.short_hours.value / (1 - past.floor.shrinkage) * WEEKS_A_YEAR
        steps.append(
            f"Filling the gap takes {hours:,.0f} scheduled hours a year, "
            f"{hours * facts.cost_per_agent_hour:,.0f} {facts.currency}; weigh it against what it causes."
        )
    if word != "cannot tell":
        steps.append(
            "Try fewer contacts, shorter handling or other targets in What if before you change them."
        )
    else:
        steps.append("Check that everybody who answers is on the roster, and the shrinkage that was said.")
    return tuple(steps)


def _table(past: Past) -> dict[str, list[Any]]:
    rows = past.back.by_half_hour_of_week()
    found: dict[str, list[Any]] = {name: [row[name] for row in rows] for name in (rows[0] if rows else {})}
    if rows:
        found["weekday"] = [WEEKDAYS[row["weekday"]] for row in rows]
    return found
