"""The sentences that say what was found, shared by terminal and page."""

from headwater.analysis.demand.causes.budget import Budget
from headwater.analysis.demand.causes.causes_result import Causes
from headwater.analysis.demand.causes.reading_figures import points, yearly
from headwater.analysis.demand.prevalence.prevalence_result import NOUNS
from headwater.analysis.demand.report.words import listed


def headline(found: Causes) -> str:
    """Return failure demand by count, time and money, in one sentence."""
    shares = []
    for measure in found.shown:
        share = found.failure.share.of(measure)
        if share.known:
            of = NOUNS[measure]
            if measure == "time" and "cost" in found.measures and "cost" not in found.shown:
                of += " and so of cost"
            shares.append(f"{share.percent()} of {of}")
    if not shares:
        return f"How much is failure demand cannot be told: {found.failure.share.contacts.why}."
    return f"Failure demand is {listed(shares)}."


def a_year(found: Causes) -> str:
    """Return what failure demand takes a year, in one sentence."""
    parts = [yearly(found.failure.yearly.contacts, "contacts")]
    if found.failure.yearly.time.known:
        parts.append(yearly(found.failure.yearly.time, "hours"))
    if found.failure.yearly.cost.known:
        parts.append(yearly(found.failure.yearly.cost, found.currency))
    return f"At the pace of these {found.found.days} days it takes {listed(parts)} a year."


def who_causes(found: Causes) -> str:
    """Return how failure demand divides between support and others, in one sentence."""
    outside, inside, open_ = (getattr(found.outside, name) for name in ("outside", "inside", "not_said"))
    if not outside.contacts.known:
        return f"How much of it is caused outside support cannot be told: {outside.contacts.why}."
    text = f"{outside.contacts.percent()} of it"
    if outside.time.known:
        text += f", and {outside.time.percent()} of its handle time,"
    text += f" is caused outside support; {inside.contacts.percent()} inside"
    if (open_.contacts.value or 0.0) > 0.005:
        text += f"; for {open_.contacts.percent()} nobody said"
    return f"{text}."


def knock_on(found: Causes) -> str:
    """Return what sets off most further contacts, as far as it is certain, in one or two sentences."""
    days = found.settings.window_days
    certain = found.largest_knock_on
    if certain:
        node = certain[0]
        hours = (
            f" These take {yearly(node.knock_on.hours, 'hours')} a year." if node.knock_on.hours.known else ""
        )
        others = f" So are {listed([f'“{n.name}”' for n in certain[1:4]])}." if len(certain) > 1 else ""
        return (
            f"Contacts about “{node.name}” are followed by another of the same customer within {days} days "
            f"more often than all others: {node.knock_on.followed.percent()}, "
            f"{points(node.knock_on.difference)}.{hours}{others}"
        )
    whole = found.failure.knock_on
    if not whole.hours.known or not whole.followed.known:
        return f"What sets off further contacts cannot be told: {whole.followed.why or whole.hours.why}."
    return (
        f"No reason can be told to set off more contacts than the others. {whole.followed.percent()} of all "
        f"failure demand is followed by another contact of the same customer within {days} days "
        f"({points(whole.difference)} against other contacts), and those take "
        f"{yearly(whole.hours, 'hours')} a year."
    )


def ledger_first(found: Causes) -> str:
    """Return how the ledger stands, in one sentence."""
    ledger = found.ledger
    noun = NOUNS[found.measure]
    many = len(ledger.lines)
    if not many:
        return "No reason rests on enough coded contacts to be listed."
    whole = "1 reason makes" if many == 1 else f"{many} reasons make"
    text = f"{whole} the first {ledger.within:.0%} of the {noun} of failure demand."
    missing = len(ledger.open)
    if not ledger.given:
        return f"{text} No action ledger was given (--ledger; --new-ledger writes one to fill in)."
    if not missing:
        return f"{text} Each has an owner, an action and an expected effect."
    lack = "1 of them lacks" if missing == 1 else f"{missing} of them lack"
    return f"{text} {lack} an owner, an action or what to expect of it."


def people(found: Budget) -> str:
    """Read the capacity set free as people, with the assumption it rests on."""
    count = found.people
    if count.value is None or count.low is None or count.high is None:
        return f"cannot tell: {count.why}"
    per = found.spending.hours_per_person_year or 0.0
    return f"{yearly(count, 'people')}, at {per:,.0f} hours of handling a person and year"
