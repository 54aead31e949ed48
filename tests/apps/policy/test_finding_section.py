"""The section that all five pages of mistakes share shows figures with their grades, harm and what to do."""

import pytest
from django.template.loader import render_to_string

from headwater.analysis.estimates import Estimate, cannot_tell
from headwater.analysis.policy.mistakes.finding import Evidence, Finding, Harm, no_harm_known


def shown(finding: Finding) -> str:
    """Return the section as a page holds it."""
    return render_to_string("policy/finding.html", {"finding": finding, "key": "here"})


@pytest.fixture
def found() -> Finding:
    """Return a finding with everything a finding can hold."""
    return Finding(
        "control",
        "found",
        "Approvals cost time.",
        evidence=(
            Evidence("share", "Contacts that need approval", Estimate(0.12, 0.1, 0.14), grade="C"),
            Evidence("wait", "Wait for approval", Estimate(420.0, 400.0, 440.0), "seconds", note="by day"),
            Evidence("spent", "Paid for waiting", Estimate(1000.0, 800.0, 1200.0), "money"),
        ),
        harm=Harm(
            cannot_tell("nobody follows contacts"),
            Estimate(1234.0, 1100.0, 1400.0),
            Estimate(40_000.0, 30_000.0, 50_000.0),
            cannot_tell("nobody is asked"),
            cannot_tell("it is not measured yet"),
            "EUR",
            "C",
        ),
        missing=("Record when an approval was asked for.",),
        to_do=("Let agents decide up to 50 EUR.",),
    )


def test_figures_stand_with_interval_unit_and_grade_in_words(found: Finding) -> None:
    page = shown(found)
    assert "12%" in page
    assert "420 seconds" in page
    assert "1,000 EUR" in page
    assert "<strong>C</strong>: like was compared with like" in page
    assert "Counted; no cause is claimed" in page
    assert "by day" in page


def test_harm_says_what_is_known_and_why_the_rest_is_not(found: Finding) -> None:
    page = shown(found)
    assert "1,234 hours a year" in page
    assert "40,000 EUR a year" in page
    assert "nobody follows contacts" in page
    assert "it is not measured yet" in page
    assert "How far this harm can be read as caused" in page


def test_what_to_do_and_what_is_missing_stand_only_where_there_is_something(found: Finding) -> None:
    assert "Let agents decide up to 50 EUR." in shown(found)
    assert "Record when an approval was asked for." in shown(found)
    bare = shown(Finding("control", "no sign", "Nothing found."))
    assert "What to do" not in bare
    assert "What is missing" not in bare
    assert "How far this harm" not in bare


def test_one_reason_for_all_of_the_harm_is_said_once() -> None:
    page = shown(Finding("control", "cannot tell", "Nothing is known.", harm=no_harm_known("nobody counts")))
    assert page.count("nobody counts") == 1
    assert "What it costs cannot be told: nobody counts." in page
