"""Which steps of a script cost time for nothing, against a planted truth."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from headwater.analysis.errors import BadDataError, UsageError
from headwater.analysis.policy import Facts, Policy, PolicySet, Today
from headwater.analysis.policy.script import script_inventory
from headwater.analysis.policy.script_contacts import StepContacts, read_step_contacts
from headwater.analysis.policy.within_reason import mean_difference, share_difference

DAY = date(2026, 1, 1)


def step(name: str, **more: object) -> Policy:
    return Policy(name, "Quality", "script_step", ">=", 30, document_ref="Guide", step=name, **more)  # type: ignore[arg-type]


STEPS = PolicySet(
    (
        step("offer", order=1, principle="ask"),
        step("explain", order=2, principle="explain"),
        step("legal", order=3, hard=True),
        step("survey", order=4),
    ),
    "Scripts",
)


def planted(n: int, seed: int) -> StepContacts:
    """Steps take 40 s each; only `explain` resolves more (+15 points); hard reasons get more of both."""
    draw = np.random.default_rng(seed)
    hard = draw.random(n) < 0.5
    done = {name: draw.random(n) < np.where(hard, 0.75, 0.25) for name in ("offer", "explain", "legal")}
    seconds = 200 + 150 * hard + 40 * sum(done.values()) + draw.gamma(4, 15, n)
    resolved = draw.random(n) < 0.7 - 0.3 * hard + 0.15 * done["explain"]
    return StepContacts(np.where(hard, "fault", "bill"), seconds, resolved, done)


def test_steps_that_cost_time_for_nothing_are_told_from_those_that_resolve() -> None:
    found = script_inventory(STEPS, planted(40_000, 2), on=DAY)
    verdicts = {one.policy.id: one.verdict for one in found.steps}
    assert verdicts == {"offer": "costs", "explain": "resolves", "legal": "costs", "survey": "cannot_tell"}
    seconds = {one.policy.id: one.seconds.value for one in found.steps}
    assert seconds["offer"] == pytest.approx(40, abs=3)
    resolution = {one.policy.id: one.resolution.value for one in found.steps}
    assert resolution["explain"] == pytest.approx(0.15, abs=0.03)


def test_comparing_across_reasons_would_have_been_wrong() -> None:
    contacts = planted(40_000, 2)
    done, seconds = contacts.done["offer"], contacts.handle_seconds
    assert seconds[done].mean() - seconds[~done].mean() > 100
    within = mean_difference(seconds, done, contacts.reason).value
    assert within == pytest.approx(40, abs=3)


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    times = shares = 0
    for seed in range(300):
        contacts = planted(600, seed)
        time = mean_difference(contacts.handle_seconds, contacts.done["offer"], contacts.reason)
        share = share_difference(contacts.resolved, contacts.done["explain"], contacts.reason)
        assert time.low is not None
        assert time.high is not None
        assert share.low is not None
        assert share.high is not None
        times += time.low <= 40 <= time.high
        shares += share.low <= 0.15 <= share.high
    assert 0.92 <= times / 300 <= 0.98
    assert 0.92 <= shares / 300 <= 0.98


def test_what_is_freed_is_priced_and_the_law_stays() -> None:
    facts = Facts(
        currency="EUR",
        issues_per_hour=100,
        today=Today(talk_s=300, fcr_frac=0.7),
        cost_per_agent_hour=30,
        hours_per_year=2000,
    )
    found = script_inventory(STEPS, planted(40_000, 2), facts, on=DAY)
    assert len(found.proposals) == 1
    proposal = found.proposals[0]
    assert [one.policy.id for one in proposal.steps] == ["offer"]
    assert not proposal.whole
    assert proposal.principles == ("ask",)
    contacts = 100 / (1 - 0.9 * 0.3)
    share = next(one.done for one in found.steps if one.policy.id == "offer")
    assert share is not None
    assert proposal.agents.value == pytest.approx(40 * share * contacts / 3600, rel=0.1)
    assert proposal.money_per_year.value == pytest.approx((proposal.agents.value or 0) * 60_000)
    assert "Ask targeted questions." in str(found)


def test_a_script_of_which_every_step_may_go_is_replaced_whole() -> None:
    contacts = planted(40_000, 2)
    found = script_inventory(PolicySet(STEPS.policies[:1]), contacts, on=DAY)
    assert found.proposals[0].whole
    assert "take out the whole script" in str(found)
    assert not found.proposals[0].agents.known


def test_with_too_few_contacts_it_cannot_tell() -> None:
    found = script_inventory(STEPS, planted(80, 2), on=DAY)
    assert {one.verdict for one in found.steps} == {"cannot_tell"}
    assert "can be compared within a reason; 50 of each are needed" in str(found)
    unsure = script_inventory(STEPS, planted(500, 3), on=DAY)
    assert "it may resolve up to" in str(unsure)
    assert not unsure.proposals


def test_without_contacts_the_inventory_stands_alone() -> None:
    found = script_inventory(STEPS, on=DAY)
    assert "Guide (Quality): at least 120 s in every contact" in str(found)
    assert "no contacts say whether it was done" in str(found)
    assert found.to_frame("polars").height == 4
    assert found.to_dict()["steps"][0]["policy"]["value"]["min_s"] == 30


def test_a_step_that_harms_may_go() -> None:
    draw = np.random.default_rng(4)
    done = draw.random(4000) < 0.5
    contacts = StepContacts(
        np.repeat(["bill"], 4000),
        draw.gamma(4, 60, 4000),
        draw.random(4000) < 0.8 - 0.2 * done,
        {"offer": done},
    )
    found = script_inventory(PolicySet(STEPS.policies[:1]), contacts, on=DAY)
    assert found.steps[0].verdict == "harms"
    assert found.proposals


def test_bad_questions_and_rows_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No policy in force is a step of a script"):
        script_inventory(PolicySet((Policy("a", "b", "aht_s", "<=", 1),)), on=DAY)
    with pytest.raises(UsageError, match="The margin is 2: give a share"):
        script_inventory(STEPS, on=DAY, margin=2)
    file = tmp_path / "steps.csv"
    for text, message in (
        (
            "reason,handle_seconds,resolved,offre\nbill,60,1,1\n",
            "'offre' is no step of a script. Did you mean 'offer'?",
        ),
        ("reason,handle_seconds,resolved,offer\n,60,1,1\n", "line 2, reason: it is empty"),
        ("reason,handle_seconds,resolved,offer\nbill,-60,1,1\n", "line 2, handle_seconds: it is -60"),
        ("reason,handle_seconds,offer\nbill,60,1\n", "the column 'resolved' is missing"),
    ):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(BadDataError) as refused:
            read_step_contacts(file, ("offer",))
        assert message in str(refused.value)
