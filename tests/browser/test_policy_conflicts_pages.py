"""The pages about conflicts: phone and desk, light and dark, by axe and in a picture."""

import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from headwater.analysis.policy.floor_voice import Contradiction
from headwater.apps.policy.models import DeclaredFacts
from headwater.apps.policy.selectors import key_of_now
from headwater.apps.policy.selectors.basis import our_basis
from headwater.apps.policy.services import keep_reading
from headwater.apps.policy.studying import content_of

from ..apps.policy.things_conflicts import declared
from ..apps.world import World
from .looking import look_at

# the browser's loop runs in this thread; the records are asked between its steps, never inside one
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def known(world: World, stored: Path, settings: Any) -> str:
    """Our own policies with a conflict that the floor names; return its address."""
    settings.ACCOUNT_RATE_LIMITS = False
    declared(world)
    basis = our_basis()
    said = [
        Contradiction(basis.day - timedelta(days=7 * n), team, ("Four minutes a call", "The whole script"))
        for n in range(12)
        for team in ("Phone", "Digital")
    ]
    made = content_of(basis.policies, basis.facts, basis.day, said, date(2020, 1, 6))
    for part, content in (("conflicts", made), ("instructions", made["finding"])):
        keep_reading(part=part, key=key_of_now(), content=content, store_version=None)
    return str(made["study"]["conflicts"][0]["id"])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_of_conflicts_can_be_read_by_everyone(
    page_of: Callable[..., Any], known: str, site: str, scheme: str
) -> None:
    pages = {
        "amara": [
            "/policy/conflicts/",
            "/policy/conflicts/?by=document&of=Personal+service+guide",
            "/policy/conflicts/?in=telecom",
            "/policy/conflicts/?in=worked&by=level",
            "/policy/conflicts/?on=2031-01-01",
            f"/policy/conflicts/{known}/",
            "/policy/conflicts/no-such-conflict/",
            "/policy/instructions/",
            "/policy/instructions/?in=worked",
        ],
    }
    assert look_at(page_of, site, scheme, pages) == []


def test_an_empty_lab_and_facts_that_cannot_be_so_are_said_plainly(
    page_of: Callable[..., Any], world: World, stored: Path, site: str, settings: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    assert look_at(page_of, site, "light", {"amara": ["/policy/conflicts/?empty"]}) == []
    declared(world)
    facts = DeclaredFacts.objects.first()
    assert facts is not None
    limits = {"agents_scheduled": {"max": 10}, "talk_s": {"min": 300}}
    DeclaredFacts.objects.create(content={**facts.content, "limits": limits}, made_by=world.olga)
    basis = our_basis()
    made = content_of(basis.policies, basis.facts, basis.day)
    keep_reading(part="conflicts", key=key_of_now(), content=made, store_version=None)
    assert look_at(page_of, site, "light", {"amara": ["/policy/conflicts/?refused"]}) == []
