"""Rosters: every repeating shift lands where a calendar would put it, or is refused."""

from datetime import date
from pathlib import Path

import pytest

from headwater.analysis.errors import BadDataError, UsageError
from headwater.analysis.staffing.roster import read_roster

MARCH = (date(2026, 3, 1), date(2026, 4, 30))


def calendar(tmp_path: Path, *events: str, head: str = "BEGIN:VCALENDAR\nVERSION:2.0\n") -> Path:
    body = "".join(f"BEGIN:VEVENT\nUID:{i}\n{event}\nEND:VEVENT\n" for i, event in enumerate(events))
    file = tmp_path / "roster.ics"
    file.write_text(head + body + "END:VCALENDAR\n")
    return file


def starts(file: Path, timezone: str | None = None) -> list[str]:
    shifts = read_roster(file, timezone=timezone).source.between(*MARCH)
    return [shift.start.strftime("%m-%d %H:%M") for shift in sorted(shifts, key=lambda s: s.start)]


NINE = "DTSTART:20260302T090000\nDTEND:20260302T170000\n"


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("", ["03-02"]),
        ("RRULE:FREQ=DAILY;COUNT=3", ["03-02", "03-03", "03-04"]),
        ("RRULE:FREQ=DAILY;INTERVAL=10;COUNT=3", ["03-02", "03-12", "03-22"]),
        ("RRULE:FREQ=WEEKLY;UNTIL=20260316T090000", ["03-02", "03-09", "03-16"]),
        ("RRULE:FREQ=WEEKLY;UNTIL=20260316", ["03-02", "03-09", "03-16"]),
        ("RRULE:FREQ=WEEKLY;UNTIL=20260316T085959", ["03-02", "03-09"]),
        ("RRULE:FREQ=WEEKLY;BYDAY=MO,WE,FR;COUNT=5", ["03-02", "03-04", "03-06", "03-09", "03-11"]),
        ("RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;COUNT=4", ["03-02", "03-08", "03-16", "03-22"]),
        ("RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;COUNT=4;WKST=SU", ["03-02", "03-15", "03-16", "03-29"]),
        # an exception still counts
        ("RRULE:FREQ=DAILY;COUNT=3\nEXDATE:20260303T090000", ["03-02", "03-04"]),
        ("RRULE:FREQ=DAILY;COUNT=4\nEXDATE:20260303T090000,20260304T090000", ["03-02", "03-05"]),
    ],
)
def test_repeating_shifts(tmp_path: Path, rule: str, days: list[str]) -> None:
    assert [start[:5] for start in starts(calendar(tmp_path, NINE + rule))] == days


def test_a_changed_and_a_cancelled_shift_of_a_series(tmp_path: Path) -> None:
    series = NINE + "RRULE:FREQ=DAILY;COUNT=3"
    file = tmp_path / "r.ics"
    file.write_text(
        "BEGIN:VCALENDAR\n"
        f"BEGIN:VEVENT\nUID:a\n{series}\nEND:VEVENT\n"
        "BEGIN:VEVENT\nUID:a\nRECURRENCE-ID:20260303T090000\nDTSTART:20260303T120000\nDURATION:PT4H\nEND:VEVENT\n"
        "BEGIN:VEVENT\nUID:a\nRECURRENCE-ID:20260304T090000\nSTATUS:CANCELLED\n"
        "DTSTART:20260304T090000\nDTEND:20260304T170000\nEND:VEVENT\n"
        "END:VCALENDAR\n"
    )
    found = read_roster(file)
    at = [(date(2026, 3, day), half) for day, half in ((2, 18), (3, 18), (3, 24), (3, 32), (4, 18))]
    assert found.agents(at).tolist() == [1, 0, 1, 0, 0]


def test_wall_clock_time_is_kept_when_the_clocks_change(tmp_path: Path) -> None:
    zoned = "DTSTART;TZID=Europe/Berlin:20260328T090000\nDTEND;TZID=Europe/Berlin:20260328T170000\n"
    file = calendar(tmp_path, zoned + "RRULE:FREQ=DAILY;COUNT=2")
    assert starts(file) == ["03-28 09:00", "03-29 09:00"]
    # seen from London, whose clocks change on the same day, and from New York, whose do not
    assert starts(file, "Europe/London") == ["03-28 08:00", "03-29 08:00"]
    assert starts(file, "America/New_York") == ["03-28 04:00", "03-29 03:00"]


def test_utc_needs_the_organisations_zone(tmp_path: Path) -> None:
    file = calendar(tmp_path, "DTSTART:20260302T080000Z\nDTEND:20260302T160000Z")
    with pytest.raises(UsageError, match=r"gives times in UTC\. Say with a time zone"):
        read_roster(file)
    assert starts(file, "Europe/Berlin") == ["03-02 09:00"]


def test_folded_lines_alarms_and_cancelled_events(tmp_path: Path) -> None:
    folded = "DTSTART:20260302T0900\n 00\nDTEND:20260302T170000\nBEGIN:VALARM\nTRIGGER:-PT5M\nEND:VALARM"
    gone = NINE + "STATUS:CANCELLED"
    assert starts(calendar(tmp_path, folded, gone)) == ["03-02 09:00"]


def test_a_night_shift_counts_on_both_days(tmp_path: Path) -> None:
    file = calendar(tmp_path, "DTSTART:20260302T224500\nDTEND:20260303T060000")
    night = read_roster(file).agents([(date(2026, 3, 2), 45), (date(2026, 3, 2), 46), (date(2026, 3, 3), 11)])
    assert night.tolist() == [0.5, 1.0, 1.0]
    # asked about the second day alone, it is still there
    assert read_roster(file).agents([(date(2026, 3, 3), 0)]).tolist() == [1.0]


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (NINE + "RRULE:FREQ=MONTHLY", "line 7: it repeats MONTHLY; only DAILY and WEEKLY are read"),
        (NINE + "RRULE:FREQ=WEEKLY;BYSETPOS=1", "BYSETPOS in a repeating shift is not read"),
        (NINE + "RRULE:FREQ=WEEKLY;BYDAY=2MO", "'2MO' is no weekday"),
        (NINE + "RRULE:FREQ=DAILY;BYDAY=MO", "BYDAY with DAILY is not read. Use WEEKLY"),
        (NINE + "RRULE:FREQ=WEEKLY;BYDAY=TU", "the first shift is on another weekday"),
        (NINE + "RRULE:FREQ=DAILY;COUNT=0", "COUNT is '0'"),
        (NINE + "RDATE:20260305T090000", "RDATE is not read"),
        ("DTSTART;VALUE=DATE:20260302", "'20260302' is a whole day. A shift needs its hours"),
        ("DTSTART:20260302T090000", "neither DTEND nor DURATION"),
        ("DTSTART:20260302T090000\nDURATION:eight", "'eight' is no duration"),
        ("DTSTART:20260302T090000\nDTEND:20260302T080000", "ends at 2026-03-02 08:00, not after its start"),
        ("DTSTART:20260302T090000\nDTEND:20260305T090000", "the shift lasts 72 hours"),
        ("DTSTART;TZID=Mars/Base:20260302T090000\nDURATION:PT8H", "'Mars/Base' is no known time zone"),
        ("DTSTART:2026-03-02T09\nDURATION:PT8H", "is no date and time of iCalendar"),
        ("DTEND:20260302T090000", "it has no DTSTART"),
    ],
)
def test_what_is_not_read_is_refused_with_its_line(tmp_path: Path, event: str, words: str) -> None:
    with pytest.raises(BadDataError, match=words):
        read_roster(calendar(tmp_path, event))


def test_other_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadDataError, match="holds no events"):
        read_roster(calendar(tmp_path))
    with pytest.raises(UsageError, match="no file"):
        read_roster(tmp_path / "none.ics")
    file = tmp_path / "r.ics"
    file.write_text("hello")
    with pytest.raises(BadDataError, match="no BEGIN:VCALENDAR"):
        read_roster(file)
    file.write_text("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260302T090000\n")
    with pytest.raises(BadDataError, match="no END:VEVENT"):
        read_roster(file)


def test_a_roster_as_csv(tmp_path: Path) -> None:
    file = tmp_path / "roster.csv"
    file.write_text(
        "agent,start,end\nana,2026-03-02 09:00,2026-03-02 10:15\nben,2026-03-02 09:30,2026-03-02 17:00\n"
    )
    found = read_roster(file).agents([(date(2026, 3, 2), half) for half in (18, 19, 20, 21)])
    assert found.tolist() == [1, 2, 1.5, 1]
    file.write_text("start,end,agents\n2026-03-02 09:00,2026-03-02 10:00,12\n")
    assert read_roster(file).agents([(date(2026, 3, 2), 18)]).tolist() == [12]
    file.write_text("start,end\n2026-03-02 22:00,2026-03-02 06:00\n")
    with pytest.raises(BadDataError, match=r"line 2.*A shift past midnight ends on the next day"):
        read_roster(file)
    file.write_text("start,until\n2026-03-02 22:00,2026-03-02 06:00\n")
    with pytest.raises(BadDataError, match="no column 'end'"):
        read_roster(file)
