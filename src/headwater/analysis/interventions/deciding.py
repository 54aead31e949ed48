"""What to decide now about each intervention, as its verdict has it."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from headwater.analysis.interventions.paid_words import amount, certainty_of, short, waits
from headwater.analysis.interventions.promise import day_words
from headwater.analysis.interventions.spending import Paid, Spending

Verb = Literal["Stop", "Keep", "Weigh", "Measure", "Wait"]
VERBS: tuple[Verb, ...] = ("Stop", "Weigh", "Keep", "Measure", "Wait")
"""What can be decided, what costs most to leave undecided first."""

MOST_DECISIONS = 6
"""The others wait: a page that asks for everything at once gets nothing decided."""

_OF_ONE_VERB = 2
"""Decisions of one kind that stand before the first of another kind is left out."""


@dataclass(frozen=True)
class Line:
    """One thing that is said, and how sure it is.

    Attributes
    ----------
    key : int
        Number of the intervention; 0 where it stands for several.
    certainty : str
        What the sentence rests on; never empty.
    """

    key: int
    name: str
    text: str
    certainty: str


@dataclass(frozen=True)
class Decision:
    """Something to decide now, and why."""

    verb: Verb
    line: Line


def decisions_of(spent: Spending, as_of: date | None) -> tuple[tuple[Decision, ...], int]:
    """Say what to do with what goes on, and how many decisions are left over; what is stopped needs none.

    Parameters
    ----------
    as_of : date, optional
        The day of the decision, which tells a verdict that is to come from one that waits for data.
    """
    by_verb: dict[Verb, list[Decision]] = {verb: [] for verb in VERBS}
    for one in spent.paid:  # by money
        if not one.stopped:
            decision = _decision(one, as_of)
            by_verb[decision.verb].append(decision)
    first = [one for found in by_verb.values() for one in found[:_OF_ONE_VERB]]
    later = [one for found in by_verb.values() for one in found[_OF_ONE_VERB:]]
    chosen = [*first, *later][:MOST_DECISIONS]
    ordered = sorted(chosen, key=lambda one: VERBS.index(one.verb))
    return tuple(ordered), len(first) + len(later) - len(ordered)


def _decision(one: Paid, as_of: date | None) -> Decision:
    verb, text = _verb(one, as_of)
    return Decision(verb, Line(one.key, short(one.name), text, certainty_of(one)))


def _verb(one: Paid, as_of: date | None) -> tuple[Verb, str]:
    so_far = f": {amount(one.money, one.hours, one.currency)} so far" if one.money or one.hours else ""
    if one.word == "worked":
        return _worked(one)
    if one.word in ("too early", "cannot tell"):
        return _open(one, as_of)
    if one.word == "made it worse":
        return "Stop", "It made its measure worse."
    if one.word == "no effect that matters":
        return (
            "Stop",
            f"It changes nothing that matters{so_far}. What else it is good for needs its own plan.",
        )
    return "Measure", f"Lock a plan before more is spent, or stop{so_far}."


def _open(one: Paid, as_of: date | None) -> tuple[Verb, str]:
    if waits(one, as_of):
        return "Measure", "Bring the data up to the day its verdict was due."
    if one.word == "too early":
        return "Wait", f"Decide nothing before {day_words(one.due) if one.due else 'the verdict is due'}."
    clearer = one.found.verdict.clearer if one.found is not None else ()
    return "Measure", clearer[0] if clearer else "Plan it anew, with a longer record or a comparison."


def _worked(one: Paid) -> tuple[Verb, str]:
    assert one.found is not None
    if one.worse:
        return "Weigh", f"It worked, and {', '.join(one.worse)} got worse: is it worth that?"
    if one.lasted in ("no effect that matters", "made it worse"):
        return "Weigh", "What it brought did not last: renew it with a new plan, or end it."
    if one.net.high is not None and one.net.high < 0:
        return "Weigh", "It worked, and gave back less than it cost."
    return "Keep", "It worked; keep it where it is."
