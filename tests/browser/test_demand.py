"""What the head and the operations lead do with the diagnosis, in a real browser against a real server."""

import csv
import os
import re
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from playwright.sync_api import expect

from headwater.apps.demand.filters import Filters
from headwater.apps.demand.models import Diagnosis
from headwater.apps.tasks.worker import Worker

from ..apps.demand.laid import coded_folder, counted, keep, laid, prices
from ..apps.world import World
from .at_the_door import sign_in

__all__ = ["coded_folder", "counted", "keep", "laid", "prices"]

# the browser's loop runs in this thread; the records are asked between its steps, never inside one
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _no_heartbeat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Worker, "_beat", lambda self, task, over: None)


def test_the_head_goes_from_the_headline_to_the_contacts_and_takes_a_table_along(
    page_of: Callable[..., Any], world: World, site: str, stored: Path, keep: Callable[[Filters], Diagnosis]
) -> None:
    keep(Filters())
    page = page_of(site).page
    sign_in(page, site, "amara")
    page.get_by_role("link", name="Diagnosis", exact=True).click()
    expect(page.locator(".headline")).to_contain_text("Failure demand is")
    page.get_by_role("link", name="Causes", exact=True).click()
    page.get_by_role("navigation", name="Causes by").get_by_role("link", name="Unit").click()
    page.get_by_role("navigation", name="Measured in").get_by_role("link", name="Money").click()
    expect(page.get_by_role("heading", name="Failure demand by unit: EUR a year")).to_be_visible()

    tree = page.get_by_role("table", name="Failure code, reason")
    tree.get_by_role("link", name="Defect or error", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Defect or error")
    page.get_by_role("table", name="What is inside").get_by_role("link").first.click()
    expect(page.get_by_role("navigation", name="Where this lies")).to_contain_text("Defect or error")
    contacts = page.get_by_role("table", name="Newest first")
    listed = contacts.get_by_role("link").count()
    expect(contacts.get_by_role("link").first).to_have_attribute("href", re.compile("^/contacts/one/"))
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV of these contacts").click()
    with Path(download.value.path()).open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == listed


def test_the_operations_lead_filters_waits_and_sees_the_week(
    page_of: Callable[..., Any],
    world: World,
    site: str,
    stored: Path,
    keep: Callable[[Filters], Diagnosis],
) -> None:
    keep(Filters())
    page = page_of(site).page
    sign_in(page, site, "olga")
    page.goto(f"{site}/demand/shape/")
    page.get_by_text("Contacts: all").click()
    page.get_by_label("Channel (optional)").select_option("phone")
    page.get_by_role("button", name="Last 13 weeks").click()
    expect(page).to_have_url(re.compile(r"/demand/shape/\?since=.*&until=.*&channel=phone"))
    expect(page.get_by_text("These contacts are being diagnosed")).to_be_visible()
    assert Worker(Event()).run_one()
    expect(page.get_by_role("heading", name="Contacts by half-hour of the week")).to_be_visible(
        timeout=15_000
    )
    page.get_by_role("link", name="Repeats", exact=True).click()
    expect(page.get_by_text("to whichever team and by whichever channel")).to_be_visible()
