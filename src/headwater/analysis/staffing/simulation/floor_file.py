"""A floor from a YAML file, with the line of everything that cannot be so."""

from collections.abc import Mapping
from importlib.resources import files
from math import ceil, inf, log, sqrt
from pathlib import Path
from typing import Any

from headwater.analysis.contacts.entries import Entry, file_text
from headwater.analysis.contacts.yaml_places import Place, load_with_places
from headwater.analysis.errors import BadDataError, UsageError, nearest
from headwater.analysis.staffing.simulation.floor import ContactKind, Floor, Group, Profile
from headwater.analysis.staffing.simulation.shifts import agents_by_interval

_TOP = ("hours", "interval_minutes", "warm_up_hours", "threshold_s", "contacts", "groups")
_KIND = (
    *("name", "per_hour", "handle_s", "handle_spread", "patience_s", "redial", "comes_back", "target"),
    *("callback", "priority"),
)
_GROUP = ("name", "agents", "shifts", "skills", "speed")
_MOST_INTERVALS = 10_000


def example_floor() -> str:
    """Return a floor as a YAML text, to start one's own from."""
    return (files("headwater.analysis.staffing.simulation") / "floor.yaml").read_text(encoding="utf-8")


def read_floor(path: str | Path) -> Floor:
    """Return the floor of a YAML file.

    Raises
    ------
    UsageError
        There is no such file, or it cannot be read.
    BadDataError
        Something in it cannot be so; one line for each fault.
    """
    return parse_floor(file_text(Path(path), "a floor"), Path(path).name)


def parse_floor(text: str, source: str = "floor.yaml") -> Floor:
    """Return the floor of a YAML text.

    Raises
    ------
    BadDataError
        Something in it cannot be so; one line for each fault.

    Examples
    --------
    >>> floor = parse_floor('''
    ... hours: 4
    ... contacts: [{name: calls, per_hour: 100, handle_s: 180, patience_s: 120}]
    ... groups: [{name: team, agents: 6, skills: calls}]
    ... ''')
    >>> floor.kinds[0].patience_seconds, floor.groups[0].agents
    (120.0, 6.0)
    """
    try:
        content, places = load_with_places(text, source)
    except UsageError as error:
        raise BadDataError(str(error)) from error
    if not isinstance(content, Mapping) or not content:
        raise BadDataError(f"{source}: a floor is a set of keys, such as `contacts:` and `groups:`.")
    top = Entry(content, "the floor", (), places, source)
    top.known(_TOP)
    hours, intervals = _time(top)
    entries = {name: _listed(top, name) for name in ("contacts", "groups")}
    kinds = [kind for entry in entries["contacts"] if (kind := _kind(entry, intervals)) is not None]
    named = [entry.text("name") for entry in entries["contacts"]]
    groups = [g for entry in entries["groups"] if (g := _group(entry, named, hours, intervals)) is not None]
    _all_helped(entries, named)
    warm_up, threshold = top.number("warm_up_hours", 0.0), _positive(top, "threshold_s", 20.0)
    if warm_up is not None and warm_up >= hours:
        top.wrong("warm_up_hours", f"is {warm_up:g}: the warm-up has to end before the {hours:g} hours do.")
    top.raise_if_wrong()
    try:
        return Floor(kinds, groups, hours, warm_up or 0.0, threshold)
    except UsageError as error:
        raise BadDataError(f"{source}: {error}") from error


def _time(top: Entry) -> tuple[float, int]:
    """Return hours of a run and the number of its intervals: as many as the longest list, or as asked."""
    hours = _positive(top, "hours", 0.0)
    if "hours" not in top.content:
        top.wrong("", "`hours` is missing: how long a run lasts.")
    hours = hours or 1.0
    if "interval_minutes" in top.content:
        minutes = _positive(top, "interval_minutes", 30.0)
        count = hours * 60 / minutes
        if abs(count - round(count)) > 1e-9 or count > _MOST_INTERVALS:
            top.wrong(
                "interval_minutes", f"is {minutes:g}: it does not divide {hours:g} hours into intervals."
            )
            return hours, 1
        return hours, round(count)
    lengths = [1]
    shifts = False
    for name, field in (("contacts", "per_hour"), ("groups", "agents")):
        for item in top.content.get(name) or []:
            if isinstance(item, Mapping):
                shifts |= "shifts" in item
                value = item.get(field)
                lengths.append(len(value) if isinstance(value, list) else 1)
    longest = max(lengths)
    half_hours = ceil(hours * 2 - 1e-9)
    return hours, half_hours if shifts and half_hours % longest == 0 else longest


def _listed(top: Entry, name: str) -> list[Entry]:
    """Return the entries of a list; each has to be a set of keys with a name of its own."""
    listed = top.content.get(name)
    if not isinstance(listed, list) or not listed:
        what = "one kind of contact" if name == "contacts" else "one group of people"
        top.wrong(name, f"a floor needs a list with at least {what}.")
        return []
    found, seen = [], set()
    for place, item in enumerate(listed):
        at: Place = (name, place)
        if not isinstance(item, Mapping):
            line = top.places.get(at, 1)
            top.problems.append(f"{top.source}, line {line}: {name} {place + 1} has to be a set of keys.")
            continue
        given = item.get("name")
        title = f"{name} {given!r}" if isinstance(given, str) and given else f"{name} {place + 1}"
        entry = Entry(item, title, at, top.places, top.source, top.problems)
        if not isinstance(given, str) or not given.strip():
            entry.wrong("name", "is missing: give it a name of its own.")
        elif given in seen:
            entry.wrong("name", "stands twice: give each a name of its own.")
        seen.add(given)
        found.append(entry)
    return found


def _kind(entry: Entry, intervals: int) -> ContactKind | None:
    entry.known(_KIND)
    rates = _profile(entry, "per_hour", intervals)
    handle = _positive(entry, "handle_s", 0.0)
    if "handle_s" not in entry.content:
        entry.wrong("handle_s", "is missing: how long a contact takes on average, in seconds.")
    spread = entry.number("handle_spread")
    again, back = entry.part("redial"), entry.part("comes_back")
    target, callback = entry.part("target"), entry.part("callback")
    named: dict[str, Any] = {}
    if again is not None:
        again.known(("share", "after_s"))
        named["redial_share"] = _below_one(again, "share")
        named["redial_after_seconds"] = _positive(again, "after_s", 600.0)
    if back is not None:
        back.known(("share", "after_s", "slope"))
        named["back_share"] = _below_one(back, "share")
        named["back_after_seconds"] = _positive(back, "after_s", 86_400.0)
        named["back_slope"] = back.number("slope", 0.0, low=-1.0, high=1.0) or 0.0
    if target is not None:
        target.known(("seconds", "cut", "come_back"))
        if "seconds" not in target.content:
            target.wrong("seconds", "is missing: the handle time that should not be exceeded.")
        named["target_seconds"] = _positive(target, "seconds", inf)
        named["cut_share"] = target.number("cut", 0.0, high=1) or 0.0
        named["cut_back_share"] = _below_one(target, "come_back")
    if callback is not None:
        callback.known(("share", "priority"))
        named["callback_share"] = callback.number("share", 0.0, high=1) or 0.0
        named["callback_priority"] = callback.number("priority", 1.0, low=-1e6) or 0.0
    named["priority"] = entry.number("priority", 0.0, low=-1e6) or 0.0
    patience = _positive(entry, "patience_s", inf)
    if entry.problems:
        return None
    named["handle_spread"] = -1.0 if spread is None else sqrt(log(1 + spread * spread))
    return ContactKind(entry.text("name"), rates, handle, patience_seconds=patience, **named)


def _group(entry: Entry, named: list[str], hours: float, intervals: int) -> Group | None:
    entry.known(_GROUP)
    skills = entry.names("skills") if "skills" in entry.content else ()
    if not skills and "skills" not in entry.content:
        entry.wrong("skills", "is missing: the kinds of contact they can help with.")
    for name in skills:
        if name not in named:
            entry.wrong(
                "skills", f"{name!r} does not come here.{nearest(name, named)} Known: {', '.join(named)}."
            )
    if ("agents" in entry.content) == ("shifts" in entry.content):
        entry.wrong("", "say either `agents` (one figure, or one an interval) or `shifts`, one of the two.")
        return None
    agents: Profile
    if "shifts" in entry.content:
        agents = agents_by_interval(entry, hours, intervals)
    else:
        agents = _profile(entry, "agents", intervals)
        for number in [agents] if isinstance(agents, float) else agents:
            if number != int(number):
                entry.wrong("agents", f"{number:g} agents cannot be there. Give whole people.")
                break
    speed = _positive(entry, "speed", 1.0)
    return None if entry.problems else Group(entry.text("name"), agents, skills, speed)


def _profile(entry: Entry, key: str, intervals: int) -> Profile:
    """Return one figure, or one for each interval; a shorter list that fits in is spread out."""
    value = entry.content.get(key)
    if value is None or value == "":
        entry.wrong(key, "is missing: one figure, or a list with one for each interval.")
        return 0.0
    if not isinstance(value, list):
        return entry.number(key) or 0.0
    figures = [entry.as_number(key, one) for one in value]
    if not figures or intervals % len(figures):
        entry.wrong(
            key,
            f"has {len(figures)} figures, and a run has {intervals} intervals. Give one figure, or as many "
            "as there are intervals (see interval_minutes).",
        )
        return 0.0
    times = intervals // len(figures)
    return [one or 0.0 for one in figures for _ in range(times)]


def _all_helped(entries: Mapping[str, list[Entry]], named: list[str]) -> None:
    helped: set[str] = set()
    for group in entries["groups"]:
        given = group.content.get("skills", [])
        helped |= set(given if isinstance(given, list) else [given])
    for entry, name in zip(entries["contacts"], named, strict=True):
        if entries["groups"] and name and name not in helped:
            entry.wrong("", f"nobody can help with it: name {name} in the skills of a group.")


def _positive(entry: Entry, key: str, default: float) -> float:
    value = entry.number(key)
    if value == 0:
        entry.wrong(key, "is 0: it has to be above 0.")
    return value or default


def _below_one(entry: Entry, key: str) -> float:
    value = entry.number(key, 0.0, high=1)
    if value == 1:
        entry.wrong(key, "is 1: if everyone comes back, contacts grow without end. Give less.")
    return value or 0.0
