"""Charts carry the figures and their intervals."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from headwater.analysis.contacts.chains import next_contacts
from headwater.analysis.contacts.frames import contacts_from_rows
from headwater.analysis.demand.definitions import RepeatSettings
from headwater.analysis.demand.repeat_result import Repeats
from headwater.analysis.demand.repeats import repeats

START = datetime(2026, 3, 2, tzinfo=UTC)
SETTINGS = RepeatSettings(windows=(3, 7), reasons=("any",), channels=("any",), bases=("gross",))


def found(by: str | list[str] | None) -> Repeats:
    rows = [
        {
            "customer_id": f"customer {n}",
            "opened_at": START + timedelta(days=day),
            "team": "north" if n % 2 else "south",
        }
        for n in range(24)
        for day in (0, 5, 21)
    ]
    rows.append({"customer_id": "last", "opened_at": START + timedelta(days=60), "team": "north"})
    return repeats(next_contacts(contacts_from_rows(rows)), SETTINGS, by=by)


def values(chart: dict[str, Any]) -> list[dict[str, Any]]:
    inline = chart["datasets"][chart["data"]["name"]]
    assert isinstance(inline, list)
    return inline


def test_definitions_stand_side_by_side() -> None:
    drawn = found(None).chart().to_dict()
    rows = values(drawn)
    assert {row["estimator"] for row in rows} == {"matured", "Kaplan-Meier", "naive (biased)"}
    assert {row["window"] for row in rows} == {"3 days", "7 days"}
    assert all(row["low"] <= row["share"] <= row["high"] for row in rows)


def test_over_time_it_is_a_line_with_its_band() -> None:
    drawn = found(["week", "team"]).chart().to_dict()
    assert [layer["mark"]["type"] for layer in drawn["layer"]] == ["area", "line"]
    assert {row["time"] for row in values(drawn)} >= {"2026-03-02", "2026-03-23"}
    assert {row["group"] for row in values(drawn)} == {"north", "south"}


def test_groups_without_time_are_rows_with_whiskers() -> None:
    drawn = found("team").chart().to_dict()
    assert [layer["mark"]["type"] for layer in drawn["layer"]] == ["rule", "point"]
    assert len(values(drawn)) == 2


@pytest.mark.parametrize("by", [None, "team", "week"])
def test_a_chart_of_figures_that_cannot_be_told_is_empty_and_drawn(by: str | None) -> None:
    rows = [{"customer_id": None, "opened_at": START}]
    empty = repeats(next_contacts(contacts_from_rows(rows)), SETTINGS, by=by).chart().to_dict()
    assert values(empty) == []
