"""The list, one contact and the removal of words: who sees what, and that it holds."""

import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from headwater.analysis.contacts.listing import Wanted, list_contacts
from headwater.analysis.contacts.purge import count_words
from headwater.analysis.contacts.store import ContactStore
from headwater.apps.contacts.links import contact_url
from headwater.apps.people.models import AuditEntry, Team
from headwater.apps.tasks.worker import Worker

from ..world import World

pytestmark = pytest.mark.django_db
Visit = Callable[[str], Client]


@pytest.fixture(autouse=True)
def _no_heart(monkeypatch: pytest.MonkeyPatch) -> None:
    # a thread has its own connection, which does not see a test's open transaction
    monkeypatch.setattr(Worker, "_beat", lambda self, task, over: None)


@pytest.fixture
def every(stored: Path) -> list[dict[str, Any]]:
    return list_contacts(ContactStore(stored / "store"), Wanted(), limit=5_000)


def said(response: Any) -> str:
    text: str = response.content.decode()
    return " ".join(text.split())


def exported(browser: Client, asked: str = "") -> list[dict[str, str]]:
    content = browser.get(f"/contacts/contacts.csv{asked}").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))


def test_the_list_goes_on_page_by_page_with_what_was_asked(visit: Visit, every: list[dict[str, Any]]) -> None:
    browser = visit("amara")
    page = browser.get("/contacts/?channel=phone")
    assert page.context["following"].startswith("channel=phone&after=")
    first = [row["contact_id"] for row, _ in page.context["rows"]]
    second = browser.get("/contacts/?" + page.context["following"])
    found = first + [row["contact_id"] for row, _ in second.context["rows"]]
    assert found == [row["contact_id"] for row in every if row["channel"] == "phone"][:100]
    assert "Newest</a>" in said(second)


def test_a_lead_sees_the_contacts_of_their_team_and_no_others(
    visit: Visit, every: list[dict[str, Any]], world: World
) -> None:
    assert {row["team"] for row in every} > {"Phone"}
    browser = visit("bela")
    assert {row["team"] for row in exported(browser)} == {"Phone"}
    inside = next(row for row in every if row["team"] == "Phone")
    outside = next(row for row in every if row["team"] != "Phone")
    assert browser.get(contact_url("sample", inside["contact_id"])).status_code == 200
    assert browser.get(contact_url("sample", outside["contact_id"])).status_code == 404
    assert browser.get(f"/contacts/?contact_id={outside['contact_id']}").context["rows"] == []
    refused = said(browser.get(f"/contacts/?team={outside['team']}"))
    assert "is not one of the available choices" in refused
    Team.objects.filter(pk=world.phone.pk).update(name="Calls")
    assert exported(browser) == []


def test_a_team_name_that_two_teams_have_shows_nobodys_contacts_to_the_other(
    visit: Visit, every: list[dict[str, Any]], world: World
) -> None:
    Team.objects.create(name="Phone", parent=world.digital)
    outside = next(row for row in every if row["team"] == "Phone")
    browser = visit("bela")
    assert exported(browser) == []
    assert browser.get(contact_url("sample", outside["contact_id"])).status_code == 404


def test_words_are_shown_to_those_who_may_read_them_only(visit: Visit, every: list[dict[str, Any]]) -> None:
    one = next(row for row in every if row["team"] == "Phone")
    url = contact_url("sample", one["contact_id"])
    for who, shown in (("amara", True), ("emre", True), ("bela", True), ("olga", False)):
        page = visit(who).get(url)
        assert (page.context["contact"].words is not None) is shown, who
        assert ("Your role does not show the words" in said(page)) is not shown


def test_a_pseudonym_is_never_shown_whole(visit: Visit, every: list[dict[str, Any]]) -> None:
    one = next(row for row in every if row["customer_id"])
    browser = visit("amara")
    for path in (contact_url("sample", one["contact_id"]), "/contacts/", "/contacts/contacts.csv"):
        page = browser.get(path).content.decode()
        assert one["customer_id"] not in page
        assert one["customer_id"][:6] in page


def test_others_of_the_customer_outside_the_reach_are_only_counted(
    visit: Visit, every: list[dict[str, Any]]
) -> None:
    by_customer: dict[str, list[dict[str, Any]]] = {}
    for row in every:
        if row["customer_id"]:
            by_customer.setdefault(row["customer_id"], []).append(row)

    def near(one: dict[str, Any]) -> list[dict[str, Any]]:
        return [
            row for row in by_customer.get(one["customer_id"], [])
            if row is not one and abs(row["opened_epoch"] - one["opened_epoch"]) <= 30 * 86_400
        ]  # fmt: skip

    one = next(r for r in every if r["team"] == "Phone" and any(o["team"] != "Phone" for o in near(r)))
    shown = visit("bela").get(contact_url("sample", one["contact_id"])).context["contact"]
    mine = [o["contact_id"] for o in near(one) if o["team"] == "Phone"]
    assert [o["contact_id"] for o in shown.others] == mine
    assert shown.elsewhere == len(near(one)) - len(mine) > 0
    whole = visit("amara").get(contact_url("sample", one["contact_id"])).context["contact"]
    assert (len(whole.others), whole.elsewhere) == (len(near(one)), 0)


@pytest.mark.parametrize(
    "odd", ["' OR 1=1 --", "\x00", "x" * 5000, "%27%3B+DROP+TABLE", "\ud83d", "2026-13-45", "1.2.3", "9" * 40]
)
def test_odd_words_in_an_address_find_nothing_and_break_nothing(visit: Visit, stored: Path, odd: str) -> None:
    browser = visit("amara")
    odd = odd.encode("utf-8", "replace").decode()
    assert browser.get("/contacts/one/", {"source": "sample", "id": odd}).status_code == 404
    assert browser.get("/contacts/one/", {"source": odd, "id": "1"}).status_code == 404
    for name in ("first", "channel", "contact_id", "reason", "source"):
        assert browser.get("/contacts/", {name: odd}).context["rows"] == []
    assert browser.get("/contacts/", {"after": odd}).status_code == 200
    assert browser.get("/contacts/contacts.csv", {"team": odd}).status_code == 404


def test_the_export_has_the_filter_no_words_and_no_formulas(
    visit: Visit, every: list[dict[str, Any]], stored: Path
) -> None:
    some = every[0]["local_date"]
    rows = exported(visit("emre"), f"?first={some}&channel=email")
    wanted = [r["contact_id"] for r in every if r["local_date"] >= some and r["channel"] == "email"]
    assert [row["contact_id"] for row in rows] == wanted
    assert set(rows[0] if rows else {}) <= {
        "source", "contact_id", "opened", "channel", "team", "reason", "handle_seconds", "customer"
    }  # fmt: skip


def test_without_contacts_the_list_says_what_to_do_next(visit: Visit, data: Path) -> None:
    assert "Import an export" in said(visit("amara").get("/contacts/"))
    assert "The head of support, an operations lead" in said(visit("bela").get("/contacts/"))
    assert "There are no contacts yet" in said(visit("amara").get("/contacts/"))
    assert visit("amara").get("/contacts/one/?source=a&id=b").status_code == 404
    assert "0 contacts would lose" in said(visit("ada").get("/contacts/words/?before=2026-01-01"))
    answer = visit("ada").post("/contacts/words/", {"before": "2026-01-01", "typed": "2026-01-01"})
    assert "no words to remove" in said(answer)


def test_words_are_removed_after_the_day_was_typed(
    visit: Visit, every: list[dict[str, Any]], stored: Path
) -> None:
    days = sorted(row["local_date"] for row in every)
    day = days[len(days) // 2]
    before, kept = count_words(ContactStore(stored / "store"), day)
    assert 0 < before <= sum(d < day for d in days)
    assert kept > 0
    browser = visit("ada")
    page = said(browser.get(f"/contacts/words/?before={day}"))
    assert f"{before:,} contacts would lose their words" in page
    wrong = said(browser.post("/contacts/words/", {"before": str(day), "typed": "yes"}))
    assert f"This is not {day}: nothing was removed" in wrong
    browser.post("/contacts/words/", {"before": str(day), "typed": str(day)})
    assert "Waits for the worker" in said(browser.get("/contacts/words/"))
    assert Worker(Event()).run_one()
    page = said(browser.get("/contacts/words/"))
    assert f"{before:,} contacts from before {day} lost their words" in page
    assert f"No words are kept from before {day}" in page
    old, young = every[-1], every[0]
    assert visit("amara").get(contact_url("sample", old["contact_id"])).context["contact"].words is None
    assert visit("amara").get(contact_url("sample", young["contact_id"])).context["contact"].words
    trail = AuditEntry.objects.filter(action="text.purged").get()
    assert trail.details == {"before": str(day), "version": 3, "removed": before}
    assert "Words removed" in said(visit("amara").get("/contacts/imports/"))


def test_a_day_to_come_is_refused(visit: Visit, stored: Path) -> None:
    day = date(date.today().year + 2, 1, 1).isoformat()  # noqa: DTZ011
    answer = visit("ada").post("/contacts/words/", {"before": day, "typed": day})
    assert "This day has not come yet" in said(answer)


def test_a_contact_leads_to_a_flag_and_to_its_cause_for_those_who_may(
    visit: Visit, every: list[dict[str, Any]]
) -> None:
    one = next(row for row in every if row["reason_source"] and row["team"] == "Phone")
    url = contact_url("sample", one["contact_id"])
    page = visit("bela").get(url).content.decode()
    assert f"/voices/new/?contact={one['contact_id']}&amp;source=sample" in page
    assert f"/demand/causes/about/?reason={quote(one['reason_source'], safe='')}" in page
