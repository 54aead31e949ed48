"""Facts from contacts: what is found, how sure it is, and what has to be asked for."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from headwater.analysis.contacts.frames import contacts_from_rows
from headwater.analysis.demand.contact_source import ContactTables
from headwater.analysis.errors import BadDataError
from headwater.analysis.policy import PolicySet, conflicts, parse_policies
from headwater.analysis.policy.store_facts import StoreFacts, facts_from_store

FIRST = datetime(2026, 3, 2, 9, tzinfo=UTC)
POLICIES = """policies:
  - {id: script, issuer: Marketing, metric: script_s, value: 300}
  - {id: staff, issuer: Finance, metric: agents_scheduled, operator: <=, value: 2}
  - {id: fcr, issuer: Board, metric: fcr_frac, operator: ">=", value: 80%}
"""


def rows(days: int = 20, seed: int = 1) -> list[dict[str, Any]]:
    """Thirty contacts an hour for four hours a day, 240 s on average; each fourth customer comes back."""
    draw = np.random.default_rng(seed)
    found = []
    for day in range(days):
        for n in range(120):
            gave_up = n % 20 == 0
            found.append(
                {
                    "opened_at": FIRST + timedelta(days=day, minutes=2 * n),
                    "channel": "phone",
                    "customer_id": f"customer {day}-{n if n % 4 else max(n - 1, 0)}",
                    "handle_seconds": 0.0 if gave_up else float(np.round(draw.gamma(4, 60), 1)),
                    "abandoned": gave_up,
                    "wait_seconds": float(draw.exponential(9)),
                }
            )
    return found


@pytest.fixture(scope="module")
def found() -> StoreFacts:
    return facts_from_store(ContactTables(contacts_from_rows(rows())))


def test_arrivals_handle_time_and_spread_are_found_with_intervals(found: StoreFacts) -> None:
    known = {one.name: one.estimate for one in found.found}
    assert known["contacts_per_hour"].value == pytest.approx(30)
    handle = known["today.aht_s"]
    assert handle.low is not None
    assert handle.high is not None
    assert handle.low < 240 < handle.high
    assert handle.n == 20 * 114
    assert known["handle_spread"].value == pytest.approx(0.5, abs=0.03)
    assert found.facts.today.talk_s == handle.value


def test_issues_are_contacts_without_those_that_came_back(found: StoreFacts) -> None:
    repeat = next(one.estimate.value for one in found.found if one.name == "today.repeat_frac")
    assert repeat is not None
    assert repeat == pytest.approx(0.25, abs=0.02)
    assert found.facts.issues_per_hour == pytest.approx(30 * (1 - repeat))
    assert found.facts.today.fcr_frac == pytest.approx(1 - repeat / 0.9)


def test_patience_is_total_wait_over_those_who_gave_up(found: StoreFacts) -> None:
    patience = found.facts.patience_s
    total = sum(round(row["wait_seconds"] * 1000) for row in rows()) / 1000
    assert patience == pytest.approx(total / 120, rel=1e-6)


def test_hours_that_letters_wait_for_say_nothing_of_patience(found: StoreFacts) -> None:
    letter = {"channel": "email", "opened_at": FIRST, "handle_seconds": 300.0, "wait_seconds": 40_000.0}
    with_letters = facts_from_store(ContactTables(contacts_from_rows([*rows(), *[letter] * 50])))
    assert with_letters.facts.patience_s == found.facts.patience_s


def test_what_contacts_cannot_tell_is_asked_for_by_name(found: StoreFacts) -> None:
    assert {"resolution", "remedies", "today.agents_scheduled"} <= set(found.asked_for)
    assert "To be said by people:\n  resolution: how first-contact resolution depends" in str(found)
    result = conflicts(parse_policies(POLICIES), found.facts, on=date(2026, 4, 1))
    assert "fcr: the facts do not say resolution" in str(result)
    assert result.weighed == 2


def test_a_file_of_facts_counts_more_than_the_store(found: StoreFacts, tmp_path: Path) -> None:
    file = tmp_path / "facts.yaml"
    file.write_text("resolution: {best: 90%, seconds: 120}\ntoday: {wrap_s: 40, agents_scheduled: 9}\n")
    facts = found.with_file(file)
    assert facts.resolution is not None
    assert facts.issues_per_hour == found.facts.issues_per_hour
    assert facts.today.agents_scheduled == 9
    assert facts.today.handle_seconds == pytest.approx(found.facts.today.handle_seconds)
    assert facts.today.wrap_s == 40
    file.write_text("issues_per_hour: 77\n")
    assert found.with_file(file).issues_per_hour == 77


def test_with_few_days_it_cannot_tell_and_asks() -> None:
    few = facts_from_store(ContactTables(contacts_from_rows(rows(days=5))))
    assert few.facts.issues_per_hour is None
    assert "contacts_per_hour: cannot tell: only 5 days; a figure needs at least 10" in str(few)
    assert few.to_frame("polars").height == 5
    assert few.to_dict()["asked_for"]


def test_a_store_without_contacts_is_refused() -> None:
    nothing = contacts_from_rows([{"opened_at": FIRST, "direction": "outbound"}])
    with pytest.raises(BadDataError, match="holds no contacts that count"):
        facts_from_store(ContactTables(nothing))


def test_facts_of_a_store_weigh_policies() -> None:
    policies = PolicySet(parse_policies(POLICIES).policies[:2])
    result = conflicts(
        policies, facts_from_store(ContactTables(contacts_from_rows(rows()))).facts, on=date(2026, 4, 1)
    )
    assert not result.conflicts  # with patience known nobody waits without end
