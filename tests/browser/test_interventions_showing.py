"""Every page that shows an intervention, in every state: on a phone and a desk, light and dark, by axe."""

import os
from collections.abc import Callable
from typing import Any

import pytest

from ..apps.interventions.made_states import every_state
from ..apps.world import World
from .looking import look_at

# the browser's loop runs in this thread; the records are asked between its steps, never inside one
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def pages(world: World) -> dict[str, list[str]]:
    made = every_state(world)
    at = {name: f"/interventions/{one.pk}/" for name, one in made.items()}
    return {
        "amara": [
            "/interventions/",
            "/interventions/?standing=judged&kind=policy",
            "/interventions/?standing=waiting&kind=training",
            "/interventions/ledger/",
            "/interventions/memo/",
            *(f"{path}?{name.replace('_', '-')}" for name, path in at.items()),
            f"{at['draft']}costs/?before",
            f"{at['worked']}costs/?promised",
            f"{at['worked']}owner/",
            f"{at['worked']}judge-again/",
            f"{at['running']}withdraw/",
            f"{at['running']}stop/",
        ],
        "chidi": ["/interventions/"],
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_that_shows_an_intervention_can_be_read_by_everyone(
    page_of: Callable[..., Any], pages: dict[str, list[str]], site: str, scheme: str
) -> None:
    assert look_at(page_of, site, scheme, pages) == []
