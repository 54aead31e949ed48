"""The action ledger: which reasons need somebody, how sure that is, and what is missing comes first."""

import numpy as np
import pytest

from headwater.analysis.demand.causes.actions import Action, Actions
from headwater.analysis.demand.causes.ledger import Ledger, check_savings, in_top, ledger
from headwater.analysis.demand.causes.nodes import Node
from headwater.analysis.errors import BadDataError

from .made_nodes import made_node

SHARES = {"late": 0.30, "lost": 0.12, "damaged": 0.05, "wrong": 0.03}


def nodes() -> list[Node]:
    return [made_node(name, share=share) for name, share in SHARES.items()]


def made(actions: Actions | None = None, spread: float = 1e-6, rest: float = 0.0) -> Ledger:
    covariance = spread**2 * np.eye(len(SHARES))
    return ledger(nodes(), rest, covariance, actions, np.random.default_rng(1), measure="cost")


def done(reason: str, **more: object) -> Action:
    full = {"owner": "Depot", "action": "scan", "saved_low": 10.0, "saved_high": 20.0}
    return Action(reason=reason, **(full | more))  # type: ignore[arg-type]


def test_reasons_are_taken_in_until_four_fifths_are_made() -> None:
    # .30 of .50 is 60%, with .12 it is 84%: two make it
    assert [line.reason for line in made().lines] == ["late", "lost"]


def test_what_is_too_rare_to_be_named_counts_in_the_whole() -> None:
    # .80 x .60 = .48 needs .30 + .12 + .05 + .03
    assert [line.reason for line in made(rest=0.1).lines] == ["late", "lost", "damaged", "wrong"]


def test_without_a_ledger_every_line_lacks_everything() -> None:
    found = made()
    assert not found.given
    assert found.open == found.lines
    assert found.lines[0].lacks == ("an owner", "an action", "expected contacts saved")


def test_what_lacks_something_is_listed_first() -> None:
    found = made(Actions((done("late"), done("lost", owner=""))))
    assert [(line.reason, line.lacks) for line in found.lines] == [("lost", ("an owner",)), ("late", ())]


def test_one_complete_action_is_enough_and_a_stopped_one_none() -> None:
    found = made(Actions((done("late", owner=""), done("late"), done("lost", state="stopped"))))
    assert [line.reason for line in found.open] == ["lost"]


def test_an_action_against_the_cause_of_most_of_a_reason_counts_for_it() -> None:
    found = made(
        Actions((Action(cause="process", owner="Depot", action="scan", saved_low=1.0, saved_high=2.0),))
    )
    assert found.open == ()


def test_actions_against_anything_else_are_kept() -> None:
    assert [a.reason for a in made(Actions((done("wrong"),))).others] == ["wrong"]


def test_sampling_error_makes_membership_unsure_on_both_sides() -> None:
    sure, shaken = made(), made(spread=0.03)
    assert [line.unsure for line in sure.lines] == [False, False]
    assert sure.may_belong == ()
    assert [(line.reason, line.unsure) for line in shaken.lines] == [("late", False), ("lost", False)] or (
        shaken.lines[1].unsure
    )
    assert "damaged" in shaken.may_belong
    assert 0.5 < made(spread=0.03).lines[1].chance <= 1.0


def test_a_reason_on_the_edge_belongs_half_the_time() -> None:
    # two equal reasons after a first that makes 70%: either may be the one that fills 80%
    values = np.random.default_rng(2).normal([0.7, 0.15, 0.15], 0.01, size=(4_000, 3))
    assert in_top(values, 0.0, 0.8).mean(axis=0) == pytest.approx([1.0, 0.5, 0.5], abs=0.03)


def test_no_reason_at_all_is_an_empty_ledger() -> None:
    empty = ledger([], 0.2, np.zeros((0, 0)), None, np.random.default_rng(1), measure="cost")
    assert (empty.lines, empty.may_belong) == ((), ())


def test_a_saving_larger_than_the_contacts_there_are_is_refused_with_its_line() -> None:
    fits = Actions((done("late", saved_high=1_200.0),))
    check_savings(fits, nodes())
    with pytest.raises(BadDataError) as caught:
        check_savings(Actions((done("late", saved_high=1_201.0, where="actions.yaml, line 7"),)), nodes())
    assert str(caught.value) == (
        "actions.yaml, line 7: saved_high is 1,201 contacts a year, but 'late' has 1,000 (800 to 1,200). "
        "Expect at most 1,200."
    )


def test_savings_of_several_actions_are_added_before_they_are_judged() -> None:
    two = Actions((done("late", saved_high=700.0, where="a, line 1"), done("late", saved_high=700.0)))
    with pytest.raises(BadDataError, match=r"a, line 1 and 1 more: saved_high is together 1,400"):
        check_savings(two, nodes())
