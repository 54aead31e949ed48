"""Actions as people meet them: given to somebody outside by mail, and kept up by a lead."""

import os
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import expect

from headwater.apps.actions import services
from headwater.apps.actions.models import Action
from headwater.apps.people.selectors import today
from headwater.apps.tasks.kinds import KINDS
from headwater.apps.tasks.models import Task

from ..apps.actions.making import an_action
from ..apps.world import World
from .at_the_door import sign_in

# the browser's loop runs in this thread; the records are asked between its steps, never inside one
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_head_gives_an_action_to_somebody_outside_who_answers_by_the_link_from_the_mail(
    page_of: Callable[..., Any], world: World, site: str, settings: Any
) -> None:
    settings.SITE_URL = site
    head = page_of(site).page
    sign_in(head, site, "amara")
    head.get_by_role("link", name="Actions", exact=True).click()
    head.get_by_role("link", name="Add an action").click()
    head.get_by_label("What is to be done").fill("Scan parcels at hand-over")
    head.get_by_label("What it is about, and why").fill("Parcels wait at one depot without anybody noticing.")
    head.get_by_label("Against the reason").fill("Parcel is late")
    head.get_by_label("Due on").fill((today() + timedelta(days=30)).isoformat())
    head.get_by_role("button", name="Add this action").click()
    head.get_by_label("Name").fill("Lena Berg")
    head.get_by_label("E-mail address").fill("lena@logistics.example")
    head.get_by_role("button", name=re.compile("send the link")).click()
    shown_once = head.locator(".secret code").inner_text()

    task = Task.objects.get(kind=services.MAIL_LINK)
    KINDS[task.kind].work(lambda step, done=0, total=None: None, **task.arguments)
    (letter,) = mail.outbox
    address = next(line for line in letter.body.splitlines() if "/actions/link/" in line)
    assert (letter.to, address) == (["lena@logistics.example"], shown_once)

    lena = page_of(address, 390).page
    expect(lena.get_by_role("heading", level=1)).to_have_text("Scan parcels at hand-over")
    expect(lena.get_by_role("navigation")).to_have_count(0)
    lena.get_by_label("Your answer").select_option("I take this on")
    lena.get_by_role("button", name="Send the answer").click()
    expect(lena.get_by_role("status")).to_have_text("Your answer is saved. Thank you.")
    lena.get_by_label("Comment").fill("The scanners are ordered.")
    lena.get_by_role("button", name="Send the comment").click()
    expect(lena.get_by_text("The scanners are ordered.")).to_be_visible()

    head.goto(f"{site}/actions/")
    row = head.get_by_role("row", name=re.compile("Scan parcels at hand-over"))
    expect(row).to_contain_text("Lena Berg (outside)")
    expect(row).to_contain_text("Accepted")
    row.get_by_role("link").click()
    expect(head.get_by_text("The scanners are ordered.")).to_be_visible()
    head.get_by_role("button", name="Withdraw the link").click()
    expect(head.get_by_role("status")).to_contain_text("The link is withdrawn")
    lena.reload()
    expect(lena.get_by_role("heading", level=1)).to_have_text("This link does not work")


def test_a_lead_finds_what_is_overdue_says_why_and_moves_the_day(
    page_of: Callable[..., Any], world: World, site: str
) -> None:
    late = today() - timedelta(days=3)
    an_action(world.amara, "One page on returns", late, owner=world.bela)
    an_action(world.amara, "Nothing to hurry about", today() + timedelta(days=90), owner=world.bela)
    page = page_of(site).page
    sign_in(page, site, "bela")
    page.get_by_role("link", name="Actions", exact=True).click()
    page.get_by_role("link", name="1 overdue").click()
    expect(page.get_by_text("Nothing to hurry about")).to_have_count(0)
    page.get_by_role("link", name="One page on returns").click()
    page.get_by_label("It is").select_option("in progress")
    page.get_by_label("Why").fill("Half of it is written.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("The state is saved")
    expect(page.get_by_text("Half of it is written.")).to_be_visible()
    page.get_by_role("link", name="Change", exact=True).click()
    page.get_by_label("Due on").fill((today() + timedelta(days=20)).isoformat())
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("overdue")).to_have_count(0)
    changed = Action.objects.get(title="One page on returns")
    assert (changed.status, changed.due_on) == ("running", today() + timedelta(days=20))
