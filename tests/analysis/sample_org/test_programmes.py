"""Programmes are mechanisms: switched off, what they did is gone; the truth says how much it was."""

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from headwater.analysis.errors import UsageError
from headwater.analysis.sample_org import Programmes, SampleOrg, SampleSettings, simulate, three_years
from headwater.analysis.sample_org.cases import SPOILT_BY_SCRIPT, SPOILT_BY_TARGET
from headwater.analysis.sample_org.workforce import TEAMS, hire

CONTACTS = 60_000
PHONE = TEAMS.index("Phone")


def with_programmes(**changed: Any) -> SampleSettings:
    return replace(three_years(CONTACTS), programmes=replace(Programmes(), **changed))


@pytest.fixture(scope="module")
def sample() -> SampleOrg:
    return simulate(three_years(CONTACTS))


def did(sample: SampleOrg, key: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one["did"] for one in sample.truth["programmes"] if one["key"] == key)
    return found


def test_the_three_years_end_where_the_one_year_ends() -> None:
    settings = three_years(1_000)
    assert settings.end == SampleSettings(1_000, 52).end
    assert settings.fix_day == 104 * 7
    assert settings.target_days == (0, 106 * 7)


def test_the_workshop_changes_nothing_whenever_it_is(sample: SampleOrg) -> None:
    moved = simulate(with_programmes(workshop_week=30))
    assert np.array_equal(moved.opened, sample.opened)
    assert np.array_equal(moved.record.satisfaction, sample.record.satisfaction)
    assert np.array_equal(moved.contacts.handle, sample.contacts.handle)


def test_a_script_that_costs_nothing_changes_nothing() -> None:
    none = replace(three_years(6_000), programmes=None)
    harmless = Programmes(script_resolution_factor=1.0, script_handle_ratio=1.0, hiring_skill=0.0)
    for one in (simulate(none), simulate(replace(none, programmes=harmless))):
        assert not (one.contacts.spoilt == SPOILT_BY_SCRIPT).any()
    assert np.array_equal(simulate(none).opened, simulate(replace(none, programmes=harmless)).opened)


def test_scripted_contacts_take_longer_and_are_resolved_less_often_as_planted(sample: SampleOrg) -> None:
    rows = sample.contacts
    day = (rows.wall - rows.wall.min()) // 86_400 - 35
    phone = (rows.team == PHONE) & (rows.agent >= 0) & ~rows.outbound & (rows.merged_into < 0) & ~rows.cut
    since = sample.settings.script_day
    assert since is not None
    after, before = phone & (day >= since), phone & (day >= 7 * 106) & (day < since)
    ratio = np.exp(np.log(rows.handle[after]).mean() - np.log(rows.handle[before]).mean())
    assert ratio == pytest.approx(1.2, abs=0.05)
    without = (rows.resolved[after] | (rows.spoilt[after] == SPOILT_BY_SCRIPT)).mean()
    assert rows.resolved[after].mean() / without == pytest.approx(0.82, abs=0.02)
    elsewhere = (rows.team != PHONE) | (day < since)
    assert not (rows.spoilt[elsewhere] == SPOILT_BY_SCRIPT).any()


def test_what_the_script_spoilt_is_what_is_gone_without_it(sample: SampleOrg) -> None:
    without = simulate(with_programmes(script_resolution_factor=1.0))

    def unresolved(one: SampleOrg) -> float:
        rows, first = one.contacts, one.opened[one.window.start]
        mine = (rows.team == PHONE) & (rows.agent >= 0) & ~rows.outbound & (rows.merged_into < 0)
        mine &= one.opened > first + 129 * 7 * 86_400
        return float((~rows.resolved[mine]).mean())

    share = did(sample, "script")["unresolved_because_of_it"] / did(sample, "script")["contacts"]
    # those who come back because of it are harder to help than first contacts
    assert unresolved(sample) - unresolved(without) == pytest.approx(share, abs=0.03)
    assert share > 0.08


def test_contacts_the_fix_avoided_are_found_by_running_without_it(sample: SampleOrg) -> None:
    unfixed = replace(sample.settings.planted, fix_effect_depot=0.0, fix_effect_tracking=0.0)
    without = simulate(replace(sample.settings, planted=unfixed))
    at = sample.settings.fix_day + 7

    def per_order(one: SampleOrg) -> float:
        edge = one.opened[one.window.start] + at * 86_400
        return float((one.opened[one.window] > edge).sum() / one.orders[at:].sum())

    counted = did(sample, "fix")["change_in_contacts_per_order"]
    found = per_order(sample) / per_order(without) - 1
    # shorter waits avoid a few contacts more than are counted
    assert counted - 0.05 < found < counted + 0.01
    assert counted < -0.15


def test_the_target_spoils_calls_until_it_is_lifted_and_none_after(sample: SampleOrg) -> None:
    rows = sample.contacts
    spoilt = rows.spoilt == SPOILT_BY_TARGET
    day = (rows.wall - rows.wall.min()) // 86_400 - 35
    assert spoilt.any()
    assert day[spoilt].max() < 106 * 7
    assert rows.cut[spoilt].all()
    assert did(sample, "target")["unresolved_because_of_it"] > 0


def test_nobody_who_was_helped_counts_as_spoilt(sample: SampleOrg) -> None:
    rows = sample.contacts
    assert not rows.resolved[(rows.spoilt > 0) & ~rows.outbound].any()


def test_those_hired_in_the_new_way_are_more_skilled_as_planted() -> None:
    settings = replace(three_years(4_000_000), programmes=Programmes(hiring_week=60))
    force = hire(settings, np.random.default_rng(2))
    new = force.entry >= 60 * 7
    assert force.skill[new].mean() - force.skill[~new].mean() == pytest.approx(0.8, abs=0.25)
    assert did(simulate(three_years(CONTACTS)), "hiring")["planted_skill"] == 0.8


def test_teams_are_large_enough_to_be_looked_at() -> None:
    force = hire(three_years(200_000), np.random.default_rng(1))
    assert force.duty_count[PHONE].mean() >= 4  # of six, five days a week
    there = [(force.entry <= day) & (force.exit >= day) & (force.team == PHONE) for day in range(0, 1092, 28)]
    assert min(int(now.sum()) for now in there) >= 5


@pytest.mark.parametrize(
    ("programmes", "message"),
    [
        ({"script_week": -1}, "programmes script_week is -1: give a week from 0 on"),
        ({"script_handle_ratio": 0.0}, "script_handle_ratio is 0.0: give a number above 0"),
        ({"script_resolution_factor": 1.5}, "script_resolution_factor is 1.5: a factor lies between 0 and 1"),
    ],
)
def test_a_programme_that_cannot_be_is_refused(programmes: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=re.escape(message)):
        Programmes(**programmes)


def test_a_programme_after_the_end_is_refused_with_the_weeks_there_are() -> None:
    with pytest.raises(UsageError, match="workshop_week is 118, but the export has the weeks 0 to 51"):
        SampleSettings(1_000, 52, programmes=Programmes())


def test_agents_who_work_no_hours_are_refused() -> None:
    with pytest.raises(UsageError, match=r"agent_hours is 0\.1: give at least 0\.5 hours a week"):
        SampleSettings(1_000, 52, agent_hours=0.1)
