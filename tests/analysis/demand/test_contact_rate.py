import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from headwater.analysis.contacts.engines.duckdb import DuckDBEngine
from headwater.analysis.contacts.frames import contacts_from_rows, rows_as_frame
from headwater.analysis.demand.contact_rate import ContactRateSettings, contact_rate
from headwater.analysis.demand.contact_rate_result import ContactRates
from headwater.analysis.errors import BadDataError, UsageError

_ENGINE = DuckDBEngine(threads=1)
_MONDAY = date(2026, 3, 2)


def _contacts(days: int, many: Callable[[date], int] = lambda _: 5, **columns: Any) -> list[dict[str, Any]]:
    dates = [_MONDAY + timedelta(days=i) for i in range(days)]
    return [
        {"opened_at": datetime(d.year, d.month, d.day, 10, tzinfo=UTC), **columns}
        for d in dates
        for _ in range(many(d))
    ]


def _volume(
    day: date, count: float = 100, driver: str = "orders", hour: int = 0, source: str = "shop"
) -> dict[str, Any]:
    at = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hour)
    return {"source": source, "period": at, "driver": driver, "count": count, "month": f"{at:%Y-%m}"}


def _daily(days: int, **more: Any) -> list[dict[str, Any]]:
    return [_volume(_MONDAY + timedelta(days=i), **more) for i in range(days)]


def _rate(rows: Any, volumes: Any, by: Any = None, **given: Any) -> ContactRates:
    return contact_rate(
        contacts_from_rows(rows, engine=_ENGINE),
        rows_as_frame(volumes, "volumes", engine=_ENGINE),
        ContactRateSettings(**given),
        by=by,
    )


def test_the_rate_is_contacts_per_hundred_of_the_driver_and_reasons_add_up_to_it() -> None:
    rows = _contacts(28, lambda _: 4, reason_source="late parcel") + _contacts(
        28, lambda _: 1, reason_source="address"
    )
    (found,) = _rate(rows, _daily(28), by="reason").drivers
    assert (found.contacts, found.volume, found.overall.value) == (140, 2800, 5.0)
    assert [(row.group, row.rate.value) for row in found.rows] == [("late parcel", 4.0), ("address", 1.0)]


def test_without_volumes_the_result_says_so_and_which_command_brings_them() -> None:
    nothing = contact_rate(contacts_from_rows(_contacts(3)), None)
    assert "No volumes loaded" in str(nothing)
    assert "headwater contacts import FILE --mapping MAPPING.yaml --store DIR" in nothing.to_dict()["why"]
    assert nothing.drivers == _rate(_contacts(3), []).drivers == ()
    assert nothing.columns()["rate"] == []


def test_days_in_only_one_of_the_two_tables_are_left_out_and_said() -> None:
    hole = _MONDAY + timedelta(days=8)
    rows = _contacts(28, lambda d: 0 if d == hole else 5)
    (found,) = _rate(rows, [*_daily(21), _volume(_MONDAY - timedelta(days=2))]).drivers
    assert found.overall.value == 5.0
    assert found.periods == 20
    assert (found.left_out.periods_without_contacts, found.left_out.volume_without_contacts) == (2, 200)
    assert (found.left_out.days_without_volumes, found.left_out.contacts_without_volumes) == (7, 35)
    assert "7 days have contacts (35) but no usable volumes: left out." in found.facts


def test_a_weekday_on_which_nobody_answers_still_counts_its_orders() -> None:
    rows = _contacts(28, lambda d: 0 if d.weekday() == 6 else 7)
    (found,) = _rate(rows, _daily(28)).drivers
    assert found.periods == 28
    assert found.overall.value == pytest.approx(24 * 7 / 28)


def test_volumes_by_month_are_seen_as_such_and_a_month_cut_by_the_export_is_left_out() -> None:
    volumes = [_volume(date(2026, m, 1), count=3100) for m in (3, 4, 5)]
    (found,) = _rate(_contacts(75), volumes, by="month").drivers  # 2 March to 15 May
    assert found.grain == "month"
    assert [(row.group, row.contacts) for row in found.rows] == [("2026-03", 150), ("2026-04", 150)]
    assert found.left_out.periods_without_contacts == 1


def test_volumes_by_week_are_seen_as_such() -> None:
    volumes = [_volume(_MONDAY + timedelta(weeks=i), count=700) for i in range(4)]
    (found,) = _rate(_contacts(28), volumes, by="week").drivers
    assert found.grain == "week"
    assert (found.rows[0].group, found.rows[0].rate.value) == ("2026-03-02", 5.0)


def test_a_day_that_begins_at_22_hours_utc_is_the_local_day() -> None:
    volumes = [
        _volume(_MONDAY + timedelta(days=i - 1), hour=22) for i in range(14)
    ]  # midnight in Berlin, summer
    (found,) = _rate(_contacts(14), volumes).drivers
    assert (found.periods, found.left_out.periods_without_contacts) == (14, 0)


def test_bad_weeks_widen_the_interval_and_are_said() -> None:
    rows = _contacts(56, lambda d: 15 if (d - _MONDAY).days // 7 in (1, 4) else 5)
    (uneven,) = _rate(rows, _daily(56)).drivers
    (even,) = _rate(_contacts(56, lambda d: 8 if (d - _MONDAY).days % 2 else 7), _daily(56)).drivers
    assert uneven.dispersion > 10  # type: ignore[operator]
    assert uneven.overall.high - uneven.overall.low > 3 * (even.overall.high - even.overall.low)  # type: ignore[operator]
    assert "times what chance alone would make it; the interval is widened" in " ".join(uneven.facts)
    assert even.overall.method == "Poisson, exact"


def test_each_driver_has_its_rate_and_one_can_be_asked_for() -> None:
    volumes = _daily(14) + _daily(14, driver="parcels", count=50) + _daily(14, source="market")
    found = _rate(_contacts(14), volumes)
    assert [(d.driver, d.overall.value) for d in found.drivers] == [("orders", 2.5), ("parcels", 10.0)]
    assert "The orders of market, shop were added up." in found.drivers[0].facts
    assert [d.driver for d in _rate(_contacts(14), volumes, driver="parcels").drivers] == ["parcels"]


def test_bot_contacts_count_and_outbound_and_merged_ones_do_not() -> None:
    rows = [
        *_contacts(14, handled_by="bot"),
        *_contacts(14, direction="outbound"),
        *_contacts(14, merged_into="1"),
    ]
    (found,) = _rate(rows, _daily(14)).drivers
    assert found.overall.value == 5.0


def test_bad_questions_and_bad_volumes_are_refused_in_words() -> None:
    with pytest.raises(UsageError, match=r"No volumes of 'order'\. Did you mean 'orders'\?"):
        _rate(_contacts(7), _daily(7), driver="order")
    with pytest.raises(
        UsageError, match=r"by month, so their rate cannot be split by week\. Split it by month"
    ):
        _rate(_contacts(7), [_volume(date(2026, 3, 1))], by="week")
    with pytest.raises(
        BadDataError, match=r"hold -5 orders for 2026-03-02 \(source shop\): a volume cannot be below 0"
    ):
        _rate(_contacts(7), _daily(7, count=-5))
    with pytest.raises(
        BadDataError, match=r"do not go by week: 2026-03-02 and 2026-03-03 lie in one week\. Set grain"
    ):
        _rate(_contacts(7), _daily(7), grain="week")
    with pytest.raises(UsageError, match="per is 0: contacts are counted per 1, 100 or 1000"):
        ContactRateSettings(per=0)


def test_the_result_leaves_as_dict_frame_text_and_chart() -> None:
    found = _rate(_contacts(28), _daily(28), by="channel")
    assert json.loads(json.dumps(found.to_dict()))["drivers"][0]["rows"][0]["rate"]["value"] == 5.0
    assert list(found.to_frame("pandas")["channel"]) == ["all", "other"]
    assert str(found).startswith("Contacts per 100 orders: 5 (4.")
    assert found.chart().to_dict()["layer"]


def test_nothing_in_common_is_a_result() -> None:
    (found,) = _rate(_contacts(7), _daily(7), since=date(2026, 5, 1)).drivers
    assert found.overall.why == "no period is held by both the contacts and the volumes"
