"""The page with the sliders: what is asked for in its address, what it answers, and what it refuses."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from headwater.apps.policy.background import read
from headwater.apps.policy.models import DeclaredFacts
from headwater.apps.policy.selectors import key_of_now
from headwater.apps.policy.selectors.ground import ground_visible_to

from ..world import World
from .made_scenarios import FACTS, facts_said, text_of

pytestmark = pytest.mark.django_db
Visit = Callable[[str], Client]
PAGE, ANSWER = "/policy/what-if/", "/policy/what-if/answer/"


def told(client: Client, path: str = ANSWER, **asked: str | list[str]) -> str:
    return text_of(client, path, **asked)


@pytest.mark.usefixtures("data")
def test_the_answer_is_that_of_the_reference_case(visit: Visit, world: World) -> None:
    facts_said(world.olga)
    said = told(visit("bela"), handle_s="300", fcr_percent="82")
    assert "Handle time from 240 s to 300 s; Resolved at first contact from 65% to 82%" in said
    for figure in (">584</span>", ">477</span>", ">-107</span>", "it would break even at 294 s"):
        assert figure in said
    assert "Beyond 350 s nothing pays for itself" in said
    assert said.count("<svg") == 2, "the line is drawn for a desk and for a phone"
    assert '<circle class="tried"' in said
    assert '<input type="hidden" form="keep" name="fcr_percent" value="82">' in said


@pytest.mark.usefixtures("data")
def test_the_whole_page_holds_the_same_answer_without_a_script(visit: Visit, world: World) -> None:
    facts_said(world.olga)
    client = visit("amara")
    alone = told(client, handle_s="300", fcr_percent="82")
    whole = told(client, PAGE, **{"in": "ours", "handle_s": "300", "fcr_percent": "82", "wrap_s": "30"})
    assert alone in whole
    assert '<button type="submit" class="without-script">Work it out</button>' in whole


@pytest.mark.usefixtures("data")
def test_what_stands_at_today_is_not_moved_and_a_share_may_come_as_a_fraction(
    visit: Visit, world: World
) -> None:
    facts_said(world.olga)
    client = visit("emre")
    assert "This is how it is today" in told(client, handle_s="240", wrap_s="30.0", shrinkage_percent="30")
    assert told(client, fcr_frac="0.82") == told(client, fcr_percent="82")
    assert "This is how it is today" in told(client)


@pytest.mark.usefixtures("data")
def test_a_slider_whose_fact_is_missing_is_off_and_says_which(visit: Visit, world: World) -> None:
    said = {**FACTS["today"]}
    said.pop("agents_scheduled")
    facts_said(world.olga, today=said)
    shown = told(visit("amara"), PAGE)
    box = shown.partition('data-slider="agents_scheduled"')[2].partition("data-slider=")[0]
    assert box.count(" disabled") == 2
    assert "Cannot be moved. The facts do not say how many people are scheduled now." in box
    refused = told(visit("amara"), agents_scheduled="70")
    assert "People scheduled: it cannot be moved. The facts do not say how many people" in refused


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"handle_s": "0"}, "Handle time is 0"),
        ({"handle_s": "-20"}, "Handle time is -20"),
        ({"fcr_percent": "120"}, "Resolved at first contact: 120% is no share. Give 0 to 100."),
        (
            {"shrinkage_percent": "100"},
            "Time away from contacts: at 100% nobody would be there. Give less than 100.",
        ),
        ({"service_percent": "100"}, "Answered in time: 100% is no target that staff can be worked out for."),
        ({"agents_scheduled": "-1"}, "People scheduled is -1"),
        ({"handle_s": "<b>five</b>"}, "Handle time: “&lt;b&gt;five&lt;/b&gt;” is not a number it could be."),
        ({"handle_s": "nan"}, "Write it in seconds, such as 300."),
        ({"threshold_s": "1e99"}, "In time means within: “1e99” is not a number it could be."),
        ({"fcr_percent": "inf"}, "Write it in percent, such as 82."),
        ({"wrap_s": "x" * 5000}, f"“{'x' * 40}” is not a number"),
    ],
)
def test_what_cannot_be_is_refused_in_the_answer_by_name(
    visit: Visit, world: World, asked: dict[str, str], message: str
) -> None:
    facts_said(world.olga)
    for path in (ANSWER, PAGE):
        said = told(visit("amara"), path, **asked)
        assert message in said
        assert "data-refused" in said
        assert '<table class="before-after' not in said


@pytest.mark.usefixtures("data")
def test_a_field_holds_what_was_typed_unless_it_is_no_number(visit: Visit, world: World) -> None:
    facts_said(world.olga)
    shown = told(visit("amara"), PAGE, handle_s="-20", wrap_s="soon")
    assert 'name="handle_s" value="-20"' in shown
    assert 'name="wrap_s" value="30"' in shown, "a browser would leave a field of numbers empty, and complain"


@pytest.mark.usefixtures("data")
def test_work_beyond_staff_without_patience_is_an_answer_and_no_error(visit: Visit, world: World) -> None:
    DeclaredFacts.objects.create(content={k: v for k, v in FACTS.items() if k != "patience_s"})
    said = told(visit("amara"), agents_scheduled="50")
    assert "data-refused" not in said
    assert "without end" in said


@pytest.mark.usefixtures("data")
def test_before_anything_is_known_the_page_says_what_to_do(visit: Visit) -> None:
    shown = told(visit("olga"), PAGE)
    assert "Not enough is known to try much" in shown
    assert "?in=telecom" in shown
    assert "Nothing is kept yet." in shown


@pytest.mark.usefixtures("data")
def test_samples_open_by_their_name_and_nothing_else_does(visit: Visit) -> None:
    client = visit("bela")
    assert "Broken: Operations (Efficiency targets) wants handle time of at most 240 s" in told(
        client, PAGE, **{"in": "telecom", "handle_s": "300"}
    )
    for name in ("nothing", "../../etc", "ours "):
        assert client.get(ANSWER, {"in": name}).status_code == 404


def test_intervals_come_from_contacts_and_go_where_people_say_otherwise(
    visit: Visit, world: World, stored: Path
) -> None:
    read(lambda *_, **__: None, asked=key_of_now())
    names = {one.name for one in ground_visible_to(world.amara).found}
    assert {"contacts_per_hour", "today.aht_s", "today.repeat_frac"} <= names
    measured = told(visit("amara"), handle_s="400")
    assert '<span class="interval">(' in measured
    DeclaredFacts.objects.create(content={"issues_per_hour": 77, "today": {"fcr_frac": 0.7}})
    names = {one.name for one in ground_visible_to(world.amara).found}
    assert not names & {"contacts_per_hour", "today.repeat_frac"}
    assert "today.aht_s" in names


@pytest.mark.usefixtures("data")
def test_an_answer_asks_the_records_one_question_beside_who_asks(visit: Visit, world: World) -> None:
    facts_said(world.olga)
    client = visit("amara")
    client.get(ANSWER)
    with CaptureQueriesContext(connection) as queries:
        client.get(ANSWER, {"handle_s": "300"})
    asked = [one["sql"] for one in queries.captured_queries]
    who = ("django_session", "people_user", "people_membership")
    others = [sql for sql in asked if "policy_" in sql or not any(f'FROM "{name}' in sql for name in who)]
    assert len(others) == 1, others
    assert len(asked) == 4, asked


@pytest.mark.usefixtures("data")
def test_new_facts_count_from_the_next_answer_on(visit: Visit, world: World) -> None:
    facts_said(world.olga)
    client = visit("amara")
    assert ">584</span>" in told(client)
    facts_said(world.olga, issues_per_hour=200)
    assert ">292</span>" in told(client)
