"""Contacts are read one by one with the queue each was answered in."""

from datetime import UTC, datetime, timedelta

from headwater.analysis.contacts.frames import contacts_from_rows
from headwater.analysis.policy.rushing import effect_of_rushing
from headwater.analysis.policy.worked_contacts import worked_contacts

FIRST = datetime(2026, 3, 2, 9, tzinfo=UTC)


def call(seconds: float, wait: float, customer: str | None, **more: object) -> dict[str, object]:
    known = {
        "opened_at": FIRST + timedelta(seconds=seconds),
        "channel": "phone",
        "handled_by": "agent",
        "wait_seconds": wait,
        "handle_seconds": 100.0,
        "customer_id": customer,
        "agent_id": "amy",
        "reason_source": "parcel",
    }
    return known | more


ROWS = [
    call(0, 0, "ann"),
    call(10, 60, "bob"),  # answered at 70, when one other waits
    call(20, 10, "cleo", handled_by="none", handle_seconds=None, abandoned=True),  # gave up at 30
    call(40, 90, "dan"),
    call(50, 5, None),  # nobody knows who it was: in the queue, not among those compared
    call(3 * 86_400, 0, "ann"),
    call(60, 0, "eve", channel="email"),
    call(40 * 86_400, 0, "zoe"),
]


def test_who_came_back_and_who_waited_beside_them_is_read() -> None:
    found = worked_contacts(contacts_from_rows(ROWS))
    assert found.wait_seconds.tolist() == [0, 60, 90, 0]
    assert found.queue.tolist() == [0, 1, 0, 0]
    assert found.came_back.tolist() == [1, 0, 0, 0]
    assert found.was_repeat is not None
    assert found.was_repeat.tolist() == [0, 0, 0, 1]
    assert found.cluster.tolist() == [0, 0, 0, 1]


def test_a_few_contacts_cannot_tell() -> None:
    assert effect_of_rushing(worked_contacts(contacts_from_rows(ROWS))).word == "cannot tell"


def test_other_days_and_channels_are_left_out() -> None:
    later = (FIRST + timedelta(days=1)).date()
    assert len(worked_contacts(contacts_from_rows(ROWS), since=later).queue) == 1
    assert len(worked_contacts(contacts_from_rows(ROWS), until=later).queue) == 3
    assert len(worked_contacts(contacts_from_rows(ROWS), channel="chat").queue) == 0
