"""A leader brings a roster, sees what was read of it, keeps it, and sees where the week is short."""

import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from headwater.apps.policy.background import read
from headwater.apps.policy.models import Table
from headwater.apps.policy.selectors import key_of_now

from ..apps.world import World
from .at_the_door import sign_in

# the browser's loop runs in this thread; the records are asked between its steps, never inside one
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def quietly(step: str, done: int = 0, total: int = 0) -> None:
    """Take a report."""


@pytest.fixture
def roster_file(tmp_path: Path) -> Path:
    """Return a roster of one person from nine to five, for the sample's days and the week after."""
    first = date(2025, 1, 6)
    rows = [
        f"Jane Doe,{day} 09:00,{day} 17:00"
        for day in (first + timedelta(days=n) for n in range(27 * 7))
        if day.weekday() < 6
    ]
    file = tmp_path / "shifts.csv"
    file.write_text("\n".join(["agent,start,end", *rows]) + "\n")
    return file


def test_a_roster_is_brought_and_shows_where_the_week_is_short(
    page_of: Any, site: str, world: World, stored: Path, roster_file: Path
) -> None:
    read(quietly, asked=key_of_now())
    reader = page_of(f"{site}/health")
    page = reader.page
    sign_in(page, site, "olga")
    page.goto(f"{site}/policy/staffing/")
    page.get_by_role("link", name="Bring a roster", exact=True).click()
    page.get_by_label("Roster").set_input_files(roster_file)
    page.get_by_label("Shrinkage in per cent").fill("10")
    page.get_by_role("button", name="Read it").click()
    assert "1,296 scheduled hours" in page.locator("main").inner_text()
    assert "Jane" not in page.content()
    page.get_by_role("button", name="Keep these counts").click()
    page.get_by_text("The roster is kept").wait_for()
    assert Table.objects.get().said["shrinkage"] == 0.1
    read(quietly, asked=key_of_now())
    page.reload()
    text = page.locator("main").inner_text()
    assert "Short for certain in" in text
    assert "half-hours" in text
    page.locator("nav.days").first.get_by_role("link", name="Tuesday").click()
    page.get_by_text("Tuesdays so far").first.wait_for()
    assert reader.complaints == []
