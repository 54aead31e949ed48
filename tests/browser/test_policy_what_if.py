"""A leader moves sliders by keyboard, keeps what was tried, has it simulated and goes on to a plan."""

import os
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from headwater.apps.policy import simulating
from headwater.apps.policy.models import Scenario
from headwater.apps.tasks.models import Task

from ..apps.policy.made_scenarios import facts_said
from ..apps.world import World
from .at_the_door import sign_in

# the browser's loop runs in this thread; the records are asked between its steps, never inside one
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SLOW = 30_000
"""Milliseconds: other work may hold the machine."""


def quietly(step: str, done: int = 0, total: int | None = None) -> None:
    """Take a report."""


@pytest.mark.usefixtures("stored")
def test_the_operations_lead_tries_a_longer_handle_time_and_goes_on_to_a_plan(
    page_of: Callable[..., Any], world: World, site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simulating, "RUNS", 2)
    facts_said(world.olga)
    opened = page_of(site)
    page = opened.page
    sign_in(page, site, "olga")
    page.goto(f"{site}/policy/what-if/")
    moves_by_keyboard(page)
    goes_back_and_forth(page)
    keeps(page)
    simulates(page)
    page.get_by_role("link", name="Turn it into an intervention plan").click()
    expect(page.get_by_label("What it is called")).to_have_value("Five minutes")
    assert opened.complaints == []


def moves_by_keyboard(page: Page) -> None:
    answer, said = page.locator("#answer"), page.locator("#said")
    expect(answer).to_contain_text("Nothing is moved")
    slider = page.get_by_role("slider", name="Handle time, slider")
    slider.focus()
    for _ in range(12):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_label("Handle time", exact=True)).to_have_value("300")
    expect(answer).to_contain_text("Handle time from 240 s to 300 s", timeout=SLOW)
    expect(slider).to_be_focused()
    expect(slider).to_have_attribute("aria-valuetext", "300 s")
    # one sentence is said, and only once the slider rests
    expect(said).to_contain_text("Handle time 300 s", timeout=SLOW)
    expect(said).not_to_contain_text("Before and after")
    page.wait_for_url(re.compile(r"\?in=ours&handle_s=300$"))
    page.get_by_label("Resolved at first contact", exact=True).fill("82")
    expect(answer.get_by_role("row", name="Contacts an hour")).to_contain_text("477", timeout=SLOW)
    page.wait_for_url(re.compile("fcr_percent=82"))


def goes_back_and_forth(page: Page) -> None:
    answer = page.locator("#answer")
    page.go_back()
    expect(page.get_by_label("Resolved at first contact", exact=True)).to_have_value("65")
    expect(answer).not_to_contain_text("82%", timeout=SLOW)
    page.go_forward()
    expect(answer).to_contain_text("82%", timeout=SLOW)
    page.get_by_role("button", name="Back to today for Handle time").click()
    expect(page.get_by_label("Handle time", exact=True)).to_have_value("240")
    expect(answer).not_to_contain_text("Handle time from", timeout=SLOW)
    page.get_by_label("Handle time", exact=True).fill("300")
    expect(answer).to_contain_text("Handle time from 240 s to 300 s", timeout=SLOW)


def keeps(page: Page) -> None:
    page.get_by_label("Name", exact=True).fill("Five minutes")
    page.get_by_role("button", name="Keep what is tried").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Five minutes")
    assert Scenario.objects.get().change == {"handle_s": 300.0, "fcr_frac": 0.82}


def simulates(page: Page) -> None:
    page.get_by_role("button", name="Simulate it").click()
    expect(page.locator(".progress")).to_contain_text("Waits for the worker")
    kept = Scenario.objects.get()
    assert simulating.simulate(quietly, scenario=kept.pk) == {"kept": True}
    Task.objects.update(state=Task.State.DONE)
    # the page that follows the task takes up its end by itself
    expect(page.get_by_role("table", name="Simulated, beside what was solved")).to_be_visible(timeout=SLOW)


@pytest.mark.usefixtures("stored")
def test_the_newest_answer_wins_and_a_server_that_is_away_is_said(
    page_of: Callable[..., Any], world: World, site: str
) -> None:
    facts_said(world.olga)
    page = page_of(site).page
    sign_in(page, site, "bela")
    page.goto(f"{site}/policy/what-if/")
    held: list[Any] = []

    def hold_the_first(route: Any) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route("**/policy/what-if/answer/**", hold_the_first)
    number = page.get_by_label("Handle time", exact=True)
    number.fill("260")
    page.wait_for_timeout(300)
    number.fill("300")
    answer = page.locator("#answer")
    expect(answer).to_contain_text("to 300 s", timeout=SLOW)
    assert held, "the first question was asked, and its answer is late"
    page.wait_for_timeout(300)
    expect(answer).to_contain_text("to 300 s")
    page.unroute("**/policy/what-if/answer/**")
    page.route("**/policy/what-if/answer/**", lambda route: route.abort())
    number.fill("320")
    expect(page.get_by_text("The answer could not be fetched")).to_be_visible(timeout=SLOW)
    expect(answer).to_contain_text("to 300 s")
    page.unroute("**/policy/what-if/answer/**")
    page.get_by_role("button", name="Ask again").click()
    expect(answer).to_contain_text("to 320 s", timeout=SLOW)
    expect(page.get_by_text("The answer could not be fetched")).to_be_hidden()
