"""The page of one intervention: the verdict first, and before its date no effect at all."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from headwater.analysis.interventions import Plan
from headwater.apps.interventions import composing, selectors, services
from headwater.apps.interventions.drawing import draw_ahead
from headwater.apps.interventions.models import Comment, Intervention, Judgement
from headwater.apps.interventions.selectors import series_of

from ..world import World
from .made_interventions import BACK, an_intervention, judge, locked, plan_on, record_of
from .made_states import every_state

pytestmark = pytest.mark.django_db
Visit = Callable[[str], Client]


@pytest.fixture
def made(world: World) -> dict[str, Intervention]:
    return every_state(world)


def page(visit: Visit, one: Intervention, who: str = "amara") -> str:
    answer = visit(who).get(reverse("interventions:intervention", args=[one.pk]))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def file_of(visit: Visit, one: Intervention) -> list[dict[str, str]]:
    answer = visit("amara").get(reverse("interventions:series", args=[one.pk]))
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_every_state_says_where_it_stands_in_its_first_sentence(
    visit: Visit, made: dict[str, Intervention]
) -> None:
    said = {
        "worked": "Worked, but at a price: Satisfaction got worse",
        "worse": "Made it worse. Satisfaction: -",
        "no_effect": "No effect that matters. Customers who come back:",
        "cannot_tell": "Cannot tell. The interval alone says “worked”",
        "running": "Running since 1 Jan 2024. The verdict is due on 1 Oct 2029.",
        "waiting": "The verdict is due on",
        "due": "The verdict was due on 7 Jul 2025, and the measure does not reach that day yet.",
        "draft": "A plan is written and not locked. It is no promise yet.",
        "nothing": "No plan is locked yet. Without a promise before the start",
        "stopped": "Whether it did anything, nobody can say: there is no verdict.",
    }
    assert set(said) == set(made)
    for state, sentence in said.items():
        shown = page(visit, made[state])
        first = shown.partition('<p class="headline">')[2].partition("</p>")[0]
        assert sentence in first, state


def test_no_effect_and_no_value_after_the_start_is_shown_before_the_verdict(
    visit: Visit, made: dict[str, Intervention]
) -> None:
    for state in ("running", "stopped"):
        shown = page(visit, made[state])
        assert "What that amounts to" not in shown
        assert "What a verdict has to pass" not in shown
        assert "2024-01-01" not in shown.partition("<tbody>")[2], "the table beside the picture ends before"
        days = [row["date"] for row in file_of(visit, made[state])]
        assert max(days) == "2023-12-25"
    running = page(visit, made["running"])
    assert "Whoever looks every week finds an effect in about 16 of 100" in running
    assert "the plan is strong enough" in running, "what it could find was said at the lock"


def test_the_page_of_a_verdict_shows_gates_guards_terms_and_whether_it_lasted(
    visit: Visit, made: dict[str, Intervention]
) -> None:
    shown = page(visit, made["worked"])
    judged = Judgement.objects.get(plan__intervention=made["worked"], look="verdict")
    assert shown.count('class="gate-holds"') == 5
    assert shown.count('class="gate-not-asked"') == 1
    assert 'class="guard-got-worse"' in shown
    assert 'class="guard-no-sign-that-it-got-worse"' in shown
    for term in judged.terms:
        assert term["sentence"] in shown
    assert "Judged" in shown.partition("Did it last?")[2].partition("</section>")[0]
    assert "It lasted." in shown
    assert "The north depot began a week late." in shown
    assert len(file_of(visit, made["worked"])) == 130
    assert file_of(visit, made["worked"])[0].keys() == {
        "day", "phase", "observed", "fitted", "without", "low", "high",
    }  # fmt: skip


def test_a_gate_that_fails_says_so_and_what_would_make_it_clearer(
    visit: Visit, made: dict[str, Intervention]
) -> None:
    shown = page(visit, made["cannot_tell"])
    assert shown.count('class="gate-fails"') == 1
    assert "What would make it clearer" in shown
    assert "or by teams that had only one of them" in shown.partition("What would make it clearer")[2]


def test_a_changed_plan_and_the_one_before_it_are_both_shown_with_what_differs(
    visit: Visit, made: dict[str, Intervention]
) -> None:
    shown = page(visit, made["running"])
    assert "What plan 2 says otherwise than plan 1" in shown
    differs = shown.partition("What plan 2 says otherwise than plan 1")[2].partition("</table>")[0]
    assert "2% lower than before" in differs
    assert "4% lower than before" in differs
    assert "Plan 1: withdrawn" in shown
    assert "Nobody had asked the team." in shown
    assert "Customers who come back, Phone; lower is better" in shown


def test_a_verdict_on_an_earlier_plan_stays_while_the_plan_that_replaced_it_runs(
    world: World, visit: Visit
) -> None:
    record_of(world, back=(0.32, 0.27))
    one = an_intervention(world.amara)
    locked(world.amara, one)
    judge()
    locked(world.amara, one, plan_on(window="400w"))
    shown = page(visit, one)
    assert "This verdict is about plan 1. Plan 2 was locked since; its verdict is due" in shown
    assert '<p class="headline">Worked.' in shown


def test_a_plan_locked_after_the_start_says_so_beside_the_plan(world: World, visit: Visit) -> None:
    record_of(world)
    one = an_intervention(world.amara)
    locked(world.amara, one, at=datetime(2024, 1, 11, 9, tzinfo=UTC))
    assert "<strong>10 days after the start</strong>" in page(visit, one)


def test_an_agent_sees_the_one_they_own_and_may_change_nothing_of_it(
    world: World, visit: Visit, made: dict[str, Intervention]
) -> None:
    services.give_owner(acting_user=world.amara, intervention=made["running"], owner=world.chidi)
    shown = page(visit, made["running"], "chidi")
    assert "What can be done" not in shown
    assert reverse("interventions:withdraw", args=[made["running"].pk]) not in shown
    listed = visit("chidi").get(reverse("interventions:interventions")).content.decode()
    assert "Coaching by peers" in listed
    assert "Scan at hand-over" not in listed
    assert reverse("interventions:ledger") not in listed


def test_the_picture_of_a_verdict_is_drawn_once_and_ahead_by_the_worker(
    world: World, visit: Visit, made: dict[str, Intervention], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert draw_ahead(lambda done, total: None) >= len(made) - 1
    monkeypatch.setattr("headwater.apps.interventions.drawing.evaluation_figure", None)
    monkeypatch.setattr("headwater.apps.interventions.drawing.record_figure", None)
    for state in ("worked", "running", "waiting", "due", "draft"):
        assert "<svg" in page(visit, made[state]), state


def test_a_verdict_that_cannot_be_read_says_so_and_shows_the_rest(
    visit: Visit, made: dict[str, Intervention]
) -> None:
    Judgement.objects.filter(plan__intervention=made["worked"]).update(content={})
    shown = page(visit, made["worked"])
    assert "What this verdict rests on cannot be read." in shown
    assert "Worked, but at a price" in shown
    answer = visit("amara").get(reverse("interventions:series", args=[made["worked"].pk]))
    assert answer.status_code == 404
    assert visit("amara").get(reverse("interventions:ledger")).status_code == 200


def test_a_series_named_by_a_team_that_is_no_more_is_still_named() -> None:
    plan: Plan = plan_on(scope="4711", guards=("no.such_measure",))
    name = composing.naming_of([plan])
    assert name(f"{BACK}@4711") == "Customers who come back, a team that is no more"
    assert name("no.such_measure") == "no.such_measure"


def test_a_comment_is_added_and_an_empty_one_is_refused_on_its_field(
    visit: Visit, made: dict[str, Intervention]
) -> None:
    address = reverse("interventions:comment", args=[made["due"].pk])
    answer = visit("bela").post(address, {"text": " "})
    assert answer.status_code == 200
    assert "This field is required" in answer.content.decode()
    assert visit("bela").post(address, {"text": "Ask the depot."}).status_code == 302
    assert Comment.objects.get(intervention=made["due"]).author.name == "Bela"  # type: ignore[union-attr]


def test_what_waits_for_data_says_how_far_the_measure_reaches(
    world: World, made: dict[str, Intervention]
) -> None:
    seen = selectors.intervention_visible_to(world.amara, made["due"].pk)
    shown = composing.page_of(seen)
    series = series_of(BACK)
    assert shown.reaches is not None
    assert (series.end - shown.reaches).days == 1
