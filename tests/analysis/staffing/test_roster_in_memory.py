"""Rosters that are read in memory: names in them go nowhere, and every fault is said with its line."""

from datetime import date

import pytest

from headwater.analysis.errors import BadDataError
from headwater.analysis.staffing.half_hour_roster import counted
from headwater.analysis.staffing.roster import roster_of

CALENDAR = (
    "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Jane Doe\nDTSTART:20260302T090000\nDTEND:20260302T170000\n"
    "RRULE:FREQ=WEEKLY;BYDAY=MO,TU\nEND:VEVENT\n{more}END:VCALENDAR\n"
)


def test_only_counts_are_left_of_a_table() -> None:
    text = "agent,start,end\nJane Doe,2026-03-02 09:00,2026-03-02 10:15\n"
    text += "Jo Roe,2026-03-02 09:30,2026-03-02 10:00\n"
    found = counted(roster_of("r.csv", text.encode()), date(2026, 3, 2), date(2026, 3, 2))
    assert found.rows() == [["2026-03-02T09:00", 1.0], ["2026-03-02T09:30", 2.0], ["2026-03-02T10:00", 0.5]]
    assert "Doe" not in repr(found)


def test_a_calendar_that_repeats_without_end_is_counted_for_a_span_of_days() -> None:
    found = counted(
        roster_of("r.ics", CALENDAR.format(more="").encode()), date(2026, 3, 1), date(2026, 3, 31)
    )
    assert len({row[0][:10] for row in found.rows()}) == 10
    assert "Doe" not in repr(found)


def test_every_fault_of_a_table_has_its_line() -> None:
    text = (
        "start,end,agents\n2026-03-02 09:00,2026-03-02 08:00,1\nnine,2026-03-02 17:00,1\n"
        "2026-03-03 09:00,2026-03-03 17:00,many\n"
    )
    with pytest.raises(BadDataError) as refused:
        roster_of("r.csv", text.encode())
    said = refused.value.message.split("\n")
    assert len(said) == 3
    assert said[0].startswith("r.csv, line 2: the shift ends at 2026-03-02 08:00")
    assert said[1].startswith("r.csv, line 3, column 'start': 'nine' is no date and time")
    assert said[2].startswith("r.csv, line 4, column 'agents': 'many' is no number")


def test_every_fault_of_a_calendar_has_its_line() -> None:
    more = (
        "BEGIN:VEVENT\nDTSTART:20260302T090000\nEND:VEVENT\n"
        "BEGIN:VEVENT\nDTSTART:20260302T090000\nDTEND:20260302T100000\nRRULE:FREQ=MONTHLY\nEND:VEVENT\n"
    )
    with pytest.raises(BadDataError) as refused:
        roster_of("r.ics", CALENDAR.format(more=more).encode())
    said = refused.value.message.split("\n")
    assert len(said) == 2
    assert "event at line 8: it has neither DTEND nor DURATION" in said[0]
    assert "line 14" in said[1]


def test_of_very_many_faults_the_first_are_said() -> None:
    text = "start,end\n" + "x,y\n" * 50
    with pytest.raises(BadDataError, match="There are 30 more"):
        roster_of("r.csv", text.encode())


def test_a_roster_of_nobody_is_refused() -> None:
    text = "start,end\n2026-03-02 09:00,2026-03-02 17:00\n"
    with pytest.raises(
        BadDataError, match=r"schedules nobody from 2025-01-01 to 2025-01-31. Is it of other days"
    ):
        counted(roster_of("r.csv", text.encode()), date(2025, 1, 1), date(2025, 1, 31))


def test_a_file_that_is_not_text_is_refused() -> None:
    with pytest.raises(BadDataError, match="is not UTF-8 text"):
        roster_of("r.csv", b"\xff\xfe\x00start")
