"""What each expression reads, and the words with which it refuses."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headwater.analysis.contacts.language import FORMAT_CODES

Value = Callable[..., Any]
Values = Callable[..., list[Any]]
FIRST, LAST = datetime(1990, 1, 2), datetime(2099, 12, 30)  # noqa: DTZ001
Cases = list[tuple[tuple[str, ...], object]]
NOT_ISO = "is not an instant that exists, of the form iso"
ANY_CHANNEL = "phone, chat, email, web, social, message, in_person, other"
UNLISTED = "channel: the mapping's `values` do not list this value"


def grouped(*cases: tuple[str, str, tuple[str, ...], object]) -> list[Any]:
    """Gather cases of one column and expression, so that one export tries them all."""
    together: dict[tuple[str, str], list[tuple[tuple[str, ...], object]]] = {}
    for column, expression, cells, expected in cases:
        together.setdefault((column, expression), []).append((cells, expected))
    return [pytest.param(*key, found, id=f"{key[0]}: {key[1]}") for key, found in together.items()]


def assert_read(values: Values, column: str, expression: str, cases: Cases) -> None:
    found = values(column, expression, [cells for cells, _ in cases])
    assert found == [expected for _, expected in cases]


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


def test_iso_instants_with_and_without_an_offset(values: Values) -> None:
    expected = {
        "2026-03-01T10:00:00Z": at(2026, 3, 1, 10),
        "2026-03-01t10:00:00z": at(2026, 3, 1, 10),
        "2026-03-01T10:00:00.123456789Z": at(2026, 3, 1, 10, 0, 0, 123456),
        "2026-03-01 10:00:00,5+02:00": at(2026, 3, 1, 8, 0, 0, 500000),
        "2026-03-01 10:00:00 -0430": at(2026, 3, 1, 14, 30),
        "2026-03-01T10:00:00+02": at(2026, 3, 1, 8),
        "2026-03-01 10:00:00 UTC": at(2026, 3, 1, 10),
        "2026-03-01 10:00:00 GMT": at(2026, 3, 1, 10),
        "2026-03-01 10:00": at(2026, 3, 1, 9),
        "2026-03-01": at(2026, 2, 28, 23),
        "2026/7/1 9:05:00": at(2026, 7, 1, 7, 5),
        "2012/10/09 14:50:17.000": at(2012, 10, 9, 12, 50, 17),
        " 2026-03-01 10:00\u00a0": at(2026, 3, 1, 9),
    }
    found = values("opened_at", "a", [[text] for text in expected], zone="Europe/Berlin")
    assert dict(zip(expected, found, strict=True)) == expected


def test_what_is_no_instant_is_said(values: Values) -> None:
    wrong = ["2026-02-30", "2026-13-01", "yesterday", "10:00", "2026-03-01 25:00", "01.03.2026", "20260301"]
    wrong += ["2026-03-01T10:00:00+2", "inf", "epoch", "2026-03-01 10:00 Mars", "2026-03-01 10"]
    found = values("opened_at", "a", [[text] for text in wrong])
    said = "opened_at is not an instant that exists, of the form iso"
    assert dict(zip(wrong, found, strict=True)) == dict.fromkeys(wrong, said)


def test_absurd_years_are_refused(values: Values) -> None:
    said = "opened_at is before 1990 or after 2099"
    absurd = ["1989-12-31T23:59:59Z", "2100-01-01", "0001-01-01", "1970-01-01T00:00:00Z"]
    assert values("opened_at", "a", [[text] for text in absurd]) == [said] * 4
    assert values("opened_at", "a", [["1990-01-01"], ["2099-12-31"]]) == [at(1990, 1, 1), at(2099, 12, 31)]


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


def test_every_code_of_a_form_is_one_the_engine_reads(values: Values) -> None:
    for code in sorted(FORMAT_CODES - {"%"}):
        found = values("opened_at", f"{{column: a, format: '%Y-%m-%d %{code}'}}", [["2026-03-01 x"]])
        assert found == [f"opened_at is not an instant that exists, of the form %Y-%m-%d %{code}"]


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
    ("column", "expression", "cases"),
    grouped(
        ("wait_seconds", "a", ("90",), 90.0),
        ("wait_seconds", "a", ("1.5e2",), 150.0),
        ("wait_seconds", "a", ("",), None),
        ("wait_seconds", "{column: a, unit: minutes}", ("1.1",), 66.0),
        ("wait_seconds", "{column: a, unit: hours}", ("0.5",), 1800.0),
        ("wait_seconds", "{column: a, unit: milliseconds}", ("1500",), 1.5),
        ("wait_seconds", "{column: a, unit: clock}", ("1:02:03",), 3723.0),
        ("wait_seconds", "{column: a, unit: clock}", ("100:00:00.5",), 360000.5),
        ("wait_seconds", '{column: a, decimal: ","}', ("1.234,5",), 1234.5),
        ("wait_seconds", '{column: a, decimal: ","}', ("1 234 567",), 1234567.0),
        ("wait_seconds", '{column: a, decimal: ","}', ("7,5",), 7.5),
        (
            "wait_seconds",
            '{column: a, decimal: ","}',
            ("1,234.5",),
            "wait_seconds is not a number of seconds",
        ),
        ("wait_seconds", '{column: a, decimal: ","}', ("1.2",), "wait_seconds is not a number of seconds"),
        ("wait_seconds", "a", ("-1",), "wait_seconds is negative"),
        ("wait_seconds", "{column: a, unit: clock}", ("-0:00:01",), "wait_seconds is negative"),
        ("wait_seconds", "a", ("ten",), "wait_seconds is not a number of seconds"),
        ("wait_seconds", "{column: a, unit: minutes}", ("1,5",), "wait_seconds is not a number of minutes"),
        ("wait_seconds", "a", ("1_000",), "wait_seconds is not a number of seconds"),
        ("wait_seconds", "a", ("nan",), "wait_seconds is not a number of seconds"),
        ("wait_seconds", "a", ("1e999",), "wait_seconds is not a number of seconds"),
        (
            "wait_seconds",
            "{column: a, unit: clock}",
            ("62:03",),
            "wait_seconds is not a time of the form h:mm:ss",
        ),
        (
            "wait_seconds",
            "{column: a, unit: clock}",
            ("1:62:03",),
            "wait_seconds is not a time of the form h:mm:ss",
        ),
    ),
)
def test_lengths_of_time(values: Values, column: str, expression: str, cases: Cases) -> None:
    assert_read(values, column, expression, cases)


@pytest.mark.parametrize(
    ("column", "expression", "cases"),
    grouped(
        ("handle_seconds", "{sum: [a, {column: b, unit: minutes}], measures: touch}", ("5", "2"), 125.0),
        ("handle_seconds", "{sum: [a, b]}", ("", "7"), 7.0),
        ("handle_seconds", "{sum: [a, b]}", ("", ""), None),
        ("handle_seconds", "{sum: [a, b]}", ("x", "7"), "handle_seconds is not a number of seconds"),
        ("handle_seconds", "{sum: [a, b]}", ("-9", "7"), "handle_seconds is negative"),
        ("wait_seconds", "{column: a, unit: hours}", ("1e308", ""), "wait_seconds is too large to be true"),
        ("wait_seconds", "{sum: [a, b]}", ("9e8", "9e8"), "wait_seconds is too large to be true"),
        ("reopens", "{sum: [a, b]}", ("999999999", "999999999"), "reopens is too large to be true"),
        ("reopens", "{column: a, add: 1}", ("2147483647", ""), "reopens is too large to be true"),
        ("reopens", "{greatest: [a, b], add: 1}", ("2147483647", "1"), "reopens is too large to be true"),
        ("wait_seconds", "{coalesce: [{seconds_between: [a, b]}, {constant: 5}]}", ("2026-03-01", ""), 5.0),
        ("wait_seconds", "{greatest: [a, b]}", ("3", "7"), 7.0),
        ("wait_seconds", "{greatest: [a, b]}", ("3", ""), 3.0),
        ("wait_seconds", "{seconds_between: [a, b]}", ("2026-03-01 10:00", "2026-03-01 10:01:30.5"), 90.5),
        ("wait_seconds", "{seconds_between: [a, b]}", ("2026-03-01 10:00", ""), None),
        (
            "wait_seconds",
            "{seconds_between: [a, b]}",
            ("2026-03-01 10:00", "soon"),
            f"wait_seconds {NOT_ISO}",
        ),
        (
            "wait_seconds",
            "{seconds_between: [a, b]}",
            ("2026-03-01 10:01", "2026-03-01 10:00"),
            "wait_seconds would end before it begins",
        ),
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
        (
            "satisfaction",
            "{column: a, scale: [1, 5]}",
            ("5.1", ""),
            "satisfaction lies outside its scale 1..5",
        ),
        ("satisfaction", "a", ("0.5", ""), 0.5),
        ("satisfaction", "a", ("5", ""), "satisfaction lies outside its scale 0..1"),
        ("satisfaction", "{column: a, values: {good: 1, bad: 0}, otherwise: empty}", ("offered", ""), None),
        ("satisfaction", "{column: a, values: {good: 1, bad: 0}}", ("good", ""), 1.0),
    ),
)
def test_numbers_and_what_is_made_of_them(values: Values, column: str, expression: str, cases: Cases) -> None:
    assert_read(values, column, expression, cases)


@pytest.mark.parametrize(
    ("column", "expression", "cases"),
    grouped(
        *[("abandoned", "a", (text, "q"), True) for text in ("true", "T", "YES", "y", "1")],
        *[("abandoned", "a", (text, "q"), False) for text in ("false", "F", "No", "n", "0")],
        ("abandoned", "a", ("", "q"), None),
        ("abandoned", "a", ("maybe", "q"), "abandoned is not yes or no"),
        ("abandoned", "{column: a, true_when: [HANG]}", ("HANG", "q"), True),
        ("abandoned", "{column: a, true_when: [HANG]}", ("AGENT", "q"), False),
        ("abandoned", "{column: a, true_when: [HANG]}", ("", "q"), None),
        ("abandoned", "{when: {column: a, is: HANG}}", ("HANG", "q"), True),
        ("abandoned", "{when: {column: a, is: HANG}}", ("", "q"), False),
        ("abandoned", "{when: {column: a, is_not: [x, y]}}", ("", "q"), True),
        ("abandoned", "{when: {column: a, is_not: [x, y]}}", ("y", "q"), False),
        ("abandoned", "{when: {column: a, empty: true}}", (" ", "q"), True),
        ("abandoned", "{when: {column: a, empty: false}}", (" ", "q"), False),
        ("abandoned", "{when: {column: a, matches: '^-[0-9]'}}", ("-5", "q"), True),
        ("abandoned", "{when: {column: a, matches: '^-[0-9]'}}", ("", "q"), False),
        ("abandoned", "{when: {all: [{column: a, matches: x}, {column: b, is: q}]}}", ("xy", "q"), True),
        ("abandoned", "{when: {all: [{column: a, matches: x}, {column: b, is: r}]}}", ("xy", "q"), False),
        (
            "abandoned",
            "{when: {any: [{column: a, matches: z}, {all: [{column: b, is: q}]}]}}",
            ("xy", "q"),
            True,
        ),
    ),
)
def test_flags_and_conditions(values: Values, column: str, expression: str, cases: Cases) -> None:
    assert_read(values, column, expression, cases)


@pytest.mark.parametrize(
    ("column", "expression", "cases"),
    grouped(
        ("channel", "a", ("Phone", "filler"), "phone"),
        ("channel", "a", ("fax", "filler"), f"channel is not one of {ANY_CHANNEL}"),
        ("channel", "a", ("", "filler"), "channel is empty"),
        ("channel", "{column: a, values: {v: phone}}", ("v", "filler"), "phone"),
        ("channel", "{column: a, values: {v: phone}}", ("w", "filler"), UNLISTED),
        ("channel", "{column: a, values: {v: phone}, otherwise: other}", ("w", "filler"), "other"),
        ("channel", "{column: a, values: {v: phone}, otherwise: other}", ("", "filler"), "channel is empty"),
        ("channel", "{column: a, values: {v: phone}, otherwise: keep}", ("chat", "filler"), "chat"),
        ("channel", "{column: a, lower: true, values: {v: phone}}", ("V", "filler"), "phone"),
        (
            "channel",
            "{coalesce: [{column: a, values: {v: phone}, otherwise: empty}, {constant: web}]}",
            ("w", "filler"),
            "web",
        ),
        ("channel", "{when: {column: a, is: w}, values: {true: web, false: email}}", ("w", "filler"), "web"),
        ("team", "{column: a, empty: ['-', none]}", ("none", "filler"), None),
        ("team", "{column: a, extract: 'team (.+)'}", ("team  blue ", "filler"), "blue"),
        ("team", "{column: a, extract: '[0-9]+'}", ("t12x", "filler"), "12"),
        ("team", "{column: a, extract: 'x(.)'}", ("abc", "filler"), None),
        ("team", "{column: a, values: {x: ''}, otherwise: keep}", ("x", "filler"), None),
        ("team", "{coalesce: [{column: a, empty: ['0']}, b]}", ("0", "second"), "second"),
        ("team", "{coalesce: [a, b], lower: true}", ("", "B"), "b"),
        ("team", "{join: [a, b], with: '-'}", ("x", "y"), "x-y"),
        ("team", "{join: [a, b], with: '-'}", ("x", ""), "x"),
        ("team", "{join: [a, b]}", ("", ""), None),
        ("team", "{column: a}", ("NULL\x00byte", "filler"), "NULL\x00byte"),
        ("team", "{constant: it's}", ("x", "filler"), "it's"),
        ("team", "{row: true}", ("x", "filler"), "1"),
        ("tags", "{column: a, split: ','}", ("vip, late,,x y ,", "filler"), ["vip", "late", "x y"]),
        ("tags", "{column: a, split: ','}", ("vip", "filler"), ["vip"]),
        ("tags", "{column: a, split: ','}", ("vip,late", "filler"), ["vip", "late"]),
        ("tags", "{column: a, split: '|'}", ("vip|late| x", "filler"), ["vip", "late", "x"]),
        ("tags", "{column: a, split: ','}", ("", "filler"), None),
        ("tags", "{column: a, list: true}", ('["vip", "a, b", " ", 3]', "filler"), ["vip", "a, b", "3"]),
        ("tags", "{column: a, list: true}", ("vip", "filler"), "tags is not a list in JSON"),
        ("tags", "a", ("one tag", "filler"), ["one tag"]),
    ),
)
def test_words(values: Values, column: str, expression: str, cases: Cases) -> None:
    assert_read(values, column, expression, cases)


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


@settings(max_examples=10, deadline=None)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False, min_value=0, max_value=1e9), min_size=1))
def test_any_number_of_seconds_comes_through_exactly(values: Values, numbers: list[float]) -> None:
    assert values("wait_seconds", "a", [[repr(n)] for n in numbers]) == numbers


@settings(max_examples=10, deadline=None)
@given(
    st.lists(st.datetimes(FIRST, LAST), min_size=1),
    st.sampled_from(["UTC", "Asia/Kolkata", "America/New_York"]),
)
def test_any_instant_with_an_offset_comes_through_exactly(
    values: Values, naive: list[datetime], zone: str
) -> None:
    instants = [moment.replace(tzinfo=UTC) for moment in naive]
    written = [[instant.astimezone(ZoneInfo(zone)).isoformat()] for instant in instants]
    assert values("opened_at", "a", written, zone="Asia/Tokyo") == instants


@settings(max_examples=5, deadline=None)
@given(st.lists(st.text(), min_size=1, max_size=60))
def test_any_text_is_read_or_refused_under_its_column_and_never_breaks(
    values: Values, texts: list[str]
) -> None:
    for column in ("opened_at", "wait_seconds", "transfers", "abandoned", "satisfaction", "direction"):
        for found in values(column, "a", [[text] for text in texts]):
            assert not isinstance(found, str) or found == "inbound" or found.startswith(column)
