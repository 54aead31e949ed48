import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest

from headwater.analysis.contacts.engines.duckdb import DuckDBEngine
from headwater.analysis.contacts.frames import contacts_from_rows
from headwater.analysis.demand.shape import Arrivals, ShapeSettings, arrivals
from headwater.analysis.errors import UsageError

_ENGINE = DuckDBEngine(threads=1)
_MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


def _found(rows: Sequence[dict[str, Any]], by: Any = None, **given: Any) -> Arrivals:
    frame = contacts_from_rows(rows, timezone_name="Europe/Berlin", engine=_ENGINE)
    return arrivals(frame, ShapeSettings(**given), by=by)


def _at(day: int, hour: float, **more: Any) -> dict[str, Any]:
    return {"opened_at": _MONDAY + timedelta(days=day, hours=hour), **more}


def test_half_hours_are_local_and_means_are_over_the_days_that_are_there() -> None:
    # 08:40 UTC is 09:40 in Berlin; the third Monday has no contact at all
    rows = [_at(0, 8 + 2 / 3), _at(7, 8 + 2 / 3), _at(7, 8 + 2 / 3), _at(21, 12), _at(1, 9)]
    found = _found(rows)
    assert found.days_of_weekday[:2] == (3, 1)
    assert found.mean_per_day("all", 0, 19) == pytest.approx(3 / 3)
    assert found.mean_per_day("all", 1, 20) == 1.0
    assert found.mean_per_day("all", 2, 20) is None


def test_a_contact_after_local_midnight_belongs_to_the_next_weekday() -> None:
    found = _found([_at(6, 23.25), _at(7, 12)])  # Sunday 23:15 UTC is Monday 00:15 in Berlin
    assert found.half_hours[0][0] == 1
    assert sum(found.half_hours[6]) == 0


def test_every_contact_is_in_one_cell_and_one_day_whatever_it_is_split_by() -> None:
    random = Random(2)
    rows = [
        _at(random.randrange(40), random.random() * 24, team=random.choice(["North", None]), channel="chat")
        for _ in range(300)
    ]
    whole = _found(rows)
    for by in ("month", "week", "team", "channel", "reason"):
        split = _found(rows, by=by)
        assert split.half_hours == whole.half_hours
        assert sum(sum(group.daily.values()) for group in split.groups) == 300
    assert _found(random.sample(rows, 300)).to_dict() == whole.to_dict()


def test_closed_hours_show_as_never_any() -> None:
    rows = [_at(day, hour) for day in range(14) for hour in range(8, 17)]
    found = _found(rows)
    frame = found.to_frame("pandas")
    night = frame[(frame.half_hour < "09:00") | (frame.half_hour >= "18:00")]
    assert night.never_any.all()
    assert found.open_hours()["Monday"] == "09:00 to 17:30"
    assert "Mon " in str(found)


def test_outbound_and_merged_contacts_do_not_arrive() -> None:
    found = _found(
        [_at(0, 9), _at(0, 9, direction="outbound"), _at(0, 9, merged_into="4"), _at(0, 9, handled_by="bot")]
    )
    assert found.groups[0].contacts == 2
    assert found.groups[0].daily == {date(2026, 3, 2): 2}


def test_two_days_give_no_weekly_pattern_and_say_so() -> None:
    found = _found([_at(0, 9), _at(1, 9)])
    assert "No weekly pattern: the contacts span 2 days; a weekly pattern needs 14." in str(found)


def test_dates_without_times_are_noticed() -> None:
    rows = [{"opened_at": datetime(2026, 1, 5 + i % 20, 23, tzinfo=UTC)} for i in range(30)]
    assert "100% of contacts begin in the half-hour after midnight" in str(_found(rows))


def test_gaps_are_told_as_facts() -> None:
    rows = [_at(day, 9) for day in range(28) if day not in (8, 9)]
    assert "No contacts where there usually are some (holiday or gap): 2026-03-10 to 2026-03-11." in str(
        _found(rows)
    )


def test_nothing_is_a_result_and_a_wrong_group_an_error() -> None:
    found = _found([_at(0, 9)], since=date(2030, 1, 1))
    assert str(found) == "Arrivals: no contacts counted."
    with pytest.raises(UsageError, match=r"no group 'Nort'\. Did you mean 'North'\?"):
        _found([_at(0, 9, team="North")], by="team").group("Nort")


def test_the_result_leaves_as_dict_frame_and_chart() -> None:
    found = _found([_at(day, 9, team="North") for day in range(21)], by="team")
    assert json.loads(json.dumps(found.to_dict()))["weekly"]["index"]["Monday"]["value"] == 1.0
    assert list(found.to_frame("pandas").columns)[:2] == ["team", "weekday"]
    assert found.daily_columns()["contacts"] == [1] * 21
    assert found.chart().to_dict()["mark"]["type"] == "rect"
