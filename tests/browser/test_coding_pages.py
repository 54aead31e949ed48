"""Pages of coding: on a phone and on a desk, light and dark, by axe and in a picture."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from headwater.apps.coding.models import Reading, Study
from headwater.apps.coding.sample import load_sample
from headwater.apps.coding.services.codebooks import add_codebook, add_shipped_codebook

from ..apps.coding.made_coding import next_version, say
from ..apps.coding.things import silent, study_of
from ..apps.world import World
from .looking import look_at

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def pages(world: World, stored: Path, settings: Any) -> dict[str, list[str]]:
    settings.ACCOUNT_RATE_LIMITS = False
    load_sample(silent, stored / "sample")
    big = Study.objects.get(simulated=True)
    new = study_of(world, "olga", "bela", "chidi", "emre", double=0.5)
    say(world.chidi, new, "failure", "progress_chasing")
    say(world.bela, new, "failure", "progress_chasing", "Parcel is late", "yes", "process", "Fleet")
    for reading in Reading.objects.filter(coder=world.olga, contact__study=new):
        say(world.olga, new, *([] if reading.finished_at else ["value", "Change the delivery address", ""]))
    add_shipped_codebook(acting_user=world.emre, name="generic")
    second = add_codebook(acting_user=world.emre, text=next_version(big.codebook.text))
    return {
        "amara": [
            "/coding/",
            "/coding/new/",
            "/coding/codebooks/",
            f"/coding/codebooks/{second.pk}/",
            f"/coding/{big.pk}/",
            f"/coding/{big.pk}/agreement/",
            f"/coding/{big.pk}/decide/",
            f"/coding/{big.pk}/more/",
            f"/coding/{big.pk}/sheet/",
            f"/coding/{new.pk}/coders/",
        ],
        "emre": [f"/coding/{new.pk}/", f"/coding/{new.pk}/agreement/", f"/coding/{new.pk}/desk/"],
        "chidi": ["/coding/", f"/coding/{new.pk}/desk/"],
        "bela": [f"/coding/{new.pk}/desk/"],
        "olga": [f"/coding/{new.pk}/desk/"],
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_of_coding_can_be_read_by_everyone(
    page_of: Callable[..., Any], pages: dict[str, list[str]], site: str, scheme: str
) -> None:
    assert look_at(page_of, site, scheme, pages) == []
