"""Pages about programs: on a phone and on a desk, light and dark, by axe and in a picture."""

import os
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from headwater.apps.api.models import Delivery, Token, Webhook
from headwater.apps.api.scopes import TokenScope
from headwater.apps.api.services.tokens import create_token, revoke_token
from headwater.apps.api.services.webhooks import create_webhook
from headwater.apps.events import CARRIES, happened
from headwater.apps.people.selectors import today

from ..apps.world import World
from .at_the_door import sign_in
from .looking import SCREENS, look_at

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RECEIVER = "https://93.184.215.14/headwater/news-from-support-that-we-want-to-hear-about"


@pytest.fixture
def pages(world: World, site: str, settings: Any) -> dict[str, list[str]]:
    """Every page there is to look at, with tokens and webhooks in every state."""
    settings.ACCOUNT_RATE_LIMITS = False
    for name, scopes in (
        ("Helpdesk", [TokenScope.PUSH]),
        ("Monthly report of the board", [TokenScope.MEASURES, TokenScope.DIAGNOSIS]),
        ("Old importer", [TokenScope.PUSH]),
        ("Trial", [TokenScope.PUSH, TokenScope.FLAG]),
    ):
        create_token(acting_user=world.amara, name=name, scopes=scopes, last_day=today() + timedelta(days=90))
    Token.objects.filter(name="Helpdesk").update(last_used_on=today())
    Token.objects.filter(name="Old importer").update(expires_at=timezone.now())
    revoke_token(acting_user=world.ada, token=Token.objects.get(name="Trial"))
    good, _ = create_webhook(acting_user=world.amara, url=RECEIVER, kinds=list(CARRIES))
    off, _ = create_webhook(acting_user=world.ada, url="https://93.184.215.14/b", kinds=["import.finished"])
    happened("import.finished", "/contacts/", import_id=3, rows=200_000, loaded=199_311, rejected=12)
    happened("action.overdue", "/actions/7/", action_id=7, due_on=date(2026, 3, 1))
    Delivery.objects.filter(webhook=good, kind="import.finished").update(
        arrived_at=timezone.now(), next_at=None, attempts=1
    )
    Delivery.objects.filter(kind="action.overdue").update(attempts=2, last_problem="answered 503")
    Webhook.objects.filter(pk=off.pk).update(off_since=timezone.now(), off_why="Nothing arrived for 5 days.")
    Delivery.objects.filter(webhook=off).update(next_at=None, attempts=10, last_problem="no answer in time")
    return {
        "amara": ["/api/access/", "/api/webhooks/", f"/api/webhooks/{good.pk}/", f"/api/webhooks/{off.pk}/"],
        "ada": ["/api/access/"],
        "emre": ["/api/access/", "/api/docs"],
        "chidi": ["/api/docs"],
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_can_be_read_by_everyone(
    page_of: Callable[..., Any], pages: dict[str, list[str]], site: str, scheme: str
) -> None:
    assert look_at(page_of, site, scheme, pages) == []


def test_a_token_and_a_webhook_are_made_by_keyboard_and_shown_once(
    page_of: Callable[..., Any], pages: dict[str, list[str]], site: str
) -> None:
    page = page_of(f"{site}/health", 390).page
    sign_in(page, site, "amara")
    page.goto(f"{site}/api/access/")
    page.get_by_role("textbox", name="Name").focus()
    page.keyboard.type("Warehouse")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("The token for Warehouse is ready")
    page.screenshot(path=SCREENS / "web-amara-api-token-made-390-light.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator(".secret code").inner_text().startswith("hw_")
    page.goto(f"{site}/api/webhooks/")
    page.get_by_label("Address").fill("https://93.184.215.14/new")
    page.get_by_label("An import of contacts has ended").check()
    page.get_by_role("button", name="Add this webhook").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The webhook is on")
    page.screenshot(path=SCREENS / "web-amara-api-webhook-made-390-light.png", full_page=True)
    assert page.locator(".secret code").inner_text().startswith("whsec_")
