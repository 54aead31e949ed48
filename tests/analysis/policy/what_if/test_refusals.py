"""What cannot be is refused with what is wrong and what to do; what is not known is said to be so."""

from dataclasses import replace

import pytest

from headwater.analysis.errors import UsageError
from headwater.analysis.policy import Facts, Policy, Today, sample
from headwater.analysis.policy.what_if import simulate_what_if, sliders, what_if

FACTS = Facts(
    issues_per_hour=400,
    today=Today(talk_s=200, hold_s=10, wrap_s=30, fcr_frac=0.65, agents_scheduled=70, shrinkage_frac=0.3),
)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"handle_s": 0}, "handle_s is 0: a time has to be above 0 seconds."),
        ({"handle_s": -5}, "handle_s is -5: a time has to be above 0 seconds."),
        ({"handle_s": 35}, "30 s of wrap-up and 10 s on hold leave no time to talk. Give more than 40 s"),
        ({"handle_s": float("nan")}, "handle_s is nan: that is no number."),
        ({"handle_s": "long"}, "handle_s is 'long': that is no number."),
        ({"handle_s": 1e9}, "more than anyone could have. Check the unit."),
        ({"fcr_frac": 1.2}, "fcr_frac is 1.2: a share lies between 0 and 1. Give 0.82 for 82%."),
        ({"shrinkage_frac": 1.0}, "at 1 nobody would be there. Give 0.3 for 30%."),
        ({"agents_scheduled": 0}, "somebody has to be scheduled"),
        ({"wrap_s": -1}, "wrap_s is -1: a time cannot be below 0 seconds."),
        ({"service_frac": 1.0}, "1 would mean that nobody ever waits longer"),
        ({"threshold_s": 0}, "threshold_s is 0: a time has to be above 0 seconds."),
        ({"handel_s": 300}, "nothing called 'handel_s' to move. Did you mean 'handle_s'?"),
        ({"authority": 50}, "Authority (authority) cannot be moved. The facts do not say remedies: "),
    ],
)
def test_a_change_that_cannot_be_is_refused(change: dict[str, float], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        what_if(FACTS, change)
    assert said in str(caught.value)


def test_a_slider_whose_fact_is_missing_names_it() -> None:
    with pytest.raises(
        UsageError, match=r"cannot be moved. The facts do not say today.talk_s \(or today.aht_s\)"
    ):
        what_if(Facts(issues_per_hour=400), {"handle_s": 300})
    found = {one.slider.key: one for one in sliders(Facts(issues_per_hour=400))}
    assert not found["agents_scheduled"].can_move
    assert found["agents_scheduled"].why_not == (
        "The facts do not say today.agents_scheduled: how many people are scheduled now."
    )
    assert found["service_frac"].can_move
    assert (found["service_frac"].today, found["threshold_s"].today) == (0.8, 20.0)


def test_no_arrivals_are_refused_and_unknown_ones_are_asked_for() -> None:
    with pytest.raises(
        UsageError, match="issues_per_hour is 0: without arrivals there is nothing to work out"
    ):
        what_if(Facts(issues_per_hour=0.0, today=FACTS.today), {})
    told = what_if(Facts(today=FACTS.today), {"handle_s": 300})
    assert told.row("contacts_per_hour").after.why == "the facts do not say issues_per_hour"
    assert "issues_per_hour: how many customers' issues arise in an hour" in told.missing
    assert told.break_even is not None  # it takes no arrivals
    assert "cannot be told" in told.sentence


def test_patience_without_an_end_is_a_mistaken_unit() -> None:
    with pytest.raises(UsageError, match="so patient a customer practically never leaves"):
        what_if(replace(FACTS, patience_s=1e12), {})


def test_more_work_than_staff_without_patience_is_a_row_that_says_how_many_are_needed() -> None:
    told = what_if(FACTS, {"agents_scheduled": 50})
    why = told.row("wait_s").after.why
    assert why.startswith("35.0 people on the floor cannot serve work for 38.9: waits grow without end.")
    assert "At least 39 are needed" in why
    assert told.row("service_level").after.value is None
    assert told.row("agents_needed").after.value is not None
    assert "waits grow without end" in told.sentence


def test_a_declared_answer_target_is_broken_where_waits_grow_without_end() -> None:
    asked = (Policy("wait", "WFM", "asa_s", "<=", 20), Policy("answer", "WFM", "service_level", ">=", 0.8))
    told = what_if(FACTS, {"agents_scheduled": 50}, policies=asked)
    assert (
        "Broken: WFM wants average wait of at most 20 s; 1.9 s before, waits without end after."
        in told.policies
    )
    assert any(line.startswith("Broken: WFM wants service level of at least 80%") for line in told.policies)


def test_where_everyone_comes_back_contacts_grow_without_end() -> None:
    facts = Facts(issues_per_hour=10, call_back_share=1.0, today=Today(talk_s=100, fcr_frac=0.5))
    told = what_if(facts, {"fcr_frac": 0.0})
    assert told.row("contacts_per_hour").after.why == (
        "every contact comes back, so contacts grow without end"
    )
    assert told.row("agents_needed").after.why == "every contact comes back, so contacts grow without end"
    assert told.break_even is None
    with pytest.raises(UsageError, match="no break-even line"):
        told.chart()


def test_a_scenario_without_figures_of_today_says_what_to_record() -> None:
    policies, facts = sample("worked")
    told = what_if(facts, {}, policies=policies)
    assert told.sentence == "Nothing is moved: this is the way of working of today."
    assert all(not row.after.known for row in told.rows if row.key != "escalation_frac")
    assert {"today.talk_s", "today.fcr_frac", "today.agents_scheduled"} <= {
        line.split(":")[0].split(" ")[0] for line in told.missing
    }


@pytest.mark.parametrize("hours", [0.0, -1.0, 500.0])
def test_a_simulated_day_has_a_length(hours: float) -> None:
    with pytest.raises(UsageError, match="a day lasts above 0 and at most 168 hours"):
        simulate_what_if(FACTS, {}, hours=hours)
