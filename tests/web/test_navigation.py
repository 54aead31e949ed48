"""The menu holds what a person may open, marks where they are, and stays short."""

from collections.abc import Callable

import pytest
from django.test import Client, RequestFactory

from headwater.apps.people.models import User
from headwater.web.navigation import Menu, navigation

from ..apps.world import World, make_world

pytestmark = pytest.mark.django_db
Ask = Callable[[str, str], Menu]


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def menu(world: World) -> Ask:
    def asked(who: str, path: str) -> Menu:
        request = RequestFactory().get(path)
        request.user = world.person(who)
        found = navigation(request)["menu"]
        assert isinstance(found, Menu)
        return found

    return asked


def marked(found: Menu) -> list[tuple[str, str]]:
    return [(entry.title, entry.here) for entry in found.entries if entry.here]


def test_the_page_itself_and_pages_inside_a_part_are_marked(menu: Ask) -> None:
    assert marked(menu("amara", "/measures/")) == [("Measures", "page")]
    assert marked(menu("amara", "/measures/contacts.volume/")) == [("Measures", "true")]
    assert marked(menu("amara", "/people/teams/7/")) == [("Teams", "true")], "not People, which holds it too"
    assert marked(menu("amara", "/")) == [("Home", "page")]
    assert marked(menu("amara", "/account/logout/")) == []


def test_a_long_menu_puts_the_house_one_step_away_and_says_when_one_is_in_it(menu: Ask) -> None:
    found = menu("amara", "/people/audit/")
    assert {"People", "Teams", "Invitations", "Tasks", "Audit trail"} <= {e.title for e in found.house}
    assert "Home" in {e.title for e in found.work}
    assert found.here == "Audit trail"
    assert menu("amara", "/").here == ""


def test_a_short_menu_is_shown_whole(menu: Ask) -> None:
    assert menu("dana", "/").house == []
    assert "People" in {entry.title for entry in menu("dana", "/").work}


def test_what_a_person_may_not_open_is_not_in_the_menu(menu: Ask) -> None:
    assert "Measures" in {entry.title for entry in menu("bela", "/").entries}
    for who in ("chidi", "dana", "ada", "femi"):
        assert "Measures" not in {entry.title for entry in menu(who, "/").entries}


def test_every_entry_leads_where_its_person_may_go(world: World, menu: Ask) -> None:
    for who in ("amara", "olga", "bela", "chidi", "dana", "emre", "ada", "femi"):
        browser = Client()
        person: User = world.person(who)
        browser.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        for entry in menu(who, "/").entries:
            assert browser.get(entry.url, follow=True).status_code == 200, (who, entry.title)


def test_nobody_has_no_menu() -> None:
    request = RequestFactory().get("/")
    assert not navigation(request)["menu"]
