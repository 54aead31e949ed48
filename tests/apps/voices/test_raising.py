"""Raising a flag: what is kept of it, what is refused, and that nobody can count who raised how many."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from headwater.analysis.errors import NotAllowedError, UsageError
from headwater.apps.people.models import AuditEntry
from headwater.apps.people.permissions import Role
from headwater.apps.voices.models import Cluster, Flag
from headwater.apps.voices.services import raise_flag

from ..factories import MembershipFactory
from ..world import World


def flag(world: World, who: str = "chidi", **said: Any) -> Flag:
    asked: dict[str, Any] = {"acting_user": world.person(who), "kind": "avoidable"} | said
    return raise_flag(**asked)


def test_a_flag_takes_its_reason_from_the_contact_in_the_store(world: World, stored: Path) -> None:
    made = flag(world, code="progress_chasing", source="sample", contact_id="T100000001")
    assert (made.contact_known, made.contact_reason) == (True, "Parcel is late")
    assert made.team == world.phone
    without_source = flag(world, contact_id=" T100000001 ")
    assert (without_source.source, without_source.contact_reason) == ("sample", "Parcel is late")


def test_a_contact_that_nobody_knows_is_taken_and_marked(world: World, stored: Path) -> None:
    made = flag(world, source="sample", contact_id="4711")
    assert (made.contact_known, made.contact_id, made.contact_reason) == (False, "4711", "")
    assert flag(world).contact_known is None


def test_without_a_store_nobody_says_that_a_contact_is_unknown(world: World, data: Path) -> None:
    assert flag(world, contact_id="T100000001").contact_known is None


def test_flags_about_the_same_reason_are_one_cluster_whatever_their_words(world: World, stored: Path) -> None:
    first = flag(world, code="progress_chasing", contact_id="T100000001", words="Tracking is days behind")
    other = flag(world, "gita", code="progress_chasing", contact_id="T100000001", words="Nobody tells us")
    elsewhere = flag(world, code="broken_promise", contact_id="T100000001")
    assert first.cluster == other.cluster != elsewhere.cluster
    assert (first.cluster.contact_reason, first.cluster.gist) == ("Parcel is late", "")


def test_without_a_contact_flags_that_read_alike_are_one_cluster(world: World, data: Path) -> None:
    one = flag(
        world, kind="not_allowed", code="refund", words="Refunds above 50 euros always need a lead's approval"
    )
    alike = flag(
        world, "gita", kind="not_allowed", code="refund", words="I need approval of a lead for each refund"
    )
    other = flag(world, kind="not_allowed", code="refund", words="The payment screen is closed on Sundays")
    wordless = flag(world, kind="not_allowed", code="refund")
    assert one.cluster == alike.cluster
    assert len({one.cluster, other.cluster, wordless.cluster}) == 3
    assert one.cluster.gist == "refunds euros need"


def test_what_leads_to_a_customer_is_taken_out_of_every_text(world: World, data: Path) -> None:
    made = flag(
        world,
        kind="contradiction",
        words="Ask jane.doe@example.org",
        instruction_a="Call +49 30 1234567 back",
        instruction_b="Never call 4111 1111 1111 1111",
        limit="DE89 3704 0044 0532 0130 00",
        needed="write to a@b.example",
    )
    assert (made.words, made.instruction_a) == ("Ask [e-mail address]", "Call [phone number] back")
    assert (made.instruction_b, made.limit) == ("Never call [card number]", "[account number]")
    assert made.needed == "write to [e-mail address]"


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"kind": "unhappy"}, "no kind of flag 'unhappy'"),
        ({"kind": "not_allowed", "code": "refunds"}, "Did you mean 'refund'"),
        ({"words": "x" * 1001}, "words has 1,001 characters: at most 1,000 fit"),
        ({"amount": Decimal(5)}, "currency as three letters"),
        ({"amount": Decimal(-5), "currency": "EUR"}, "between 0 and 1,000,000"),
        ({"amount": Decimal("NaN"), "currency": "EUR"}, "between 0 and 1,000,000"),
        ({"origin_a": "boss"}, "origin_a is 'boss'"),
        ({"contact_id": "jane.doe@example.org"}, "That is an e-mail address. Give the contact's number"),
        ({"contact_id": "9" * 101}, "at most 100 characters"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_way_out(
    world: World, data: Path, said: dict[str, Any], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        flag(world, **said)
    assert not Flag.objects.exists()
    assert not Cluster.objects.exists()


def test_a_form_sent_twice_makes_one_flag_and_another_persons_form_its_own(world: World, data: Path) -> None:
    first, again = flag(world, once="a1"), flag(world, once="a1", code="policy")
    assert first == again
    assert flag(world, "gita", once="a1") != first
    assert flag(world) != flag(world)


def test_only_those_who_may_flag_and_are_in_a_team_flag(world: World, data: Path) -> None:
    for who in ("dana", "emre", "ada", "femi"):
        with pytest.raises(NotAllowedError, match="say what stands in your way"):
            flag(world, who)
    for who in ("amara", "olga", "bela", "chidi", "gita"):
        flag(world, who)


def test_somebody_with_several_roles_flags_for_the_team_they_are_an_agent_in(
    world: World, data: Path
) -> None:
    MembershipFactory.create(user=world.bela, team=world.digital, role=Role.AGENT.value)
    assert flag(world, "bela").team == world.digital


def test_the_audit_trail_says_that_a_team_flagged_and_neither_who_nor_which(world: World, data: Path) -> None:
    flag(world, words="Secret words", contact_id="4711")
    entry = AuditEntry.objects.get(action="flag.raised")
    assert (entry.actor, entry.object_kind, entry.object_id) == (None, "team", world.phone.pk)
    assert entry.details == {}
