from datetime import UTC, datetime, timedelta

from headwater.analysis.contacts.engines import collect
from headwater.analysis.contacts.frames import contacts_from_rows
from headwater.analysis.demand.scope import (
    as_date,
    as_day,
    day_number,
    week_number,
    week_of,
    weekday_of,
)


def test_day_and_week_numbers_agree_with_the_calendar_over_leap_years() -> None:
    first = datetime(1999, 12, 20, 12, tzinfo=UTC)
    rows = [
        {"opened_at": first + timedelta(days=step)} for step in [*range(0, 500, 3), *range(8000, 10000, 7)]
    ]
    found = collect(contacts_from_rows(rows).select("local_date", day=day_number(), week=week_number()))
    for day, number, week in zip(*found.values(), strict=True):
        assert (as_date(number), as_day(day), week) == (day, number, week_of(number))
        assert weekday_of(number) == day.weekday()
