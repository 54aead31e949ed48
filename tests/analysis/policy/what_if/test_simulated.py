"""Simulated days agree with the formulas where these hold, and say why where they do not."""

import json
from dataclasses import replace
from math import sqrt

import pytest

from headwater.analysis.policy import Facts, Today, sample
from headwater.analysis.policy.what_if import simulate_what_if, simulated_from, what_if
from headwater.analysis.staffing.simulation import compiled, standard_error

needs_numba = pytest.mark.skipif(not compiled, reason="the extra fast (numba) is not there: too slow without")

FACTS = Facts(
    issues_per_hour=100,
    call_back_share=0.9,
    today=Today(talk_s=210, wrap_s=30, fcr_frac=0.7, agents_scheduled=16, shrinkage_frac=0.25),
)
CHANGE = {"handle_s": 255.0, "fcr_frac": 0.8}


@needs_numba
def test_without_patience_it_agrees_with_the_formulas() -> None:
    exact = what_if(FACTS, CHANGE)
    found = simulate_what_if(FACTS, CHANGE, runs=40, hours=40)
    for key in (
        "service_level",
        "wait_s",
        "occupancy_frac",
        "contacts_per_hour",
        "handle_s",
        "customer_seconds",
    ):
        for part in ("before", "after", "change"):
            seen, right = getattr(found.row(key), part), getattr(exact.row(key), part).value
            error = standard_error(seen)
            assert error is not None
            # waits one after the other are alike, so that days are few in what they tell of the mean
            assert abs(seen.value - right) < 3.5 * error + 0.002 * abs(right), (key, part)
    assert found.row("repeat_frac").after.value == pytest.approx(0.18, abs=0.01)
    assert all(line.endswith("they agree.") for line in found.differs)


@needs_numba
def test_a_change_is_sharper_than_two_runs_beside_each_other() -> None:
    found = simulate_what_if(FACTS, {"wrap_s": 20}, runs=20)
    row = found.row("occupancy_frac")
    alone = [standard_error(one) or 0.0 for one in (row.before, row.after)]
    paired = standard_error(row.change)
    assert paired is not None
    assert paired < 0.5 * sqrt(alone[0] ** 2 + alone[1] ** 2)


@needs_numba
def test_customers_who_try_again_are_named_as_the_difference() -> None:
    facts = replace(FACTS, patience_s=120, handle_spread=0.5, today=replace(FACTS.today, agents_scheduled=12))
    found = simulate_what_if(facts, CHANGE, runs=30, hours=20)
    exact = what_if(facts, CHANGE).row("service_level").after.value or 0.0
    again, seen = found.row("redial_frac").after, found.row("service_level").after
    assert (again.value or 0.0) > 0.03
    assert (seen.high or 1.0) < exact
    (level, *_) = found.differs
    assert "by formula. Of it: customers who try again -" in level
    assert "how handle times spread" in level
    assert any("90% try again" in note for note in found.notes)


@needs_numba
def test_days_on_which_the_target_is_met_are_counted() -> None:
    found = simulate_what_if(FACTS, {"agents_scheduled": 24}, runs=20)
    before, after = found.days_met
    assert after.value == 1.0
    assert before.value is not None
    assert before.value < 1.0
    assert "The target of 80% is met on 100% of days." in found.sentence


@needs_numba
def test_people_who_are_not_whole_change_by_the_half_hour() -> None:
    facts = replace(FACTS, today=replace(FACTS.today, agents_scheduled=17))
    found = simulate_what_if(facts, {}, runs=20, hours=20)
    exact = what_if(facts, {})
    assert found.row("occupancy_frac").after.value == pytest.approx(
        exact.row("occupancy_frac").after.value, rel=0.03
    )
    assert "12.8 people on the floor are simulated as whole people who change by half-hour." in found.notes


@needs_numba
def test_the_same_seed_gives_the_same_days_and_they_are_kept_whole() -> None:
    one, other = (simulate_what_if(FACTS, CHANGE, runs=3, hours=2, seed=seed) for seed in (5, 6))
    assert simulate_what_if(FACTS, CHANGE, runs=3, hours=2, seed=5) == one
    assert one.rows != other.rows
    assert simulated_from(json.loads(json.dumps(one.to_dict()))) == one
    assert len(one.columns()["figure"]) == 9


@needs_numba
def test_progress_counts_all_days_of_both_sides() -> None:
    told: list[tuple[int, int]] = []
    simulate_what_if(FACTS, CHANGE, runs=2, hours=1, progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


@needs_numba
def test_a_side_where_waits_grow_without_end_is_not_simulated() -> None:
    found = simulate_what_if(FACTS, {"agents_scheduled": 8}, runs=2, hours=1)
    assert found.row("wait_s").before.value is not None
    assert "waits grow without end" in found.row("wait_s").after.why
    assert not found.days_met[1].known
    assert "Nothing could be simulated after the change" in found.sentence
    assert simulated_from(found.to_dict()) == found


def test_facts_that_are_missing_are_named_and_nothing_is_simulated() -> None:
    _, facts = sample("worked")
    found = simulate_what_if(facts, {}, runs=2)
    assert found.events == 0
    assert "the facts do not say issues_per_hour" in found.row("wait_s").after.why or (
        "today.talk_s" in found.row("wait_s").after.why
    )
