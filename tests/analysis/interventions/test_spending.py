"""Money and hours by kind and verdict, and training against fixing the cause."""

import pytest

from headwater.analysis.interventions.ledger import NEVER
from headwater.analysis.interventions.spending import Spending, spending_of

from .made_judged import judged, paid


@pytest.fixture
def spent() -> Spending:
    fixed, useless = judged(-40), judged(0)
    assert (fixed.verdict.word, useless.verdict.word) == ("worked", "no effect that matters")
    return spending_of(
        [
            paid(1, "Depot scans", "fix", "worked", 4000, 30, found=fixed, lasted="worked"),
            paid(2, "Workshop", "training", "no effect that matters", 18_000, 200, found=useless),
            paid(3, "Coaching", "training", "too early", 5000),
            paid(4, "Talks", "training", NEVER, 0, 12.5),
            paid(5, "New kit", "hiring", "cannot tell", 900, 10, currency="GBP"),
        ]
    )


def test_money_adds_up_by_kind_and_verdict_and_hours_stand_beside_it(spent: Spending) -> None:
    assert (spent.total.money, spent.total.hours, spent.total.number) == (27_000, 252.5, 5)
    assert spent.without_verdict.money == 5000
    assert spent.on_what_did_not_work.money == 18_000
    assert spent.sum_of("training", ("no effect that matters",)).hours == 200
    by_cell = sum(spent.sum_of(kind).money for kind in spent.kinds)
    assert by_cell == spent.total.money
    assert spent.kinds == ["fix", "training", "hiring"]


def test_other_currencies_stand_apart_and_are_in_no_sum_of_money(spent: Spending) -> None:
    assert spent.currency == "EUR"
    assert {name: held.money for name, held in spent.apart.items()} == {"GBP": 900}
    assert spent.sum_of("hiring").money == 0
    assert spent.sum_of("hiring").hours == 10


def test_each_side_says_what_it_gave_back_after_what_it_really_cost(spent: Spending) -> None:
    fix, training = spent.side("fix"), spent.side("training")
    assert (fix.worked, fix.unknown, fix.spent.money) == (1.0, 0.0, 4000)
    assert fix.net.low is not None
    assert fix.worth.low is not None
    assert fix.net.low == pytest.approx(fix.worth.low - 4000)
    assert training.worked == 0
    assert training.unknown == pytest.approx(5000 / 23_000)
    assert training.worth.low is not None
    assert training.worth.high is not None
    assert training.worth.low < 0 < training.worth.high, "nothing was found, so it may have cost or saved"
    assert [one.name for one in training.judged] == ["Workshop"]


def test_a_side_without_a_value_cannot_tell_what_it_gave_back() -> None:
    side = spending_of([paid(1, "Scans", "fix", "worked", 10, found=judged(-40, value_per_unit=None))]).side(
        "fix"
    )
    assert not side.net.known
    assert "what one unit of its measure is worth" in side.net.why


def test_nothing_spent_is_a_result() -> None:
    empty = spending_of([])
    assert (empty.currency, empty.total.number, empty.kinds) == ("EUR", 0, [])
    assert empty.side("training").worked is None
    assert empty.columns()["name"] == []


def test_a_file_has_the_change_with_its_ends_as_plain_numbers(spent: Spending) -> None:
    columns = spent.columns()
    row = columns["name"].index("Depot scans")
    assert columns["change_low"][row] < columns["change"][row] < columns["change_high"][row] < 0
    assert columns["change_in"][row] == "share of the level before"
    assert columns["change"][columns["name"].index("Talks")] is None
