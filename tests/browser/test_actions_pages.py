"""Every page about actions: on a phone and on a desk, light and dark, by axe and in a picture."""

import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from headwater.apps.actions import services
from headwater.apps.actions.models import Action, Letter
from headwater.apps.actions.sample import load_sample
from headwater.apps.actions.selectors import link_of, token_of
from headwater.apps.people.models import User
from headwater.apps.people.selectors import today

from ..apps.actions.making import an_action
from ..apps.world import World
from .looking import look_at

# the browser's loop runs in this thread; the records are asked between its steps, never inside one
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def pages(world: World, stored: Any) -> dict[str, list[str]]:
    """Have the sample's ledger in the named world, an action with a long story, and one without any."""
    for name in ("amara", "olga", "bela"):
        User.objects.filter(pk=world.person(name).pk).update(email=f"{name}@sample.example")
    load_sample(lambda step, done=0, total=None: None, stored / "sample")
    for name in ("amara", "olga", "bela"):
        User.objects.filter(pk=world.person(name).pk).update(email=f"{name}@parcels.example")
    late, open_one, _, refused, _, done = Action.objects.order_by("pk")
    link = link_of(late)
    assert link is not None
    services.comment_by_link(link=link, text="The first forty scanners came today.\n\nThe rest comes in May.")
    services.add_comment(acting_user=world.bela, action=late, text="I do not believe in May.")
    Letter.objects.create(
        action=late, kind="due", day=today() - timedelta(days=9), to_link=link, state="sent"
    )
    Letter.objects.create(action=late, kind="escalated", day=today(), to_user=world.amara)
    mine = an_action(world.amara, "Ask for the order number once, not at every hand-over", owner=world.chidi)
    return {
        "amara": [
            "/actions/",
            "/actions/?state=overdue",
            "/actions/?state=soon&cause=people",
            "/actions/add/",
            f"/actions/{late.pk}/",
            f"/actions/{refused.pk}/?refused",
            f"/actions/{done.pk}/?done",
            f"/actions/{late.pk}/change/",
            f"/actions/{open_one.pk}/owner/",
        ],
        "chidi": ["/actions/", f"/actions/{mine.pk}/"],
        "dana": ["/actions/"],
        "nobody": [f"/actions/link/{token_of(link)}/", "/actions/link/no-such-link/"],
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_about_actions_can_be_read_by_everyone(
    page_of: Callable[..., Any], pages: dict[str, list[str]], site: str, scheme: str
) -> None:
    assert look_at(page_of, site, scheme, pages) == []
