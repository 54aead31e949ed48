"""Conflicts are all found, freed by the smallest change, and said in a sentence that names who said what."""

from datetime import date
from time import perf_counter

import pytest
from tests.analysis.policy.random_policies import FACTS, random_policies

from headwater.analysis.policy import Conflicts, Facts, Policy, PolicySet, conflicts, relax, sample
from headwater.analysis.policy.feasibility import Oracle
from headwater.analysis.policy.relaxing import smallest_change, smallest_joint_change

DAY = date(2026, 1, 1)


@pytest.fixture(scope="module")
def worked() -> Conflicts:
    policies, facts = sample("worked")
    return conflicts(policies, facts, on=DAY)


def ways_out(found: Conflicts, *ids: str) -> dict[str, float]:
    held = next(c for c in found.conflicts if {p.id for p in c.policies} == set(ids))
    return {way.policy.id: way.value for way in held.ways_out}


def test_the_worked_case_has_the_published_conflicts(worked: Conflicts) -> None:
    assert {frozenset(p.id for p in c.policies) for c in worked.conflicts} == {
        frozenset(ids)
        for ids in (
            ("script", "aht"),
            ("authority", "escalation"),
            ("authority", "fcr"),
            ("wrap-floor", "wrap-cap"),
            ("script", "agents", "shrinkage"),
            ("script", "agents", "authority"),
        )
    }
    assert worked.complete


def test_the_worked_case_is_freed_where_published(worked: Conflicts) -> None:
    assert ways_out(worked, "script", "aht") == {"script": 240, "aht": 390}
    escalation = ways_out(worked, "authority", "escalation")
    assert escalation["authority"] == pytest.approx(68.06, abs=0.02)
    assert escalation["escalation"] == pytest.approx(0.32, abs=0.005)
    resolution = ways_out(worked, "authority", "fcr")
    assert resolution["authority"] == pytest.approx(42.12, abs=0.02)
    assert resolution["fcr"] == pytest.approx(0.68, abs=0.005)
    staff = ways_out(worked, "script", "agents", "shrinkage")
    assert staff["agents"] == 65
    assert staff["script"] == pytest.approx(362, abs=0.5)
    assert staff["shrinkage"] == pytest.approx(0.25, abs=0.005)
    assert ways_out(worked, "wrap-floor", "wrap-cap") == {"wrap-floor": 15, "wrap-cap": 30}


def test_the_worked_case_has_ten_corrections_and_is_quick() -> None:
    policies, facts = sample("worked")
    conflicts(policies, facts, on=DAY)  # libraries are loaded
    times = []
    for _ in range(3):
        begun = perf_counter()
        conflicts(policies, facts, on=DAY)
        times.append(perf_counter() - begun)
    assert min(times) < 1.0  # 0.15 s on a machine that does nothing else
    assert len(relax(policies, facts, on=DAY).corrections) == 10


def test_every_sentence_names_issuers_documents_and_a_way_out(worked: Conflicts) -> None:
    for conflict in worked.conflicts:
        for policy in conflict.policies:
            assert f"{policy.issuer} ({policy.document_ref}) wants" in conflict.sentence
        assert "cannot be met" in conflict.sentence
        assert "what would free it is" in conflict.sentence
        assert conflict.sentence.count(".") - conflict.sentence.count("0.") >= 1
    assert worked.conflicts[0].sentence == (
        "Operations (Cost programme) wants handle time of at most 240 s and Marketing (Conversation guide) "
        "wants a script that takes at least 390 s, and both cannot be met: with the other met, handle time "
        "cannot be below 390 s; what would free it is handle time up to 390 s (Operations) or the script "
        "down to 240 s (Marketing)."
    )


@pytest.mark.parametrize("seed", range(12))
def test_the_smallest_change_frees_and_a_little_less_does_not(seed: int) -> None:
    found = conflicts(PolicySet(tuple(random_policies(seed, 7))), FACTS, on=DAY)
    oracle = Oracle(FACTS)
    for conflict in found.conflicts:
        for way in conflict.ways_out:
            if way.policy.operator == "=":
                continue
            assert oracle.feasible(conflict.policies, {way.policy.id: way.value})
            back = way.policy.value - way.value
            if abs(back) > 0.01 * way.policy.value and way.policy.metric != "agents_scheduled":
                less = way.value + 0.02 * back + (0.1 if back > 0 else -0.1) * (way.policy.value > 2)
                assert not oracle.feasible(conflict.policies, {way.policy.id: less}), str(way)
        for policy in conflict.policies:
            if policy.id not in {way.policy.id for way in conflict.ways_out} and policy.operator == ">=":
                assert not oracle.feasible(conflict.policies, {policy.id: 0.0})


@pytest.mark.parametrize("seed", range(8))
def test_after_every_correction_everything_can_be_met(seed: int) -> None:
    policies = random_policies(seed, 7)
    if any(policy.operator == "=" for policy in policies):
        policies = [policy for policy in policies if policy.operator != "="]
    found = relax(PolicySet(tuple(policies)), FACTS, on=DAY)
    oracle = Oracle(FACTS)
    for correction in found.corrections:
        without = [policy for policy in policies if policy not in correction.policies]
        assert oracle.feasible(without)
        if correction.changes:
            assert oracle.feasible(policies, {c.policy.id: c.value for c in correction.changes})
    if found.together:
        assert oracle.feasible(policies, {c.policy.id: c.value for c in found.together})


def test_a_joint_change_asks_less_of_those_who_weigh_more() -> None:
    script = Policy("script", "Marketing", "script_s", ">=", 400)
    light, heavy = (Policy("aht", "Operations", "aht_s", "<=", 200, weight=weight) for weight in (1, 9))
    moved = {}
    for cap in (light, heavy):
        changes = smallest_joint_change([script, cap], [script, cap], Oracle(Facts()))
        assert changes is not None
        moved[cap.weight] = {change.policy.id: change.value for change in changes}
    assert moved[1] == pytest.approx({"script": 800 / 3, "aht": 800 / 3}, abs=0.1)
    assert moved[9]["aht"] < 225 < moved[1]["aht"]


def test_nobody_moves_what_is_hard() -> None:
    law = Policy("law", "Regulator", "script_s", ">=", 300, hard=True)
    cap = Policy("aht", "Operations", "aht_s", "<=", 240)
    changes = smallest_joint_change([law, cap], [law, cap], Oracle(Facts()))
    assert changes is not None
    assert [(c.policy.id, c.value) for c in changes] == [("aht", 300)]
    found = relax(PolicySet((law, cap), "Law"), Facts(), on=DAY)
    assert [one.soft for one in found.corrections] == [True, False]
    assert "law: not ours to change" in str(found)
    assert "the script down" not in conflicts(PolicySet((law, cap)), Facts(), on=DAY).conflicts[0].sentence


def test_an_exact_value_is_moved_on_the_side_that_stands_in_the_way() -> None:
    exact = Policy("wrap", "Operations", "wrap_s", "=", 20)
    floor = Policy("notes", "QA", "wrap_s", ">=", 45)
    change = smallest_change(exact, [exact, floor], Oracle(Facts()))
    assert change is not None
    assert change.value == 45


def test_what_cannot_be_met_alone_is_a_conflict_of_one() -> None:
    alone = Policy("fcr", "Board", "fcr_frac", ">=", 0.99)
    found = conflicts(PolicySet((alone,)), FACTS, on=DAY)
    assert "cannot be met even alone" in found.conflicts[0].sentence
    assert found.conflicts[0].ways_out[0].value == pytest.approx(0.95)


def test_policies_for_different_work_are_not_in_conflict() -> None:
    script = Policy("script", "Marketing", "script_s", ">=", 390, scope={"channel": ("phone",)})
    chat = Policy("chat", "Operations", "aht_s", "<=", 240, scope={"channel": ("chat",)})
    phone = Policy("phone", "Operations", "aht_s", "<=", 240, scope={"channel": ("phone", "chat")})
    assert not conflicts(PolicySet((script, chat)), Facts(), on=DAY).conflicts
    found = conflicts(PolicySet((script, phone)), Facts(), on=DAY)
    assert found.conflicts[0].sentence.startswith("For channel phone, Marketing")
    assert not conflicts(PolicySet((script, phone)), Facts(scope={"channel": ("chat",)}), on=DAY).conflicts


def test_a_correction_frees_every_kind_of_work_at_once() -> None:
    script = Policy("script", "Marketing", "script_s", ">=", 390)
    caps = [
        Policy(name, "Operations", "aht_s", "<=", value, scope={"channel": (name,)})
        for name, value in (("phone", 240), ("chat", 300))
    ]
    found = relax(PolicySet((script, *caps)), Facts(), on=DAY)
    assert [{p.id for p in one.policies} for one in found.corrections] == [{"script"}, {"phone", "chat"}]
    assert found.corrections[0].changes[0].value == 240
    assert {c.policy.id: c.value for c in found.corrections[1].changes} == {"phone": 390, "chat": 390}
    assert len(conflicts(PolicySet((script, *caps)), Facts(), on=DAY).conflicts) == 2


def test_policies_not_in_force_are_set_aside() -> None:
    script = Policy("script", "Marketing", "script_s", ">=", 390)
    old = Policy("old", "Operations", "aht_s", "<=", 240, effective_to=date(2025, 12, 31))
    said = PolicySet((script, old))
    assert len(conflicts(said, Facts(), on=date(2025, 12, 31)).conflicts) == 1
    found = conflicts(said, Facts(), on=DAY)
    assert not found.conflicts
    assert "old: ended on 2025-12-31" in str(found)


def test_what_the_facts_do_not_say_is_asked_for_by_name() -> None:
    said = PolicySet(
        (
            Policy("fcr", "Board", "fcr_frac", ">=", 0.8),
            Policy("sl", "WFM", "service_level", ">=", 0.8),
            Policy("gone", "Board", "abandon_frac", "<=", 0.03),
            Policy("p90", "Operations", "aht_s", "<=", 400, percentile=0.9),
            Policy("limit", "Finance", "authority", "<=", 25, currency="EUR", remedy_type="refunds"),
        )
    )
    text = str(conflicts(said, Facts(), on=DAY))
    assert "fcr: the facts do not say resolution" in text
    assert "sl: the facts do not say issues_per_hour" in text
    assert "patience_s (how long customers wait" in text
    assert "p90: the facts do not say handle_spread" in text
    assert "limit: the facts do not say remedies" in text
    assert "the facts know no remedy 'refunds'. Did you mean 'refund'?" in str(conflicts(said, FACTS, on=DAY))


def test_conflicts_are_grouped_by_document_and_by_level(worked: Conflicts) -> None:
    levels = {group.names: len(group.conflicts) for group in worked.by_level()}
    assert levels == {
        ("director", "exec"): 1,
        ("director", "finance"): 1,
        ("exec", "finance"): 2,
        ("QA", "director"): 1,
        ("HR", "exec", "finance"): 1,
    }
    smallest = {group.names: group.smallest for group in worked.by_level()}
    assert not smallest["HR", "exec", "finance"]
    assert smallest["exec", "finance"]
    documents = {group.title for group in worked.by_document()}
    assert "Conversation guide against Cost programme" in documents


def test_the_telecom_story_shows_the_two_instructions_and_which_step_to_leave_out() -> None:
    policies, facts = sample("telecom")
    found = conflicts(policies, facts, on=DAY)
    assert len(found.conflicts) == 1
    conflict = found.conflicts[0]
    assert conflict.documents == ("Efficiency targets", "Personal service guide")
    assert {way.policy.issuer: way.value for way in conflict.ways_out} == {
        "Customer experience": 240,
        "Operations": 330,
    }
    assert [step.id for step in conflict.drops[0].steps] == ["explain"]
    corrections = relax(policies, facts, on=DAY).corrections
    assert {p.id for one in corrections for p in one.policies} == {"four-minutes", "Personal service guide"}


def test_results_are_tables_and_plain_data(worked: Conflicts) -> None:
    assert worked.to_frame("polars").height == sum(len(c.policies) for c in worked.conflicts)
    data = worked.to_dict()
    assert data["policies_weighed"] == 11
    assert data["conflicts"][0]["ways_out"][0]["to"] == 390
    assert sum(len(group["conflicts"]) for group in data["by_level"]) == 6
    policies, facts = sample("worked")
    corrections = relax(policies, facts, on=DAY)
    assert corrections.to_frame("polars").height == sum(len(c.policies) for c in corrections.corrections)
    assert corrections.to_dict()["corrections"][0]["only_soft"]
