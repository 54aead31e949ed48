"""The pages of scorecard and measures, as everybody sees them."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from headwater.apps.demand.filters import Filters
from headwater.apps.demand.selectors import Basis
from headwater.apps.demand.services import keep_diagnosis
from headwater.apps.tasks.models import Task
from headwater.apps.tasks.services import claim_task, report_progress, start_task

from ..apps.measures.things import half_a_year
from ..apps.world import World
from .looking import look_at
from .test_product_pages import FOUND

# the browser's loop runs in this thread; the records are asked between its steps, never inside one
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MEASURE = "/measures/contacts.first_contact_resolution/"


@pytest.fixture
def pages(world: World, stored: Path, site: str) -> dict[str, list[str]]:
    """Every page of this room, by the person who looks."""
    share = {"value": 0.41, "low": 0.37, "high": 0.45, "n": 812, "level": 0.95, "method": "", "why": ""}
    cost = share | {"value": 412_300.0, "low": 371_000.0, "high": 455_900.0}
    said = FOUND | {"failure": {"time": share}, "yearly": {"cost": cost}, "currency": "EUR"}
    keep_diagnosis(basis=Basis(1, "", None), filters=Filters(), said=said, pages={})
    running = start_task(acting_user=world.ada, kind="test.lines", file="nowhere", lines=900)
    claimed = claim_task(timezone.now())
    assert claimed is not None
    assert claimed.pk == running.pk
    report_progress(claimed, "Importing contacts.csv", 310, 900)
    half_a_year(world, last=0.62)
    Task.objects.filter(kind="measures.draw").delete()
    return {
        "amara": [
            "/",
            "/measures/",
            "/measures/?by=month",
            MEASURE,
            f"{MEASURE}?team={world.phone.pk}&by=week",
        ],
        "olga": ["/measures/demand.failure_share_of_time/"],
        "bela": ["/"],
        "chidi": ["/"],
        "dana": ["/"],
        "ada": ["/"],
        "femi": ["/"],
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_can_be_read_by_everyone(
    page_of: Callable[..., Any], pages: dict[str, list[str]], site: str, scheme: str
) -> None:
    assert look_at(page_of, site, scheme, pages) == []
