"""Background tasks: started once, taken by one worker, stopped on request, given up in time."""

from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError
from django.http import Http404
from django.utils import timezone

from headwater.analysis.errors import UsageError
from headwater.apps.people.models import AuditEntry
from headwater.apps.tasks import selectors, services, worker
from headwater.apps.tasks.kinds import KINDS, Kind, Report
from headwater.apps.tasks.models import Task
from headwater.apps.tasks.worker import Worker

from ..world import World

pytestmark = pytest.mark.django_db


def start(kind: str = "test.lines", **arguments: Any) -> Task:
    return services.start_task(acting_user=None, kind=kind, **arguments)


def claim() -> Task | None:
    return services.claim_task(timezone.now())


def run() -> bool:
    return Worker(Event()).run_one()


@pytest.fixture(autouse=True)
def _no_heart(monkeypatch: pytest.MonkeyPatch) -> None:
    # a thread has its own connection, which does not see a test's open transaction
    monkeypatch.setattr(Worker, "_beat", lambda self, task, over: None)


def test_work_is_done_and_its_result_kept(tmp_path: Path) -> None:
    task = start(file=str(tmp_path / "lines"), lines=3)
    assert run()
    task.refresh_from_db()
    assert (task.state, task.result, task.attempts) == ("done", {"lines": 3}, 1)
    assert len((tmp_path / "lines").read_text().splitlines()) == 3
    assert selectors.last_result("test.lines") == {"lines": 3}
    assert not run()


def test_the_same_work_is_queued_once_while_it_is_open(tmp_path: Path) -> None:
    first = start(file=str(tmp_path / "lines"), lines=1)
    assert start(file="another", lines=9).pk == first.pk
    run()
    assert start(file="another", lines=9).pk != first.pk


def test_unknown_work_is_a_fault_of_the_caller() -> None:
    with pytest.raises(RuntimeError, match="no background work is called nonsense"):
        start("nonsense")


def test_of_two_workers_that_want_the_same_task_one_gets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    task = start(file="nowhere", lines=1)
    seen_by_both = selectors.next_claimable(timezone.now())
    assert claim() is not None
    answers = iter([seen_by_both, None])
    monkeypatch.setattr(selectors, "next_claimable", lambda now: next(answers))
    assert claim() is None
    task.refresh_from_db()
    assert task.attempts == 1


def test_a_task_whose_worker_fell_silent_is_taken_over_and_the_old_worker_notices() -> None:
    start(file="nowhere", lines=1)
    old = claim()
    assert old is not None
    assert claim() is None
    Task.objects.update(heartbeat_at=timezone.now() - selectors.SILENT_AFTER - timedelta(seconds=1))
    new = claim()
    assert new is not None
    assert new.attempts == 2
    assert not services.beat(old)
    assert not services.report_progress(old, "still here", 1, 2)
    assert not services.finish_task(old, result={"lines": 0})
    assert services.finish_task(new, result={"lines": 1})
    assert Task.objects.get().result == {"lines": 1}


def test_a_task_that_kills_its_worker_three_times_is_given_up() -> None:
    start(file="nowhere", lines=1)
    for _ in range(services.MOST_ATTEMPTS):
        assert claim() is not None
        Task.objects.update(heartbeat_at=timezone.now() - timedelta(hours=1))
    assert claim() is None
    task = Task.objects.get()
    assert (task.state, task.attempts) == ("failed", 3)
    assert "Its worker died 3 times" in task.error


def test_a_refusal_is_told_in_its_own_words() -> None:
    start("test.refused")
    run()
    assert Task.objects.get().error == "The file has no rows: choose another."


def test_what_nobody_foresaw_is_told_without_the_words_it_came_with(caplog: pytest.LogCaptureFixture) -> None:
    start("test.broken")
    run()
    task = Task.objects.get()
    assert (task.state, task.error) == (
        "failed",
        "A fault of Headwater itself; the log of the worker says where.",
    )
    assert "ValueError at" in caplog.text
    assert "broken" in caplog.text
    assert "jane.doe" not in caplog.text


def test_what_may_work_later_is_tried_again_and_not_for_ever() -> None:
    start("test.later")
    for _ in range(services.MOST_ATTEMPTS):
        assert run()
        assert not run(), "it waits a while before the next attempt"
        Task.objects.update(not_before=timezone.now())
    task = Task.objects.get()
    assert (task.state, task.error) == ("failed", "Another import runs. Tried 3 times.")


def test_a_full_disk_is_said_and_the_work_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    start("test.later")

    def full(report: Report) -> dict[str, Any]:
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(KINDS, "test.later", Kind("test.later", "Later", full))
    assert run()
    task = Task.objects.get()
    assert (task.state, task.step) == ("queued", "The disk is full: make room.")


def test_a_worker_outlives_records_that_are_away_for_a_while(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stopping, looks = Event(), 0

    def claimed(now: datetime) -> Task | None:
        nonlocal looks
        looks += 1
        if looks == 1:
            raise OperationalError("database or disk is full")
        stopping.set()
        return None

    monkeypatch.setattr(services, "claim_task", claimed)
    monkeypatch.setattr(worker, "AWAY_SECONDS", 0.0)
    monkeypatch.setattr(worker, "connection", SimpleNamespace(close=lambda: None))
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    Worker(stopping).run()
    assert looks == 2
    assert "cannot be reached or written (OperationalError); trying again" in caplog.text


def test_a_waiting_task_is_stopped_at_once_and_a_running_one_at_its_next_step(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = start(file="nowhere", lines=1)
    services.cancel_task(acting_user=world.ada, task=waiting)
    waiting.refresh_from_db()
    assert waiting.state == "cancelled"
    assert AuditEntry.objects.filter(action="task.cancelled", actor=world.ada).exists()
    with pytest.raises(UsageError, match="has ended, or is being stopped already"):
        services.cancel_task(acting_user=world.ada, task=waiting)

    file = tmp_path / "lines"
    running = start(file=str(file), lines=50)
    monkeypatch.setattr(worker, "WRITE_SECONDS", 0.0)
    report_progress = services.report_progress

    def cancel_after_two(task: Task, step: str, done: int, total: int | None) -> bool:
        if done == 2:
            services.cancel_task(acting_user=world.ada, task=task)
        return report_progress(task, step, done, total)

    monkeypatch.setattr(services, "report_progress", cancel_after_two)
    run()
    running.refresh_from_db()
    assert running.state == "cancelled"
    assert len(file.read_text().splitlines()) == 2


def test_a_worker_that_has_to_stop_puts_its_task_back(tmp_path: Path) -> None:
    start(file=str(tmp_path / "lines"), lines=5)
    stopping = Event()
    stopping.set()
    Worker(stopping).run_one()
    task = Task.objects.get()
    assert (task.state, task.attempts) == ("queued", 0)
    assert run()
    task.refresh_from_db()
    assert task.state == "done"


def test_a_task_of_somebody_else_is_not_there(world: World) -> None:
    task = services.start_task(acting_user=world.emre, kind="test.lines", file="nowhere", lines=1)
    for person in ("emre", "ada", "amara", "olga"):
        assert selectors.task_visible_to(world.person(person), task.pk) == task
    for person in ("bela", "chidi", "dana", "femi"):
        with pytest.raises(Http404):
            services.cancel_task(acting_user=world.person(person), task=task)
