"""Pages of conflicts: what cannot be met, what would free it, what is on its way, and what is refused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from headwater.analysis.policy import Policy, sample
from headwater.apps.policy import models as records
from headwater.apps.policy import studying
from headwater.apps.policy.models import DeclaredFacts
from headwater.apps.policy.parts import PARTS, Materials
from headwater.apps.policy.reading_conflicts import weigh_day
from headwater.apps.policy.selectors import key_of_now, our_policies
from headwater.apps.policy.selectors.basis import our_basis
from headwater.apps.policy.selectors.said import conflicts_of
from headwater.apps.policy.services import keep_reading
from headwater.apps.tasks.models import Task
from headwater.apps.voices.selectors.flags import FlagFact

from ..world import World
from .things_conflicts import declare, declared, weighed

Visit = Callable[[str], Client]
SCRIPT = "Customer experience (Personal service guide) wants a script that takes at least 330 s"
TARGET = "Operations (Efficiency targets) wants handle time of at most 240 s"


def quietly(step: str, done: int = 0, total: int | None = 0) -> None:
    """Take a report."""


def said_on(browser: Client, path: str, **options: Any) -> str:
    answer = browser.get(path, **options)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def only_conflict() -> str:
    return str(weighed()["study"]["conflicts"][0]["id"])


def test_the_telecom_opens_without_a_worker_and_names_both_instructions(visit: Visit, data: Path) -> None:
    page = said_on(visit("amara"), "/policy/conflicts/?in=telecom")
    assert "1 set of policies cannot all be met, of 8 that were weighed" in page
    assert SCRIPT in page
    assert TARGET in page
    assert "across levels" in page
    assert "a bonus hangs on it" in page
    assert "The script down to 220 s (Customer experience)" in page
    assert not Task.objects.exists()


def test_a_sample_is_worked_out_once(visit: Visit, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said_on(visit("amara"), "/policy/conflicts/?in=telecom")
    monkeypatch.setattr(studying, "content_of", None)
    monkeypatch.setattr("headwater.apps.policy.selectors.conflicts.content_of", None)
    assert SCRIPT in said_on(visit("bela"), "/policy/conflicts/?in=telecom&by=level")


def test_the_worked_sample_has_its_six(visit: Visit, data: Path) -> None:
    page = said_on(visit("emre"), "/policy/conflicts/?in=worked&by=level")
    assert "6 sets of policies cannot all be met, of 11" in page
    assert "6 conflicts between 9 policies, by level of management" in page
    assert all(f'id="no-{number}"' in page for number in range(1, 7))
    assert "A smaller conflict of fewer of them stands on this page too" in page
    assert "Each of these 10 is enough by itself" in page


def test_side_by_side_with_what_each_change_would_do(visit: Visit, world: World, data: Path) -> None:
    declared(world)
    page = said_on(visit("amara"), f"/policy/conflicts/{only_conflict()}/")
    assert "Conflict 1: Customer experience against Operations" in page
    assert "Its 6 steps" in page
    assert "From 240 s to 330 s: the smallest change that is enough" in page
    assert "With those as they are today it takes 375 s" in page
    assert "Steps to leave out: explain solution and bill (90 s)" in page
    assert "no figure changes, only what they are told" in page
    assert "Human resources (Works agreement) wants occupancy of at most 88%" in page
    for row in ("Contacts that bring the customer back", "Average wait", "Staff to schedule for today"):
        assert row in page


def test_a_change_leads_to_a_plan_that_says_where_it_comes_from(
    visit: Visit, world: World, data: Path
) -> None:
    browser = visit("amara")
    answer = browser.get("/policy/conflicts/?in=telecom")
    known = answer.context["study"]["conflicts"][0]["id"]
    shown = browser.get(f"/policy/conflicts/{known}/?in=telecom").context
    form = browser.get(f"/interventions/new/?{shown['sides'][1].plan}").context["form"]
    assert form["name"].value() == "Handle time up to 375 s (Operations)"
    assert (form["origin"].value(), form["kind"].value()) == ("conflict", "policy")
    assert form["problem"].value() == shown["conflict"]["sentence"]
    action = browser.get(f"/actions/add/?{shown['sides'][0].action}").context["form"]
    assert action["title"].value() == "The script down to 195 s (Customer experience)"
    assert action["owner_unit"].value() == "Customer experience"


def test_a_document_shows_its_conflicts_then_its_policies_and_steps(visit: Visit, data: Path) -> None:
    path = "/policy/conflicts/?in=telecom&by=document&of=Personal+service+guide"
    page = said_on(visit("amara"), path)
    assert "go through the customer&#x27;s situation" in page
    assert "in conflict 1" in page
    other = said_on(visit("amara"), "/policy/conflicts/?in=telecom&by=document&of=Works+agreement")
    assert "No conflict: what it wants can be met" in other
    nothing = said_on(visit("amara"), "/policy/conflicts/?in=telecom&by=document&of=%3Cb%3E")
    assert "Nothing that was weighed goes by that name" in nothing
    assert "<b>" not in nothing


def test_an_empty_lab_says_what_to_do_next(visit: Visit, data: Path) -> None:
    page = said_on(visit("amara"), "/policy/conflicts/")
    assert "Nothing is declared yet" in page
    assert "See it on a telecom" in page


def test_what_waits_for_a_fact_is_named(visit: Visit, world: World, data: Path) -> None:
    declare([Policy("lost", "WFM", "abandon_frac", "<=", 0.05), Policy("aht", "Ops", "aht_s", "<=", 240)])
    weighed()
    page = said_on(visit("amara"), "/policy/conflicts/")
    assert "Too little could be weighed" in page
    assert "the facts do not say issues_per_hour" in page


def test_the_background_makes_both_parts_and_hears_the_floor(visit: Visit, world: World, data: Path) -> None:
    declared(world)
    told = (("target", "Four minutes a call, said Zorro"), ("knowledge", "The whole script"))
    days = [our_basis().day - timedelta(days=3 * n) for n in range(20)]
    flags = [FlagFact("contradiction", "", day, "Phone", "", None, "", told) for day in days]
    other = FlagFact("not_allowed", "refund", days[-1] - timedelta(days=80), "Phone", "", None, "", ())
    made: dict[str, Any] = {}
    materials = Materials(
        None, our_policies(), our_basis().facts, {}, (*flags, other), our_basis().day, quietly, made
    )
    for part in ("conflicts", "instructions"):
        made[part] = PARTS[part](materials)
        keep_reading(part=part, key=key_of_now(), content=made[part], store_version=None)
    assert list(PARTS).index("conflicts") < list(PARTS).index("instructions")
    assert made["instructions"]["word"] == "found"
    weekly = next(one for one in made["instructions"]["evidence"] if one["key"] == "flags_a_week")
    assert weekly["estimate"]["value"] == pytest.approx(20 / ((57 + 80 + 1) / 7))
    assert list(made["conflicts"]["heard"].values()) == [20]
    assert "Zorro" not in str(made)
    page = said_on(visit("amara"), "/policy/instructions/")
    assert "People said 20 times in the last year that theirs do" in page
    assert "said 20 times from the floor" in said_on(visit("amara"), "/policy/conflicts/")
    assert "Zorro" not in page


def test_the_page_of_a_policy_finds_the_sentences_it_is_in(world: World, data: Path) -> None:
    declared(world)
    weighed()
    policies = {one.id: one for one in our_policies()}
    assert [TARGET in said for _, said in conflicts_of(world.olga, policies["four-minutes"]) or ()] == [True]
    assert [SCRIPT in said for _, said in conflicts_of(world.olga, policies["greet"]) or ()] == [True]
    assert conflicts_of(world.olga, policies["notes"]) == ()


def test_a_few_flags_give_no_number(visit: Visit, world: World, data: Path) -> None:
    declared(world)
    known = only_conflict()
    page = said_on(visit("amara"), f"/policy/conflicts/{known}/")
    assert "No number: fewer than five flags of the last year name both sides of it, or none does." in page


def test_a_policy_that_starts_later_is_weighed_for_its_day_in_the_background(
    visit: Visit, world: World, data: Path
) -> None:
    declared(world)
    declare([Policy("short", "Finance", "aht_s", "<=", 100, effective_from=date(2040, 1, 1))])
    weighed()
    browser = visit("bela")
    later = "/policy/conflicts/?on=2040-02-01"
    assert "have not been weighed yet" in said_on(browser, later)
    for _ in range(2):
        assert (
            browser.post("/policy/conflicts/weigh/", {"on": "2040-02-01", "by": "level"}).status_code == 302
        )
    task = Task.objects.get(kind="policy.weigh_day")
    assert "These policies are being weighed" in said_on(browser, later)
    weigh_day(quietly, **task.arguments)
    Task.objects.update(state=Task.State.DONE)
    page = said_on(browser, later)
    assert "Finance" in page
    assert "2 sets of policies cannot all be met, of 9" in page


def test_a_day_on_which_nothing_differs_needs_no_work(visit: Visit, world: World, data: Path) -> None:
    declared(world)
    weighed()
    assert SCRIPT in said_on(visit("amara"), "/policy/conflicts/?on=2031-01-01")


def test_what_is_no_day_is_said_and_today_is_shown(visit: Visit, data: Path) -> None:
    page = said_on(visit("amara"), "/policy/conflicts/?in=telecom&on=soon&by=colour")
    assert "That is no day. Write it as 2026-03-01." in page
    assert SCRIPT in page


def test_what_changed_since_is_said_and_the_old_stays_readable(
    visit: Visit, world: World, data: Path
) -> None:
    declared(world)
    known = only_conflict()
    declare([Policy("polite", "QA", "wrap_s", ">=", 40)])
    browser = visit("amara")
    page = said_on(browser, "/policy/conflicts/")
    assert "are not the same any more as when this was worked out" in page
    assert SCRIPT in page
    assert "have changed since this was worked out" in said_on(browser, f"/policy/conflicts/{known}/")


def test_a_conflict_that_is_gone_says_so_kindly(visit: Visit, world: World, data: Path) -> None:
    declared(world)
    known = only_conflict()
    target = records.Policy.objects.get(key="four-minutes")
    target.content |= {"value": 400}
    target.save()
    weighed()
    for address in (known, "0123456789ab"):
        answer = visit("amara").get(f"/policy/conflicts/{address}/")
        assert answer.status_code == 404
        assert "This conflict is not there any more" in answer.content.decode()
    assert "can be met at once" in said_on(visit("amara"), "/policy/conflicts/")


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (
            {"agents_scheduled": {"max": 10}, "talk_s": {"min": 300}},
            "talk time (talk_s) of at least 300 s and scheduled staff (agents_scheduled) of at most 10",
        ),
        ({"occupancy_frac": {"min": 1.4}}, "occupancy_frac"),
        ({"agents_scheduled": {"max": 3}, "fcr_frac": {"min": 0.6}}, "cannot hold together with 400 issues"),
    ],
)
def test_facts_that_cannot_be_so_are_shown_and_nothing_is_lost(
    visit: Visit, world: World, data: Path, limits: dict[str, Any], said: str
) -> None:
    declared(world)
    _, facts = sample("telecom")
    DeclaredFacts.objects.create(content={**facts.to_dict(), "limits": limits}, made_by=world.olga)
    if "occupancy_frac" not in limits:
        weighed()
    for path in ("/policy/conflicts/", "/policy/instructions/"):
        page = said_on(visit("amara"), path)
        assert "Nothing can be weighed as things stand" in page
        assert escape(said) in page
    assert records.Policy.objects.count() == len(sample("telecom")[0])


def test_more_work_than_staff_is_a_conflict_with_its_way_out(visit: Visit, world: World, data: Path) -> None:
    declared(world)
    policies, _ = sample("telecom")
    few = next(one for one in policies if one.id == "staff")
    records.Policy.objects.filter(key="staff").update(content=replace(few, value=20).to_dict())
    made = weighed()
    said = [one["sentence"] for one in made["study"]["conflicts"]]
    assert any("scheduled staff of no more than 20 agents" in one for one in said)
    assert "scheduled staff up to" in said_on(visit("amara"), "/policy/conflicts/")


def test_words_of_people_are_never_markup(visit: Visit, world: World, data: Path) -> None:
    wicked = '"><script>alert(1)</script>'
    declare(
        [
            Policy("a", wicked, "script_s", ">=", 400, document_ref=wicked, says=wicked),
            Policy("b", "Ops", "aht_s", "<=", 240),
        ]
    )
    known = only_conflict()
    for path in ("", "?by=document", f"{known}/"):
        assert "<script>alert" not in said_on(visit("amara"), f"/policy/conflicts/{path}")


def test_who_may_not_plan_or_act_sees_no_link_to_it(visit: Visit, world: World, data: Path) -> None:
    declared(world)
    path = f"/policy/conflicts/{only_conflict()}/"
    for name in ("amara", "olga", "bela", "emre"):
        page, browser = said_on(visit(name), path), visit(name)
        for link, target in (("Give it to an owner", "/actions/add/"), ("Plan this", "/interventions/new/")):
            assert (link in page) == (browser.get(target).status_code == 200), (name, link)


def test_an_unknown_sample_is_not_there(visit: Visit, data: Path) -> None:
    assert visit("amara").get("/policy/conflicts/?in=bank").status_code == 404
