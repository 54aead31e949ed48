"""The pages: two clicks to a flag, what goes wrong is said, and nothing of it stays behind in addresses."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

from django.test import Client
from django.urls import reverse

from headwater.apps.voices.models import Answer, Flag

from ..world import World
from .made_voices import LATE, flag, make_voices

NEW = "/voices/new/"


def test_two_clicks_from_the_link_of_a_helpdesk_make_a_flag(
    visit: Callable[[str], Client], stored: Path
) -> None:
    browser = visit("chidi")
    first = browser.get(NEW, {"source": "sample", "contact": LATE})
    assert f'value="{LATE}"' in first.content.decode()
    second = browser.get(NEW, {"source": "sample", "contact": LATE, "kind": "avoidable"})
    page = second.content.decode()
    assert "They had to ask where it stands" in page
    hidden = {"kind": "avoidable", "source": "sample", "contact": LATE, "once": second.context["once"]}
    for name, value in hidden.items():
        assert f'name="{name}" value="{value}"' in page
    saved = browser.post(NEW, hidden | {"code": "progress_chasing"}, follow=True)
    assert "Your flag is saved." in saved.content.decode()
    made = Flag.objects.get()
    assert (made.contact_id, made.contact_reason, made.code) == (LATE, "Parcel is late", "progress_chasing")
    again = browser.post(NEW, hidden | {"code": "progress_chasing"})
    assert again.headers["Location"] == reverse("voices:flag", args=[made.pk])
    assert Flag.objects.count() == 1


def test_a_wrong_kind_or_reason_is_said_and_nothing_saved(visit: Callable[[str], Client], data: Path) -> None:
    browser = visit("chidi")
    assert "Pick what it is" in browser.get(NEW, {"kind": "nonsense"}).content.decode()
    page = browser.post(NEW, {"kind": "avoidable", "code": "nonsense"}).content.decode()
    assert "avoidable has no reason" in page
    page = browser.post(NEW, {"kind": "avoidable", "contact": "jane@mail.example"}).content.decode()
    assert "That is an e-mail address" in page
    assert not Flag.objects.exists()


def test_words_with_an_address_are_kept_without_it_and_the_person_is_told(
    visit: Callable[[str], Client], world: World, data: Path
) -> None:
    made = flag(world)
    path = reverse("voices:flag", args=[made.pk])
    said = {"words": "She wrote from jane.doe@mail.example and called +49 30 1234567"}
    page = visit("chidi").post(path, said, follow=True).content.decode()
    assert "We took out what looks like an e-mail address and a phone number" in page
    assert Flag.objects.get().words == "She wrote from [e-mail address] and called [phone number]"
    assert "jane.doe" not in page


def test_an_amount_that_cannot_be_is_said_at_its_field(
    visit: Callable[[str], Client], world: World, data: Path
) -> None:
    made = flag(world, kind="not_allowed", code="refund")
    path = reverse("voices:flag", args=[made.pk])
    browser = visit("chidi")
    assert "greater than or equal to 0" in browser.post(path, {"amount": "-3"}).content.decode()
    page = browser.post(path, {"amount": "3", "currency": "E"}).content.decode()
    assert "three letters, such as EUR" in page
    browser.post(path, {"amount": "3.20", "currency": "eur"})
    assert str(Flag.objects.get().amount) == "3.20"


def test_a_lead_answers_and_links_an_action_and_the_agent_reads_it(
    visit: Callable[[str], Client], world: World, stored: Path
) -> None:
    made = flag(world, code="progress_chasing", contact_id=LATE)
    lead, agent = visit("bela"), visit("chidi")
    path = reverse("voices:cluster", args=[made.cluster_id])
    assert "This field is required" in lead.post(path, {"verdict": "will"}).content.decode()
    sent = lead.post(path, {"verdict": "will", "words": "The scan comes back.", "up_to": made.pk})
    answer = Answer.objects.get()
    assert sent.headers["Location"] == reverse("voices:link_action", args=[answer.pk])
    assert (
        "Choose an action, or give a new one a title"
        in lead.post(sent.headers["Location"], {"title": ""}).content.decode()
    )
    linked = lead.post(sent.headers["Location"], {"title": "Bring the scan back", "owner_unit": "Depot"})
    assert linked.headers["Location"] == path
    page = agent.get("/voices/").content.decode()
    assert "The scan comes back." in page
    assert "Bring the scan back" in page
    assert "I have read it" in page
    agent.post(reverse("voices:read", args=[made.pk]))
    assert "I have read it" not in agent.get("/voices/").content.decode()
    assert "The scan comes back." in visit("gita").get("/voices/answers/").content.decode()


def test_taking_a_flag_back_asks_first(visit: Callable[[str], Client], world: World, data: Path) -> None:
    made = flag(world)
    path = reverse("voices:delete", args=[made.pk])
    browser = visit("chidi")
    assert "Nothing of it stays" in browser.get(path).content.decode()
    assert Flag.objects.exists()
    browser.post(path, {"confirmed": "yes"})
    assert not Flag.objects.exists()


def test_the_file_of_clusters_has_no_formulas_and_no_person(
    visit: Callable[[str], Client], world: World, stored: Path
) -> None:
    make_voices(world)
    flag(world, code="policy", words="=HYPERLINK formula injected here")
    text = visit("amara").get("/voices/said.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    late = next(row for row in rows if row["About"] == "Parcel is late")
    assert (late["Flags"], late["Teams"], late["Without an answer"]) == ("4", "2", "4")
    assert int(late["Contacts of 90 days with this reason"]) > 5
    refused = next(row for row in rows if row["Would have cost, EUR"])
    assert refused["Would have cost, EUR"] == "18.50"
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row.values())


def test_words_of_people_are_letters_and_never_markup(
    visit: Callable[[str], Client], world: World, data: Path
) -> None:
    made = flag(world, words="<script>alert(1)</script> stands in my way")
    page = visit("bela").get(reverse("voices:cluster", args=[made.cluster_id])).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; stands in my way" in page


def test_an_analyst_goes_to_what_people_say_and_an_empty_list_says_what_to_do(
    visit: Callable[[str], Client], world: World, data: Path
) -> None:
    page = visit("emre").get("/voices/", follow=True).content.decode()
    assert "Nobody has flagged anything yet. Tell people that two clicks suffice" in page
    assert "No answers yet" in visit("chidi").get("/voices/answers/").content.decode()
    assert "Nothing yet" in visit("chidi").get("/voices/").content.decode()
