"""What readers see of many flags: counts, ages, sums, and the contacts behind them, within their teams."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.http import Http404
from django.utils import timezone

from headwater.analysis.contacts.engines import collect
from headwater.analysis.errors import NotAllowedError
from headwater.apps.contacts.changes import store_changed
from headwater.apps.contacts.selectors import open_store
from headwater.apps.tasks.models import Task
from headwater.apps.voices.background import count_reasons
from headwater.apps.voices.likeness import likeness, telling_words
from headwater.apps.voices.selectors import FlagFact, flags_for_policy
from headwater.apps.voices.selectors.affected import COUNT_REASONS, DAYS, affected_by_reason
from headwater.apps.voices.selectors.clusters import cluster_visible_to, clusters_visible_to
from headwater.apps.voices.selectors.flags import flags_by_week
from headwater.apps.voices.services import answer_cluster
from headwater.apps.voices.services.counting import queue_counting
from headwater.apps.voices.trend import trend
from headwater.apps.waiting import waiting_for

from ..factories import TeamFactory
from ..world import World
from .made_voices import LATE, count_contacts, flag, quiet


def voices_waiting(world: World, who: str) -> list[tuple[str, int, date | None]]:
    found = waiting_for(world.person(who))
    return [(one.title, one.count, one.due) for one in found if one.url.startswith("/voices/")]


def test_a_reader_counts_the_flags_of_the_own_teams_only(world: World, data: Path) -> None:
    for who in ("chidi", "chidi", "gita"):
        flag(world, who, code="policy")
    (bela,), (amara,) = (clusters_visible_to(world.person(who)) for who in ("bela", "amara"))
    assert (bela.flags, bela.teams) == (2, 1)
    assert (amara.flags, amara.teams) == (3, 2)
    night = TeamFactory.create(name="Night", parent=world.phone)
    world.membership_of("gita").delete()
    membership = world.membership_of("chidi")
    membership.team = night
    membership.save()
    flag(world, code="policy")
    assert clusters_visible_to(world.person("bela"))[0].flags == 3


def test_a_cluster_of_other_teams_is_not_there_and_agents_read_none(world: World, data: Path) -> None:
    gitas = flag(world, "gita", code="policy")
    with pytest.raises(Http404):
        cluster_visible_to(world.person("bela"), gitas.cluster_id)
    for who in ("chidi", "ada", "dana", "femi"):
        with pytest.raises(NotAllowedError):
            clusters_visible_to(world.person(who))


def test_a_cluster_says_how_much_since_when_at_what_cost_and_how_long_it_waits(
    world: World, data: Path
) -> None:
    said: dict[str, Any] = {"kind": "not_allowed", "code": "refund"}
    for days, amount in ((40, "10"), (30, "5.50"), (12, None), (3, "4")):
        cost: dict[str, Any] = {} if amount is None else {"amount": Decimal(amount), "currency": "EUR"}
        flag(world, days=days, **said, **cost)
    flag(world, "gita", days=2, amount=Decimal(9), currency="CHF", **said)
    (seen,) = clusters_visible_to(world.person("amara"))
    assert (seen.flags, seen.recent, seen.before, seen.trend) == (5, 3, 2, "too few to tell")
    assert (seen.waiting, seen.oldest_days, seen.is_late) == (5, 40, True)
    first = timezone.localdate() - timedelta(days=40)
    assert seen.since == first - timedelta(days=first.weekday())
    assert seen.oldest == "5 weeks"
    assert [str(cost) for cost in seen.costs] == ["9 CHF", "19.50 EUR"]
    assert [cost.flags for cost in seen.costs] == [1, 3]
    answer_cluster(acting_user=world.person("bela"), cluster=seen.record, verdict="will", words="Soon.")
    (after,) = clusters_visible_to(world.person("amara"))
    assert (after.waiting, after.oldest_days, after.is_late) == (1, 2, False)
    assert clusters_visible_to(world.person("bela"), state="waiting") == []
    assert [one.pk for one in clusters_visible_to(world.person("bela"), state="answered")] == [seen.pk]
    assert clusters_visible_to(world.person("bela"), kind="avoidable") == []


def test_what_waits_longest_is_first(world: World, data: Path) -> None:
    for code, days in (("policy", 3), ("wrong_place", 20), ("clarification", 9)):
        flag(world, code=code, days=days)
    assert [one.oldest_days for one in clusters_visible_to(world.person("bela"))] == [20, 9, 3]


def test_the_contacts_behind_a_cluster_are_those_of_90_days_with_its_reason(
    world: World, stored: Path
) -> None:
    made = flag(world, code="progress_chasing", contact_id=LATE)
    unknown = flag(world, code="policy", contact_id="4711")
    before = cluster_visible_to(world.person("bela"), made.cluster_id)
    assert before.contacts.why == "no contacts are counted yet"
    count_contacts()
    seen = cluster_visible_to(world.person("bela"), made.cluster_id)
    # the same by hand, over the rows themselves
    store = open_store()
    assert store is not None
    rows = collect(store.contacts().select("local_date", "direction", "merged_into", reason="reason_source"))
    counted = [
        (day, reason)
        for day, direction, merged, reason in zip(*rows.values(), strict=True)
        if direction == "inbound" and merged is None
    ]
    first = max(day for day, _ in counted) - timedelta(days=DAYS - 1)
    by_hand = sum(1 for day, reason in counted if day >= first and reason == "Parcel is late")
    assert seen.contacts.value == by_hand > 5
    assert affected_by_reason().since == first
    assert affected_by_reason().total == sum(1 for day, _ in counted if day >= first)
    nobody = cluster_visible_to(world.person("bela"), unknown.cluster_id).contacts
    assert not nobody.known
    assert "no contact was named" in nobody.why


def test_contacts_are_counted_once_a_version_of_the_store_and_by_nobody(db: None, stored: Path) -> None:
    store_changed()
    store_changed()
    task = Task.objects.get(kind=COUNT_REASONS)
    assert task.started_by is None
    count_contacts()
    queue_counting()
    assert Task.objects.filter(kind=COUNT_REASONS).count() == 1
    assert count_reasons(quiet, **task.arguments) == count_reasons(quiet, **task.arguments)


def test_without_a_store_nothing_is_queued(db: None, data: Path) -> None:
    queue_counting()
    assert not Task.objects.filter(kind=COUNT_REASONS).exists()


def test_weeks_without_a_flag_are_there_too(world: World, data: Path) -> None:
    made = flag(world, code="policy")
    flag(world, code="policy", days=14)
    today = timezone.localdate()
    weeks = flags_by_week(world.person("bela"), made.cluster_id, today)
    assert [count for _, count in weeks] == [0] * 9 + [1, 0, 1]
    assert weeks[-1][0] <= today < weeks[-1][0] + timedelta(days=7)


def test_what_nobody_answered_for_a_week_waits_for_leads_and_unread_answers_for_agents(
    world: World, data: Path
) -> None:
    mine = flag(world, code="policy", days=8)
    flag(world, code="wrong_place", days=6)
    yesterday = timezone.localdate() - timedelta(days=1)
    monday = yesterday - timedelta(days=yesterday.weekday())
    assert voices_waiting(world, "bela") == [
        ("Answer 1 thing that people flagged over a week ago", 1, monday)
    ]
    assert len(voices_waiting(world, "amara")) == 1
    for who in ("chidi", "gita", "emre", "ada", "dana", "femi"):
        assert voices_waiting(world, who) == []
    answer_cluster(acting_user=world.person("bela"), cluster=mine.cluster, verdict="did", words="Done.")
    assert voices_waiting(world, "bela") == []
    assert voices_waiting(world, "chidi") == [("Read 1 answer to what you flagged", 1, None)]


def test_the_policy_lab_reads_limits_amounts_and_instructions_of_its_days(world: World, data: Path) -> None:
    flag(world, days=40, kind="not_allowed", code="credit")
    flag(
        world,
        days=2,
        kind="not_allowed",
        code="refund",
        amount=Decimal("18.50"),
        currency="EUR",
        limit="Refunds go through Finance",
        words="private words",
    )
    flag(
        world,
        "gita",
        kind="contradiction",
        code="two_texts",
        instruction_a="Offer a voucher",
        origin_a="knowledge",
        instruction_b="No vouchers",
        origin_b="rule",
    )
    today = timezone.localdate()
    facts = flags_for_policy(today - timedelta(days=7), today)
    assert facts == [
        FlagFact(
            kind="not_allowed",
            code="refund",
            day=today - timedelta(days=2),
            team="Phone",
            limit="Refunds go through Finance",
            amount=Decimal("18.50"),
            currency="EUR",
            instructions=(),
        ),
        FlagFact(
            kind="contradiction",
            code="two_texts",
            day=today,
            team="Digital",
            limit="",
            amount=None,
            currency="",
            instructions=(("knowledge", "Offer a voucher"), ("rule", "No vouchers")),
        ),
    ]
    assert "private" not in str(facts)


@pytest.mark.parametrize(
    ("recent", "before", "said"),
    [
        (6, 0, "rising"),  # two-sided probability 2/64
        (5, 0, "too few to tell"),  # 2/32
        (0, 6, "falling"),
        (9, 1, "rising"),  # 22/1024
        (8, 2, "no clear change"),  # 112/1024
        (0, 0, "none lately"),
    ],
)
def test_a_trend_is_named_only_where_chance_would_rarely_do_it(recent: int, before: int, said: str) -> None:
    assert trend(recent, before) == said


def test_likeness_is_the_same_both_ways_and_needs_two_words() -> None:
    one, other = telling_words("Refunds need approval"), telling_words("No approval for a refund")
    assert likeness(one, other) == likeness(other, one) > 0.5
    assert likeness(telling_words("refund"), telling_words("refund")) == 0
    assert telling_words("And they would not have been there") == {}
