"""One's own flags: saying more, taking back, and nobody else near them."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.http import Http404

from headwater.analysis.errors import UsageError
from headwater.apps.people.models import AuditEntry
from headwater.apps.people.services import remove_account
from headwater.apps.voices.models import Answer, AnsweredFlag, Cluster, Flag
from headwater.apps.voices.selectors.flags import flags_visible_to
from headwater.apps.voices.selectors.own import few_in, own_flag, own_flags
from headwater.apps.voices.services import (
    answer_cluster,
    answer_flag,
    delete_flag,
    link_action,
    mark_read,
    raise_flag,
    say_more,
    set_naming,
)

from ..factories import MembershipFactory
from ..world import World
from .made_voices import flag


def test_a_word_added_later_moves_the_flag_to_those_that_read_alike(world: World, data: Path) -> None:
    said = "Refunds above 50 euros need approval of a lead"
    first = flag(world, "gita", kind="not_allowed", code="refund", words=said)
    mine = flag(world, kind="not_allowed", code="refund")
    wordless = mine.cluster
    changed = say_more(
        acting_user=world.person("chidi"),
        flag=mine,
        words="Each refund needs a lead's approval",
        amount=Decimal("12.50"),
        currency="eur",
    )
    assert changed.cluster == first.cluster
    assert (changed.amount, changed.currency) == (Decimal("12.50"), "EUR")
    assert not Cluster.objects.filter(pk=wordless.pk).exists()


def test_after_an_answer_words_stay_and_only_the_name_can_change(world: World, data: Path) -> None:
    mine = flag(world, words="It was slow")
    answer_flag(acting_user=world.person("bela"), flag=mine, verdict="did", words="Faster now.")
    with pytest.raises(UsageError, match="raise another flag"):
        say_more(acting_user=world.person("chidi"), flag=mine, words="It was rude")
    with pytest.raises(UsageError, match="a flag with an answer stays"):
        delete_flag(acting_user=world.person("chidi"), flag=mine)
    assert set_naming(acting_user=world.person("chidi"), flag=mine, may_name=True).may_name
    assert Flag.objects.get(pk=mine.pk).words == "It was slow"


def test_a_deleted_flag_leaves_nothing_of_its_words(world: World, data: Path) -> None:
    mine = flag(world, words="Secret refund approval")
    assert Cluster.objects.get().gist == "secret refund approval"
    delete_flag(acting_user=world.person("chidi"), flag=mine)
    assert not Flag.objects.exists()
    assert not Cluster.objects.exists()
    assert "secret" not in str(list(AuditEntry.objects.values())).lower()


def test_nobody_touches_the_flag_of_somebody_else(world: World, data: Path) -> None:
    gitas = flag(world, "gita", words="Mine")
    changes: list[Callable[[Any], object]] = [
        lambda who: own_flag(who, gitas.pk),
        lambda who: say_more(acting_user=who, flag=gitas, words="Yours"),
        lambda who: set_naming(acting_user=who, flag=gitas, may_name=True),
        lambda who: delete_flag(acting_user=who, flag=gitas),
        lambda who: mark_read(acting_user=who, flag=gitas),
    ]
    for who in ("amara", "olga", "bela", "chidi"):
        assert not own_flags(world.person(who)).exists()
        for change in changes:
            with pytest.raises(Http404):
                change(world.person(who))
    assert Flag.objects.get().words == "Mine"
    assert not Flag.objects.get().may_name


def test_every_change_and_its_audit_entry_happen_together(
    world: World, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, read = flag(world, words="Refund approval is slow"), flag(world, words="Other matters entirely")
    given = answer_flag(acting_user=world.person("bela"), flag=read, verdict="did", words="Done.")
    chidi, bela = world.person("chidi"), world.person("bela")

    def fail(*args: object, **said: object) -> None:
        raise OSError("no room for the audit trail")

    for place in ("unnamed", "answering"):
        monkeypatch.setattr(f"headwater.apps.voices.services.{place}.record", fail)
    changes: list[Callable[[], object]] = [
        lambda: raise_flag(acting_user=chidi, kind="avoidable"),
        lambda: say_more(acting_user=chidi, flag=mine, words="More"),
        lambda: set_naming(acting_user=chidi, flag=mine, may_name=True),
        lambda: delete_flag(acting_user=chidi, flag=mine),
        lambda: mark_read(acting_user=chidi, flag=read),
        lambda: answer_cluster(acting_user=bela, cluster=mine.cluster, verdict="did", words="Done."),
        lambda: answer_flag(acting_user=bela, flag=mine, verdict="did", words="Done."),
        lambda: link_action(acting_user=bela, answer=given, title="Do it"),
    ]
    before = everything()
    for change in changes:
        with pytest.raises(OSError, match="no room"), transaction.atomic():
            change()
        assert everything() == before


def everything() -> list[object]:
    return [list(model.objects.order_by("pk").values()) for model in (Flag, Cluster, Answer, AnsweredFlag)]


def test_a_removed_account_is_named_nowhere_even_where_it_could_have_been(world: World, data: Path) -> None:
    mine = flag(world, words="Name me", may_name=True, contact_id="4711")
    bela = world.person("bela")
    seen = flags_visible_to(bela, mine.cluster_id)[0]
    assert (seen.name, seen.contact) == ("Chidi", "4711")
    remove_account(acting_user=world.person("ada"), person=world.person("chidi"))
    seen = flags_visible_to(bela, mine.cluster_id)[0]
    assert (seen.name, seen.contact, seen.words) == ("", "", "Name me")


def test_somebody_in_a_small_team_is_told_that_others_can_guess(world: World) -> None:
    assert few_in(world.phone) == 2
    for _ in range(4):
        MembershipFactory.create(team=world.phone, user=world.emre)
    assert few_in(world.phone) == 3
