"""A kept change is simulated in the background: once, whoever clicks, and anew when it was killed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from headwater.apps.people.models import AuditEntry
from headwater.apps.policy import simulating
from headwater.apps.policy.models import Scenario
from headwater.apps.policy.services import trying
from headwater.apps.tasks import services as tasks
from headwater.apps.tasks.kinds import TaskCancelled
from headwater.apps.tasks.models import Task

from ..world import World
from .made_scenarios import facts_said, text_of, tried

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data")]
Visit = Callable[[str], Client]


def quietly(step: str, done: int = 0, total: int | None = None) -> None:
    """Take a report."""


@pytest.fixture
def kept(world: World, monkeypatch: pytest.MonkeyPatch) -> Scenario:
    """A change of a small floor, so that a day takes no time."""
    monkeypatch.setattr(simulating, "RUNS", 3)
    today = {"talk_s": 200, "wrap_s": 40, "fcr_frac": 0.65, "agents_scheduled": 7, "shrinkage_frac": 0.2}
    facts_said(world.olga, issues_per_hour=40, today=today)
    return tried(world.olga)


def page(client: Client, kept: Scenario) -> str:
    return text_of(client, f"/policy/what-if/{kept.pk}/")


def test_it_stands_beside_the_answer_with_intervals_and_says_where_they_differ(
    visit: Visit, kept: Scenario
) -> None:
    client = visit("bela")
    assert "Simulate it</button>" in page(client, kept)
    client.post(f"/policy/what-if/{kept.pk}/simulate/")
    assert simulating.simulate(quietly, scenario=kept.pk) == {"kept": True}
    shown = page(client, kept).partition('id="simulated"')[2]
    assert "3 days of 10 hours were simulated" in shown
    row = shown.partition("Contacts an hour</th>")[2].partition("</tr>")[0]
    assert row.count('class="interval"') == 3, "before, after and change"
    assert ">47.7</span>" in row, "what was solved"
    assert "Where it differs from what was solved" in shown
    assert "by formula" in shown
    assert "Simulate it" not in shown
    assert AuditEntry.objects.get(action="policy.scenario_simulated").actor is None


def test_two_clicks_are_one_task_and_a_click_after_it_none(
    visit: Visit, kept: Scenario, world: World
) -> None:
    for who in ("amara", "amara", "bela"):
        assert visit(who).post(f"/policy/what-if/{kept.pk}/simulate/").status_code == 302
    assert Task.objects.filter(kind="policy.simulate").count() == 1
    simulating.simulate(quietly, scenario=kept.pk)
    kept.refresh_from_db()
    first = kept.simulated
    Task.objects.update(state=Task.State.DONE)
    visit("amara").post(f"/policy/what-if/{kept.pk}/simulate/")
    assert Task.objects.filter(kind="policy.simulate").count() == 1
    assert simulating.simulate(quietly, scenario=kept.pk) == {"kept": False}
    kept.refresh_from_db()
    assert kept.simulated == first


def test_a_killed_worker_leaves_nothing_and_the_next_one_finds_the_same(kept: Scenario) -> None:
    def killed(step: str, done: int = 0, total: int | None = None) -> None:
        if done == 2:
            raise TaskCancelled

    with pytest.raises(TaskCancelled):
        simulating.simulate(killed, scenario=kept.pk)
    kept.refresh_from_db()
    assert kept.simulated is None
    found: list[Any] = []
    for _ in range(2):
        Scenario.objects.update(simulated=None)
        simulating.simulate(quietly, scenario=kept.pk)
        kept.refresh_from_db()
        found.append(kept.simulated)
    assert found[0] is not None
    assert found[0] == found[1]


def test_progress_is_followed_by_whoever_may_and_a_stopped_one_can_be_asked_for_again(
    visit: Visit, kept: Scenario, world: World
) -> None:
    visit("amara").post(f"/policy/what-if/{kept.pk}/simulate/")
    task = Task.objects.get(kind="policy.simulate")
    own, other = page(visit("amara"), kept), page(visit("bela"), kept)
    assert f'hx-get="/tasks/{task.pk}/progress/"' in own
    assert "Stop the simulation" in own
    assert "progress/" not in other
    assert "Somebody else has asked for it" in other
    assert "Simulate it</button>" not in own + other
    tasks.cancel_task(acting_user=world.amara, task=task)
    assert "Simulate it again</button>" in page(visit("amara"), kept)
    visit("bela").post(f"/policy/what-if/{kept.pk}/simulate/")
    assert f"/tasks/{task.pk + 1}/progress/" in page(visit("bela"), kept)


def test_what_was_removed_meanwhile_is_not_simulated(kept: Scenario, world: World) -> None:
    trying.remove_scenario(acting_user=world.olga, scenario=kept)
    assert simulating.simulate(quietly, scenario=kept.pk) == {"removed": True}
    assert not trying.keep_simulated(scenario=kept, content={})
    assert trying.simulate_scenario(acting_user=world.olga, scenario=kept) is None


def test_without_staff_nothing_can_be_simulated_and_the_page_says_what_is_missing(
    visit: Visit, world: World
) -> None:
    facts_said(world.olga, today={"talk_s": 200, "fcr_frac": 0.65})
    kept = tried(world.olga)
    simulating.simulate(quietly, scenario=kept.pk)
    shown = page(visit("amara"), kept).partition('id="simulated"')[2]
    assert "Nothing could be simulated after the change" in shown
    assert "how many people are scheduled now" in shown
