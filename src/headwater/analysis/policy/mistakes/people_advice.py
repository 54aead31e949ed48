"""What to do about too few people, and what is missing to tell more."""

import numpy as np

from headwater.analysis.estimates import Estimate
from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.mistakes.finding import Word
from headwater.analysis.policy.mistakes.people_words import between, worst_stretch
from headwater.analysis.staffing.study import Past

WEEKS_A_YEAR = 52.18


def what_is_missing(past: Past, facts: Facts, repeats: Estimate) -> tuple[str, ...]:
    """Return what would have to be said or recorded so that more could be told."""
    missing = []
    if facts.cost_per_agent_hour is None:
        missing.append("what an agent's hour costs, so that hours become money")
    if not past.floor.shrinkage:
        missing.append("shrinkage: which share of scheduled time is not for contacts; none is taken off")
    if not repeats.known:
        missing.append("who the customers are, so that calling again can be seen")
    return tuple(missing)


def what_to_do(word: Word, past: Past, facts: Facts) -> tuple[str, ...]:
    """Return what can be done, the most useful first."""
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
