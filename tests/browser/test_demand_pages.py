"""The pages of the diagnosis: on a phone and on a desk, light and dark, by axe and in a picture."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from headwater.apps.demand.filters import Filters
from headwater.apps.demand.models import Diagnosis
from headwater.apps.demand.services import ask_for_diagnosis

from ..apps.demand.laid import coded_folder, counted, keep, laid, prices
from ..apps.world import World
from .looking import look_at

__all__ = ["coded_folder", "counted", "keep", "laid", "prices"]

# the browser's loop runs in this thread; the records are asked between its steps, never inside one
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def pages(
    world: World, stored: Path, counted: Any, keep: Callable[[Filters], Diagnosis], settings: Any
) -> dict[str, list[str]]:
    """Every page there is to look at, by the person who looks."""
    settings.ACCOUNT_RATE_LIMITS = False
    whole = keep(Filters())
    keep(Filters(channel="phone"))
    ask_for_diagnosis(acting_user=world.olga, filters=Filters(channel="chat"))
    tree = json.loads(whole.pages.get(name="causes").content)["tree"]
    top = next(row["address"] for row in tree if row["depth"] == 0)
    return {
        "amara": [
            "/demand/",
            "/demand/causes/",
            "/demand/causes/?by=cause_owner&measure=cost",
            f"/demand/causes/node/?{top}",
            "/demand/decisions/",
            "/demand/prices/",
        ],
        "olga": [
            "/demand/repeats/?channel=phone",
            "/demand/workload/",
            "/demand/shape/",
            "/demand/shape/?channel=chat",
            "/demand/shape/?channel=web",
            "/demand/?since=2025-05-01&until=2025-04-01",
        ],
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_of_the_diagnosis_can_be_read_by_everyone(
    page_of: Callable[..., Any], pages: dict[str, list[str]], site: str, scheme: str
) -> None:
    assert look_at(page_of, site, scheme, pages) == []
