"""Conflicting instructions as a finding: counted, heard, priced, or refused with what is missing."""

from dataclasses import replace
from datetime import date, timedelta
from math import erfc, exp, log, sqrt

import pytest

from headwater.analysis.policy import Facts, Policy, PolicySet, sample
from headwater.analysis.policy.conflict_study import study_conflicts
from headwater.analysis.policy.floor_voice import Contradiction
from headwater.analysis.policy.mistakes.finding import Finding, finding_from
from headwater.analysis.policy.mistakes.instructions import conflicting_instructions

DAY = date(2026, 1, 1)


def found_in(policies: PolicySet, facts: Facts, said: int = 0) -> Finding:
    flags = [
        Contradiction(DAY - timedelta(days=n), "Phone", ("Secret words of one person", "The script"))
        for n in range(said)
    ]
    since = DAY - timedelta(days=300) if said else None
    study = study_conflicts(policies, facts, on=DAY)
    return conflicting_instructions(study, policies, flags, on=DAY, heard_since=since)


def test_the_worked_case_has_six_all_across_levels_and_one_policy_with_a_bonus() -> None:
    found = found_in(*sample("worked"))
    assert found.word == "found"
    assert found.sentence.startswith("There are 6 conflicts among 11 policies that were weighed; all run")
    told = {one.key: one.estimate.value for one in found.evidence}
    assert (told["conflicts"], told["across_levels"], told["with_consequence"]) == (6, 6, 1)
    assert found.to_do[0].startswith("Change the script down to 225 s (Marketing);")
    assert finding_from(found.to_dict()) == found


def test_the_telecoms_harm_is_what_today_costs_against_the_best_way_out() -> None:
    found = found_in(*sample("telecom"))
    blocked = 0.25 * 0.5 * erfc(log(2) / (0.7 * sqrt(2)))

    def year(talk: float, handle: float, back: float = 0.9, time: float = 150) -> tuple[float, float]:
        resolved = 0.94 * (1 - exp(-talk / time)) * (1 - blocked)
        contacts = 3500 * 400 / (1 - back * (1 - resolved))
        return contacts, contacts * handle / 3600

    today, then = year(195, 240), year(330, 375)
    assert found.harm.contacts.value == pytest.approx(today[0] - then[0])
    assert found.harm.hours.value == pytest.approx(today[1] - then[1])
    assert found.harm.money.value == pytest.approx(32 * (today[1] - then[1]))
    corners = [year(195, 240, b, t)[0] - year(330, 375, b, t)[0] for b in (0.81, 0.99) for t in (135, 165)]
    assert (found.harm.contacts.low, found.harm.contacts.high) == pytest.approx((min(corners), max(corners)))
    assert found.harm.grade == "D"
    assert "no 95% interval" in found.figure("between_sides").note
    assert not found.harm.strain.known


@pytest.mark.parametrize(
    ("without", "why"),
    [
        ({"resolution": None}, "how first-contact resolution depends on talk time (resolution)"),
        ({"issues_per_hour": None}, "how many contacts there are (issues_per_hour)"),
    ],
)
def test_harm_is_refused_with_the_fact_that_is_missing(without: dict[str, None], why: str) -> None:
    policies, facts = sample("telecom")
    found = found_in(policies, replace(facts, **without))  # type: ignore[arg-type]
    assert found.word == "found"
    assert why in found.harm.contacts.why


def test_where_nobody_says_what_an_hour_costs_money_alone_cannot_be_told() -> None:
    policies, facts = sample("telecom")
    found = found_in(policies, replace(facts, cost_per_agent_hour=None))
    assert found.harm.contacts.known
    assert "cost_per_agent_hour" in found.harm.money.why


def test_what_can_all_be_met_is_no_sign() -> None:
    said = PolicySet((Policy("a", "Ops", "aht_s", "<=", 300), Policy("b", "QA", "wrap_s", ">=", 20)))
    found = found_in(said, Facts())
    assert (found.word, found.sentence) == ("no sign", "All 2 policies that were weighed can be met at once.")


def test_the_floor_counts_where_the_declared_policies_agree() -> None:
    said = PolicySet((Policy("a", "Ops", "aht_s", "<=", 300), Policy("b", "QA", "wrap_s", ">=", 20)))
    found = found_in(said, Facts(), said=9)
    assert found.word == "found"
    assert "9 times" in found.sentence
    assert "what they are told is not what is declared" in found.sentence


def test_too_little_that_could_be_weighed_is_cannot_tell() -> None:
    said = PolicySet((Policy("a", "Ops", "abandon_frac", "<=", 0.05),))
    found = found_in(said, Facts())
    assert found.word == "cannot tell"
    assert found.sentence == "1 policy is in force and 0 could be weighed: it takes two. 1 are not weighed."
    assert any("patience_s" in one for one in found.missing)


def test_facts_that_cannot_be_so_are_said_and_the_floor_is_still_heard() -> None:
    policies, _ = sample("telecom")
    flags = [Contradiction(DAY - timedelta(days=n), "Phone", ("a", "b")) for n in range(8)]
    why = "The facts contradict each other before any policy."
    found = conflicting_instructions(why, policies, flags, on=DAY, heard_since=DAY - timedelta(days=70))
    assert found.word == "cannot tell"
    assert why in found.sentence
    assert found.figure("flags_a_week").estimate.n == 8


def test_no_word_of_a_flag_is_in_the_finding() -> None:
    found = found_in(*sample("telecom"), said=20)
    assert "Secret" not in str(found.to_dict())
    assert found.figure("flags_a_week").estimate.n == 20


def test_a_search_that_ended_early_says_at_least() -> None:
    policies, facts = sample("worked")
    study = study_conflicts(policies, facts, on=DAY, most=4)
    found = conflicting_instructions(study, policies, on=DAY)
    assert "at least" in found.sentence
    assert "ended early" in found.figure("conflicts").note
