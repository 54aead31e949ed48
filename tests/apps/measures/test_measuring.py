"""The store is measured week by week, once a version, and a second run leads to the same."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.http import Http404
from django.utils import timezone

from headwater.analysis.contacts.store import ContactStore
from headwater.analysis.errors import NotAllowedError
from headwater.apps.contacts.changes import store_changed
from headwater.apps.measures.background import measure
from headwater.apps.measures.models import LastMeasured, MeasuredPoint
from headwater.apps.measures.registry import PUBLISHED, Measured
from headwater.apps.measures.selectors import (
    measures_visible_to,
    reading_visible_to,
    readings_visible_to,
    series_visible_to,
)
from headwater.apps.measures.services import measure_store, replace_points, teams_to_measure
from headwater.apps.people.models import Team
from headwater.apps.tasks.models import Task
from headwater.apps.tasks.services import claim_task, finish_task

from ..world import World


def silent(*said: Any) -> None:
    """Report to nobody."""


def test_a_share_of_a_week_is_what_a_count_by_hand_gives(world: World, stored: Path) -> None:
    measure(silent)
    monday = date(2025, 3, 3)
    point = MeasuredPoint.objects.get(measure="contacts.volume", team=None, grain="week", starts_on=monday)
    table = ContactStore(stored / "store").contacts()
    native = table.to_native()
    in_week = (
        "local_date between '2025-03-03' and '2025-03-09' and merged_into is null "
        "and coalesce(direction, 'inbound') <> 'outbound'"
    )
    (by_hand,) = (
        native.filter(in_week)
        .aggregate("count(*), sum(handle_seconds) filter (handled_by <> 'bot')")
        .fetchall()
    )
    assert point.value == by_hand[0]
    hours = MeasuredPoint.objects.get(
        measure="contacts.handle_hours", team=None, grain="week", starts_on=monday
    )
    assert hours.value * 3600 == pytest.approx(by_hand[1])


def test_a_second_run_leads_to_the_same(world: World, stored: Path) -> None:
    first = measure(silent)
    before = list(
        MeasuredPoint.objects.order_by("measure", "grain", "starts_on").values_list("measure", "value")
    )
    assert measure(silent) == first
    after = list(
        MeasuredPoint.objects.order_by("measure", "grain", "starts_on").values_list("measure", "value")
    )
    assert after == before
    assert first["points"] == len(before) > 150


def test_a_slower_worker_does_not_put_an_earlier_version_in_the_place_of_a_newer_one(
    world: World, stored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    measure(silent)
    LastMeasured.objects.update(store_version=2)
    monkeypatch.setattr("headwater.apps.measures.services.points._newest_version", lambda: 2)
    assert replace_points(found=[], version=1) == 0
    assert MeasuredPoint.objects.exists()
    monkeypatch.setattr("headwater.apps.measures.services.points._newest_version", lambda: 1)
    replace_points(found=[], version=1)
    assert not MeasuredPoint.objects.exists(), "a store that was restored counts, though its number is lower"


def test_a_new_version_of_the_store_is_measured_once(world: World, stored: Path) -> None:
    store_changed()
    store_changed()
    task = Task.objects.get(kind="measures.measure")
    claimed = claim_task(timezone.now())
    assert claimed == task
    assert claimed is not None
    finish_task(claimed, result=measure(silent, **claimed.arguments))
    assert measure_store() is None
    assert measure_store(again=True) is not None


def test_nothing_is_measured_before_an_import(world: World, data: Path) -> None:
    assert measure_store() is None
    reading = reading_visible_to(world.amara, "contacts.volume")
    assert reading.series is None
    assert reading.usual.why == "nothing was measured yet"


def test_the_newest_week_is_watched_for_seven_days_before_returns_count(world: World, stored: Path) -> None:
    measure(silent)
    counted = series_visible_to(world.amara, "contacts.volume")
    returned = series_visible_to(world.amara, "contacts.come_back")
    assert (counted.days[-1] - returned.days[-1]).days == 7
    assert counted.days[0] == date(2025, 1, 6)
    assert returned.denominators is not None
    assert all(rate is not None and 0 < rate < 1 for rate in returned.rates)


def test_months_are_months_and_not_sums_of_weeks(world: World, stored: Path) -> None:
    measure(silent)
    months = series_visible_to(world.amara, "contacts.volume", grain="month")
    assert [day.isoformat() for day in months.days] == [
        "2025-02-01", "2025-03-01", "2025-04-01", "2025-05-01", "2025-06-01",
    ]  # fmt: skip


def test_a_team_of_few_people_has_no_figures(world: World, stored: Path) -> None:
    measure(silent)  # two agents a team in this small store
    assert not MeasuredPoint.objects.filter(team__isnull=False).exists()
    with pytest.raises(Http404):
        series_visible_to(world.amara, "contacts.volume", team=world.phone)


def test_a_team_of_enough_people_has_them(world: World) -> None:
    smallest = PUBLISHED["contacts.volume"].measure.smallest_group
    rows = [
        Measured("contacts.volume", world.phone.pk, "week", date(2025, 1, 6), 40, 40, people=smallest),
        Measured("contacts.volume", world.phone.pk, "week", date(2025, 1, 13), 30, 30, people=smallest - 1),
        Measured("contacts.volume", world.phone.pk, "week", date(2025, 1, 20), 50, 50, people=smallest),
    ]
    assert replace_points(found=rows, version=3) == 2
    series = series_visible_to(world.bela, "contacts.volume", team=world.phone)
    assert series.values == (40, None, 50)
    assert series.group == "Phone"


def test_a_team_is_measured_with_the_teams_inside_it(world: World) -> None:
    night = Team.objects.create(name="Night", parent=world.phone)
    assert teams_to_measure() == {
        None: None,
        world.phone.pk: {"phone", "night"},
        world.digital.pk: {"digital"},
        night.pk: {"night"},
    }


def test_only_who_may_read_measures_sees_them(world: World) -> None:
    assert not measures_visible_to(world.chidi)
    assert not readings_visible_to(world.ada)
    with pytest.raises(NotAllowedError):
        series_visible_to(world.chidi, "contacts.volume")
    with pytest.raises(Http404):
        series_visible_to(world.amara, "no.such.measure")
    assert "contacts.satisfaction" in [one.key for one in measures_visible_to(world.bela)]
