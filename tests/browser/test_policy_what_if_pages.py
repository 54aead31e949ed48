"""The pages on which changes are tried: phone and desk, light and dark, by axe and in a picture."""

import os
from collections.abc import Callable
from typing import Any

import pytest

from headwater.apps.policy import simulating
from headwater.apps.policy.background import read
from headwater.apps.policy.models import DeclaredFacts
from headwater.apps.policy.selectors import key_of_now

from ..apps.policy.made_scenarios import facts_said, tried
from ..apps.world import World
from .looking import look_at

# the browser's loop runs in this thread; the records are asked between its steps, never inside one
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def quietly(step: str, done: int = 0, total: int | None = None) -> None:
    """Take a report."""


@pytest.fixture
def pages(world: World, stored: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    settings.ACCOUNT_RATE_LIMITS = False
    monkeypatch.setattr(simulating, "RUNS", 4)
    facts_said(world.olga)
    first = tried(world.amara)
    second = tried(world.bela, "Same time, more people", agents_scheduled=72.0)
    # from here on contacts say how long they take and how many come, with intervals
    read(quietly, asked=key_of_now())
    people = {"today": {"agents_scheduled": 16, "shrinkage_frac": "30%", "wrap_s": 30}}
    DeclaredFacts.objects.create(content=people | {"cost_per_agent_hour": 30, "currency": "EUR"})
    third = tried(world.olga, "Longer, and fewer come back", handle_s=480.0, fcr_frac=0.9)
    simulating.simulate(quietly, scenario=third.pk)
    return {
        "amara": [
            "/policy/what-if/?handle_s=480&fcr_percent=90",
            "/policy/what-if/?in=telecom&handle_s=300",
            "/policy/what-if/?in=worked",
            "/policy/what-if/?handle_s=0&wrap_s=abc&refused",
            f"/policy/what-if/{first.pk}/?then",
            f"/policy/what-if/{third.pk}/?simulated",
            f"/policy/what-if/compare/?with={first.pk}&with={second.pk}&with={third.pk}",
            "/policy/what-if/compare/?none",
        ],
        "bela": ["/policy/what-if/"],
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_on_which_changes_are_tried_can_be_read_by_everyone(
    page_of: Callable[..., Any], pages: dict[str, list[str]], site: str, scheme: str
) -> None:
    assert look_at(page_of, site, scheme, pages) == []
