"""What each expression reads, and the words with which it refuses."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

Value = Callable[..., Any]


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-01T10:00:00Z", at(2026, 3, 1, 10)),
        ("2026-03-01t10:00:00z", at(2026, 3, 1, 10)),
        ("2026-03-01T10:00:00.123456789Z", at(2026, 3, 1, 10, 0, 0, 123456)),
        ("2026-03-01 10:00:00,5+02:00", at(2026, 3, 1, 8, 0, 0, 500000)),
        ("2026-03-01 10:00:00 -0430", at(2026, 3, 1, 14, 30)),
        ("2026-03-01T10:00:00+02", at(2026, 3, 1, 8)),
        ("2026-03-01 10:00:00 UTC", at(2026, 3, 1, 10)),
        ("2026-03-01 10:00:00 GMT", at(2026, 3, 1, 10)),
        ("2026-03-01 10:00", at(2026, 3, 1, 9)),
        ("2026-03-01", at(2026, 2, 28, 23)),
        ("2026/7/1 9:05:00", at(2026, 7, 1, 7, 5)),
        ("2012/10/09 14:50:17.000", at(2012, 10, 9, 12, 50, 17)),
        (" 2026-03-01 10:00\u00a0", at(2026, 3, 1, 9)),
    ],
)
def test_iso_instants_with_and_without_an_offset(value: Value, text: str, expected: datetime) -> None:
    assert value("opened_at", "a", text, zone="Europe/Berlin") == expected


@pytest.mark.parametrize(
    "text",
    ["2026-02-30", "2026-13-01", "yesterday", "10:00", "2026-03-01 25:00", "01.03.2026", "2026-03-01T10:00:00+2", "inf",
     "epoch", "2026-03-01 10:00 Mars", "20260301", "2026-03-01 10"],
)  # fmt: skip
def test_what_is_no_instant_is_said(value: Value, text: str) -> None:
    assert value("opened_at", "a", text) == "opened_at is not an instant that exists, of the form iso"


@pytest.mark.parametrize(
    ("text", "refused"),
    [("1989-12-31T23:59:59Z", True), ("1990-01-01", False), ("2099-12-31 23:59:59", False), ("2100-01-01", True),
     ("0001-01-01", True), ("1970-01-01T00:00:00Z", True)],
)  # fmt: skip
def test_absurd_years_are_refused(value: Value, text: str, refused: bool) -> None:
    assert (value("opened_at", "a", text) == "opened_at is before 1990 or after 2099") is refused


def test_a_local_time_that_the_clocks_skip_moves_on_and_one_that_comes_twice_is_the_second(
    value: Value,
) -> None:
    # Berlin: 2:00 to 3:00 does not exist on 29 March 2026 and comes twice on 25 October 2026
    assert value("opened_at", "a", "2026-03-29 02:30", zone="Europe/Berlin") == at(2026, 3, 29, 1, 30)
    assert value("opened_at", "a", "2026-03-29 03:30", zone="Europe/Berlin") == at(2026, 3, 29, 1, 30)
    assert value("opened_at", "a", "2026-10-25 02:30", zone="Europe/Berlin") == at(2026, 10, 25, 1, 30)
    assert value("opened_at", "a", "2026-10-25 01:59", zone="Europe/Berlin") == at(2026, 10, 24, 23, 59)


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        ("epoch_seconds", "1772355600", at(2026, 3, 1, 9)),
        ("epoch_seconds", "1772355600.25", at(2026, 3, 1, 9, 0, 0, 250000)),
        ("epoch_milliseconds", "1772355600250", at(2026, 3, 1, 9, 0, 0, 250000)),
        ('"%a %b %d %H:%M:%S %z %Y"', "Tue Oct 31 23:36:20 +0000 2017", at(2017, 10, 31, 23, 36, 20)),
        ('"%d.%m.%Y %H:%M"', "1.3.2026 10:00", at(2026, 3, 1, 10)),
        ('"%m/%d/%Y %I:%M %p"', "3/1/2026 1:05 PM", at(2026, 3, 1, 13, 5)),
        ('["%d.%m.%Y", iso]', "2026-03-01", at(2026, 3, 1)),
        ('["%d.%m.%Y", iso]', "01.03.2026", at(2026, 3, 1)),
    ],
)
def test_other_forms_of_instants(value: Value, form: str, text: str, expected: datetime) -> None:
    assert value("opened_at", f"{{column: a, format: {form}}}", text) == expected


def test_seconds_given_for_milliseconds_are_absurd_and_words_are_no_number(value: Value) -> None:
    assert "before 1990" in value("opened_at", "{column: a, format: epoch_milliseconds}", "1772355600")
    assert "of the form epoch_seconds" in value(
        "opened_at", "{column: a, format: epoch_seconds}", "1772355600000000000"
    )
    assert "of the form epoch_seconds" in value("opened_at", "{column: a, format: epoch_seconds}", "now")


def test_a_date_and_a_time_in_two_columns_are_one_instant_in_their_own_zone(value: Value) -> None:
    expression = '{join: [a, b], format: "%y%m%d %H:%M:%S", timezone: Asia/Jerusalem}'
    assert value("opened_at", expression, "990201", "7:02:47") == at(1999, 2, 1, 5, 2, 47)


@pytest.mark.parametrize(
    ("expression", "text", "expected"),
    [
        ("a", "90", 90.0),
        ("a", "1.5e2", 150.0),
        ("a", "", None),
        ("{column: a, unit: minutes}", "1.1", 66.0),
        ("{column: a, unit: hours}", "0.5", 1800.0),
        ("{column: a, unit: milliseconds}", "1500", 1.5),
        ("{column: a, unit: clock}", "1:02:03", 3723.0),
        ("{column: a, unit: clock}", "100:00:00.5", 360000.5),
        ('{column: a, decimal: ","}', "1.234,5", 1234.5),
        ("a", "-1", "wait_seconds is negative"),
        ("{column: a, unit: clock}", "-0:00:01", "wait_seconds is negative"),
        ("a", "ten", "wait_seconds is not a number of seconds"),
        ("{column: a, unit: minutes}", "1,5", "wait_seconds is not a number of minutes"),
        ("a", "1_000", "wait_seconds is not a number of seconds"),
        ("a", "nan", "wait_seconds is not a number of seconds"),
        ("a", "1e999", "wait_seconds is not a number of seconds"),
        ("{column: a, unit: clock}", "62:03", "wait_seconds is not a time of the form h:mm:ss"),
        ("{column: a, unit: clock}", "1:62:03", "wait_seconds is not a time of the form h:mm:ss"),
    ],
)
def test_lengths_of_time(value: Value, expression: str, text: str, expected: object) -> None:
    assert value("wait_seconds", expression, text, "x") == expected


@pytest.mark.parametrize(
    ("column", "expression", "cells", "expected"),
    [
        ("handle_seconds", "{sum: [a, {column: b, unit: minutes}], measures: touch}", ("5", "2"), 125.0),
        ("handle_seconds", "{sum: [a, b]}", ("", "7"), 7.0),
        ("handle_seconds", "{sum: [a, b]}", ("", ""), None),
        ("handle_seconds", "{sum: [a, b]}", ("x", "7"), "handle_seconds is not a number of seconds"),
        ("handle_seconds", "{sum: [a, b]}", ("-9", "7"), "handle_seconds is negative"),
        ("wait_seconds", "{greatest: [a, b]}", ("3", "7"), 7.0),
        ("wait_seconds", "{greatest: [a, b]}", ("3", ""), 3.0),
        ("wait_seconds", "{seconds_between: [a, b]}", ("2026-03-01 10:00", "2026-03-01 10:01:30.5"), 90.5),
        ("wait_seconds", "{seconds_between: [a, b]}", ("2026-03-01 10:00", ""), None),
        ("wait_seconds", "{seconds_between: [a, b]}", ("2026-03-01 10:00", "soon"), "wait_seconds is not an instant that exists, of the form iso"),
        ("wait_seconds", "{seconds_between: [a, b]}", ("2026-03-01 10:01", "2026-03-01 10:00"), "wait_seconds would end before it begins"),
        ("last_resolved_at", "{greatest: [a, b]}", ("2026-03-01", "2026-03-02"), at(2026, 3, 2)),
        ("transfers", "{column: a, add: -1}", ("3", ""), 2),
        ("transfers", "{column: a, add: -1}", ("0", ""), 0),
        ("transfers", "{sum: [a, b], add: -1}", ("1", "2"), 2),
        ("transfers", "{column: a, add: -1}", ("-2", ""), "transfers is negative"),
        ("reopens", "a", ("3.0", ""), 3),
        ("reopens", "a", ("3.5", ""), "reopens is not a whole number"),
        ("reopens", "a", ("3000000000", ""), "reopens is not a whole number"),
        ("satisfaction", "{column: a, scale: [1, 5]}", ("4", ""), 0.75),
        ("satisfaction", "{column: a, scale: [1, 5]}", ("0", ""), "satisfaction lies outside its scale 1..5"),
        ("satisfaction", "{column: a, scale: [1, 5]}", ("5.1", ""), "satisfaction lies outside its scale 1..5"),
        ("satisfaction", "a", ("0.5", ""), 0.5),
        ("satisfaction", "a", ("5", ""), "satisfaction lies outside its scale 0..1"),
        ("satisfaction", "{column: a, values: {good: 1, bad: 0}, otherwise: empty}", ("offered", ""), None),
        ("satisfaction", "{column: a, values: {good: 1, bad: 0}}", ("good", ""), 1.0),
    ],
)  # fmt: skip
def test_numbers_and_what_is_made_of_them(
    value: Value, column: str, expression: str, cells: tuple[str, ...], expected: object
) -> None:
    assert value(column, expression, *cells) == expected


@pytest.mark.parametrize(
    ("expression", "text", "expected"),
    [
        *[("a", text, True) for text in ("true", "T", "YES", "y", "1")],
        *[("a", text, False) for text in ("false", "F", "No", "n", "0")],
        ("a", "", None),
        ("a", "maybe", "abandoned is not yes or no"),
        ("{column: a, true_when: [HANG]}", "HANG", True),
        ("{column: a, true_when: [HANG]}", "AGENT", False),
        ("{column: a, true_when: [HANG]}", "", None),
        ("{when: {column: a, is: HANG}}", "HANG", True),
        ("{when: {column: a, is: HANG}}", "", False),
        ("{when: {column: a, is_not: [x, y]}}", "", True),
        ("{when: {column: a, is_not: [x, y]}}", "y", False),
        ("{when: {column: a, empty: true}}", " ", True),
        ("{when: {column: a, empty: false}}", " ", False),
        ("{when: {column: a, matches: '^-[0-9]'}}", "-5", True),
        ("{when: {column: a, matches: '^-[0-9]'}}", "", False),
        ("{when: {all: [{column: a, matches: x}, {column: b, is: q}]}}", "xy", True),
        ("{when: {all: [{column: a, matches: x}, {column: b, is: r}]}}", "xy", False),
        ("{when: {any: [{column: a, matches: z}, {all: [{column: b, is: q}]}]}}", "xy", True),
    ],
)
def test_flags_and_conditions(value: Value, expression: str, text: str, expected: object) -> None:
    assert value("abandoned", expression, text, "q") == expected


@pytest.mark.parametrize(
    ("column", "expression", "cells", "expected"),
    [
        ("channel", "a", ("Phone",), "phone"),
        ("channel", "a", ("fax",), "channel is not one of phone, chat, email, web, social, message, in_person, other"),
        ("channel", "a", ("",), "channel is empty"),
        ("channel", "{column: a, values: {v: phone}}", ("v",), "phone"),
        ("channel", "{column: a, values: {v: phone}}", ("w",), "channel: the mapping's `values` do not list this value"),
        ("channel", "{column: a, values: {v: phone}, otherwise: other}", ("w",), "other"),
        ("channel", "{column: a, values: {v: phone}, otherwise: other}", ("",), "channel is empty"),
        ("channel", "{column: a, values: {v: phone}, otherwise: keep}", ("chat",), "chat"),
        ("channel", "{column: a, lower: true, values: {v: phone}}", ("V",), "phone"),
        ("channel", "{coalesce: [{column: a, values: {v: phone}, otherwise: empty}, {constant: web}]}", ("w",), "web"),
        ("channel", "{when: {column: a, is: w}, values: {true: web, false: email}}", ("w",), "web"),
        ("team", "{column: a, empty: ['-', none]}", ("none",), None),
        ("team", "{column: a, extract: 'team (.+)'}", ("team  blue ",), "blue"),
        ("team", "{column: a, extract: '[0-9]+'}", ("t12x",), "12"),
        ("team", "{column: a, extract: 'x(.)'}", ("abc",), None),
        ("team", "{column: a, values: {x: ''}, otherwise: keep}", ("x",), None),
        ("team", "{coalesce: [{column: a, empty: ['0']}, b]}", ("0", "second"), "second"),
        ("team", "{coalesce: [a, b], lower: true}", ("", "B"), "b"),
        ("team", "{join: [a, b], with: '-'}", ("x", "y"), "x-y"),
        ("team", "{join: [a, b], with: '-'}", ("x", ""), "x"),
        ("team", "{join: [a, b]}", ("", ""), None),
        ("team", "{column: a}", ("NULL\x00byte",), "NULL\x00byte"),
        ("team", "{constant: it's}", ("x",), "it's"),
        ("team", "{row: true}", ("x",), "1"),
        ("tags", "{column: a, split: ','}", ("vip, late,,x y ,",), ["vip", "late", "x y"]),
        ("tags", "{column: a, split: ','}", ("vip",), ["vip"]),
        ("tags", "{column: a, split: ','}", ("vip,late",), ["vip", "late"]),
        ("tags", "{column: a, split: '|'}", ("vip|late| x",), ["vip", "late", "x"]),
        ("tags", "{column: a, split: ','}", ("",), None),
        ("tags", "{column: a, list: true}", ('["vip", "a, b", " ", 3]',), ["vip", "a, b", "3"]),
        ("tags", "{column: a, list: true}", ("vip",), "tags is not a list in JSON"),
        ("tags", "a", ("one tag",), ["one tag"]),
    ],
)  # fmt: skip
def test_words(value: Value, column: str, expression: str, cells: tuple[str, ...], expected: object) -> None:
    assert value(column, expression, *cells, "filler") == expected


def test_alternatives_are_checked_only_where_they_are_taken(value: Value) -> None:
    expression = "{coalesce: [{column: a, format: epoch_seconds}, {column: b, format: iso}]}"
    assert value("opened_at", expression, "1772355600", "rubbish") == at(2026, 3, 1, 9)
    assert value("opened_at", expression, "", "2026-03-01") == at(2026, 3, 1)
    assert value("opened_at", expression, "rubbish", "2026-03-01").endswith("of the form epoch_seconds")
    assert value("opened_at", expression, "", "") == "opened_at is empty"


def test_custom_values_are_kept_by_name_and_empty_ones_left_out(value: Value) -> None:
    assert value("vru", "{column: a, extract: '^[0-9]+$'}", "12", section="custom") == "12"
    assert value("vru", "{column: a, extract: '^[0-9]+$'}", "-12", section="custom") is None
    assert value("late", "{when: {column: a, matches: '^-'}}", "-12", section="custom") == "true"


@settings(max_examples=40, deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False, min_value=0, max_value=1e15))
def test_any_number_of_seconds_comes_through_exactly(value: Value, number: float) -> None:
    assert value("wait_seconds", "a", repr(number)) == number


@settings(max_examples=40, deadline=None)
@given(
    st.datetimes(datetime(1990, 1, 2), datetime(2099, 12, 30)),
    st.sampled_from(["UTC", "Asia/Kolkata", "America/New_York"]),
)
def test_any_instant_with_an_offset_comes_through_exactly(value: Value, naive: datetime, zone: str) -> None:
    from zoneinfo import ZoneInfo

    instant = naive.replace(tzinfo=UTC)
    assert (
        value("opened_at", "a", instant.astimezone(ZoneInfo(zone)).isoformat(), zone="Asia/Tokyo") == instant
    )


@settings(max_examples=40, deadline=None)
@given(st.text())
def test_any_text_is_read_or_refused_and_never_breaks(value: Value, text: str) -> None:
    for column in ("opened_at", "wait_seconds", "transfers", "abandoned", "channel", "satisfaction"):
        found = value(column, "a", text, "x")
        assert found is None or not isinstance(found, str) or column in found or column == "channel"
