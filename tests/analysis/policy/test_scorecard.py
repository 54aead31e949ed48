"""A scorecard turned from volume to resolution: what goes, what comes, and what it takes."""

from datetime import date
from math import log

import pytest
import yaml

from headwater.analysis.errors import UsageError
from headwater.analysis.interventions.lock import lock_plan
from headwater.analysis.interventions.plan import Plan
from headwater.analysis.policy import (
    Facts,
    Policy,
    PolicySet,
    Today,
    conflicts,
    history,
    parse_policies,
    sample,
)
from headwater.analysis.policy.curves import ResolutionCurve
from headwater.analysis.policy.new_scorecard import ScorecardSettings
from headwater.analysis.policy.scorecard import redesign

START = date(2026, 3, 1)


def test_the_telecom_stops_both_sides_of_its_conflict_and_keeps_what_is_not_its_own() -> None:
    policies, facts = sample("telecom")
    found = redesign(policies, facts, start=START)
    verdicts = {one.policy.id: one.verdict for one in found.judged}
    assert verdicts["four-minutes"] == "stop"
    assert verdicts["explain"] == "stop"
    assert verdicts["breathing-space"] == "keep"
    assert "five-minutes" not in verdicts
    assert [one.policy.metric for one in found.targets] == [
        "fcr_frac",
        "principle_review_frac",
        "confirmed_follow_up_frac",
    ]
    assert all(one.policy.level == "team" for one in (*found.targets, *found.guards))
    assert all(one.policy.consequence not in ("bonus", "discipline") for one in found.targets)
    assert found.targets[0].guards == ("team-repeats",)
    assert not found.still_open


def test_the_staff_it_takes_follows_from_the_curves() -> None:
    policies, facts = sample("telecom")
    found = redesign(policies, facts, start=START, settings=ScorecardSettings(fcr=0.75))
    assert found.staffing is not None
    assert found.staffing.handle_before == 240
    assert facts.resolution is not None
    talk = found.staffing.handle_after - 45
    blocked = facts.remedies[0].share * facts.remedies[0].above(60)
    assert float(facts.resolution.share(talk)) * (1 - blocked) == pytest.approx(0.75, abs=0.001)
    assert found.staffing.load_after > found.staffing.load_before
    assert found.staffing.staff_after is not None
    assert "agents 44 -> 52" in str(found) or found.staffing.staff_after.agents > 44


def test_the_policies_it_writes_are_read_back_and_can_all_be_met() -> None:
    policies, facts = sample("telecom")
    text = redesign(policies, facts, start=START).yaml()
    again = parse_policies(text)
    in_force = {policy.id for policy in again.in_force(START)}
    assert {"team-fcr", "team-reviews", "notes", "staff"} <= in_force
    assert not {"four-minutes", "explain"} & in_force
    assert {"four-minutes", "explain"} <= {p.id for p in again.in_force(date(2026, 2, 28))}
    assert not conflicts(again, facts, on=START).conflicts
    assert "2026-03-01  team-fcr: replaced four-minutes" in str(history(again))
    assert text.startswith("# Measured for teams, without a target: four-minutes.")
    assert yaml.safe_load(text)["policies"]


@pytest.mark.parametrize("name", ["telecom", "worked"])
def test_every_policy_survives_being_written_and_read(name: str) -> None:
    policies, _ = sample(name)
    again = parse_policies(yaml.safe_dump(policies.to_dict(), sort_keys=False))
    assert [vars(policy) for policy in again] == [vars(policy) for policy in policies]


def test_the_plan_can_be_read_and_locked() -> None:
    policies, facts = sample("telecom")
    plan = redesign(policies, facts, start=START).plan
    again = Plan.from_dict(plan.to_dict())
    assert again.fingerprint == plan.fingerprint
    assert again.kind == "policy"
    assert again.measure.better == "higher"
    assert "Personal service guide" in again.problem
    assert lock_plan is not None


def test_what_the_redesign_leaves_open_is_said() -> None:
    policies, facts = sample("worked")
    found = redesign(policies, facts, start=START, settings=ScorecardSettings(fcr=0.6))
    assert {one.policy.id for one in found.of("settle")} == {"authority", "escalation", "fcr"}
    assert "Still to settle:" in str(found)
    assert len(found.still_open) == 2


def test_volume_without_pressure_stays_as_a_diagnostic_unless_it_was_gamed() -> None:
    aht = PolicySet((Policy("aht", "Operations", "aht_s", "<=", 300),))
    facts = Facts(today=Today(talk_s=200, fcr_frac=0.7))
    calm = redesign(aht, facts, start=START)
    assert calm.judged[0].verdict == "diagnostic"
    assert calm.judged[0].measured_still
    gamed = redesign(aht, facts, start=START, settings=ScorecardSettings(gamed=("aht_s",)))
    assert gamed.judged[0].verdict == "stop"
    assert "was seen to be gamed" in str(gamed)
    assert gamed.targets[0].policy.value == 0.75


def test_a_floor_on_time_is_no_volume_target() -> None:
    floors = PolicySet(
        (
            Policy("notes", "QA", "wrap_s", ">=", 30, consequence="discipline"),
            Policy("busy", "Finance", "occupancy_frac", ">=", 0.9, consequence="bonus"),
        )
    )
    found = redesign(floors, Facts(today=Today(fcr_frac=0.7)), start=START)
    assert {one.policy.id: one.verdict for one in found.judged} == {"notes": "keep", "busy": "stop"}
    assert [one.policy.metric for one in found.guards] == ["repeat_frac", "occupancy_frac"]


def test_the_aim_lies_within_what_staff_and_authority_leave() -> None:
    facts = Facts(
        issues_per_hour=100,
        resolution=ResolutionCurve(0.95, 200),
        today=Today(talk_s=240, agents_scheduled=18, shrinkage_frac=0.2),
    )
    tight = redesign(PolicySet((Policy("aht", "O", "aht_s", "<=", 240),)), facts, start=START)
    loose = redesign(
        PolicySet((Policy("aht", "O", "aht_s", "<=", 240),)),
        Facts(issues_per_hour=100, resolution=ResolutionCurve(0.95, 200), today=Today(talk_s=240)),
        start=START,
    )
    assert 0.66 < tight.targets[0].policy.value < loose.targets[0].policy.value <= 0.81


def test_bad_questions_are_refused() -> None:
    aht = PolicySet((Policy("aht", "Operations", "aht_s", "<=", 300),))
    with pytest.raises(UsageError, match="cannot be told: the facts have neither today's fcr_frac"):
        redesign(aht, Facts(), start=START)
    with pytest.raises(UsageError, match="fcr is 80: give a share above 0 and up to 1"):
        ScorecardSettings(fcr=80)
    with pytest.raises(UsageError, match=r"is or measures 'aht_x'\. Did you mean 'aht_s'"):
        redesign(
            aht, Facts(today=Today(fcr_frac=0.6)), start=START, settings=ScorecardSettings(gamed=("aht_x",))
        )


def test_it_is_a_table_and_plain_data() -> None:
    policies, facts = sample("telecom")
    found = redesign(policies, facts, start=START)
    assert found.to_frame("polars").height == len(found.judged) + 4
    assert found.to_dict()["plan"]["kind"] == "policy"


def measured(**said: float) -> Facts:
    curve = ResolutionCurve(best=0.9, seconds=120)
    return Facts(issues_per_hour=100, resolution=curve, today=Today(talk_s=300, **said))


def test_more_resolution_takes_more_time_than_today_where_the_curve_says_more_than_was_measured() -> None:
    target = Policy("aht", "Operations", "aht_s", "<=", 240, consequence="bonus")
    found = redesign(PolicySet((target,)), measured(fcr_frac=0.6), start=START)
    aimed = found.targets[0].policy.value
    # the curve gives .826 at 300 s; through the measured .6 its best is .654, so half-way is .627
    assert aimed == pytest.approx(0.62)
    assert found.staffing is not None
    assert found.staffing.handle_after == pytest.approx(-120 * log(1 - 0.62 / 0.6 * 0.82613 / 0.9), abs=0.5)
    assert found.staffing.handle_after > 300


def test_policies_that_cannot_be_met_together_do_not_pull_the_aim_below_today() -> None:
    policies = (
        Policy("aht", "Operations", "aht_s", "<=", 240, consequence="bonus"),
        Policy("notes", "QA", "hold_s", ">=", 45),
        Policy("no-notes", "Finance", "hold_s", "<=", 30),
    )
    found = redesign(PolicySet(policies), measured(fcr_frac=0.6), start=START)
    assert found.still_open
    assert found.targets[0].policy.value == pytest.approx(0.62)
