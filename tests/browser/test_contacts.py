"""Journeys of an export: from a file to contacts, and back."""

import os
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from playwright.sync_api import expect

from headwater.apps.tasks.worker import Worker

from ..apps.contacts.test_import_pages import EXPORT
from ..apps.world import World
from .at_the_door import sign_in

# the browser's loop runs in this thread; the records are asked between its steps, never inside one
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir()
    monkeypatch.setattr(Worker, "_beat", lambda self, task, over: None)


def work() -> None:
    assert Worker(Event()).run_one()


def test_the_head_imports_an_unknown_export_reads_a_contact_and_takes_it_all_back(
    page_of: Callable[..., Any], world: World, site: str
) -> None:
    page = page_of(site).page
    sign_in(page, site, "amara")
    page.get_by_role("link", name="Contacts", exact=True).click()
    expect(page.get_by_text("There are no contacts yet")).to_be_visible()
    page.get_by_role("link", name="Import an export").click()
    rows = "\n".join(
        f"{n};{1 + n % 28:02d}.03.2026 09:15;Anruf;kunde{n % 9}@mail.example;Paket;Wo ist Paket Nummer {n}?"
        for n in range(10, 400)
    )
    page.get_by_label("File").set_input_files(
        {"name": "anrufe.csv", "mimeType": "text/csv", "buffer": (EXPORT + rows).encode()}
    )
    page.get_by_role("button", name="Upload and look").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("anrufe.csv")
    expect(page.get_by_text("20 rows looked at: 19 kept, 1 rejected")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("anna.schmidt")

    mapping = page.get_by_label("Mapping", exact=True)
    text = mapping.input_value()
    mapping.fill(text.replace("contact_id:", "contact_idd:"))
    page.get_by_role("button", name="Look again").click()
    expect(page.get_by_text("Did you mean 'contact_id'?").first).to_be_visible()
    page.get_by_label("Mapping", exact=True).fill(text)
    page.get_by_label("Time zone of the organisation").select_option("Europe/Berlin")
    page.get_by_role("button", name="Import all rows").click()
    expect(page.get_by_text("Waits for the worker")).to_be_visible()
    work()
    expect(page.get_by_text("every row of the source is accounted for")).to_be_visible()
    expect(page.get_by_role("row", name="Loaded 392")).to_be_visible()
    expect(page.get_by_role("row", name="Rows of the source 393")).to_be_visible()

    page.get_by_role("link", name="See the contacts").click()
    page.get_by_label("Contact id").fill("99")
    page.get_by_role("button", name="Show", exact=True).click()
    page.get_by_role("link", name="99", exact=True).click()
    expect(page.get_by_text("Wo ist Paket Nummer 99?")).to_be_visible()

    page.goto(f"{site}/contacts/imports/")
    page.get_by_role("link", name="Take it back").click()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("status")).to_contain_text("Taken back")
    page.goto(f"{site}/contacts/one/?source=anrufe&id=99")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no such page")


def test_the_analyst_imports_the_log_of_a_bank_with_a_mapping_of_her_own(
    page_of: Callable[..., Any], world: World, site: str, real_file: Callable[[str], Path],
    mapping_file: Callable[[str], str],
) -> None:  # fmt: skip
    page = page_of(site).page
    sign_in(page, site, "emre")
    page.goto(f"{site}/contacts/imports/new/")
    page.get_by_label("File").set_input_files(str(real_file("bank_calls_1999_02.csv.gz")))
    page.get_by_role("button", name="Upload and look").click()
    page.get_by_label("Mapping", exact=True).fill(Path(mapping_file("bank_calls")).read_text("utf-8"))
    page.get_by_role("button", name="Look again").click()
    expect(page.get_by_text("20 rows looked at: 20 kept, 0 rejected")).to_be_visible()
    page.get_by_role("button", name="Import all rows").click()
    expect(page.get_by_text("Waits for the worker")).to_be_visible()
    work()
    expect(page.get_by_role("row", name="Loaded 33,344")).to_be_visible(timeout=15_000)
    expect(page.get_by_role("row", name="Rows of the source 33,344")).to_be_visible()
    page.goto(f"{site}/contacts/")
    expect(page.get_by_role("row")).to_have_count(51)
