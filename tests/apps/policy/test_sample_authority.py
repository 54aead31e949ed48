"""What the sample organisation's remedies and steps plant is found again."""

from datetime import date
from pathlib import Path

import pytest

from headwater.analysis.policy import Policy
from headwater.analysis.policy.authority import AuthorityCosts, authority
from headwater.analysis.policy.mistakes.approvals import contacts_by_day
from headwater.apps.contacts.selectors import open_store
from headwater.apps.policy.models import Table
from headwater.apps.policy.reading_authority import remedies_of
from headwater.apps.policy.sample import remedies, steps

from ..world import World
from .planted import declare, limit_of

YEAR = (date(2025, 6, 1), date(2026, 5, 31))


def quietly(step: str, done: int = 0, total: int | None = None) -> None:
    """Take a report."""


@pytest.mark.parametrize("size", [1300, 6000])
def test_the_planted_limit_is_found_to_harm_and_forty_to_be_worth_it(size: int) -> None:
    table = remedies.planted(size, YEAR)
    found = authority(table, remedies.LIMIT, raise_to=(40.0,), costs=AuthorityCosts(**remedies.COSTS))
    escalated, resolved = found.escalated, found.resolved
    assert escalated.low is not None
    assert escalated.high is not None
    assert escalated.low <= 0.6 <= escalated.high
    assert resolved.low is not None
    assert resolved.high is not None
    assert resolved.low <= -0.17 <= resolved.high
    assert found.raised[0].verdict == "worth raising"
    assert remedies.planted(size, YEAR) == table


def test_they_are_kept_once_with_the_days_of_the_store(world: World, stored: Path) -> None:
    limit_of(world.olga)
    for _ in range(2):
        remedies.load(quietly, stored, world.amara)
    table = Table.objects.get(kind=Table.Kind.REMEDIES)
    assert table.from_sample
    kept = remedies_of(table)
    assert kept.currency == "EUR"
    assert kept.kinds == ("credit", "replacement")
    assert kept.days is not None
    assert (kept.days[1] - kept.days[0]).days == 364
    store = open_store()
    assert store is not None
    in_store = sum(n for day, n in contacts_by_day(store).items() if day >= kept.days[0])
    # a fifth of the contacts of that year
    assert len(kept.rows) == round(0.2 * in_store)


def test_steps_wait_for_a_script_and_are_kept_once(world: World, stored: Path) -> None:
    steps.load(quietly, stored, world.amara)
    assert not Table.objects.exists()
    value = {"min_s": 30, "order": 1, "mandatory": True, "step": "greet"}
    declare(world.olga, "greet", metric="script_step", operator=">=", value=value)
    for _ in range(2):
        steps.load(quietly, stored, world.amara)
    assert Table.objects.get().rows == steps.CONTACTS
    assert steps.planted((Policy("a", "b", "script_step", ">=", 30.0),), 50).done["a"].shape == (50,)
