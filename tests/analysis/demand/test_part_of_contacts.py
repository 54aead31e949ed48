"""A part of the contacts: follow-ups anywhere are seen, and coded contacts stand for the part alone."""

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from headwater.analysis.contacts.engines import collect
from headwater.analysis.contacts.frames import contacts_from_rows
from headwater.analysis.demand.contact_source import ContactTables
from headwater.analysis.demand.definitions import RepeatSettings
from headwater.analysis.demand.diagnosis import diagnose
from headwater.analysis.demand.part_of_contacts import PartOfContacts, part_of_sample
from headwater.analysis.demand.prevalence.prevalence import prevalence
from headwater.analysis.demand.prevalence.prevalence_result import PrevalenceSettings
from headwater.analysis.demand.prevalence.targets import FAILURE
from headwater.analysis.demand.repeats import repeats

from .prevalence.made_sample import World, drawn, made_world

FIRST = datetime(2026, 3, 2, 9, tzinfo=UTC)
NONE = PrevalenceSettings(model="none")


def two_teams() -> ContactTables:
    """Sixty customers: each calls Phone; every other one writes to Written two days later."""
    rows: list[dict[str, Any]] = []
    for customer in range(60):
        at = FIRST + timedelta(hours=customer)
        own = {"customer_id": f"customer {customer}", "reason_source": "parcel"}
        rows.append({**own, "opened_at": at, "team": "Phone", "channel": "phone"})
        if customer % 2:
            rows.append({**own, "opened_at": at + timedelta(days=2), "team": "Written", "channel": "email"})
    rows.append({"opened_at": FIRST + timedelta(days=30), "team": "Phone", "channel": "phone"})
    return ContactTables(contacts_from_rows(rows))


def test_a_contact_followed_in_another_team_is_followed() -> None:
    part = PartOfContacts(two_teams(), team="Phone")
    end = FIRST + timedelta(days=30)
    found = repeats(part.chains(), RepeatSettings(observed_until=end))
    assert found.figure(window_days=7).share.value == pytest.approx(0.5)
    alone = repeats(ContactTables(part.contacts()).chains(), RepeatSettings(observed_until=end))
    assert alone.figure(window_days=7).share.value == 0.0, "what a part that forgot the others would say"


def test_a_part_counts_its_own_contacts_only() -> None:
    found = diagnose(PartOfContacts(two_teams(), channel="email"))
    assert found.coverage.contacts == 30
    assert found.scope.counted == 30


def test_team_and_channel_hold_together() -> None:
    part = PartOfContacts(two_teams(), team="Phone", channel="email")
    assert collect(part.contacts().select("contact_id"))["contact_id"] == []


def phone_of(world: World) -> float:
    """The true share of failure demand by phone."""
    phone = [row["channel"] == "phone" for row in world.rows]
    failed = [codes["demand_type"] == "failure" for codes in world.codes]
    return float(np.mean([f for f, p in zip(failed, phone, strict=True) if p]))


def test_a_sample_of_all_contacts_gives_a_part_its_own_share_exactly() -> None:
    world = made_world(contacts=300)
    sample = drawn(world, 300, seed=1, by_channel=False)
    part = part_of_sample(PartOfContacts(world.tables, channel="phone"), sample)
    assert part is not None
    assert part.design.contacts == sum(row["channel"] == "phone" for row in world.rows)
    found = prevalence(PartOfContacts(world.tables, channel="phone"), part, NONE, targets=[FAILURE])
    assert found.share(FAILURE).estimate.value == pytest.approx(phone_of(world))


def test_days_narrow_a_sample_too() -> None:
    world = made_world(contacts=300)
    sample = drawn(world, 300, seed=1, by_channel=False)
    days = sorted({row["opened_at"].date() for row in world.rows})
    middle = days[len(days) // 2]
    part = part_of_sample(PartOfContacts(world.tables), sample, middle, None)
    assert part is not None
    assert part.design.since == middle
    assert part.design.contacts == sum(row["opened_at"].date() >= middle for row in world.rows)
    assert len(part.by_chance) == part.design.contacts


def test_a_part_without_a_coded_contact_has_no_sample() -> None:
    world = made_world(contacts=50)
    sample = drawn(world, 20, seed=1, by_channel=False)
    assert part_of_sample(PartOfContacts(world.tables, team="Nobody"), sample) is None


def test_the_interval_of_a_part_holds_its_share_as_often_as_it_says() -> None:
    """Of 40 samples a 95% interval misses about two; a run of 200 held the share in 91% or more of them."""
    world = made_world(contacts=1500)
    truth, source = phone_of(world), PartOfContacts(world.tables, channel="phone")
    held, values = 0, []
    for seed in range(40):
        sample = drawn(world, 120, seed=seed, by_channel=False)
        part = part_of_sample(source, sample)
        assert part is not None
        estimate = prevalence(source, part, NONE, targets=[FAILURE]).share(FAILURE).estimate
        assert estimate.low is not None
        assert estimate.high is not None
        assert estimate.value is not None
        values.append(estimate.value)
        held += estimate.low <= truth <= estimate.high
    assert held >= 34, "three standard errors below 95%"
    assert abs(np.mean(values) - truth) < 0.03, "no bias to speak of"
