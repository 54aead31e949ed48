"""Pages of measures: what part is asked for, what leaves as a file, what a trend says."""

import csv
import io
from collections.abc import Callable
from datetime import date
from types import SimpleNamespace

import pytest
from django.test import Client

from headwater.apps.demand import measures as demand_measures
from headwater.apps.measures.background import draw
from headwater.apps.measures.registry import PUBLISHED, Measured
from headwater.apps.measures.selectors import reading_visible_to
from headwater.apps.measures.services import replace_points
from headwater.apps.measures.showing import card
from headwater.apps.measures.sparkline import sparkline
from headwater.apps.tasks.models import Task

from ..world import World
from .things import half_a_year

KEY = "contacts.first_contact_resolution"


@pytest.fixture
def amara(world: World, visit: Callable[[str], Client]) -> Client:
    half_a_year(world, last=0.5)
    return visit("amara")


def test_a_file_holds_every_period_with_its_parts(amara: Client) -> None:
    answer = amara.get(f"/measures/{KEY}/series.csv")
    assert (
        answer["Content-Disposition"] == 'attachment; filename="contacts-first-contact-resolution-week.csv"'
    )
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 26
    assert rows[-1]["starts_on"] == "2025-06-30"
    assert float(rows[-1]["value"]) == 0.5
    assert float(rows[-1]["counted"]) == pytest.approx(0.5 * float(rows[-1]["of"]))


def test_a_team_is_asked_for_by_its_id_and_named_on_the_page(amara: Client, world: World) -> None:
    page = amara.get(f"/measures/{KEY}/?team={world.phone.pk}").content.decode()
    assert "Phone, week from 30 Jun 2025" in page
    assert "Lower than usual" not in page, "only the organisation's newest week is low"


@pytest.mark.parametrize("asked", ["team=4711", "team=no", "by=year", "team={digital}", "team={top}"])
def test_a_part_that_has_no_figures_is_not_there(amara: Client, world: World, asked: str) -> None:
    query = asked.format(digital=world.digital.pk, top=world.organisation.pk)
    assert amara.get(f"/measures/{KEY}/?{query}").status_code == 404
    assert amara.get(f"/measures/{KEY}/series.csv?{query}").status_code == 404


def test_an_unknown_measure_is_not_there(amara: Client) -> None:
    assert amara.get("/measures/contacts.mood/").status_code == 404


def test_the_page_says_who_may_see_the_measure_and_how_small_a_group(amara: Client) -> None:
    page = amara.get(f"/measures/{KEY}/").content.decode()
    assert "Head of support, Operations lead, Team lead, Analyst" in page
    assert "at least 5 people worked" in page


def test_a_measure_without_points_says_what_is_missing(amara: Client) -> None:
    page = amara.get("/measures/demand.failure_share_of_time/?by=week").content.decode()
    assert "Too few contacts of each period are coded; months may hold enough" in page


def test_every_measure_is_in_the_list_and_leads_to_its_page(amara: Client, world: World) -> None:
    page = amara.get(f"/measures/?team={world.phone.pk}&by=week").content.decode()
    for key, published in PUBLISHED.items():
        assert f'href="/measures/{key}/?team={world.phone.pk}&amp;by=week"' in page
        assert published.measure.title in page


def test_a_picture_breaks_where_a_week_is_missing_and_says_what_it_shows(world: World) -> None:
    values = {6: 40, 13: 44, 27: 41}
    found = [Measured("contacts.volume", None, "week", date(2025, 1, d), v, v) for d, v in values.items()]
    replace_points(found=found, version=1)
    reading = reading_visible_to(world.amara, "contacts.volume")
    picture = sparkline(reading)
    assert picture is not None
    assert len(picture.lines) == 2
    assert picture.band is None
    assert picture.title == "Contacts, last 4 weeks: between 40 and 44, at the end 41"
    assert card(reading).trend == "Too early to say what is usual: 2 weeks lie before it, 8 are needed."


def test_a_rate_is_read_per_hundred(world: World) -> None:
    point = Measured("contacts.rate", None, "week", date(2025, 1, 6), 0.0712, 712, 10_000)
    replace_points(found=[point], version=1)
    shown = card(reading_visible_to(world.amara, "contacts.rate"))
    assert (shown.figure, shown.unit) == ("7.12", "contacts per 100 orders")


def test_failure_demand_is_measured_only_where_somebody_coded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("headwater.apps.demand.codes.counting", lambda: None)
    store = SimpleNamespace()
    assert list(demand_measures.measure_failure(store, {None: None})) == []  # type: ignore[arg-type]


def test_charts_are_drawn_ahead_so_that_no_page_waits(
    amara: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    volume = [Measured("contacts.volume", None, "week", date(2025, 1, 6 + 7 * n), 9, 9 + n) for n in range(3)]
    replace_points(found=volume, version=3)
    assert Task.objects.filter(kind="measures.draw").count() == 1
    assert draw(lambda *said: None) == {"charts": 1}
    monkeypatch.setattr("headwater.apps.measures.drawings.figure", None)
    assert "<svg" in amara.get("/measures/contacts.volume/").content.decode()
