"""From a cause on the diagnosis to a locked plan, and to another one, in a real browser."""

import os
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from headwater.apps.demand.filters import Filters
from headwater.apps.demand.models import Diagnosis
from headwater.apps.interventions.models import Intervention

from ..apps.demand.laid import coded_folder, counted, keep, laid, prices
from ..apps.interventions.recent import monday, recorded
from ..apps.world import World
from .at_the_door import sign_in

__all__ = ["coded_folder", "counted", "keep", "laid", "prices"]

# the browser's loop runs in this thread; the records are asked between its steps, never inside one
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SLOW = 30_000
"""Milliseconds: other work may hold the machine."""


@pytest.mark.usefixtures("stored", "counted")
def test_the_head_goes_from_a_cause_to_a_locked_plan_and_changes_her_mind_in_the_open(
    page_of: Callable[..., Any], world: World, site: str, keep: Callable[[Filters], Diagnosis]
) -> None:
    keep(Filters())
    recorded(world)
    opened = page_of(site)
    page = opened.page
    sign_in(page, site, "amara")
    registers_from_a_cause(page)
    promises(page)
    found = Intervention.objects.get()
    assert (found.origin, found.origin_key) == (
        "cause",
        "failure_code=progress_chasing&reason=Parcel+is+late",
    )
    page.goto(f"{site}/interventions/{found.pk}/plan/")
    changes_her_mind(page)
    locked = [(one.number, one.plan.smallest.amount, one.is_locked) for one in found.plans.order_by("number")]
    assert locked == [(1, -8.0, True), (2, -6.0, True)]
    assert opened.complaints == []


def registers_from_a_cause(page: Page) -> None:
    page.get_by_role("link", name="Diagnosis", exact=True).click()
    page.get_by_role("link", name="Causes", exact=True).click()
    page.get_by_role("link", name="Parcel is late", exact=True).first.click()
    page.get_by_role("link", name="Plan a fix and have it judged").click()

    expect(page.get_by_label("What it is called")).to_have_value("Fewer contacts: Parcel is late")
    expect(page.get_by_label("The problem it is against")).to_have_value(re.compile("Depot operations"))
    page.get_by_label("What it is called").fill("Scan at hand-over")
    first = page.get_by_role("group", name="Cost 1", exact=True)
    first.get_by_label("What for").fill("Scanners")
    first.get_by_label("How much").fill("4000")
    page.get_by_role("button", name="One more row").click()
    fourth = page.get_by_role("group", name="Cost 4", exact=True)
    fourth.get_by_label("What for").fill("Depot staff")
    fourth.get_by_label("How much").fill("40")
    fourth.get_by_role("combobox").select_option("hours")
    page.get_by_role("button", name="Register, and go on to the plan").click()


def promises(page: Page) -> None:
    expect(page.get_by_text("Suggested from the cause")).to_be_visible()
    expect(page.get_by_label("Measure it is judged on")).to_have_value("contacts.rate")
    could_find = page.locator("#foreseen")
    expect(could_find).to_contain_text("The verdict will probably be “cannot tell”", timeout=SLOW)
    page.get_by_label("It has to move by at least").fill("8")
    expect(could_find).to_contain_text("the plan is strong enough", timeout=SLOW)
    expect(could_find).to_contain_text("it costs 4,000 EUR")
    page.get_by_label("Weeks from the start to the verdict").fill("10")
    expect(could_find).to_contain_text("Only 6 weeks lie between", timeout=SLOW)
    page.get_by_label("Weeks from the start to the verdict").fill("26")
    page.get_by_label("Satisfaction").check()
    page.get_by_label("First day of the change").fill(monday(5).isoformat())
    page.get_by_role("button", name="Read it as a whole").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("The promise")
    promise = page.locator("section", has=page.get_by_role("heading", name="Scan at hand-over"))
    expect(promise).to_contain_text("8% lower than before")
    expect(promise).to_contain_text("Scanners 4,000 EUR; Depot staff 40 hours")
    page.get_by_role("button", name="Lock this plan").click()
    expect(page.get_by_role("status")).to_contain_text("Plan 1 is locked. The verdict is due on")
    expect(page.get_by_role("heading", level=1)).to_have_text("Scan at hand-over")


def changes_her_mind(page: Page) -> None:
    expect(page.get_by_text("what you write here becomes plan 2")).to_be_visible()
    page.get_by_label("It has to move by at least").fill("6")
    page.get_by_role("button", name="Read it as a whole").click()
    differs = page.get_by_role("table", name="What differs")
    expect(differs.get_by_role("row")).to_have_count(2)
    expect(differs).to_contain_text("6% lower than before")
    page.get_by_role("button", name="Lock this plan").click()
    expect(page.get_by_role("status")).to_contain_text("Plan 2 is locked")
    for said in ("Plan 1", "Plan 2"):
        expect(page.get_by_text(said, exact=False).first).to_be_visible()
