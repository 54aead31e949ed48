"""The first page shows each person what is theirs, and never more certainty than there is."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from headwater.analysis.contacts.versions import Version, commit
from headwater.analysis.estimates import cannot_tell
from headwater.apps.actions.services import create_action
from headwater.apps.demand import codes
from headwater.apps.demand.filters import Filters
from headwater.apps.demand.selectors import DIAGNOSIS, Basis
from headwater.apps.demand.services import keep_diagnosis
from headwater.apps.measures.showing import Card
from headwater.apps.people.models import Membership
from headwater.apps.people.permissions import Role
from headwater.apps.people.selectors import today
from headwater.apps.people.services import invite_person
from headwater.apps.scorecard.selectors import First, first_page
from headwater.apps.tasks.models import Task
from headwater.apps.tasks.services import claim_task, finish_task, start_task
from headwater.apps.waiting import Waiting

from ..measures.things import half_a_year
from ..world import World

SHARE = {"value": 0.41, "low": 0.37, "high": 0.45, "n": 812, "level": 0.95, "method": "", "why": ""}
MONEY = SHARE | {"value": 412_345.0, "low": 371_234.0, "high": 455_987.0}
HOURS = SHARE | {"value": 6_812.0, "low": 6_101.0, "high": 7_498.0}
SAID: dict[str, Any] = {
    "headline": "One contact in three comes back.",
    "opening": "Of all contacts, 41% should never have happened.",
    "basis": "50,000 contacts.",
    "findings": [
        {"title": f"Finding {n}", "figure": "27%", "sentence": "Seen.", "basis": "All."} for n in range(4)
    ],
    "failure": {"time": SHARE},
    "yearly": {"time": HOURS},
    "currency": "",
}


def diagnosed(**more: Any) -> None:
    keep_diagnosis(basis=Basis(1, "", None), filters=Filters(), said=SAID | more, pages={})


def tiles(first: First) -> dict[str, Card]:
    return {tile.name: tile for tile in first.tiles}


def test_a_head_sees_failure_demand_with_its_interval(world: World) -> None:
    half_a_year(world)
    diagnosed()
    tile = tiles(first_page(world.person("amara")))["Failure demand"]
    assert (tile.figure, tile.unit, tile.interval) == ("41%", "of handle time", "37% to 45%")
    assert tile.picture is not None, "the months are its trend"


def test_without_codes_failure_demand_cannot_be_told_and_says_why(world: World) -> None:
    half_a_year(world)
    diagnosed(failure={}, yearly={})
    found = tiles(first_page(world.person("amara")))
    assert found["Failure demand"].figure == found["Cost of failure demand"].figure == ""
    assert "nobody has coded contacts yet" in found["Failure demand"].why


def test_the_cost_is_money_where_there_are_prices_and_hours_where_there_are_none(world: World) -> None:
    half_a_year(world)
    diagnosed()
    hours = tiles(first_page(world.person("amara")))["Cost of failure demand"]
    assert (hours.figure, hours.unit, hours.interval) == ("6,810", "hours a year", "6,100 to 7,500")
    assert "No price" in hours.trend
    diagnosed(yearly={"time": HOURS, "cost": MONEY}, currency="EUR")
    money = tiles(first_page(world.person("amara")))["Cost of failure demand"]
    assert (money.figure, money.unit, money.interval) == ("412,000", "EUR a year", "371,000 to 456,000")
    untold = cannot_tell("only 3 coded contacts have a price").to_dict()
    diagnosed(yearly={"time": HOURS, "cost": untold}, currency="EUR")
    told = tiles(first_page(world.person("amara")))["Cost of failure demand"]
    assert (told.unit, told.trend) == ("hours a year", "Only 3 coded contacts have a price.")


def test_a_week_like_the_others_is_not_called_a_change(world: World) -> None:
    half_a_year(world)
    tile = tiles(first_page(world.person("emre")))["First-contact resolution"]
    assert tile.verdict == "usual"
    assert tile.trend == "Within the usual range, 70% to 78%."


def test_a_week_out_of_the_ordinary_is_and_says_which_way(world: World) -> None:
    half_a_year(world, last=0.5)
    tile = tiles(first_page(world.person("olga")))["First-contact resolution"]
    assert tile.figure == "50%"
    assert tile.trend == "Lower than usual (70% to 78%), which is worse."


def test_open_actions_that_nobody_owns_are_counted(world: World) -> None:
    half_a_year(world)
    none = tiles(first_page(world.person("amara")))["Actions without an owner"]
    assert (none.figure, none.unit, none.trend) == ("0", "no action is open", "")
    create_action(
        acting_user=world.person("amara"),
        title="Tell customers where the parcel is",
        cause="information_flow",
        due_on=today() - timedelta(days=3),
    )
    one = tiles(first_page(world.person("amara")))["Actions without an owner"]
    assert (one.figure, one.unit, one.trend, one.verdict) == ("1", "of 1 open", "1 overdue.", "worse")
    assert one.url == "/actions/"


@pytest.mark.parametrize(
    ("who", "first"), [("amara", True), ("olga", True), ("emre", True), ("bela", False), ("chidi", False)]
)
def test_who_serves_or_leads_sees_first_what_waits(world: World, who: str, first: bool) -> None:
    assert first_page(world.person(who)).figures_first is first


@pytest.mark.parametrize("who", ["chidi", "dana", "ada", "femi"])
def test_whoever_may_not_read_measures_sees_neither_figures_nor_diagnosis(
    world: World, who: str, visit: Callable[[str], Client]
) -> None:
    half_a_year(world)
    diagnosed()
    found = first_page(world.person(who))
    assert found.tiles == []
    assert found.diagnosis is None
    page = visit(who).get("/").content.decode()
    assert "41%" not in page
    assert "Scorecard" not in page


def test_what_waits_is_shown_with_its_day(
    world: World, visit: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = [
        Waiting("Code 12 contacts", "/coding/3/", 12),
        Waiting("Answer two flags", "/voices/", 2, date(2026, 3, 9)),
        Waiting("Nothing of it", "/nowhere/", 0),
    ]
    monkeypatch.setattr("headwater.apps.waiting.ASKED", [lambda user: waits])
    page = visit("chidi").get("/").content.decode()
    assert page.index("Answer two flags") < page.index("Code 12 contacts")
    assert "9 Mar 2026" in page
    assert "Nothing of it" not in page


def test_the_diagnosis_shows_its_headline_and_three_findings(
    world: World, visit: Callable[[str], Client]
) -> None:
    diagnosed()
    page = visit("bela").get("/").content.decode()
    assert "One contact in three comes back." in page
    assert "Finding 2" in page
    assert "Finding 3" not in page


def test_before_an_import_the_page_says_where_to_begin(world: World, visit: Callable[[str], Client]) -> None:
    page = visit("amara").get("/").content.decode()
    assert "There are no contacts yet" in page
    task = start_task(acting_user=None, kind="test.lines", file="nowhere", lines=1)
    Task.objects.filter(pk=task.pk).update(not_before=timezone.now() + timedelta(hours=3))
    page = visit("amara").get("/").content.decode()
    assert "There are no contacts yet" in page, "what is planned for later is not under way"
    Task.objects.filter(pk=task.pk).update(not_before=timezone.now())
    page = visit("amara").get("/").content.decode()
    assert "There are no contacts yet" not in page, "they may be on their way"
    assert "Waits for the worker" in page


def test_an_administrator_sees_what_the_house_needs(world: World) -> None:
    invite_person(
        acting_user=world.ada, name="Noor", email="noor@parcels.example", role=Role.AGENT, team=world.phone
    )
    start_task(acting_user=None, kind="test.refused")
    task = claim_task(timezone.now())
    assert task is not None
    finish_task(task, error="The file has no rows: choose another.")
    house = first_page(world.person("ada")).house
    assert house is not None
    assert (house.without_role, house.invitations, house.failed) == (1, 1, 1)
    Membership.objects.filter(user=world.gita).update(ends_on=today() - timedelta(days=1))
    after = first_page(world.person("ada")).house
    assert after == replace(house, without_role=2)


@pytest.mark.parametrize("who", ["amara", "bela", "chidi", "emre"])
def test_only_an_administrator_sees_the_house(world: World, who: str) -> None:
    assert first_page(world.person(who)).house is None


def test_a_recruiter_is_told_that_there_is_little(world: World, visit: Callable[[str], Client]) -> None:
    assert "little here for a recruiter yet" in visit("dana").get("/").content.decode()


def test_somebody_without_a_role_is_told_who_can_give_one(
    world: World, visit: Callable[[str], Client]
) -> None:
    assert (
        "An administrator or the head of support can give you one" in visit("femi").get("/").content.decode()
    )


def test_while_coded_contacts_are_being_diagnosed_nobody_is_told_that_nobody_coded(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    half_a_year(world)
    diagnosed(failure={}, yearly={})

    def why() -> str:
        found = tiles(first_page(world.person("amara")))
        assert found["Failure demand"].why == found["Cost of failure demand"].why
        return found["Failure demand"].why

    monkeypatch.setattr(codes, "anything", lambda: True)
    assert "their codes count once somebody lets them" in why()
    monkeypatch.setattr(codes, "version", lambda: "7")
    assert "not diagnosed since" in why()
    task = start_task(acting_user=None, kind=DIAGNOSIS, part=Filters().key)
    assert "is under way" in why()
    Task.objects.filter(pk=task.pk).update(state=Task.State.FAILED, finished_at=timezone.now())
    assert "failed" in why()
    diagnosed(failure={}, yearly={})
    keep_diagnosis(
        basis=Basis(1, "7", None), filters=Filters(), said=SAID | {"failure": {}, "yearly": {}}, pages={}
    )
    assert "could not use the codes" in why()


def test_contacts_of_less_than_a_week_are_contacts(
    world: World, visit: Callable[[str], Client], data: Path
) -> None:
    version = Version(1, {"contacts": 0}, "UTC", import_={"at": "2026-03-01T00:00:00+00:00"})
    (data / "store" / "versions").mkdir(parents=True)
    commit(data / "store", version)
    assert "There are no contacts yet" not in visit("amara").get("/").content.decode()
    commit(data / "store", replace(version, number=2, tables={}))  # as after taking it back
    assert "There are no contacts yet" in visit("amara").get("/").content.decode()


def test_the_first_administrator_is_told_whom_to_invite(world: World, visit: Callable[[str], Client]) -> None:
    assert "Invite the head of support" not in visit("ada").get("/").content.decode()
    Membership.objects.filter(role=Role.HEAD.value).update(ends_on=today() - timedelta(days=1))
    assert "Invite the head of support" in visit("ada").get("/").content.decode()
