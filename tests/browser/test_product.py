"""The product as its people meet it, in a real browser against a real server."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

# the browser's own loop runs in this thread; the records are asked between its steps, not inside one
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

from headwater.apps.people.permissions import Role
from headwater.apps.people.services import invite_person, issue_first_run_token
from headwater.apps.tasks.models import Task
from headwater.apps.tasks.services import claim_task, finish_task, report_progress, start_task
from headwater.web.background import DIAGNOSIS

from ..apps.factories import PASSWORD
from ..apps.world import World, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCREENS = Path(__file__).parents[2] / "out" / "screens"
FOUND = {
    "version": 1,
    "opening": "Of all contacts, 41% (38% to 44%) should never have happened; they take 38% (35% to 42%) of "
    "handle time.",
    "headline": "One contact in three comes back within seven days: 33.1% (32.6% to 33.7%) of the contacts "
    "of known customers.",
    "basis": "50,000 contacts of 31,204 customers, 6 January to 31 December 2025.",
    "findings": [
        {
            "title": "Late parcels take the most time",
            "figure": "1,240 h",
            "sentence": "“Where is my parcel” takes 22% (21% to 23%) of all handle time.",
            "basis": "10,912 contacts, handle time known for 98%.",
        },
        {
            "title": "E-mail is answered twice",
            "figure": "27%",
            "sentence": "27% (26% to 28%) of e-mails are followed by another contact about the same.",
            "basis": "8,113 contacts.",
        },
        {
            "title": "Mondays pile up",
            "figure": "1.6 times",
            "sentence": "Monday brings 1.6 times the contacts of an average day.",
            "basis": "52 weeks.",
        },
    ],
}


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


@pytest.fixture
def site(live_server: Any) -> str:
    return str(live_server.url)


def sign_in(page: Page, site: str, who: str) -> None:
    page.goto(f"{site}/account/login/")
    page.get_by_label("E-mail address").fill(f"{who}@parcels.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Good day, {who.capitalize()}")


def confirm_access(page: Page) -> None:
    """Give the password once more: nobody adds a key at a screen somebody else left open."""
    expect(page.get_by_role("heading", level=1)).to_contain_text("Confirm Access")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()


def picture_of(path: str) -> str:
    """Return the name of a page's picture, the same in every run."""
    known = re.sub(r"invitation/(?!no-)[^/]+", "invitation", re.sub(r"[0-9]+", "one", path))
    return known.strip("/").replace("/", "-") or "home"


@pytest.fixture
def pages(world: World, site: str, settings: Any) -> dict[str, list[str]]:
    """Every page there is to look at, by the person who looks."""
    settings.ACCOUNT_RATE_LIMITS = False
    task = start_task(acting_user=None, kind=DIAGNOSIS, version=1)
    from django.utils import timezone

    claimed = claim_task(timezone.now())
    assert claimed is not None
    finish_task(claimed, result=FOUND)
    running = start_task(acting_user=world.ada, kind="test.lines", file="nowhere", lines=900)
    taken = claim_task(timezone.now())
    assert taken is not None
    report_progress(taken, "Importing contacts.csv", 310, 900)
    _, token = invite_person(
        acting_user=world.ada, name="Noor", email="noor@parcels.example", role=Role.AGENT, team=world.phone
    )
    return {
        "nobody": [
            "/account/login/",
            "/account/password/reset/",
            "/account/signup/",
            f"/invitation/{token}/",
            "/invitation/no-such-token/",
        ],
        "amara": ["/", "/people/", f"/people/{world.chidi.pk}/"],
        "chidi": ["/", f"/people/{world.chidi.pk}/", "/no-such-page/", "/people/audit/"],
        "ada": [
            "/",
            "/people/teams/",
            f"/people/teams/{world.phone.pk}/",
            "/people/invitations/",
            "/people/audit/",
            f"/people/memberships/{world.membership_of('gita').pk}/end/",
            f"/people/{world.gita.pk}/remove/",
            "/tasks/",
            f"/tasks/{running.pk}/",
            f"/tasks/{task.pk}/",
            "/account/protection/",
            "/account/protection/totp/activate/",
            "/account/protection/webauthn/",
            "/account/protection/webauthn/add/",
            "/account/password/change/",
            "/account/logout/",
        ],
        "femi": ["/"],
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_can_be_read_by_everyone(
    page_of: Callable[..., Any], pages: dict[str, list[str]], site: str, scheme: str
) -> None:
    SCREENS.mkdir(parents=True, exist_ok=True)
    wrong: list[tuple[Any, ...]] = []
    for who, paths in pages.items():
        reader = page_of(f"{site}/health", 1280, scheme)
        page = reader.page
        if who != "nobody":
            sign_in(page, site, who)
        if who == "ada":
            page.goto(f"{site}/account/protection/totp/activate/")
            confirm_access(page)
        for path in paths:
            page.goto(site + path)
            for width in (1280, 390):
                page.set_viewport_size({"width": width, "height": 900})
                name = picture_of(path)
                page.screenshot(path=SCREENS / f"web-{who}-{name}-{width}-{scheme}.png", full_page=True)
                if page.evaluate("document.documentElement.scrollWidth") > width:
                    wrong.append((path, width, "wider than the screen"))
                if width == 390:
                    continue  # the same elements, laid out anew
                violations = Axe().run(page).response["violations"]
                wrong += [(path, width, v["id"], [n["target"] for n in v["nodes"]]) for v in violations]
        expected = [c for c in reader.complaints if "404" not in c and "403" not in c]
        wrong += [(who, complaint) for complaint in expected]
        wrong += [(who, url) for url in reader.requests if not url.startswith((site, "data:"))]
    assert wrong == []


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
    from django.utils import timezone

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
