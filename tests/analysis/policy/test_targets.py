"""Which declared policies are targets on volume, and on which days and contacts each can be seen."""

from datetime import date
from typing import Any

import pytest

from headwater.analysis.policy.policy import Policy
from headwater.analysis.policy.policy_set import PolicySet
from headwater.analysis.policy.targets import is_target, targets_of

FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)


def wants(metric: str = "aht_s", value: float = 240, operator: Any = "<=", **more: Any) -> Policy:
    return Policy(more.pop("id", "p"), "Operations", metric, operator, value, **more)


@pytest.mark.parametrize(
    ("policy", "counts"),
    [
        (wants(), True),
        (wants(operator="="), True),
        (wants(operator=">="), False),
        (wants("wrap_s", 30), True),
        (wants("contacts_per_agent_hour", 8, ">="), True),
        (wants("contacts_per_agent_hour", 8, "<="), False),
        (wants("fcr_frac", 0.8, ">="), False),
        (wants("asa_s", 20), False),
    ],
)
def test_upper_limits_on_time_and_lower_ones_on_output_are_targets(policy: Policy, counts: bool) -> None:
    assert is_target(policy) is counts


def test_a_target_that_another_replaced_is_seen_until_the_day_before() -> None:
    declared = PolicySet(
        (
            wants(id="old", value=300),
            wants(id="new", value=240, replaces="old", effective_from=date(2025, 7, 1)),
        )
    )
    old, new = targets_of(tuple(declared), FIRST, LAST).seen
    assert (old.seconds, old.since, old.until, old.is_over) == (300, FIRST, date(2025, 6, 30), True)
    assert (new.seconds, new.since, new.until, new.is_over) == (240, date(2025, 7, 1), LAST, False)
    assert not old.overlaps(new)
    assert old.days == 181


def test_scopes_are_read_as_channels_reasons_and_teams() -> None:
    scope = {"channel": ("phone",), "issue_type": ("refund", "parcel"), "group": ("North",)}
    target = targets_of([wants(scope=scope)], FIRST, LAST).seen[0]
    assert (target.channel, target.reason, target.team) == (("phone",), ("refund", "parcel"), ("North",))
    chat = targets_of([wants(scope={"channel": ("chat",)})], FIRST, LAST).seen[0]
    everything = targets_of([wants()], FIRST, LAST).seen[0]
    assert not target.overlaps(chat)
    assert target.overlaps(everything)
    assert everything.scope_words == "all contacts"


def test_output_leaves_so_many_seconds_for_each_contact() -> None:
    target = targets_of([wants("contacts_per_agent_hour", 12, ">=")], FIRST, LAST).seen[0]
    assert target.seconds == 300
    assert target.words.startswith("300 s, which is what contacts per agent and hour of at least 12 contacts")


@pytest.mark.parametrize(
    ("policy", "why"),
    [
        (wants("wrap_s", 30), "wrap-up alone cannot be seen"),
        (wants(scope={"queue": ("gold",)}), "in which queue they were"),
        (wants(effective_from=date(2026, 1, 1)), "not in force on any day of the contacts, 1 Jan 2025"),
        (wants(value=0), "can be met by nobody"),
    ],
)
def test_what_contacts_cannot_show_is_named_with_the_reason(policy: Policy, why: str) -> None:
    found = targets_of([policy], FIRST, LAST)
    assert found.seen == ()
    assert found.declared == 1
    assert why in found.unseen[0]
    assert "Operations" in found.unseen[0]
