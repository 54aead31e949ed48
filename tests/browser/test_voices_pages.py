"""Every page of voices: on a phone and on a desk, light and dark, by axe and in a picture."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ..apps.voices.made_voices import make_voices
from ..apps.world import World
from .looking import look_at

# the browser's loop runs in this thread; the records are asked between its steps, never inside one
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_of_voices_can_be_read_by_everyone(
    page_of: Callable[..., Any], world: World, stored: Path, site: str, scheme: str
) -> None:
    made = make_voices(world)
    pages = {
        "chidi": [
            "/voices/",
            "/voices/new/?contact=T100000001&source=sample",
            "/voices/new/?contact=T100000001&source=sample&kind=avoidable",
            f"/voices/flags/{made.refused.pk}/",
            f"/voices/flags/{made.torn.pk}/?torn",
            f"/voices/flags/{made.answered.pk}/?answered",
            f"/voices/flags/{made.refused.pk}/delete/",
            "/voices/answers/",
        ],
        "bela": [
            "/voices/",
            "/voices/said/",
            f"/voices/said/{made.refused.cluster.pk}/",
            f"/voices/flags/{made.torn.pk}/answer/",
            f"/voices/answers/{made.answer.pk}/action/",
        ],
        "amara": ["/voices/said/", f"/voices/said/{made.late.cluster.pk}/?late"],
        "emre": ["/voices/said/?state=answered&kind=contradiction"],
    }
    assert look_at(page_of, site, scheme, pages) == []
