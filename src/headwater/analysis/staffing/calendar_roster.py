"""iCalendar files as rosters: an event is one agent's shift; repeating ones are expanded, or refused.

Read are daily and weekly rules with INTERVAL, COUNT, UNTIL, BYDAY and WKST, exceptions (EXDATE) and single
changed events (RECURRENCE-ID). Any other rule is refused: a roster that is half right is worse than none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from headwater.analysis.errors import BadDataError, UsageError
from headwater.analysis.staffing.faults import Faults
from headwater.analysis.staffing.roster import Shift, check_shift

_WEEKDAYS = {name: i for i, name in enumerate(("MO", "TU", "WE", "TH", "FR", "SA", "SU"))}
_DURATION = re.compile(r"^\+?P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$")
_READ = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST"}


@dataclass(frozen=True)
class Moment:
    """A wall-clock time and the zone it is in; None where the calendar says none."""

    wall: datetime
    zone: ZoneInfo | None

    def local(self, zone: ZoneInfo | None) -> datetime:
        """Return it in the organisation's zone, without one."""
        if self.zone is None or zone is None:
            return self.wall
        return self.wall.replace(tzinfo=self.zone).astimezone(zone).replace(tzinfo=None)


@dataclass(frozen=True)
class Rule:
    """How an event repeats."""

    weekly: bool
    interval: int
    count: int | None
    until: Moment | None
    weekdays: tuple[int, ...]
    week_starts: int

    def days(self, first: date, last: date) -> Iterator[date]:
        """Return the days on which it happens, from the event's own first day to `last`."""
        if not self.weekly:
            day = first
            while day <= last:
                yield day
                day += timedelta(days=self.interval)
            return
        monday = first - timedelta(days=(first.weekday() - self.week_starts) % 7)
        order = sorted(self.weekdays or (first.weekday(),), key=lambda day: (day - self.week_starts) % 7)
        while monday <= last:
            for weekday in order:
                day = monday + timedelta(days=(weekday - self.week_starts) % 7)
                if first <= day <= last:
                    yield day
            monday += timedelta(days=7 * self.interval)


@dataclass(frozen=True)
class Event:
    """One event of a calendar."""

    where: str
    uid: str
    start: Moment
    length: timedelta
    rule: Rule | None
    without: frozenset[datetime]
    instead_of: datetime | None

    def starts(self, last: date) -> Iterator[datetime]:
        """Return the wall-clock times at which it begins, up to a day."""
        if self.rule is None:
            yield self.start.wall
            return
        time = self.start.wall.time()
        for number, day in enumerate(self.rule.days(self.start.wall.date(), last), start=1):
            if self.rule.count is not None and number > self.rule.count:
                return
            at = datetime.combine(day, time)
            if self.rule.until is not None and self._beyond(at, self.rule.until):
                return
            if at not in self.without:
                yield at

    def _beyond(self, at: datetime, until: Moment) -> bool:
        if until.zone is None or self.start.zone is None:
            return at > until.wall
        return at.replace(tzinfo=self.start.zone) > until.wall.replace(tzinfo=until.zone)


@dataclass(frozen=True)
class CalendarShifts:
    """The shifts of a calendar."""

    events: tuple[Event, ...]
    zone: ZoneInfo | None

    def between(self, first: date, last: date) -> Sequence[Shift]:
        """Return the shifts that touch days from `first` to `last`, in the organisation's time."""
        changed = {(event.uid, event.instead_of) for event in self.events if event.instead_of is not None}
        found = []
        begin = datetime.combine(first, datetime.min.time())
        end = datetime.combine(last, datetime.max.time())
        for event in self.events:
            for wall in event.starts(last + timedelta(days=1)):
                if event.instead_of is None and (event.uid, wall) in changed:
                    continue
                start = replace(event.start, wall=wall).local(self.zone)
                shift = Shift(start, start + event.length)
                if shift.start <= end and shift.end > begin:
                    found.append(shift)
        return found


def read_calendar(path: Path, *, timezone: str | None = None) -> CalendarShifts:
    """Read the events of an iCalendar file as shifts.

    Raises
    ------
    BadDataError
        The file is no calendar, or an event cannot be read or repeats in a way that is not; with its line.
    UsageError
        Times in UTC or in several zones, and no time zone of the organisation.
    """
    if not path.is_file():
        raise UsageError(f"There is no file {path}. Give an iCalendar file, or a CSV with start and end.")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadDataError(f"{path.name} cannot be read: {error.strerror}.") from error
    return calendar_of(path.name, data, timezone=timezone)


def calendar_of(name: str, data: bytes, *, timezone: str | None = None) -> CalendarShifts:
    """Read an iCalendar file that is in memory: one with names in it has no need to reach a disk."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadDataError(f"{name} is not UTF-8 text (byte {error.start}).") from error
    if "BEGIN:VCALENDAR" not in text.upper():
        raise BadDataError(f"{name} is no iCalendar file: it has no BEGIN:VCALENDAR.")
    zone = None if timezone is None else _zone(timezone, "--timezone")
    events = tuple(_events(name, text))
    if not events:
        raise BadDataError(f"{name} holds no events. A roster needs one for each shift.")
    zones = {event.start.zone.key for event in events if event.start.zone is not None}
    if zone is None and ("UTC" in zones or len(zones) > 1):
        raise UsageError(
            f"{name} gives times in {', '.join(sorted(zones))}. Say with a time zone which local time "
            "the arrivals are in, such as Europe/Berlin."
        )
    return CalendarShifts(events, zone)


_Lines = list[tuple[str, dict[str, str], str, str]]


def _events(name: str, text: str) -> Iterator[Event]:
    """Unfold the lines, and hand each VEVENT on."""
    unfolded: list[tuple[int, str]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line[:1] in (" ", "\t") and unfolded:
            unfolded[-1] = (unfolded[-1][0], unfolded[-1][1] + line[1:])
        elif line.strip():
            unfolded.append((number, line))
    inside: _Lines | None = None
    depth: list[str] = []
    began, faults = 0, Faults()
    for number, line in unfolded:
        head, _, value = line.partition(":")
        key, *parts = head.split(";")
        key = key.upper()
        if key == "BEGIN":
            depth.append(value.strip().upper())
            if depth[-1] == "VEVENT":
                inside, began = [], number
        elif key == "END":
            if depth and depth.pop() == "VEVENT" and inside is not None:
                event = None
                with faults.gathered():
                    event = _event(f"{name}, event at line {began}", inside)
                inside = None
                if event is not None:
                    yield event
        elif inside is not None and depth[-1] == "VEVENT":
            options = dict(part.split("=", 1) for part in parts if "=" in part)
            where = f"{name}, line {number}"
            inside.append((key, {k.upper(): v.strip('"') for k, v in options.items()}, value.strip(), where))
    if inside is not None:
        raise BadDataError(f"{name}, line {began}: the event has no END:VEVENT. The file was cut off.")
    faults.refuse()


def _event(where: str, lines: _Lines) -> Event | None:
    found = {key: (options, value, at) for key, options, value, at in lines}
    if found.get("STATUS", ({}, "", ""))[1].upper() == "CANCELLED" and "RECURRENCE-ID" not in found:
        return None
    if "DTSTART" not in found:
        raise BadDataError(f"{where}: it has no DTSTART.")
    for key in ("RDATE", "EXRULE"):
        if key in found:
            raise BadDataError(f"{found[key][2]}: {key} is not read. Export the shifts one by one.")
    start = _moment(*found["DTSTART"])
    if "DTEND" in found:
        end = _moment(*found["DTEND"])
        length = _between(start, end)
    elif "DURATION" in found:
        length = _duration(found["DURATION"][1], found["DURATION"][2])
    else:
        raise BadDataError(f"{where}: it has neither DTEND nor DURATION, so the shift has no end.")
    check_shift(Shift(start.wall, start.wall + length), where)
    without = frozenset(
        _moment(options, part, at).wall
        for key, options, value, at in lines
        if key == "EXDATE"
        for part in value.split(",")
    )
    instead = _moment(*found["RECURRENCE-ID"]).wall if "RECURRENCE-ID" in found else None
    cancelled = found.get("STATUS", ({}, "", ""))[1].upper() == "CANCELLED"
    return Event(
        where,
        found.get("UID", ({}, where, ""))[1],
        start,
        timedelta(0) if cancelled else length,
        _rule(found["RRULE"][1], found["RRULE"][2], start) if "RRULE" in found else None,
        without,
        instead,
    )


def _between(start: Moment, end: Moment) -> timedelta:
    if start.zone is None or end.zone is None or start.zone.key == end.zone.key:
        return end.wall - start.wall
    return end.wall.replace(tzinfo=end.zone) - start.wall.replace(tzinfo=start.zone)


def _moment(options: dict[str, str], value: str, where: str) -> Moment:
    if options.get("VALUE", "").upper() == "DATE" or "T" not in value:
        raise BadDataError(
            f"{where}: {value!r} is a whole day. A shift needs its hours; leave days off out of the roster."
        )
    try:
        wall = datetime.strptime(value.removesuffix("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007
    except ValueError as error:
        raise BadDataError(f"{where}: {value!r} is no date and time of iCalendar.") from error
    if value.endswith("Z"):
        return Moment(wall, ZoneInfo("UTC"))
    return Moment(wall, _zone(options["TZID"], where) if "TZID" in options else None)


def _zone(name: str, where: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadDataError(
            f"{where}: {name!r} is no known time zone. Use a name such as Europe/Berlin."
        ) from error


def _duration(text: str, where: str) -> timedelta:
    match = _DURATION.match(text)
    if match is None or not any(match.groups()):
        raise BadDataError(f"{where}: {text!r} is no duration such as PT8H.")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


def _rule(text: str, where: str, start: Moment) -> Rule:
    parts = dict(part.split("=", 1) for part in text.upper().split(";") if "=" in part)
    frequency = parts.get("FREQ", "")
    if frequency not in ("DAILY", "WEEKLY"):
        raise BadDataError(
            f"{where}: it repeats {frequency or 'without FREQ'}; only DAILY and WEEKLY are read. Export the "
            "shifts one by one."
        )
    for name in parts:
        if name not in _READ:
            raise BadDataError(
                f"{where}: {name} in a repeating shift is not read. Export the shifts one by one."
            )
    interval, count = (_whole(parts.get(name), where, name) for name in ("INTERVAL", "COUNT"))
    weekdays = [day for day in parts.get("BYDAY", "").split(",") if day]
    for day in [*weekdays, parts.get("WKST", "MO")]:
        if day not in _WEEKDAYS:
            raise BadDataError(f"{where}: {day!r} is no weekday such as MO. Export the shifts one by one.")
    if weekdays and frequency == "DAILY":
        raise BadDataError(f"{where}: BYDAY with DAILY is not read. Use WEEKLY, which says the same.")
    if weekdays and start.wall.weekday() not in [_WEEKDAYS[day] for day in weekdays]:
        raise BadDataError(
            f"{where}: the first shift is on another weekday than those it repeats on. Calendars read that "
            "differently; let it begin on one of them."
        )
    until = None
    if "UNTIL" in parts:
        end = parts["UNTIL"]
        if "T" in end:
            until = _moment({}, end, where)
        else:
            last = _moment({}, f"{end}T235959", where)
            until = Moment(last.wall, start.zone)
    return Rule(
        frequency == "WEEKLY",
        interval or 1,
        count,
        until,
        tuple(_WEEKDAYS[day] for day in weekdays),
        _WEEKDAYS[parts.get("WKST", "MO")],
    )


def _whole(text: str | None, where: str, name: str) -> int | None:
    if text is None:
        return None
    if not text.isdigit() or int(text) < 1:
        raise BadDataError(f"{where}: {name} is {text!r}: it has to be a whole number from 1.")
    return int(text)
