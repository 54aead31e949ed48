"""Voices in a real browser: an agent flags by keyboard alone, a lead answers, the agent sees it."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from headwater.apps.voices.models import Answer, Flag

from ..apps.factories import PASSWORD
from ..apps.voices.made_voices import LATE, flag
from ..apps.world import World
from .at_the_door import sign_in

# the browser's loop runs in this thread; the records are asked between its steps, never inside one
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST_TABS = 40


def tab_to(page: Page, words: str) -> None:
    """Go on with the tab key until what has the focus says these words."""
    says = "(document.activeElement.textContent || document.activeElement.name || '').trim()"
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate(says) == words:
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
            return
    raise AssertionError(f"the tab key does not lead to {words}")


def test_an_agent_flags_in_two_clicks_by_keyboard_alone_and_sees_the_answer(
    page_of: Callable[..., Any], world: World, stored: Path, site: str
) -> None:
    page = page_of(f"{site}/account/login/", 390).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the page"
    tab_to(page, "login")
    page.keyboard.type("chidi@parcels.example")
    tab_to(page, "password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Good day, Chidi")
    page.goto(f"{site}/voices/new/?source=sample&contact={LATE}")
    tab_to(page, "I was not allowed to fix it")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("I was not allowed to fix it")
    tab_to(page, "Giving money back")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Your flag is saved.")
    made = Flag.objects.get()
    assert (made.kind, made.code, made.contact_reason) == ("not_allowed", "refund", "Parcel is late")

    tab_to(page, "needed")
    page.keyboard.type("Refund the express fee")
    tab_to(page, "amount")
    page.keyboard.type("12.50")
    tab_to(page, "limit")
    page.keyboard.type("Refunds go through Finance; she wrote from jane.doe@mail.example")
    tab_to(page, "Save")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("We took out what looks like an e-mail address")
    expect(page.get_by_text("No answer yet.")).to_be_visible()
    made.refresh_from_db()
    assert (str(made.amount), made.currency) == ("12.50", "EUR")
    assert "jane" not in made.limit

    lead = page_of(site).page
    sign_in(lead, site, "bela")
    lead.goto(f"{site}/voices/said/{made.cluster_id}/")
    expect(lead.get_by_text("12.50 EUR in 1 flag")).to_be_visible()
    expect(lead.get_by_text("Chidi")).to_have_count(0)
    lead.get_by_label("The answer").select_option("We will")
    lead.get_by_label("What, and why or why not").fill("You will refund up to 25 EUR yourselves.")
    lead.get_by_role("button", name="Give this answer").click()
    lead.get_by_role("link", name="Not now").click()

    page.goto(f"{site}/voices/")
    expect(page.get_by_text("You will refund up to 25 EUR yourselves.")).to_be_visible()
    tab_to(page, "I have read it: Giving money back")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="I have read it")).to_have_count(0)


def test_a_lead_answers_what_waits_and_links_an_action(
    page_of: Callable[..., Any], world: World, stored: Path, site: str
) -> None:
    for days in (9, 12):
        flag(world, days=days, code="broken_promise", words="The callback list closes at five every day.")
    page = page_of(site).page
    sign_in(page, site, "bela")
    page.get_by_role("link", name="Voices").click()
    page.get_by_role("link", name="What people say").click()
    page.get_by_label("Answered").select_option("Waits for an answer")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("2 wait, the oldest for 1 week")).to_be_visible()
    page.get_by_role("link", name="We promised something and did not do it").click()
    page.get_by_label("The answer").select_option("We will")
    page.get_by_label("What, and why or why not").fill("Half an hour a day stays free of calls.")
    page.get_by_role("button", name="Give this answer").click()
    page.get_by_label("Or a new one: what is to be done?").fill("Keep half an hour a day for callbacks")
    page.get_by_label("Which unit does it?").fill("Support")
    page.get_by_role("button", name="Link it").click()
    expect(page.get_by_text("all answered")).to_be_visible()
    page.get_by_role("link", name="Keep half an hour a day for callbacks").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Keep half an hour a day for callbacks")

    page.goto(f"{site}/voices/answers/")
    expect(page.get_by_text("said 2 times")).to_be_visible()
    assert Answer.objects.get().link.action.owner_unit == "Support"
