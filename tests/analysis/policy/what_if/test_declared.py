"""Declared policies beside a change: broken, newly met, still broken, or not to be told."""

from dataclasses import replace
from datetime import date

from headwater.analysis.estimates import Estimate
from headwater.analysis.policy import Facts, Policy, Today, sample
from headwater.analysis.policy.store_facts import FoundFact
from headwater.analysis.policy.what_if import what_if

DAY = date(2026, 3, 2)


def test_the_telecom_trades_one_instruction_for_the_other() -> None:
    policies, facts = sample("telecom")
    told = what_if(facts, {"handle_s": 380}, policies=policies, on=DAY)
    assert told.policies[0] == (
        "Broken: Operations (Efficiency targets) wants handle time of at most 240 s; "
        "240 s before, 380 s after."
    )
    assert any(
        line.startswith("Broken: Human resources (Works agreement) wants occupancy") for line in told.policies
    )
    assert (
        "Newly met: Customer experience (Personal service guide) wants a script that takes at least 330 s; "
        "195 s before, 335 s after."
    ) in told.policies


def test_what_is_met_before_and_after_is_not_listed_and_what_stays_broken_is() -> None:
    policies, facts = sample("telecom")
    told = what_if(facts, {"wrap_s": 25}, policies=policies, on=DAY)
    assert len(told.policies) == 1
    assert told.policies[0].startswith("Still broken: Customer experience")
    assert told.policies[0].endswith("195 s before and after.")


def test_wrap_up_authority_shrinkage_and_staff_are_what_is_set() -> None:
    policies, facts = sample("telecom")
    change = {"wrap_s": 10, "authority": 80, "shrinkage_frac": 0.2, "agents_scheduled": 90}
    told = what_if(facts, change, policies=policies, on=DAY)
    text = "\n".join(told.policies)
    assert "Broken: Quality (Scorecard) wants wrap-up of at least 20 s; 30 s before, 10 s after." in text
    assert "Broken: Finance (Spending rules) wants authority for credit of at most 60 EUR" in text
    assert "Broken: Human resources (Works agreement) wants shrinkage of at least 30%" in text
    assert "Broken: Finance (Budget) wants scheduled staff of no more than 80 agents" in text


def test_a_limit_within_the_interval_is_neither_met_nor_broken() -> None:
    facts = Facts(issues_per_hour=400, today=Today(talk_s=240))
    found = (FoundFact("today.aht_s", "s", Estimate(240.0, 230.0, 250.0, n=5000)),)
    limit = Policy("aht", "Operations", "aht_s", "<=", 242)
    told = what_if(facts, {}, found=found, policies=(limit,))
    assert told.policies == (
        "Cannot be told: Operations wants handle time of at most 242 s; 240 s (230 to 250) before and after.",
    )
    clear = what_if(facts, {}, found=found, policies=(replace(limit, value=260.0),))
    assert clear.policies == ()


def test_a_percentile_is_held_against_the_percentile() -> None:
    facts = Facts(handle_spread=0.8, today=Today(talk_s=240))
    limit = Policy("p90", "Operations", "aht_s", "<=", 400, percentile=0.9)
    told = what_if(facts, {}, policies=(limit,))
    assert told.policies[0].startswith("Still broken: Operations wants handle time of at most 400 s in 90%")
    # exp(1.2816 s - s^2 / 2) with s^2 = ln(1 + 0.8^2), times 240 s
    assert told.policies[0].endswith("of contacts; 462 s before and after.")
