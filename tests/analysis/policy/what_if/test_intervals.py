"""Intervals of a what-if hold what they say they hold."""

from dataclasses import replace
from functools import cache
from math import exp, sqrt

import numpy as np
import pytest

from headwater.analysis.estimates import Estimate, wilson
from headwater.analysis.policy import Facts, Today
from headwater.analysis.policy.store_facts import FoundFact, said_over
from headwater.analysis.policy.what_if import what_if
from headwater.analysis.policy.what_if.summing import estimate_of

CHANGE = {"handle_s": 270.0, "fcr_frac": 0.75}


def facts_with(contacts: float, handle: float, repeats: float, patience: float) -> Facts:
    today = Today(
        talk_s=handle - 30, wrap_s=30, fcr_frac=1 - repeats / 0.9, agents_scheduled=30, shrinkage_frac=0.25
    )
    return Facts(issues_per_hour=contacts * (1 - repeats), patience_s=patience, today=today)


def measured(rng: np.random.Generator) -> tuple[Facts, tuple[FoundFact, ...]]:
    """Return facts as they would be measured where the truth is 300, 240 s, 30% and 150 s."""
    contacts, handle, left = rng.normal(300, 6), rng.normal(240, 3), int(rng.poisson(400))
    repeats, patience = wilson(rng.binomial(3000, 0.3), 3000), 150 * rng.gamma(left) / left
    factor = exp(1.96 / sqrt(left))
    found = {
        "contacts_per_hour": Estimate(contacts, contacts - 1.96 * 6, contacts + 1.96 * 6, n=9000),
        "today.aht_s": Estimate(handle, handle - 1.96 * 3, handle + 1.96 * 3, n=9000),
        "today.repeat_frac": repeats,
        "patience_s": Estimate(patience, patience / factor, patience * factor, n=left),
    }
    facts = facts_with(contacts, handle, repeats.value or 0.0, patience)
    return facts, tuple(FoundFact(name, "", estimate) for name, estimate in found.items())


@cache
def coverage() -> dict[tuple[str, str], float]:
    rng = np.random.default_rng(12)
    truth = what_if(facts_with(300, 240, 0.3, 150), CHANGE)
    hits: dict[tuple[str, str], list[bool]] = {}
    for _ in range(150):
        facts, found = measured(rng)
        for row in what_if(facts, CHANGE, found=found, draws=200).rows:
            for part in ("before", "after", "change"):
                estimate, right = getattr(row, part), getattr(truth.row(row.key), part).value
                if estimate.low is not None and estimate.high is not None:
                    hits.setdefault((row.key, part), []).append(estimate.low <= right <= estimate.high)
    return {key: float(np.mean(hit)) for key, hit in hits.items() if len(hit) == 150}


@pytest.mark.parametrize("part", ["before", "after", "change"])
@pytest.mark.parametrize(
    "key", ["contacts_per_hour", "service_level", "wait_s", "abandon_frac", "occupancy_frac"]
)
def test_intervals_hold_the_truth_as_often_as_they_say(key: str, part: str) -> None:
    assert 0.90 <= coverage()[key, part] <= 0.99  # 95%, and three standard errors of 150 trials


def test_whole_people_are_held_at_least_as_often() -> None:
    assert min(coverage()["agents_needed", part] for part in ("before", "after", "change")) >= 0.92


def test_a_change_is_sharper_than_its_parts() -> None:
    facts, found = measured(np.random.default_rng(3))
    row = what_if(facts, {"wrap_s": 15}, found=found).row("service_level")
    width = {part: getattr(row, part).high - getattr(row, part).low for part in ("before", "change")}
    assert width["change"] < 0.5 * width["before"]


def test_the_same_question_has_the_same_answer_and_other_draws_a_like_one() -> None:
    facts, found = measured(np.random.default_rng(3))
    assert what_if(facts, CHANGE, found=found) == what_if(facts, CHANGE, found=found)
    other = what_if(facts, CHANGE, found=found, rng=np.random.default_rng(8)).row("wait_s").after
    first = what_if(facts, CHANGE, found=found).row("wait_s").after
    assert (other.value, other.low) != (first.value, first.low)
    assert other.high == pytest.approx(first.high, rel=0.1)


def test_whole_people_who_are_as_many_in_each_draw_have_an_interval_all_the_same() -> None:
    facts, found = measured(np.random.default_rng(3))
    sure = tuple(
        FoundFact(one.name, "", replace(e, low=(e.value or 0.0) * 0.9999, high=(e.value or 0.0) * 1.0001))
        for one in found
        for e in [one.estimate]
    )
    row = what_if(facts, {"wrap_s": 29.9}, found=sure).row("agents_needed")
    assert (row.before.low, row.before.high) == (row.before.value, row.before.value)
    assert row.word == "same"


def test_answers_do_not_mix_when_questions_alternate() -> None:
    facts, found = measured(np.random.default_rng(3))
    other = replace(facts, issues_per_hour=(facts.issues_per_hour or 0.0) * 1.1)
    first = [what_if(one, CHANGE, found=found) for one in (facts, other)]
    again = [what_if(one, CHANGE, found=found) for one in (other, facts)]
    assert first == again[::-1]
    assert first[0].row("wait_s") != first[1].row("wait_s")


def test_what_people_said_has_no_interval_and_the_notes_say_so() -> None:
    facts, found = measured(np.random.default_rng(3))
    told = what_if(facts, {"agents_scheduled": 33}, found=found)
    assert told.row("occupancy_frac").after.low is not None
    assert told.row("occupancy_frac").after.n == 9000 or told.row("occupancy_frac").after.n > 300
    moved = what_if(facts, CHANGE, found=found)
    assert (moved.row("fcr_frac").after.low, moved.row("fcr_frac").after.high) == (None, None)
    assert moved.row("handle_s").after.method == "from what people said, without an interval"
    assert any(
        note.startswith("Intervals come from arrivals, handle time, repeats, patience") for note in told.notes
    )
    alone = what_if(facts, CHANGE)
    assert all(row.after.low is None for row in alone.rows)
    assert "All of it rests on what people said: no figure has an interval." in alone.notes


def test_a_fact_that_people_said_otherwise_is_not_drawn() -> None:
    facts, found = measured(np.random.default_rng(3))
    other = replace(facts, patience_s=60.0, today=replace(facts.today, talk_s=100.0))
    told = what_if(other, {}, found=found)
    assert any(note.startswith("Intervals come from arrivals, repeats as measured") for note in told.notes)
    assert told.row("handle_s").before.low is None


def test_contacts_stay_as_measured_when_people_say_who_comes_back() -> None:
    facts, found = measured(np.random.default_rng(3))
    said = said_over(facts, {"call_back_share": "70%"})
    told = what_if(said, {}, found=found).row("contacts_per_hour").before
    assert told.value == pytest.approx(found[0].estimate.value)
    assert told.low == pytest.approx(found[0].estimate.low, rel=0.002)
    assert told.high == pytest.approx(found[0].estimate.high, rel=0.002)


def test_an_interval_without_an_upper_end_says_in_how_many_cases() -> None:
    values = np.concatenate([[5.0], np.arange(90.0), np.full(10, np.inf)])
    estimate = estimate_of(values, 10)
    assert estimate.high is None
    assert estimate.method == "no upper end: in 10% of what the facts allow it grows without end"


def test_staff_hardly_above_the_work_has_waits_without_an_upper_end() -> None:
    facts, found = measured(np.random.default_rng(3))
    tight = replace(facts, patience_s=None, today=replace(facts.today, agents_scheduled=27.5))
    row = what_if(tight, {}, found=found).row("wait_s")
    assert row.after.value is not None
    assert row.after.high is None
    assert "grows without end" in row.after_text
