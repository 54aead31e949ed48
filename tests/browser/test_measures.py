"""An analyst brings a series of the organisation's own, and says when it was recorded differently."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from headwater.apps.measures.selectors import series_visible_to

from ..apps.measures.things import audit_scores
from ..apps.world import World
from .at_the_door import sign_in

# the browser's loop runs in this thread; the records are asked between its steps, never inside one
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_analyst_brings_a_series_and_marks_another_definition(
    page_of: Callable[..., Any], world: World, stored: Path, site: str, tmp_path: Path
) -> None:
    page = page_of(site).page
    sign_in(page, site, "emre")
    page.goto(f"{site}/measures/")
    page.get_by_role("link", name="Your own").click()
    page.get_by_role("link", name="Bring a series").click()
    page.get_by_label("Name", exact=True).fill("Audit score")
    page.get_by_label("Key").fill("audit_score")
    page.get_by_label("Unit").fill("points")
    page.get_by_label("Kind").select_option("bounded")
    page.get_by_label("Scale from").fill("0")
    page.get_by_label("Scale to").fill("100")
    page.get_by_label("Definition").fill("Mean score of ten cases a week that the quality team reads.")
    file = tmp_path / "audit.csv"
    file.write_bytes(audit_scores().replace(b"2025-02-03,7", b"2025-02-03,170"))
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_role("button", name="Bring it").click()
    expect(page.get_by_role("alert")).to_contain_text("audit.csv, line 6")
    expect(page.get_by_role("alert")).to_contain_text("outside the scale from 0 to 100")

    file.write_bytes(audit_scores())
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_role("button", name="Bring it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Audit score")
    expect(page.get_by_text("26 weeks, no gaps")).to_be_visible()

    page.get_by_role("link", name="Mark a day").click()
    page.get_by_label("From which day").fill("2025-04-09")
    page.get_by_label("What changed").fill("A stricter form")
    page.get_by_role("button", name="Mark the day").click()
    expect(page.get_by_role("figure")).to_contain_text("1, from 9 Apr 2025: A stricter form.")
    expect(page.get_by_role("listitem").filter(has_text="A stricter form")).to_contain_text("said by Emre")
    page.get_by_text("The figures as a table").click()
    expect(page.get_by_role("row", name="2025-04-07")).to_contain_text("A stricter form")
    (day,) = series_visible_to(world.emre, "own.audit_score").changes
    assert day.isoformat() == "2025-04-09"
