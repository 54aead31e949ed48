"""Diagnoses are made once for each version, codes, prices and filters; they can be killed and made again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from headwater.analysis.errors import NotAllowedError
from headwater.apps.actions.services import create_action
from headwater.apps.coding.changes import codes_changed
from headwater.apps.contacts.changes import store_changed
from headwater.apps.demand import codes, selectors, services
from headwater.apps.demand.background import diagnose
from headwater.apps.demand.filters import Filters
from headwater.apps.demand.models import Diagnosis, Page, Prices
from headwater.apps.tasks.models import Task

from ..world import World
from .coded import Counting

pytestmark = pytest.mark.django_db
PHONE = Filters(channel="phone", since=date(2025, 2, 1), until=date(2025, 5, 31))


def quiet(step: str, done: int = 0, total: int | None = None) -> None:
    """Report to nobody."""


class Killed(Exception):  # noqa: N818 - what happens to workers
    """The worker went away."""


def run(task: Task | None) -> dict[str, Any]:
    """Do a task as a worker would, and end it."""
    assert task is not None
    result = diagnose(quiet, **task.arguments)
    Task.objects.filter(pk=task.pk).update(state=Task.State.DONE, finished_at=timezone.now())
    return result


def test_a_part_is_diagnosed_by_its_own_coded_contacts_and_kept(
    world: World, stored: Path, counted: Counting, prices: Prices, undrawn: None
) -> None:
    task = services.ask_for_diagnosis(acting_user=world.olga, filters=PHONE)
    assert services.ask_for_diagnosis(acting_user=world.amara, filters=PHONE) == task, (
        "asked twice, done once"
    )
    run(task)
    kept = selectors.newest(PHONE)
    assert kept is not None
    assert services.ask_for_diagnosis(acting_user=world.olga, filters=PHONE) is None, "it is there"
    assert {"overview", "causes", "repeats", "workload", "shape", "nodes"} <= set(
        kept.pages.values_list("name", flat=True)
    )
    assert 0 < kept.said["failure"]["contacts"]["n"] < 200
    shown = selectors.diagnosis_visible_to(world.emre, PHONE)
    assert shown is not None
    assert shown["filters"]["channel"] == "phone"
    assert shown["vendors"] is None, "a customer who came back by e-mail would count as one who did not"
    notes = selectors.shown_to(world.emre, PHONE, "repeats").content
    assert notes is not None
    assert "to whichever team and by whichever channel" in notes["notes"][0]
    assert "simulated coders" in notes["notes"][2]


def test_a_worker_killed_half_way_leaves_nothing_behind(
    stored: Path, world: World, data: Path, prices: Prices
) -> None:
    task = services.diagnose_whole()
    assert task is not None

    def dies(step: str, done: int = 0, total: int | None = None) -> None:
        if step == "Putting it into words":
            raise Killed

    with pytest.raises(Killed):
        diagnose(dies, **task.arguments)
    assert not Diagnosis.objects.exists()
    assert not Page.objects.exists()


def test_codes_of_other_contacts_are_left_out_and_said_to_be(
    stored: Path, counted: Counting, world: World, undrawn: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    strangers = [replace(c, contact_id=f"not {c.contact_id}") for c in counted.sample.contacts]
    other = replace(counted, sample=replace(counted.sample, contacts=tuple(strangers)))
    monkeypatch.setattr(codes, "counting", lambda: other)
    run(services.diagnose_whole())
    content = selectors.shown_to(world.amara, Filters(), "overview").content
    assert content is not None
    assert any("The codes are left out of this diagnosis." in note for note in content["notes"])
    assert selectors.shown_to(world.amara, Filters(), "causes").content["sections"] == []  # type: ignore[index]


def test_what_was_asked_before_codes_changed_is_asked_anew(
    stored: Path, counted: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = services.diagnose_whole()
    monkeypatch.setattr(codes, "version", lambda: "2")
    assert run(first) == {"superseded": True}
    queued = Task.objects.get(kind=selectors.DIAGNOSIS, state=Task.State.QUEUED)
    assert queued.arguments["asked"] != getattr(first, "arguments", {})["asked"]
    assert not Diagnosis.objects.exists()


def test_a_new_version_or_other_codes_queue_the_whole_organisation(
    stored: Path, counted: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_changed()
    store_changed()
    assert Task.objects.filter(kind=selectors.DIAGNOSIS).count() == 1
    monkeypatch.setattr(codes, "version", lambda: "2")
    codes_changed()
    assert Task.objects.filter(kind=selectors.DIAGNOSIS).count() == 2


def test_without_contacts_nothing_is_queued(data: Path) -> None:
    store_changed()
    assert not Task.objects.filter(kind=selectors.DIAGNOSIS).exists()


def test_old_parts_are_tidied_away_and_the_old_whole_stays_until_the_next(
    keep: Callable[..., Diagnosis],
) -> None:
    keep(Filters())
    keep(PHONE)
    keep(Filters(team="Phone"), 3)
    assert {(d.store_version, d.part == Filters().key) for d in Diagnosis.objects.all()} == {
        (2, True),
        (3, False),
    }
    keep(Filters(), 3)
    assert set(Diagnosis.objects.values_list("store_version", flat=True)) == {3}


def test_a_part_of_older_contacts_says_so(world: World, keep: Callable[..., Diagnosis]) -> None:
    keep(PHONE)
    keep(Filters())
    assert not selectors.shown_to(world.olga, PHONE, "shape").outdated
    Diagnosis.objects.filter(part=Filters().key).update(store_version=9)
    assert selectors.shown_to(world.olga, PHONE, "shape").outdated


def test_the_ledger_is_part_of_what_the_whole_diagnosis_says_and_of_no_other(
    world: World, stored: Path, counted: Counting
) -> None:
    before = selectors.current_basis()
    create_action(acting_user=world.amara, title="Scan at hand-over", reason="Parcel is late")
    now = selectors.current_basis()
    assert before is not None
    assert now is not None
    assert before.key(Filters()) != now.key(Filters())
    assert before.key(PHONE) == now.key(PHONE), "a part says nothing of who does what"


def test_a_diagnosis_of_an_older_ledger_says_so_and_is_replaced(
    world: World, stored: Path, counted: Counting, keep: Callable[..., Diagnosis]
) -> None:
    keep(Filters())
    assert not selectors.shown_to(world.olga, Filters(), "decisions").outdated
    create_action(acting_user=world.amara, title="Scan at hand-over", reason="Parcel is late")
    assert selectors.shown_to(world.olga, Filters(), "decisions").outdated
    assert services.ask_for_diagnosis(acting_user=world.olga, filters=Filters()) is not None
    basis = selectors.current_basis()
    assert basis is not None
    services.keep_diagnosis(basis=basis, filters=Filters(), said={}, pages={})
    assert Diagnosis.objects.filter(part=Filters().key).count() == 1


def test_why_the_last_attempt_failed_is_shown(world: World, stored: Path) -> None:
    task = services.ask_for_diagnosis(acting_user=world.olga, filters=PHONE)
    assert task is not None
    assert selectors.shown_to(world.olga, PHONE, "shape").task == task
    Task.objects.update(state=Task.State.FAILED, error="The disk is full.", finished_at=timezone.now())
    assert selectors.shown_to(world.olga, PHONE, "shape").failed == "The disk is full."


def test_the_newest_diagnosis_gives_a_scorecard_its_estimates(whole: Diagnosis) -> None:
    found = selectors.latest_diagnosis()
    assert found is not None
    assert found.failure["time"].known
    assert found.failure["time"].low is not None
    assert found.currency == "EUR"
    assert found.yearly["cost"].known
    assert found.findings[0]["title"]


def test_who_may_not_read_the_diagnosis_cannot_ask_for_one(world: World, stored: Path) -> None:
    with pytest.raises(NotAllowedError):
        services.ask_for_diagnosis(acting_user=world.chidi, filters=PHONE)
    with pytest.raises(NotAllowedError):
        selectors.diagnosis_visible_to(world.ada)
