"""Every page of the product: on a phone and on a desk, light and dark, by axe and in a picture."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from headwater.apps.people.permissions import Role
from headwater.apps.people.services import invite_person
from headwater.apps.tasks.services import claim_task, finish_task, report_progress, start_task
from headwater.web.background import DIAGNOSIS

from ..apps.world import World
from .at_the_door import confirm_access, sign_in

# the browser's loop runs in this thread; the records are asked between its steps, never inside one
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
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


def picture_of(path: str) -> str:
    """Return the name of a page's picture, the same in every run."""
    known = re.sub(r"invitation/(?!no-)[^/]+", "invitation", re.sub(r"[0-9]+", "one", path))
    return known.strip("/").replace("/", "-") or "home"


@pytest.fixture
def pages(world: World, site: str, settings: Any) -> dict[str, list[str]]:
    """Every page there is to look at, by the person who looks."""
    settings.ACCOUNT_RATE_LIMITS = False
    task = start_task(acting_user=None, kind=DIAGNOSIS, version=1)
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
