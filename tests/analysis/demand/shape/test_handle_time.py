import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from headwater.analysis.contacts.engines.duckdb import DuckDBEngine
from headwater.analysis.contacts.frames import contacts_from_rows
from headwater.analysis.demand.shape import HandleTimes, ShapeSettings, handle_times
from headwater.analysis.errors import UsageError

_ENGINE = DuckDBEngine(threads=1)
_AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def _found(rows: Sequence[dict[str, Any]], by: Any = "channel", **given: Any) -> HandleTimes:
    rows = [{"opened_at": _AT, **row} for row in rows]
    return handle_times(contacts_from_rows(rows, engine=_ENGINE), ShapeSettings(**given), by=by)


def test_mean_deciles_zeros_and_long_ones_of_each_channel() -> None:
    rows = [{"channel": "phone", "handle_seconds": s} for s in (0.0, 100.4, 200.0, 299.6, 5000.0)]
    phone, email = _found([*rows, {"channel": "email", "handle_seconds": 20_000.0}]).groups
    assert phone.mean_seconds == pytest.approx(1120.0)
    assert (phone.deciles[0], phone.median_seconds, phone.deciles[8]) == (0, 200, 5000)
    assert (phone.zero, phone.over_an_hour.value, phone.implausible) == (1, 0.2, 0)
    assert email.implausible == 1


def test_odd_values_are_told_as_facts() -> None:
    rows = [{"handle_seconds": s} for s in (0.0, 7200.0, 7200.0, 30_000.0, 200_000.0, None)]
    said = str(_found(rows, implausible_seconds=10_000))
    assert "1 contacts (16.7%) have no handle time." in said
    assert "1 (20.0%) have a handle time of zero." in said
    assert "2 are over 2.77778 hours" in said
    assert "half of the handle times are over an hour. Check that they are time worked on" in said


def test_a_heap_under_a_target_is_a_fact_without_accusation() -> None:
    # a level density of 40 a second, with the 600 just over 240 s moved under it
    rows = [{"handle_seconds": float(s)} for s in range(180, 300) for _ in range(12 if 240 < s < 255 else 40)]
    rows += [{"handle_seconds": float(s)} for s in range(226, 240) for _ in range(28)]
    (heap,) = _found(rows, by=None).groups[0].heaps
    assert (heap.seconds, heap.under, heap.over) == (240, 14 * 68, 14 * 12)
    said = str(_found(rows, by=None))
    assert "952 handle times lie in the 14 seconds before 240 s and 168 in the 14 after it" in said
    assert "This says where times lie, not why." in said


def test_entered_minutes_are_said_and_not_taken_for_a_heap() -> None:
    rows = [{"handle_seconds": 60.0 * (1 + i % 9)} for i in range(200)]
    found = _found(rows)
    assert found.groups[0].heaps == ()
    assert "100% of handle times are whole minutes, as if entered by hand." in str(found)


def test_bots_outbound_and_merged_contacts_are_no_handle_time_of_people() -> None:
    rows = [
        {"handle_seconds": 60.0, **more}
        for more in ({}, {"handled_by": "bot"}, {"direction": "outbound"}, {"merged_into": "9"})
    ]
    assert _found(rows).groups[0].timed_contacts == 1


def test_a_zero_of_an_abandoned_contact_is_no_handle_time() -> None:
    rows = [
        {"handle_seconds": s, "abandoned": a}
        for s, a in ((0.0, True), (0.0, False), (30.0, True), (90.0, None))
    ]
    (group,) = _found(rows).groups
    assert (group.contacts, group.timed_contacts, group.zero) == (4, 3, 1)
    assert group.mean_seconds == 40.0


def test_without_handle_time_the_column_that_would_bring_it_is_named() -> None:
    found = _found([{"channel": "phone"}, {"channel": "chat"}])
    assert "The column handle_seconds would bring it." in str(found)
    assert (
        found.groups[0].over_an_hour.why
        == "no contact has a handle time; the column handle_seconds would bring it"
    )
    assert found.columns()["p50"] == [None, None]


def test_bad_settings_are_refused_in_words() -> None:
    with pytest.raises(
        UsageError, match="implausible_seconds is 0: give the longest handle time that can be true"
    ):
        ShapeSettings(implausible_seconds=0)
    with pytest.raises(UsageError, match="replicates is 5: a bootstrap needs at least 100"):
        ShapeSettings(replicates=5)


def test_the_result_leaves_as_dict_frame_and_chart() -> None:
    found = _found([{"channel": c, "handle_seconds": 30.0 * i} for i in range(40) for c in ("phone", "chat")])
    assert json.loads(json.dumps(found.to_dict()))["groups"][0]["deciles"]["p50"] == 570
    assert list(found.to_frame("pandas")["channel"]) == ["chat", "phone"]
    assert sum(found.histogram_columns()["contacts"]) == 80
    assert found.chart().to_dict()["facet"]
