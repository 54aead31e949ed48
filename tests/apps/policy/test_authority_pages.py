"""Authority through its pages: remedies brought in, what a limit causes, and whether raising it pays."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from headwater.apps.people.models import AuditEntry
from headwater.apps.policy.models import Table
from headwater.apps.policy.services import keep_table

from ..world import World
from .planted import COSTS, as_csv, bring, limit_of, read_now, remedies

Visit = Callable[[str], Client]


def text(answer: object) -> str:
    return " ".join(answer.content.decode().split())  # type: ignore[attr-defined]


def sent(browser: Client, content: str | bytes, name: str = "remedies.csv") -> str:
    data = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile(name, data, "text/csv")
    return text(browser.post(reverse("policy:bring_remedies"), {"file": file}))


def signed_in(page: str) -> str:
    return page.partition('name="brought" value="')[2].partition('"')[0]


def test_without_remedies_the_page_says_what_to_bring(world: World, visit: Visit, data: Path) -> None:
    page = text(visit("amara").get(reverse("policy:authority")))
    assert "No remedies have been brought in yet" in page
    assert reverse("policy:bring_remedies") in page
    assert reverse("policy:bring_remedies") not in text(visit("bela").get(reverse("policy:authority")))


def test_remedies_are_shown_first_and_kept_without_ids_of_contacts(
    world: World, visit: Visit, data: Path
) -> None:
    browser, table = visit("emre"), remedies(60)
    page = sent(browser, as_csv(table))
    assert "remedies.csv holds 60 remedies in EUR, from 1 Jan 2026 to 30 Apr 2026" in page
    assert page.count("<tr>") == 21
    assert "SECRET" not in page
    assert not Table.objects.exists()
    answer = browser.post(reverse("policy:keep_remedies"), {"brought": signed_in(page)})
    assert answer.status_code == 302
    kept = Table.objects.get()
    assert kept.lines == table.to_rows()
    assert (kept.said["currency"], str(kept.first_day), str(kept.last_day)) == (
        "EUR",
        "2026-01-01",
        "2026-04-30",
    )
    assert "SECRET" not in str(kept.lines) + str(kept.said)
    entry = AuditEntry.objects.filter(action="policy.table_added").get()
    assert entry.details == {"kind": "remedies", "rows": 60}


def test_a_file_without_currency_and_days_is_asked_for_them(world: World, visit: Visit, data: Path) -> None:
    browser = visit("olga")
    page = sent(browser, as_csv(remedies(40), currency=False, days=False))
    said = {
        "brought": signed_in(page),
        "currency": "eur",
        "first_day": "2026-03-01",
        "last_day": "2026-02-01",
    }
    keep = reverse("policy:keep_remedies")
    assert "The last day lies before the first." in text(browser.post(keep, said))
    assert "Give both days, or neither." in text(browser.post(keep, said | {"first_day": ""}))
    assert "The last day lies in the future." in text(browser.post(keep, said | {"last_day": "2999-01-01"}))
    assert "three letters" in text(browser.post(keep, said | {"currency": "euro"}))
    assert not Table.objects.exists()
    assert browser.post(keep, said | {"last_day": "2026-04-30"}).status_code == 302
    assert Table.objects.get().said["currency"] == "EUR"
    assert str(Table.objects.get().last_day) == "2026-04-30"


HEAD = "remedy_type,amount,escalated,resolved\n"
BAD = {
    "": "the columns amount, escalated, resolved are missing",
    "amount,escalated\n5,1\n": "the column &#x27;resolved&#x27; is missing",
    HEAD: "remedies.csv has no rows",
    HEAD + "credit,-5,1,1\n": "line 2, amount: it is -5: a number of 0 or more is needed.",
    HEAD + "credit,5,1\n": "line 2: it has another number of cells than the head line.",
    HEAD + "credit,1e400,1,1\n": "line 2, amount: it is 1e400",
    HEAD + f"{'x' * 61},5,1,1\n": "line 2, remedy_type: it has 61 characters; at most 60 are taken.",
    HEAD + "".join(f"kind {n},5,1,1\n" for n in range(31)): "remedy_type: it holds 31 different texts",
    "amount,escalated,resolved,currency\n5,1,1,Euro\n": "line 2, currency: &#x27;Euro&#x27; is no currency.",
    "amount,escalated,resolved,day\n5,1,1,2.3.2026\n": "line 2, day: &#x27;2.3.2026&#x27; is not a day.",
    "amount,escalated,resolved,day\n5,1,1,2026-03-02\n5,1,1,\n": "day: 1 of 2 rows have one.",
    "amount,amount,escalated,resolved\n5,5,1,1\n": "the column &#x27;amount&#x27; stands twice.",
}


@pytest.mark.parametrize("content", BAD)
def test_a_bad_file_is_refused_with_its_line(world: World, visit: Visit, data: Path, content: str) -> None:
    page = sent(visit("amara"), content)
    assert BAD[content] in page
    assert "Nothing was taken." in page


def test_every_fault_is_named_at_once_and_nothing_is_run(world: World, visit: Visit, data: Path) -> None:
    content = HEAD + "credit,abc,1,1\ncredit,5,perhaps,1\ncredit,5,1,<script>\n"
    page = sent(visit("amara"), content)
    for fault in ("line 2, amount", "line 3, escalated", "line 4, resolved"):
        assert fault in page
    assert "<script>" not in page.partition("<main")[2]


def test_a_file_of_another_encoding_is_refused_with_its_line(world: World, visit: Visit, data: Path) -> None:
    page = sent(visit("amara"), HEAD.encode() + "Erstattung für,5,1,1\n".encode("latin-1"))
    assert "line 2: the file has to be UTF-8." in page


def test_a_file_that_is_too_large_is_refused(world: World, visit: Visit, data: Path) -> None:
    assert "larger than 5 MB" in sent(visit("amara"), HEAD + "x" * (5 * 1024 * 1024))


def test_what_was_shown_cannot_be_changed_on_its_way_back(world: World, visit: Visit, data: Path) -> None:
    browser = visit("amara")
    signed = signed_in(sent(browser, as_csv(remedies(40))))
    page = text(browser.post(reverse("policy:keep_remedies"), {"brought": signed[:-3] + "abc"}))
    assert "too old, or not whole any more" in page
    assert not Table.objects.exists()


def test_the_page_says_what_the_limit_causes_and_which_limit_is_worth_it(
    world: World, visit: Visit, data: Path
) -> None:
    limit_of(world.olga)
    bring(world.olga, costs=COSTS)
    assert "Reading for the policy lab" in text(visit("amara").get(reverse("policy:authority")))
    read_now()
    page = text(visit("amara").get(reverse("policy:authority")))
    assert "A limit of 25 EUR stands in the way of" in page
    assert "set by Finance (Spending rules)" in page
    assert '<span class="badge good">worth raising</span>' in page
    assert "How many remedies a limit covers" in page
    assert "title=Raise+the+limit+for+credit%2C+replacement+from+25+EUR+to+40+EUR&amp;kind=policy" in page
    section = text(visit("bela").get(reverse("policy:permission")))
    assert "Escalations caused in a year" in section
    assert "like was compared with like" in section


def test_costs_are_said_on_their_page_and_kept_with_newer_remedies(
    world: World, visit: Visit, data: Path
) -> None:
    limit_of(world.olga)
    bring(world.olga)
    read_now()
    browser = visit("olga")
    page = text(browser.get(reverse("policy:authority")))
    assert "Nobody said" in page
    assert "worth raising" not in page
    costs = reverse("policy:authority_costs")
    assert "greater than or equal to 0" in text(browser.post(costs, {"per_escalation": "-3"}))
    browser.post(costs, {"per_escalation": "22", "per_contact": "4.5", "generosity": "10"})
    assert Table.objects.first().said["costs"] == {**COSTS, "generosity": 0.1}  # type: ignore[union-attr]
    assert "Contacts, policies, facts or tables changed since this was read" in text(
        browser.get(reverse("policy:authority"))
    )
    read_now()
    assert "worth raising" in text(browser.get(reverse("policy:authority")))
    page = sent(browser, as_csv(remedies(50)))
    browser.post(reverse("policy:keep_remedies"), {"brought": signed_in(page)})
    assert Table.objects.first().said["costs"]["generosity"] == 0.1  # type: ignore[union-attr]


def test_a_sample_is_told_from_its_declared_facts(world: World, visit: Visit, data: Path) -> None:
    page = text(visit("bela").get(reverse("policy:permission"), {"in": "telecom"}))
    assert "Remedies (credit) at or below 60 EUR" in page
    assert "84%" in page
    assert visit("bela").get(reverse("policy:authority"), {"in": "nowhere"}).status_code == 404


def test_remedies_without_a_limit_ask_for_one(world: World, visit: Visit, data: Path) -> None:
    bring(world.olga, remedies(100))
    read_now()
    assert "No limit on authority is declared" in text(visit("amara").get(reverse("policy:authority")))


def test_a_roster_is_no_table_of_remedies(world: World, visit: Visit, data: Path) -> None:
    keep_table(acting_user=world.olga, kind=Table.Kind.ROSTER, name="r", rows=[["2026-01-05T09:00", 3.0]])
    answer = visit("olga").get(reverse("policy:authority_costs"))
    assert answer.headers["Location"] == reverse("policy:bring_remedies")
