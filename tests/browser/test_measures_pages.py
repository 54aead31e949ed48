"""Every page about measures: on a phone and on a desk, light and dark, by axe and in a picture."""

import os
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from headwater.apps.measures.services import bring_file, mark_change, publish_together, set_owner

from ..apps.measures.things import audit_measure, audit_scores, half_a_year, reasons
from ..apps.world import World
from .looking import look_at

# the browser's loop runs in this thread; the records are asked between its steps, never inside one
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KEY = "contacts.first_contact_resolution"
_NAMES = (
    "Where is my parcel",
    "Parcel is late",
    "Tracking does not update",
    "Refund has not arrived",
    "Shown as delivered but not here, says the neighbour who took it",
)


@pytest.fixture
def pages(world: World, stored: Any) -> dict[str, list[str]]:
    """Have half a year of measures, reasons, marks and a series of one's own."""
    half_a_year(world)
    keys = reasons(world, _NAMES)
    publish_together(
        acting_user=world.amara,
        keys=keys[:2],
        name="Late parcels",
        basis="These are the reasons of which at least half of the contacts have this cause.",
    )
    own = audit_measure(world)
    mark_change(acting_user=world.emre, measure=KEY, day=date(2025, 4, 9), what="Reasons were merged.")
    mark_change(
        acting_user=world.emre,
        measure="",
        day=date(2025, 2, 12),
        what="New export of the helpdesk: callbacks are contacts of their own from here on.",
        team=world.phone,
    )
    change = mark_change(
        acting_user=world.emre, measure="own.audit_score", day=date(2025, 3, 3), what="A stricter form."
    )
    set_owner(acting_user=world.emre, measure=KEY, person=world.bela, unit="Quality team")
    newer = audit_scores(30).replace(b"2025-06-16,7", b"2025-06-16,8")
    upload = bring_file(acting_user=world.emre, own=own, content=newer, file_name="audit.csv")
    return {
        "emre": [
            "/measures/",
            "/measures/registry/",
            "/measures/family/contacts.reason/",
            "/measures/family/contacts.reason/?q=nothing+like+it",
            "/measures/own/",
            "/measures/own/new/",
            f"/measures/{KEY}/",
            "/measures/contacts.reason:where_is_my_parcel/",
            "/measures/own.audit_score/",
            f"/measures/{KEY}/mark/",
            f"/measures/{KEY}/owner/",
            "/measures/own.audit_score/file/",
            "/measures/own.audit_score/about/",
            f"/measures/own/files/{upload.pk}/",
            f"/measures/marks/{change.pk}/withdraw/",
        ],
        "bela": [f"/measures/{KEY}/?team={world.phone.pk}", "/measures/own.audit_score/"],
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_can_be_read_by_everyone_everywhere(
    scheme: str, page_of: Callable[..., Any], site: str, pages: dict[str, list[str]]
) -> None:
    assert look_at(page_of, site, scheme, pages) == []
