"""From a locked plan to its verdict: the worker judges, the owner follows the mail, the head decides."""

import os
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import expect

from headwater.analysis.interventions import Programme
from headwater.apps.interventions.models import Intervention, Judgement
from headwater.apps.interventions.services import JUDGE
from headwater.apps.tasks.kinds import KINDS

from ..apps.interventions.made_interventions import RATED, START, an_intervention, locked, plan_on, record_of
from ..apps.interventions.made_states import every_state
from ..apps.world import World
from .at_the_door import sign_in
from .looking import SCREENS

# the browser's loop runs in this thread; the records are asked between its steps, never inside one
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def work() -> None:
    """Do what the worker does every morning."""
    KINDS[JUDGE].work(lambda step, done=0, total=None: None)


def test_an_owner_reads_the_verdict_from_the_mail_and_the_head_decides_on_it(
    page_of: Callable[..., Any], world: World, site: str, settings: Any
) -> None:
    settings.SITE_URL = site
    record_of(world, back=(0.32, 0.27), rated=(0.6, 0.52), count=104 + 25)
    made = an_intervention(world.amara, owner=world.bela)
    locked(world.amara, made, plan_on(guards=(RATED,), value_per_unit=4.5))

    work()
    assert not Judgement.objects.exists(), "the last week of the window is not measured yet"
    bela = page_of(f"{site}/interventions/{made.pk}/", 390).page
    sign_in(bela, site, "bela")
    bela.goto(f"{site}/interventions/{made.pk}/")
    expect(bela.locator(".headline")).to_contain_text("the measure does not reach that day yet")
    expect(bela.get_by_text("What that amounts to")).to_have_count(0)

    record_of(world, back=(0.32, 0.27), rated=(0.6, 0.52), count=104 + 26)
    work()
    (letter,) = [one for one in mail.outbox if "worked" in one.subject]
    assert letter.to == [world.bela.email]
    address = next(line for line in letter.body.splitlines() if "/interventions/" in line)
    bela.goto(address)
    expect(bela.get_by_role("heading", level=1)).to_have_text("Scan at hand-over")
    expect(bela.locator(".headline")).to_contain_text("Worked, but at a price: Satisfaction got worse")
    expect(bela.get_by_role("heading", name="What a verdict has to pass")).to_be_visible()
    expect(bela.get_by_role("img").first).to_be_visible()
    expect(bela.get_by_text("What plan 2 says")).to_have_count(0)
    bela.get_by_label("Comment").fill("People are asked to scan twice: that is the price.")
    bela.get_by_role("button", name="Add the comment").click()
    expect(bela.get_by_text("that is the price.")).to_be_visible()

    head = page_of(site).page
    sign_in(head, site, "amara")
    head.get_by_role("link", name="Interventions", exact=True).click()
    row = head.get_by_role("row", name=re.compile("Scan at hand-over"))
    expect(row).to_contain_text("Worked")
    head.get_by_role("link", name="Ledger").click()
    expect(head.get_by_role("row", name=re.compile("^Fix of a cause"))).to_contain_text("4,000")
    head.get_by_role("link", name="Decision memo").click()
    decide = head.get_by_role("region", name="To decide now")
    expect(decide).to_contain_text("Weigh")
    decide.get_by_role("link", name="Scan at hand-over").click()
    head.get_by_role("link", name="Say what was really spent").click()
    head.get_by_label("Really spent").first.fill("5200")
    head.get_by_role("button", name="Save the costs").click()
    expect(head.get_by_role("status")).to_contain_text("The costs are saved.")
    expect(head.get_by_text("spent; 4,000 planned")).to_be_visible()
    assert Intervention.objects.get().costs.first().spent == 5200  # type: ignore[union-attr]


def test_the_decision_memo_is_one_page_of_paper(
    page_of: Callable[..., Any], world: World, site: str, tmp_path: Any
) -> None:
    every_state(world)
    phone = str(world.phone.pk)
    for number in range(5):  # more of each than there is room for, with names as long as people give them
        long = f"Coaching of the second level on parcels that were sent back twice, part {number}"
        locked(world.amara, an_intervention(world.amara, f"{long}: depots"))
        none = an_intervention(world.amara, f"{long}: agents", kind="training")
        locked(world.amara, none, plan_on(smallest="-10%", scope=phone))
        late = Programme(
            "One script for every call, in the north and in the south", START + timedelta(weeks=1)
        )
        locked(world.amara, an_intervention(world.amara, f"{long}: calls"), plan_on(others=(late,)))
    work()
    head = page_of(site).page
    sign_in(head, site, "amara")
    head.goto(f"{site}/interventions/memo/")
    file = tmp_path / "memo.pdf"
    head.pdf(path=str(file), prefer_css_page_size=True)
    head.emulate_media(media="print")
    head.set_viewport_size({"width": 680, "height": 1000})
    SCREENS.mkdir(parents=True, exist_ok=True)
    head.screenshot(path=SCREENS / "interventions-memo-print.png", full_page=True)
    pages = len(re.findall(rb"/Type\s*/Page[^s]", file.read_bytes()))
    assert pages == 1
