"""The product as its people meet it, in a real browser against a real server."""

import os
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from headwater.apps.people.services import issue_first_run_token
from headwater.apps.tasks.models import Task
from headwater.apps.tasks.services import claim_task, finish_task, report_progress, start_task

from ..apps.factories import PASSWORD
from ..apps.world import World
from .at_the_door import confirm_access, sign_in

# the browser's loop runs in this thread; the records are asked between its steps, never inside one
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_administrator_invites_and_the_invited_person_comes_in(
    page_of: Callable[..., Any], world: World, site: str
) -> None:
    page = page_of(site).page
    sign_in(page, site, "ada")
    page.get_by_role("link", name="Invitations").click()
    page.get_by_label("Name").fill("Noor")
    page.get_by_label("E-mail address").fill("noor@parcels.example")
    page.get_by_label("Role").select_option("Agent")
    page.get_by_label("Team").select_option(str(world.phone.pk))
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
    expect(guest.get_by_text("Agent in Phone")).to_be_visible()

    page.goto(f"{site}/people/audit/?action=invitation.accepted")
    expect(page.get_by_role("row", name=re.compile("Noor.*invitation.accepted"))).to_be_visible()


def test_by_keyboard_alone_one_signs_in_and_out(page_of: Callable[..., Any], world: World, site: str) -> None:
    page = page_of(f"{site}/account/login/").page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the page"
    page.get_by_label("E-mail address").focus()
    page.keyboard.type("chidi@parcels.example")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Good day, Chidi")
    page.get_by_role("button", name="Sign out").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.goto(site)
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_progress_follows_by_itself_and_ends(page_of: Callable[..., Any], world: World, site: str) -> None:
    task = start_task(acting_user=world.ada, kind="test.lines", file="nowhere", lines=9)
    page = page_of(site).page
    sign_in(page, site, "ada")
    page.goto(f"{site}/tasks/{task.pk}/")
    expect(page.get_by_text("Waits for the worker")).to_be_visible()
    claimed = claim_task(timezone.now())
    assert claimed is not None
    report_progress(claimed, "Writing lines", 4, 9)
    expect(page.get_by_text("Writing lines: 4 of 9")).to_be_visible()
    finish_task(Task.objects.get(pk=claimed.pk), result={"lines": 9})
    expect(page.get_by_text("Ended")).to_be_visible()
    expect(page.get_by_role("button", name="Stop this task")).to_have_count(0)


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


def test_the_first_administrator_comes_in_with_the_token_of_the_terminal(
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
