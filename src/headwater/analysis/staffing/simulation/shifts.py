"""Shifts of a floor's file: from when to when, and how many."""

from collections.abc import Mapping

from headwater.analysis.contacts.entries import Entry
from headwater.analysis.contacts.yaml_places import Place


def agents_by_interval(entry: Entry, hours: float, intervals: int) -> list[float]:
    """Return how many people shifts bring in each interval of a run.

    Times are hours and minutes from the start of the run, and fall on the beginning of an interval.
    """
    there = [0.0] * intervals
    listed = entry.content["shifts"]
    if not isinstance(listed, list) or not listed:
        entry.wrong("shifts", "has to be a list, such as [{from: 0:00, until: 4:30, agents: 6}].")
        return there
    length = hours / intervals
    for number, item in enumerate(listed):
        at: Place = (*entry.at, "shifts", number)
        if not isinstance(item, Mapping):
            entry.wrong("shifts", f"shift {number + 1} has to be a set of keys: from, until, agents.")
            continue
        shift = Entry(
            item, f"{entry.title}, shift {number + 1}", at, entry.places, entry.source, entry.problems
        )
        shift.known(("from", "until", "agents"))
        agents = shift.number("agents")
        if agents is None or agents != int(agents):
            if "agents" not in item or agents is not None:
                shift.wrong("agents", "has to be whole people: how many the shift brings.")
            continue
        ends = [_interval(shift, name, length, intervals) for name in ("from", "until")]
        if ends[0] is None or ends[1] is None:
            continue
        if ends[1] <= ends[0]:
            shift.wrong("until", f"{item['until']} is not after {item['from']}.")
        for place in range(ends[0], ends[1]):
            there[place] += agents
    return there


def _interval(shift: Entry, key: str, length: float, intervals: int) -> int | None:
    """Return the interval that begins at a time."""
    text = str(shift.content.get(key, "")).strip()
    hour = _hours(text)
    if hour is None:
        shift.wrong(key, f"{text!r} is no time. Write hours from the start of the run, such as 0:00 or 4:30.")
        return None
    place = hour / length
    if abs(place - round(place)) > 1e-6:
        shift.wrong(
            key,
            f"{text} is within an interval: they are {length * 60:g} minutes long. Say interval_minutes, or "
            "move it.",
        )
        return None
    if round(place) > intervals:
        shift.wrong(key, f"{text} is after the end of the run, at {intervals * length:g} hours.")
        return None
    return round(place)


def _hours(text: str) -> float | None:
    """Read hours and minutes."""
    parts = text.split(":")
    if not 1 <= len(parts) <= 2 or not all(part.isdigit() for part in parts):
        return None
    minutes = int(parts[1]) if len(parts) == 2 else 0
    return None if minutes > 59 else int(parts[0]) + minutes / 60
