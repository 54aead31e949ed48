"""Answers: who may give them, whom they reach, and what is done about it."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.http import Http404
from django.utils import timezone

from headwater.analysis.errors import NotAllowedError, UsageError
from headwater.apps.actions.models import Action
from headwater.apps.actions.services import change_status
from headwater.apps.people.models import AuditEntry
from headwater.apps.voices.models import Answer, AnsweredFlag, Flag
from headwater.apps.voices.selectors.answers import answer_to_link, as_seen, board_visible_to
from headwater.apps.voices.selectors.own import flags_with_news, own_flags, with_answers
from headwater.apps.voices.services import answer_cluster, answer_flag, link_action, mark_read

from ..world import World
from .made_voices import LATE, flag

WILL: dict[str, Any] = {"verdict": "will", "words": "The scan comes back in March."}


def late(world: World, who: str = "chidi", **said: Any) -> Flag:
    return flag(world, who, code="progress_chasing", contact_id=LATE, **said)


def reached(answer: Answer) -> set[int]:
    return set(answer.flags.values_list("pk", flat=True))


def test_a_leads_answer_reaches_the_own_team_and_a_heads_everybody(world: World, stored: Path) -> None:
    chidis, gitas = late(world), late(world, "gita")
    bela = answer_cluster(acting_user=world.person("bela"), cluster=chidis.cluster, **WILL)
    assert reached(bela) == {chidis.pk}
    amara = answer_cluster(acting_user=world.person("amara"), cluster=chidis.cluster, **WILL)
    assert reached(amara) == {gitas.pk}


def test_who_was_answered_before_hears_of_it_only_when_asked_for(world: World, stored: Path) -> None:
    mine = late(world)
    answer_cluster(acting_user=world.person("bela"), cluster=mine.cluster, **WILL)
    with pytest.raises(UsageError, match=r"Nothing here waits for an answer of yours\. Tick the box"):
        answer_cluster(acting_user=world.person("bela"), cluster=mine.cluster, **WILL)
    answer_cluster(
        acting_user=world.person("bela"), cluster=mine.cluster, verdict="did", words="It is back.", again=True
    )
    seen = with_answers(own_flags(world.person("chidi")).get())
    assert [answer.verdict for answer in seen.answers] == ["did", "will"]


def test_a_flag_that_came_while_the_answer_was_written_waits_for_its_own(world: World, stored: Path) -> None:
    first = late(world)
    second = late(world)
    answer = answer_cluster(
        acting_user=world.person("bela"), cluster=first.cluster, up_to=first.pk, again=True, **WILL
    )
    assert reached(answer) == {first.pk}
    assert not second.answered.exists()


def test_one_flag_can_be_answered_apart(world: World, stored: Path) -> None:
    first, second = late(world), late(world)
    answer = answer_flag(acting_user=world.person("bela"), flag=first, verdict="will_not", words="The law.")
    assert reached(answer) == {first.pk}
    assert not second.answered.exists()


def test_a_lead_cannot_answer_another_team_and_nobody_else_answers_at_all(world: World, stored: Path) -> None:
    gitas = late(world, "gita")
    with pytest.raises(UsageError, match="Nothing here waits"):
        answer_cluster(acting_user=world.person("bela"), cluster=gitas.cluster, **WILL)
    with pytest.raises(UsageError, match="Nothing here waits"):
        answer_flag(acting_user=world.person("bela"), flag=gitas, **WILL)
    for who in ("chidi", "gita", "emre", "ada", "dana", "femi"):
        with pytest.raises(NotAllowedError):
            answer_cluster(acting_user=world.person(who), cluster=gitas.cluster, **WILL)
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"verdict": "perhaps"}, "we will, we did, we will not"),
        ({"words": "  "}, "an answer without words answers nobody"),
        ({"words": "x" * 2001}, "2,001 characters: at most 2,000 fit"),
    ],
)
def test_an_answer_has_a_verdict_and_words(
    world: World, stored: Path, said: dict[str, str], message: str
) -> None:
    mine = late(world)
    with pytest.raises(UsageError, match=message):
        answer_cluster(acting_user=world.person("bela"), cluster=mine.cluster, **(WILL | said))


def test_what_leads_to_a_person_goes_out_of_answers_too(world: World, stored: Path) -> None:
    answer = answer_cluster(
        acting_user=world.person("bela"),
        cluster=late(world).cluster,
        verdict="did",
        words="jane.doe@example.org has it.",
    )
    assert answer.words == "[e-mail address] has it."


def test_an_answer_is_news_until_its_person_has_read_it(world: World, stored: Path) -> None:
    mine, other = late(world), late(world, "gita")
    answer_cluster(acting_user=world.person("amara"), cluster=mine.cluster, **WILL)
    assert flags_with_news(world.person("chidi")) == 1
    mark_read(acting_user=world.person("chidi"), flag=mine)
    assert flags_with_news(world.person("chidi")) == 0
    assert flags_with_news(world.person("gita")) == 1
    with pytest.raises(Http404):
        mark_read(acting_user=world.person("chidi"), flag=other)
    assert AnsweredFlag.objects.get(flag=other).read_at is None
    assert AuditEntry.objects.get(action="flag.answer_read").actor is None


def test_the_answer_shows_when_the_linked_action_is_done(world: World, stored: Path) -> None:
    bela = world.person("bela")
    answer = answer_cluster(acting_user=bela, cluster=late(world).cluster, **WILL)
    link = link_action(
        acting_user=bela,
        answer=answer,
        title="Bring the scan back",
        owner_unit="Depot",
        due_on=date(2030, 3, 1),
    )
    assert (link.action.from_voices, link.action.reason) == (True, "Parcel is late")
    seen = as_seen(answer_to_link(bela, answer.pk))
    assert (seen.action, seen.action_due, seen.action_done) == ("Bring the scan back", date(2030, 3, 1), None)
    change_status(acting_user=bela, action=link.action, status=Action.Status.DONE)
    seen = as_seen(board_visible_to(world.person("gita")).get())
    assert (seen.action_status, seen.action_done) == ("done", timezone.localdate())


def test_an_answer_is_linked_to_one_action_and_by_those_who_may_answer_it(world: World, stored: Path) -> None:
    bela, amara = world.person("bela"), world.person("amara")
    answer = answer_cluster(acting_user=amara, cluster=late(world, "gita").cluster, **WILL)
    with pytest.raises(Http404):
        link_action(acting_user=bela, answer=answer, title="Something")
    with pytest.raises(UsageError, match="Choose an action, or give a new one a title: one of the two"):
        link_action(acting_user=amara, answer=answer)
    first = link_action(acting_user=amara, answer=answer, title="First").action
    with pytest.raises(UsageError, match="one of the two"):
        link_action(acting_user=amara, answer=answer, action=first, title="Second")
    link_action(acting_user=amara, answer=answer, title="Second")
    assert as_seen(answer_to_link(amara, answer.pk)).action == "Second"
    link_action(acting_user=amara, answer=answer, action=first)
    assert as_seen(answer_to_link(amara, answer.pk)).action == "First"


def test_answers_and_links_are_in_the_audit_trail_with_who_gave_them(world: World, stored: Path) -> None:
    bela = world.person("bela")
    answer = answer_cluster(acting_user=bela, cluster=late(world).cluster, **WILL)
    link = link_action(acting_user=bela, answer=answer, title="Scan")
    entry = AuditEntry.objects.get(action="flag.answered")
    assert entry.actor == bela
    assert entry.details == {"cluster": answer.cluster_id, "verdict": "will", "flags": 1}
    assert AuditEntry.objects.get(action="flag.action_linked").details == {"by": link.action_id}
