"""The oracle is right: what it calls possible is shown to be, and what is possible it calls so."""

from dataclasses import replace
from datetime import date
from math import inf

import numpy as np
import pytest
from tests.analysis.policy.random_policies import FACTS, random_policies

from headwater.analysis.policy import PolicySet, conflicts
from headwater.analysis.policy.curves import ResolutionCurve
from headwater.analysis.policy.demands import percentile_over_mean
from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.feasibility import Oracle
from headwater.analysis.policy.operation import WayOfWorking, outcome
from headwater.analysis.policy.policy import Policy


def met(policy: Policy, way: WayOfWorking, facts: Facts = FACTS, room: float = 1e-5) -> bool:
    """Say whether a way of working meets a policy, from its outcome alone."""
    found = outcome(way, facts, (policy,)).metrics
    if policy.metric == "script_s":
        value = way.talk_s
    elif policy.metric == "authority":
        value = max(way.authority.values()) if policy.upper else min(way.authority.values())
        if policy.operator == "=":
            return all(abs(limit - policy.value) < room for limit in way.authority.values())
    elif policy.metric == "agents_scheduled":
        value = way.agents_scheduled
    elif policy.metric == "service_level":
        value = found.get("service_level:" + policy.id, 1.0)
    else:
        without_end = {
            "occupancy_frac": 0.0,
            "asa_s": 0.0,
            "abandon_frac": 0.0,
            "contacts_per_agent_hour": 0.0,
        }
        value = found.get(policy.metric, without_end.get(policy.metric, inf))
    if policy.percentile is not None:
        value *= percentile_over_mean(policy.percentile, facts.handle_spread or 0)
    slack = room * max(policy.value, 1)
    return (not policy.upper or value <= policy.value + slack) and (
        not policy.lower or value >= policy.value - slack
    )


@pytest.mark.parametrize("seed", range(200, 260))
def test_a_way_of_working_that_is_called_possible_meets_every_policy(seed: int) -> None:
    policies = random_policies(seed, 6)
    answer = Oracle(FACTS).answer(policies)
    if answer.feasible:
        assert answer.way is not None
        missed = [str(policy) for policy in policies if not met(policy, answer.way)]
        assert not missed


def test_most_of_those_sets_put_the_oracle_to_the_test() -> None:
    answers = [Oracle(FACTS).feasible(random_policies(seed, 6)) for seed in range(200, 260)]
    assert 15 <= sum(answers) <= 45


def test_whatever_a_random_way_of_working_meets_is_called_possible() -> None:
    draw = np.random.default_rng(5)
    held = 0
    for seed in range(400):
        policies = random_policies(seed, 12)
        way = WayOfWorking(
            talk_s=float(draw.uniform(60, 420)),
            hold_s=0.0,
            wrap_s=float(draw.uniform(0, 60)),
            authority=dict.fromkeys(("refund", "credit"), float(draw.uniform(5, 150))),
            agents_scheduled=float(draw.uniform(40, 140)),
            shrinkage_frac=float(draw.uniform(0.05, 0.4)),
        )
        work = outcome(way, FACTS)
        if work.load is None or work.load >= way.on_floor:
            continue
        together = [policy for policy in policies if met(policy, way, room=0)]
        scripts = [policy for policy in together if policy.metric == "script_s"]
        together = [policy for policy in together if policy not in scripts[1:]]  # scripts add up
        held += len(together)
        assert Oracle(FACTS).feasible(together), [str(policy) for policy in together]
    assert held > 800


def test_fewer_policies_are_never_harder() -> None:
    for seed in range(40):
        policies = random_policies(seed, 6)
        oracle = Oracle(FACTS)
        if oracle.feasible(policies):
            assert all(oracle.feasible([p for p in policies if p is not left]) for left in policies)


def test_repeats_multiply_contacts_as_published() -> None:
    slow = Facts(issues_per_hour=400, resolution=ResolutionCurve(points=((240, 0.65), (300, 0.82))))
    before, after = (outcome(WayOfWorking(s, 0, 0), slow) for s in (240, 300))
    assert (before.contacts_per_hour, after.contacts_per_hour) == pytest.approx((583.94, 477.33), abs=0.005)
    assert (before.load, after.load) == pytest.approx((38.93, 39.78), abs=0.005)


def test_waits_that_grow_without_end_are_not_possible() -> None:
    facts = Facts(issues_per_hour=100)
    script = Policy("script", "QA", "script_s", ">=", 360)
    assert not Oracle(facts).feasible([script, Policy("n", "Finance", "agents_scheduled", "<=", 10)])
    assert Oracle(facts).feasible([script, Policy("n", "Finance", "agents_scheduled", "<=", 11)])


def test_busy_agents_and_quick_answers_exclude_each_other_only_in_a_small_queue() -> None:
    busy = Policy("busy", "Finance", "occupancy_frac", ">=", 0.9)
    quick = Policy("quick", "WFM", "service_level", ">=", 0.9)
    length = [Policy("aht", "Operations", "aht_s", "<=", 300), Policy("script", "QA", "script_s", ">=", 300)]
    assert not Oracle(Facts(issues_per_hour=60)).feasible([busy, quick, *length])
    assert Oracle(Facts(issues_per_hour=3000)).feasible([busy, quick, *length])


def test_a_limit_on_a_percentile_is_stricter_than_one_on_the_mean() -> None:
    facts = Facts(handle_spread=0.8)
    script = Policy("script", "QA", "script_s", ">=", 200)
    mean = Policy("aht", "Operations", "aht_s", "<=", 240)
    tail = Policy("aht", "Operations", "aht_s", "<=", 240, percentile=0.9)
    assert Oracle(facts).feasible([script, mean])
    assert not Oracle(facts).feasible([script, tail])


def test_time_for_approval_counts_as_handle_time() -> None:
    cap = Policy("aht", "Operations", "aht_s", "<=", 100)
    script = Policy("script", "QA", "script_s", ">=", 50)
    found = {
        latency: conflicts(
            PolicySet(
                (
                    cap,
                    script,
                    Policy("limit", "Finance", "authority", "<=", 0, currency="EUR", latency_s=latency),
                )
            ),
            FACTS,
            on=date(2026, 1, 1),
        ).conflicts
        for latency in (0, 300)
    }
    assert not found[0]
    assert [policy.id for policy in found[300][0].policies] == ["aht", "limit"]


def test_chats_at_once_need_fewer_agents() -> None:
    facts = Facts(issues_per_hour=100, throughput=(1, 1.6, 1.95))
    demands = [
        Policy("script", "QA", "script_s", ">=", 360),
        Policy("n", "Finance", "agents_scheduled", "<=", 7),
    ]
    one = Policy("one", "Team", "concurrency", "<=", 1)
    assert Oracle(facts).feasible(demands)
    assert not Oracle(facts).feasible([*demands, one])
    assert not Oracle(facts).feasible([Policy("five", "Team", "concurrency", ">=", 5)])


def test_scripts_of_two_documents_add_up_and_kinds_of_shrinkage_do() -> None:
    scripts = [Policy(d, d, "script_s", ">=", 100, document_ref=d) for d in ("Law", "Marketing")]
    cap = Policy("aht", "Operations", "aht_s", "<=", 180)
    assert Oracle(Facts()).feasible([scripts[0], cap])
    assert not Oracle(Facts()).feasible([*scripts, cap])
    kinds = [Policy(k, "HR", "shrinkage_frac", ">=", 0.2, kind=k) for k in ("breaks", "training")]
    most = Policy("most", "Finance", "shrinkage_frac", "<=", 0.3)
    assert Oracle(Facts(issues_per_hour=10)).feasible([kinds[0], most])
    assert not Oracle(Facts(issues_per_hour=10)).feasible([*kinds, most])


def test_with_patience_a_way_that_is_called_possible_meets_every_policy() -> None:
    """Erlang A: nobody waits without end, and those who give up make agents less busy."""
    patient = replace(FACTS, patience_s=120)
    answers = 0
    for seed in range(300, 330):
        policies = [
            *random_policies(seed, 4),
            Policy("left", "Board", "abandon_frac", "<=", 0.02 + seed % 7 / 100),
        ]
        answer = Oracle(patient).answer(policies)
        if answer.feasible:
            assert answer.way is not None
            missed = [str(policy) for policy in policies if not met(policy, answer.way, patient)]
            assert not missed
            answers += 1
    assert 8 <= answers <= 29


def test_with_patience_fewer_agents_than_work_may_do_where_customers_may_leave() -> None:
    few = [
        Policy("script", "QA", "script_s", ">=", 360),
        Policy("n", "Finance", "agents_scheduled", "<=", 10),
    ]
    patient = Facts(issues_per_hour=110, patience_s=120)
    assert Oracle(patient).feasible(few)
    assert not Oracle(patient).feasible([*few, Policy("left", "Board", "abandon_frac", "<=", 0.03)])
    assert Oracle(patient).feasible([*few, Policy("left", "Board", "abandon_frac", "<=", 0.3)])
