"""The ledger's order, its filters and file, what waits for whom, and what other pages show of it."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import Http404
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from headwater.analysis.demand.causes.actions import COLUMNS
from headwater.apps.actions import selectors, services
from headwater.apps.actions.models import Action
from headwater.apps.actions.selectors import Asked, Counts
from headwater.apps.actions.waiting import actions_waiting
from headwater.apps.people.models import User
from headwater.apps.people.selectors import today

from ..world import World
from .making import an_action, outside

pytestmark = pytest.mark.django_db


@pytest.fixture
def ledger(world: World) -> dict[str, Action]:
    """One action of every group, added in an order that is not that of the ledger."""
    by, now = world.amara, today()

    def owned(title: str, days: int | None = None, **said: str) -> Action:
        due = None if days is None else now + timedelta(days=days)
        return an_action(by, title, due, owner=world.chidi, **said)

    stopped, done, check = owned("stopped"), owned("done"), owned("check")
    services.change_status(acting_user=by, action=stopped, status=Action.Status.STOPPED, why="No money")
    for action in (done, check):
        services.change_status(acting_user=by, action=action, status=Action.Status.DONE)
    Action.objects.filter(pk=check.pk).update(follow_up_on=now)
    found = [stopped, done, check, owned("undated"), owned("later", 90), owned("soon", 14, cause="it")]
    found += [owned("overdue", -1, reason="Parcel is late", owner_unit="Depots")]
    refused = owned("refused", 3)
    services.change_status(acting_user=world.chidi, action=refused, status=Action.Status.REFUSED, why="No")
    gone = owned("closed account")
    Action.objects.filter(pk=gone.pk).update(owner=world.femi)
    User.objects.filter(pk=world.femi.pk).update(is_active=False)
    lena = an_action(by, "outside", now - timedelta(days=9), cause="it", owner_unit="Tracking IT")
    outside(by, lena)
    found += [refused, gone, lena, an_action(by, "nobody", now - timedelta(days=30))]
    return {action.title: action for action in found}


def titles(user: User, **asked: str) -> list[str]:
    return [action.title for action in selectors.ledger_visible_to(user, Asked(**asked))]


ORDER = [
    "nobody",
    "closed account",
    "refused",
    "outside",
    "overdue",
    "soon",
    "later",
    "undated",
    "check",
    "done",
    "stopped",
]


def test_what_needs_somebody_first_stands_on_top(world: World, ledger: dict[str, Action]) -> None:
    assert titles(world.amara) == ORDER
    assert titles(world.emre) == ORDER


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"state": "open"}, ORDER[:8]),
        ({"state": "nobody"}, ["nobody", "closed account"]),
        ({"state": "overdue"}, ["outside", "overdue"]),
        ({"state": "check"}, ["check"]),
        ({"cause": "it"}, ["outside", "soon"]),
        ({"owner_unit": "Depots"}, ["overdue"]),
        ({"cause": "it", "state": "soon"}, ["soon"]),
        ({"whose": "mine"}, []),
    ],
)
def test_the_ledger_is_filtered(
    world: World, ledger: dict[str, Action], asked: dict[str, str], expected: list[str]
) -> None:
    assert titles(world.amara, **asked) == expected


def test_an_owner_sees_their_own_and_nobody_elses(world: World, ledger: dict[str, Action]) -> None:
    assert set(titles(world.chidi)) == set(ORDER) - {"nobody", "closed account", "outside"}
    assert titles(world.gita) == []
    with pytest.raises(Http404):
        selectors.action_visible_to(world.chidi, ledger["nobody"].pk)


def test_counts_say_what_the_ledger_shows(world: World, ledger: dict[str, Action]) -> None:
    assert selectors.counts_visible_to(world.amara) == Counts(
        open=8, without_owner=2, refused=1, overdue=3, due_soon=2, to_check=1
    )
    assert selectors.open_without_owner(world.amara) == 2
    assert selectors.counts_visible_to(world.gita).open == 0


def test_what_waits_for_whom(world: World, ledger: dict[str, Action]) -> None:
    def waiting(user: User) -> dict[str, int]:
        return {one.title: one.count for one in actions_waiting(user) if one.count}

    own = {"3 actions of yours: overdue or due soon": 3}
    answerable = {
        "Find an owner for 2 actions": 2,
        "Decide on 1 action that cannot be done": 1,
        "See whether 1 action worked": 1,
    }
    assert waiting(world.chidi) == own
    assert waiting(world.amara) == waiting(world.olga) == answerable
    for person in (world.bela, world.gita, world.ada, world.femi):
        assert waiting(person) == {}


def test_what_waits_leads_to_just_that_part_of_the_ledger(
    world: World, ledger: dict[str, Action], visit: Callable[[str], Client]
) -> None:
    for name in ("amara", "chidi"):
        for one in actions_waiting(world.person(name)):
            page = visit(name).get(one.url).context["page"]
            assert page.paginator.count >= one.count
    assert actions_waiting(world.chidi)[0].due == today() - timedelta(days=1)


def test_the_file_holds_what_was_asked_for_and_no_address(
    world: World, ledger: dict[str, Action], visit: Callable[[str], Client]
) -> None:
    services.change_action(acting_user=world.amara, action=ledger["outside"], title="=1+1", cause="it")
    answer = visit("amara").get(reverse("actions:export"), {"cause": "it"})
    text = answer.content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["action"], row["cause"], row["owner_person"]) for row in rows] == [
        ("soon", "it", "Chidi"),
        ("'=1+1", "it", "Lena"),
    ]
    assert "logistics.example" not in text


def test_the_file_begins_with_the_columns_the_diagnosis_reads(
    world: World, visit: Callable[[str], Client]
) -> None:
    an_action(world.amara, reason="Parcel is late")
    answer = visit("amara").get(reverse("actions:export"))
    heading = answer.content.decode("utf-8-sig").splitlines()[0].split(",")
    assert tuple(heading[: len(COLUMNS)]) == COLUMNS


def test_other_pages_show_what_is_done_about_a_cause(world: World, ledger: dict[str, Action]) -> None:
    against = selectors.actions_against
    assert [a.title for a in against(world.amara, reason="Parcel is late")] == ["overdue"]
    assert [a.title for a in against(world.emre, cause="it")] == ["outside", "soon"]
    assert [a.title for a in against(world.bela, cause="it", owner_unit="Depots")] == [
        "outside",
        "overdue",
        "soon",
    ]
    assert against(world.amara) == []
    assert against(world.ada, cause="it") == []
    said = render_to_string(
        "actions/against.html", {"found": against(world.amara, cause="it"), "add": "cause=it"}
    )
    assert "Lena" in said
    assert "/actions/add/?cause=it" in said
    assert "Nobody does anything" in render_to_string("actions/against.html", {"found": []})


def test_an_action_is_added_with_what_a_link_says_it_is_against(
    world: World, visit: Callable[[str], Client]
) -> None:
    browser = visit("bela")
    form = browser.get(reverse("actions:add"), {"reason": "Parcel is late", "owner_unit": "Depots"})
    assert 'value="Parcel is late"' in form.content.decode()
    answer = browser.post(
        reverse("actions:add"),
        {"title": "Scan", "reason": "Parcel is late", "saved_low": "100", "due_on": "2026-09-01"},
    )
    action = Action.objects.get()
    assert answer.headers["Location"] == reverse("actions:owner", args=[action.pk])
    assert (action.saved_low, action.saved_high) == (100, 100)


def test_a_page_of_one_action_offers_only_what_the_reader_may_do(
    world: World, visit: Callable[[str], Client]
) -> None:
    action = an_action(world.amara, owner=world.chidi)
    page = reverse("actions:action", args=[action.pk])
    offered = {
        name: {
            word
            for word in ("Where does it stand?", "Add the comment", "Change the owner", "stopped</option>")
            if word in visit(name).get(page).content.decode()
        }
        for name in ("amara", "chidi", "emre")
    }
    assert offered == {
        "amara": {"Where does it stand?", "Add the comment", "Change the owner", "stopped</option>"},
        "chidi": {"Where does it stand?", "Add the comment"},
        "emre": set(),
    }


def test_the_follow_up_is_asked_for_when_it_is_due(world: World, visit: Callable[[str], Client]) -> None:
    action = an_action(world.amara, owner=world.chidi)
    services.change_status(acting_user=world.amara, action=action, status=Action.Status.DONE)
    page, browser = reverse("actions:action", args=[action.pk]), visit("amara")
    assert "Save the outcome" not in browser.get(page).content.decode()
    Action.objects.update(follow_up_on=today())
    assert "Save the outcome" in browser.get(page).content.decode()
    browser.post(
        reverse("actions:follow_up", args=[action.pk]), {"outcome": "no_effect", "why": "8% before and after"}
    )
    assert "no effect that matters" in browser.get(page).content.decode()
