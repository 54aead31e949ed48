"""Candidates are read as far as needed, and found by the names they have in the sheet."""

import pytest
from tests.analysis.demand.sampling.made_store import contact, contacts, tables, texts

from headwater.analysis.demand.sampling import candidates as room
from headwater.analysis.demand.sampling.candidates import Pool, named, shown
from headwater.analysis.demand.sampling.numbers import LIMIT
from headwater.analysis.errors import UsageError

SIZES = {"phone": 300, "chat": 150, "email": 150}


def pool() -> Pool:
    return Pool(tables(contacts()), ("channel",), 600, SIZES.keys(), seed=1)


def test_no_more_is_read_than_a_little_above_what_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    whole = Pool.read

    def counted(self: Pool, limit: int) -> None:
        read.append(limit)
        whole(self, limit)

    monkeypatch.setattr(Pool, "read", counted)
    some = pool()
    some.smallest({"phone": 6, "chat": 3, "email": 3}, SIZES)
    assert len(read) == 1
    assert read[0] < 0.12 * LIMIT
    assert 12 <= len(some.items()) < 90


def test_where_too_little_was_read_it_is_read_on(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = {"phone": 20, "chat": 149, "email": 150}
    expected = pool().smallest(wanted, SIZES)
    monkeypatch.setattr(room, "_expected", lambda *_: LIMIT // 500)
    assert pool().smallest(wanted, SIZES) == expected
    assert {label: len(some) for label, some in expected.items()} == wanted


def test_a_sample_that_needs_too_many_to_be_looked_through_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(room, "MOST_READ", 200)
    assert len(pool().smallest({"phone": 6}, SIZES)["phone"]) == 6
    with pytest.raises(
        UsageError, match=r"More than 200 contacts would have to be looked through.*Draw fewer"
    ):
        pool().smallest({"phone": 250}, SIZES)


def test_contacts_are_found_by_name_even_with_slashes_in_it() -> None:
    rows = [
        contact(0, "Refund", source="a/b", contact_id="c"),
        contact(1, "Refund", source="a", contact_id="b/d"),
        contact(2, "Refund", merged_into="c0"),
    ]
    found = named(tables(rows), ["a/b/c", "a/b/d", "crm/c2", "crm/none", "nonsense"], ["channel"])
    assert {name: (c.source, c.contact_id, c.values) for name, c in found.items()} == {
        "a/b/c": ("a/b", "c", ("phone",)),
        "a/b/d": ("a", "b/d", ("phone",)),
    }


def test_many_contacts_are_asked_for_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_AT_ONCE", 40)
    rows = contacts()[:100]
    source = tables(rows, [*texts(rows[:90]), {"source": "other", "contact_id": "c1", "body": "not this"}])
    found = named(source, [f"crm/c{n}" for n in range(100)])
    seen = shown(source, list(found.values()))
    assert len(seen) == 100
    assert sum(bool(words["body"]) for words in seen.values()) == 90
    assert seen["crm/c1"]["body"] == "=Where is it?"
