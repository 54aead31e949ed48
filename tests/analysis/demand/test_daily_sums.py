"""Days add up to weeks and months; only what was recorded as a whole counts."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from headwater.analysis.contacts.chains import next_contacts
from headwater.analysis.contacts.frames import contacts_from_rows
from headwater.analysis.demand.daily_sums import Daily, Sums, complete_periods, daily_sums
from headwater.analysis.demand.days import day_facts

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def found(rows: list[dict[str, Any]]) -> Daily:
    contacts = contacts_from_rows(rows)
    return daily_sums(contacts, next_contacts(contacts))


def at(day: int, **more: Any) -> dict[str, Any]:
    return {"opened_at": MONDAY + timedelta(days=day), **more}


def test_what_does_not_count_is_left_out() -> None:
    (sums,) = found(
        [
            at(0, handle_seconds=60.5, handled_by="agent", abandoned=False, satisfaction=0.75),
            at(1, handle_seconds=900.0, handled_by="bot", abandoned=None),
            at(2, handle_seconds=0.0, abandoned=True),
            at(3, direction="outbound"),
            at(4, merged_into="0"),
        ]
    ).by_period("week").values()  # fmt: skip
    assert (sums.contacts, sums.handled, sums.handle_ms) == (3, 1, 60_500)
    assert (sums.left, sums.told) == (1, 2)
    assert (sums.ratings, sums.rated, sums.squares) == (1, 750, 562_500)


def test_a_return_counts_within_seven_days_and_for_the_reason_it_is_for() -> None:
    (first, second) = found(
        [
            at(0, customer_id="ann", reason_source="parcel"),
            at(1, customer_id="ann", reason_source="refund"),
            at(7, customer_id="ann", reason_source="parcel"),
            at(2),
        ]
    ).by_period("week").values()  # fmt: skip
    assert (first.known, first.returned) == (2, 2)
    assert (first.reasoned, first.repeated) == (2, 1)
    assert (second.known, second.returned, second.repeated) == (1, 0, 0)


def test_teams_are_told_apart_whatever_their_capitals() -> None:
    daily = found([at(0, team="Phone"), at(0, team="phone"), at(1, team="Chat"), at(1)])
    assert sum(s.contacts for s in daily.by_period("week", {"phone"}).values()) == 2
    assert sum(s.contacts for s in daily.by_period("week").values()) == 4


def test_the_people_behind_a_team_are_counted_once_and_bots_never() -> None:
    daily = found(
        [
            at(0, team="Phone", agent_id="a"),
            at(1, team="Phone", agent_id="a"),
            at(2, team="Phone", agent_id="b"),
            at(2, team="Phone", agent_id="robot", handled_by="bot"),
        ]
    )
    assert daily.people("week", date(2026, 3, 2), {"phone"}) == 2
    assert daily.people("month", date(2026, 3, 1), {"phone"}) == 2
    assert daily.people("week", date(2026, 3, 9), {"phone"}) == 0


def test_weeks_without_both_ends_are_not_complete() -> None:
    days = {date(2026, 3, 4) + timedelta(days=n): 50 for n in range(24)}  # Wednesday to Friday
    facts = day_facts(days)
    assert complete_periods(facts, "week") == [date(2026, 3, 9), date(2026, 3, 16)]
    assert complete_periods(facts, "week", wait_days=7) == [date(2026, 3, 9)]
    assert complete_periods(facts, "month") == []


def test_closed_weekends_complete_a_week_on_friday() -> None:
    days = [date(2026, 3, 2) + timedelta(days=n) for n in range(26)]  # Monday to Friday
    facts = day_facts({day: 50 for day in days if day.weekday() < 5})
    assert [str(day) for day in complete_periods(facts, "week")] == [
        "2026-03-02", "2026-03-09", "2026-03-16", "2026-03-23",
    ]  # fmt: skip


def test_a_week_with_a_hole_in_it_is_not_measured_and_one_holiday_is_none() -> None:
    days = {date(2026, 3, 2) + timedelta(days=n): 50 for n in range(35)}
    del days[date(2026, 3, 10)]  # a holiday
    for n in (17, 18, 19):
        del days[date(2026, 3, n)]  # an export that was cut
    assert date(2026, 3, 9) in complete_periods(day_facts(days), "week")
    assert date(2026, 3, 16) not in complete_periods(day_facts(days), "week")


def test_nothing_makes_nothing() -> None:
    daily = found([at(0, direction="outbound")])
    assert daily.by_period("week") == {}
    assert complete_periods(daily.facts(), "week") == []
    assert Sums().contacts == 0
