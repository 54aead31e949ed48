"""A policy is declared, changed from a day on and read in the history; a bad file says all that is wrong."""

import os
from pathlib import Path
from typing import Any

import pytest

from ..apps.world import World
from .at_the_door import sign_in

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BAD = """policies:
  - {id: a, issuer: Operations, metric: aht, value: 4}
  - {id: b, issuer: Operations, metric: occupancy_frac, operator: <=, value: 85}
  - {id: c, issuer: Operations, metric: wrap_s, operator: <=, value: 20, effective_from: 1 May}
"""


@pytest.fixture(autouse=True)
def _slowly(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = False


def test_a_policy_is_declared_and_changed_and_both_stand_in_its_history(
    page_of: Any, site: str, world: World, stored: Path
) -> None:
    reader = page_of(f"{site}/health", 1280)
    page = reader.page
    sign_in(page, site, "olga")
    page.goto(f"{site}/policy/policies/")
    page.get_by_role("link", name="Declare the first one").click()
    page.get_by_role("link", name="Handle time", exact=True).click()
    page.get_by_label("Issuer").fill("Operations")
    page.get_by_label("Handle time").fill("four")
    page.get_by_label("Unit").select_option("min")
    page.get_by_label("First day").fill("2026-01-05")
    page.get_by_role("button", name="Declare it").click()
    page.get_by_text("Has to be a number, not 'four'.").wait_for()
    assert page.get_by_label("Issuer").input_value() == "Operations"
    page.get_by_label("Handle time").fill("4")
    page.get_by_role("button", name="Declare it").click()
    page.get_by_role("heading", name="Operations wants handle time of at most 240 s").wait_for()
    page.get_by_role("link", name="Change it from a day on").click()
    page.get_by_label("Handle time").fill("300")
    page.get_by_label("From which day on").fill("2026-09-07")
    page.get_by_label("Why").fill("Calls were cut at four minutes")
    page.get_by_role("button", name="Change it from that day on").click()
    page.get_by_role("heading", name="Operations wants handle time of at most 300 s").wait_for()
    page.get_by_text("Calls were cut at four minutes").wait_for()
    page.get_by_role("link", name="What is demanded").click()
    page.get_by_text("2 changes, the latest first").click()
    page.get_by_text("replaced operations-aht (240 s became 300 s)").wait_for()
    page.get_by_text("began: Operations wants handle time of at most 240 s").wait_for()
    # the health page has no icon: whether the browser asks for one is a matter of time
    assert [one for one in reader.complaints if "404" not in one] == []


def test_a_bad_file_says_all_that_is_wrong_and_keeps_nothing(
    page_of: Any, site: str, world: World, stored: Path
) -> None:
    reader = page_of(f"{site}/health", 390)
    page = reader.page
    sign_in(page, site, "emre")
    page.goto(f"{site}/policy/policies/import/")
    page.get_by_label("Paste it here").fill(BAD)
    page.get_by_role("button", name="See what it would do").click()
    page.get_by_role("heading", name="3 faults: nothing of it was kept").wait_for()
    faults = page.locator(".fault-list li").all_inner_texts()
    for line, words in (
        (2, "there is no metric 'aht'"),
        (3, "is 85: it cannot be over 1"),
        (4, "is not a day"),
    ):
        assert any(f"line {line}: " in fault and words in fault for fault in faults)
    assert page.get_by_label("Paste it here").input_value() == BAD
    page.goto(f"{site}/policy/policies/")
    page.get_by_role("heading", name="Nothing is declared yet").wait_for()
    # the health page has no icon: whether the browser asks for one is a matter of time
    assert [one for one in reader.complaints if "404" not in one] == []
