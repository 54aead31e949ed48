"""Readings as a table, and what is refused."""

import pytest

from headwater.analysis.agreement import Level, NothingToCompareError, Reading, Readings
from headwater.analysis.errors import BadDataError, UsageError


def read(*rows: tuple[str, str, str], level: Level = "nominal", order: list[str] | None = None) -> Readings:
    numbered = [Reading(*row, where=f"codes.csv, row {number}") for number, row in enumerate(rows, 2)]
    return Readings.from_rows(numbered, level=level, order=order, field="preventable")


def test_items_keep_their_order_and_coders_and_codes_go_by_name() -> None:
    readings = read(("9", "Ben", "yes"), ("2", "Ben", "no"), ("2", "Ana", "no"), ("9", "Ana", "no"))
    assert readings.items == ("9", "2")
    assert readings.coders == ("Ana", "Ben")
    assert readings.codes == ("no", "yes")
    assert readings.table.tolist() == [[0, 1], [0, 0]]


def test_an_empty_code_is_a_missing_reading() -> None:
    readings = read(("1", "Ana", "no"), ("1", "Ben", "no"), ("2", "Ana", ""), ("2", "Ben", "yes"))
    assert readings.table.tolist() == [[0, 0], [-1, 1]]
    assert readings.empty == 1


def test_the_same_reading_twice_counts_once() -> None:
    readings = read(("1", "Ana", "no"), ("1", "Ana", "no"), ("1", "Ben", "yes"))
    assert readings.repeated == 1
    assert readings.per_item.tolist() == [2]


def test_two_codes_by_one_coder_name_item_coder_codes_and_both_rows() -> None:
    with pytest.raises(
        BadDataError,
        match=r"'Ana' coded item '1' twice with different preventable codes: 'no' and 'yes' "
        r"\(codes.csv, row 2 and codes.csv, row 4\)\. Keep the one that was meant.*adjudicates",
    ):
        read(("1", "Ana", "no"), ("1", "Ben", "no"), ("1", "Ana", "yes"))


def test_a_field_called_code_is_not_named_twice_over() -> None:
    with pytest.raises(BadDataError, match="'Ana' coded item '1' twice with different codes: 'a' and 'b'"):
        Readings.from_rows([Reading("1", "Ana", "a"), Reading("1", "Ana", "b")])
    with pytest.raises(NothingToCompareError, match=r"No item has two readings \(1 item, 1 coder\)"):
        Readings.from_rows([Reading("1", "Ana", "a")])


def test_no_item_read_twice_says_what_to_do() -> None:
    with pytest.raises(
        NothingToCompareError,
        match=r"No item has two preventable readings \(2 items, 2 coders\).*Let a second coder read",
    ):
        read(("1", "Ana", "no"), ("2", "Ben", "yes"))
    with pytest.raises(NothingToCompareError, match="every reading is empty"):
        read(("1", "Ana", ""), ("1", "Ben", ""))


@pytest.mark.parametrize("level", ["interval", "ratio"])
@pytest.mark.parametrize("code", ["high", "nan", "inf", "1,5"])
def test_a_code_that_is_no_number_is_refused_with_its_row(level: Level, code: str) -> None:
    with pytest.raises(
        BadDataError, match=rf"preventable '{code}' \(codes.csv, row 3\) is not a number, and level {level}"
    ):
        read(("1", "Ana", "3"), ("1", "Ben", code), level=level)


def test_below_zero_there_are_no_ratios() -> None:
    with pytest.raises(BadDataError, match=r"'-1' \(codes.csv, row 3\) is below zero.*level interval"):
        read(("1", "Ana", "3"), ("1", "Ben", "-1"), level="ratio")


def test_ordinal_codes_without_an_order_ask_for_it() -> None:
    with pytest.raises(UsageError, match=r"no order of their own.*--order no,partly,yes"):
        read(("1", "Ana", "no"), ("1", "Ben", "yes"), level="ordinal")


def test_ordinal_numbers_are_ordered_as_numbers_however_they_are_spelt() -> None:
    readings = read(("1", "Ana", "10"), ("1", "Ben", "9"), ("2", "Ana", "9.0"), level="ordinal")
    assert readings.codes == ("9", "10")
    assert readings.table.tolist() == [[1, 0], [0, -1]]
    assert readings.values.tolist() == [0.0, 1.0]


def test_a_given_order_is_kept_with_codes_nobody_used() -> None:
    rows = [("1", "Ana", "yes"), ("1", "Ben", "no")]
    readings = read(*rows, level="ordinal", order=["no", "partly", "yes"])
    assert readings.codes == ("no", "partly", "yes")
    assert readings.table.tolist() == [[2, 0]]


def test_a_code_outside_the_order_is_named_with_the_nearest_known() -> None:
    with pytest.raises(BadDataError, match=r"'partyl' \(codes.csv, row 3\).*Did you mean 'partly'\?"):
        read(("1", "Ana", "yes"), ("1", "Ben", "partyl"), level="ordinal", order=["no", "partly", "yes"])


def test_an_order_that_cannot_be_used_is_refused() -> None:
    rows = [("1", "Ana", "yes"), ("1", "Ben", "no")]
    with pytest.raises(UsageError, match="names 'no' twice"):
        read(*rows, level="ordinal", order=["no", "yes", "no"])
    with pytest.raises(UsageError, match="level is nominal"):
        read(*rows, order=["no", "yes"])
    with pytest.raises(UsageError, match=r"no level 'ordnial'\. Did you mean 'ordinal'"):
        read(*rows, level="ordnial")  # type: ignore[arg-type]
