from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.analysis.demand.coder.terms import Block, Family, marked


def read(texts: list[str], family: Family) -> list[tuple[int, str]]:
    block = Block(texts)
    found = block.terms(family)
    return [
        (int(row), block.read(int(start), int(end)))
        for row, start, end in zip(found.rows, found.starts, found.ends, strict=True)
    ]


def test_words_are_runs_of_letters_and_digits_in_lower_case() -> None:
    assert read(["Where's my PARCEL?", "", "Größe 42, naïve_one"], "word") == [
        (0, "where"), (0, "s"), (0, "my"), (0, "parcel"), (2, "größe"), (2, "##"), (2, "naïve"), (2, "one"),
    ]  # fmt: skip


def test_beginnings_are_the_first_four_letters() -> None:
    assert read(["delivered deliver it"], "beginning") == [(0, "deli"), (0, "deli"), (0, "it")]


def test_pairs_never_cross_from_one_text_into_the_next() -> None:
    assert read(["not here yet", "gone"], "pair") == [(0, "not here"), (0, "here yet")]


def test_letters_are_runs_of_three_and_four_within_a_word_with_its_edges() -> None:
    """Like the char_wb analyser of scikit-learn on each word: ' it ' gives ' it', 'it ' and ' it '."""
    assert sorted(read(["it"], "letters")) == sorted([(0, "it")] * 3)
    numbers = Block(["it parcel it"]).terms("letters").numbers
    assert len(numbers) == 3 + 11 + 3
    assert len(np.unique(numbers)) == 3 + 11


def test_the_same_word_has_the_same_number_wherever_it_stands() -> None:
    found = Block(["parcel and again Parcel", "x " * 5000 + "PARCEL"]).terms("word")
    assert found.numbers[0] == found.numbers[3] == found.numbers[-1]


def test_characters_of_scripts_without_spaces_are_words_by_themselves() -> None:
    assert read(["荷物が届かない"], "word") == [(0, c) for c in "荷物が届かない"]


def test_digits_are_all_alike() -> None:
    numbers = Block(["order 123456", "order 998877", "order 12"]).terms("word").numbers
    assert numbers[1] == numbers[3] != numbers[5]


def test_recorded_values_are_one_word_apart_from_the_customers_words() -> None:
    text = f"late delivery {marked('reason_source', 'Late delivery')} {marked('channel', 'e-mail')}"
    assert read([text], "word")[2:] == [(0, "reason_source = late delivery"), (0, "channel = e mail")]
    assert read([text], "pair") == [(0, "late delivery")]
    assert {said for _, said in read([text], "beginning")} == {"late", "deli"}


@pytest.mark.parametrize("family", ["word", "beginning", "pair", "letters"])
def test_no_text_has_no_terms(family: Family) -> None:
    assert len(Block([]).terms(family).rows) == 0
    assert len(Block(["", " . "]).terms(family).rows) == 0


@given(st.lists(st.text(alphabet="abc dé,\n9ß漢😀", max_size=40), max_size=6))
def test_words_have_equal_numbers_just_when_they_read_alike(texts: list[str]) -> None:
    families: tuple[Family, ...] = ("word", "beginning")
    for family in families:
        block = Block(texts)
        found = block.terms(family)
        said = [block.read(int(start), int(end)) for start, end in zip(found.starts, found.ends, strict=True)]
        by_number = Counter(found.numbers.tolist())
        by_word = Counter(said)
        assert sorted(by_number.values()) == sorted(by_word.values())


@given(st.lists(st.text(max_size=30), max_size=5))
def test_any_text_can_be_read_and_a_block_reads_as_its_texts_alone(texts: list[str]) -> None:
    whole = Block(texts).terms("word")
    alone = [Block([text]).terms("word").numbers for text in texts]
    assert whole.numbers.tolist() == [number for part in alone for number in part.tolist()]
    assert whole.rows.tolist() == [row for row, part in enumerate(alone) for _ in part]
