from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from headwater.analysis.sample_org import Planted, SampleSettings, simulate
from headwater.analysis.sample_org.clock import epoch
from headwater.analysis.sample_org.operation import fix_effects
from headwater.analysis.sample_org.reasons import reasons
from headwater.analysis.sample_org.workforce import TEAMS, hire

SMALL = SampleSettings(contacts=6_000, weeks=12, seed=3)


@pytest.mark.parametrize(
    ("contacts", "weeks", "seed"), [(1, 2, 1), (500, 2, 1), (777, 3, 9), (5_000, 60, 2), (70_000, 8, 4)]
)
def test_the_export_has_the_number_of_contacts_asked_for(contacts: int, weeks: int, seed: int) -> None:
    assert len(simulate(SampleSettings(contacts, weeks, seed))) == contacts


def test_the_same_seed_gives_the_same_truth_and_another_seed_another() -> None:
    first, again = simulate(SMALL), simulate(SMALL)
    assert first.truth == again.truth
    assert np.array_equal(first.opened, again.opened)
    assert simulate(replace(SMALL, seed=4)).truth != first.truth


def test_nobody_comes_back_when_nobody_returns_but_by_coincidence() -> None:
    planted = Planted(return_share=0.0, redial_share=0.0)
    within = simulate(replace(SMALL, planted=planted)).truth["repeats"]["within_days"]["30"]
    assert within["caused"]["true"] == 0
    assert within["same_reason"]["true"] < 0.02


def test_contacts_that_are_resolved_do_not_come_back() -> None:
    sample = simulate(SMALL)
    contacts = sample.contacts
    inbound = contacts.take(~contacts.outbound & (contacts.merged_into < 0))
    order = np.lexsort((inbound.attempt, inbound.case))
    case, resolved = inbound.case[order], inbound.resolved[order]
    followed = case[1:] == case[:-1]
    assert followed.any()
    assert not resolved[:-1][followed].any()


def test_follow_ups_come_after_the_contact_that_caused_them() -> None:
    sample = simulate(SMALL)
    inbound = np.flatnonzero(~sample.contacts.outbound & (sample.contacts.merged_into < 0))
    contacts, opened = sample.contacts.take(inbound), sample.opened[inbound]
    order = np.lexsort((contacts.attempt, contacts.case))
    same = contacts.case[order][1:] == contacts.case[order][:-1]
    assert (np.diff(opened[order])[same] > 0).all()
    assert (np.diff(contacts.attempt[order].astype(int))[same] == 1).all()


def test_without_a_fix_late_parcels_go_on_and_with_it_they_fall_as_planted() -> None:
    settings = SampleSettings(contacts=40_000, weeks=16, seed=5)
    none = simulate(replace(settings, planted=Planted(fix_effect_depot=0.0, fix_effect_tracking=0.0)))
    fixed = simulate(settings)
    for driver in ("late_parcels", "stale_tracking"):
        key = "change_in_first_contacts_per_parcel"
        without = none.truth["fix"]["by_driver"][driver][key]
        found = fixed.truth["fix"]["by_driver"][driver][key]
        assert abs(without) < 0.12
        # the first three days after the fix still hear of parcels from before it
        assert found == pytest.approx(fix_effects(settings.planted)[driver], abs=0.06)


def test_the_planted_change_is_the_arithmetic_of_the_planted_rates() -> None:
    effects = fix_effects(Planted())
    before, after = 0.22 * 0.34 + 0.78 * 0.03, 0.22 * 0.34 * 0.15 + 0.78 * 0.03
    assert effects["late_parcels"] == pytest.approx(after / before - 1)
    assert effects["stale_tracking"] == pytest.approx((1 - after) * 0.3 / (1 - before) - 1)


def test_gamed_contacts_are_resolved_less_often_by_the_planted_factor() -> None:
    planted = Planted(gaming_agents=1.0, gaming_share=0.5, newcomer_on_resolution=0.0)
    sample = simulate(SampleSettings(contacts=60_000, weeks=8, seed=2, planted=planted))
    target = sample.truth["handle_time_target"]
    ratio = target["share_resolved_when_cut"] / target["share_resolved_otherwise_on_phone"]
    assert ratio == pytest.approx(planted.gaming_resolution_factor, abs=0.06)


def test_turnover_comes_out_as_planted_in_a_large_workforce() -> None:
    force = hire(SampleSettings(contacts=8_000_000, weeks=104), np.random.default_rng(1))
    days = 104 * 7
    there = (force.entry < days) & (force.exit >= 0)
    years = (np.minimum(force.exit, days - 1) - np.maximum(force.entry, 0) + 1)[there].sum() / 365.25
    left = (there & (force.exit < days)).sum()
    assert left / years == pytest.approx(0.30, abs=4 * np.sqrt(left) / years)


def test_somebody_of_every_team_is_on_duty_on_every_day() -> None:
    for contacts in (1, 20_000, 500_000):
        force = hire(SampleSettings(contacts, 12), np.random.default_rng(3))
        assert (force.duty_count > 0).all()


def test_agents_have_names_of_their_own_even_when_there_are_thousands() -> None:
    force = hire(SampleSettings(contacts=20_000_000, weeks=52), np.random.default_rng(3))
    assert len(force) > 1_000
    assert len(set(force.names)) == len(force)


def test_the_plan_starts_on_any_weekday() -> None:
    sample = simulate(replace(SMALL, start=date(2024, 2, 28)))
    first = sample.opened[sample.window][0]
    assert 0 <= first - sample.clock.instants(np.array([1_709_078_400]))[0] < 3 * 86_400
    phone = sample.contacts.channel == 0
    weekday = (sample.contacts.wall // 86_400 + 3) % 7
    assert (weekday[phone] != 6).all()


def test_reasons_share_first_contacts_as_planted_before_the_fix() -> None:
    sample = simulate(SampleSettings(contacts=60_000, weeks=20, seed=8))
    contacts = sample.contacts
    before = contacts.wall < sample.opened[sample.window.start] + sample.settings.fix_day * 86_400
    first = (contacts.attempt == 0) & ~contacts.outbound & (contacts.merged_into < 0) & before
    found = np.bincount(contacts.reason[first], minlength=len(reasons())) / first.sum()
    weights = np.array([r.weight for r in reasons()])
    # season and parcels under way move drivers against each other by a few per cent
    assert np.abs(found - weights / weights.sum()).max() < 0.01


def logit(share: float) -> float:
    return float(np.log(share / (1 - share)))


@pytest.mark.parametrize(
    "planted",
    [Planted(turnover_per_year=2.0), Planted(skill_on_resolution=0.0, newcomer_on_resolution=0.0)],
)
def test_skill_and_tenure_help_to_resolve_as_planted_and_not_when_they_are_not(planted: Planted) -> None:
    sample = simulate(SampleSettings(contacts=200_000, weeks=20, seed=6, planted=planted))
    rows, force = sample.contacts, sample.workforce
    worked = rows.take((rows.agent >= 0) & ~rows.outbound & ~rows.cut & (rows.team == 0))
    tenure = worked.wall // 86_400 - epoch(sample.settings.start) // 86_400 - force.entry[worked.agent]
    seasoned, skill = tenure > 200, force.skill[worked.agent]
    low, high = seasoned & (skill < 0), seasoned & (skill >= 0)
    effect = logit(worked.resolved[high].mean()) - logit(worked.resolved[low].mean())
    # reasons differ in how often they are resolved, which pulls an overall effect on the logit towards 0
    assert effect / (skill[high].mean() - skill[low].mean()) == pytest.approx(
        0.9 * planted.skill_on_resolution, abs=0.06
    )
    newcomers = logit(worked.resolved[tenure < 45].mean()) - logit(worked.resolved[seasoned].mean())
    if planted.newcomer_on_resolution:
        assert newcomers < -0.3
    else:
        assert abs(newcomers) < 0.1


def test_who_comes_back_does_so_after_the_planted_delay_and_changes_channel_and_reason_as_planted() -> None:
    sample = simulate(SampleSettings(contacts=50_000, weeks=20, seed=9))
    planted = sample.settings.planted
    inbound = np.flatnonzero(~sample.contacts.outbound & (sample.contacts.merged_into < 0))
    rows, opened = sample.contacts.take(inbound), sample.opened[inbound]
    order = np.lexsort((rows.attempt, rows.case))
    rows, opened = rows.take(order), opened[order]
    answered = (rows.case[1:] == rows.case[:-1]) & ~rows.abandoned[:-1]
    ended = opened[:-1] + rows.queue[:-1] + np.maximum(rows.handle[:-1], 0)
    days = (opened[1:] - ended)[answered] / 86_400
    assert np.median(days) == pytest.approx(planted.return_days_median, abs=0.35)
    other = rows.reason[1:] != rows.reason[:-1]
    # a few who turn to another complaint already had that one
    assert other[answered].mean() == pytest.approx(planted.return_other_reason, abs=0.01)
    moved = (rows.channel[1:] != rows.channel[:-1])[answered].mean()
    # who chooses again may choose the same channel
    assert 0.5 * planted.return_other_channel < moved < planted.return_other_channel


def test_unresolved_contacts_come_back_in_their_planted_share() -> None:
    sample = simulate(SampleSettings(contacts=50_000, weeks=30, seed=10))
    rows = sample.contacts
    inbound = rows.take(~rows.outbound & (rows.merged_into < 0))
    last = np.zeros(int(rows.case.max()) + 1, dtype=int)
    np.maximum.at(last, inbound.case, inbound.attempt)
    early = inbound.wall < rows.wall.max() - 120 * 86_400
    unresolved = early & ~inbound.resolved & ~inbound.abandoned
    back = last[inbound.case[unresolved]] > inbound.attempt[unresolved]
    assert back.mean() == pytest.approx(sample.settings.planted.return_share, abs=0.01)


def test_contacts_per_order_do_not_depend_on_how_many_contacts_are_asked_for() -> None:
    def per_100_orders(contacts: int, seed: int) -> float:
        sample = simulate(SampleSettings(contacts, weeks=4, seed=seed))
        return 100 * len(sample) / float(sample.orders.sum())

    # 400 contacts are reached by simulating a quarter more and dropping cases, 40,000 by 7% more
    small = np.mean([per_100_orders(400, seed) for seed in range(12)])
    assert small == pytest.approx(np.mean([per_100_orders(40_000, seed) for seed in range(3)]), rel=0.06)


def test_newcomers_take_longer_and_bots_resolve_as_planted() -> None:
    planted = Planted(turnover_per_year=2.0)
    sample = simulate(SampleSettings(contacts=150_000, weeks=12, seed=6, planted=planted))
    rows, force = sample.contacts, sample.workforce
    bots = rows.take((rows.team == TEAMS.index("Bot")) & (rows.merged_into < 0))
    assert bots.resolved.mean() == pytest.approx(planted.bot_resolution, abs=0.01)
    worked = rows.take(
        (rows.handle > 0) & ~rows.outbound & ~rows.cut & (rows.attempt == 0) & (rows.team == 0)
    )
    tenure = worked.wall // 86_400 - epoch(sample.settings.start) // 86_400 - force.entry[worked.agent]
    new, old = tenure < 30, tenure > 300
    pace = np.log(worked.handle[new]).mean() - np.log(worked.handle[old]).mean()
    expected = np.log1p(planted.newcomer_pace * np.exp(-tenure[new] / planted.newcomer_days)).mean()
    assert pace == pytest.approx(expected, abs=0.03)


def test_ratings_are_lower_by_the_planted_effects() -> None:
    planted = Planted(satisfaction_wait=0.0, satisfaction_base=3.2, satisfaction_answered=1.0)
    planted = replace(planted, satisfaction_unresolved=-0.5, satisfaction_repeat=-0.3)
    sample = simulate(SampleSettings(contacts=80_000, weeks=8, seed=6, planted=planted))
    rows, rating = sample.contacts.take(np.arange(sample.window.start, sample.window.stop)), sample.record
    rated = rating.satisfaction > 0
    design = np.column_stack([np.ones(rated.sum()), ~rows.resolved[rated], rows.attempt[rated] > 0])
    fit = np.linalg.lstsq(design.astype(float), rating.satisfaction[rated].astype(float), rcond=None)[0]
    # whole ratings from 1 to 5 take a little off an effect
    assert fit == pytest.approx([3.18, -0.48, -0.28], abs=0.04)
