"""From a scenario of the policy lab to a locked plan with its prediction, and to whether it came true."""

import os
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from headwater.analysis.interventions.prediction import Prediction as Said
from headwater.apps.interventions.models import Intervention, Prediction

from ..apps.interventions.made_interventions import RATED, an_intervention, judge, locked, plan_on, record_of
from ..apps.interventions.recent import monday, recorded, registered
from ..apps.policy.made_predictions import a_scenario
from ..apps.world import World
from .at_the_door import sign_in
from .looking import look_at

# the browser's loop runs in this thread; the records are asked between its steps, never inside one
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SLOW = 30_000
"""Milliseconds: other work may hold the machine."""


def test_an_operations_lead_plans_what_she_tried_and_later_sees_whether_it_came(
    page_of: Callable[..., Any], world: World, site: str
) -> None:
    recorded(world)
    made = a_scenario(world.olga)
    opened = page_of(site)
    page = opened.page
    sign_in(page, site, "olga")
    page.goto(f"{site}/interventions/new/?from=what_if:{made.pk}&title=Longer+calls")
    registers(page)
    plans(page)
    found = Intervention.objects.get()
    assert (found.origin, found.origin_key, found.kind) == ("what_if", str(made.pk), "policy")
    kept = Prediction.objects.get()
    assert (kept.measure, kept.value, kept.low, kept.high) == ("contacts.come_back", -6, -8, -4)
    assert kept.source.startswith("the scenario “Longer calls” of")
    assert opened.complaints == []


def registers(page: Page) -> None:
    expect(page.get_by_text("Begun from a scenario of the policy lab.")).to_be_visible()
    expect(page.get_by_label("What it is called")).to_have_value("Longer calls")
    expect(page.get_by_label("What it is", exact=True)).to_have_value("policy")
    expect(page.get_by_label("The problem it is against")).to_have_value(re.compile("to 26%"))
    page.get_by_role("button", name="Register, and go on to the plan").click()


def plans(page: Page) -> None:
    expect(
        page.get_by_text("It predicts that “Customers who come back” will be 6 percentage")
    ).to_be_visible()
    expect(page.get_by_label("It will move by")).to_have_value("-6")
    page.get_by_label("First day of the change").fill(monday(5).isoformat())
    page.get_by_label("Measure it is judged on").select_option("contacts.rate")
    page.get_by_label("Counted in").select_option("%")
    said = page.locator("#foreseen")
    expect(said).to_contain_text(
        "It will move by: This is predicted of “Customers who come back”", timeout=SLOW
    )
    page.get_by_label("Measure it is judged on").select_option("contacts.come_back")
    page.get_by_label("Counted in").select_option("pp")
    expect(said).not_to_contain_text("This is predicted of", timeout=SLOW)
    page.get_by_role("button", name="Read it as a whole").click()
    expect(page.get_by_text("6 percentage points lower than before (8 to 4 lower), by the")).to_be_visible()
    page.get_by_role("button", name="Lock this plan").click()
    expect(page.get_by_role("status")).to_contain_text("Plan 1 is locked.")
    expect(page.get_by_role("definition").filter(has_text="6 percentage points lower")).to_be_visible()
    comes_from = page.get_by_role("region", name="About it")
    expect(comes_from).to_contain_text("A scenario of the policy lab")


@pytest.fixture
def pages(world: World) -> dict[str, list[str]]:
    """Pages with predictions: as predicted, less, the other way, not known, and while they are typed."""
    record_of(world, back=(0.32, 0.27), rated=(0.6, 0.52))
    source = "the scenario “Longer calls” of 1 Dec 2023"
    addresses = []
    for name, said, on in (
        ("Longer calls", Said(-5, "pp", -6.5, -3.5, source), plan_on()),
        ("Call backs on the day", Said(-12, "pp"), plan_on()),
        ("One script for every call", Said(5, "%", 2, 8), plan_on(RATED, "+2%")),
        ("Empathy workshop", Said(-8, "%", -12, -4), plan_on(smallest="-10%", scope=str(world.phone.pk))),
        ("Two replies in one", Said(-6, "pp"), plan_on()),
    ):
        one = an_intervention(world.amara, name, kind="policy")
        locked(world.amara, one, replace(on, predicted=said))
        addresses.append(f"/interventions/{one.pk}/?{name.split()[-1]}")
    judge()
    recorded(world)
    made = a_scenario(world.amara)
    planned = registered(world.amara, name="Longer calls again", kind="policy", origin="what_if",
                         origin_key=str(made.pk))  # fmt: skip
    return {
        "amara": [
            *addresses[:4],
            "/interventions/ledger/",
            "/interventions/memo/",
            f"/interventions/{planned.pk}/plan/",
            f"/interventions/new/?from=what_if:{made.pk}",
        ]
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_with_predictions_can_be_read_by_everyone(
    page_of: Callable[..., Any], pages: dict[str, list[str]], site: str, scheme: str
) -> None:
    assert look_at(page_of, site, scheme, pages) == []
