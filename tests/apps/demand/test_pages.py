"""The pages of the diagnosis: what each shows, where it leads, and that a look starts no work."""

import csv
import html
import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from headwater.apps.demand.filters import Filters
from headwater.apps.demand.models import Diagnosis
from headwater.apps.tasks.models import Task

pytestmark = pytest.mark.django_db
PAGES = ("", "causes/", "decisions/", "repeats/", "workload/", "shape/")
Visit = Callable[[str], Client]


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def rows(response: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_overview_says_headline_findings_and_what_it_cannot_say(visit: Visit, whole: Diagnosis) -> None:
    page = text(visit("amara").get("/demand/"))
    assert whole.said["headline"] in page
    assert "What this cannot say" in page
    assert 'href="/demand/causes/#failure"' in page


@pytest.mark.parametrize("path", PAGES)
def test_no_page_names_a_command(visit: Visit, whole: Diagnosis, path: str) -> None:
    page = re.sub(r"<svg.*?</svg>", "", text(visit("amara").get(f"/demand/{path}")), flags=re.DOTALL)
    assert "headwater demand" not in page
    assert not re.search(r"\s--[a-z]", page)


@pytest.mark.parametrize("path", PAGES)
def test_every_table_of_a_page_is_a_file_too(visit: Visit, whole: Diagnosis, path: str) -> None:
    browser = visit("amara")
    page = text(browser.get(f"/demand/{path}"))
    files = set(re.findall(r'href="(/demand/tables/[^"]+)"', page))
    assert files
    for file in files:
        found = browser.get(file)
        assert found.status_code == 200, file
        assert found["Content-Type"].startswith("text/csv")
        assert rows(found), file


def test_causes_are_put_in_order_by_count_time_or_money(visit: Visit, whole: Diagnosis) -> None:
    browser = visit("amara")
    shown = {
        measure: text(browser.get(f"/demand/causes/?by=cause_owner&measure={measure}"))
        for measure in ("contacts", "time", "cost")
    }
    assert "Failure demand by unit: contacts a year" in shown["contacts"]
    assert "Failure demand by unit: hours a year" in shown["time"]
    assert "Failure demand by unit: EUR a year" in shown["cost"]
    assert "Failure demand by reason" in text(browser.get("/demand/causes/?by=nonsense&measure=time"))


def test_the_tree_leads_down_to_coded_contacts(visit: Visit, whole: Diagnosis) -> None:
    browser = visit("amara")
    path = next(
        row["address"]
        for row in json.loads(whole.pages.get(name="causes").content)["tree"]
        if row["depth"] == 3
    )
    page = text(browser.get(f"/demand/causes/node/?{path}"))
    assert "coded contact" in page
    links = re.findall(r'href="(/contacts/one/\?source=sample&id=[^"]+)"', page)
    assert links
    listed = rows(browser.get(f"/demand/causes/node/contacts/?{path}"))
    assert len(listed) == len(links)
    assert set(listed[0]) == {
        "source", "contact_id", "day", "channel", "team", "reason", "codes", "stands_for_contacts",
    }  # fmt: skip


def test_a_lead_sees_of_the_coded_contacts_those_of_their_team(visit: Visit, whole: Diagnosis) -> None:
    every = rows(visit("amara").get("/demand/causes/node/contacts/"))
    inside = [row for row in every if row["team"] == "Phone"]
    assert 0 < len(inside) < len(every)
    assert rows(visit("bela").get("/demand/causes/node/contacts/")) == inside
    page = text(visit("bela").get("/demand/causes/node/"))
    assert f"and {len(every) - len(inside)} of other teams" in page
    assert not [row for row in every if row["team"] != "Phone" and f">{row['contact_id']}<" in page]


def test_a_node_that_is_not_there_is_not_found(visit: Visit, whole: Diagnosis) -> None:
    assert visit("amara").get("/demand/causes/node/?reason=No+such+reason").status_code == 404
    assert visit("amara").get("/demand/tables/no-such-table/").status_code == 404


def test_filters_stay_in_the_address_from_page_to_page(
    visit: Visit, whole: Diagnosis, keep: Callable[[Filters], Diagnosis]
) -> None:
    keep(Filters(channel="phone"))
    page = text(visit("olga").get("/demand/causes/?channel=phone"))
    assert 'href="/demand/shape/?channel=phone"' in page
    assert re.search(r'href="/demand/causes/node/\?failure_code=[^"]*&channel=phone"', page)
    assert "Contacts: channel phone" in page


def test_a_look_at_filters_nobody_asked_for_starts_nothing_and_offers_to(
    visit: Visit, whole: Diagnosis
) -> None:
    page = text(visit("olga").get("/demand/shape/?channel=phone"))
    assert "Diagnose these contacts" in page
    assert not Task.objects.exists()


def test_filters_that_do_not_go_together_say_so(visit: Visit, whole: Diagnosis) -> None:
    answer = visit("olga").get("/demand/?since=2025-05-01&until=2025-04-01")
    assert "lies before the first one" in text(answer)
    assert visit("olga").get("/demand/?preset=²").status_code == 200
    assert "There are no contacts of this team." in text(visit("olga").get("/demand/?team=Nobody"))


def test_the_report_is_a_file_of_its_own(visit: Visit, whole: Diagnosis) -> None:
    answer = visit("emre").get("/demand/report/")
    assert "attachment" in answer["Content-Disposition"]
    assert whole.said["headline"] in text(answer)


def test_without_contacts_the_page_says_what_to_do(visit: Visit, data: Any) -> None:
    page = text(visit("amara").get("/demand/"))
    assert "once contacts are imported" in page


def test_an_agent_may_not_read_any_of_it(visit: Visit, whole: Diagnosis) -> None:
    for path in (*PAGES, "report/", "tables/findings/", "causes/node/", "waiting/"):
        assert visit("chidi").get(f"/demand/{path}").status_code == 403, path
