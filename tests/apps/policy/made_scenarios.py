"""Facts, and changes that were tried on them, as tests need them."""

import re
from typing import Any

from django.test import Client

from headwater.apps.people.models import User
from headwater.apps.policy.models import DeclaredFacts, Scenario
from headwater.apps.policy.selectors.ground import ground_visible_to
from headwater.apps.policy.services.trying import keep_scenario

FACTS: dict[str, Any] = {
    "currency": "EUR",
    "issues_per_hour": 400,
    "call_back_share": "90%",
    "patience_s": 180,
    "cost_per_agent_hour": 30,
    "hours_per_year": 3500,
    "today": {
        "talk_s": 195,
        "hold_s": 15,
        "wrap_s": 30,
        "agents_scheduled": 66,
        "shrinkage_frac": "30%",
        "fcr_frac": "65%",
    },
}
"""An operation as the reference case R1 has it: 400 issues an hour, 240 s, 65% resolved, 90% call back."""


def facts_said(by: User, **other: Any) -> DeclaredFacts:
    """Say what is so."""
    return DeclaredFacts.objects.create(content={**FACTS, **other}, made_by=by)


def tried(by: User, name: str = "Five minutes", **change: float) -> Scenario:
    """Keep a change that was tried on our own facts."""
    ground = ground_visible_to(by)
    return keep_scenario(
        acting_user=by, ground=ground, change=change or {"handle_s": 300.0, "fcr_frac": 0.82}, name=name
    )


def text_of(client: Client, path: str, **asked: str | list[str]) -> str:
    """Return a page in one line, its counts of contacts without the word behind each figure."""
    answer = client.get(path, asked)
    assert answer.status_code == 200
    shown = " ".join(answer.content.decode().split())
    return re.sub(r"(\d) contacts(?=</span>| better| worse| same)", r"\1", shown)
