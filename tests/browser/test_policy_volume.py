"""From the five mistakes in one look to the target behind one; every page by axe and in a picture."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from ..apps.policy.made_mistakes import others, volume_found
from ..apps.policy.made_volume import keep
from ..apps.world import World
from .at_the_door import sign_in
from .looking import look_at

# the browser's loop runs in this thread; the records are asked between its steps, never inside one
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_head_finds_the_target_behind_the_harm_and_takes_its_table_along(
    page_of: Callable[..., Any], world: World, stored: Any, site: str
) -> None:
    for finding in (volume_found(), *others()):
        keep(finding)
    page = page_of(f"{site}/policy/", 390).page
    sign_in(page, site, "amara")
    page.goto(f"{site}/policy/")
    expect(page.locator(".headline")).to_contain_text("3 of the five mistakes are found")
    first = page.locator(".mistakes > li").first
    expect(first.get_by_role("heading")).to_contain_text("No permission to fix things")
    page.get_by_role("link", name="Volume over resolution").click()
    expect(page.locator("#volume .lead")).to_contain_text("Contacts were ended early to meet the target")
    expect(page.get_by_role("img").first).to_be_visible()
    page.get_by_text("The figures as a table").first.click()
    expect(page.get_by_role("columnheader", name="Seconds from").first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Targets (CSV)").click()
    assert download.value.suggested_filename == "volume-targets.csv"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_can_be_read_by_everyone_everywhere(
    scheme: str, page_of: Callable[..., Any], site: str, world: World, stored: Any
) -> None:
    empty = {"bela": ["/policy/?state=empty", "/policy/volume/?state=empty"]}
    assert look_at(page_of, site, scheme, empty) == []
    for finding in others():
        keep(finding)
    keep(volume_found(declared=False), key="of yesterday")
    assert look_at(page_of, site, scheme, {"emre": ["/policy/volume/?state=undeclared"]}) == []
    keep(volume_found())
    assert (
        look_at(page_of, site, scheme, {"amara": ["/policy/", "/policy/?in=telecom", "/policy/volume/"]})
        == []
    )
