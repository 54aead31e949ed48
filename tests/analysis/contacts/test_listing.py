"""Contacts one by one: in order, page by page, filtered, and only those of a reach."""

from datetime import date
from pathlib import Path

import pytest

from headwater.analysis.contacts.listing import (
    Wanted,
    list_contacts,
    one_contact,
    others_of_customer,
    words_of,
)
from headwater.analysis.contacts.store import ContactStore

from ...sample_folder import sample_folder

__all__ = ["sample_folder"]


@pytest.fixture
def store(sample_folder: Path) -> ContactStore:
    return ContactStore(sample_folder / "store")


def all_rows(store: ContactStore, wanted: Wanted, limit: int) -> list[dict[str, object]]:
    rows = list_contacts(store, wanted, limit=limit)
    found = list(rows)
    while len(rows) == limit:
        below = (rows[-1]["opened_epoch"], rows[-1]["contact_key"])
        rows = list_contacts(store, wanted, below=below, limit=limit)
        found += rows
    return found


def test_pages_follow_each_other_without_a_gap_or_a_double(store: ContactStore) -> None:
    found = all_rows(store, Wanted(), 300)
    ids = [row["contact_id"] for row in found]
    assert len(ids) == len(set(ids)) == store.describe().contacts
    order = [(row["opened_epoch"], row["contact_key"]) for row in found]
    assert order == sorted(order, reverse=True)


def test_every_filter_holds_and_they_hold_together(store: ContactStore) -> None:
    every = all_rows(store, Wanted(), 500)
    some = next(row for row in every if row["reason_source"] and row["team"])
    day = some["local_date"]
    assert isinstance(day, date)
    for wanted, test in (
        (Wanted(channel="phone"), lambda r: r["channel"] == "phone"),
        (Wanted(team=str(some["team"])), lambda r: r["team"] == some["team"]),
        (Wanted(reason=str(some["reason_source"])), lambda r: r["reason_source"] == some["reason_source"]),
        (Wanted(first=day), lambda r: r["local_date"] >= day),
        (Wanted(last=day), lambda r: r["local_date"] <= day),
        (Wanted(source="sample", contact_id=str(some["contact_id"])), lambda r: r is some),
        (Wanted(source="other"), lambda r: False),
        (Wanted(first=day, last=day, teams=[str(some["team"]), "none"]),
         lambda r: r["local_date"] == day and r["team"] == some["team"]),
    ):  # fmt: skip
        expected = [row["contact_id"] for row in every if test(row)]
        assert [row["contact_id"] for row in all_rows(store, wanted, 500)] == expected, wanted


def test_a_reach_without_teams_shows_nothing(store: ContactStore) -> None:
    assert list_contacts(store, Wanted(teams=[])) == []


def test_one_contact_has_its_columns_its_words_and_its_customers_others(store: ContactStore) -> None:
    rows = list_contacts(store, Wanted(), limit=2_000)
    by_customer: dict[object, list[dict[str, object]]] = {}
    for row in rows:
        if row["customer_id"] is not None:
            by_customer.setdefault(row["customer_id"], []).append(row)
    mine = max(by_customer.values(), key=len)
    shown = one_contact(store, "sample", str(mine[0]["contact_id"]))
    assert shown is not None
    assert shown["custom"] is not None or "custom" in shown
    near = [
        row["contact_id"]
        for row in mine[1:]
        if abs(int(str(row["opened_epoch"])) - shown["opened_epoch"]) <= 30 * 86_400
    ]
    assert [row["contact_id"] for row in others_of_customer(store, shown)] == near
    assert others_of_customer(store, {**shown, "customer_key": None}) == []
    said = words_of(store, shown)
    assert said is not None
    assert said["body"]


def test_a_contact_that_is_not_there_is_none(store: ContactStore) -> None:
    assert one_contact(store, "sample", "no such") is None
    assert one_contact(store, "other", "no such") is None
