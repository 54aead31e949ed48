from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headwater.analysis.contacts.engines.duckdb import DuckDBEngine
from headwater.analysis.contacts.frames import contacts_from_rows
from headwater.analysis.demand.cost import CostRates
from headwater.analysis.demand.workload import WorkloadSettings, workload
from headwater.analysis.demand.workload_result import Workload
from headwater.analysis.errors import UsageError

_ENGINE = DuckDBEngine(threads=1)
_START = datetime(2026, 1, 5, 9, tzinfo=UTC)


def _rows(days: int = 70, seed: int = 1) -> list[dict[str, Any]]:
    random = Random(seed)
    return [
        {
            "opened_at": _START + timedelta(days=random.randrange(days), minutes=random.randrange(600)),
            "reason_source": random.choice(["late parcel", "address", "refund", None]),
            "channel": random.choice(["phone", "chat", "email"]),
            "team": random.choice(["North", "South"]),
            "handle_seconds": random.choice([None, float(random.randrange(30, 1500))]),
        }
        for _ in range(400)
    ]


def _work(rows: Sequence[dict[str, Any]], by: Any = "reason", **given: Any) -> Workload:
    return workload(contacts_from_rows(rows, engine=_ENGINE), WorkloadSettings(**given), by=by)


def test_forty_percent_of_contacts_at_one_point_four_times_the_handling_are_48_3_percent_of_time() -> None:
    rows = [
        {"opened_at": _START, "reason_source": reason, "handle_seconds": seconds}
        for reason, seconds in [("late parcel", 140.0)] * 40 + [("address", 100.0)] * 60
    ]
    found = {row.group: row for row in _work(rows).rows}
    assert found["late parcel"].share_of_contacts.value == pytest.approx(0.4)
    assert found["late parcel"].share_of_time.value == pytest.approx(0.483, abs=5e-4)
    assert found["late parcel"].handle_hours == pytest.approx(40 * 140 / 3600)
    assert found["late parcel"].mean_handle_seconds == 140


def test_rows_come_by_share_of_time_with_running_shares_up_to_one() -> None:
    rows = _work(_rows()).rows
    shares = [row.share_of_time.value for row in rows]
    assert shares == sorted(shares, reverse=True)  # type: ignore[type-var]
    assert rows[1].running_time == pytest.approx(shares[0] + shares[1])  # type: ignore[operator]
    assert (rows[-1].running_contacts, rows[-1].running_time) == pytest.approx((1.0, 1.0))


def test_months_and_weeks_stay_in_the_order_of_time_and_have_no_interval() -> None:
    months = _work(_rows(), by="month").rows
    assert [row.group for row in months] == ["2026-01", "2026-02", "2026-03"]
    assert months[0].share_of_time.known
    assert months[0].share_of_time.low is None
    weeks = _work(_rows(), by="week").rows
    assert weeks[0].group == "2026-01-05"
    assert len(weeks) == 10


@pytest.mark.parametrize(
    ("days", "method"), [(70, "ratio over weeks"), (30, "ratio over days"), (7, "ratio over contacts")]
)
def test_the_longest_period_that_repeats_often_enough_serves_as_replicate(days: int, method: str) -> None:
    share = _work(_rows(days)).rows[0].share_of_time
    assert share.method == method
    assert share.low < share.value < share.high  # type: ignore[operator]


def test_contacts_without_handle_time_are_counted_and_said_and_not_in_the_shares_of_time() -> None:
    rows = [
        {"opened_at": _START, "reason_source": "a", "handle_seconds": 60.0},
        {"opened_at": _START, "reason_source": "a", "handle_seconds": None, "abandoned": True},
        {"opened_at": _START, "reason_source": "b", "handle_seconds": None},
        {"opened_at": _START, "reason_source": "b", "handle_seconds": 60.0},
        {"opened_at": _START, "reason_source": "b", "handle_seconds": 0.0, "abandoned": True},
    ]
    found = _work(rows)
    assert (found.contacts, found.timed_contacts, found.abandoned_without_time) == (5, 2, 2)
    assert [row.share_of_time.value for row in found.rows] == [0.5, 0.5]
    assert "3 contacts (60.0%) have no handle time, 2 of them because the customer left unanswered" in str(
        found
    )


def test_without_any_handle_time_the_column_that_would_bring_it_is_named() -> None:
    found = _work([{"opened_at": _START, "reason_source": "a"}, {"opened_at": _START, "reason_source": "b"}])
    assert not found.rows[0].share_of_time.known
    assert found.rows[0].running_time is None
    assert "The column handle_seconds would bring it." in str(found)


def test_outbound_merged_and_bot_contacts_are_left_out_and_said() -> None:
    rows: list[dict[str, Any]] = [
        {"opened_at": _START, "handle_seconds": 60.0, **more}
        for more in (
            {},
            {"direction": None},
            {"direction": "outbound"},
            {"merged_into": "77"},
            {"merged_into": "78", "direction": "outbound"},
            {"handled_by": "bot"},
            {"handled_by": "agent"},
        )
    ]
    found = _work(rows, by="channel")
    assert (found.contacts, found.scope.outbound, found.scope.merged, found.scope.bots) == (3, 1, 2, 1)
    assert "left out: 1 outbound, 2 merged into others" in str(found)
    assert "1 of them were handled by a bot" in str(found)


def test_a_channel_without_a_rate_is_named_and_never_priced() -> None:
    rows = [
        {"opened_at": _START, "reason_source": "a", "channel": channel, "handle_seconds": seconds}
        for channel, seconds in [("phone", 3600.0), ("phone", None), ("chat", 1800.0), ("email", 7200.0)]
    ]
    rates = CostRates("EUR", per_hour={"phone": 30.0}, per_contact={"chat": 2.0, "phone": 1.0})
    found = _work(rows, rates=rates)
    assert found.cost == pytest.approx(30 + 2 * 1 + 2)
    assert found.not_priced == {"email": 1}
    assert found.hours_not_priced == 1
    assert "Not priced, for want of a rate: email (1 contacts)." in str(found)
    by_channel = {row.group: row for row in _work(rows, by="channel", rates=rates).rows}
    assert by_channel["email"].cost is None
    assert by_channel["phone"].share_of_cost.value == pytest.approx(32 / 34)


def test_rates_that_meet_no_channel_leave_the_cost_untold() -> None:
    found = _work(_rows(), rates=CostRates("EUR", per_hour={"social": 30}))
    assert found.cost is None
    assert found.rows[0].share_of_cost.why == "no contact could be priced"


def test_only_the_days_asked_for_count_and_both_ends_belong() -> None:
    rows = [{"opened_at": _START + timedelta(days=i), "handle_seconds": 1.0} for i in range(5)]
    found = _work(rows, by="channel", since=date(2026, 1, 6), until=date(2026, 1, 7))
    assert found.contacts == 2


def test_bad_questions_are_refused_in_words() -> None:
    frame = contacts_from_rows([{"opened_at": _START}])
    with pytest.raises(UsageError, match=r"Results cannot be split by 'reson'\. Did you mean 'reason'\?"):
        workload(frame, by="reson")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match=r"since \(2026-02-01\) lies after until \(2026-01-01\). Swap them"):
        WorkloadSettings(since=date(2026, 2, 1), until=date(2026, 1, 1))
    with pytest.raises(UsageError, match="level is 95: give a confidence level between 0 and 1"):
        WorkloadSettings(level=95)


def test_no_contacts_at_all_is_a_result() -> None:
    found = _work(_rows(), since=date(2030, 1, 1))
    assert str(found) == "Where the time goes: cannot tell, no contacts counted."
    assert found.to_dict()["rows"] == []


def test_the_result_leaves_as_dict_frame_and_chart() -> None:
    import json

    found = _work(_rows(), rates=CostRates("EUR", per_hour=20))
    assert json.loads(json.dumps(found.to_dict()))["rows"][0]["share_of_time"]["low"] > 0
    frame = found.to_frame("pandas")
    assert list(frame["reason"]) == [row.group for row in found.rows]
    assert frame["share_of_time_low"].notna().all()
    drawn = found.chart().to_dict()
    assert len(drawn["data"]["values"] if "values" in drawn["data"] else drawn["layer"]) >= 2


_contact = st.fixed_dictionaries(
    {
        "opened_at": st.integers(0, 80).map(lambda d: _START + timedelta(days=d)),
        "reason_source": st.sampled_from(["a", "b", None]),
        "channel": st.sampled_from(["phone", "chat"]),
        "handle_seconds": st.none() | st.floats(0, 5000).map(lambda s: round(s, 3)),
    }
)


@settings(max_examples=4, deadline=None)
@given(st.lists(_contact, min_size=1, max_size=30), st.randoms(use_true_random=False), st.floats(0.5, 50))
def test_shares_sum_to_one_order_does_not_matter_and_cost_is_linear_in_rates(
    rows: list[dict[str, Any]], random: Random, factor: float
) -> None:
    found = _work(rows, rates=CostRates("EUR", per_hour={"phone": 20.0}, per_contact=2.0))
    for what in ("contacts", "time", "cost"):
        shares = [getattr(row, f"share_of_{what}").value for row in found.rows]
        if shares[0] is not None:
            assert sum(shares) == pytest.approx(1.0)
    shuffled = random.sample(rows, len(rows))
    again = _work(shuffled, rates=CostRates("EUR", per_hour={"phone": 20.0}, per_contact=2.0))
    assert again.to_dict() == found.to_dict()
    rates = CostRates("EUR", per_hour={"phone": 20.0 * factor}, per_contact=2.0 * factor)
    assert _work(rows, rates=rates).cost == pytest.approx(found.cost * factor)  # type: ignore[operator]
