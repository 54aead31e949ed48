"""What is filled is counted; what is missing is known."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from headwater.analysis.contacts.frames import contacts_from_rows
from headwater.analysis.demand.coverage import coverage

FIRST = datetime(2026, 3, 2, 9, tzinfo=UTC)


def rows(**columns: list[Any]) -> list[dict[str, Any]]:
    count = len(next(iter(columns.values())))
    return [
        {"opened_at": FIRST + timedelta(days=n), **{name: values[n] for name, values in columns.items()}}
        for n in range(count)
    ]


def test_only_what_counts_as_demand_is_counted() -> None:
    made = rows(
        direction=["inbound", "outbound", "inbound", "inbound"],
        merged_into=[None, None, "1", None],
        handle_seconds=[60.0, 60.0, 60.0, None],
    )
    found = coverage(contacts_from_rows(made))
    assert (found.contacts, found.filled["handle_seconds"]) == (2, 1)
    assert found.share("handle_seconds") == 0.5
    assert (found.first, found.last, found.days) == (date(2026, 3, 2), date(2026, 3, 5), 4)


def test_days_outside_the_span_asked_for_are_left_out() -> None:
    found = coverage(contacts_from_rows(rows(team=["a"] * 5)), since=date(2026, 3, 3), until=date(2026, 3, 4))
    assert (found.contacts, found.days) == (2, 2)


def test_contacts_without_a_reason_are_no_reason_of_their_own() -> None:
    found = coverage(contacts_from_rows(rows(reason_source=["parcel", None, "refund", "parcel"])))
    assert found.reasons == 2
    assert found.reasons_usable


def test_one_reason_or_sixty_one_or_a_few_filled_ones_are_of_no_use() -> None:
    one = coverage(contacts_from_rows(rows(reason_source=["parcel"] * 3)))
    many = coverage(contacts_from_rows(rows(reason_source=[f"reason {n}" for n in range(61)])))
    few = coverage(contacts_from_rows(rows(reason_source=["parcel", "refund", None, None, None])))
    assert not one.reasons_usable
    assert not many.reasons_usable
    assert not few.reasons_usable


def test_no_contacts_fill_nothing() -> None:
    found = coverage(contacts_from_rows(rows(team=["a"])), since=date(2027, 1, 1))
    assert (found.contacts, found.days, found.share("team"), found.has("team")) == (0, 0, 0.0, False)
    assert found.to_dict()["first"] is None
