"""What comes of a change, in plain words, and what the answer rests on."""

from headwater.analysis.policy.what_if.asked import Asked
from headwater.analysis.policy.what_if.result import Row, WhatIf
from headwater.analysis.policy.what_if.sliders import SLIDERS, USUAL_SHARE, USUAL_THRESHOLD
from headwater.analysis.policy.what_if.units import percent, shown

_MEASURED = {
    "contacts_per_hour": "arrivals",
    "today.aht_s": "handle time",
    "today.repeat_frac": "repeats",
    "patience_s": "patience",
}


def sentence_of(told: WhatIf) -> str:
    """Return what comes of a change, in one or two sentences."""
    if not told.change:
        return "Nothing is moved: this is the way of working of today."
    if told.row("agents_needed").change.known:
        parts = [_staff(told.row("agents_needed"))]
    else:
        parts = [f"How many people it needs cannot be told: {told.row('agents_needed').after.why}."]
    contacts = told.row("contacts_per_hour")
    if contacts.change.known and contacts.word in ("better", "worse"):
        fall = "fall" if contacts.word == "better" else "rise"
        parts.append(
            f"Contacts {fall} from {_plain(contacts, 'before')} to {_plain(contacts, 'after')} an hour."
        )
    level = told.row("service_level")
    if level.change.known and level.word in ("better", "worse"):
        parts.append(
            f"With the people there, {level.after_text} are answered in time, not {_plain(level, 'before')}."
        )
    elif level.after.value is None and "without end" in level.after.why:
        parts.append(_capital(level.after.why) + ".")
    return f"{_moved(told)}. " + " ".join(parts)


def _moved(told: WhatIf) -> str:
    """Name what was moved and where to."""
    named = {slider.key: slider for slider in SLIDERS}
    parts: list[str] = []
    for key, value in told.change.items():
        slider = named[key]
        unit = told.currency if slider.unit == "money" else slider.unit
        number = f"{value:.0%}" if unit == "share" else f"{value:,.10g} {unit}".strip()
        parts.append(f"{slider.words.lower() if parts else slider.words} {number}")
    return ", ".join(parts)


def _staff(row: Row) -> str:
    after = shown(row.after, "agents").replace(" agents", "").replace(" agent", "")
    if row.word == "same":
        return f"The work needs {after} on the floor, as today."
    value = row.change.value or 0.0
    if row.word == "may move":
        return (
            f"The work needs {after} on the floor; whether that is more or fewer than today is not certain "
            f"({row.change_text})."
        )
    more = "more" if value > 0 else "fewer"
    return f"The work needs {after} on the floor, {abs(value):.0f} {more} than today."


def _plain(row: Row, side: str) -> str:
    estimate = row.before if side == "before" else row.after
    value = estimate.value or 0.0
    return percent(value) if row.unit == "share" else f"{value:,.0f}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def notes_of(asked: Asked) -> list[str]:
    """Return what the answer rests on, and what it does not know."""
    facts, seen, targets = asked.facts, asked.seen, asked.targets
    notes = []
    if asked.answer_policy is None:
        notes.append(
            f"No answer target is declared: {USUAL_SHARE:.0%} within {USUAL_THRESHOLD:.0f} s is taken, as is "
            "usual."
        )
    limits = []
    if targets.busiest < 1:
        limits.append(f"occupancy of at most {targets.busiest:.0%}")
    if targets.longest < float("inf"):
        limits.append(f"an average wait of at most {targets.longest:g} s")
    if targets.abandon < 1 and seen.patience is not None:
        limits.append(f"abandonment of at most {targets.abandon:.1%}")
    if limits:
        notes.append(f"People needed also hold what is declared: {', '.join(limits)}.")
    if seen.measured:
        named = ", ".join(_MEASURED[name] for name in seen.measured)
        notes.append(
            f"Intervals come from {named} as measured. What people said has no interval: a figure without "
            "one rests on what they said alone."
        )
    else:
        notes.append("All of it rests on what people said: no figure has an interval.")
    approvals = asked.ways[1].approval * asked.ways[1].blocked
    if approvals >= 0.5:
        notes.append(
            f"Handle time holds {approvals:.0f} s of waiting for approvals, which no slider moves alone."
        )
    if facts.cost_per_agent_hour is not None:
        notes.append(f"A year is {facts.hours_per_year:,.0f} hours like this one.")
    if seen.patience is None and seen.issues is not None:
        notes.append("How long customers wait before they give up is not known: nobody is taken to give up.")
    notes.append(
        "Solved for one steady hour. Customers who gave up and try again, a day that ends, and uneven handle "
        "times are not in it: the simulation has them."
    )
    return notes
