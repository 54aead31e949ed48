"""What followed a coded contact: the customer's next one, inside the window, with its handle time."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from headwater.analysis.contacts.frames import contact_key, contacts_from_rows
from headwater.analysis.demand.causes.follow_ups import FollowUps, follow_ups
from headwater.analysis.demand.contact_source import ContactTables

FIRST = datetime(2026, 3, 1, tzinfo=UTC)
ROWS: list[dict[str, Any]] = [
    {"day": 0, "customer_id": "ann"},
    {"day": 6.9, "customer_id": "ann", "handle_seconds": 7_200},
    {"day": 7.5, "customer_id": "ann", "handle_seconds": 3_600},
    {"day": 1, "customer_id": "bob"},
    {"day": 9, "customer_id": "bob", "handle_seconds": 60},
    {"day": 2, "customer_id": None},
    {"day": 15, "customer_id": "cem", "handle_seconds": 60},
    {"day": 16, "customer_id": "cem", "direction": "outbound", "handle_seconds": 60},
    {"day": 20, "customer_id": "dan"},
]


def looked_up(window_days: int = 7) -> FollowUps:
    rows = [
        {"opened_at": FIRST + timedelta(days=row["day"])} | {k: v for k, v in row.items() if k != "day"}
        for row in ROWS
    ]
    found = ContactTables(contacts_from_rows(rows))
    from headwater.analysis.contacts.engines import collect

    known = collect(found.contacts().select("contact_key", "customer_key", "opened_epoch"))
    at = {key: place for place, key in enumerate(known["contact_key"])}
    order = [at[contact_key("memory", str(n))] for n in range(len(ROWS))]
    return follow_ups(
        found,
        [known["contact_key"][n] for n in order],
        [known["customer_key"][n] for n in order],
        [known["opened_epoch"][n] for n in order],
        window_days=window_days,
    )


def test_only_the_next_contact_inside_the_window_counts_with_its_time() -> None:
    found = looked_up()
    assert found.followed.tolist() == [1, 1, 0, 0, 0, 0, 0, 0, 0]
    assert found.hours.tolist() == pytest.approx([2, 1, 0, 0, 0, 0, 0, 0, 0])


def test_contacts_of_unknown_customers_and_those_not_watched_long_enough_are_not_watched() -> None:
    # the data end on day 20: what opened after day 13 was not watched for 7 days
    assert looked_up().watched.tolist() == [1, 1, 1, 1, 1, 0, 0, 0, 0]


def test_a_wider_window_finds_more_and_watches_fewer() -> None:
    found = looked_up(window_days=8)
    assert found.followed.tolist() == [1, 1, 0, 1, 0, 0, 0, 0, 0]


def test_without_a_known_customer_nothing_is_watched() -> None:
    table = ContactTables(contacts_from_rows([{"opened_at": FIRST}]))
    found = follow_ups(table, [1], [None], [0], window_days=7)
    assert found.watched.tolist() == [0]
