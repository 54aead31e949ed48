"""Cases counted from contacts whose chains are known."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from headwater.analysis.contacts.frames import contacts_from_rows
from headwater.analysis.demand.cases import Cases, cases, cases_by
from headwater.analysis.errors import UsageError

START = datetime(2026, 3, 2, tzinfo=UTC)


def a_contact(day: float, customer: str | None, **other: Any) -> dict[str, Any]:
    opened = START + timedelta(days=day)
    return {"opened_at": opened, "customer_id": customer, "reason_source": "parcel", **other}


def found(rows: Sequence[dict[str, Any]], window_days: float = 7) -> Cases:
    return cases(contacts_from_rows(rows), window_days=window_days)


def one_two_and_three() -> list[dict[str, Any]]:
    """10 cases of one contact, 10 of two over 2 days, 10 of three over 8 days; nothing near the end."""
    days = ((0,), (0, 2), (0, 2, 8))
    rows = [
        a_contact(day, f"{size} {n}", handle_seconds=360)
        for size in range(3)
        for n in range(10)
        for day in days[size]
    ]
    return [*rows, a_contact(60, None)]


def test_cases_are_counted_by_their_size() -> None:
    result = found(one_two_and_three())
    assert (result.contacts, result.cases) == (61, 31)
    assert [(size.contacts, size.cases) for size in result.sizes] == [("1", 11), ("2", 10), ("3", 10)]
    assert result.sizes[2].share_of_contacts == pytest.approx(30 / 61)
    assert result.sizes[2].handle_hours == pytest.approx(3)
    assert result.by_origin == {"helpdesk": 0, "chained": 60, "alone": 1}


def test_contacts_a_case_and_the_share_with_more_than_one() -> None:
    result = found(one_two_and_three())
    sizes = [1] * 11 + [2] * 10 + [3] * 10
    mean = sum(sizes) / 31
    error = (sum((size - mean) ** 2 for size in sizes) / 30 / 31) ** 0.5
    assert result.per_case.value == pytest.approx(mean)
    assert result.per_case.low == pytest.approx(mean - 1.96 * error, abs=1e-4)
    assert result.more_than_one.value == pytest.approx(20 / 31)


def test_how_long_cases_of_more_than_one_last() -> None:
    result = found(one_two_and_three())
    assert (result.median_days, result.ninetieth_days) == (2, 8)


def test_a_narrower_window_makes_more_and_smaller_cases() -> None:
    assert found(one_two_and_three(), window_days=1).cases == 61


def test_cases_that_may_go_on_are_counted() -> None:
    rows = [a_contact(0, "old"), a_contact(20, "recent"), a_contact(26, "last")]
    assert found(rows).maybe_open == 2
    assert "2 cases may not be over" in str(found(rows))


def test_the_helpdesks_cases_are_taken_as_they_are() -> None:
    rows = [a_contact(day, None, case_id=f"C{n}") for n in range(12) for day in (0, 40)]
    result = found(rows)
    assert result.cases == 12
    assert result.by_origin["helpdesk"] == 24
    assert result.median_days == 40


def test_few_cases_cannot_tell_and_none_say_so() -> None:
    assert found([a_contact(0, "a")]).per_case.why == "only 1 case; a figure needs at least 10"
    assert found([a_contact(0, "a")]).median_days is None
    assert str(found([])) == "There are no contacts, so there are no cases."


def test_a_window_of_no_days_is_refused() -> None:
    with pytest.raises(UsageError, match="more than 0 days"):
        found([a_contact(0, "a")], window_days=0)


def test_it_is_plain_data_a_table_and_a_chart() -> None:
    result = found(one_two_and_three())
    assert "A case takes 1.97 contacts" in str(result)
    assert json.loads(json.dumps(result.to_dict()))["cases"] == 31
    assert result.to_frame("polars")["cases"].to_list() == [11, 10, 10]
    (rows,) = result.chart().to_dict()["datasets"].values()
    assert [row["size"] for row in rows] == ["1", "2", "3"]


def test_a_case_belongs_to_the_group_of_its_first_contact() -> None:
    first = datetime(2026, 3, 1, tzinfo=UTC)
    rows = [
        {
            "customer_id": f"customer {n // 2}",
            "reason_source": "parcel",
            # each case begins with one team and ends with the other
            "team": "front" if n % 2 == 0 else "back",
            "opened_at": first + timedelta(days=n % 2, minutes=n),
        }
        for n in range(40)
    ]
    contacts = contacts_from_rows(rows)
    split = cases_by(contacts, "team")
    assert {group: one.cases for group, one in split.groups.items()} == {("front",): 20}
    assert split.groups[("front",)] == cases(contacts)
    assert split.to_frame("polars").shape[0] == 1
    assert split.to_dict()["groups"][0]["group"] == ["front"]
    assert "front" in str(split)
    assert split.chart().to_dict()["layer"]


def test_groups_of_cases_add_up_to_all_cases() -> None:
    first = datetime(2026, 3, 1, tzinfo=UTC)
    rows = [
        {
            "customer_id": str(n % 23),
            "reason_source": "ab"[n % 2],
            "opened_at": first + timedelta(hours=9 * n),
        }
        for n in range(200)
    ]
    contacts = contacts_from_rows(rows)
    whole, split = cases(contacts), cases_by(contacts, ["month", "reason"])
    assert len(split.groups) > 4
    assert sum(one.cases for one in split.groups.values()) == whole.cases
    assert sum(one.contacts for one in split.groups.values()) == whole.contacts


def test_cases_cannot_be_split_by_agent() -> None:
    with pytest.raises(UsageError, match="cannot be split by 'agent'"):
        cases_by(contacts_from_rows([]), "agent")
