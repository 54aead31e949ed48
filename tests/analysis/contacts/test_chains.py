"""The next contact of the same customer, found by the engine, against the definition read row by row."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import arro3.core
import narwhals as nw
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headwater.analysis.contacts.chains import CHAIN_TYPES, VARIANTS, derive_cases, next_contacts
from headwater.analysis.contacts.engines import collect
from headwater.analysis.contacts.engines.duckdb import DuckDBEngine
from headwater.analysis.contacts.frames import contact_key, contacts_from_rows
from headwater.analysis.errors import UsageError

START = datetime(2026, 3, 1, tzinfo=UTC)
Row = dict[str, Any]


def a_contact(hours: float, customer: str | None = "ann", **other: Any) -> Row:
    return {"opened_at": START + timedelta(hours=hours), "customer_id": customer, **other}


def gaps(rows: Sequence[Mapping[str, Any]], *variants: Any) -> dict[str, list[Any]]:
    table = next_contacts(contacts_from_rows(rows), variants=variants or VARIANTS)
    return collect(table.sort("opened_epoch", "contact_key"))


def read_row_by_row(rows: Sequence[Row]) -> dict[int, dict[str, int | None]]:
    """The definition of every gap, compared pair by pair."""
    counted = [
        {**row, "key": contact_key("memory", str(number)), "at": int(row["opened_at"].timestamp())}
        for number, row in enumerate(rows)
        if row["direction"] != "outbound" and row["merged_into"] is None
    ]
    found = {}
    for one in counted:
        gap: dict[str, int | None] = {}
        for variant in VARIANTS:
            share = ["customer_id"]
            share += ["reason_source"] if "same_reason" in variant else []
            share += ["channel"] if "same_channel" in variant else []
            related = [
                other
                for other in counted
                if all(one[name] is not None and one[name] == other[name] for name in share)
            ]
            place = (one["at"], one["key"])
            if variant.startswith("next"):
                after = sorted((o["at"], o["key"]) for o in related if (o["at"], o["key"]) > place)
                gap[variant] = after[0][0] - one["at"] if after else None
            else:
                before = sorted((o["at"], o["key"]) for o in related if (o["at"], o["key"]) < place)
                gap[variant] = one["at"] - before[-1][0] if before else None
        found[one["key"]] = gap
    return found


any_rows = st.lists(
    st.fixed_dictionaries(
        {
            "opened_at": st.integers(0, 40).map(lambda n: START + timedelta(hours=n // 2)),
            "customer_id": st.sampled_from(["ann", "ben", None]),
            "reason_source": st.sampled_from(["parcel", "refund", None]),
            "channel": st.sampled_from(["phone", "email"]),
            "direction": st.sampled_from(["inbound", "outbound", None]),
            "merged_into": st.sampled_from([None, None, None, "other"]),
        }
    ),
    max_size=14,
)


@pytest.fixture(scope="module")
def engine() -> DuckDBEngine:
    return DuckDBEngine(threads=1)


@given(any_rows)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_engine_finds_the_same_gaps_as_comparing_every_pair(engine: DuckDBEngine, rows: list[Row]) -> None:
    found = collect(next_contacts(contacts_from_rows(rows, engine=engine)))
    by_key = {
        key: {variant: found[variant][at] for variant in VARIANTS}
        for at, key in enumerate(found["contact_key"])
    }
    assert by_key == read_row_by_row(rows)


def test_a_contact_of_the_same_second_is_the_next_one_once() -> None:
    found = gaps([a_contact(1), a_contact(1), a_contact(1)], "next_any_reason", "since_any_reason")
    assert found["next_any_reason"] == [0, 0, None]
    assert found["since_any_reason"] == [None, 0, 0]


def test_unidentified_contacts_are_kept_and_never_linked() -> None:
    found = gaps([a_contact(1, None), a_contact(2, None), a_contact(3, "ann")])
    assert found["identified"] == [False, False, True]
    assert all(found[variant] == [None, None, None] for variant in VARIANTS)


def test_without_a_reason_there_is_no_link_for_the_same_reason() -> None:
    found = gaps([a_contact(1), a_contact(2)])
    assert found["next_same_reason"] == [None, None]
    assert found["since_same_reason"] == [None, None]
    assert found["next_any_reason"] == [3600, None]


def test_outbound_and_merged_contacts_neither_count_nor_link() -> None:
    found = gaps(
        [a_contact(0), a_contact(1, direction="outbound"), a_contact(2, merged_into="9"), a_contact(5)]
    )
    assert found["next_any_reason"] == [5 * 3600, None]


def test_a_contact_of_unknown_direction_counts() -> None:
    assert gaps([a_contact(0), a_contact(1, direction=None)])["next_any_reason"] == [3600, None]


def test_handle_time_becomes_whole_milliseconds() -> None:
    assert gaps([a_contact(0, handle_seconds=12.3456)])["handle_milliseconds"] == [12346]


def test_columns_and_types_are_the_ones_promised_to_the_store() -> None:
    native = nw.to_native(next_contacts(contacts_from_rows([a_contact(0)])))
    assert dict(zip(native.columns, map(str, native.types), strict=True)) == CHAIN_TYPES


def test_only_the_gaps_asked_for_are_computed() -> None:
    lazy = next_contacts(contacts_from_rows([a_contact(0)]), variants=["next_same_reason"])
    assert nw.to_native(lazy).sql_query().count("over (") == 1


def test_codes_of_a_dictionary_that_has_no_outbound_are_fine() -> None:
    engine = DuckDBEngine()
    rows = contacts_from_rows([a_contact(0), a_contact(1)], engine=engine)
    engine.connection.register("plain", arro3.core.Table.from_arrow(nw.to_native(rows)))
    coded = engine.connection.sql(
        "SELECT * REPLACE (direction::ENUM('inbound') AS direction, "
        "reason_source::ENUM('parcel') AS reason_source) FROM plain"
    )
    found = collect(next_contacts(nw.from_native(coded)).sort("opened_epoch"))
    assert found["next_any_reason"] == [3600, None]


def test_unknown_gap_names_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"no gap 'next_same_reson'.* Did you mean 'next_same_reason'\?"):
        next_contacts(contacts_from_rows([a_contact(0)]), variants=["next_same_reson"])  # type: ignore[list-item]


def cases(rows: Sequence[Row], window_days: float = 7) -> dict[str, list[Any]]:
    return collect(derive_cases(contacts_from_rows(rows), window_days).sort("opened_epoch", "contact_key"))


def test_a_case_goes_on_while_each_gap_fits_the_window() -> None:
    days = [0, 7, 14, 14 + 7.001, 60]
    found = cases([a_contact(24 * day, reason_source="parcel") for day in days])
    assert found["case_number"] == [1, 1, 1, 2, 3]
    assert len(set(found["case_key"])) == 3
    assert set(found["case_origin"]) == {"chained"}


def test_the_helpdesks_own_case_wins_and_does_not_join_two_chains() -> None:
    rows = [
        a_contact(0, reason_source="parcel"),
        a_contact(24 * 6, reason_source="parcel", case_id="C1"),
        a_contact(24 * 12, reason_source="parcel"),
        a_contact(24 * 90, "ben", reason_source="refund", case_id="C1"),
    ]
    found = cases(rows)
    assert found["case_origin"] == ["chained", "helpdesk", "chained", "helpdesk"]
    first, helpdesk, later, again = found["case_key"]
    assert helpdesk == again
    assert len({first, helpdesk, later}) == 3


def test_the_same_case_number_of_two_systems_is_two_cases() -> None:
    found = cases([a_contact(0, case_id="1", source="a"), a_contact(1, case_id="1", source="b")])
    assert len(set(found["case_key"])) == 2


def test_a_contact_without_customer_or_reason_is_a_case_of_its_own() -> None:
    rows = [
        a_contact(0, None, reason_source="parcel"),
        a_contact(1, None, reason_source="parcel"),
        a_contact(2),
    ]
    found = cases(rows)
    assert found["case_origin"] == ["alone"] * 3
    assert len(set(found["case_key"])) == 3


def test_a_window_of_no_length_is_refused() -> None:
    with pytest.raises(UsageError, match="more than 0 days; 0 was given"):
        derive_cases(contacts_from_rows([a_contact(0)]), 0)


def test_a_contact_that_others_name_as_their_case_belongs_to_it() -> None:
    day = datetime(2026, 3, 1, tzinfo=UTC)
    rows = [
        {"contact_id": "parent", "opened_at": day},
        {"contact_id": "child", "opened_at": day, "case_id": "parent"},
        {"contact_id": "other", "opened_at": day},
        {"contact_id": "child", "opened_at": day, "case_id": "other", "source": "elsewhere"},
    ]
    cases = collect(
        derive_cases(contacts_from_rows(rows), 7).select("contact_key", "case_key", "case_origin")
    )
    keys = dict(zip(cases["contact_key"], cases["case_key"], strict=True))
    parent, child, other = (contact_key("memory", name) for name in ("parent", "child", "other"))
    assert keys[parent] == keys[child]
    assert keys[other] == other, "a case of another source is another case"
    assert sorted(cases["case_origin"]) == ["alone", "helpdesk", "helpdesk", "helpdesk"]
