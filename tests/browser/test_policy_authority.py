"""From a file of remedies to a limit that is worth raising, and on to a plan, in a real browser."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from headwater.apps.interventions.models import Intervention
from headwater.apps.policy.models import Table

from ..apps.policy.planted import as_csv, limit_of, read_now, remedies
from ..apps.world import World
from .at_the_door import sign_in

# the browser's loop runs in this thread; the records are asked between its steps, never inside one
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_remedies_lead_to_a_limit_worth_raising_and_to_a_plan(  # noqa: PLR0917
    page_of: Callable[..., Any], world: World, stored: Path, settings: Any, site: str, tmp_path: Path
) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    limit_of(world.olga)
    file = tmp_path / "remedies.csv"
    file.write_text(as_csv(remedies()).replace(",1,", ",perhaps,", 1), encoding="utf-8")
    page = page_of(f"{site}/health").page
    sign_in(page, site, "olga")
    page.goto(f"{site}/policy/authority/")
    page.get_by_role("link", name="Bring in remedies").click()
    page.get_by_label("CSV file").set_input_files(file)
    page.get_by_role("button", name="Look at it").click()
    assert "neither yes nor no" in page.get_by_role("alert").inner_text()
    file.write_text(as_csv(remedies()), encoding="utf-8")
    page.get_by_label("CSV file").set_input_files(file)
    page.get_by_role("button", name="Look at it").click()
    assert "1,200 remedies in EUR" in page.locator("p.lead").inner_text()
    assert page.locator("tbody tr").count() == 20
    page.get_by_role("button", name="Keep them").click()
    assert "1,200 remedies are kept" in page.get_by_role("status").first.inner_text()
    assert Table.objects.get().rows == 1200
    read_now()
    page.get_by_role("link", name="Authority").click()
    page.get_by_role("link", name="Say what an escalation costs").click()
    page.get_by_label("What one escalation costs").fill("22")
    page.get_by_label("What one more contact costs").fill("4.5")
    page.get_by_role("button", name="Keep these costs").click()
    read_now()
    page.goto(f"{site}/policy/authority/")
    assert page.get_by_role("group", name="Chart: How many remedies a limit covers").count() == 1
    row = page.get_by_role("row").filter(has_text="40 EUR")
    assert "worth raising" in row.inner_text()
    row.get_by_role("link", name="Plan it").click()
    assert "from 25 EUR to 40 EUR" in page.locator("#id_name").input_value()
    page.locator("#id_problem").fill("Remedies above 25 EUR wait for an approval.")
    page.get_by_role("button", name="Register, and go on to the plan").click()
    made = Intervention.objects.get()
    assert made.kind == "policy"
    assert f"/interventions/{made.pk}/plan/" in page.url
