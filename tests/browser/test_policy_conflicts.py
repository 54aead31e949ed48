"""From the telecom sample to a planned intervention, in a real browser."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from headwater.apps.interventions.models import Intervention

from ..apps.interventions.recent import recorded
from ..apps.world import World
from .at_the_door import sign_in

# the browser's loop runs in this thread; the records are asked between its steps, never inside one
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SLOW = 30_000
"""Milliseconds: the sample is worked out when it is first opened, and other work may hold the machine."""


def test_a_leader_opens_the_telecom_reads_its_conflict_and_plans_the_smallest_change(
    page_of: Callable[..., Any], world: World, stored: Path, site: str
) -> None:
    recorded(world)
    opened = page_of(site)
    page = opened.page
    page.set_default_timeout(SLOW)
    sign_in(page, site, "amara")
    page.goto(f"{site}/policy/conflicts/")
    page.get_by_role("link", name="Sample: a telecom").click()
    expect(page.get_by_text("1 set of policies cannot all be met")).to_be_visible()
    page.get_by_label("Arranged by").select_option("Level of management")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", name="Executives against Directors")).to_be_visible()

    page.get_by_role("link", name="Side by side, and what would free it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Conflict 1: Customer experience against Operations"
    )
    longer = page.get_by_role("article", name="Handle time up to 330 s (Operations)")
    expect(longer).to_contain_text("With those as they are today it takes 375 s")
    expect(longer.get_by_role("row", name="Contacts that bring the customer back")).to_contain_text("18%")
    expect(longer).to_contain_text("occupancy of at most 88%")

    longer.get_by_role("link", name="Plan this change").click()
    expect(page.get_by_label("What it is called")).to_have_value("Handle time up to 375 s (Operations)")
    problem = page.get_by_label("The problem it is against")
    expect(problem).to_have_value(re.compile(r"Customer experience \(Personal service guide\) wants"))
    page.get_by_role("button", name="Register, and go on to the plan").click()
    expect(page.get_by_label("Measure it is judged on")).to_be_visible()
    made = Intervention.objects.get()
    assert (made.origin, made.name) == ("conflict", "Handle time up to 375 s (Operations)")
    assert opened.complaints == []
