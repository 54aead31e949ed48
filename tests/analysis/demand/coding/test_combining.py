"""Sheets coded apart become one sheet that holds every reading once."""

from dataclasses import replace
from pathlib import Path

import pytest

from headwater.analysis.demand.coding.combining import combine
from headwater.analysis.demand.coding.queue import disagreements
from headwater.analysis.demand.coding.reading import read_codes
from headwater.analysis.demand.coding.rows import SheetRow
from headwater.analysis.demand.coding.sampled import Coding
from headwater.analysis.demand.coding.sheet import read_sheet, write_sheet
from headwater.analysis.errors import BadDataError, UsageError

from .made_sheets import DESIGN, FAILURE, VALUE, row, rows, write


def apart(folder: Path, *sheets: list[SheetRow]) -> list[Path]:
    return [write(folder / f"{n}.csv", made) for n, made in enumerate(sheets)]


def test_one_sheet_a_coder_becomes_the_whole_sample(tmp_path: Path) -> None:
    paths = apart(
        tmp_path,
        [row(1, FAILURE, "amara"), row(2, FAILURE, "amara"), row(3, coder="amara")],
        [row(2, VALUE, "bela"), row(4, VALUE, "bela"), row(5, VALUE, "bela")],
    )
    whole = combine([read_sheet(path) for path in paths])
    assert [(r.contact.contact_id, r.coder) for r in whole.rows] == [
        ("1", "amara"), ("2", "bela"), ("2", "amara"), ("4", "bela"), ("3", "amara"), ("5", "bela"),
    ]  # fmt: skip
    out = tmp_path / "whole.csv"
    write_sheet(out, whole.rows, whole.design, population=whole.population)
    assert read_codes([out]).by_chance == read_codes(paths).by_chance
    assert [item for item, _ in disagreements(whole.rows, "")] == ["crm/2"]


def test_copies_of_one_sheet_leave_each_open_reading_once(tmp_path: Path) -> None:
    whole = combine(
        [
            read_sheet(path)
            for path in apart(
                tmp_path,
                [
                    row(1, FAILURE, "amara"),
                    row(2, FAILURE, "amara"),
                    row(2),
                    row(4),
                    row(3, coder="amara"),
                    row(5),
                ],
                [row(1), row(2), row(2, VALUE, "bela"), row(4, VALUE, "bela"), row(3), row(5)],
            )
        ]
    )
    found = [(r.contact.contact_id, r.coder, r.is_coded) for r in whole.rows]
    assert found == [
        ("1", "amara", True), ("2", "amara", True), ("2", "bela", True), ("4", "bela", True),
        ("3", "amara", False), ("5", "", False),
    ]  # fmt: skip
    assert [r.number for r in whole.rows] == [2, 3, 4, 5, 6, 7]


def test_a_row_that_is_coded_comes_before_its_uncoded_copy_and_equal_copies_count_once(
    tmp_path: Path,
) -> None:
    first = [row(1, coder="amara"), *rows()[1:]]
    second = [row(1, FAILURE, "Amara"), *rows()[1:]]
    whole = combine([read_sheet(path) for path in apart(tmp_path, first, second, second)])
    assert [r.is_coded for r in whole.rows] == [True, False, False, False, False, False]


def test_decisions_and_added_columns_are_kept(tmp_path: Path) -> None:
    decision = row(1, coding=Coding("chidi", VALUE, "delivery 1", adjudicates=True), coder="chidi")
    first, second = apart(tmp_path, [row(1, FAILURE, "amara"), decision, *rows()[1:]], rows())
    write_sheet(second, [replace(r, extra={"mood": "fine"}) for r in rows()], DESIGN, extra=["mood"])
    whole = combine([read_sheet(first), read_sheet(second)])
    assert whole.extra == ("mood",)
    assert whole.rows[1].coding == decision.coding
    assert [r.extra["mood"] for r in whole.rows[:2]] == ["", ""]
    assert len(whole.rows) == 7


def test_one_person_coding_a_contact_in_two_ways_is_named(tmp_path: Path) -> None:
    first, second = apart(tmp_path, [row(1, FAILURE, "amara")], [row(1, VALUE, "amara")])
    with pytest.raises(BadDataError) as caught:
        combine([read_sheet(first), read_sheet(second)])
    assert (
        f"{second}, row 2, coder: amara has coded crm/1 here and in row 2 of {first} in another way"
        in str(caught.value)
    )


def test_sheets_of_two_draws_and_none_at_all_are_refused(tmp_path: Path) -> None:
    first = write(tmp_path / "a.csv")
    second = write(tmp_path / "b.csv", rows(), replace(DESIGN, seed=9))
    with pytest.raises(BadDataError, match="seed: says 9 where rows before it say 7"):
        combine([read_sheet(first), read_sheet(second)])
    with pytest.raises(UsageError, match="No sheet is named"):
        combine([])
