"""What lies between the sides of a conflict: contacts, hours and money a year, by arithmetic."""

from dataclasses import replace
from itertools import product

from headwater.analysis.estimates import ASSUMED, Estimate, cannot_tell
from headwater.analysis.policy.checking import way_of_today
from headwater.analysis.policy.conflict_study import Study, Way
from headwater.analysis.policy.effect_lines import a_year
from headwater.analysis.policy.effects import UNKNOWN_TODAY
from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.mistakes.finding import Evidence, Harm, no_harm_known
from headwater.analysis.policy.operation import WayOfWorking

_OFF = 0.1
"""By how much what people said may be off, for the range of the harm."""
_METHOD = "range when what people say is off by a tenth either way"
_LITTLE = 0.5
_SATISFACTION = cannot_tell("nobody measures by which side people go")
_STRAIN = cannot_tell("strain is not measured yet")

Apart = tuple[float, float, float | None]
"""Contacts, hours and money a year by which two ways of working differ."""


def between_sides(study: Study) -> tuple[tuple[Evidence, ...], Harm]:
    """Return by what work as it is today differs from the way out with the fewest contacts.

    Notes
    -----
    Of all conflicts the one counts whose best way out leads to the fewest contacts a year; everything else
    stays as near to today as it can. Both are computed from the facts. The range is what comes out when
    those that people say (the call-back share, how fast talk resolves) are off by a tenth, every way. Nobody
    saw the other way of working: grade D.
    """
    facts = study.weighed.facts
    today = way_of_today(facts)
    if not study.found.conflicts:
        return (), _untold("no conflict was found", facts)
    lacking = _lacking(facts)
    fewest = None if lacking else _fewest(study)
    if today is None or fewest is None or fewest.effect.way is None:
        return (), _untold(lacking or "no change to one policy alone frees a conflict", facts)
    found = [_apart(today, fewest.effect.way, one) for one in (facts, *_nearly(facts))]
    if found[0][0] < _LITTLE:
        why = "by the facts no way out of a conflict leads to fewer contacts than there are"
        return (), _untold(why, facts)
    contacts, hours = _ranged([one[0] for one in found]), _ranged([one[1] for one in found])
    money = [one[2] for one in found if one[2] is not None]
    harm = Harm(
        contacts=contacts,
        hours=hours,
        money=_ranged(money)
        if money
        else cannot_tell("the facts do not say what an agent's hour costs (cost_per_agent_hour)"),
        satisfaction=_SATISFACTION,
        strain=_STRAIN,
        currency=facts.currency,
        grade="D",
    )
    return (_evidence(fewest, contacts, hours),), harm


def _untold(why: str, facts: Facts) -> Harm:
    return replace(no_harm_known(why, facts.currency), satisfaction=_SATISFACTION, strain=_STRAIN)


def _evidence(fewest: Way, contacts: Estimate, hours: Estimate) -> Evidence:
    note = (
        "The range is no 95% interval: it is what comes out if the call-back share, and how fast talk "
        "resolves, are off by a tenth."
    )
    if hours.value is not None and hours.value < 0:
        note = (
            f"In return today takes {-hours.value:,.0f} hours of agents less: the sides trade time for "
            f"contacts that come back. {note}"
        )
    words = f"Contacts more, as work is done today, than with “{fewest.real}”"
    return Evidence("between_sides", words, contacts, "a year", "D", note)


def _lacking(facts: Facts) -> str:
    if facts.today.talk_s is None:
        return UNKNOWN_TODAY
    if facts.issues_per_hour is None:
        return "the facts do not say how many contacts there are (issues_per_hour)"
    if facts.resolution is None:
        return "the facts do not say how first-contact resolution depends on talk time (resolution)"
    return ""


def _fewest(study: Study) -> Way | None:
    """Return the way out that leads to the fewest contacts a year."""
    facts = study.weighed.facts
    found = [
        (year[0], way)
        for one in study.studied
        for way in one.ways
        if way.effect.way is not None and (year := a_year(way.effect.way, facts)) is not None
    ]
    return min(found, key=lambda one: one[0], default=(0.0, None))[1]


def _apart(today: WayOfWorking, fewest: WayOfWorking, facts: Facts) -> Apart:
    one, other = a_year(today, facts), a_year(fewest, facts)
    assert one is not None  # both were told before
    assert other is not None
    money = None if one[2] is None or other[2] is None else one[2] - other[2]
    return one[0] - other[0], one[1] - other[1], money


def _nearly(facts: Facts) -> list[Facts]:
    """Return the facts with those that people say off by a tenth, every way."""
    curve = facts.resolution
    assert curve is not None  # asked before
    found = []
    for back, time in product((1 - _OFF, 1 + _OFF), repeat=2):
        if curve.points:
            shifted = replace(curve, points=tuple((x * time, y) for x, y in curve.points))
        else:
            shifted = replace(curve, seconds=curve.seconds * time)
        share = min(facts.call_back_share * back, 0.99)
        found.append(replace(facts, call_back_share=share, resolution=shifted))
    return found


def _ranged(values: list[float]) -> Estimate:
    return Estimate(values[0], min(values), max(values), level=ASSUMED, method=_METHOD)
