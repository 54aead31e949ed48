"""What changes tasks: people start and stop them; workers take, follow and finish them."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from headwater.analysis.errors import UsageError
from headwater.apps.people.audit import record
from headwater.apps.people.models import User
from headwater.apps.tasks import selectors
from headwater.apps.tasks.kinds import KINDS
from headwater.apps.tasks.models import DailyRun, Task

MOST_ATTEMPTS = 3
RETRY_AFTER = timedelta(seconds=20)


@transaction.atomic
def start_task(*, acting_user: User | None, kind: str, key: str = "", **arguments: Any) -> Task:
    """Queue background work; return the open task when one with the same key waits or runs already.

    The caller has checked that the person may: that is the business of the app whose work it is.
    """
    if kind not in KINDS:
        raise RuntimeError(f"no background work is called {kind}")
    key = key or kind
    found = Task.objects.filter(key=key, state__in=[Task.State.QUEUED, Task.State.RUNNING]).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            task = Task.objects.create(kind=kind, key=key, arguments=arguments, started_by=acting_user)
    except IntegrityError:  # another request was a moment earlier
        return Task.objects.get(key=key, state__in=[Task.State.QUEUED, Task.State.RUNNING])
    record(acting_user, "task.started", task, kind=kind)
    return task


@transaction.atomic
def ensure_task(*, kind: str, not_before: datetime | None = None) -> Task:
    """Have work that takes all there is begin anew, by `not_before` (now) at the latest.

    A task of the kind that still waits is enough, and is brought forward if it waits for longer. One that
    runs is not: it may have looked already. Call it after what it should find is committed.
    """
    by = not_before or timezone.now()
    found = Task.objects.filter(kind=kind, state=Task.State.QUEUED).order_by("not_before").first()
    if found is not None:
        Task.objects.filter(pk=found.pk, state=Task.State.QUEUED, not_before__gt=by).update(not_before=by)
        return found
    task = start_task(acting_user=None, kind=kind, key=f"{kind} {secrets.token_hex(4)}")
    Task.objects.filter(pk=task.pk, state=Task.State.QUEUED).update(not_before=by)
    return task


@transaction.atomic
def cancel_task(*, acting_user: User, task: Task) -> None:
    """Stop a task: at once when it waits, at its next report when it runs."""
    task = selectors.task_visible_to(acting_user, task.pk)
    now = timezone.now()
    waiting = Task.objects.filter(pk=task.pk, state=Task.State.QUEUED)
    running = Task.objects.filter(pk=task.pk, state=Task.State.RUNNING, cancel_asked_at=None)
    if not waiting.update(
        state=Task.State.CANCELLED, cancel_asked_at=now, finished_at=now
    ) and not running.update(cancel_asked_at=now):
        raise UsageError("This task has ended, or is being stopped already.")
    record(acting_user, "task.cancelled", task, kind=task.kind)


def queue_daily(now: datetime) -> list[Task]:
    """Queue the daily work whose hour has come since it was queued last.

    Work that is new begins at its next hour. A day that passed without a worker is made up for once.
    """
    local = timezone.localtime(now)
    last = dict(DailyRun.objects.values_list("kind", "day"))
    queued = []
    for kind in KINDS.values():
        if kind.hour is None:
            continue
        day = local.date() if local.hour >= kind.hour else local.date() - timedelta(days=1)
        if kind.key not in last:
            DailyRun.objects.get_or_create(kind=kind.key, defaults={"day": day})
        elif last[kind.key] < day:
            # one UPDATE decides which of several workers queues it, and the task comes with it or not at all
            with transaction.atomic():
                if DailyRun.objects.filter(kind=kind.key, day__lt=day).update(day=day):
                    queued.append(start_task(acting_user=None, kind=kind.key))
    return queued


def claim_task(now: datetime) -> Task | None:
    """Take a task for this worker; None when there is none.

    One UPDATE decides: it names the state and the number of attempts that were read, so of two workers that
    want the same task only one changes a row, on every database.
    """
    task = selectors.next_claimable(now)
    while task is not None:
        seen = Task.objects.filter(
            pk=task.pk, state=task.state, attempts=task.attempts, heartbeat_at=task.heartbeat_at
        )
        if _give_up(task, seen, now):
            task = selectors.next_claimable(now)
            continue
        taken = seen.update(
            state=Task.State.RUNNING,
            attempts=task.attempts + 1,
            started_at=now,
            heartbeat_at=now,
            step="",
            done=0,
            total=None,
        )
        if taken:
            return Task.objects.get(pk=task.pk)
        task = selectors.next_claimable(now)
    return None


def beat(task: Task) -> bool:
    """Say that this worker still has the task; False when it was taken away meanwhile."""
    return bool(_ours(task).update(heartbeat_at=timezone.now()))


def report_progress(task: Task, step: str, done: int, total: int | None) -> bool:
    """Write where the work stands; False when the task was taken away meanwhile."""
    return bool(_ours(task).update(step=step[:200], done=done, total=total, heartbeat_at=timezone.now()))


def finish_task(task: Task, *, result: dict[str, Any] | None = None, error: str = "") -> bool:
    """Write how the work ended."""
    state = Task.State.FAILED if error else Task.State.DONE
    return bool(_ours(task).update(state=state, result=result, error=error, finished_at=timezone.now()))


def put_down_cancelled(task: Task) -> bool:
    """Write that the work was stopped because somebody asked."""
    return bool(_ours(task).update(state=Task.State.CANCELLED, finished_at=timezone.now()))


def put_back(task: Task, *, why: str, at_once: bool = False) -> bool:
    """Let the task wait and be tried again: at once when only this worker stops."""
    if at_once:
        changed = _ours(task).update(
            state=Task.State.QUEUED, not_before=timezone.now(), attempts=task.attempts - 1
        )
    elif task.attempts >= MOST_ATTEMPTS:
        return finish_task(task, error=f"{why} Tried {MOST_ATTEMPTS} times.")
    else:
        changed = _ours(task).update(
            state=Task.State.QUEUED, not_before=timezone.now() + RETRY_AFTER, step=why[:200]
        )
    return bool(changed)


def _ours(task: Task) -> Any:
    """Return the task if this attempt still is the one that counts."""
    return Task.objects.filter(pk=task.pk, state=Task.State.RUNNING, attempts=task.attempts)


def _give_up(task: Task, seen: Any, now: datetime) -> bool:
    """End a task that should not be taken again."""
    if task.cancel_asked_at is not None:
        seen.update(state=Task.State.CANCELLED, finished_at=now)
    elif task.state == Task.State.RUNNING and task.attempts >= MOST_ATTEMPTS:
        why = f"Its worker died {MOST_ATTEMPTS} times while doing this; memory may be too small."
        seen.update(state=Task.State.FAILED, error=why, finished_at=now)
    else:
        return False
    return True
