"""Coding of the sample organisation: there after one run, the same after two, and marked as simulated."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from headwater.apps.coding.models import Count, Decision, Figures, Reading, Study
from headwater.apps.coding.sample import load_sample
from headwater.apps.coding.selectors import counting_codes
from headwater.apps.coding.selectors.deciding import undecided
from headwater.apps.people.models import User
from headwater.apps.waiting import waiting_for

from ..world import World
from .things import silent


@pytest.fixture
def people(world: World) -> None:
    """Give the people of the named world the addresses of the sample's."""
    for name in ("chidi", "bela", "emre"):
        User.objects.filter(pk=world.person(name).pk).update(email=f"{name}@sample.example")


def counts() -> list[int]:
    return [kind.objects.count() for kind in (Study, Reading, Decision, Count, Figures)]


def test_a_second_run_changes_nothing(world: World, stored: Path, people: None) -> None:
    load_sample(silent, stored / "sample")
    before = counts()
    load_sample(silent, stored / "sample")
    assert counts() == before


def test_a_run_that_was_killed_between_two_studies_is_made_whole(
    world: World, stored: Path, people: None
) -> None:
    load_sample(silent, stored / "sample")
    before = counts()
    Study.objects.filter(simulated=False).delete()
    Figures.objects.all().delete()
    load_sample(silent, stored / "sample")
    assert counts() == before


def test_its_codes_count_and_say_that_they_are_simulated(world: World, stored: Path) -> None:
    load_sample(silent, stored / "sample")
    found = counting_codes()
    assert found is not None
    assert found.simulated
    assert len(found.sample.by_chance) == 400
    assert "simulated coders" in found.sample.notes[0]


def test_every_page_of_it_says_that_coders_were_simulated(
    world: World, stored: Path, visit: Callable[[str], Client]
) -> None:
    load_sample(silent, stored / "sample")
    study = Study.objects.get(simulated=True)
    for page in ("", "agreement/", "decide/", "more/", "coders/", "sheet/"):
        answer = visit("amara").get(f"/coding/{study.pk}/{page}")
        assert "simulated coders" in answer.content.decode(), page
    assert "simulated coders" in visit("amara").get("/coding/").content.decode()


def test_people_of_the_sample_have_work_on_the_first_day(world: World, stored: Path, people: None) -> None:
    load_sample(silent, stored / "sample")
    small = Study.objects.get(simulated=False)
    assert small.contacts.count() == 24
    for name in ("chidi", "bela", "emre"):
        assert waiting_for(world.person(name))[0].title == "Code 10 contacts"
    assert len(undecided(Study.objects.get(simulated=True))) == 5
    assert [one.title for one in waiting_for(world.person("amara"))] == ["Decide 5 contacts"]
