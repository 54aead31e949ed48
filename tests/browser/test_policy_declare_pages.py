"""What is declared, its documents and facts: phone and desk, light and dark, by axe and in a picture."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from headwater.analysis.policy.samples import sample_text
from headwater.apps.policy import services
from headwater.apps.policy.background import read
from headwater.apps.policy.models import Policy
from headwater.apps.policy.selectors import key_of_now

from ..apps.policy.things_declare import things
from ..apps.world import World
from .looking import look_at

# the browser's loop runs in this thread; the records are asked between its steps, never inside one
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def quietly(step: str, done: int = 0, total: int | None = None) -> None:
    """Take a report."""


@pytest.fixture
def pages(world: World, stored: Path, settings: Any) -> dict[str, list[str]]:
    """Every page there is to look at, by the person who looks."""
    settings.ACCOUNT_RATE_LIMITS = False
    made = things(world)
    telecom = (
        sample_text("telecom", "policies").replace("four-minutes", "four").replace("five-minutes", "five")
    )
    services.import_policies(acting_user=world.emre, text=telecom, name="telecom.yaml")
    facts = {
        "currency": "EUR",
        "issues_per_hour": 400,
        "cost_per_agent_hour": "32",
        "today": {"talk_s": 195, "wrap_s": 30},
        "remedies": {"credit": {"share": "25%", "median": 30, "spread": 0.7}},
        "limits": {"wrap_s": {"min": 10}},
    }
    services.declare_facts(acting_user=world.olga, content=facts)
    read(quietly, asked=key_of_now())
    of_one = [reverse(f"policy:{name}", args=made[f"policy:{name}"]) for name in ("policy", "mend_policy")]
    ended = reverse("policy:take_out_policy", args=made["policy:take_out_policy"])
    gamed = reverse("policy:policy", args=[Policy.objects.get(key="explain").pk])
    plain = (
        "policies",
        "new_policy",
        "import_policies",
        "documents",
        "facts",
        "change_facts",
        "import_facts",
    )
    return {
        "olga": [
            *(reverse(f"policy:{name}") for name in plain),
            *of_one,
            ended,
            gamed + "?conflicts",
            f"{reverse('policy:new_policy')}?metric=service_level",
        ],
        "bela": [f"{reverse('policy:policies')}?in=telecom", f"{reverse('policy:facts')}?in=telecom"],
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_what_is_declared_can_be_used_by_everybody(
    page_of: Any, site: str, scheme: str, pages: dict[str, list[str]]
) -> None:
    assert look_at(page_of, site, scheme, pages) == []


def test_the_first_steps_are_shown_where_nothing_is_declared(
    page_of: Any, site: str, world: World, stored: Path, settings: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    empty = {"amara": [f"{reverse('policy:policies')}?empty", f"{reverse('policy:facts')}?empty"]}
    assert look_at(page_of, site, "light", empty) == []
