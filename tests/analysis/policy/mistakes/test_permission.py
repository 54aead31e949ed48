"""Mistake four against a planted truth, and its refusals."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from headwater.analysis.estimates import Estimate
from headwater.analysis.policy import Facts, Policy, Today, sample
from headwater.analysis.policy.authority import AuthorityCosts
from headwater.analysis.policy.authority_in_force import (
    added,
    authority_in_force,
    costs_from,
    in_force_from,
    limits_in_force,
    limits_to_try,
)
from headwater.analysis.policy.mistakes.finding import Finding, finding_from
from headwater.analysis.policy.mistakes.not_allowed import NotAllowed
from headwater.analysis.policy.mistakes.permission import permission_finding
from headwater.analysis.policy.remedies_table import RemedyTable, remedies_from

DAYS = (date(2025, 1, 1), date(2025, 3, 31))
LIMIT = Policy("limit", "Finance", "authority", "<=", 25.0, currency="EUR")
FACTS = Facts(
    currency="EUR", cost_per_agent_hour=36.0, approval_s=300.0, call_back_share=0.8, today=Today(talk_s=300.0)
)


def planted(n: int, seed: int, *, escalated: float = 0.5, unresolved: float = 0.2) -> RemedyTable:
    """Remedies of which the limit of 25 escalates and leaves unresolved so many more."""
    draw = np.random.default_rng(seed)
    amounts = draw.lognormal(np.log(25), 0.6, n)
    above = amounts > 25
    rows = zip(
        ["credit"] * n,
        amounts.tolist(),
        (draw.random(n) < 0.05 + escalated * above).tolist(),
        (draw.random(n) < 0.9 - unresolved * above).tolist(),
        [None] * n,
        strict=True,
    )
    return remedies_from(rows, "EUR", "remedies", DAYS)


def found_in(
    table: RemedyTable | None, facts: Facts = FACTS, flags: Sequence[NotAllowed] = (), limit: Policy = LIMIT
) -> Finding:
    whole = None if table is None else authority_in_force(table, (limit,), facts)
    return permission_finding(whole, (limit,), facts, flags)


def test_the_planted_harm_is_found_and_scaled_to_a_year() -> None:
    found = found_in(planted(3000, 1))
    assert found.word == "found"
    assert found.harm.grade == "C"
    above = 1500 * 365 / 90
    for harm, truth in (
        (found.harm.contacts, 0.2 * 0.8 * above),
        (found.harm.hours, (0.2 * 0.8 * 300 + 0.5 * 300) * above / 3600),
        (found.harm.money, (0.2 * 0.8 * 3.0 + 0.5 * 3.0) * above),
    ):
        assert harm.low is not None
        assert harm.high is not None
        assert harm.low < truth < harm.high
        assert harm.value == pytest.approx(truth, rel=0.15)
    assert "A limit of 25 EUR stands in the way of" in found.sentence
    assert "in the 90 days of the table" in found.sentence


def test_intervals_of_the_harm_hold_the_truth() -> None:
    held = 0
    for seed in range(60):
        table = planted(400, seed)
        facts = replace(FACTS, cost_per_agent_hour=36.0)
        whole = authority_in_force(table, (LIMIT,), facts, rng=np.random.default_rng(seed))
        money = permission_finding(whole, (LIMIT,), facts).harm.money
        above = sum(row.amount > 25 for row in table.rows) * 365 / 90
        assert money.low is not None
        assert money.high is not None
        held += money.low <= (0.2 * 0.8 * 3.0 + 0.5 * 3.0) * above <= money.high
    assert held / 60 >= 0.9


def test_a_limit_that_changes_nothing_is_no_sign() -> None:
    found = found_in(planted(9000, 2, escalated=0.0, unresolved=0.0))
    assert found.word == "no sign"
    assert "cause" in found.sentence


def test_false_finds_are_rare_where_the_limit_does_nothing() -> None:
    words = [found_in(planted(500, s, escalated=0, unresolved=0)).word for s in range(60)]
    assert words.count("found") <= 6


def test_a_limit_above_all_remedies_keeps_nobody_from_anything() -> None:
    found = found_in(planted(200, 3), limit=replace(LIMIT, value=1e6))
    assert found.word == "no sign"
    assert "cover" in found.sentence


def test_too_few_remedies_cannot_tell() -> None:
    found = found_in(planted(40, 4))
    assert found.word == "cannot tell"
    assert "30 are needed" in found.sentence
    assert not found.harm.money.known


def test_without_days_nothing_is_told_for_a_year_and_they_are_asked_for() -> None:
    found = found_in(replace(planted(900, 5), days=None))
    assert found.word == "found"
    assert found.harm.contacts.why == "nobody said which days the table of remedies covers"
    assert "Nobody said which days the table of remedies covers." in found.missing
    short = found_in(replace(planted(900, 5), days=(date(2026, 1, 1), date(2026, 1, 7))))
    assert "7 days; a year is not told from fewer than 28" in short.harm.contacts.why


def test_flags_alone_are_a_finding_without_a_price() -> None:
    flags = [NotAllowed("A voucher or a credit", 30.0 + n, "EUR", "25 euros  a case") for n in range(6)]
    found = found_in(None, flags=flags)
    assert found.word == "found"
    assert found.harm.money.why == "no table of remedies was brought in"
    assert found.figure("flag_amount").estimate.value == 32.5
    assert found.tables["flags"]["What was said"] == ["A voucher or a credit", "25 euros a case"]


def test_fewer_than_five_flags_are_not_told() -> None:
    found = found_in(None, flags=[NotAllowed("Deciding it myself")] * 4)
    assert found.word == "cannot tell"
    assert "about persons" in found.figure("flags").estimate.why
    assert "flags" not in found.tables
    mixed = [NotAllowed("a")] * 5 + [NotAllowed("rare", 3.0, "EUR")]
    assert found_in(None, flags=mixed).tables["flags"]["What was said"] == ["a"]


def test_a_declared_curve_says_what_a_limit_covers_and_no_more() -> None:
    policies, facts = sample("telecom")
    found = permission_finding(None, policies.in_force(date(2026, 3, 1)), facts)
    covered = found.figure("declared_credit").estimate
    assert covered.value == pytest.approx(0.8389, abs=1e-4)  # the normal distribution at log(2) / 0.7
    assert covered.low is None
    assert found.word == "cannot tell"


def test_the_lowest_limit_of_a_kind_counts_and_limits_are_told_apart() -> None:
    credit = replace(LIMIT, id="credit", value=10.0, remedy_type="credit")
    floor = replace(LIMIT, id="floor", value=5.0, operator=">=")
    limits = limits_in_force((LIMIT, credit, floor), Facts(), ("credit", "other"))
    assert {kind: limit for kind, (limit, _) in limits.items()} == {"credit": 10.0, "other": 25.0}
    assert limits_in_force((), Facts(), ("credit",)) == {}
    assert limits_in_force((), Facts(today=Today(authority=40.0)), ("a",))["a"] == (40.0, ())
    table = planted(600, 6)
    both = RemedyTable(
        table.rows + tuple(replace(row, kind="other") for row in planted(600, 7).rows), "EUR", "r", DAYS
    )
    whole = authority_in_force(both, (LIMIT, credit), FACTS)
    assert [(one.limit, one.kinds) for one in whole.limits] == [(10.0, ("credit",)), (25.0, ("other",))]
    assert permission_finding(whole, (LIMIT, credit), FACTS).figure(
        "covered_1"
    ).estimate.value == pytest.approx(0.5, abs=0.1)


def test_remedies_without_a_limit_ask_for_one() -> None:
    whole = authority_in_force(planted(100, 8), (), Facts())
    assert whole.free == ("credit",)
    found = permission_finding(whole, (), Facts())
    assert found.word == "cannot tell"
    assert "What agents may give without asking, as a policy on authority." in found.missing


def test_costs_said_by_people_count_more_than_an_agents_hour() -> None:
    assert costs_from(FACTS, {}) == AuthorityCosts(3.0, 3.0, 0.8)
    assert costs_from(FACTS, {"per_escalation": 20.0}).per_escalation == 20.0
    assert costs_from(Facts(), {}).missing == ("what an escalation costs", "what a contact costs")


def test_limits_to_try_are_round_and_higher() -> None:
    assert limits_to_try([], 25) == ()
    assert limits_to_try([1.0, 2, 3], 25) == ()
    tried = limits_to_try(np.random.default_rng(1).lognormal(np.log(25), 0.6, 900).tolist(), 25)
    assert tried == (40.0, 60.0, 75.0, 100.0)


def test_a_sum_is_as_uncertain_as_if_all_erred_together() -> None:
    found = added(Estimate(1.0, 0.0, 2.0), Estimate(2.0, 1.0, 4.0))
    assert (found.value, found.low, found.high) == (3.0, 1.0, 6.0)
    assert not added(Estimate(None, why="no"), Estimate(1.0)).known


def test_what_is_kept_reads_back() -> None:
    whole = authority_in_force(planted(300, 9), (LIMIT,), FACTS)
    assert in_force_from(whole.to_dict(), (LIMIT,)).to_dict() == whole.to_dict()
    found = permission_finding(whole, (LIMIT,), FACTS)
    assert finding_from(found.to_dict()).to_dict() == found.to_dict()
