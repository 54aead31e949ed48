"""The pages on which changes are tried: phone and desk, light and dark, by axe and in a picture."""

import os
from collections.abc import Callable
from typing import Any

import pytest

from ..apps.policy.made_scenarios import facts_said, tried
from ..apps.world import World
from .looking import look_at

# the browser's loop runs in this thread; the records are asked between its steps, never inside one
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def pages(world: World, stored: Any, settings: Any) -> dict[str, list[str]]:
    settings.ACCOUNT_RATE_LIMITS = False
    facts_said(world.olga)
    first = tried(world.amara)
    second = tried(world.bela, "Same time, more people", agents_scheduled=72.0)
    facts_said(world.olga, issues_per_hour=430)
    return {
        "amara": [
            "/policy/what-if/?handle_s=300&fcr_percent=82",
            "/policy/what-if/?in=telecom&handle_s=300",
            "/policy/what-if/?in=worked",
            "/policy/what-if/?handle_s=0&wrap_s=abc&refused",
            f"/policy/what-if/{first.pk}/",
            f"/policy/what-if/compare/?with={first.pk}&with={second.pk}",
            "/policy/what-if/compare/?none",
        ],
        "bela": ["/policy/what-if/"],
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_on_which_changes_are_tried_can_be_read_by_everyone(
    page_of: Callable[..., Any], pages: dict[str, list[str]], site: str, scheme: str
) -> None:
    assert look_at(page_of, site, scheme, pages) == []
