"""Authority, scripts, control and scorecard: phone and desk, light and dark, by axe and in a picture."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from headwater.analysis.policy import sample
from headwater.analysis.policy.writing import policies_text
from headwater.apps.policy.models import Table
from headwater.apps.policy.sample import steps
from headwater.apps.policy.selectors.basis import our_policies
from headwater.apps.policy.services import declare_facts, import_policies, keep_table

from ..apps.policy.planted import COSTS, bring, limit_of, read_now
from ..apps.world import World
from .looking import look_at

# the browser's loop runs in this thread; the records are asked between its steps, never inside one
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def read(world: World, stored: Path, settings: Any) -> None:
    """Everything the pages show: the telecom's demands as our own, remedies, steps, what was read of them."""
    settings.ACCOUNT_RATE_LIMITS = False
    policies, facts = sample("telecom")
    said = {"approval_s": 300, "today": {**facts.to_dict()["today"], "fcr_frac": 0.66}}
    declare_facts(acting_user=world.olga, content={**facts.to_dict(), **said})
    import_policies(acting_user=world.olga, text=policies_text(policies), name="telecom.yaml")
    limit_of(world.olga)
    bring(world.olga, costs=COSTS)
    held = tuple(policy for policy in our_policies() if policy.metric == "script_step")
    names, rows = steps.planted(held).to_rows()
    keep_table(acting_user=world.olga, kind=Table.Kind.STEPS, name="steps.csv", rows=rows, said=dict(names))
    read_now()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_of_authority_can_be_read_by_everyone(
    page_of: Callable[..., Any], read: None, site: str, scheme: str
) -> None:
    pages = {
        "amara": [
            "/policy/authority/",
            "/policy/authority/costs/",
            "/policy/authority/remedies/",
            "/policy/permission/",
            "/policy/scripts/",
            "/policy/scripts/steps/",
            "/policy/control/",
            "/policy/scorecard/",
        ],
        "bela": [
            "/policy/scripts/?in=telecom",
            "/policy/scorecard/?in=worked",
            "/policy/permission/?in=telecom",
        ],
    }
    assert look_at(page_of, site, scheme, pages) == []


def test_the_empty_pages_can_be_read_by_everyone(
    page_of: Callable[..., Any], world: World, stored: Path, settings: Any, site: str
) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    names = ("authority", "permission", "scripts", "control", "scorecard")
    pages = {"emre": [f"/policy/{name}/" for name in names]}
    assert look_at(page_of, site, "light", pages) == []
