"""Daily work: queued once a day, whatever number of workers, and made up for once after days of silence."""

from datetime import UTC, datetime
from threading import Event
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from headwater.apps.tasks import services, worker
from headwater.apps.tasks.models import DailyRun, Task
from headwater.apps.tasks.worker import Worker

pytestmark = pytest.mark.django_db


def clock(day: int, hour: int, minute: int = 0) -> list[str]:
    """Let a worker look at the clock; return what it queues."""
    queued = services.queue_daily(datetime(2026, 3, day, hour, minute, tzinfo=UTC))
    return [task.kind for task in queued if task.kind == "test.daily"]


def finish_all() -> None:
    Task.objects.update(state=Task.State.DONE)


def test_new_daily_work_begins_at_its_next_hour_and_then_runs_once_a_day() -> None:
    assert clock(2, 6) == []
    assert clock(2, 7) == ["test.daily"]
    finish_all()
    assert clock(2, 7, 30) == []
    assert clock(3, 6, 59) == []
    assert clock(3, 7) == ["test.daily"]


def test_work_that_is_new_in_the_afternoon_waits_for_the_morning() -> None:
    assert clock(2, 15) == []
    assert clock(2, 23) == []
    assert clock(3, 7) == ["test.daily"]


def test_a_week_without_a_worker_is_made_up_for_once() -> None:
    clock(2, 7)
    assert clock(9, 5) == ["test.daily"]
    finish_all()
    assert clock(9, 6) == []
    assert clock(9, 7) == ["test.daily"]


def test_there_is_never_more_than_one_open_task_of_daily_work() -> None:
    clock(2, 6)
    clock(2, 7)
    clock(3, 7)
    assert Task.objects.filter(kind="test.daily").count() == 1


def test_of_two_workers_that_see_the_same_hour_one_queues(monkeypatch: pytest.MonkeyPatch) -> None:
    clock(2, 6)
    stale = list(DailyRun.objects.values_list("kind", "day"))
    clock(2, 7)
    finish_all()
    monkeypatch.setattr(type(DailyRun.objects), "values_list", lambda self, *names: stale)
    assert clock(2, 7) == []


def test_the_hour_is_that_of_the_organisation() -> None:
    with timezone.override(ZoneInfo("Europe/Berlin")):
        clock(2, 5)
        assert clock(2, 6) == ["test.daily"]


def test_a_clock_that_goes_back_queues_nothing_again() -> None:
    clock(2, 7)
    clock(3, 7)
    finish_all()
    assert clock(2, 9) == []


def test_a_worker_looks_at_the_clock_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    stopping = Event()
    seen: list[datetime] = []
    monkeypatch.setattr(services, "queue_daily", seen.append)
    monkeypatch.setattr(worker, "LOOK_SECONDS", 0.0)
    rounds = iter([False] * 5)

    def nothing_to_do(self: Worker) -> bool:
        if next(rounds, None) is None:
            stopping.set()
        return False

    monkeypatch.setattr(Worker, "run_one", nothing_to_do)
    Worker(stopping).run()
    assert len(seen) == 1
