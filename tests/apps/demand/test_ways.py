"""The ways between the diagnosis and other rooms: from a cause to an action, from a reason to its cause."""

import html
import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.test import Client
from tests.apps.world import World

from headwater.apps.actions.models import Action
from headwater.apps.demand.models import Diagnosis

pytestmark = pytest.mark.django_db
Visit = Callable[[str], Client]


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


@pytest.fixture
def reason(whole: Diagnosis) -> str:
    """Return a reason that stands in the diagnosis."""
    tree = json.loads(whole.pages.get(name="causes").content)["tree"]
    return next(
        str(row["title"]) for row in tree if row["level"] == "reason" and "reason=%2A" not in row["address"]
    )


def test_a_cause_leads_to_a_new_action_that_then_stands_on_its_page(
    world: World, visit: Visit, reason: str
) -> None:
    browser = visit("amara")
    path = f"/demand/causes/node/?reason={quote(reason)}"
    page = text(browser.get(path))
    assert "Nobody does anything about this yet." in page
    add = re.search(r'href="(/actions/add/\?[^"]+)"', page)
    assert add is not None
    assert parse_qs(urlsplit(add[1]).query)["reason"] == [reason]
    assert reason in text(browser.get(add[1]))
    made = Action.objects.create(title="Scan at the gate", reason=reason, created_by=world.amara)
    assert f'href="/actions/{made.pk}/"' in text(browser.get(path))
    assert "/actions/add/" not in text(visit("emre").get(path)), "an analyst may read actions, and add none"


def test_another_room_finds_a_reason_among_the_causes(visit: Visit, reason: str) -> None:
    browser = visit("bela")
    found = browser.get(f"/demand/causes/about/?reason={quote(reason)}", follow=True)
    assert f"<h1>{reason}" in text(found)
    unknown = browser.get("/demand/causes/about/?reason=Nothing+of+it", follow=True)
    assert unknown.status_code == 200
    assert "No coded contact of the diagnosis has this reason yet" in text(unknown)


def test_an_action_leads_to_what_it_is_against(world: World, visit: Visit, reason: str) -> None:
    made = Action.objects.create(title="Scan", reason=reason, created_by=world.amara, owner=world.chidi)
    way = f"/demand/causes/about/?reason={quote(reason, safe='')}"
    assert way in text(visit("amara").get(f"/actions/{made.pk}/"))
    assert way not in text(visit("chidi").get(f"/actions/{made.pk}/")), "agents may not read the diagnosis"


def test_the_first_page_shows_the_findings_of_the_diagnosis_and_leads_to_them(
    visit: Visit, whole: Diagnosis
) -> None:
    findings = json.loads(whole.pages.get(name="overview").content)["findings"][:3]
    page = text(visit("amara").get("/"))
    for found in findings:
        assert found["title"] in page
        assert found["text"] in page
    assert f'href="/demand/causes/#{findings[0]["section"]}"' in page
