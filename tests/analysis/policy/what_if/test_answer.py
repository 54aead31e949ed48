"""The answer as data, as text and as a picture."""

import json
from datetime import date

import pytest

from headwater.analysis.errors import UsageError
from headwater.analysis.estimates import Estimate
from headwater.analysis.policy import sample
from headwater.analysis.policy.what_if import Row, WhatIf, sliders, what_if, what_if_from

DAY = date(2026, 3, 2)


def answer() -> WhatIf:
    policies, facts = sample("telecom")
    return what_if(facts, {"handle_s": 300, "agents_scheduled": 75}, policies=policies, on=DAY)


def test_an_answer_that_was_kept_is_read_back_whole() -> None:
    told = answer()
    assert what_if_from(json.loads(json.dumps(told.to_dict()))) == told
    without = what_if(sample("worked")[1], {})
    assert what_if_from(json.loads(json.dumps(without.to_dict()))) == without


def test_the_sentence_says_what_is_moved_and_what_comes_of_it() -> None:
    assert answer().sentence == (
        "Handle time 300 s, people scheduled 75 agents. The work needs 50 on the floor, 6 more than today. "
        "Contacts fall from 579 to 524 an hour. With the people there, 92.5% are answered in time, not 99.9%."
    )


def test_it_is_a_table() -> None:
    columns = answer().columns()
    assert {len(values) for values in columns.values()} == {16}
    frame = answer().to_frame("pandas")
    assert frame.loc[frame.figure == "agents_needed", "after"].item() == 50


def test_unknown_figures_are_refused_by_name() -> None:
    with pytest.raises(UsageError, match=r"no figure 'agents'\. Figures: agents_needed"):
        answer().row("agents")


@pytest.mark.parametrize(
    ("change", "better", "word"),
    [
        (Estimate(-2.0, -3.0, -1.0), "lower", "better"),
        (Estimate(-2.0, -3.0, -1.0), "higher", "worse"),
        (Estimate(-2.0, -3.0, 0.5), "lower", "may move"),
        (Estimate(0.0), "lower", "same"),
        (Estimate(4.0), "", "moves"),
        (Estimate(None, why="no"), "lower", "cannot tell"),
    ],
)
def test_a_row_says_in_a_word_what_its_change_comes_to(change: Estimate, better: str, word: str) -> None:
    row = Row("x", "X", "s", Estimate(1.0), Estimate(2.0), change, better)  # type: ignore[arg-type]
    assert row.word == word


def test_the_break_even_line_is_drawn_with_its_table() -> None:
    figure = answer().chart()
    assert figure.title == "How long handling may take before it needs more people"
    assert list(figure.columns) == ["Resolved at first contact", "Handle time without more people"]
    last = list(figure.columns["Handle time without more people"])[-1]
    assert figure.columns["Resolved at first contact"][-1] == "100%"
    assert last == "347 s"  # the ceiling
    assert "Below the line fewer people are needed" in figure.description
    assert "<svg" in figure.svg()
    assert "<svg" in figure.svg(narrow=True)


def test_the_line_of_today_is_drawn_without_a_change() -> None:
    figure = what_if(sample("telecom")[1], {}).chart()
    assert "<svg" in figure.svg()
    assert "after</text>" not in figure.svg()


def test_sliders_stand_where_today_is_and_go_to_both_sides() -> None:
    policies, facts = sample("telecom")
    for one in sliders(facts, policies.in_force(DAY)):
        assert one.can_move
        assert one.today is not None
        assert one.low <= one.today <= one.high
        assert one.step > 0
        assert json.dumps(one.to_dict())
