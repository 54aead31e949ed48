"""The lab's first page tells the five mistakes, what is missing, and what was read when."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from django.test import Client
from django.urls import reverse

from headwater.analysis.policy.mistakes.finding import Finding
from headwater.apps.policy.models import Table
from headwater.apps.policy.services import keep_table, read_soon

from ..world import World
from .made_volume import FOUND, keep

Visit = Callable[[str], Client]


def page(visit: Visit, query: str = "", who: str = "amara") -> str:
    """Return the first page as somebody sees it."""
    response = visit(who).get(reverse("policy:lab") + query)
    assert response.status_code == 200
    return response.content.decode()


def test_without_anything_it_says_what_to_do_next(visit: Visit, data: Path) -> None:
    shown = page(visit)
    assert "Nothing has been read yet" in shown
    assert "No policy is declared" in shown
    assert "There are no contacts:" in shown
    assert "There is no roster" in shown


def test_what_is_there_is_not_missing(world: World, visit: Visit, stored: Path) -> None:
    keep_table(acting_user=world.olga, kind=Table.Kind.ROSTER, name="r.csv", rows=[["2026-01-05T09:00", 3.0]])
    shown = page(visit)
    assert "There are no contacts:" not in shown
    assert "There is no roster" not in shown
    assert "There is no table of remedies" in shown


def test_what_costs_most_comes_first_and_what_was_not_read_says_so(visit: Visit, data: Path) -> None:
    keep(Finding("people", "cannot tell", "There is no roster."))
    cheap = replace(FOUND.harm, money=replace(FOUND.harm.money, value=5.0, low=4.0, high=6.0))
    keep(replace(FOUND, mistake="control", sentence="Approvals cost time.", harm=cheap))
    keep(FOUND)
    shown = page(visit)
    places = [
        shown.index(f">{title}<") if f">{title}<" in shown else shown.index(title, shown.index("mistakes"))
        for title in ("Volume over resolution", "Excessive control", "Too few people")
    ]
    assert places == sorted(places)
    assert "2 of the five mistakes are found." in shown
    assert "The dearest is volume over resolution: 428 EUR a year (140 to 703)." in shown
    assert "Nothing was read of it yet." in shown


def test_an_old_reading_says_so_and_shows_how_far_the_next_one_is(
    world: World, visit: Visit, stored: Path
) -> None:
    keep(FOUND, key="of yesterday")
    read_soon(world.amara)
    shown = page(visit)
    assert "changed since this was read" in shown
    assert "The next reading is on its way." in shown
    assert "Reading for the policy lab" in shown
    assert "changed since this was read" in page(visit, who="emre")
    assert "Load this page again in a minute" in page(visit, who="emre")


def test_a_part_that_could_not_be_made_says_why(visit: Visit, data: Path) -> None:
    from headwater.apps.policy.selectors import key_of_now
    from headwater.apps.policy.services import keep_reading

    keep_reading(part="people", key=key_of_now(), content={"refused": "The roster ends."}, store_version=None)
    assert "The roster ends." in page(visit)


def test_a_sample_opens_with_what_is_demanded_there(visit: Visit, data: Path) -> None:
    shown = page(visit, "?in=telecom")
    assert "Sample: a telecom" in shown
    assert "wants handle time of at most 240 s" in shown
    assert visit("amara").get(reverse("policy:lab") + "?in=nowhere").status_code == 404


def test_what_changed_can_be_read_anew(world: World, visit: Visit, stored: Path) -> None:
    keep(FOUND, key="of yesterday")
    assert "Read it anew" in page(visit)
    assert "Read it anew" not in page(visit, who="bela")
    told = visit("olga").post(reverse("policy:read_again"), follow=True).content.decode()
    assert "The lab is being read." in told
    assert "Reading for the policy lab" in told
    assert visit("bela").post(reverse("policy:read_again")).status_code == 403


def test_without_anything_there_is_nothing_to_read(visit: Visit, data: Path) -> None:
    told = visit("olga").post(reverse("policy:read_again"), follow=True).content.decode()
    assert "There is nothing new to read." in told
