"""What a limit on remedies covers and causes, against a planted truth."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from headwater.analysis.errors import BadDataError, UsageError
from headwater.analysis.policy.authority import AuthorityCosts, authority, difference
from headwater.analysis.policy.remedies_table import RemedyRow, RemedyTable, read_remedies


def planted(n: int, seed: int, *, kind: str = "refund", caused: float = 0.5) -> RemedyTable:
    """Remedies of which the limit of 25 escalates `caused` more, and resolves a third fewer."""
    draw = np.random.default_rng(seed)
    amounts = draw.lognormal(np.log(25), 0.6, n)
    above = amounts > 25
    escalated = draw.random(n) < np.where(above, 0.05 + caused, 0.05)
    resolved = draw.random(n) < np.where(above, 0.6, 0.9)
    return RemedyTable(
        tuple(
            RemedyRow(kind, float(a), bool(e), bool(r), 600.0 if e else None)
            for a, e, r in zip(amounts, escalated, resolved, strict=True)
        ),
        "EUR",
    )


COSTS = AuthorityCosts(per_escalation=40, per_contact=9)


def test_the_planted_escalations_and_repeats_are_found() -> None:
    found = authority(planted(4000, 1), 25, costs=COSTS)
    assert found.covered.value == pytest.approx(0.5, abs=0.03)
    assert found.escalated.value == pytest.approx(0.5, abs=0.05)
    assert found.resolved.value == pytest.approx(-0.3, abs=0.05)
    caused, repeats = found.caused_escalations, found.caused_repeats
    assert caused.low is not None
    assert caused.high is not None
    assert caused.low < 0.5 * found.above < caused.high
    assert repeats.value == pytest.approx(0.3 * 0.9 * found.above, rel=0.2)
    assert found.latency.value == 600
    assert found.compared.startswith("remedies of half to twice the limit")


def test_intervals_of_what_the_limit_caused_hold_the_truth() -> None:
    held = 0
    for seed in range(60):
        rows = tuple(replace(row, approval_latency_s=None) for row in planted(400, seed).rows)
        found = authority(RemedyTable(rows), 25, raise_to=(60,), rng=np.random.default_rng(seed))
        caused = found.caused_escalations
        assert caused.low is not None
        assert caused.high is not None
        held += caused.low <= 0.5 * 200 <= caused.high
    assert 0.89 <= held / 60 <= 1.0


def test_the_interval_of_a_difference_is_the_published_one() -> None:
    # Newcombe 1998, table II, method 10, case a: 56/70 against 48/80
    found = difference(np.repeat([1.0, 0.0], [56, 14]), np.repeat([1.0, 0.0], [48, 32]))
    assert (found.value, found.low, found.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)


def test_raising_is_weighed_against_what_it_saves() -> None:
    table = planted(4000, 2)
    dear = authority(
        table, 25, raise_to=(50,), costs=AuthorityCosts(per_escalation=90, per_contact=20)
    ).raised[0]
    assert dear.verdict == "worth raising"
    cheap = authority(
        table, 25, raise_to=(50,), costs=AuthorityCosts(per_escalation=1, per_contact=1)
    ).raised[0]
    assert cheap.verdict == "not worth raising"
    by_hand = [row for row in table.rows if 25 < row.amount <= 50]
    assert dear.remedies == len(by_hand)
    assert dear.paid_more.value == pytest.approx(sum(row.amount for row in by_hand if not row.resolved))
    generous = authority(
        table, 25, raise_to=(50,), costs=AuthorityCosts(per_escalation=90, per_contact=20, generosity=0.5)
    ).raised[0]
    assert generous.paid_more.value == pytest.approx(
        sum(row.amount * (0.5 if row.resolved else 1.5) for row in by_hand)
    )


def test_without_costs_nothing_is_priced_and_it_says_what_is_missing() -> None:
    found = authority(planted(600, 3), 25)
    assert found.best is None
    assert all(one.verdict == "cannot tell" for one in found.raised)
    assert "Not priced: say what an escalation costs and what a contact costs." in str(found)


def test_with_too_few_remedies_it_cannot_tell() -> None:
    found = authority(planted(40, 4), 25, costs=COSTS)
    assert "cannot tell: only" in str(found)
    assert not found.caused_escalations.known


def test_kinds_of_remedy_are_told_apart() -> None:
    rows = planted(400, 5).rows + planted(400, 6, kind="credit", caused=0.1).rows
    found = authority(RemedyTable(rows, "EUR"), 25, costs=COSTS)
    assert [part.kind for part in found.kinds] == ["credit", "refund"]
    credit, refund = (part.escalated.value for part in found.kinds)
    assert credit is not None
    assert refund is not None
    assert credit < 0.25
    assert refund > 0.35
    assert found.to_frame("polars").height == len(found.curve)
    assert [part["kind"] for part in found.to_dict()["kinds"]] == ["credit", "refund"]


def test_coverage_only_rises_with_the_limit() -> None:
    shares = [one.share.value or 0 for one in authority(planted(900, 7), 25).curve]
    assert shares == sorted(shares)
    assert shares[-1] <= 1


BAD = {
    "amount,escalated\n5,1\n": "r.csv: the column 'resolved' is missing.",
    "amount,escalated,resolved\n": "r.csv has no rows",
    "amount,escalated,resolved\n-5,1,1\n": (
        "r.csv, line 2, amount: it is -5: a number of 0 or more is needed."
    ),
    "amount,escalated,resolved\nnan,1,1\n": "line 2, amount: it is nan",
    "amount,escalated,resolved\n5,perhaps,1\n": (
        "line 2, escalated: 'perhaps' is neither yes nor no: write 1 or 0."
    ),
    "amount,escalated,resolved\n5,1\n": "line 2: it has another number of cells than the head line.",
    "amount,escalated,resolved,currency\n5,1,1,EUR\n5,1,1,USD\n": (
        "line 3, currency: USD follows EUR of line 2."
    ),
    "contact_id,amount,escalated,resolved\na,5,1,1\na,5,1,1\n": (
        "line 3, contact_id: the same contact and remedy"
    ),
}


@pytest.mark.parametrize("text", BAD)
def test_bad_rows_are_refused_with_their_line(text: str, tmp_path: Path) -> None:
    file = tmp_path / "r.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadDataError) as refused:
        read_remedies(file)
    assert BAD[text] in str(refused.value)


def test_bad_questions_are_refused() -> None:
    table = planted(50, 8)
    with pytest.raises(UsageError, match=r"The limit is -1: an amount of 0 or more is needed."):
        authority(table, -1)
    with pytest.raises(UsageError, match="Raising to 20 is no raise: the limit is 25"):
        authority(table, 25, raise_to=(20,))
    with pytest.raises(UsageError, match="per_contact is -3: a cost cannot be negative"):
        AuthorityCosts(per_contact=-3)
    with pytest.raises(UsageError, match=r"call_back_share is 1.5: give a share from 0 to 1"):
        AuthorityCosts(call_back_share=1.5)
    with pytest.raises(UsageError, match=r"There is no file nowhere.csv"):
        read_remedies("nowhere.csv")


def test_semicolons_and_decimal_commas_are_read(tmp_path: Path) -> None:
    file = tmp_path / "r.csv"
    file.write_text("amount;escalated;resolved;currency\n12,50;no;yes;EUR\n", encoding="utf-8")
    table = read_remedies(file)
    assert table.rows == (RemedyRow("any", 12.5, False, True),)
    assert table.currency == "EUR"


def test_the_advised_limit_is_the_lowest_that_saves_as_much_as_the_best_within_its_error() -> None:
    found = authority(planted(4000, 2), 25, raise_to=(30, 40, 60, 100), costs=AuthorityCosts(90, 20))
    best, advised = found.best, found.advised
    assert best is not None
    assert advised is not None
    nets = {one.limit: one.net for one in found.raised}
    assert best.net.value is not None
    assert best.net.low is not None
    enough = best.net.value - (best.net.value - best.net.low) / 1.959964
    assert advised.limit <= best.limit
    assert (advised.net.value or 0) >= enough
    assert all((net.value or 0) < enough for limit, net in nets.items() if limit < advised.limit)
    assert authority(planted(4000, 2), 25, costs=AuthorityCosts(0.1, 0.1)).advised is None
