"""A study loses no conflict, keeps its addresses, and says what each way out would do, checked by hand."""

from dataclasses import replace
from datetime import date
from math import erfc, exp, log, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analysis.policy.random_policies import FACTS, random_policies

from headwater.analysis.policy import Conflicts, Facts, Policy, PolicySet, Today, conflicts, sample
from headwater.analysis.policy.checking import met_in, way_of_today
from headwater.analysis.policy.conflict_study import Study, study_conflicts
from headwater.analysis.policy.feasibility import Oracle
from headwater.analysis.policy.operation import outcome

DAY = date(2026, 1, 1)
TODAY = Today(talk_s=220, hold_s=12, wrap_s=25, agents_scheduled=85, shrinkage_frac=0.3, authority=40)


@pytest.fixture(scope="module")
def telecom() -> Study:
    return study_conflicts(*sample("telecom"), on=DAY)


@pytest.fixture(scope="module")
def worked() -> Study:
    return study_conflicts(*sample("worked"), on=DAY)


def test_with_todays_hold_and_wrap_up_the_telecom_needs_more_than_the_smallest_change(telecom: Study) -> None:
    script, target = telecom.studied[0].ways
    assert (script.change.value, target.change.value) == (240, 330)
    assert script.as_today is not None
    assert target.as_today is not None
    assert (script.real.value, target.real.value) == (240 - 45, 330 + 45)


def test_what_the_telecoms_longer_handling_would_do_is_as_worked_out_by_hand(telecom: Study) -> None:
    line = {one.key: (one.before, one.after) for one in telecom.studied[0].ways[1].effect.lines}
    blocked = 0.25 * 0.5 * erfc(log(60 / 30) / (0.7 * sqrt(2)))
    resolved = [0.94 * (1 - exp(-talk / 150)) * (1 - blocked) for talk in (195, 330)]
    contacts = [400 / (1 - 0.9 * (1 - share)) for share in resolved]
    load = [n * s / 3600 for n, s in zip(contacts, (240, 375), strict=True)]
    assert line["aht_s"] == pytest.approx((240, 375))
    assert line["fcr_frac"] == pytest.approx(resolved)
    assert line["repeat_frac"] == pytest.approx([0.9 * (1 - share) for share in resolved])
    assert line["contacts"] == pytest.approx(contacts)
    assert line["load"] == pytest.approx(load)
    assert line["hours"] == pytest.approx([3500 * n for n in load])
    assert line["money"] == pytest.approx([3500 * 32 * n for n in load])
    assert line["occupancy_frac"] == pytest.approx([n / (80 * 0.7) for n in load])


def test_the_staff_that_keeps_todays_wait_is_the_fewest_that_does(telecom: Study) -> None:
    effect = telecom.studied[0].ways[1].effect
    assert effect.way is not None
    staff = next(one.after for one in effect.lines if one.key == "same_wait")
    assert staff is not None
    facts = telecom.weighed.facts
    today = way_of_today(facts)
    assert today is not None
    before = outcome(today, facts).metrics["asa_s"]
    after = [
        outcome(replace(effect.way, agents_scheduled=staff + more), facts).metrics["asa_s"]
        for more in (0, -1)
    ]
    assert after[0] <= before * (1 + 1e-6) < after[1]


def test_a_change_that_breaks_what_is_met_today_says_so(telecom: Study) -> None:
    broken = {policy.id for policy in telecom.studied[0].ways[1].effect.breaks}
    assert broken == {"answer", "breathing-space"}


def test_without_todays_way_of_working_it_says_what_is_missing(worked: Study) -> None:
    assert {way.effect.why_not for one in worked.studied for way in one.ways} == {
        "the facts do not say how long contacts take today (talk_s of today)"
    }


def test_a_change_frees_the_other_conflicts_it_says_it_frees(worked: Study) -> None:
    by_ids = {frozenset(p.id for p in one.conflict.policies): one for one in worked.studied}
    resolution = by_ids[frozenset({"authority", "fcr"})].conflict.id
    higher = next(
        way
        for way in by_ids[frozenset({"authority", "escalation"})].ways
        if way.change.policy.id == "authority"
    )
    assert resolution in higher.frees  # 68 USD is more than the 42 that resolution takes


@pytest.mark.parametrize("seed", range(6))
def test_what_is_said_to_free_a_conflict_frees_it(seed: int) -> None:
    facts = replace(FACTS, today=TODAY)
    policies = PolicySet(tuple(random_policies(seed, 8)))
    study = study_conflicts(policies, facts, on=DAY, most=40)
    oracle = Oracle(study.weighed.facts)
    conflicts_by_id = {one.conflict.id: one.conflict for one in study.studied}
    for one in study.studied:
        for way in one.ways:
            values = {way.real.policy.id: way.real.value}
            assert oracle.feasible(one.conflict.policies, values)
            assert all(oracle.feasible(conflicts_by_id[known].policies, values) for known in way.frees)
            if way.effect.way is not None:
                changed = tuple(replace(p, value=values.get(p.id, p.value)) for p in one.conflict.policies)
                met = met_in(way.effect.way, study.weighed.facts, changed)
                assert [name for name, fine in met.items() if not fine] == []
        giving = one.joint_as_today or one.conflict.joint
        if giving:
            assert oracle.feasible(one.conflict.policies, {c.policy.id: c.value for c in giving})


@given(st.permutations(sample("worked")[0].policies))
@settings(max_examples=4, deadline=None)
def test_a_conflict_has_the_same_address_in_whichever_order_policies_stand(
    worked: Study, order: list[Policy]
) -> None:
    found = conflicts(PolicySet(tuple(order)), worked.weighed.facts, on=DAY)
    assert _addresses(found) == _addresses(worked.found)


def _addresses(found: Conflicts) -> dict[str, frozenset[str]]:
    return {one.id: frozenset(p.id for p in one.policies) for one in found.conflicts}


@pytest.mark.parametrize("seed", range(8))
def test_no_arrangement_loses_or_repeats_a_conflict(seed: int) -> None:
    found = conflicts(PolicySet(tuple(random_policies(seed, 9))), FACTS, on=DAY, most=60)
    ids = sorted(one.id for one in found.conflicts)
    assert len(set(ids)) == len(ids)
    for groups in (found.by_issuer(), found.by_document(), found.by_level()):
        assert sorted(one.id for group in groups for one in group.conflicts) == ids
    graph = found.graph()
    assert sorted(map(sorted, graph.edges)) == sorted(
        sorted(p.id for p in o.policies) for o in found.conflicts
    )
    assert sum(len(nodes) for _, nodes in graph.rows) == len({p for edge in graph.edges for p in edge})


def test_a_search_that_ends_early_says_so(worked: Study) -> None:
    study = study_conflicts(*sample("worked"), on=DAY, most=3)
    assert not study.to_dict()["complete"]
    assert worked.to_dict()["complete"]


def test_a_policy_that_waits_for_a_fact_names_it() -> None:
    said = PolicySet((Policy("level", "WFM", "abandon_frac", "<=", 0.05),))
    aside = study_conflicts(said, Facts(), on=DAY).to_dict()["aside"]
    assert [one["missing"] for one in aside] == [("issues_per_hour", "patience_s")]
