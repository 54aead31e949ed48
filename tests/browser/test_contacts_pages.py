"""The pages of contacts: on a phone and on a desk, light and dark, by axe and in a picture."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from headwater.analysis.contacts.listing import Wanted, list_contacts
from headwater.analysis.contacts.store import ContactStore
from headwater.apps.contacts import services
from headwater.apps.contacts.links import contact_url
from headwater.apps.contacts.models import Import
from headwater.apps.tasks.services import claim_task, report_progress

from ..apps.contacts.test_import_pages import EXPORT
from ..apps.world import World
from .looking import look_at

# the browser's loop runs in this thread; the records are asked between its steps, never inside one
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EXPORTS = Path(__file__).parents[1] / "analysis" / "contacts" / "exports"


def uploaded(world: World, folder: Path, name: str, content: str) -> Import:
    file = folder / "uploads" / f"{len(name):032x}{Path(name).suffix}"
    file.parent.mkdir(exist_ok=True)
    file.write_text(content)
    return services.keep_upload(acting_user=world.amara, path=file, name=name, size=len(content))


def imported(made: Import, world: World, most_rejects: float) -> Import:
    services.begin_import(
        acting_user=world.amara, made=made, mapping=made.mapping_text, source="helpdesk", timezone="",
        with_text=True, most_rejects=most_rejects,
    )  # fmt: skip
    services.run_import(report=lambda step, done=0, total=None: None, import_id=made.pk)
    made.refresh_from_db()
    assert made.task is not None
    made.task.state, made.task.finished_at = "done", timezone.now()
    made.task.save()
    return made


@pytest.fixture
def pages(world: World, site: str, stored: Path, settings: Any) -> dict[str, list[str]]:
    """Every page of contacts, by the person who looks."""
    settings.ACCOUNT_RATE_LIMITS = False
    settings.MOST_UPLOAD = 2048 << 20
    unknown = uploaded(world, stored, "anrufe.csv", EXPORT)
    shipped = uploaded(world, stored, "tickets.json", (EXPORTS / "freshdesk.json").read_text())
    done = imported(uploaded(world, stored, "done.csv", EXPORT), world, 1e15)
    refused = imported(uploaded(world, stored, "refused!.csv", EXPORT), world, 0.01)
    running = uploaded(world, stored, "running export.csv", EXPORT)
    services.begin_import(
        acting_user=world.amara, made=running, mapping=running.mapping_text, source="", timezone="",
        with_text=True, most_rejects=0.5,
    )  # fmt: skip
    taken = claim_task(timezone.now())
    assert taken is not None
    report_progress(taken, "Importing running export.csv", 150_000, None)
    rows = list_contacts(ContactStore(stored / "store"), Wanted(source="sample"), limit=500)
    known = [row for row in rows if row["customer_id"]]
    busy = max(known, key=lambda row: sum(r["customer_id"] == row["customer_id"] for r in known))
    day = rows[-1]["local_date"]
    return {
        "amara": [
            "/contacts/",
            f"/contacts/?channel=phone&first={day}",
            "/contacts/?contact_id=nothing",
            contact_url(busy["source"], busy["contact_id"]),
            "/contacts/imports/",
            "/contacts/imports/new/",
            f"/contacts/imports/{unknown.pk}/preview/",
            f"/contacts/imports/{shipped.pk}/preview/?from=freshdesk",
            f"/contacts/imports/{done.pk}/",
            f"/contacts/imports/{refused.pk}/?refused",
            f"/contacts/imports/{running.pk}/?running",
            "/contacts/versions/1/take-back/",
            f"/contacts/words/?before={day}",
        ],
        "olga": [contact_url(busy["source"], busy["contact_id"])],
        "ada": ["/contacts/words/"],
        "chidi": ["/contacts/"],
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_of_contacts_can_be_read_by_everyone(
    page_of: Callable[..., Any], pages: dict[str, list[str]], site: str, scheme: str
) -> None:
    assert look_at(page_of, site, scheme, pages) == []
