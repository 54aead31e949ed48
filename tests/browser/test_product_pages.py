"""Every page of the product: on a phone and on a desk, light and dark, by axe and in a picture."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from headwater.apps.demand.filters import Filters
from headwater.apps.demand.selectors import Basis
from headwater.apps.demand.services import keep_diagnosis
from headwater.apps.people.permissions import Role
from headwater.apps.people.services import invite_person
from headwater.apps.tasks.services import claim_task, finish_task, report_progress, start_task

from ..apps.world import World
from .looking import look_at

# the browser's loop runs in this thread; the records are asked between its steps, never inside one
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FOUND = {
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
    "failure": {},
    "yearly": {},
    "currency": "",
}


@pytest.fixture
def pages(world: World, site: str, settings: Any) -> dict[str, list[str]]:
    """Every page there is to look at, by the person who looks."""
    settings.ACCOUNT_RATE_LIMITS = False
    task = start_task(acting_user=None, kind="test.lines", file="nowhere", lines=1)
    claimed = claim_task(timezone.now())
    assert claimed is not None
    finish_task(claimed, result={"lines": 1})
    keep_diagnosis(basis=Basis(1, "", None), filters=Filters(), said=FOUND, pages={})
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
    assert look_at(page_of, site, scheme, pages) == []
