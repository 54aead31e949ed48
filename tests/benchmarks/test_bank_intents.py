"""The mapping of the 77 bank intents: complete, in the frame's codes, honest about what is debatable."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from benchmarks.bank_intents.intents import (
    FILES,
    Intent,
    counts_of,
    movement,
    read_mapping,
    read_questions,
)
from benchmarks.bank_intents.shares import Draws, cover, sample_of, targets_worth_it

from headwater.analysis.demand.codebook.reading import parse_codebook
from headwater.analysis.demand.frame import OF_FAILURE

INTENTS = read_mapping()
PAGE = (Path(__file__).parents[2] / "docs" / "bank-intents.md").read_text(encoding="utf-8")
FRAME = parse_codebook("codebook: frame-only\n", "frame-only")


def test_there_are_77_intents() -> None:
    assert len(INTENTS) == 77


@pytest.mark.parametrize("intent", INTENTS.values(), ids=INTENTS)
def test_every_code_is_of_the_frame_and_has_a_ground(intent: Intent) -> None:
    assert FRAME.problems_with(intent.codes) == []
    assert FRAME.problems_with(intent.flipped) == []
    assert len(intent.ground) > 15
    asked = {"failure_code", "cause", "cause_owner"}
    for codes in (intent.codes, intent.flipped):
        assert set(codes) & set(OF_FAILURE) == (asked if codes["demand_type"] == "failure" else set())


def test_what_is_debatable_says_what_else_it_could_be_and_why() -> None:
    debatable = [intent for intent in INTENTS.values() if intent.debatable]
    assert len(debatable) == 32
    for intent in debatable:
        assert intent.flipped != dict(intent.codes), intent.name
        assert len(intent.other_ground) > 15, intent.name
        assert f"| `{intent.name}` |" in PAGE, intent.name
    assert PAGE.count("\n| `") == len(debatable)


def test_flipping_by_hand() -> None:
    value = Intent("a", {"demand_type": "value"}, "x", {"demand_type": "failure"}, "y")
    failure = Intent("b", {"demand_type": "failure", "cause": "it"}, "x", {"cause": "product"}, "y")
    other = replace(failure, alternative={"demand_type": "value"})
    assert value.flipped == {"demand_type": "failure"}
    assert failure.flipped == {"demand_type": "failure", "cause": "product"}
    assert other.flipped == {"demand_type": "value"}
    assert [i.moves_the_share for i in (value, failure, other)] == [True, False, True]
    moved = movement({"a": value, "b": failure, "c": other}, {"a": 10, "b": 20, "c": 70})
    assert (moved.mapped, moved.flipped, moved.lowest, moved.highest) == (0.9, 0.3, 0.2, 1.0)


@pytest.mark.real_data
def test_the_real_questions_have_exactly_these_intents(real_file: Callable[[str], Path]) -> None:
    train, test = (read_questions(real_file(FILES[part])) for part in ("train", "test"))
    assert (len(train), len(test)) == (10_003, 3_080)
    assert set(counts_of(train)) == set(counts_of(test)) == set(INTENTS)


@pytest.mark.real_data
def test_the_page_says_how_the_share_moves(real_file: Callable[[str], Path]) -> None:
    everything = [q for part in FILES for q in read_questions(real_file(FILES[part]))]
    moved = movement(INTENTS, counts_of(everything))
    for share in (moved.mapped, moved.flipped, moved.lowest, moved.highest):
        assert f"{share:.1%}" in PAGE


@pytest.mark.real_data
def test_people_only_intervals_hold_on_real_questions(real_file: Callable[[str], Path]) -> None:
    everything = read_questions(real_file(FILES["test"]))
    found, _ = cover(everything, INTENTS, Draws(draws=20, labels=300, model="none"))
    assert next(row.target for row in found) == "demand_type=failure"
    assert all(row.truth >= 0.02 for row in found)
    assert all(row.holds["people"] >= 0.8 for row in found)
    assert all(row.powered == 0 for row in found)


def test_a_sample_is_drawn_without_replacement_and_the_same_for_a_seed() -> None:
    codes = [INTENTS["card_arrival"].codes, INTENTS["age_limit"].codes] * 50
    one, two = sample_of(codes, 40, seed=3), sample_of(codes, 40, seed=3)
    assert one == two
    assert len({contact.item for contact in one.contacts}) == 40
    assert one.contacts[0].inclusion_probability == 0.4
    assert [(str(target), share) for target, share in targets_worth_it(codes)] == [
        ("demand_type=failure", 0.5),
        ("failure_code=progress_chasing", 0.5),
    ]
