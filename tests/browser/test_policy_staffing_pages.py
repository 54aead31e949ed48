"""Pages of staffing, as people see them: a queue that is short of people in the morning."""

import os
from pathlib import Path
from typing import Any

import pytest
from tests.analysis.staffing.simulated_queue import OPEN, roster_of_agents, simulated_queue

from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.mistakes.people import too_few_people
from headwater.analysis.policy.staff_targets import staff_targets
from headwater.analysis.staffing.study import study
from headwater.apps.contacts.selectors import open_store
from headwater.apps.policy.models import Table
from headwater.apps.policy.selectors import key_of_now
from headwater.apps.policy.services import keep_reading
from headwater.apps.policy.services.rosters import keep_roster

from ..apps.world import World
from .looking import look_at

# the browser's loop runs in this thread; the records are asked between its steps, never inside one
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DAYS = 42


def make_reading(world: World) -> None:
    """Keep a reading of a queue with two people too few from 10:00 to 13:00, and none too few otherwise."""
    rates = [0.0 if half not in OPEN else 36 - 1.2 * abs(half - 23) for half in range(48)]
    agents = [
        0 if half not in OPEN else (7 if 20 <= half < 26 else 8 if half < 30 else 7) for half in range(48)
    ]
    log = simulated_queue(rates, agents, days=DAYS, seed=3)
    roster = roster_of_agents([n / 0.7 for n in agents], DAYS + 7)
    targets = staff_targets([], "phone")
    studied = study(log, "phone", targets.targets, roster=roster, shrinkage=0.3)
    counted = {"name": "Roster of the phone team.csv", "rows": roster.rows(), "channel": "phone"}
    days = [roster.days[0].isoformat(), roster.days[-1].isoformat()]
    keep_roster(
        acting_user=world.olga,
        counted=counted | {"shrinkage": 0.3, "timezone": "Europe/Berlin", "days": days},
    )
    told = studied.to_dict() | {
        "targets": {"words": targets.words, "said": list(targets.said), "assumed": True},
        "has_roster": True,
    }
    left_out = {"email": "most customers wait longer than 15 minutes: its work is done later"}
    store = open_store()
    assert store is not None
    facts = Facts(cost_per_agent_hour=38, currency="EUR")
    finding = too_few_people(store.contacts(), studied, targets=targets, facts=facts).to_dict()
    content = {"channels": {"phone": told}, "left_out": left_out, "roster": None, "finding": finding}
    for part, kept in (("staffing", content), ("people", finding)):
        keep_reading(part=part, key=key_of_now(), content=kept, store_version=store.version)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_staffing_can_be_read_by_everyone(
    page_of: Any, site: str, world: World, stored: Path, scheme: str
) -> None:
    make_reading(world)
    pages = ["/policy/staffing/", "/policy/people/", "/policy/staffing/roster/"]
    assert look_at(page_of, site, scheme, {"olga": pages}) == []


def test_staffing_without_contacts_can_be_read_by_everyone(
    page_of: Any, site: str, world: World, tmp_path: Path, settings: Any
) -> None:
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir()
    assert not Table.objects.exists()
    assert look_at(page_of, site, "light", {"bela": ["/policy/staffing/"]}) == []
