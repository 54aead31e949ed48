"""Changes that were kept: told as of then and as of now, compared, planned from, removed."""

from collections.abc import Callable

import pytest
from django.test import Client

from headwater.apps.people.models import AuditEntry
from headwater.apps.policy.models import Policy, Revision, Scenario

from ..world import World
from .made_scenarios import facts_said, tried
from .made_scenarios import text_of as told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data")]
Visit = Callable[[str], Client]
PAGE, KEEP, COMPARE = "/policy/what-if/", "/policy/what-if/keep/", "/policy/what-if/compare/"
FIVE = {"in": "ours", "handle_s": "300", "fcr_percent": "82", "name": "Five minutes", "note": "Ask the floor"}


def test_what_is_tried_is_kept_with_its_facts_and_its_answer(visit: Visit, world: World) -> None:
    facts_said(world.olga)
    client = visit("bela")
    answer = client.post(KEEP, FIVE)
    kept = Scenario.objects.get()
    assert answer.headers["Location"] == f"{PAGE}{kept.pk}/"
    assert kept.change == {"handle_s": 300.0, "fcr_frac": 0.82}
    assert kept.made_by == world.bela
    shown = told(client, f"{PAGE}{kept.pk}/")
    for said in ("<h1>Five minutes</h1>", "Ask the floor", "kept by Bela on", ">477</span>"):
        assert said in shown
    assert "Facts changed since" not in shown
    assert f'href="{PAGE}?in=ours&amp;handle_s=300&amp;fcr_percent=82"' in shown
    assert "Five minutes" in told(client, PAGE)
    entry = AuditEntry.objects.get(action="policy.scenario_kept")
    assert entry.details == {"basis": "ours", "moved": ["fcr_frac", "handle_s"]}


def test_a_second_click_keeps_nothing_twice(visit: Visit, world: World) -> None:
    facts_said(world.olga)
    first, second = (visit("amara").post(KEEP, FIVE).headers["Location"] for _ in range(2))
    assert first == second
    assert Scenario.objects.count() == 1
    visit("amara").post(KEEP, FIVE | {"handle_s": "310"})
    visit("olga").post(KEEP, FIVE)
    assert Scenario.objects.count() == 3


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"name": " "}, "Give it a name, so that you find it again."),
        ({"name": "n" * 201}, "at most 200 characters"),
        ({"note": "n" * 2001}, "at most 2000 characters"),
        ({"handle_s": "240", "fcr_percent": "65"}, "Nothing is moved. Move a slider first"),
        ({"handle_s": "soon"}, "Handle time: “soon” is not a number it could be."),
        ({"handle_s": "0"}, "Handle time is 0"),
    ],
)
def test_what_cannot_be_kept_says_why_and_loses_nothing(
    visit: Visit, world: World, said: dict[str, str], message: str
) -> None:
    facts_said(world.olga)
    answer = visit("amara").post(KEEP, FIVE | said)
    shown = " ".join(answer.content.decode().split())
    assert answer.status_code == 200
    assert message in shown
    assert not Scenario.objects.exists()
    if "note" not in said:
        assert "Ask the floor</textarea>" in shown


def test_names_are_words_and_never_markup(visit: Visit, world: World) -> None:
    facts_said(world.olga)
    evil = "<script>alert(1)</script>\"'&title=x"
    visit("amara").post(KEEP, FIVE | {"name": evil, "note": evil})
    other = tried(world.olga)
    kept = Scenario.objects.get(name=evil)
    for path in (PAGE, f"{PAGE}{kept.pk}/", f"{COMPARE}?with={kept.pk}&with={other.pk}"):
        shown = told(visit("bela"), path)
        assert "<script>alert" not in shown
        assert "&lt;script&gt;alert(1)" in shown
    assert "&amp;title=%3Cscript%3Ealert%281%29%3C%2Fscript%3E%22%27%26title%3Dx" in told(
        visit("amara"), f"{PAGE}{kept.pk}/"
    )


def test_facts_that_changed_are_named_and_the_answer_of_now_stands_beside_that_of_then(
    visit: Visit, world: World
) -> None:
    facts_said(world.olga)
    kept = tried(world.olga)
    facts_said(world.olga, issues_per_hour=200)
    shown = told(visit("amara"), f"{PAGE}{kept.pk}/")
    then, _, now = shown.partition("Facts changed since")
    assert ">477</span>" in then
    assert '<th scope="row">Customers&#x27; issues an hour</th><td data-name="Then">400</td>' in now
    assert ">239</span>" in now
    assert ">477</span>" not in now


def test_policies_that_are_new_since_count_as_a_change_too(visit: Visit, world: World) -> None:
    facts_said(world.olga)
    kept = tried(world.olga)
    content = {"id": "answer", "issuer": "WFM", "metric": "occupancy_frac", "operator": "<=", "value": 0.7}
    policy = Policy.objects.create(
        key="answer", content=content, issuer="WFM", level="team", metric="occupancy_frac"
    )
    Revision.objects.create(policy=policy, kind="declared", content=content, made_by=world.olga)
    shown = told(visit("amara"), f"{PAGE}{kept.pk}/").partition("Facts changed since")[2]
    assert 'Declared policies</th><td data-name="Then">–</td><td data-name="Now">answer</td>' in shown
    assert "occupancy of at most 70%" in told(visit("amara"), PAGE, handle_s="300")


def test_a_change_that_facts_no_longer_allow_says_why(visit: Visit, world: World) -> None:
    facts_said(world.olga)
    kept = tried(world.olga)
    facts_said(world.olga, issues_per_hour=400, today={"wrap_s": 30})
    shown = told(visit("amara"), f"{PAGE}{kept.pk}/")
    assert "It cannot be worked out on the facts of now: " in shown
    assert "how long a contact takes now" in shown


def test_whoever_kept_it_or_may_change_policies_removes_it_and_the_audit_trail_keeps_it(
    visit: Visit, world: World
) -> None:
    facts_said(world.olga)
    hers, olgas = tried(world.bela, "Hers"), tried(world.olga, "Olga's")
    bela = visit("bela")
    assert "Remove it" in told(bela, f"{PAGE}{hers.pk}/")
    assert "Remove it" not in told(bela, f"{PAGE}{olgas.pk}/")
    assert bela.post(f"{PAGE}{olgas.pk}/remove/").status_code == 403
    assert bela.post(f"{PAGE}{hers.pk}/remove/").status_code == 302
    assert visit("emre").post(f"{PAGE}{olgas.pk}/remove/").status_code == 302
    assert "Nothing is kept yet." in told(bela, PAGE)
    for path in (f"{PAGE}{hers.pk}/", f"{COMPARE}?with={hers.pk}&with={olgas.pk}"):
        assert bela.get(path).status_code == 404
    assert bela.post(f"{PAGE}{hers.pk}/remove/").status_code == 404
    assert Scenario.objects.count() == 2
    removed = AuditEntry.objects.filter(action="policy.scenario_removed").order_by("pk")
    assert [(one.actor, one.object_id) for one in removed] == [
        (world.bela, hers.pk),
        (world.emre, olgas.pk),
    ]


def test_two_or_three_are_compared_on_the_same_facts_or_it_is_said_that_they_are_not(
    visit: Visit, world: World
) -> None:
    facts_said(world.olga)
    first, second = tried(world.olga), tried(world.olga, "More people", agents_scheduled=72.0)
    client = visit("bela")
    shown = told(client, COMPARE, **{"with": [str(first.pk), str(second.pk)]})
    assert "different facts" not in shown
    row = shown.partition("Contacts an hour</th>")[2].partition("</tr>")[0]
    assert row.count(">584</span>") == 2, "today, and the one that does not move it"
    assert ">477</span>" in row
    assert ">-107 better</span>" in row
    facts_said(world.olga, issues_per_hour=200)
    third = tried(world.olga, "Later")
    shown = told(client, COMPARE, **{"with": [str(one.pk) for one in (first, second, third)]})
    assert "They were tried on different facts" in shown
    assert ">239</span>" in shown


def test_one_or_four_are_not_compared(visit: Visit, world: World) -> None:
    facts_said(world.olga)
    numbers = [str(tried(world.olga, f"No {n}").pk) for n in range(4)]
    client = visit("amara")
    assert "Choose two or three" in told(client, COMPARE)
    assert "Choose two or three" in told(client, COMPARE, **{"with": [numbers[0], numbers[0], "x", "-1"]})
    assert "4 are chosen; three fit beside each other." in told(client, COMPARE, **{"with": numbers})
    assert client.get(COMPARE, {"with": [numbers[0], "99999"]}).status_code == 404


def test_ours_can_be_turned_into_a_plan_and_a_sample_cannot(visit: Visit, world: World) -> None:
    facts_said(world.olga)
    kept = tried(world.olga)
    link = f'href="/interventions/new/?from=what_if:{kept.pk}&amp;title=Five%20minutes"'
    assert link in told(visit("amara"), f"{PAGE}{kept.pk}/")
    visit("amara").post(KEEP, FIVE | {"in": "telecom"})
    sample = Scenario.objects.get(basis="telecom")
    shown = told(visit("amara"), f"{PAGE}{sample.pk}/")
    assert "from=what_if" not in shown
    assert "It was tried on a sample, so there is nothing here to plan." in shown


def test_from_where_a_slider_was_moved_is_told_as_of_then(visit: Visit, world: World) -> None:
    facts_said(world.olga)
    kept, other = tried(world.olga), tried(world.olga, "Six minutes", handle_s=360.0)
    facts_said(world.olga, today={"talk_s": 400, "fcr_frac": 0.7})
    moved = "Handle time from 240 s to 300 s; Resolved at first contact from 65% to 82%"
    shown = told(visit("amara"), f"{PAGE}{kept.pk}/").partition("Facts changed since")[0]
    assert moved in shown
    assert moved in told(visit("amara"), COMPARE, **{"with": [str(kept.pk), str(other.pk)]})
