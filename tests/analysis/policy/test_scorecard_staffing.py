"""What a new scorecard does to staffing, with the error of what was measured."""

from datetime import date

import numpy as np
import pytest

from headwater.analysis.estimates import Estimate
from headwater.analysis.policy import Facts, sample
from headwater.analysis.policy.scorecard import redesign
from headwater.analysis.policy.scorecard_staffing import staffing_change

START = date(2026, 3, 2)


def test_without_an_interval_of_the_facts_there_is_none_of_the_change() -> None:
    policies, facts = sample("telecom")
    made = redesign(policies, facts, start=START)
    found = staffing_change(made, facts)
    assert made.staffing is not None
    assert found.work.value == pytest.approx(made.staffing.load_after - made.staffing.load_before, abs=1e-6)
    assert found.work.low is None
    assert found.known_only_as_said == ("issues_per_hour", "handle_seconds", "fcr_frac")


def test_the_error_of_arrivals_carries_over_in_proportion() -> None:
    policies, facts = sample("telecom")
    made = redesign(policies, facts, start=START)
    half = 0.1 * 400
    found = staffing_change(made, facts, {"issues_per_hour": Estimate(400.0, 400 - half, 400 + half, n=900)})
    value, low, high = found.work.value, found.work.low, found.work.high
    assert value is not None
    # the change is a constant times the issues that arise, so its interval is as wide in proportion
    assert (low, high) == pytest.approx((value * 0.9, value * 1.1), rel=0.01)
    assert found.known_only_as_said == ("handle_seconds", "fcr_frac")


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    policies, facts = sample("telecom")
    made = redesign(policies, facts, start=START)
    truth = staffing_change(made, facts).work.value
    assert truth is not None
    draw, held = np.random.default_rng(5), 0
    for _ in range(200):
        seen = float(draw.normal(400, 20))
        shown = Facts(**{**vars(facts), "issues_per_hour": seen})
        measured = {"issues_per_hour": Estimate(seen, seen - 39.2, seen + 39.2, n=900)}
        found = staffing_change(made, shown, measured, rng=draw).work
        assert found.low is not None
        assert found.high is not None
        held += found.low <= truth <= found.high
    assert 0.91 <= held / 200 <= 0.99


def test_without_a_curve_it_cannot_tell() -> None:
    policies, facts = sample("telecom")
    poor = Facts(**{**vars(facts), "resolution": None, "today": facts.today.__class__(fcr_frac=0.6)})
    made = redesign(policies, poor, start=START)
    assert "it takes issues_per_hour, resolution" in staffing_change(made, poor).work.why
