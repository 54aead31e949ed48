"""Changes, differences and knock-on: their intervals hold the truth as often as they say."""

from typing import Any

import numpy as np
import pytest

from headwater.analysis.demand.causes.evidence import Evidence, Halves, readings_that_count
from headwater.analysis.demand.causes.follow_ups import FollowUps
from headwater.analysis.demand.coding.sampled import Coding, SampledContact
from headwater.analysis.demand.prevalence.facts import SampleFacts
from headwater.analysis.demand.prevalence.survey import SurveyDesign

LATE = (("reason", "late"),)


def made(
    inside: Any,
    *,
    later: Any = None,
    followed: Any = None,
    hours: Any = None,
    clusters: Any = None,
    contacts: tuple[int, int] = (5_000, 5_000),
) -> Evidence:
    n = len(inside)
    zero = np.zeros(n)
    design = SurveyDesign(
        np.full(n, sum(contacts) / n),
        np.zeros(n, dtype=np.int64),
        np.arange(n) if clusters is None else np.asarray(clusters),
    )
    facts = SampleFacts(
        contacts=(),
        design=design,
        contact_key=np.arange(n),
        customer=tuple(range(n)),
        amounts=np.stack([np.ones(n), zero], axis=1),
        groups=((),) * n,
        channel=("phone",) * n,
        month=("2026-01",) * n,
        team=("",) * n,
        reason_source=("",) * n,
        satisfaction=np.full(n, np.nan),
        opened_epoch=np.arange(n),
    )
    known = zero if followed is None else np.asarray(followed, dtype=float)
    follow = FollowUps(np.ones(n), known, known if hours is None else np.asarray(hours, dtype=float), 7)
    halves = Halves(zero if later is None else np.asarray(later, dtype=float), contacts)
    said = tuple(({"reason": "late"},) if one else ({"reason": "other"},) for one in inside)
    return Evidence(facts, follow, halves, readings=said)


def test_a_change_is_the_ratio_of_contacts_a_day() -> None:
    # 40 of 100 coded in a half of 8,000; 10 of 100 in a half of 4,000: (.1 x 4,000) / (.4 x 8,000) = 1/8
    inside = [n % 100 < (40 if n < 100 else 10) for n in range(200)]
    found = made(inside, later=[n >= 100 for n in range(200)], contacts=(8_000, 4_000))
    trend = found.trend(found.having(LATE))
    assert trend.change.value == pytest.approx(1 / 8 - 1, abs=0.01)
    assert trend.verdict == "falling"


def test_a_half_without_any_has_an_answer_and_a_half_hardly_coded_has_none() -> None:
    found = made([True] * 12 + [False] * 88, later=[n >= 50 for n in range(100)])
    trend = found.trend(found.having(LATE))
    assert trend.verdict == "falling"
    assert trend.change.low is not None
    few = made([True] * 20 + [False] * 80, later=[n >= 95 for n in range(100)])
    trend = few.trend(few.having(LATE))
    assert trend.verdict == "cannot tell"
    assert trend.change.why == "only 5 coded contacts in one half of the span; 10 are needed"


def test_no_change_is_steady_where_much_is_known_and_cannot_be_told_where_little_is() -> None:
    much = made([n % 2 == 0 for n in range(1_000)], later=[n >= 500 for n in range(1_000)])
    assert much.trend(much.having(LATE)).verdict == "steady"
    little = made([n % 10 == 0 for n in range(100)], later=[n >= 50 for n in range(100)])
    assert str(little.trend(little.having(LATE))).startswith("cannot tell: ")


@pytest.mark.parametrize(("before", "after"), [(0.1, 0.1), (0.2, 0.05), (0.03, 0.03)])
def test_the_interval_of_a_change_holds_the_truth(before: float, after: float) -> None:
    draw, held, runs = np.random.default_rng(3), 0, 250
    later = np.arange(300) >= 150
    for _ in range(runs):
        inside = draw.random(300) < np.where(later, after, before)
        found = made(inside.tolist(), later=later, contacts=(50_000, 50_000))
        change = found.trend(found.having(LATE)).change
        held += (
            change.low is not None
            and change.high is not None
            and change.low <= after / before - 1 <= change.high
        )
    assert 0.92 <= held / runs <= 1.0


@pytest.mark.parametrize(("own", "others", "part"), [(0.5, 0.1, 0.1), (0.1, 0.1, 0.05), (0.3, 0.3, 0.3)])
def test_the_interval_of_what_follows_holds_the_truth(own: float, others: float, part: float) -> None:
    draw, runs = np.random.default_rng(4), 250
    held = dict.fromkeys(("difference", "hours"), 0)
    for _ in range(runs):
        inside = np.arange(300) < 300 * part
        followed = draw.random(300) < np.where(inside, own, others)
        hours = followed * draw.gamma(2, 0.1, 300)
        found = made(inside.tolist(), followed=followed, hours=hours, contacts=(50_000, 50_000))
        made_of = found.knock_on(found.having(LATE), 100_000, timed=True)
        truth = {"difference": own - others, "hours": 100_000 * part * own * 0.2}
        for name, value in truth.items():
            each = getattr(made_of, name)
            held[name] += each.low is not None and each.low <= value <= each.high
    assert held["difference"] / runs >= 0.92
    assert held["hours"] / runs >= 0.92


def test_follow_ups_of_too_few_are_not_told() -> None:
    found = made([True] * 4 + [False] * 60, followed=[True] * 64)
    made_of = found.knock_on(found.having(LATE), 1_000, timed=True)
    assert made_of.hours.why.startswith("only 4 coded contacts of known customers")
    assert not made_of.difference.known


def test_without_handle_times_there_are_no_hours() -> None:
    found = made([True] * 20 + [False] * 60, followed=[True] * 80)
    made_of = found.knock_on(found.having(LATE), 1_000, timed=False)
    assert made_of.followed.value == 1
    assert made_of.hours.why == "no contact has a handle time"


def test_a_difference_of_all_against_none_keeps_an_interval() -> None:
    found = made([True] * 10 + [False] * 30, followed=[True] * 10 + [False] * 30)
    apart = found.knock_on(found.having(LATE), 1_000, timed=False).difference
    assert apart.value == 1
    assert apart.low is not None
    assert 0.5 < apart.low < 1
    assert apart.high == 1


def test_contacts_of_one_customer_widen_the_interval() -> None:
    values = np.tile([0.0, 0.0, 1.0, 1.0], 25)
    inside = [n < 50 for n in range(100)]
    alone, alike = made(inside), made(inside, clusters=np.arange(100) // 2)
    one = alone.gap(values, np.ones(100), alone.having(LATE), "rated")
    many = alike.gap(values, np.ones(100), alike.having(LATE), "rated")
    assert one.low is not None
    assert many.low is not None
    assert many.low < one.low


def test_a_gap_needs_enough_on_both_sides() -> None:
    found = made([True] * 4 + [False] * 60)
    gap = found.gap(np.ones(64), np.ones(64), found.having(LATE), "with a rating")
    assert gap.why == "only 4 coded contacts with a rating; 5 are needed"


def test_the_covariance_of_two_shares_is_that_of_the_multinomial() -> None:
    inside = np.arange(400) % 4
    found = made([False] * 400)
    parts = []
    for kind in (0, 1):
        share = (inside == kind).astype(float)
        parts.append(found.per_contact(np.ones(400), share)[1])
    covariance = found.covariance(parts)
    rest = 1 - 400 / 10_000
    assert covariance[0, 0] == pytest.approx(rest * 0.25 * 0.75 / 399, rel=1e-9)
    assert covariance[0, 1] == pytest.approx(-rest * 0.25 * 0.25 / 399, rel=1e-9)
    assert found.spread(parts[0] + parts[1]) == pytest.approx(np.sqrt(covariance.sum()), rel=1e-9)


def test_what_was_decided_counts_and_else_every_reading() -> None:
    said = (Coding("a", {"reason": "x"}), Coding("b", {"reason": "y"}))
    open_ = SampledContact("m/1", "m", "1", "all", 0.1, codings=said)
    assert [c["reason"] for c in readings_that_count(open_)] == ["x", "y"]
    decided = SampledContact(
        "m/1", "m", "1", "all", 0.1, codings=(*said, Coding("l", {"reason": "z"}, adjudicates=True))
    )
    assert [c["reason"] for c in readings_that_count(decided)] == ["z"]
