"""Scripts and control through their pages: contacts with steps brought in, verdicts, a proposal adopted."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from headwater.analysis.policy import parse_policies
from headwater.apps.people.models import AuditEntry
from headwater.apps.people.selectors import today
from headwater.apps.policy.models import Policy, Table
from headwater.apps.policy.sample.steps import helpful, planted
from headwater.apps.policy.selectors.basis import our_policies
from headwater.apps.policy.services import keep_table

from ..world import World
from .planted import declare, read_now

Visit = Callable[[str], Client]


def text(answer: object) -> str:
    return " ".join(answer.content.decode().split())  # type: ignore[attr-defined]


@pytest.fixture
def script(world: World, data: Path) -> None:
    """A script of three steps."""
    for order, (key, seconds, principle) in enumerate(
        (("greet", 20, "listen"), ("explain", 60, "explain"), ("offer", 40, "")), 1
    ):
        more = {"principle": principle} if principle else {}
        value = {"min_s": seconds, "order": order, "mandatory": True, "step": f"{key} them <b>"}
        declare(
            world.olga,
            key,
            metric="script_step",
            operator=">=",
            value=value,
            document_ref="Phone guide",
            **more,
        )


def bring(world: World) -> None:
    steps = tuple(p for p in our_policies() if p.metric == "script_step")
    said, rows = planted(steps).to_rows()
    keep_table(acting_user=world.olga, kind=Table.Kind.STEPS, name="steps.csv", rows=rows, said=dict(said))
    read_now()


def test_without_a_script_the_page_says_what_to_declare(world: World, visit: Visit, data: Path) -> None:
    page = text(visit("amara").get(reverse("policy:scripts")))
    assert "No step of a script is declared" in page
    assert "?metric=script_step" in page


def test_the_inventory_is_there_before_anything_is_measured(world: World, visit: Visit, script: None) -> None:
    page = text(visit("bela").get(reverse("policy:scripts")))
    assert "Whether they help, nobody has measured yet." in page
    assert "at least 120 seconds of every contact" in page
    assert "them <b>" not in page
    assert "them &lt;b&gt;" in page


def test_a_step_is_judged_and_the_proposal_is_adopted_from_a_day(
    world: World, visit: Visit, script: None
) -> None:
    bring(world)
    browser = visit("amara")
    page = text(browser.get(reverse("policy:scripts")))
    assert page.count("costs time and resolves no more</span>") == 2
    assert page.count(">resolves more</span>") == 1
    assert "Listen until the real problem is grasped." in page
    assert "What each step does to resolution" in page
    start = today() + timedelta(days=10)
    file = browser.get(reverse("policy:scripts_policies"), {"start": start.isoformat()})
    assert file.headers["Content-Disposition"] == 'attachment; filename="without-steps.policies.yaml"'
    made = parse_policies(file.content.decode())
    assert [one.id for one in made.in_force(start)] == ["explain", "reviews-by-principle"]
    adopt = reverse("policy:adopt_scripts")
    assert "Choose a day after today" in text(browser.post(adopt, {"start": today().isoformat()}))
    assert "Enter a valid date" in text(browser.post(adopt, {"start": "soon"}))
    assert Policy.objects.get(key="greet").effective_to is None
    assert browser.post(adopt, {"start": start.isoformat()}).status_code == 302
    assert Policy.objects.get(key="greet").effective_to == start - timedelta(days=1)
    assert Policy.objects.get(key="explain").effective_to is None
    assert [one.id for one in our_policies().in_force(start)] == ["explain", "reviews-by-principle"]
    kinds = set(AuditEntry.objects.filter(actor=world.amara).values_list("action", flat=True))
    assert {"policy.declared", "policy.ended"} <= kinds
    again = text(browser.post(adopt, {"start": start.isoformat()}))
    assert "Nothing would change: it is adopted already." in again


def test_nothing_is_adopted_where_nothing_is_proposed(world: World, visit: Visit, script: None) -> None:
    start = (today() + timedelta(days=3)).isoformat()
    page = text(visit("olga").post(reverse("policy:adopt_scripts"), {"start": start}))
    assert "No step is known to cost time for nothing" in page
    page = text(visit("olga").get(reverse("policy:scripts_policies"), {"start": start}))
    assert "No step is known to cost time for nothing" in page


HEAD = "contact_id,reason,handle_seconds,resolved,greet,explain,offer\n"
BAD = {
    "reason,handle_seconds,resolved\nbill,200,1\n": "it has no column of a step",
    HEAD + "x,bill,200,1,1,0\n": "line 2: it has another number of cells",
    HEAD + "x,,200,1,1,0,1\n": "line 2, reason: it is empty",
    HEAD + "x,bill,-2,1,1,0,1\n": "line 2, handle_seconds: it is -2",
    HEAD + "x,bill,200,1,1,0,3\n": "line 2, offer: &#x27;3&#x27; is neither yes nor no",
    HEAD.replace("offer", "ofer") + "x,bill,200,1,1,0,1\n": "is no step of a script. Did you mean",
    HEAD + "".join(f"x,reason {n},200,1,1,0,1\n" for n in range(201)): "it holds 201 different texts",
}


@pytest.mark.parametrize("content", BAD)
def test_a_bad_file_of_steps_is_refused_with_its_line(
    world: World, visit: Visit, script: None, content: str
) -> None:
    file = SimpleUploadedFile("steps.csv", content.encode(), "text/csv")
    assert BAD[content] in text(visit("amara").post(reverse("policy:bring_steps"), {"file": file}))


def test_contacts_are_shown_first_and_kept_without_ids(world: World, visit: Visit, script: None) -> None:
    browser = visit("emre")
    content = HEAD + "".join(f"SECRET-{n},bill,{200 + n},1,1,0,1\n" for n in range(30))
    file = SimpleUploadedFile("steps.csv", content.encode(), "text/csv")
    page = text(browser.post(reverse("policy:bring_steps"), {"file": file}))
    assert "steps.csv holds 30 contacts with 3 steps" in page
    assert "SECRET" not in page
    brought = page.partition('name="brought" value="')[2].partition('"')[0]
    assert browser.post(reverse("policy:keep_steps"), {"brought": brought}).status_code == 302
    assert Table.objects.get().lines[0] == [0, 200.0, 1, 1, 0, 1]
    assert "choose the file again" in text(browser.post(reverse("policy:keep_steps"), {"brought": "made up"}))


def test_without_a_script_a_file_of_steps_is_not_taken(world: World, visit: Visit, data: Path) -> None:
    file = SimpleUploadedFile("steps.csv", HEAD.encode() + b"x,bill,200,1,1,0,1\n", "text/csv")
    page = text(visit("amara").post(reverse("policy:bring_steps"), {"file": file}))
    assert "No step of a script is declared: there is nothing to compare yet." in page


def test_control_tells_what_scripts_and_demands_take(world: World, visit: Visit, script: None) -> None:
    bring(world)
    page = text(visit("bela").get(reverse("policy:control")))
    assert "Steps of scripts that resolve no more take" in page
    assert "Demands an agent has to meet at once" in page
    page = text(visit("bela").get(reverse("policy:control"), {"in": "telecom"}))
    assert "All mandatory steps of scripts together" in page


def test_the_planted_steps_of_the_sample_are_found(world: World, script: None) -> None:
    steps = tuple(p for p in our_policies() if p.metric == "script_step")
    assert helpful(steps) == "explain"
    assert helpful(tuple(p for p in steps if p.id != "explain")) == "offer"
    assert planted(steps).to_rows() == planted(tuple(reversed(steps))).to_rows()
