"""Figures of a what-if agree with published and independently derived ones."""

from dataclasses import replace
from datetime import date
from math import inf

import numpy as np
import pytest

from headwater.analysis.policy import Facts, Policy, Today, sample
from headwater.analysis.policy.checking import way_of_today
from headwater.analysis.policy.curves import ResolutionCurve
from headwater.analysis.policy.operation import outcome
from headwater.analysis.policy.what_if import WhatIf, what_if
from headwater.analysis.staffing import neutrality

DAY = date(2026, 3, 2)
R1 = Facts(
    issues_per_hour=400,
    call_back_share=0.9,
    today=Today(talk_s=240, fcr_frac=0.65, agents_scheduled=70, shrinkage_frac=0.3),
)
BUSY = Policy("busy", "HR", "occupancy_frac", "<=", 0.85)


def value(told: WhatIf, key: str, part: str = "after") -> float:
    found = getattr(told.row(key), part).value
    assert found is not None, getattr(told.row(key), part).why
    return float(found)


def test_longer_handling_that_resolves_more_is_case_r1() -> None:
    told = what_if(R1, {"handle_s": 300, "fcr_frac": 0.82}, policies=(BUSY,))
    assert value(told, "contacts_per_hour", "before") == pytest.approx(583.94, abs=0.005)
    assert value(told, "contacts_per_hour") == pytest.approx(477.33, abs=0.005)
    assert value(told, "customer_seconds", "before") * 400 / 3600 == pytest.approx(38.93, abs=0.005)
    assert value(told, "customer_seconds") * 400 / 3600 == pytest.approx(39.78, abs=0.005)
    assert (value(told, "agents_needed", "before"), value(told, "agents_needed")) == (46, 47)
    assert told.break_even is not None
    assert told.break_even.handle_seconds.value == pytest.approx(293.606, abs=0.0005)
    assert told.break_even.ceiling_seconds.value == pytest.approx(350.365, abs=0.0005)
    assert told.break_even.verdict == "costs"


def test_a_script_of_390_s_cannot_pay_for_itself_where_the_ceiling_is_350() -> None:
    told = what_if(R1, {"handle_s": 390})
    assert told.break_even is not None
    assert told.break_even.verdict == "cannot_pay"
    assert "only up to 350 s" in told.break_even.sentence
    assert told.break_even.resolution_needed.value is None
    assert "the ceiling is 350 s" in told.break_even.resolution_needed.why


def test_the_resolution_needed_is_where_the_work_stays_the_same() -> None:
    told = what_if(R1, {"handle_s": 300})
    assert told.break_even is not None
    needed = told.break_even.resolution_needed.value
    assert needed is not None
    even = neutrality(
        400,
        handle_before=240,
        resolution_before=0.65,
        handle_after=300,
        resolution_after=needed,
        call_back=0.9,
    )
    assert even.load_after == pytest.approx(even.load_before, rel=1e-12)
    shares, seconds = zip(*told.break_even.line, strict=True)
    assert np.interp(needed, shares, seconds) == pytest.approx(300, rel=1e-4)


def test_waits_with_patience_are_case_a1() -> None:
    facts = Facts(
        issues_per_hour=2880,
        patience_s=120,
        today=Today(talk_s=60, fcr_frac=1.0, agents_scheduled=50, shrinkage_frac=0.0),
    )
    told = what_if(facts, {})
    assert value(told, "abandon_frac") == pytest.approx(0.030912249162193216, abs=1e-12)
    assert value(told, "abandon_frac") * 120 == pytest.approx(3.709469899463186, abs=1e-9)
    assert value(told, "occupancy_frac") == pytest.approx(0.9303242408042945, abs=1e-12)


def test_staff_for_declared_targets_is_case_a8() -> None:
    facts = Facts(issues_per_hour=1000, patience_s=180, today=Today(talk_s=360, fcr_frac=1.0))
    asked = (
        Policy("answer", "WFM", "service_level", ">=", 0.8),
        Policy("lost", "WFM", "abandon_frac", "<=", 0.03),
    )
    assert value(what_if(facts, {}, policies=asked), "agents_needed") == 104


def test_staff_without_patience_is_cases_c4_and_c5() -> None:
    facts = Facts(issues_per_hour=1000, today=Today(talk_s=360, fcr_frac=1.0, shrinkage_frac=0.3))
    assert value(what_if(facts, {}), "agents_needed") == 109
    with_occupancy = what_if(facts, {}, policies=(BUSY,))
    assert value(with_occupancy, "agents_needed") == 118
    assert value(with_occupancy, "agents_to_schedule") == 169


@pytest.mark.parametrize("patience", [None, 120.0])
@pytest.mark.parametrize(
    "change", [{}, {"handle_s": 280.0}, {"authority": 90.0, "agents_scheduled": 70.0}, {"wrap_s": 10.0}]
)
def test_every_figure_is_that_of_the_way_of_working(patience: float | None, change: dict[str, float]) -> None:
    _, facts = sample("telecom")
    facts = replace(facts, patience_s=patience, approval_s=40.0)
    told = what_if(facts, change)
    way = way_of_today(facts)
    assert way is not None
    wrap = change.get("wrap_s", way.wrap_s)
    limit = change.get("authority", 60.0)
    after = replace(
        way,
        talk_s=change["handle_s"] - way.hold_s - wrap if "handle_s" in change else way.talk_s,
        wrap_s=wrap,
        authority={kind.kind: limit for kind in facts.remedies},
        agents_scheduled=change.get("agents_scheduled", way.agents_scheduled),
    )
    level = Policy("level", "WFM", "service_level", ">=", 0.8)
    expected = outcome(after, facts, (level,))
    of = {
        "handle_s": "aht_s",
        "wait_s": "asa_s",
        "service_level": "service_level:level",
        **{k: k for k in ("fcr_frac", "repeat_frac", "occupancy_frac", "escalation_frac")},
        **({"abandon_frac": "abandon_frac"} if patience else {}),
    }
    for key, metric in of.items():
        assert value(told, key) == pytest.approx(expected.metrics[metric], rel=1e-9), key
    assert value(told, "contacts_per_hour") == pytest.approx(expected.contacts_per_hour, rel=1e-12)


def test_resolution_follows_the_curve_through_the_figure_of_today() -> None:
    curve = ResolutionCurve(best=0.9, seconds=120)
    facts = Facts(issues_per_hour=100, resolution=curve, today=Today(talk_s=200, wrap_s=40, fcr_frac=0.6))
    told = what_if(facts, {"handle_s": 300})
    assert value(told, "fcr_frac", "before") == 0.6
    assert value(told, "fcr_frac") == pytest.approx(0.6 * curve.share(260) / curve.share(200))


def test_without_a_curve_resolution_stays_and_the_answer_says_that_it_is_not_known() -> None:
    told = what_if(R1, {"handle_s": 200})
    assert value(told, "fcr_frac") == 0.65
    assert any("not known here" in note and "wrong sign" in note for note in told.notes)
    assert any(name.startswith("resolution:") for name in told.missing)


def test_resolution_that_the_leader_moves_is_said_to_be_an_assumption() -> None:
    told = what_if(R1, {"handle_s": 300, "fcr_frac": 0.82})
    assert "That 82% are resolved at first contact is your assumption: nothing here shows it." in told.notes
    assert not any(name.startswith("resolution:") for name in told.missing)


def test_authority_moves_escalations_resolution_and_remedies() -> None:
    _, facts = sample("telecom")
    told = what_if(facts, {"authority": 20})
    (credit,) = facts.remedies
    assert value(told, "escalation_frac") == pytest.approx(0.04 + 0.25 * credit.above(20))
    assert value(told, "fcr_frac") / value(told, "fcr_frac", "before") == pytest.approx(
        (1 - 0.25 * credit.above(20)) / (1 - 0.25 * credit.above(60))
    )
    paid = 0.25 * credit.paid(20) * value(told, "contacts_per_hour") * 3500
    assert value(told, "remedies_per_year") == pytest.approx(paid)


def test_staff_that_is_there_costs_what_it_costs_and_hours_short_are_of_a_year() -> None:
    _, facts = sample("telecom")
    told = what_if(facts, {"agents_scheduled": 60})
    assert value(told, "scheduled_cost_per_year") == 60 * 32 * 3500
    needed = value(told, "agents_to_schedule")
    assert value(told, "cost_per_year") == needed * 32 * 3500
    assert value(told, "hours_short") == (needed - 60) * 3500


def test_the_answer_target_that_is_moved_decides_the_staff() -> None:
    looser = what_if(R1, {"service_frac": 0.6, "threshold_s": 60})
    assert value(looser, "agents_needed") < value(looser, "agents_needed", "before")
    assert value(looser, "service_level") > value(looser, "service_level", "before")


def test_policies_that_are_replaced_or_not_in_force_do_not_count() -> None:
    policies, facts = sample("telecom")
    without_day, with_day = (
        what_if(facts, {}, policies=policies),
        what_if(facts, {}, policies=policies, on=DAY),
    )
    assert without_day == with_day
    assert not any("300 s" in line for line in with_day.policies)


def test_authority_without_a_limit_today_leaves_nothing_blocked() -> None:
    _, facts = sample("telecom")
    open_ended = replace(facts, today=replace(facts.today, authority=None))
    told = what_if(open_ended, {"handle_s": 260})
    assert told.row("escalation_frac").after.why == "the facts do not say today.authority"
    assert value(told, "handle_s") == 260
    assert not any("approvals" in note for note in told.notes)
    slow = what_if(replace(facts, approval_s=120), {"authority": 20})
    (credit,) = facts.remedies
    assert value(slow, "handle_s") == pytest.approx(240 + 120 * 0.25 * credit.above(20))
    assert any(note.startswith("Handle time holds 22 s of waiting for approvals") for note in slow.notes)
    assert "A year is 3,500 hours like this one." in slow.notes
    assert value(told, "repeat_frac") < inf
