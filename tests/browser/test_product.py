"""The product as its people meet it, in a real browser against a real server."""

import os
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from headwater.apps.people.models import User
from headwater.apps.people.services import issue_first_run_token
from headwater.apps.tasks.models import Task
from headwater.apps.tasks.services import claim_task, finish_task, report_progress, start_task

from ..apps.factories import PASSWORD
from ..apps.world import World
from .at_the_door import confirm_access, sign_in

# the browser's loop runs in this thread; the records are asked between its steps, never inside one
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_first_administrator_comes_in_invites_somebody_reads_the_trail_and_sees_a_task_fail(
    page_of: Callable[..., Any], transactional_db: None, site: str
) -> None:
    token = issue_first_run_token()
    page = page_of(site).page
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome to Headwater")
    page.get_by_label("Token from the terminal").fill(token)
    page.get_by_label("Name of the organisation").fill("Parcels")
    page.get_by_label("Your name").fill("Ada")
    page.get_by_label("Your e-mail address").fill("ada@parcels.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Begin").click()
    sign_in(page, site, "ada")
    expect(page.get_by_text("Administrator in Parcels")).to_be_visible()

    page.get_by_role("link", name="Invitations", exact=True).click()
    page.get_by_label("Name").fill("Noor")
    page.get_by_label("E-mail address").fill("noor@parcels.example")
    page.get_by_label("Role").select_option("Agent")
    page.get_by_label("Team").select_option(label="Parcels")
    page.get_by_role("button", name="Make an invitation").click()
    link = page.locator(".secret code").inner_text()

    guest = page_of(link).page
    guest.get_by_label("Password").fill("short")
    guest.get_by_role("button", name="Make my account").click()
    expect(guest.get_by_text("at least 12 characters", exact=False).first).to_be_visible()
    guest.get_by_label("Password").fill(PASSWORD)
    guest.get_by_role("button", name="Make my account").click()
    expect(guest.get_by_role("status")).to_contain_text("Your account is ready")
    sign_in(guest, site, "noor")
    expect(guest.get_by_text("Agent in Parcels")).to_be_visible()

    page.goto(f"{site}/people/audit/?action=invitation.accepted")
    expect(page.get_by_role("row", name=re.compile("Noor.*invitation.accepted"))).to_be_visible()

    task = start_task(acting_user=User.objects.get(name="Ada"), kind="test.lines", file="nowhere", lines=9)
    page.get_by_role("link", name="Tasks", exact=True).click()
    page.locator("tbody th a").first.click()
    expect(page.get_by_text("Waits for the worker")).to_be_visible()
    claimed = claim_task(timezone.now())
    assert claimed is not None
    assert claimed.pk == task.pk
    report_progress(claimed, "Writing lines", 4, 9)
    expect(page.get_by_text("Writing lines: 4 of 9")).to_be_visible()
    finish_task(Task.objects.get(pk=claimed.pk), error="The disk is full.")
    expect(page.get_by_text("Ended")).to_be_visible()
    expect(page.get_by_text("The disk is full.")).to_be_visible()
    expect(page.get_by_role("button", name="Stop this task")).to_have_count(0)
    page.goto(site)
    expect(page.get_by_role("listitem").filter(has_text="tasks that failed")).to_contain_text("1")


def test_a_passkey_is_added_and_signs_in(page_of: Callable[..., Any], world: World, site: str) -> None:
    site = site.replace("127.0.0.1", "localhost")  # passkeys belong to a name
    page = page_of(site).page
    tool = page.context.new_cdp_session(page)
    tool.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
    }
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    tool.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    sign_in(page, site, "bela")
    page.goto(f"{site}/account/protection/webauthn/add/")
    confirm_access(page)
    page.get_by_label("Name").fill("Phone of Bela")
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Recovery Codes")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Good day, Bela")
