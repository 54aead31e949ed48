"""A head of support sees that something is out of the ordinary, and looks closer."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from ..apps.measures.things import half_a_year
from ..apps.world import World
from .at_the_door import sign_in

# the browser's loop runs in this thread; the records are asked between its steps, never inside one
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_head_follows_a_figure_from_the_first_page_to_a_team_and_a_file(
    page_of: Callable[..., Any], world: World, stored: Path, site: str
) -> None:
    half_a_year(world, last=0.5)
    page = page_of(site).page
    sign_in(page, site, "amara")
    card = page.get_by_role("listitem").filter(has_text="First-contact resolution")
    expect(card).to_contain_text("Lower than usual (70% to 78%), which is worse.")
    expect(card.get_by_role("img")).to_have_accessible_name(
        "First-contact resolution, last 26 weeks: between 50% and 76%, at the end 50%; usual range 70% to 78%"
    )
    card.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("First-contact resolution")
    page.get_by_text("The figures as a table").click()
    expect(page.get_by_role("row", name="2025-06-30")).to_contain_text("50%")

    page.get_by_label("Team").select_option("Phone")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("Phone, week from 30 Jun 2025")).to_be_visible()
    expect(page.get_by_text("Within the usual range", exact=False).first).to_be_visible()
    with page.expect_download() as file:
        page.get_by_role("link", name="As CSV").click()
    text = Path(file.value.path()).read_text(encoding="utf-8-sig")
    assert text.splitlines()[-1].startswith("contacts.first_contact_resolution,Phone,week,2025-06-30,")

    page.get_by_role("navigation", name="Main").get_by_text("Organisation").click()
    page.get_by_role("link", name="Teams").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Teams")
