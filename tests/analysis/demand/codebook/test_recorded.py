"""Level 1: shares from the helpdesk's own reasons, as recorded and uncorrected."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from headwater.analysis.contacts.frames import contacts_from_rows
from headwater.analysis.demand.codebook.native import native_codes
from headwater.analysis.demand.codebook.reading import read_codebook
from headwater.analysis.demand.codebook.recorded import NOT_ASKED, recorded_shares
from headwater.analysis.demand.codebook.recorded_result import NOT_MAPPED, RecordedShares
from headwater.analysis.demand.coding.sampled import Design, Stratum
from headwater.analysis.demand.contact_source import ContactTables
from headwater.analysis.demand.frame import FIELDS
from headwater.analysis.demand.grouping import Grouping
from headwater.analysis.demand.prevalence.population import population
from headwater.analysis.demand.sampling.strata import EVERYTHING
from headwater.analysis.errors import UsageError

from .made_book import changed

BOOK = changed()


def contact(reason: str | None, seconds: float | None = 100.0, day: int = 2, **more: Any) -> dict[str, Any]:
    at = datetime(2026, 3, day, 9, tzinfo=UTC)
    return {"opened_at": at, "reason_source": reason, "handle_seconds": seconds, **more}


def shares(rows: list[dict[str, Any]], **options: Any) -> RecordedShares:
    return recorded_shares(ContactTables(contacts_from_rows(rows)), BOOK, **options)


TEN = [
    *(contact("Where is it?", 300.0) for _ in range(4)),
    *(contact("praise", 50.0) for _ in range(2)),
    contact("Complaint", 200.0),
    contact("Late", None),
    contact("Something else", 500.0),
    contact(None, 0.0, abandoned=True),
    contact("Where is it?", 999.0, direction="outbound"),
    contact("Where is it?", 999.0, merged_into="1"),
]


def test_a_native_reason_is_what_the_codebook_says_and_its_usual_codes() -> None:
    gone = {
        "demand_type": "failure",
        "failure_code": "progress_chasing",
        "reason": "Gone",
        "cause_owner": "Depot",
    }
    assert native_codes(BOOK, "Where is it?") == gone
    assert native_codes(BOOK, " where  IS it?") == gone
    assert native_codes(BOOK, "Complaint") == {"demand_type": "failure"}
    assert native_codes(BOOK, "LATE") == {"reason": "Late"}
    assert native_codes(BOOK, "Unheard of") is None
    assert native_codes(BOOK, None) is None


def test_what_a_mapping_says_goes_over_what_is_usual() -> None:
    book = changed(("Where is it?: Gone", "Where is it?: {reason: Gone, demand_type: value}"))
    assert native_codes(book, "Where is it?") == {"demand_type": "value", "reason": "Gone"}


def test_shares_of_contacts_and_of_time_by_hand() -> None:
    found = shares(TEN)
    assert (found.contacts, found.timed_contacts) == (10, 8)
    rows = {row.code: row for row in found.rows if row.field == "demand_type"}
    assert {code: row.contacts for code, row in rows.items()} == {
        "failure": 5,
        "not_demand": 2,
        NOT_MAPPED: 3,
    }
    assert rows["failure"].share_of_contacts == 0.5
    assert rows["failure"].share_of_time == pytest.approx(1400 / 2000)
    assert rows["failure"].handle_hours == pytest.approx(1400 / 3600)
    owner = {row.code: row.contacts for row in found.rows if row.field == "cause_owner"}
    assert owner == {"Depot": 4, NOT_ASKED: 2, NOT_MAPPED: 4}


def test_each_field_adds_up_to_all_contacts_and_all_time() -> None:
    found = shares(TEN)
    for field in FIELDS:
        rows = [row for row in found.rows if row.field == field]
        assert sum(row.contacts for row in rows) == 10
        assert sum(row.share_of_contacts for row in rows) == pytest.approx(1)
        assert sum(row.share_of_time or 0 for row in rows) == pytest.approx(1)


def test_what_is_not_mapped_is_told_with_its_contacts() -> None:
    found = shares(TEN)
    assert found.unmapped == {"Something else": 1, None: 1}
    assert found.unmapped_share == pytest.approx(0.2)
    assert "20.0% of contacts have a native reason that is not mapped, or none." in str(found)


def test_everything_it_says_is_marked_as_recorded_and_uncorrected() -> None:
    found = shares(TEN)
    text = str(found)
    assert text.startswith(
        "Failure demand, as recorded, uncorrected: 50.0% of contacts and 70.0% of handle time."
    )
    tables = [line for line in text.splitlines() if line.endswith("of contacts  of time")]
    assert len(tables) == len(FIELDS)
    assert all("as recorded, uncorrected" in line for line in tables)
    data = found.to_dict()
    assert data["label"] == "as recorded, uncorrected"
    assert {row["label"] for row in data["rows"]} == {"as recorded, uncorrected"}
    assert set(found.to_frame("pandas")["label"]) == {"as recorded, uncorrected"}
    drawn = found.chart("demand_type").to_dict()
    assert "as recorded, uncorrected" in drawn["title"]
    (values,) = drawn["datasets"].values()
    assert {row["code"] for row in values} == {"failure", "not_demand", NOT_MAPPED}


def test_days_and_fields_can_be_chosen() -> None:
    rows = [contact("Late", day=1), contact("praise", day=2), contact("Where is it?", day=3)]
    found = shares(rows, since=date(2026, 3, 2), until=date(2026, 3, 3), fields=("reason",))
    assert {(row.field, row.code) for row in found.rows} == {("reason", "Praise"), ("reason", "Gone")}
    with pytest.raises(UsageError, match=r"no field 'reasons'\. Did you mean 'reason'"):
        shares(rows, fields=("reasons",))


def test_without_contacts_it_cannot_tell() -> None:
    found = shares([contact("Late", day=1)], since=date(2026, 4, 1))
    assert found.unmapped_share is None
    assert "cannot tell: there are no contacts" in str(found)


def test_without_handle_time_there_is_no_share_of_time() -> None:
    found = shares([contact("Where is it?", None)])
    row = found.share("demand_type", "failure")
    assert row is not None
    assert row.share_of_time is None
    assert "1 contacts have no handle time" in str(found)
    (values,) = found.chart().to_dict()["datasets"].values()
    assert [row["of"] for row in values] == ["contacts"]


def test_contacts_of_a_bot_count_as_they_do_in_a_coded_sample() -> None:
    rows = [contact("Late", None, handled_by="bot"), contact("praise", 60.0)]
    found = shares(rows)
    assert "1 of them were handled by a bot." in str(found)
    two = Design({EVERYTHING: Stratum(2, 1)})
    coded = population(ContactTables(contacts_from_rows(rows)), two, Grouping())
    assert found.contacts == coded.count(()) == 2


def test_where_no_native_reason_is_mapped_nothing_can_be_told() -> None:
    rows = [{"opened_at": datetime(2026, 3, 2, 9, tzinfo=UTC), "reason_source": "X1"} for _ in range(20)]
    text = str(recorded_shares(ContactTables(contacts_from_rows(rows)), read_codebook("generic")))
    assert text.startswith(
        "Failure demand, as recorded, uncorrected: cannot tell: codebook generic 1 maps none"
    )
