import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from headwater.analysis.contacts.engines.duckdb import DuckDBEngine
from headwater.analysis.contacts.frames import contacts_from_rows
from headwater.analysis.demand.shape import Outcomes, ShapeSettings, outcomes
from headwater.analysis.estimates import wilson

_ENGINE = DuckDBEngine(threads=1)
_AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def _found(rows: Sequence[dict[str, Any]], by: Any = None) -> Outcomes:
    rows = [{"opened_at": _AT, **row} for row in rows]
    return outcomes(contacts_from_rows(rows, engine=_ENGINE), ShapeSettings(replicates=200), by=by)


def test_shares_are_of_the_contacts_that_say_with_wilsons_interval() -> None:
    rows: list[dict[str, Any]] = [
        {"transfers": t, "reopens": r, "abandoned": a}
        for t, r, a in [(0, 0, False), (2, 1, True), (1, None, None), (None, 0, False)]
    ]
    (found,) = _found(rows).groups
    assert found.transferred == wilson(2, 3)
    assert found.mean_transfers == 1.0
    assert found.reopened == wilson(1, 3)
    assert found.abandoned == wilson(1, 3)


def test_each_missing_column_is_named() -> None:
    said = str(_found([{}, {}]))
    for what, column in (("transferred", "transfers"), ("reopened", "reopens"), ("abandoned", "abandoned")):
        assert f"Nothing says what was {what}: the column {column} would bring it." in said
    assert "No contact was rated: the column satisfaction would bring it." in said


def test_a_column_filled_in_part_is_said() -> None:
    assert (
        "25% of contacts say whether they were transferred." in _found([{"transfers": 1}, {}, {}, {}]).facts
    )


def test_satisfaction_counts_customers_as_drawn_together_and_says_who_answered() -> None:
    rated = [{"customer_id": f"c{i // 2}", "satisfaction": 1.0 if (i // 2) % 4 else 0.0} for i in range(100)]
    found = _found([*rated, *({} for _ in range(900))])
    (group,) = found.groups
    assert group.satisfaction.value == pytest.approx(0.74)
    assert group.satisfaction.n == 100
    assert group.responded == wilson(100, 1000)
    assert (
        "100 of 1,000 contacts were rated (10.0%); what the others think is not known and may well differ."
        in found.facts
    )
    alone = _found([{k: v for k, v in row.items() if k == "satisfaction"} for row in rated])
    width = group.satisfaction.high - group.satisfaction.low  # type: ignore[operator]
    single = alone.groups[0].satisfaction
    assert width > 1.25 * (single.high - single.low)  # type: ignore[operator]
    assert alone.ratings_of_unidentified == 100
    assert found.ratings_of_unidentified == 0


def test_ratings_on_two_scales_are_said() -> None:
    rows = [{"satisfaction": 0.5, "satisfaction_scale": scale} for scale in ("1..5", "0..10")]
    assert "Ratings came on different scales (0..10, 1..5)" in str(_found(rows))


def test_groups_come_by_size_and_add_up() -> None:
    rows = [
        {"channel": c, "abandoned": i % 3 == 0}
        for c, many in (("chat", 4), ("phone", 9))
        for i in range(many)
    ]
    found = _found(rows, by="channel")
    assert [(group.group, group.contacts) for group in found.groups] == [("phone", 9), ("chat", 4)]
    assert sum(round((group.abandoned.value or 0) * group.abandoned.n) for group in found.groups) == 5
    assert _found(rows[::-1], by="channel").to_dict() == found.to_dict()


def test_the_result_leaves_as_dict_frame_and_chart() -> None:
    found = _found([{"abandoned": i % 2 == 0, "satisfaction": 1.0} for i in range(40)], by="channel")
    assert json.loads(json.dumps(found.to_dict()))["groups"][0]["abandoned"]["value"] == 0.5
    assert found.to_frame("pandas")["satisfaction"].tolist() == [1.0]
    assert found.chart().to_dict()["facet"]


def test_no_contacts_are_a_result() -> None:
    assert (
        str(_found([{"direction": "outbound"}]))
        == "How contacts end: no contacts counted (left out: 1 outbound)."
    )
