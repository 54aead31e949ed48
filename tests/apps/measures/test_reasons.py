"""Reasons are measures too: found by the helpdesk's names, added up, put together as one."""

from pathlib import Path
from typing import Any

import pytest
from django.http import Http404

from headwater.analysis.contacts.store import ContactStore
from headwater.analysis.errors import NotAllowedError, UsageError
from headwater.apps.contacts import reasons as reasons_module
from headwater.apps.measures.background import measure
from headwater.apps.measures.models import FamilyMember, LastMeasured, MeasuredPoint
from headwater.apps.measures.selectors import (
    families_visible_to,
    measure_visible_to,
    measures_of_reasons,
    measures_visible_to,
    series_visible_to,
    standing_measures_visible_to,
    sum_of,
)
from headwater.apps.measures.services import publish_together
from headwater.apps.people.models import AuditEntry

from ..world import World

LATE, WHERE = "contacts.reason:parcel_is_late", "contacts.reason:where_is_my_parcel"


def silent(*said: Any) -> None:
    """Report to nobody."""


@pytest.fixture
def measured(world: World, stored: Path) -> World:
    measure(silent)
    return world


def by_hand(folder: Path, *reasons: str) -> int:
    """Count contacts of reasons in the week from 3 March 2025."""
    listed = ", ".join(f"'{reason}'" for reason in reasons)
    found = ContactStore(folder / "store").contacts().to_native().filter(
        f"local_date between '2025-03-03' and '2025-03-09' and merged_into is null "
        f"and coalesce(direction, 'inbound') <> 'outbound' and reason_source::varchar in ({listed})"
    )  # fmt: skip
    (n,) = found.aggregate("count(*)").fetchall()
    return int(n[0])


def test_a_reason_is_counted_per_orders_of_the_same_days(measured: World, stored: Path) -> None:
    series = series_visible_to(measured.amara, WHERE)
    at = [day.isoformat() for day in series.days].index("2025-03-03")
    assert series.values[at] == by_hand(stored, "Where is my parcel") > 0
    rate = series_visible_to(measured.amara, "contacts.rate")
    assert series.denominators == rate.denominators
    assert series.measure.unit == "contacts per 1,000 orders"
    assert "“where is my parcel” per 1,000 orders" in series.measure.definition
    assert None not in series.values, "a week without such a contact is a zero, not a gap"


def test_rare_reasons_are_no_measures_and_frequent_ones_are(measured: World, stored: Path) -> None:
    slugs = set(FamilyMember.objects.values_list("slug", flat=True))
    assert {"where_is_my_parcel", "parcel_is_late"} <= slugs
    assert "age_check_failed" not in slugs
    assert len(slugs) < 30
    with pytest.raises(Http404):
        series_visible_to(measured.amara, "contacts.reason:age_check_failed")


def test_there_are_no_more_than_the_most_and_one_that_was_published_stays(
    world: World, stored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reasons_module, "MOST_REASONS", 3)
    FamilyMember.objects.create(
        family="contacts.reason", slug="age_check_failed", name="Age check failed", parts=["age check failed"]
    )
    measure(silent)
    assert FamilyMember.objects.count() == 3
    assert series_visible_to(world.amara, "contacts.reason:age_check_failed").values


def test_measures_are_found_by_the_reason_however_it_is_written(measured: World) -> None:
    asked = ["where is  MY parcel", "age check failed", "parcel_is_late", "Where is my parcel"]
    assert [one.key for one in measures_of_reasons(measured.amara, asked)] == [WHERE, LATE]
    with pytest.raises(NotAllowedError):
        measures_of_reasons(measured.chidi, asked)


def test_members_are_among_all_measures_and_not_among_those_of_the_scorecard(measured: World) -> None:
    assert WHERE in [one.key for one in measures_visible_to(measured.amara)]
    assert WHERE not in [one.key for one in standing_measures_visible_to(measured.amara)]
    assert [(family.key, n > 2) for family, n in families_visible_to(measured.amara)] == [
        ("contacts.reason", True)
    ]
    assert not families_visible_to(measured.chidi)


def test_a_sum_adds_counts_and_keeps_what_they_are_per(measured: World, stored: Path) -> None:
    series = sum_of(measured.amara, [WHERE, LATE, WHERE])
    at = [day.isoformat() for day in series.days].index("2025-03-03")
    assert series.values[at] == by_hand(stored, "Where is my parcel", "Parcel is late")
    assert series.denominators == series_visible_to(measured.amara, WHERE).denominators
    with pytest.raises(UsageError, match="Satisfaction is no count"):
        sum_of(measured.amara, [WHERE, "contacts.satisfaction"])
    with pytest.raises(UsageError, match="not counted alike"):
        sum_of(measured.amara, [WHERE, "contacts.volume"])
    with pytest.raises(UsageError, match="at least one"):
        sum_of(measured.amara, [])


def test_several_reasons_become_one_measure_that_is_measured_at_once(measured: World, stored: Path) -> None:
    one = publish_together(acting_user=measured.amara, keys=[WHERE, LATE], name="Late parcels", basis="Both.")
    assert one.key == "contacts.reasons:late_parcels"
    assert one.measure.definition.endswith("Both.")
    series = series_visible_to(measured.amara, one.key)
    added = sum_of(measured.amara, [WHERE, LATE])
    assert (series.days, series.values, series.denominators) == (added.days, added.values, added.denominators)
    again = publish_together(acting_user=measured.emre, keys=[LATE, WHERE], name="By another name")
    assert again.key == one.key
    assert AuditEntry.objects.filter(action="measure.published").count() == 1


def test_what_was_published_at_once_is_what_the_worker_counts(measured: World, stored: Path) -> None:
    publish_together(acting_user=measured.amara, keys=[WHERE, LATE], name="Late parcels")
    before = set(MeasuredPoint.objects.values_list("pk", flat=True))
    measure(silent)
    assert set(MeasuredPoint.objects.values_list("pk", flat=True)) == before, "no row was written anew"
    LastMeasured.objects.all().delete()
    measure(silent)
    assert set(MeasuredPoint.objects.values_list("pk", flat=True)) == before


@pytest.mark.parametrize(
    ("keys", "name", "says"),
    [
        ([], "x", "at least one reason"),
        (["contacts.volume"], "x", "Contacts is not the measure of a single reason"),
        ([WHERE, LATE], " ", "Give the measure a name"),
    ],
)
def test_what_cannot_be_put_together_says_why(measured: World, keys: list[str], name: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        publish_together(acting_user=measured.amara, keys=keys, name=name)


def test_one_reason_alone_is_the_measure_it_is(measured: World) -> None:
    found = publish_together(acting_user=measured.amara, keys=[WHERE], name="x")
    assert found == measure_visible_to(measured.amara, WHERE)


def test_who_may_not_read_measures_publishes_none(measured: World) -> None:
    with pytest.raises(NotAllowedError):
        publish_together(acting_user=measured.chidi, keys=[WHERE, LATE], name="x")


def test_without_volumes_contacts_are_counted_for_themselves(
    world: World, stored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("headwater.apps.contacts.measures.driver_of", lambda store: None)
    measure(silent)
    series = series_visible_to(world.amara, WHERE)
    assert series.denominators is None
    assert series.measure.unit == "contacts"
