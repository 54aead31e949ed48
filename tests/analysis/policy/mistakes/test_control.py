"""Mistake three: steps that cost, approvals, demands; found, priced and refused."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from headwater.analysis.contacts.frames import contacts_from_rows
from headwater.analysis.demand.contact_source import ContactTables
from headwater.analysis.estimates import wilson
from headwater.analysis.policy import Facts, Policy, PolicySet, Today, sample
from headwater.analysis.policy.curves import Remedies
from headwater.analysis.policy.mistakes.approvals import Approvals, approvals_in
from headwater.analysis.policy.mistakes.control import control_finding
from headwater.analysis.policy.remedies_table import RemedyRow, RemedyTable
from headwater.analysis.policy.script import script_inventory
from headwater.analysis.policy.script_contacts import StepContacts

DAY = date(2026, 3, 1)
STEPS = (
    Policy(
        "offer", "Sales", "script_step", ">=", 40.0, document_ref="Script", order=1, consequence="discipline"
    ),
    Policy(
        "explain", "Quality", "script_step", ">=", 60.0, document_ref="Script", order=2, principle="explain"
    ),
)
FACTS = Facts(
    currency="EUR", issues_per_hour=50.0, cost_per_agent_hour=30.0, approval_s=240.0, hours_per_year=3000
)


def contacts(n: int = 20_000, seed: int = 1, *, useless: float = 40.0) -> StepContacts:
    draw = np.random.default_rng(seed)
    offer, explain = draw.random(n) < 0.5, draw.random(n) < 0.5
    seconds = 200 * draw.lognormal(-0.08, 0.4, n) + useless * offer + 60 * explain
    resolved = draw.random(n) < 0.6 + 0.15 * explain
    return StepContacts(np.full(n, "bill"), seconds, resolved, {"offer": offer, "explain": explain})


def approvals(asked: int, n: int = 4000) -> Approvals:
    return Approvals(wilson(asked, n), wilson(n // 10, n), 150_000.0)


def test_steps_that_cost_and_approvals_are_found_and_priced() -> None:
    inventory = script_inventory(PolicySet(STEPS), contacts(), FACTS, on=DAY)
    assert [step.verdict for step in inventory.steps] == ["costs", "resolves"]
    found = control_finding(STEPS, FACTS, inventory=inventory, approvals=approvals(480))
    assert found.word == "found"
    truth = 150_000 * (0.5 * 40 + 0.12 * 240) / 3600
    hours, money = found.harm.hours, found.harm.money
    assert hours.low is not None
    assert hours.high is not None
    assert hours.low < truth < hours.high
    assert hours.value == pytest.approx(truth, rel=0.15)
    assert hours.value is not None
    assert money.value == pytest.approx(30 * hours.value)
    assert found.harm.grade == "C"
    assert "wait for an approval" in found.sentence
    assert any("Script (Sales): take out offer" in one for one in found.to_do)


def test_no_sign_where_every_step_helps_and_hardly_anybody_asks() -> None:
    inventory = script_inventory(PolicySet(STEPS[1:]), contacts(), FACTS, on=DAY)
    found = control_finding(STEPS[1:], FACTS, inventory=inventory, approvals=approvals(40))
    assert found.word == "no sign"


def test_steps_that_were_never_compared_cannot_tell_and_are_asked_for() -> None:
    inventory = script_inventory(PolicySet(STEPS), None, FACTS, on=DAY)
    found = control_finding(STEPS, FACTS, inventory=inventory, approvals=approvals(40))
    assert found.word == "cannot tell"
    assert "no contacts say which steps were done" in found.sentence
    assert any(one.startswith("Contacts with which steps were done") for one in found.missing)


def test_declared_remedies_are_no_measurement() -> None:
    remedies = (Remedies("credit", share=0.4, median=36.0, spread=0.65),)
    limit = Policy("limit", "Finance", "authority", "<=", 36.0, currency="EUR")
    found = control_finding((limit,), replace(FACTS, remedies=remedies))
    share = found.figure("approvals").estimate
    assert share.value == pytest.approx(0.2)
    assert share.low is None
    assert found.word == "cannot tell"


def test_the_telecom_is_told_from_its_declared_policies() -> None:
    policies, facts = sample("telecom")
    in_force = policies.in_force(DAY)
    found = control_finding(in_force, facts, inventory=script_inventory(policies, None, facts, on=DAY))
    assert found.figure("script").estimate.value == 330
    # six steps of one guide count once, with seven other policies
    assert found.figure("policies").estimate.value == 8
    assert found.figure("pressing").estimate.value == 2
    assert found.tables["demands"]["Who demands"][0] == "Customer experience"


def test_reviews_an_hour_are_told_from_declared_policies_or_asked_for() -> None:
    reviews = Policy("reviews", "Quality", "principle_review_frac", ">=", 0.04)
    facts = replace(FACTS, today=Today(agents_scheduled=20.0, shrinkage_frac=0.3))
    found = control_finding((reviews,), facts, approvals=approvals(10))
    assert found.figure("reviews").estimate.value == pytest.approx(0.04 * 150_000 / (20 * 0.7 * 3000))
    assert "no policy says" in control_finding(STEPS, facts).figure("reviews").estimate.why


def test_approvals_are_measured_against_contacts_of_the_same_days() -> None:
    first = datetime(2026, 1, 1, 9, tzinfo=UTC)
    rows = [
        {"opened_at": first + timedelta(days=n % 60, minutes=n % 400), "transfers": int(n % 5 == 0)}
        for n in range(3000)
    ]
    source = ContactTables(contacts_from_rows(rows))
    table = RemedyTable(
        tuple(RemedyRow("credit", 30.0, n % 2 == 0, True) for n in range(300)),
        "EUR",
        days=(date(2026, 1, 1), date(2026, 1, 30)),
    )
    found = approvals_in(source, table)
    assert found.share.value == pytest.approx(150 / 1500)
    assert found.transferred.value == pytest.approx(0.2)
    assert found.contacts_per_year == pytest.approx(3000 * 365 / 60)
    late = replace(table, days=(date(2027, 1, 1), date(2027, 1, 30)))
    assert "the store 0 contacts of these days" in approvals_in(source, late).share.why
    assert "nobody said which days" in approvals_in(source, replace(table, days=None)).share.why


def test_an_interval_of_transfers_holds_the_truth_where_days_differ() -> None:
    held = 0
    for seed in range(40):
        draw = np.random.default_rng(seed)
        rates = draw.beta(4, 16, 60)
        first = datetime(2026, 1, 1, 9, tzinfo=UTC)
        rows = [
            {"opened_at": first + timedelta(days=day, minutes=n), "transfers": int(draw.random() < rate)}
            for day, rate in enumerate(rates.tolist())
            for n in range(20)
        ]
        found = approvals_in(ContactTables(contacts_from_rows(rows))).transferred
        assert found.low is not None
        assert found.high is not None
        held += found.low <= 0.2 <= found.high
    assert held >= 35
