"""Groups: their names, their weeks, and what is refused."""

from datetime import UTC, date, datetime, timedelta

import pytest

from headwater.analysis.contacts.engines import collect
from headwater.analysis.contacts.frames import contacts_from_rows
from headwater.analysis.demand.grouping import GROUPS, Grouping
from headwater.analysis.errors import UsageError


def test_a_week_begins_on_its_monday_in_local_time() -> None:
    """22:30 in UTC on a Sunday is Monday already in Berlin."""
    sunday = datetime(2026, 3, 8, 22, 30, tzinfo=UTC)
    rows = [{"opened_at": sunday + timedelta(days=day)} for day in range(-8, 8)]
    found = collect(
        Grouping.of("week")
        .over(contacts_from_rows(rows, timezone_name="Europe/Berlin"))
        .sort("opened_epoch")
        .select("by_week", "local_date")
    )
    assert found["by_week"] == [day - timedelta(days=day.weekday()) for day in found["local_date"]]
    utc = collect(Grouping.of("week").over(contacts_from_rows([{"opened_at": sunday}])).select("by_week"))
    assert utc["by_week"] == [date(2026, 3, 2)]


def test_every_group_is_a_column_over_contacts() -> None:
    row = {"opened_at": datetime(2026, 3, 4, tzinfo=UTC), "team": "north", "reason_source": "parcel"}
    grouping = Grouping.of(GROUPS)
    found = collect(grouping.over(contacts_from_rows([row])).select(*grouping.keys))
    assert found == {
        "by_month": ["2026-03"],
        "by_week": [date(2026, 3, 2)],
        "by_team": ["north"],
        "by_channel": ["other"],
        "by_reason": ["parcel"],
    }


def test_no_person_is_something_to_split_by() -> None:
    with pytest.raises(UsageError, match=r"cannot be split by 'agent'\. Known: month, week, team"):
        Grouping.of("agent")


def test_the_same_group_twice_is_refused() -> None:
    with pytest.raises(UsageError, match="by 'team' twice; name it once"):
        Grouping.of(["team", "team"])
