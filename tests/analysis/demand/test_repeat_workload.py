"""What repeats make of the work, against sums done by hand."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import narwhals as nw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headwater.analysis.contacts.chains import next_contacts
from headwater.analysis.contacts.engines.duckdb import DuckDBEngine
from headwater.analysis.contacts.frames import contacts_from_rows
from headwater.analysis.demand.repeat_workload import repeat_workload
from headwater.analysis.errors import UsageError

START = datetime(2026, 3, 2, tzinfo=UTC)
ENGINE = DuckDBEngine(threads=1)


def a_contact(day: float, customer: str | None, seconds: float | None = 200, **other: Any) -> dict[str, Any]:
    given_row = {"opened_at": START + timedelta(days=day), "customer_id": customer, "handle_seconds": seconds}
    return {"reason_source": "parcel", **given_row, **other}


def chains_of(rows: Sequence[dict[str, Any]]) -> nw.LazyFrame[Any]:
    return next_contacts(contacts_from_rows(rows, engine=ENGINE))


def two_visits_each(customers: int = 20, **other: Any) -> list[dict[str, Any]]:
    """Day 10, and again on day 12 with a contact that takes 1.5 times as long; the data begin on day 0."""
    rows = [a_contact(0, "first")]
    rows += [a_contact(10, f"{n}", 200, **other) for n in range(customers)]
    rows += [a_contact(12, f"{n}", 300, **other) for n in range(customers)]
    return rows


def test_repeats_that_take_longer_are_a_larger_share_of_time_than_of_contacts() -> None:
    figure = repeat_workload(chains_of(two_visits_each())).figures[0]
    assert (figure.contacts, figure.repeats) == (40, 20)
    assert figure.of_contacts.value == 0.5
    assert figure.of_time.value == pytest.approx(0.6)
    assert figure.repeat_hours == pytest.approx(20 * 300 / 3600)
    assert figure.of_time.n == 40


def test_the_first_window_of_the_data_is_left_out_and_said() -> None:
    rows = [a_contact(day, f"{n}") for n in range(12) for day in (0, 6.9, 7)]
    found = repeat_workload(chains_of(rows))
    assert (found.too_early, found.figures[0].contacts) == (24, 12)
    assert "24 contacts of the first 7 days of the data are left out: what came before" in str(found)


def test_a_longer_window_leaves_more_out() -> None:
    assert repeat_workload(chains_of(two_visits_each()), window_days=11).too_early == 21


def test_contacts_without_customer_or_reason_are_left_out_and_counted() -> None:
    rows = [*two_visits_each(), a_contact(11, None), a_contact(11, "0", reason_source=None)]
    found = repeat_workload(chains_of(rows))
    assert (found.unidentified, found.no_reason, found.figures[0].contacts) == (1, 1, 40)
    assert repeat_workload(chains_of(rows), reason="any").figures[0].contacts == 41


def test_without_handle_time_contacts_are_told_and_time_is_not() -> None:
    rows = [{**row, "handle_seconds": None} for row in two_visits_each()]
    found = repeat_workload(chains_of(rows))
    assert found.figures[0].of_contacts.value == 0.5
    assert found.figures[0].of_time.why == "no contact has a handle time; map handle_seconds"
    assert found.figures[0].handle_hours is None
    assert "map handle_seconds" in str(found)


def test_data_shorter_than_the_window_cannot_tell() -> None:
    found = repeat_workload(chains_of([a_contact(day, f"{n}") for n in range(12) for day in (0, 1)]))
    why = "no contact comes more than 7 days after the data begin"
    assert found.figures[0].of_contacts.why == why


def test_each_group_has_its_share_and_dates_restrict_them() -> None:
    rows = [*two_visits_each(team="north"), *[a_contact(13, f"s{n}", team="south") for n in range(12)]]
    found = repeat_workload(chains_of(rows), by="team")
    assert [(f.group, f.repeats) for f in found.figures] == [(("north",), 20), (("south",), 0)]
    early = repeat_workload(chains_of(rows), until=date(2026, 3, 12))
    assert (early.figures[0].contacts, early.figures[0].repeats) == (20, 0)


def test_chains_without_the_gap_name_it() -> None:
    chains = next_contacts(contacts_from_rows(two_visits_each()), variants=["next_same_reason"])
    with pytest.raises(UsageError, match=r"made without since_same_reason. Ask next_contacts"):
        repeat_workload(chains)


def test_a_window_that_is_no_number_of_days_is_refused() -> None:
    with pytest.raises(UsageError, match="whole number of days from 1 on; 0 was given"):
        repeat_workload(chains_of(two_visits_each()), window_days=0)


@given(
    st.lists(
        st.tuples(st.integers(0, 900), st.sampled_from([f"c{n}" for n in range(12)]), st.floats(0, 900)),
        min_size=30,
        max_size=60,
        unique_by=lambda row: row[0],
    )
)
@settings(max_examples=8, deadline=None)
def test_shares_are_those_of_sums_done_by_hand(given_rows: list[tuple[int, str, float]]) -> None:
    rows = [a_contact(hour / 24, customer, seconds) for hour, customer, seconds in given_rows]
    first = min(hour for hour, _, _ in given_rows)
    late = [row for row in given_rows if row[0] - first >= 7 * 24]
    made = [row for row in late if any(o[1] == row[1] and 0 < row[0] - o[0] <= 7 * 24 for o in given_rows)]
    figure = repeat_workload(chains_of(rows)).figures[0]
    assert (figure.contacts, figure.repeats) == (len(late), len(made))
    if figure.of_time.known:
        time = sum(round(row[2] * 1000) for row in late)
        assert figure.of_time.value == pytest.approx(
            sum(round(row[2] * 1000) for row in made) / time, abs=1e-4
        )
        assert figure.of_time.low is not None
        assert figure.of_time.value is not None
        assert 0 <= figure.of_time.low <= figure.of_time.value <= 1


def test_it_reads_charts_and_tabulates() -> None:
    found = repeat_workload(chains_of(two_visits_each(team="north")), by=["team"])
    assert str(found).splitlines()[1].startswith("north: 50% (34% to 66%) of 40 contacts, 60% (")
    assert json.loads(json.dumps(found.to_dict()))["figures"][0]["repeats"] == 20
    frame = found.to_frame("polars")
    assert frame["share_of_contacts"].to_list() == [0.5]
    (rows,) = found.chart().to_dict()["datasets"].values()
    assert [row["of"] for row in rows] == ["contacts", "handle time"]
