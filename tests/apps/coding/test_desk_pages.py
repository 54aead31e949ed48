"""The desk as a browser sends it: plain forms, htmx, typed words, two windows."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from headwater.apps.coding.models import Reading, Study
from headwater.apps.people.models import AuditEntry

from ..world import World
from .made_coding import LATE, VALUE, say, say_all
from .things import study_of

Visit = Callable[[str], Client]


@pytest.fixture
def study(world: World, stored: Path) -> Study:
    return study_of(world, "chidi", "bela", size=4, double=1.0)


def hidden(page: str) -> dict[str, str]:
    """Return what the form carries along."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))


def test_without_a_script_every_answer_is_a_plain_form(world: World, study: Study, visit: Visit) -> None:
    browser, desk = visit("chidi"), f"/coding/{study.pk}/desk/"
    for answer in VALUE:
        form = hidden(browser.get(desk).content.decode())
        sent = {"do": "typed", "typed": answer} if form["field"] == "evidence_quote" else {"said": answer}
        response = browser.post(desk, form | sent)
        assert (response.status_code, response.headers["Location"]) == (302, desk)
    assert Reading.objects.get(finished_at__isnull=False).codes["demand_type"] == "value"
    browser.post(desk, hidden(browser.get(desk).content.decode()) | {"do": "undo"})
    assert "opened again" in browser.get(desk).content.decode()


def test_htmx_gets_the_part_that_changes(world: World, study: Study, visit: Visit) -> None:
    browser, desk = visit("chidi"), f"/coding/{study.pk}/desk/"
    form = hidden(browser.get(desk).content.decode())
    response = browser.post(desk, form | {"said": "failure"}, headers={"HX-Request": "true"})
    text = response.content.decode()
    assert response.status_code == 200
    assert text.lstrip().startswith('<div id="desk"')
    assert "How did it fail the customer?" in text
    assert hidden(text)["shown"] == form["shown"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1", "Parcel is late"),
        ("parcel is LATE", "Parcel is late"),
        ("customs", "Stuck in customs"),
        ("-", ""),
    ],
)
def test_numbers_and_words_are_understood(
    world: World, study: Study, visit: Visit, typed: str, kept: str
) -> None:
    say(world.chidi, study, "value")
    browser, desk = visit("chidi"), f"/coding/{study.pk}/desk/"
    form = hidden(browser.get(desk).content.decode())
    browser.post(desk, form | {"do": "typed", "typed": typed})
    assert Reading.objects.get(state="open").answers["reason"] == kept


def test_words_of_several_codes_narrow_the_choice(world: World, study: Study, visit: Visit) -> None:
    say(world.chidi, study, "value")
    browser, desk = visit("chidi"), f"/coding/{study.pk}/desk/"
    form = hidden(browser.get(desk).content.decode())
    page = browser.post(desk, form | {"do": "typed", "typed": "parcel", "note": "kept"}).content.decode()
    assert re.search(r"\d+ codes have these words", page)
    assert 'value="Parcel is late"' in page
    assert 'value="Stuck in customs"' not in page
    assert ">kept</textarea>" in page


def test_as_in_the_terminal_u_and_s_are_commands_where_words_are_typed(
    world: World, study: Study, visit: Visit
) -> None:
    say(world.chidi, study, "value")
    browser, desk = visit("chidi"), f"/coding/{study.pk}/desk/"
    browser.post(desk, hidden(browser.get(desk).content.decode()) | {"do": "typed", "typed": "u"})
    assert "What kind of demand is it?" in browser.get(desk).content.decode()


def test_the_older_of_two_windows_is_told_and_shown_how_things_stand(
    world: World, study: Study, visit: Visit
) -> None:
    browser, desk = visit("chidi"), f"/coding/{study.pk}/desk/"
    older = hidden(browser.get(desk).content.decode())
    say(world.chidi, study, "failure")
    page = browser.post(desk, older | {"said": "value"}).content.decode()
    assert "answered in another window" in page
    assert "How did it fail the customer?" in page
    assert Reading.objects.get(state="open").answers == {"demand_type": "failure"}


def test_a_time_that_was_made_up_is_not_believed(world: World, study: Study, visit: Visit) -> None:
    browser, desk = visit("chidi"), f"/coding/{study.pk}/desk/"
    form = hidden(browser.get(desk).content.decode()) | {"shown": "1:forged", "said": "value"}
    browser.post(desk, form)
    reading = Reading.objects.get(state="open")
    assert reading.started_at is not None
    assert reading.started_at.year > 2000


def test_another_coders_reading_is_not_there(world: World, study: Study, visit: Visit) -> None:
    belas = Reading.objects.filter(coder=world.bela).first()
    assert belas is not None
    browser, desk = visit("chidi"), f"/coding/{study.pk}/desk/"
    form = hidden(browser.get(desk).content.decode()) | {"reading": str(belas.pk), "said": "value"}
    assert browser.post(desk, form).status_code == 404
    belas.refresh_from_db()
    assert belas.revision == 0


def test_a_coder_sees_nothing_of_another_ones_codes(world: World, study: Study, visit: Visit) -> None:
    say_all(world.bela, study, *LATE)
    browser, desk = visit("chidi"), f"/coding/{study.pk}/desk/"
    page = browser.get(desk).content.decode()
    assert "Bela" not in page
    assert "twice" not in page
    assert browser.get(f"/coding/{study.pk}/").status_code == 403
    assert browser.get(f"/coding/{study.pk}/decide/").status_code == 403


def test_the_head_decides_with_plain_forms(world: World, study: Study, visit: Visit) -> None:
    say_all(world.bela, study, *LATE)
    say_all(world.chidi, study, *VALUE)
    browser, desk = visit("amara"), f"/coding/{study.pk}/decide/"
    browser.post(desk, hidden(browser.get(desk).content.decode()) | {"do": "take-0", "note": "Clear."})
    form = hidden(browser.get(desk).content.decode())
    browser.post(desk, form | {"do": "typed", "typed": "", "note": "Clear."})
    assert AuditEntry.objects.filter(action="decision.made").count() == 1
    page = browser.get(desk).content.decode()
    assert "3 to decide" in page
    first = hidden(page)["reading"]
    answer = browser.post(desk, hidden(page) | {"do": "skip"})
    assert answer.headers["Location"] == f"{desk}?after={first}"
    assert hidden(browser.get(answer.headers["Location"]).content.decode())["reading"] != first


def test_words_of_a_contact_are_in_no_record_but_the_quote(
    world: World, study: Study, visit: Visit, caplog: pytest.LogCaptureFixture
) -> None:
    browser, desk = visit("chidi"), f"/coding/{study.pk}/desk/"
    page = browser.get(desk).content.decode()
    words = re.search(r"data-words>.*?<p>(.{12,40}?)[ <&]", page, re.DOTALL)
    assert words is not None
    say_all(world.chidi, study, *VALUE)
    kept = str(list(Reading.objects.values())) + str(list(AuditEntry.objects.values())) + caplog.text
    assert words[1] not in kept
