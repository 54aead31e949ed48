"""Policies are declared, replaced, ended, mended and taken out; what was said before stays to be read."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import TestCase

from headwater.analysis.errors import NotAllowedError, UsageError
from headwater.analysis.policy import Policy
from headwater.apps.people.models import AuditEntry
from headwater.apps.policy import services
from headwater.apps.policy.models import Policy as Record
from headwater.apps.policy.models import Revision
from headwater.apps.policy.selectors import our_policies
from headwater.apps.tasks.models import Task

from ..world import World

AHT = Policy("aht", "Operations", "aht_s", "<=", 300, document_ref="Targets", effective_from=date(2025, 1, 1))
SPRING = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _folder(data: Any) -> None:
    """Every test has a data folder of its own."""


def declared(world: World, policy: Policy = AHT) -> Record:
    return services.declare_policy(acting_user=world.olga, policy=policy)


def now() -> dict[str, Policy]:
    return {one.id: one for one in our_policies()}


def latest(record: Record) -> Revision:
    return Revision.objects.filter(policy=record).order_by("-pk")[0]


def test_a_declared_policy_is_kept_whole_with_who_said_it(world: World) -> None:
    made = services.declare_policy(acting_user=world.olga, policy=AHT, why="From the board paper")
    assert now() == {"aht": AHT}
    assert (made.issuer, made.metric, made.effective_from) == ("Operations", "aht_s", date(2025, 1, 1))
    said = latest(made)
    assert (said.kind, said.made_by, said.why) == ("declared", world.olga, "From the board paper")
    entry = AuditEntry.objects.get(action="policy.declared")
    assert entry.details == {"key": "aht", "revision": said.pk}


def test_the_lab_reads_anew_once_it_is_committed(world: World) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        declared(world)
        declared(world, replace(AHT, id="wrap", metric="wrap_s", value=20))
        assert not Task.objects.filter(kind="policy.read").exists()
    assert Task.objects.filter(kind="policy.read").count() == 1


def test_a_key_is_taken_once(world: World) -> None:
    declared(world)
    with pytest.raises(UsageError, match=r"There is a policy aht already. Give this one a key of its own"):
        declared(world)


def test_an_issuer_that_does_not_fit_is_refused(world: World) -> None:
    with pytest.raises(UsageError, match=r"policy 'aht', issuer: it is 121 characters; at most 120 fit"):
        declared(world, replace(AHT, issuer="O" * 121))


def test_another_takes_its_place_from_a_day_on(world: World) -> None:
    old = declared(world)
    new = services.replace_policy(
        acting_user=world.olga,
        policy=old,
        by=replace(AHT, id="aht-2", value=240),
        from_day=SPRING,
        why="The board wants it",
    )
    assert now()["aht"].effective_to == date(2026, 3, 1)
    assert now()["aht-2"].effective_from == SPRING
    assert now()["aht-2"].replaces == "aht"
    old.refresh_from_db()
    assert (new.replaces, old.effective_to, latest(old).kind) == (old, date(2026, 3, 1), "replaced")


def test_what_is_replaced_already_is_not_replaced_again(world: World) -> None:
    old = declared(world)
    services.replace_policy(acting_user=world.olga, policy=old, by=replace(AHT, id="b"), from_day=SPRING)
    with pytest.raises(UsageError, match=r"It is replaced by b from 2026-03-02 on: change that one"):
        services.replace_policy(acting_user=world.olga, policy=old, by=replace(AHT, id="c"), from_day=SPRING)


def test_nothing_takes_the_place_of_what_begins_later(world: World) -> None:
    old = declared(world)
    with pytest.raises(
        UsageError, match=r"It began on 2025-01-01: another one can take its place only after"
    ):
        services.replace_policy(
            acting_user=world.olga, policy=old, by=replace(AHT, id="b"), from_day=date(2025, 1, 1)
        )


def test_nothing_takes_the_place_of_what_had_ended_long_before(world: World) -> None:
    old = declared(world, replace(AHT, effective_to=date(2025, 6, 30)))
    with pytest.raises(UsageError, match=r"It ends on 2025-06-30, before 2026-03-02: nothing is left"):
        services.replace_policy(acting_user=world.olga, policy=old, by=replace(AHT, id="b"), from_day=SPRING)


def test_a_policy_gets_a_last_day(world: World) -> None:
    old = declared(world)
    services.end_policy(acting_user=world.olga, policy=old, last_day=SPRING, why="Lifted")
    assert now()["aht"].effective_to == SPRING
    assert latest(old).kind == "ended"
    with pytest.raises(UsageError, match=r"Its last day is 2026-03-02 already"):
        services.end_policy(acting_user=world.olga, policy=old, last_day=SPRING)
    with pytest.raises(UsageError, match=r"It starts on 2025-01-01, so it cannot end on 2024-12-31"):
        services.end_policy(acting_user=world.olga, policy=old, last_day=date(2024, 12, 31))


def test_the_last_day_comes_before_what_takes_its_place(world: World) -> None:
    old = declared(world)
    services.replace_policy(acting_user=world.olga, policy=old, by=replace(AHT, id="b"), from_day=SPRING)
    with pytest.raises(UsageError, match=r"b takes its place on 2026-03-02"):
        services.end_policy(acting_user=world.olga, policy=old, last_day=SPRING)


def test_what_was_written_down_wrongly_is_mended_and_kept(world: World) -> None:
    old = declared(world)
    content = replace(AHT, value=240).to_dict() | {"id": "other", "replaces": "nothing"}
    services.mend_policy(acting_user=world.olga, policy=old, content=content, why="It says 4 minutes")
    assert now() == {"aht": replace(AHT, value=240)}
    assert [one.content["value"] for one in old.revisions.all()] == [300, 240]
    with pytest.raises(UsageError, match=r"Nothing differs from what is written down"):
        services.mend_policy(acting_user=world.olga, policy=old, content=content)


def test_a_mended_start_moves_the_last_day_of_what_it_replaced(world: World) -> None:
    old = declared(world)
    new = services.replace_policy(
        acting_user=world.olga, policy=old, by=replace(AHT, id="b", value=240), from_day=SPRING
    )
    later = {**new.content, "effective_from": "2026-04-01"}
    services.mend_policy(acting_user=world.olga, policy=new, content=later)
    assert now()["aht"].effective_to == date(2026, 3, 31)
    with pytest.raises(
        UsageError, match=r"it replaces 'aht', which starts on 2025-01-01. It has to start after"
    ):
        services.mend_policy(
            acting_user=world.olga, policy=new, content={**new.content, "effective_from": "2024-01-01"}
        )


def test_what_never_was_a_policy_is_taken_out_and_what_it_replaced_holds_on(world: World) -> None:
    old = declared(world)
    new = services.replace_policy(
        acting_user=world.olga, policy=old, by=replace(AHT, id="b"), from_day=SPRING
    )
    with pytest.raises(UsageError, match=r"b replaces it. Take that one out first, or mend this one"):
        services.take_out_policy(acting_user=world.olga, policy=old, why="A draft")
    with pytest.raises(UsageError, match=r"Say why it is taken out"):
        services.take_out_policy(acting_user=world.olga, policy=new, why=" ")
    services.take_out_policy(acting_user=world.olga, policy=new, why="A draft")
    assert now() == {"aht": AHT}
    services.replace_policy(acting_user=world.olga, policy=old, by=replace(AHT, id="c"), from_day=SPRING)
    assert sorted(now()) == ["aht", "c"]


def test_a_key_that_was_taken_out_may_be_declared_anew(world: World) -> None:
    old = declared(world)
    services.take_out_policy(acting_user=world.olga, policy=old, why="A draft")
    again = declared(world, replace(AHT, value=270))
    assert again.pk == old.pk
    assert now()["aht"].value == 270
    assert [one.kind for one in again.revisions.all()] == ["declared", "out", "declared"]


def test_a_change_rests_on_what_the_person_saw(world: World) -> None:
    old = declared(world)
    seen = latest(old).pk
    services.end_policy(acting_user=world.emre, policy=old, last_day=SPRING, seen=seen)
    with pytest.raises(UsageError, match=r"Somebody changed this policy while you had the page open"):
        services.mend_policy(
            acting_user=world.olga, policy=old, content=replace(AHT, value=240).to_dict(), seen=seen
        )
    assert now()["aht"].value == 300


def test_what_was_taken_out_is_not_changed(world: World) -> None:
    old = declared(world)
    services.take_out_policy(acting_user=world.olga, policy=old, why="A draft")
    with pytest.raises(UsageError, match=r"Policy aht was taken out"):
        services.end_policy(acting_user=world.olga, policy=old, last_day=SPRING)


@pytest.mark.parametrize("name", ["bela", "chidi", "dana", "ada", "femi"])
def test_only_who_may_change_policies_declares_one(world: World, name: str) -> None:
    with pytest.raises(NotAllowedError, match=r"declare policies, facts and documents"):
        services.declare_policy(acting_user=world.person(name), policy=AHT)
    assert not Record.objects.exists()
