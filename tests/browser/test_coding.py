"""Coding as its people do it: by keyboard alone, from drawing to deciding."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from headwater.apps.coding.models import Decision, Reading, Study
from headwater.apps.coding.sample import load_sample
from headwater.apps.coding.services.codebooks import add_shipped_codebook
from headwater.apps.tasks.kinds import KINDS
from headwater.apps.tasks.services import claim_task, finish_task

from ..apps.coding.things import silent, study_of
from ..apps.factories import PASSWORD
from ..apps.world import World
from .at_the_door import sign_in

# the browser's loop runs in this thread; the records are asked between its steps, never inside one
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def asks(page: Page, question: str) -> None:
    expect(page.locator("#question")).to_contain_text(question)


def work() -> None:
    """Do what waits in the background."""
    while (task := claim_task(timezone.now())) is not None:
        finish_task(task, result=KINDS[task.kind].work(silent, **task.arguments))


def tab_to(page: Page, name: str) -> None:
    """Press Tab until something with this name has the focus."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip().startswith(name):
            return
    raise AssertionError(f"Tab does not reach {name}")


def test_an_agent_codes_by_keyboard_alone_takes_one_back_and_finishes(
    page_of: Callable[..., Any], world: World, stored: Path, site: str
) -> None:
    study = study_of(world, "chidi", size=2)
    opened = page_of(f"{site}/account/login/")
    page = opened.page
    page.get_by_label("E-mail address").focus()
    page.keyboard.type("chidi@parcels.example")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Good day, Chidi")
    tab_to(page, "Coding")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Coding")
    tab_to(page, "Begin")
    page.keyboard.press("Enter")

    asks(page, "What kind of demand is it?")
    page.keyboard.press("1")  # value
    asks(page, "Why does the customer get in touch?")
    page.keyboard.type("delivery addr")
    page.keyboard.press("Enter")
    asks(page, "Which words of the customer show it?")
    page.keyboard.press("Enter")
    expect(page.locator(".progress-line")).to_contain_text("1 of 2 done")

    # the first one was failure demand after all: back into the finished contact, to its first question
    for question in ("Which words", "Why does", "What kind"):
        page.keyboard.press("Escape")
        page.keyboard.press("u")
        asks(page, question)
    expect(page.locator(".progress-line")).to_contain_text("opened again")
    page.keyboard.press("2")  # failure
    asks(page, "How did it fail the customer?")
    page.keyboard.press("4")
    asks(page, "Why does the customer get in touch?")
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    # pressed ahead, faster than the page: preventable, cause and owner as usual, no evidence
    for _ in range(4):
        page.keyboard.press("Enter")
    asks(page, "What kind of demand is it?")
    expect(page.locator(".progress-line")).to_contain_text("1 of 2 done")

    page.keyboard.press("4")  # cannot be told
    asks(page, "Why does the customer get in touch?")
    page.keyboard.type("-")
    page.keyboard.press("Enter")
    asks(page, "Which words")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing is left for you here")).to_be_visible()
    assert opened.complaints == []

    readings = list(Reading.objects.filter(contact__study=study).order_by("turn"))
    assert [reading.state for reading in readings] == ["done", "done"]
    assert readings[0].codes == {
        "demand_type": "failure",
        "failure_code": "progress_chasing",
        "reason": "Parcel is late",
        "preventable": "yes",
        "cause": "process",
        "cause_owner": "Depot operations",
    }
    assert readings[1].codes == {"demand_type": "undetermined"}


def test_an_analyst_draws_a_sample_and_gives_it_to_two_people(
    page_of: Callable[..., Any], world: World, stored: Path, site: str
) -> None:
    add_shipped_codebook(acting_user=world.emre, name="delivery")
    page = page_of(site).page
    sign_in(page, site, "emre")
    page.get_by_role("link", name="Coding").click()
    page.get_by_role("link", name="New study").click()
    page.get_by_label("Title").fill("Why customers call")
    page.get_by_label("Codebook").select_option("delivery 1")
    page.get_by_label("A number of contacts").check()
    page.get_by_label("Contacts", exact=True).fill("20")
    page.get_by_label("Chidi").check()
    page.get_by_role("button", name="Draw the sample").click()
    expect(page.get_by_role("alert")).to_contain_text("A contact that is coded twice needs two people")
    page.get_by_label("Bela").check()
    page.get_by_role("button", name="Draw the sample").click()
    expect(page.get_by_text("The sample is being drawn")).to_be_visible()
    work()
    page.reload()
    expect(page.get_by_text("0 of 20 contacts are coded: 0 of 24 readings")).to_be_visible()
    page.get_by_role("link", name="Coders").click()
    expect(page.get_by_role("row", name="Chidi 0 12")).to_be_visible()

    agent = page_of(site).page
    sign_in(agent, site, "chidi")
    agent.get_by_role("link", name="Coding").click()
    expect(agent.get_by_text("12 of 12 left")).to_be_visible()
    assert Study.objects.get().codebook.frozen_at is not None


def test_the_head_decides_where_two_coders_differ(
    page_of: Callable[..., Any], world: World, stored: Path, site: str
) -> None:
    load_sample(silent, stored / "sample")
    study = Study.objects.get(simulated=True)
    before = Decision.objects.count()
    page = page_of(site).page
    sign_in(page, site, "amara")
    page.goto(f"{site}/coding/{study.pk}/")
    page.get_by_role("link", name="Decide").click()
    expect(page.get_by_text("5 to decide")).to_be_visible()
    expect(page.locator(".readings")).to_contain_text("Reading A")
    expect(page.locator("main")).not_to_contain_text("Simulated coder 1")
    page.keyboard.press("a")
    asks(page, "Which words of the customer show it?")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").first).to_contain_text("Say why you decide so")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.keyboard.type("They say so in the first line.")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    expect(page.get_by_text("4 to decide")).to_be_visible()
    decision = Decision.objects.get(decided_by=world.amara)
    assert Decision.objects.count() == before + 1
    assert decision.note == "They say so in the first line."
    first = decision.contact.readings.first()
    assert first is not None
    assert decision.codes in [reading.codes for reading in decision.contact.readings.all()]
