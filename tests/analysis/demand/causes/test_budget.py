"""Both sides of the budget, checked on paper: ranges, sampling error, payback, people."""

from typing import Any

import numpy as np
import pytest

from headwater.analysis.demand.causes.actions import Action, Actions
from headwater.analysis.demand.causes.budget import Budget, budget
from headwater.analysis.demand.causes.nodes import Node
from headwater.analysis.demand.causes.payback import Payback, payback
from headwater.analysis.demand.causes.spending import Expense, Spending
from headwater.analysis.errors import BadDataError
from headwater.analysis.estimates import Estimate, cannot_tell

from .made_nodes import made_node


def against(reason: str, low: float, high: float, cost: float | None = 1_000.0, **more: Any) -> Action:
    return Action(
        reason=reason, owner="Depot", action="scan", saved_low=low, saved_high=high, cost=cost, **more
    )


def made(*actions: Action, nodes: list[Node] | None = None, spending: Spending | None = None) -> Budget:
    # the standard error of a sum of ten equal influences, as if each were one independent contact
    return budget(
        spending,
        Actions(actions, "EUR"),
        [made_node("late"), made_node("lost", hours=0.2, money=8.0)] if nodes is None else nodes,
        lambda influence: float(np.sqrt((influence**2).sum())),
        currency="EUR",
    )


def test_a_saving_is_contacts_times_hours_and_money_of_one() -> None:
    found = made(against("late", 100, 300))
    assert (found.hours.low, found.hours.value, found.hours.high) == (10, 20, 30)
    assert (found.money.low, found.money.value, found.money.high) == (400, 800, 1_200)


def test_each_end_of_the_range_gets_its_sampling_error() -> None:
    node = made_node("late", moved=0.1)
    found = made(against("late", 100, 300), nodes=[node])
    # each of ten contacts moves hours a contact by .1 x .1; the error of 100 saved is 100 x sqrt(10) x .01
    assert found.hours.low == pytest.approx(10 - 1.96 * 100 * np.sqrt(10) * 0.01, abs=1e-3)
    assert found.hours.high == pytest.approx(30 + 1.96 * 300 * np.sqrt(10) * 0.01, abs=1e-3)


def test_errors_of_two_reasons_that_move_against_each_other_cancel() -> None:
    nodes = [made_node("late", moved=0.1), made_node("lost", moved=-0.1)]
    found = made(against("late", 100, 100), against("lost", 100, 100), nodes=nodes)
    assert (found.hours.low, found.hours.high) == (20, 20)


def test_hopes_for_several_actions_do_not_cancel_out() -> None:
    found = made(against("late", 0, 100), against("lost", 0, 100))
    assert (found.hours.low, found.hours.high) == (0, 10 + 20)


def test_no_end_saves_more_contacts_than_that_end_of_their_interval() -> None:
    # 1,000 contacts, 800 to 1,200
    found = made(against("late", 900, 1_300))
    assert (found.hours.low, found.hours.high) == (80, 120)


def test_several_actions_on_one_reason_are_capped_together() -> None:
    assert made(against("late", 0, 700), against("late", 0, 700)).hours.high == pytest.approx(120)


def test_payback_is_in_months_from_the_best_to_the_worst_end() -> None:
    found = made(against("late", 100, 300, cost=400.0))
    assert (found.payback.low, found.payback.high) == (4, 12)
    assert str(found.payback) == "4 to 12 months"
    assert found.cost == 400


@pytest.mark.parametrize(
    ("cost", "saved", "said"),
    [
        (0.0, Estimate(1.0, 0.0, 2.0), "less than a month"),
        (10.0, Estimate(0.0, 0.0, 0.0), "never"),
        (12.0, Estimate(6.0, 0.0, 12.0), "12 months at the soonest, or never"),
        (1.0, Estimate(60.0, 24.0, 120.0), "less than a month"),
        (1.0, Estimate(6.0, 6.0, 24.0), "less than 1 to 2 months"),
        (12.0, Estimate(144.0, 144.0, 144.0), "1 month"),
        (None, Estimate(6.0), "cannot tell: no cost was given"),
        (5.0, cannot_tell("no rates were given"), "cannot tell: no rates were given"),
    ],
)
def test_payback_reads_as_it_is(cost: float | None, saved: Estimate, said: str) -> None:
    assert str(payback(cost, saved)) == said


def test_an_action_without_a_cost_leaves_the_payback_of_all_open() -> None:
    found = made(against("late", 10, 20), against("lost", 10, 20, cost=None))
    assert found.payback == Payback(why="1 of 2 actions have no cost")
    assert (found.cost, found.uncosted) == (1_000, 1)
    assert found.lines[0].payback.known


def test_without_rates_there_are_hours_and_no_money() -> None:
    found = made(against("late", 100, 300), nodes=[made_node("late", money=None)])
    assert found.hours.value == 20
    assert found.money.why == "no rates were given"
    assert not found.payback.known


def test_hours_become_people_only_with_the_hours_of_a_persons_year() -> None:
    assert "nobody said" in made(against("late", 100, 300)).people.why
    people = made(against("late", 100, 300), spending=Spending(hours_per_person_year=1_000)).people
    assert (people.low, people.value, people.high) == (0.01, 0.02, 0.03)


def test_a_reason_too_rare_to_be_measured_is_named_and_left_out() -> None:
    found = made(against("rare", 10, 20), against("late", 100, 300))
    assert found.unknown == ("rare",)
    assert found.hours.value == 20
    assert "too few coded contacts" in found.lines[0].hours.why


def test_an_action_against_a_cause_and_one_of_its_reasons_may_count_twice() -> None:
    whole = Action(cause="process", owner="Depot", action="all", saved_low=1.0, saved_high=2.0)
    nodes = [made_node("late"), made_node("process", level="cause")]
    assert made(against("late", 1, 2), whole, nodes=nodes).notes == (
        "Actions against a whole cause and against “late” may count the same contacts twice.",
    )
    assert made(against("late", 1, 2), nodes=nodes).notes == ()


def test_stopped_actions_and_those_that_expect_nothing_yet_do_not_count() -> None:
    found = made(against("late", 100, 300, state="stopped"), Action(reason="lost"))
    assert found.lines == ()
    assert found.hours.why == "no action says how many contacts it saves"


def test_two_currencies_are_refused() -> None:
    spending = Spending((Expense("Workshops", "training", 10.0),), "GBP")
    with pytest.raises(BadDataError, match="Money is given in EUR and GBP"):
        made(against("late", 1, 2), spending=spending)
