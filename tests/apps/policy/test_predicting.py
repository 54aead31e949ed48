"""What a kept scenario predicts of measures: which, in which unit, and how sure."""

import json

import numpy as np
import pytest
from django.http import Http404

from headwater.analysis.policy import sample
from headwater.analysis.policy.what_if import what_if
from headwater.apps.measures.registry import PUBLISHED
from headwater.apps.people.models import User
from headwater.apps.policy import predicting
from headwater.apps.policy.models import Scenario

from ..world import World
from .made_predictions import a_scenario, answer, row


def kept(*rows: object, **said: object) -> Scenario:
    return Scenario(name="Longer calls", answer=answer(*rows).to_dict(), **said)  # type: ignore[arg-type]


def test_shares_become_points_and_contacts_a_part_of_what_they_were() -> None:
    """By hand: -0.06 is -6 points; -32 of 400 is -8%, with ends sqrt(12^2 + (0.08 x 8)^2) / 400 away."""
    found = {one.measure_key: one for one in predicting.predicted(kept())}
    back, rate = found["contacts.come_back"], found["contacts.rate"]
    assert (back.unit, back.change.value, back.change.low, back.change.high) == (
        "pp",
        *map(pytest.approx, (-6.0, -8.0, -4.0)),
    )
    assert rate.unit == "%"
    assert (rate.change.value, rate.change.low, rate.change.high) == pytest.approx(
        (-8.0, -11.00426, -4.99574), abs=1e-4
    )
    assert found["contacts.volume"].change == rate.change
    assert (back.before.value, back.after.value, back.words) == (0.32, 0.26, "Repeat")


def test_only_measures_that_mean_the_same_are_predicted_and_only_where_they_move() -> None:
    """Abandonment does not move; resolution, waits and handle time are no measure of the same meaning."""
    found = [one.measure_key for one in predicting.predicted(kept())]
    assert found == ["contacts.come_back", "contacts.rate", "contacts.volume"]
    assert set(found) < set(PUBLISHED)
    moved = row("abandon_frac", "share", 0.05, 0.03, -0.02)
    (only,) = predicting.predicted(kept(moved))
    assert (only.measure_key, only.change.value, only.change.low) == ("contacts.abandoned", -2.0, None)


def test_every_predicted_measure_is_published_and_of_the_kind_its_unit_needs() -> None:
    for _, key, unit, _ in predicting._SAME:
        assert (PUBLISHED[key].measure.kind == "share") == (unit == "pp")


def test_what_cannot_be_told_or_has_one_end_is_no_prediction() -> None:
    assert predicting.predicted(kept(row("repeat_frac", "share", None, None, None))) == ()
    endless = row("contacts_per_hour", "contacts", 400.0, 500.0, (100.0, 20.0, None))
    share = row("abandon_frac", "share", 0.05, 0.09, (0.04, 0.01, None))
    assert predicting.predicted(kept(endless, share)) == ()
    assert predicting.predicted(kept(row("contacts_per_hour", "contacts", 0.0, 5.0, 5.0))) == ()
    assert predicting.predicted(Scenario(name="Empty", answer={})) == ()


def test_a_real_answer_is_read_after_it_was_kept_as_text() -> None:
    """The telecom, longer calls: the resolution curve alone gives how far contacts and come-backs fall."""
    policies, facts = sample("telecom")
    told = what_if(facts, {"handle_s": 300.0}, policies=policies)
    again = json.loads(json.dumps(told.to_dict()))
    found = {one.measure_key: one for one in predicting.predicted(Scenario(name="X", answer=again))}
    before, after = (told.row("contacts_per_hour").before.value, told.row("contacts_per_hour").after.value)
    assert before is not None
    assert after is not None
    assert found["contacts.rate"].change.value == pytest.approx(100 * (after / before - 1))
    repeats = told.row("repeat_frac").change.value
    assert repeats is not None
    assert found["contacts.come_back"].change.value == pytest.approx(100 * repeats)


@pytest.mark.parametrize("shared", [0.0, 1.0])
def test_the_interval_of_a_part_holds_the_true_one_at_least_95_times_in_100(shared: float) -> None:
    """Whether the change has its own spread, or is a fixed part of a level that is not well known."""
    draw = np.random.default_rng(4)
    runs, held, z = 3_000, 0, 1.959964
    for level, own in zip(draw.normal(400, 12, runs), draw.normal(0, 6, runs), strict=True):
        spread = 12 * 0.08 if shared else 6.0
        change = -0.08 * level if shared else -32 + own
        ends = (change - z * spread, change + z * spread)
        made = row(
            "contacts_per_hour", "contacts", (level, level - z * 12, level + z * 12), 1.0, (change, *ends)
        )
        found = predicting._per_cent(made)
        assert found is not None
        held += found.low <= -8 <= found.high  # type: ignore[operator]
    assert held / runs > 0.943


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "sees"),
    [("amara", True), ("bela", True), ("emre", True), ("chidi", False), ("dana", False), ("ada", False)],
)
def test_only_who_reads_the_lab_finds_the_scenario(world: World, who: str, sees: bool) -> None:
    made, person = a_scenario(world.amara), User.objects.get(email__startswith=who)
    if sees:
        assert predicting.scenario_to_plan(person, made.pk) == made
        return
    with pytest.raises(Http404):
        predicting.scenario_to_plan(person, made.pk)


@pytest.mark.django_db
def test_it_is_told_with_its_intervals_and_without_what_stays(world: World) -> None:
    said = predicting.told(a_scenario(world.amara))
    assert "as “Longer calls”. Handle time 300 s." in said
    assert "- Repeat: from 32% (31% to 33%) to 26% (24% to 28%); -6.0 points (-8.0 to -4.0)" in said
    assert "Abandon" not in said
    assert "Wait" not in said


@pytest.mark.django_db
def test_a_sample_says_that_it_is_not_about_us(world: World) -> None:
    made = a_scenario(world.amara, basis="telecom")
    assert not predicting.is_about_us(made)
    said = predicting.told(made)
    assert "on a sample's figures, not on our own" in said
    assert "Predicted:" not in said


@pytest.mark.django_db
def test_a_contact_costs_the_paid_time_of_handling_it(world: World) -> None:
    """32 an hour, 240 s: 2.13."""
    made = a_scenario(world.amara)
    assert predicting.cost_a_contact(made) == pytest.approx(32 * 240 / 3600)
    assert predicting.currency_of(made) == "EUR"
    made.facts.pop("cost_per_agent_hour")
    assert predicting.cost_a_contact(made) is None
